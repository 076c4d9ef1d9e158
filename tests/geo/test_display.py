"""Between the workspace's CRS and the screen's degrees."""

import geopandas as gpd
import pytest

from landuse.geo.display import from_lonlat, to_lonlat
from tests.builders import square


def test_a_point_goes_to_the_screen_and_back():
    """To a millimetre."""
    there = square().centroid
    shown = to_lonlat(gpd.GeoSeries([there], crs=4549)).iloc[0]
    assert from_lonlat(shown.x, shown.y, crs=4549).distance(there) < 1e-3
    assert (shown.x, shown.y) == (pytest.approx(120.6, abs=0.1), pytest.approx(28.0, abs=0.1))
