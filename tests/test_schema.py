"""The tables that travel."""

import pytest

from landuse.model import Layer
from landuse.schema import TABLES, Kind, check
from tests.builders import layer_frame, parcel


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.layer)
def test_amounts_say_their_dimension_and_unit(table):
    """An area column ends in _m2 and says whether it is land or floor."""
    for column in table.columns:
        assert (column.kind is Kind.AREA) == column.name.endswith("_m2")
        assert (column.kind is Kind.AREA) == (column.dimension is not None)


def test_what_a_firm_earns_is_restricted():
    """Output, tax, R&D and contacts stay out of exports unless asked for (统计法, 税收征管法)."""
    restricted = {column.name for column in TABLES[Layer.ENTERPRISES].columns if column.restricted}
    assert restricted == {"output_wan_yuan", "tax_wan_yuan", "rd_wan_yuan", "contact", "investment_wan_yuan"}


def test_a_frame_is_checked_at_the_door():
    """A missing column or a repeated key is a programmer's error."""
    frame = layer_frame(Layer.PARCELS, [parcel("A"), parcel("B")])
    check(frame, Layer.PARCELS)
    with pytest.raises(ValueError, match="columns missing: name"):
        check(frame.drop(columns="name"), Layer.PARCELS)
    with pytest.raises(ValueError, match="unique"):
        check(frame.assign(parcel_id="A"), Layer.PARCELS)
