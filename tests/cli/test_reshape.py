"""The verb reshape: 亩 on the command line, refusals by exit code."""

import pytest

from tests.builders import parcel, workspace


@pytest.fixture
def place_of_b(tmp_path):
    """Return the folder of a workspace with one parcel of 10 亩 from a table."""
    workspace(tmp_path / "w", parcels=[parcel("B", mu=None, book_mu=10)]).close()
    return tmp_path / "w"


def test_a_parcel_is_split(call, place_of_b):
    """Two children of 6 and 4 亩 stand in the list."""
    words = ("reshape", "B", "--into", "B1=6", "--into", "B2=4", "--on", "2023-05-01", "--json")
    assert call(*words, "--workspace", place_of_b).json["lineage"] == ["L0001", "L0002"]
    rows = call("list", "parcels", "--json", "--workspace", place_of_b).json
    assert {row["parcel_id"]: row["area_mu"] for row in rows} == {"B1": 6.0, "B2": 4.0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("B", "--into", "B1=6"), 7),
        (("B", "--into", "B1=ten"), 2),
        (("B", "--into", "B1=-10"), 2),
        (("X", "--into", "B1=10"), 2),
        (("B",), 2),
        (("B", "--into", "B=10"), 6),
    ],
)
def test_what_does_not_add_up_is_refused(call, place_of_b, words, code):
    """One line on stderr."""
    answer = call("reshape", *words, "--on", "2023-05-01", "--workspace", place_of_b)
    assert answer.code == code
    assert len(answer.err.splitlines()) == 1
