"""Areas: planar in the district's own system, checked on the ellipsoid, never in degrees or Web Mercator."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from landuse.geo.areas import ellipsoidal_m2, planar_m2
from landuse.units import mu_from_m2
from tests.builders import BOW_TIE, square


def shapes(*geometry, crs=4549):
    return gpd.GeoSeries(list(geometry), crs=crs)


def test_a_square_of_a_hectare_is_15_mu():
    """100 m by 100 m are 10,000 m², 15 亩."""
    assert mu_from_m2(planar_m2(shapes(square(mu=15))).iloc[0]) == pytest.approx(15)


def test_zone_prefixed_eastings_have_the_same_area():
    """EPSG:4528 is 4549 with 40,000,000 m added to the easting."""
    moved = shapely.transform(square(mu=15), lambda points: points + np.array([40_000_000, 0]))
    assert planar_m2(shapes(moved, crs=4528)).iloc[0] == pytest.approx(10_000)


@pytest.mark.parametrize("crs", [4326, 4490, 3857, 900913, 2263, None], ids=str)
def test_degrees_web_mercator_and_feet_are_refused(crs):
    """Asking for an area in a system that has none raises."""
    if crs == 900913:
        crs = (
            CRS.from_string("+proj=merc +a=6378137 +b=6378137 +nadgrids=@null +units=m")
            .to_wkt()
            .replace('"unknown"', '"WGS 84 / Pseudo-Mercator"', 1)
        )
    with pytest.raises(ValueError, match="areas"):
        planar_m2(shapes(square(), crs=crs))


def test_the_ellipsoidal_area_is_the_geodesic_one():
    """The equal-area plane agrees with pyproj's geodesic area to a tenth of a millionth."""
    here = shapes(square(mu=100), square(mu=20, east=5000))
    geodesic = [CRS(4490).get_geod().geometry_area_perimeter(shape)[0] for shape in here.to_crs(4490)]
    assert ellipsoidal_m2(here).tolist() == pytest.approx([abs(area) for area in geodesic], rel=1e-6)


@given(st.floats(0, 36_000), st.floats(0, 28_000), st.floats(1, 900))
def test_planar_and_ellipsoidal_differ_by_the_projection_only(east, north, mu):
    """Across the district the planar area is 0.003 % to 0.015 % larger."""
    there = shapes(square(mu=mu, east=east - 20_000, north=north - 8_000))
    ratio = planar_m2(there).iloc[0] / ellipsoidal_m2(there).iloc[0] - 1
    assert 0.00003 < ratio < 0.00015


def test_missing_shapes_have_no_area():
    """No shape, NaN; no shape at all, no error."""
    assert planar_m2(shapes(None)).isna().all()
    assert ellipsoidal_m2(shapes(None, shapely.Polygon())).isna().all()


def test_a_bow_tie_has_a_planar_area_of_nothing():
    """Which is why an invalid shape never counts by its geometry."""
    assert planar_m2(shapes(BOW_TIE)).iloc[0] == pytest.approx(0)
