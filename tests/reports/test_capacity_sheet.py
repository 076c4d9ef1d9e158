"""What supplied plots owe: agreed and found standards, the acceptance."""

from datetime import date

from tests.builders import happen
from tests.reports.office import check_golden, sheet_of, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("capacity_sheet", table(district, "capacity_sheet").content)


def test_a_plot_that_passed_stays_in_the_table(district):
    """With the day of its acceptance."""
    happen(district, "capacity_acceptance", "G3", subject="plot", on=date(2023, 5, 20), unit="U2")
    words = [cell.value for row in sheet_of(table(district, "capacity_sheet")).iter_rows() for cell in row]
    assert "2023年5月20日通过" in words
