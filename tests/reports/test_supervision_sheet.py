"""The ledger of warnings: level as word and colour."""

from tests.reports.office import check_golden, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("supervision_sheet", table(district, "supervision_sheet").content)
