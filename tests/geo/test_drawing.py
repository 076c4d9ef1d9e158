"""Drawn shapes as ground: edges that are straight on the screen, even-odd crossings, boxes around the world."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from landuse.geo.drawing import drawn_area, interiors_meet, on_screen

AROUND = (500_000, 3_050_000, 620_000, 3_150_000)
TO_SCREEN = Transformer.from_crs(4549, 3857, always_xy=True)
TO_DEGREES = Transformer.from_crs(4549, 4326, always_xy=True)
BAR = [(120.4, 27.8), (120.9, 27.8), (120.9, 28.2), (120.4, 28.2)]


def in_degrees(places):
    return [TO_DEGREES.transform(x, y) for x, y in places]


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_the_screen_s_metres_are_those_of_proj(lng, lat):
    """The same as PROJ says, within a tenth of a millimetre."""
    expected = Transformer.from_crs(4326, 3857, always_xy=True).transform(lng, lat)
    np.testing.assert_allclose(on_screen(np.array([[lng, lat]]))[0], expected, atol=1e-4)


def test_an_edge_lies_where_it_was_drawn():
    """Every point of the edges of a box 50 km wide lies on the screen's straight line, within a millimetre."""
    drawn = shapely.boundary(drawn_area(BAR, crs=4549, around=AROUND))
    along = shapely.get_coordinates(shapely.segmentize(drawn, 7.0))
    screen = shapely.points(np.column_stack(TO_SCREEN.transform(*along.T)))
    wanted = shapely.linearrings(on_screen(np.array(BAR)))
    assert shapely.distance(screen, wanted).max() < 1e-3


@pytest.mark.parametrize(
    "ring",
    [
        [(-180, -90), (180, -90), (180, 90), (-180, 90)],
        [(-400, -89), (400, -89), (400, 89), (-400, 89)],
        [(0, 0), (180, 0), (180, 80), (0, 80)],
    ],
)
def test_a_box_around_the_world_holds_all_ground(ring):
    """Where the plane has no coordinates any more, the shape is cut off, not lost."""
    area = drawn_area(ring, crs=4549, around=AROUND)
    assert shapely.contains_properly(area, shapely.box(*AROUND))


def test_crossing_lines_enclose_by_the_even_odd_rule():
    """A five-pointed star has a hole in its middle, as the screen fills it."""
    angles = np.radians(90 + 144 * np.arange(5))
    star = in_degrees(np.column_stack([560_000 + 1000 * np.cos(angles), 3_100_000 + 1000 * np.sin(angles)]))
    area = drawn_area(star, crs=4549, around=AROUND)
    assert not shapely.contains_xy(area, 560_000, 3_100_000)
    assert shapely.contains_xy(area, 560_000, 3_100_800)


@pytest.mark.parametrize(
    "ring",
    [
        [],
        [(120.6, 28.0)],
        [(120.6, 28.0), (120.7, 28.0)],
        [(120.6, 28.0)] * 4,
        [(120.6, 28.0), (120.6, 28.1), (120.6, 28.2)],
        [(120.6, float("nan")), (120.7, 28.0), (120.7, 28.1)],
        [(120.6, float("inf")), (120.7, 28.0), (120.7, 28.1)],
        [(-70.0, 28.0), (-69.0, 28.0), (-69.0, 29.0)],
    ],
    ids=["nothing", "a place", "two", "one place", "a line", "no number", "endless", "elsewhere"],
)
def test_what_encloses_no_ground_is_empty(ring):
    """And no error."""
    assert shapely.is_empty(drawn_area(ring, crs=4549, around=AROUND))


def test_a_border_and_a_corner_are_not_ground():
    """What overlaps, lies within or lies around meets; what touches, is missing or lies apart does not."""
    area = shapely.box(0, 0, 10, 10)
    bow_tie = shapely.Polygon([(5, 5), (15, 15), (15, 5), (5, 15)])
    shapes = np.array(
        [
            shapely.box(5, 5, 15, 15),
            shapely.box(1, 1, 2, 2),
            shapely.box(0, 0, 10, 10),
            shapely.box(-5, -5, 20, 20),
            bow_tie,
            shapely.box(10, 0, 20, 10),
            shapely.box(10, 10, 20, 20),
            shapely.box(11, 0, 20, 10),
            None,
        ],
        dtype=object,
    )
    assert interiors_meet(area, shapes).tolist() == [True] * 5 + [False] * 4
