"""Parcels to be remediated: codes of 19 signs are text, names that look like formulas, too."""

from tests.reports.office import LONG_PARCEL, check_golden, sheet_of, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("remediation_list", table(district, "remediation_list").content)


def test_codes_and_names_are_text(district):
    """A 19-digit code keeps its digits; a name with = is no formula."""
    cells = [cell for row in sheet_of(table(district, "remediation_list")).iter_rows() for cell in row]
    assert next(cell for cell in cells if cell.value == LONG_PARCEL).data_type == "s"
    assert {cell.value.partition("(")[0] for cell in cells if cell.data_type == "f"} == {"=SUBTOTAL"}
