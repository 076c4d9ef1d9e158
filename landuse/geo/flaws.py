"""
What is wrong or odd about each shape, by name and with its place: crossings, spikes, slivers, areas nobody would own.

Cheap questions are asked of all shapes at once; dear ones only of those that the cheap ones single out.
"""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.units import m2_from_mu

Shapes = npt.NDArray[np.object_]
Points = npt.NDArray[np.float64]
FLAW_COLUMNS = ("at", "flaw", "x", "y", "m2")
#: What GEOS says of an invalid shape, and our name for it.
REASONS = {
    "Self-intersection": "self_intersection",
    "Ring Self-intersection": "ring_self_intersection",
    "Hole lies outside shell": "hole_outside",
    "Nested shells": "nested_shells",
    "Holes are nested": "nested_holes",
    "Duplicate Rings": "repeated_ring",
    "Interior is disconnected": "interior_cut",
    "Too few points in geometry component": "too_few_points",
    "Ring is not closed": "ring_open",
}
#: Shapes whose corners are looked at together.
_SPAN = 10_000
_REASON = re.compile(r"^(.*?)\[(\S+) (\S+)\]")
#: A corner is a spike if its sides run back along each other within this width, in metres, ...
SPIKE_WIDTH_M = 0.05
#: ... and the shorter of them is at least so long.
SPIKE_LENGTH_M = 0.5
#: A shape of less than this mean width is a sliver, in metres.
SLIVER_WIDTH_M = 0.3
#: Below the first a list prints 0.00 亩; above the second a parcel is larger than a town.
LEAST_M2, MOST_M2 = m2_from_mu(0.005), m2_from_mu(100_000)


def flaws(shapes: Shapes, areas: npt.NDArray[np.float64] | None = None) -> pd.DataFrame:
    """
    Return what is wrong or odd about shapes, each by itself.

    Parameters
    ----------
    shapes : array of shapely Geometry or None
        Polygons of a plane in metres.
    areas : array of float, optional
        Their areas in m², NaN for invalid ones, where they are known already.

    Returns
    -------
    DataFrame
        ``at`` (position in *shapes*), ``flaw``, ``x``, ``y`` (where), ``m2`` (of the shape, NaN if it is invalid):
        the faults of :data:`REASONS` (or ``invalid``), ``spike``, ``repeated_points``, ``sliver``, ``too_small``,
        ``too_large``. A shape has a flaw of a kind once, at the first place.

    Examples
    --------
    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
    >>> flaws(np.array([bow_tie, shapely.box(0, 0, 9, 9)], dtype=object)).to_dict("records")
    [{'at': 0, 'flaw': 'self_intersection', 'x': 5.0, 'y': 5.0, 'm2': nan}]
    """
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    area = sound_m2(shapes) if areas is None else areas
    valid = ~np.isnan(area)
    sound, faulty = np.flatnonzero(there & valid), np.flatnonzero(there & ~valid)
    found = pd.concat(
        [_invalid(shapes, faulty), _corners(shapes, sound), _odd_areas(shapes, sound, area)], ignore_index=True
    )
    found["m2"] = area[found["at"].to_numpy(dtype=int)]
    return found.sort_values("at", kind="stable", ignore_index=True)[list(FLAW_COLUMNS)]


def sound_m2(shapes: Shapes) -> npt.NDArray[np.float64]:
    """Return the planar area of each valid shape, NaN for the others."""
    return np.where(shapely.is_valid(shapes), shapely.area(shapes), np.nan)


def reason_and_place(shape: shapely.Geometry) -> tuple[str, float, float]:
    """Return the name of what makes a shape invalid and where it does so (x, y; NaN if it is not said)."""
    match = _REASON.match(shapely.is_valid_reason(shape))
    if match is None:
        return "invalid", np.nan, np.nan
    return REASONS.get(match.group(1), "invalid"), float(match.group(2)), float(match.group(3))


def _invalid(shapes: Shapes, at: npt.NDArray[np.intp]) -> pd.DataFrame:
    rows = [reason_and_place(shape) for shape in shapes[at]]
    found = pd.DataFrame(rows, columns=["flaw", "x", "y"])
    found.insert(0, "at", at)
    return found


def _corners(shapes: Shapes, at: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Return spikes and repeated points of valid shapes."""
    frames = [pd.DataFrame({"at": at[:0], "flaw": "", "x": 0.0, "y": 0.0})]
    for start in range(0, len(at), _SPAN):
        some = at[start : start + _SPAN]
        points, owner, before, after = corners(shapes[some])
        repeated = (before[:, 0] == points[:, 0]) & (before[:, 1] == points[:, 1])
        for name, hit in (("repeated_points", repeated), ("spike", is_spike(points, before, after))):
            found = {"at": some[owner[hit]], "flaw": name, "x": points[hit, 0], "y": points[hit, 1]}
            frames.append(pd.DataFrame(found))
    return pd.concat(frames, ignore_index=True).drop_duplicates(["at", "flaw"])


def corners(shapes: Shapes) -> tuple[Points, npt.NDArray[np.intp], Points, Points]:
    """Return every corner of every ring with the shape's position, and the corners before and after it."""
    rings, of_shape = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return points, np.empty(0, dtype=int), points, points
    is_last = np.append(ring[1:] != ring[:-1], True)
    points, ring = points[~is_last], ring[~is_last]
    starts = np.flatnonzero(np.append(True, ring[1:] != ring[:-1]))
    ends = np.append(starts[1:], len(ring)) - 1
    order = np.arange(len(points))
    previous, following = order - 1, order + 1
    previous[starts], following[ends] = ends, starts
    return points, of_shape[ring], points[previous], points[following]


def is_spike(points: Points, before: Points, after: Points) -> npt.NDArray[np.bool_]:
    """Tell which corners are tips of spikes: the boundary runs out and back along the same line."""
    (back_x, back_y), (forth_x, forth_y) = (before - points).T, (after - points).T
    along = back_x * forth_x + back_y * forth_y
    cross = np.abs(back_x * forth_y - back_y * forth_x)
    # The angle must be sharp; a side that is short itself is no spike but a small step.
    tips: npt.NDArray[np.bool_] = (along > 0) & (cross <= along / 5)
    sharp = np.flatnonzero(tips)
    long_back, long_forth = np.hypot(back_x[sharp], back_y[sharp]), np.hypot(forth_x[sharp], forth_y[sharp])
    longer, shorter = np.maximum(long_back, long_forth), np.minimum(long_back, long_forth)
    # The width at the end of the shorter side is its distance from the longer one.
    tips[sharp] = (cross[sharp] <= SPIKE_WIDTH_M * longer) & (shorter >= SPIKE_LENGTH_M)
    return tips


def _odd_areas(shapes: Shapes, at: npt.NDArray[np.intp], area: Points) -> pd.DataFrame:
    own, length = area[at], shapely.length(shapes[at])
    small, large = own < LEAST_M2, own > MOST_M2
    thin = ~small & (2 * own < SLIVER_WIDTH_M * length)
    frames = []
    for name, hit in (("too_small", small), ("too_large", large), ("sliver", thin)):
        middle = shapely.get_coordinates(shapely.point_on_surface(shapes[at[hit]])).reshape(-1, 2)
        frames.append(pd.DataFrame({"at": at[hit], "flaw": name, "x": middle[:, 0], "y": middle[:, 1]}))
    return pd.concat(frames, ignore_index=True)
