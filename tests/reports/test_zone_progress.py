"""The plan and progress of zones: amounts from the ledger, firms named, codes text."""

from tests.reports.office import check_golden, sheet_of, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("zone_progress", table(district, "zone_progress").content)


def test_a_unit_has_its_own_table_without_subtotals(district):
    """Only its zones, one sum."""
    found = sheet_of(table(district, "zone_progress", of=(("unit", "U2"),)))
    sums = [cell.value for cell in found["H"] if cell.data_type == "f"]
    assert sums == ["=SUBTOTAL(9,H5)"]
