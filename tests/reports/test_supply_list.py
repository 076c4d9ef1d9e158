"""The supply of plots: days from events, what holds a plot up, the firm it is meant for."""

from tests.reports.office import check_golden, sheet_of, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("supply_list", table(district, "supply_list").content)


def test_a_plot_of_another_year_is_not_in_it(district):
    """G3 was planned for 2022."""
    words = {cell.value for row in sheet_of(table(district, "supply_list")).iter_rows() for cell in row}
    assert "G1" in words
    assert "G3" not in words
