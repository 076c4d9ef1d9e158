"""Which records lie side by side: contiguous groups (连片) by shared edges, slivers of digitising bridged and named."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.errors import GEOSException

from landuse.geo.apart import apart
from landuse.geo.areas import require_area_crs
from landuse.geo.robust import GRID_M, common_ground

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]
Lengths = npt.NDArray[np.float64]
#: Ground between or over neighbours of less than this, and no wider, is noise of arithmetic, in m² and m.
LEAST_M2, LEAST_M = 0.01, 0.001
SLIVER_COLUMNS = ("kind", "a", "b", "m2", "width_m", "length_m", "x", "y")
OVERLAP_COLUMNS = ("a", "b", "overlap_m2")


@dataclass(frozen=True, slots=True, eq=False)
class Contiguity:
    """
    Which records lie side by side.

    ``group`` is a number for each record, in the order they were given (-1: no sound shape to tell by), rising with the
    first record of each group. ``slivers`` (:data:`SLIVER_COLUMNS`) are the places where two neighbours meet only
    within the tolerance: a ``gap`` between them or an ``overlap`` no wider than that, with its area, mean width, length
    along the border and a point of it; the longest first. ``overlaps`` (:data:`OVERLAP_COLUMNS`) is all ground that
    neighbours share.
    """

    group: npt.NDArray[np.intp]
    slivers: pd.DataFrame
    overlaps: pd.DataFrame


def contiguity(records: gpd.GeoDataFrame, key: str, *, edge_m: float, tolerance_m: float) -> Contiguity:
    """
    Return the contiguous groups of records.

    Two records are neighbours if they have more than *edge_m* of border in common, or ground; borders that run no
    further than *tolerance_m* apart are in common. A corner is no edge.

    Parameters
    ----------
    records : GeoDataFrame
        In a projected CRS in metres.
    key : str
        The column that names a record.
    edge_m, tolerance_m : float
        In metres; a tolerance of 0 asks for borders that are drawn alike.

    Raises
    ------
    ValueError
        For degrees and Web Mercator (see :func:`landuse.geo.areas.require_area_crs`).

    Examples
    --------
    >>> squares = [shapely.box(0, 0, 9, 9), shapely.box(9.05, 0, 20, 9), shapely.box(20, 9, 30, 20)]
    >>> row = gpd.GeoDataFrame({"id": ["A", "B", "C"]}, geometry=squares, crs=4549)
    >>> found = contiguity(row, "id", edge_m=1, tolerance_m=0.1)
    >>> found.group.tolist(), found.slivers[["kind", "a", "b", "width_m"]].round(3).to_dict("records")
    ([0, 0, 1], [{'kind': 'gap', 'a': 'A', 'b': 'B', 'width_m': 0.05}])
    """
    require_area_crs(records.crs)
    drawn = records.geometry.to_numpy()
    sound = np.flatnonzero(shapely.is_valid(drawn) & (shapely.area(drawn) > 0))
    shapes, names = shapely.force_2d(drawn[sound]), records[key].to_numpy(dtype=object)[sound]
    first, second = _near(shapes, tolerance_m)
    exact = _shared_edge(shapes[first], shapes[second])
    loose = exact <= edge_m
    within = np.zeros(len(first))
    within[loose] = _edge_within(shapes, first[loose], second[loose], tolerance_m)
    shared = np.full(len(first), shapely.Polygon(), dtype=object)
    meeting = np.flatnonzero(~apart(shapes, first, second))
    shared[meeting] = common_ground(shapes[first[meeting]], shapes[second[meeting]])
    common = shapely.area(shared)
    common[common < LEAST_M2] = 0.0
    bridged = loose & (within > edge_m)
    # Ground in common joins as well, unless it is a sliver no longer than an edge that would not.
    joined = ~loose | bridged | (common > max(edge_m * tolerance_m, LEAST_M2))
    group = np.full(len(drawn), -1, dtype=np.intp)
    group[sound] = _groups(len(shapes), first[joined], second[joined])
    overlapping = np.flatnonzero(joined & (common > 0))
    return Contiguity(
        group=group,
        slivers=_named_slivers(
            _slivers(shapes[first[bridged]], shapes[second[bridged]], shared[bridged], tolerance_m),
            (names[first[bridged]], names[second[bridged]], within[bridged]),
        ),
        overlaps=pd.DataFrame(
            {
                "a": names[first[overlapping]],
                "b": names[second[overlapping]],
                "overlap_m2": common[overlapping],
            },
            columns=list(OVERLAP_COLUMNS),
        ),
    )


def _near(shapes: Shapes, tolerance_m: float) -> tuple[Places, Places]:
    """Return the pairs of shapes whose boxes come as near as the tolerance, each once."""
    if not len(shapes):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    west, south, east, north = shapely.bounds(shapes).T
    reach = shapely.box(west - tolerance_m, south - tolerance_m, east + tolerance_m, north + tolerance_m)
    first, second = shapely.STRtree(shapes).query(reach)
    once = first < second
    first, second = first[once], second[once]
    close = shapely.dwithin(shapes[first], shapes[second], tolerance_m)
    return first[close], second[close]


def _shared_edge(first: Shapes, second: Shapes) -> Lengths:
    """Return the length of border that each pair draws alike, in m."""
    borders = shapely.boundary(first), shapely.boundary(second)
    try:
        length: Lengths = shapely.length(shapely.intersection(*borders))
    except GEOSException:
        length = shapely.length(shapely.intersection(*borders, grid_size=GRID_M))
    return length


def _edge_within(shapes: Shapes, first: Places, second: Places, tolerance_m: float) -> Lengths:
    """
    Return the length of border that runs within the tolerance of the other, in m.

    Around each end of a common stretch the tolerance reaches on by as much again, also around a mere corner: that is
    taken off each stretch.
    """
    if tolerance_m <= 0 or not len(first):
        return np.zeros(len(first))
    places, at = np.unique(np.r_[first, second], return_inverse=True)
    reach = shapely.buffer(shapes[places], tolerance_m, quad_segs=4)[at]
    border = shapely.boundary(shapes)
    count = len(first)
    run: Lengths = np.maximum(
        _stretches(border[second], reach[:count], tolerance_m), _stretches(border[first], reach[count:], tolerance_m)
    )
    return run


def _stretches(borders: Shapes, reach: Shapes, tolerance_m: float) -> Lengths:
    inside = shapely.line_merge(shapely.intersection(borders, reach))
    parts, owner = shapely.get_parts(inside, return_index=True)
    run = np.maximum(shapely.length(parts) - 2 * tolerance_m, 0.0)
    total: Lengths = np.bincount(owner, weights=run, minlength=len(borders)).astype(np.float64)
    return total


def _groups(count: int, first: Places, second: Places) -> npt.NDArray[np.intp]:
    """Return the number of each shape's group, the one with the first shape first."""
    if not count:
        return np.empty(0, dtype=np.intp)
    edges = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(count, count))
    _, label = connected_components(edges, directed=False)
    _, earliest, of_label = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(earliest), dtype=np.intp)
    rank[np.argsort(earliest)] = np.arange(len(earliest))
    return rank[of_label]


