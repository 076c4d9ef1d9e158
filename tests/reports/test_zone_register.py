"""The files of zones as a table: floor area, firms, stage."""

from tests.reports.office import check_golden, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("zone_register", table(district, "zone_register").content)
