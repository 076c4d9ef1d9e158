"""Papers in parts: what a heading of two lines spans."""

import pytest

from landuse.reports.blocks import spans


@pytest.mark.parametrize(
    ("upper", "found"),
    [
        ([], []),
        (["甲"], [("甲", 0, 1)]),
        (["甲", "乙", None, "丙", None, None], [("甲", 0, 1), ("乙", 1, 2), ("丙", 3, 3)]),
        ([None, "甲"], [("", 0, 1), ("甲", 1, 1)]),
    ],
)
def test_a_heading_goes_on_until_the_next(upper, found):
    """None means that what stands at the left goes on; nothing stands at the left of the first."""
    assert spans(upper) == found
