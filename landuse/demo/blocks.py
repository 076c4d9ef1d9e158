"""
Street blocks and the lots in them.

A block is a four-sided piece of ground between streets, a lot is drawn in its unit square (u along the street, v away
from it) and then laid into the block. Neighbouring lots are made of the same cut lines, so they share every corner.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.random import Generator

from landuse.demo.sketch import MILLIMETRE, Frame, Points, polygon

#: Half the width of a street in metres, and the cut-off corner of a lot where streets meet.
HALF_STREET = 8.0
CHAMFER = 6.0
#: A block deeper than this holds two rows of lots, back to back.
ONE_ROW = 90.0
#: Share of the cuts between lots that have a step in them (L-shaped lots).
STEPPED = 0.22
#: Cuts of the two rows that meet closer than this (in share of the block) become one crossing.
CROSSING = 0.035
#: Where the line between the two rows lies, at most this far from the middle.
SPINE = 0.06

#: A point of the unit square.
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot: its shape, the block it lies in and its place there (row 0 fronts the first street)."""

    shape: shapely.Polygon
    block: int
    row: int
    place: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """A compact group of blocks along a road: its outline, its lots, and its inner streets."""

    outline: shapely.Polygon
    lots: tuple[Lot, ...]
    streets: tuple[shapely.LineString, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a cluster is laid out: blocks along and away from the road, their size and the width of lots in metres."""

    columns: int
    rows: int
    width: float
    depth: float
    lot: float


def make_cluster(frame: Frame, plan: Plan, rng: Generator) -> Cluster:
    """Lay a cluster of blocks into a *frame*; large ones lose a block or two at their back corners."""
    nodes = _grid(frame, plan, rng)
    quads = []
    for row in range(plan.rows):
        for column in range(plan.columns):
            is_back_corner = row == plan.rows - 1 and row > 0 and column in {0, plan.columns - 1} and plan.columns > 2
            if is_back_corner and rng.random() < 0.45:
                continue
            quads.append(nodes[[row, row, row + 1, row + 1], [column, column + 1, column + 1, column]])
    lots = [replace(lot, block=index) for index, quad in enumerate(quads) for lot in make_lots(quad, plan.lot, rng)]
    outline = shapely.unary_union([shapely.Polygon(quad) for quad in quads])
    return Cluster(outline=polygon(outline), lots=tuple(lots), streets=_streets(quads))


def _grid(frame: Frame, plan: Plan, rng: Generator) -> Points:
    """Return the street crossings, rows x columns, of a grid that nobody drew with a ruler."""
    across = np.cumsum(np.r_[0.0, plan.width * rng.uniform(0.84, 1.16, plan.columns)])
    deep = np.cumsum(np.r_[0.0, plan.depth * rng.uniform(0.88, 1.12, plan.rows)])
    u, v = np.meshgrid(across * plan.columns * plan.width / across[-1], deep)
    lean, bend = rng.uniform(-0.10, 0.10), rng.uniform(-0.05, 0.05)
    width = plan.columns * plan.width
    local = np.stack([u + lean * v + rng.normal(0.0, 4.0, u.shape), v + bend * u * (width - u) / width], axis=-1)
    local[1:, :, 1] += rng.normal(0.0, 4.0, local[1:, :, 1].shape)
    return frame.place(local)


def _streets(quads: list[Points]) -> tuple[shapely.LineString, ...]:
    """Return the lines between the blocks, each once."""
    sides: dict[tuple[tuple[float, ...], ...], shapely.LineString] = {}
    for quad in quads:
        for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
            sides.setdefault(tuple(sorted((tuple(start), tuple(end)))), shapely.LineString([start, end]))
    merged = shapely.line_merge(shapely.unary_union(list(sides.values())))
    return tuple(sorted(shapely.get_parts(shapely.normalize(merged)), key=lambda line: line.bounds))


def make_lots(quad: Points, lot_width: float, rng: Generator) -> list[Lot]:
    """Divide a block (front left, front right, back right, back left) into lots; block numbers are left at 0."""
    width = float(np.hypot(*(quad[1] - quad[0]) + (quad[2] - quad[3]))) / 2
    depth = float(np.hypot(*(quad[3] - quad[0]) + (quad[2] - quad[1]))) / 2
    inner = _inset(quad, HALF_STREET / width, HALF_STREET / depth)
    chamfer = (CHAMFER / width, CHAMFER / depth)
    front = _cuts(width, lot_width, rng)
    if depth < ONE_ROW:
        return _row(inner, [_straight(u, 1.0) for u in front], [(u, 1.0) for u in front], 0, chamfer, both=True)
    back = [_nearest(u, front) for u in _cuts(width, lot_width, rng)]
    spine = {u: 0.5 + float(rng.uniform(-SPINE, SPINE)) for u in sorted({*front, *back})}
    nodes = list(spine.items())
    lower = [_cut(u, spine, 0.0, rng, lot_width / width) for u in front]
    upper = [_cut(u, spine, 1.0, rng, lot_width / width) for u in back]
    return [*_row(inner, lower, nodes, 0, chamfer), *_row(inner, upper, nodes, 1, chamfer)]


def _inset(quad: Points, along: float, away: float) -> Points:
    corners = np.array([[along, away], [1 - along, away], [1 - along, 1 - away], [along, 1 - away]])
    return _laid(quad, corners)


def _laid(quad: Points, spots: Points) -> Points:
    """Return points of the unit square as they lie in a four-sided block, to the millimetre."""
    u, v = spots[:, :1], spots[:, 1:]
    placed = (1 - u) * (1 - v) * quad[0] + u * (1 - v) * quad[1] + u * v * quad[2] + (1 - u) * v * quad[3]
    return np.asarray(np.round(placed, MILLIMETRE), dtype=float)


def _cuts(width: float, lot_width: float, rng: Generator) -> list[float]:
    """Return where a row is cut, from 0 to 1, into lots of about a width, no two of them alike."""
    count = max(1, round(width / (lot_width * rng.uniform(0.8, 1.25))))
    shares = rng.uniform(0.72, 1.28, count)
    ends = np.cumsum(shares) / shares.sum()
    return [0.0, *(round(float(end), 4) for end in ends[:-1]), 1.0]


def _nearest(u: float, others: list[float]) -> float:
    near = min(others, key=lambda other: abs(other - u))
    return near if abs(near - u) < CROSSING else u


def _straight(u: float, v: float) -> list[Spot]:
    return [(u, 0.0), (u, v)]


def _cut(u: float, spine: dict[float, float], edge: float, rng: Generator, lot: float) -> list[Spot]:
    """Return the cut at *u* from the street (v = *edge*) to the spine, with a step in some."""
    end = (u, spine[u])
    if u in {0.0, 1.0} or rng.random() > STEPPED:
        return [(u, edge), end]
    aside = u + float(rng.choice([-1.0, 1.0])) * lot * float(rng.uniform(0.18, 0.3))
    turn = edge + (spine[u] - edge) * float(rng.uniform(0.4, 0.6))
    return [(aside, edge), (aside, turn), (u, turn), end]


def _row(
    quad: Points, cuts: list[list[Spot]], spine: list[Spot], row: int, chamfer: Spot, *, both: bool = False
) -> list[Lot]:
    """Return the lots between neighbouring cuts; *spine* holds every corner on the row's far side."""
    lots = []
    for place, (left, right) in enumerate(pairwise(cuts)):
        far = [spot for spot in spine if left[-1][0] < spot[0] < right[-1][0]]
        ring = [*left, *far, *reversed(right)]
        corners = {(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)} if both else {(0.0, float(row)), (1.0, float(row))}
        shape = shapely.Polygon(_laid(quad, np.array(_chamfered(ring, corners, chamfer))))
        lots.append(Lot(shape=shapely.normalize(shape), block=0, row=row, place=place))
    return lots


def _chamfered(ring: list[Spot], corners: set[Spot], chamfer: Spot) -> list[Spot]:
    """Cut off the corners where streets meet."""
    spots: list[Spot] = []
    for index, spot in enumerate(ring):
        if spot not in corners:
            spots.append(spot)
            continue
        before, after = ring[index - 1], ring[(index + 1) % len(ring)]
        spots.extend(_towards(spot, other, chamfer) for other in (before, after))
    return spots


def _towards(spot: Spot, other: Spot, chamfer: Spot) -> Spot:
    if abs(other[0] - spot[0]) > abs(other[1] - spot[1]):
        return (spot[0] + (chamfer[0] if other[0] > spot[0] else -chamfer[0]), spot[1])
    return (spot[0], spot[1] + (chamfer[1] if other[1] > spot[1] else -chamfer[1]))
