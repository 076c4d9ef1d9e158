"""Every kind of table is a document like others: title, scope, options."""

from landuse.reports.kinds import writer_of
from tests.reports.office import table


def test_a_table_is_named_after_its_title_and_day(district):
    """And may be about a unit; the ranking is of all units."""
    assert table(district, "supply_list").file_name == "全区2023年工业用地供地清单_2023年5月_截至2023-05-31.xlsx"
    assert (writer_of("supply_list").of, writer_of("monthly_ranking").of) == (("unit",), ())
