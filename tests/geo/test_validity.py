"""The state of a shape, as it is now."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.geo.validity import fault_of, place_of_fault, status
from tests.builders import BOW_TIE, square

with np.errstate(invalid="ignore"):
    NAN = shapely.from_wkt("POLYGON ((0 0, 1 nan, 1 1, 0 0))")


@pytest.mark.parametrize(
    ("shape", "state"),
    [
        (None, "null"),
        (shapely.Polygon(), "empty"),
        (NAN, "nan"),
        (shapely.Point(0, 0), "location"),
        (shapely.LineString([(0, 0), (1, 1)]), "not_area"),
        (shapely.GeometryCollection([square()]), "not_area"),
        (BOW_TIE, "invalid"),
        (square(), "ok"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_has_its_name(shape, state):
    """What a map file brings is named."""
    assert fault_of(shape) == state


def test_a_mended_shape_is_sound_whatever_it_was():
    """The state is judged from the shape that is there; without one, by what was wrong when it came."""
    frame = gpd.GeoDataFrame(
        {"geometry_fault": ["invalid", "invalid", "null", "unmapped", "nan", None]},
        geometry=[square(), BOW_TIE, square(), None, None, None],
        crs=4549,
    )
    assert status(frame).tolist() == ["ok", "invalid", "ok", "unmapped", "nan", "null"]


def test_the_place_of_a_fault_is_where_it_crosses():
    """The bow-tie crosses itself in its middle."""
    assert place_of_fault(BOW_TIE) == (560_050, 3_100_050)
    assert place_of_fault(square()) is None
