"""Lengths and areas are those of the district's plane, not of the screen."""

import pytest
import shapely
from pyproj import Transformer

from landuse.geo.measuring import measured

TO_DEGREES = Transformer.from_crs(4549, 4326, always_xy=True)
SQUARE = [
    TO_DEGREES.transform(x, y)
    for x, y in ((500_000, 3_100_000), (500_100, 3_100_000), (500_100, 3_100_200), (500_000, 3_100_200))
]


def test_a_line_is_as_long_as_its_pieces():
    """100 m east, 200 m north, 100 m back west; an open line has no area."""
    found = measured(SQUARE, crs=4549, closed=False)
    assert found.length_m == pytest.approx(400, abs=1e-3)
    assert found.area_m2 is None


def test_an_area_is_closed_by_its_last_side():
    """100 m by 200 m are 2 hectares, 600 m around; on the screen it would be 28 % more."""
    found = measured(SQUARE, crs=4549, closed=True)
    assert found == pytest.approx((600, 20_000), rel=1e-6)
    screen = Transformer.from_crs(4326, 3857, always_xy=True)
    assert shapely.Polygon([screen.transform(*place) for place in SQUARE]).area > 25_000


def test_two_places_are_a_length_whatever_is_asked():
    """An area that has only begun."""
    assert measured(SQUARE[:2], crs=4549, closed=True) == (pytest.approx(100, abs=1e-3), None)


@pytest.mark.parametrize(("places", "crs"), [(SQUARE[:1], 4549), (SQUARE, 4326), (SQUARE, 3857)])
def test_what_cannot_be_measured_raises(places, crs):
    """One place, degrees, the screen's own plane."""
    with pytest.raises(ValueError, match=r"two places|degrees|Web Mercator"):
        measured(places, crs=crs, closed=True)
