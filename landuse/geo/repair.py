"""
Repairs of shapes as proposals: what a shape would be afterwards, and how much of its ground would come or go.

Nothing here changes anything: a proposal is shown, taken or left. A repair that leaves the area as it was still waits
for somebody's yes, because where a boundary runs is the office's word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from landuse.geo.flaws import SLIVER_WIDTH_M, corners, is_spike, reason_and_place
from landuse.geo.gaps import gaps
from landuse.geo.overlay import overlaps
from landuse.geo.robust import GRID_M, polygonal, union

Shapes = npt.NDArray[np.object_]
Points = npt.NDArray[np.float64]
#: Parts and holes below this are slivers, in m².
SLIVER_M2 = 1.0
#: Two repairs that differ by less than this are one, in m².
_SAME_M2 = 0.005


class RepairKind(StrEnum):
    """How a shape can be repaired."""

    STRUCTURE = "make_valid_structure"
    LINEWORK = "make_valid_linework"
    POINTS = "drop_repeated_points"
    SPIKES = "drop_spikes"
    SLIVERS = "drop_slivers"
    GAP = "close_gap"
    CUT = "cut_overlap"


@dataclass(frozen=True, slots=True, eq=False)
class Repair:
    """
    A proposal for one record.

    ``other`` is the record that keeps its ground (``CUT``) or lies across the gap (``GAP``); ``gap`` is the ground that
    comes along. An ``alternative`` is offered beside another proposal for the same fault and never taken with all
    of a kind.
    """

    kind: RepairKind
    key: str
    before: shapely.Geometry
    after: shapely.Geometry
    other: str | None = None
    gap: shapely.Geometry | None = None
    alternative: bool = False

    @property
    def repair_id(self) -> str:
        """The same from one look to the next, as long as the records are there."""
        return ":".join([self.kind, self.key, *([self.other] if self.other is not None else [])])

    @property
    def before_m2(self) -> float:
        """Planar area before; of a shape that crosses itself what a plain reckoning makes of it."""
        return float(shapely.area(self.before))

    @property
    def after_m2(self) -> float:
        """Planar area after."""
        return float(shapely.area(self.after))

    @property
    def share(self) -> float | None:
        """What changes, in share of the area before (negative: ground is lost); None where there was no area."""
        return (self.after_m2 - self.before_m2) / self.before_m2 if self.before_m2 > 0 else None

    @property
    def place(self) -> tuple[float, float]:
        """Where the shape changes: where it crosses itself, else a point of what differs, else of the shape."""
        _, x, y = reason_and_place(self.before)
        if np.isfinite(x):
            return x, y
        differs = shapely.symmetric_difference(self.before, self.after, grid_size=GRID_M)
        point = shapely.point_on_surface(differs if shapely.area(differs) > 0 else self.after)
        return float(point.x), float(point.y)


def proposals(
    records: gpd.GeoDataFrame, key: str, *, kinds: frozenset[RepairKind] = frozenset(RepairKind)
) -> list[Repair]:
    """
    Return what could be done about the shapes of records.

    Parameters
    ----------
    records : GeoDataFrame
        In a projected CRS in metres: a layer of the ledger, or a file before it is applied.
    key : str
        The column that names a record.
    kinds : frozenset of RepairKind
        ``GAP`` and ``CUT`` compare records with each other and take longer.

    Returns
    -------
    list of Repair
        In the order of *records*. An invalid shape has a proposal by structure and, where that gives another area, an
        alternative by linework. Of an overlap the later record is cut, the earlier as the alternative; a gap goes to
        the neighbour with the longer border along it.

    Examples
    --------
    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
    >>> [found] = proposals(gpd.GeoDataFrame({"id": ["A"]}, geometry=[bow_tie], crs=4549), "id")
    >>> str(found.kind), found.before_m2, found.after_m2
    ('make_valid_structure', 0.0, 50.0)
    """
    shapes, names = records.geometry.to_numpy(), [str(name) for name in records[key]]
    order = {name: at for at, name in enumerate(names)}
    found: list[Repair] = []
    for at in np.flatnonzero(_needing(shapes, kinds)).tolist():
        found += _alone(names[at], shapes[at], kinds)
    if RepairKind.CUT in kinds:
        found += _cuts(records, key)
    if RepairKind.GAP in kinds:
        found += _closings(records, key)
    return sorted(found, key=lambda repair: order[repair.key])


def repaired(
    kind: RepairKind, shape: shapely.Geometry, *, by: shapely.Geometry | None = None
) -> shapely.Geometry | None:
    """
    Return a shape after a repair; None if there is nothing to repair or nothing would be left.

    Parameters
    ----------
    kind : RepairKind
    shape : shapely Geometry
    by : shapely Geometry, optional
        The ground to be left to another record (``CUT``), or to be taken along (``GAP``).
    """
    if kind in {RepairKind.STRUCTURE, RepairKind.LINEWORK}:
        after = None if shapely.is_valid(shape) else _valid(shape, kind)
    elif not shapely.is_valid(shape):
        return None
    elif kind is RepairKind.CUT:
        after = None if by is None else _less(shape, by)
    elif kind is RepairKind.GAP:
        after = None if by is None else union(np.array([shape, by], dtype=object))
    else:
        change = {RepairKind.POINTS: _without_repeats, RepairKind.SPIKES: _without_spikes, RepairKind.SLIVERS: _whole}
        after = change[kind](shape)
    if after is None or shapely.equals_exact(after, shape) or not (shapely.is_valid(after) and shapely.area(after) > 0):
        return None
    return after


def _needing(shapes: Shapes, kinds: frozenset[RepairKind]) -> npt.NDArray[np.bool_]:
    """Tell which shapes a repair of their own may be for, by cheap questions."""
    valid = shapely.is_valid(shapes)
    needing: npt.NDArray[np.bool_] = ~valid & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    points, owner, before, after = corners(shapes)
    if RepairKind.POINTS in kinds:
        needing[owner[(before == points).all(axis=1)]] = True
    if RepairKind.SPIKES in kinds:
        needing[owner[is_spike(points, before, after)]] = True
    if RepairKind.SLIVERS in kinds:
        needing |= (shapely.get_num_geometries(shapes) > 1) | (_ring_count(shapes) > 1)
    return needing


def _ring_count(shapes: Shapes) -> npt.NDArray[np.intp]:
    _, owner = shapely.get_rings(shapes, return_index=True)
    return np.bincount(owner, minlength=len(shapes))


def _alone(key: str, shape: shapely.Geometry, kinds: frozenset[RepairKind]) -> list[Repair]:
    """Return the repairs of one shape that look at nothing else."""
    found: list[Repair] = []
    for kind in (RepairKind.STRUCTURE, RepairKind.LINEWORK, RepairKind.POINTS, RepairKind.SPIKES, RepairKind.SLIVERS):
        after = repaired(kind, shape) if kind in kinds else None
        if after is None:
            continue
        other_way = kind is RepairKind.LINEWORK and bool(found)
        if other_way and abs(shapely.area(after) - found[0].after_m2) < _SAME_M2:
            continue
        found.append(Repair(kind, key, shape, after, alternative=other_way))
    return found


def _cuts(records: gpd.GeoDataFrame, key: str) -> list[Repair]:
    named = records.assign(_at=range(len(records)))
    shapes, names = records.geometry.to_numpy(), records[key].astype(str).to_numpy(dtype=object)
    found: list[Repair] = []
    for first, second in overlaps(named, "_at")[["a", "b"]].itertuples(index=False, name=None):
        for own, other, alternative in ((second, first, False), (first, second, True)):
            after = repaired(RepairKind.CUT, shapes[own], by=shapes[other])
            if after is not None:
                repair = Repair(
                    RepairKind.CUT, names[own], shapes[own], after, other=names[other], alternative=alternative
                )
                found.append(repair)
    return found


def _closings(records: gpd.GeoDataFrame, key: str) -> list[Repair]:
    between = gaps(records, key)
    shapes = dict(zip(records[key].astype(str), records.geometry, strict=True))
    found: list[Repair] = []
    for names, piece in between.loc[between["kind"] == "gap", ["keys", "geometry"]].itertuples(index=False, name=None):
        reach = shapely.buffer(piece, 1e-3)
        border = {name: shapely.length(shapely.intersection(shapely.boundary(shapes[name]), reach)) for name in names}
        own = max(names, key=lambda name: border[name])
        other = max((name for name in names if name != own), key=lambda name: border[name])
        after = repaired(RepairKind.GAP, shapes[own], by=piece)
        if after is not None:
            found.append(Repair(RepairKind.GAP, own, shapes[own], after, other=other, gap=piece))
    return found


def _valid(shape: shapely.Geometry, kind: RepairKind) -> shapely.Geometry:
    """Return a valid shape: by linework, or by structure: what shells cover less what their holes do."""
    if kind is RepairKind.LINEWORK:
        return _areas(shapely.make_valid(shape, method="linework"))
    # GEOS's own way makes ground of a hole that lies outside its shell.
    parts = [
        _filled([part.exterior]).difference(_filled(part.interiors), grid_size=None)
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.Polygon) and not part.is_empty
    ]
    return _areas(shapely.union_all(parts))


def _filled(rings: Iterable[shapely.LinearRing]) -> BaseGeometry:
    areas = [shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False) for ring in rings]
    return shapely.union_all(areas)


def _sound(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shapely.is_valid(shape) else _valid(shape, RepairKind.STRUCTURE)


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    area: shapely.Geometry = polygonal(np.array([shape, None], dtype=object))[0]
    return area


def _less(shape: shapely.Geometry, by: shapely.Geometry) -> shapely.Geometry | None:
    for grid in (None, GRID_M):
        try:
            left = _areas(shapely.difference(shape, _sound(by), grid_size=grid))
        except GEOSException:
            continue
        common = shapely.area(shapely.intersection(shape, _sound(by), grid_size=GRID_M))
        if abs(shapely.area(shape) - common - shapely.area(left)) <= GRID_M * shapely.length(shape) + _SAME_M2:
            return left
    return None


def _without_repeats(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.remove_repeated_points(shape)


def _without_spikes(shape: shapely.Geometry) -> shapely.Geometry:
    """Cut spikes off ring by ring, until none is left: behind one there may be another."""
    points, _, before, after = corners(np.array([shape], dtype=object))
    if not is_spike(points, before, after).any():
        return shape

    parts = []
    for part in shapely.get_parts(shape):
        shell = _blunt(part.exterior)
        holes = [hole for ring in part.interiors if (hole := _blunt(ring)) is not None]
        if shell is not None:
            parts.append(shapely.Polygon(shell, holes))
    return _joined(parts)


def _blunt(ring: shapely.LinearRing) -> Points | None:
    """Return the corners of a ring without its spikes; None if nothing is left."""
    points = shapely.get_coordinates(shapely.remove_repeated_points(ring))[:-1]
    while len(points) >= 3:
        tips = is_spike(points, np.roll(points, 1, axis=0), np.roll(points, -1, axis=0))
        if not tips.any():
            return points
        points = np.delete(points, int(np.flatnonzero(tips)[0]), axis=0)
    return None


def _whole(shape: shapely.Geometry) -> shapely.Geometry:
    """Leave out parts and fill holes that are slivers; the largest part stays in any case."""
    parts = shapely.get_parts(shape)
    kept = parts[~_are_slivers(parts) | (shapely.area(parts) == shapely.area(parts).max())]
    filled = []
    for part in kept:
        holes = list(part.interiors)
        thin = _are_slivers(np.array([*map(shapely.Polygon, holes), None], dtype=object))
        filled.append(
            shapely.Polygon(part.exterior, [hole for hole, is_thin in zip(holes, thin, strict=False) if not is_thin])
        )
    return _joined(filled)


def _joined(parts: Sequence[shapely.Polygon]) -> shapely.Geometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _are_slivers(shapes: Shapes) -> npt.NDArray[np.bool_]:
    area = shapely.area(shapes)
    slivers: npt.NDArray[np.bool_] = (area < SLIVER_M2) | (2 * area < SLIVER_WIDTH_M * shapely.length(shapes))
    return slivers
