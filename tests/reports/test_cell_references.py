"""References that move when rows are added."""

import pytest

from landuse.reports.cell_references import at, copied, named, shift


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(D5:D9)", "SUM(D5:D12)"),
        ("SUM(D5:D8)", "SUM(D5:D8)"),
        ("$D$10/D4", "$D$13/D4"),
        ('"D10"&D10', '"D10"&D13'),
        ("LOG10(D10)", "LOG10(D13)"),
        ("other!D10", "other!D10"),
    ],
)
def test_references_follow_rows_that_were_added(before, after):
    """Three rows behind row 9: ranges that end there grow; texts, functions and other sheets stay."""
    assert shift(before, 9, 3, lambda owner: not owner) == after


def test_merged_cells_of_the_last_row_do_not_grow():
    """They are drawn again in the rows that were added."""
    assert shift("A9:C9", 9, 3, lambda owner: not owner, grows=False) == "A9:C9"


def test_a_copied_formula_takes_its_relative_references_along():
    """Absolute rows stay."""
    assert copied("D5*E$2", 3) == "D8*E$2"


def test_references_and_places_are_the_same():
    """There and back."""
    assert [named(at(one)) for one in ("A1", "Z26", "AA27", "XFD1048576")] == ["A1", "Z26", "AA27", "XFD1048576"]
