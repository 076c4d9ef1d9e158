"""A table before it is written: places that add up, groups, figures."""

from decimal import Decimal

from landuse.reports.office_table import Column, Look, OfficeTable, Row, area, table_figures
from tests.builders import MAY


def test_parts_are_printed_with_as_many_places_as_add_up():
    """Land has two places, floor area in ten thousands as many as it needs, firms none."""
    floor = Column("done", 9, Look.NUMBER, measure="wan_m2", adds_up=True)
    firms = Column("firm_count", 9, Look.NUMBER, measure="firms", adds_up=True)
    rows = (Row("a", "", {"area": Decimal("1.50"), "done": Decimal("1.234567")}), Row("b", "", {"done": Decimal(2)}))
    found = OfficeTable("zone_progress", (area(), floor, firms), rows)
    assert [found.places(column) for column in found.columns] == [2, 6, 0]


def test_groups_keep_the_order_of_rows():
    """Neighbours of one group belong together; no rows, no group."""
    rows = tuple(Row(key, group, {}) for key, group in ("1x", "2x", "3y"))
    found = OfficeTable("zone_progress", (area(),), rows)
    assert [(group, len(own)) for group, own in found.groups()] == [("x", 2), ("y", 1)]
    assert list(OfficeTable("zone_progress", (area(),), ()).groups()) == []


def test_every_number_is_a_figure_of_its_row():
    """With an id made of the table, the column and the row's key."""
    found = OfficeTable("zone_progress", (area(),), (Row("Z1", "", {"area": Decimal("3.00")}), Row("Z2", "", {})))
    (figure,) = table_figures(found, MAY)
    assert (figure.figure_id, figure.value, figure.measure) == ("zone_progress.area@row=Z1", Decimal("3.00"), "mu")
