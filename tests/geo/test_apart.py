"""Pairs that plainly share no ground."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo.apart import apart
from landuse.geo.robust import interiors_meet

STEP = st.integers(0, 6)


@st.composite
def convex(draw: st.DrawFn) -> shapely.Polygon:
    """Draw a convex shape on a coarse grid: borders and corners often meet, now and then turned by a little."""
    turn = draw(st.sampled_from([0.0, 0.1, 0.7]))
    points = np.array(draw(st.lists(st.tuples(STEP, STEP), min_size=3, max_size=9)), dtype=float)
    rotated = points @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) + (520_000, 3_080_000)
    hull = shapely.MultiPoint(rotated).convex_hull
    return hull if isinstance(hull, shapely.Polygon) else shapely.box(*(520_000, 3_080_000, 520_001, 3_080_001))


@given(st.lists(convex(), min_size=2, max_size=6))
def test_nothing_that_shares_ground_is_told_apart(drawn: list[shapely.Polygon]) -> None:
    """Whatever lies where: a pair that is told apart has no ground in common by the geometry library either."""
    shapes = np.array(drawn, dtype=object)
    first, second = np.triu_indices(len(shapes), 1)
    assert not (apart(shapes, first, second) & interiors_meet(shapes[first], shapes[second])).any()


def test_neighbours_along_a_straight_border_are_told_apart() -> None:
    """Slanted parcels on either side of one border need not be asked of the geometry library; crossing ones do."""
    west = shapely.Polygon([(0, 0), (10, 0), (13, 9), (3, 9)])
    east = shapely.Polygon([(10, 0), (20, 0), (23, 9), (13, 9)])
    over = shapely.Polygon([(12, 3), (20, 3), (20, 6), (11, 6)])
    shapes = np.array([west, east, over], dtype=object)
    assert apart(shapes, np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [True, False, False]


def test_holes_and_parts_are_left_to_the_library() -> None:
    """What lies in a hole, or between two parts, is not told by corners alone: nothing is said of it."""
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    parts = shapely.MultiPolygon([shapely.box(20, 0, 22, 9), shapely.box(26, 0, 28, 9)])
    shapes = np.array([ring, shapely.box(4, 4, 5, 5), parts, shapely.box(23, 0, 25, 9)], dtype=object)
    assert apart(shapes, np.array([0, 2, 0]), np.array([1, 3, 2])).tolist() == [False, False, True]