def _slivers(first: Shapes, second: Shapes, shared: Shapes, tolerance_m: float) -> pd.DataFrame:
    """Return what lies between or over pairs that meet only within the tolerance, and whether it is real."""
    over = shapely.area(shared) >= LEAST_M2
    ground = np.where(over, shared, _between(first, second, tolerance_m))
    m2 = shapely.area(ground)
    width = 2 * m2 / np.maximum(shapely.length(ground), 1e-9)
    thin = m2 < LEAST_M2
    width[thin] = shapely.distance(first[thin], second[thin])
    ground[thin] = shapely.shortest_line(first[thin], second[thin])
    x, y = shapely.get_coordinates(shapely.point_on_surface(ground)).reshape(-1, 2).T
    real = (~thin | (width >= LEAST_M)) & (~over | (width <= tolerance_m))
    kind = np.where(over, "overlap", "gap")
    return pd.DataFrame({"kind": kind, "m2": m2, "width_m": width, "x": x, "y": y, "real": real})


def _named_slivers(found: pd.DataFrame, about: tuple[Shapes, Shapes, Lengths]) -> pd.DataFrame:
    named = found.assign(a=about[0], b=about[1], length_m=about[2]).loc[found["real"], list(SLIVER_COLUMNS)]
    return named.sort_values("length_m", ascending=False, kind="stable", ignore_index=True)


def _between(first: Shapes, second: Shapes, tolerance_m: float) -> Shapes:
    """Return the ground between pairs that the tolerance bridges: each pair closed by half of it from either side."""
    both = shapely.union(first, second, grid_size=GRID_M)
    half = tolerance_m / 2 + 10 * GRID_M
    closed = shapely.buffer(shapely.buffer(both, half, join_style="mitre"), -half, join_style="mitre")
    between: Shapes = shapely.difference(closed, both, grid_size=GRID_M)
    return between
