"""The legend: every stage with its amounts, and room for all of them."""

from decimal import Decimal

import geopandas as gpd
import pytest
import shapely

from landuse.i18n import catalogue
from landuse.model import Layer
from landuse.reports.sheet_contents import Amount, Contents, ShownLayer
from landuse.reports.sheet_legend import legend, rows_of
from landuse.reports.sheet_letters import MM_PER_PT
from landuse.symbology import load_symbology

ONE, NOTHING = Amount(1, Decimal("1.00")), Amount(0, Decimal(0))


def contents(*, stages):
    columns = {"key": ["P1"], "area_mu": [1.0], "selected": [False]}
    shown = gpd.GeoDataFrame(columns, geometry=[shapely.box(0, 0, 1, 1)], crs=4549)
    by_stage = dict.fromkeys(stages, ONE)
    layers = [ShownLayer(layer, shown, by_stage, ONE, NOTHING, NOTHING) for layer in (Layer.PARCELS, Layer.PLOTS)]
    return Contents(tuple(layers), {})


@pytest.mark.parametrize("columns", [1, 2])
def test_a_legend_of_every_stage_fits_its_room(columns):
    """All stages of parcels and of plots at once: rows and letters shrink, and nothing leaves the room."""
    found = legend(contents(stages=load_symbology().stages), catalogue(), room=150, type_scale=1.0, columns=columns)
    assert len(found["rows"]) >= 50
    assert -(-len(found["rows"]) // columns) * found["row_height"] <= 150 + 1e-9
    assert found["legend_size"] * MM_PER_PT < found["row_height"]


def test_stages_stand_in_the_order_of_the_way_with_count_and_amount():
    """A row a stage, and the total below; an empty window says that it is empty."""
    rows = rows_of(contents(stages=["registered", "demolished"]), catalogue())
    parcels = [(row["words"], row["count"], row["area"]) for row in rows[:4]]
    assert parcels == [
        ("低效工业用地地块", "宗数", "面积(亩)"),
        ("入库", "1", "1.00"),
        ("已拆除", "1", "1.00"),
        ("合计", "1", "1.00"),
    ]
    assert [row["words"] for row in rows_of(Contents((), {}), catalogue())] == ["图框内没有记录"]
