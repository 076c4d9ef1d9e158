"""
Overlay that is checked: shared ground and unions whose areas add up, also where the geometry library errs.

GEOS can return a wrong overlay of two valid neighbours without a word: an intersection as large as one of them (shapely
issue 2368, GEOS 3.14.1), a union without one of them (GEOS issue 965), or an exception (shapely issues 1919 and 2090).
Whether interiors meet is decided by another algorithm; what does not fit together is done again on a fine grid.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import GEOSException

Shapes = npt.NDArray[np.object_]
#: The grid of the second way, in metres: a tenth of a millimetre.
GRID_M = 1e-4
#: How far the area of a union may be off, in share of it, and how many m² besides.
_CLOSE, _NOISE_M2 = 1e-6, 0.01
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
#: Interiors meet in an area.
_MEET = "2********"
#: Pairs that one thread takes at a time.
_SPAN = 20_000


class AreaLost(ValueError):  # noqa: N818 - it says what happened
    """A union is smaller than its parts allow, or larger than they are, on the fine grid too."""


def shared_m2(first: Shapes, second: Shapes) -> npt.NDArray[np.float64]:
    """
    Return the area that each pair of valid shapes shares, in m².

    Examples
    --------
    >>> shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10), shapely.box(10, 0, 20, 10)])
    >>> shared_m2(shapes[[0, 0]], shapes[[1, 2]]).tolist()
    [50.0, 0.0]
    """
    area: npt.NDArray[np.float64] = shapely.area(common_ground(first, second))
    return area


def common_ground(first: Shapes, second: Shapes) -> Shapes:
    """Return what each pair of valid shapes shares, as polygons; empty where only borders meet."""
    common = np.full(len(first), shapely.Polygon(), dtype=object)
    meet = np.flatnonzero(interiors_meet(first, second))
    if len(meet):
        common[meet] = _intersections(first[meet], second[meet])
    return common


def union(shapes: Shapes) -> shapely.Geometry:
    """
    Return the union of valid shapes, checked by its area.

    Raises
    ------
    AreaLost
        If the area is not between what the shapes cover at least (their sum less what pairs of them share) and their
        sum.
    """
    there = shapes[shapely.area(shapes) > 0]
    if not len(there):
        return shapely.MultiPolygon()
    whole = float(shapely.area(there).sum())
    first, second = touching(there)
    twice = float(shared_m2(there[first], there[second]).sum())
    least = max(whole - twice, float(shapely.area(there).max()))
    for grid in (None, GRID_M, GRID_M * 10):
        try:
            found = shapely.union_all(there, grid_size=grid)
        except GEOSException:
            continue
        area, slack = shapely.area(found), whole * _CLOSE + _NOISE_M2
        if least - slack <= area <= whole + slack:
            return found
    raise AreaLost(f"a union of {len(there)} shapes")


def polygonal(shapes: Shapes) -> Shapes:
    """Return the areas of shapes, without lines and points that a mended one may bring along; missing ones stay."""
    areas = shapes.copy()
    for at in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, *_AREAS))):
        parts = shapely.get_parts(shapely.get_parts(shapes[at]))
        parts = parts[shapely.area(parts) > 0]
        areas[at] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return areas


def touching(shapes: Shapes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the positions of shapes whose boxes meet, each pair once."""
    first, second = shapely.STRtree(shapes).query(shapes)
    once = first < second
    return first[once], second[once]


def interiors_meet(first: Shapes, second: Shapes) -> npt.NDArray[np.bool_]:
    """Tell which pairs of valid shapes have ground in common, on all processors where there are many."""
    spans = [slice(start, start + _SPAN) for start in range(0, len(first), _SPAN)]
    if len(spans) < 2:
        return _meet(first, second)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # GEOS lets other threads of Python run meanwhile
        return np.concatenate(list(pool.map(lambda span: _meet(first[span], second[span]), spans)))


def _meet(first: Shapes, second: Shapes) -> npt.NDArray[np.bool_]:
    try:
        meet: npt.NDArray[np.bool_] = shapely.relate_pattern(first, second, _MEET)
    except GEOSException:
        return np.array([_meets(a, b) for a, b in zip(first, second, strict=True)], dtype=bool)
    return meet


def _meets(first: shapely.Geometry, second: shapely.Geometry) -> bool:
    """Tell whether a pair may share ground; what cannot be told is left to the intersection."""
    try:
        return bool(shapely.relate_pattern(first, second, _MEET))
    except GEOSException:
        return True


def _intersections(first: Shapes, second: Shapes) -> Shapes:
    """Return the intersections of pairs in both ways where they agree, else as the grid has them."""
    try:
        plain = shapely.intersection(first, second)
        gridded = shapely.intersection(first, second, grid_size=GRID_M)
    except GEOSException:
        pairs = [_intersection(a, b) for a, b in zip(first, second, strict=True)]
        return np.array([*pairs, None], dtype=object)[:-1]
    allowed = GRID_M * (shapely.length(first) + shapely.length(second))
    agree = np.abs(shapely.area(plain) - shapely.area(gridded)) <= allowed
    found: Shapes = np.where(agree, plain, gridded)
    return found


def _intersection(first: shapely.Geometry, second: shapely.Geometry) -> shapely.Geometry:
    for grid in (None, GRID_M, GRID_M * 10):
        try:
            return shapely.intersection(first, second, grid_size=grid)
        except GEOSException:
            continue
    return shapely.intersection(shapely.make_valid(first), shapely.make_valid(second), grid_size=GRID_M)
