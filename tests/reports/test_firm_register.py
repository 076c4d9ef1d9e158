"""The register of firms: restricted columns are empty unless they are asked for."""

from tests.reports.office import check_golden, table


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("firm_register", table(district, "firm_register").content)


def test_restricted_columns_are_filled_only_when_asked_for(district):
    """Output and investment stand neither in cells nor in figures by default."""
    plain = table(district, "firm_register")
    assert not any(figure.value in {8888, 7777} for figure in plain.figures)
    asked = table(district, "firm_register", options=(("restricted", "yes"),))
    assert {8888, 7777} <= {figure.value for figure in asked.figures}
    assert any("受限信息" in words for _, words in asked.passages)
