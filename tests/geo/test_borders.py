"""Pairs of sound shapes that meet in one stretch of border at most, or in none."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo.borders import meet_once
from landuse.geo.robust import interiors_meet

STEP = st.integers(0, 5)
CORNER = (520_000.0, 3_080_000.0)


def net(across: int, along: int, seed: int) -> np.ndarray:
    """Return cells of a net whose borders bend and whose corners are their neighbours' own, by row and column."""
    chance = np.random.default_rng(seed)
    fine = np.indices((across * along + 1, across * along + 1), dtype=float).transpose(1, 2, 0)
    fine += chance.uniform(-0.3, 0.3, fine.shape)
    cells = []
    for row in range(across):
        for column in range(across):
            low, left = row * along, column * along
            steps = [(low, left + step) for step in range(along)]
            steps += [(low + step, left + along) for step in range(along)]
            steps += [(low + along, left + along - step) for step in range(along)]
            steps += [(low + along - step, left) for step in range(along)]
            cells.append(shapely.Polygon([fine[step][::-1] * 20 + CORNER for step in steps]))
    return np.array(cells, dtype=object)


@st.composite
def outline(draw: st.DrawFn) -> shapely.Polygon:
    """Draw a sound shape on a coarse grid, often with corners and sides of others, now and then turned or pierced."""
    points = np.array(draw(st.lists(st.tuples(STEP, STEP), min_size=3, max_size=8, unique=True)), dtype=float)
    middle = points.mean(axis=0) + draw(st.sampled_from([0.0, 0.01]))
    around = np.argsort(np.arctan2(*(points - middle).T))
    shape = shapely.Polygon(points[around])
    if draw(st.booleans()):
        shape = shape.difference(shapely.box(2, 2, 3, 3))
    turn = draw(st.sampled_from([0.0, 0.3]))
    turned = shapely.transform(
        shape, lambda at: at @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) + CORNER
    )
    sound = isinstance(turned, shapely.Polygon) and shapely.is_valid(turned) and turned.area > 0
    return turned if sound else shapely.box(*CORNER, CORNER[0] + 1, CORNER[1] + 1)


@given(st.lists(outline(), min_size=2, max_size=8))
def test_nothing_that_shares_ground_is_told_apart(drawn: list[shapely.Polygon]) -> None:
    """Whatever lies where: a pair that is told apart has no ground in common by the geometry library either."""
    shapes = np.array(drawn, dtype=object)
    first, second = np.triu_indices(len(shapes), 1)
    assert not (meet_once(shapes, first, second) & interiors_meet(shapes[first], shapes[second])).any()


@given(st.integers(0, 10_000), st.integers(0, 8), st.integers(0, 11), st.integers(0, 1))
def test_a_corner_that_is_moved_is_noticed(seed: int, cell: int, corner: int, back: int) -> None:
    """In a net of bent borders one cell's corner moves: pairs that overlap by it are none that are told apart."""
    shapes = net(3, 3, seed)
    ring = shapely.get_coordinates(shapes[cell])[:-1]
    ring[corner] += (3.0, 4.0 - 8 * back)
    moved = shapely.Polygon(ring)
    shapes[cell] = moved if moved.is_valid else shapes[cell]
    first, second = np.triu_indices(len(shapes), 1)
    told = meet_once(shapes, first, second)
    meet = interiors_meet(shapes[first], shapes[second])
    assert not (told & meet).any()
    assert told.sum() >= (~meet).sum() - 8


@given(st.integers(0, 10_000))
def test_every_pair_of_a_net_is_told(seed: int) -> None:
    """Neighbours along a bent border, across a corner and farther off need not be asked of the geometry library."""
    shapes = net(4, 3, seed)
    first, second = np.triu_indices(len(shapes), 1)
    assert meet_once(shapes, first, second).all()


def test_parts_and_holes() -> None:
    """A collection of one part is its part; of several parts nothing is said; what lies in a hole may share ground."""
    west, east = shapely.box(0, 0, 9, 9), shapely.Polygon([(9, 0), (20, 0), (20, 9), (9, 9)])
    pierced = west.difference(shapely.box(3, 3, 6, 6))
    parts = shapely.MultiPolygon([shapely.box(30, 0, 32, 9), shapely.box(36, 0, 38, 9)])
    for one in (shapely.MultiPolygon([west]), pierced):
        shapes = np.array([one, east, shapely.box(4, 4, 5, 5), parts, shapely.box(33, 0, 35, 9)], dtype=object)
        told = meet_once(shapes, np.array([0, 0, 3]), np.array([1, 2, 4]))
        assert told.tolist() == [True, False, False]


def test_borders_that_meet_twice_are_left_to_the_library() -> None:
    """Two shapes that meet in two places enclose a gap, or share ground: corners alone do not say which."""
    west = shapely.Polygon([(0, 0), (9, 0), (7, 4), (9, 9), (0, 9)])
    gap = shapely.Polygon([(9, 0), (20, 0), (20, 9), (9, 9), (8, 4)])
    over = shapely.Polygon([(9, 0), (20, 0), (20, 9), (9, 9), (6, 4)])
    assert meet_once(np.array([west, gap, over]), np.array([0, 0]), np.array([1, 2])).tolist() == [False, False]


def test_equal_shapes_are_never_told_apart() -> None:
    """A copy of a shape shares all sides with it, and all its ground."""
    shapes = np.array([net(2, 3, 1)[0]] * 2, dtype=object)
    assert not meet_once(shapes, np.array([0]), np.array([1])).any()
