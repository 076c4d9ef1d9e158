"""
Pairs of shapes that plainly have no ground in common: their boxes share none, or a straight side of one parts them.

Parcels of a register border on one another by the hundred thousand; what is told by a few products for all pairs at
once need not be asked of the geometry library pair by pair. Only what is certain in spite of rounding is told.
"""

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]
#: Sides are tried of shapes with at most so many corners.
_MOST = 12
#: Pairs that are looked at together.
_SPAN = 50_000
#: How far a cross product may be off, in parts of its terms (Shewchuk 1997: 3.3e-16).
_ROUNDING = 4e-16


def apart(shapes: Shapes, first: Places, second: Places) -> Flags:
    """
    Tell which pairs of shapes, by their positions, plainly share no ground; of the others nothing is said.

    Examples
    --------
    >>> shapes = np.array([shapely.box(0, 0, 9, 9), shapely.box(9, 0, 20, 9), shapely.box(8, 8, 12, 12)])
    >>> apart(shapes, np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [True, False, False]
    """
    west, south, east, north = shapely.bounds(shapes).T
    found: Flags = np.minimum(east[first], east[second]) <= np.maximum(west[first], west[second])
    found |= np.minimum(north[first], north[second]) <= np.maximum(south[first], south[second])
    corners, row = _corners(shapes)
    outer = _outer_sides(corners)
    left = np.flatnonzero(~found & (row[first] >= 0) & (row[second] >= 0))
    for start in range(0, len(left), _SPAN):
        pairs = left[start : start + _SPAN]
        one, other = row[first[pairs]], row[second[pairs]]
        parted = _parted(corners, outer, one, other)
        open_pairs = np.flatnonzero(~parted)
        parted[open_pairs] = _parted(corners, outer, other[open_pairs], one[open_pairs])
        found[pairs] = parted
    return found


def _corners(shapes: Shapes) -> tuple[Points, Places]:
    """Return x and y of the corners of the small shapes without holes, and the row there of each shape (-1: none)."""
    counts = shapely.get_num_coordinates(shapes)
    plain = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(shapes) == 0
    )
    small = np.flatnonzero(plain & (counts > 0) & (counts <= _MOST + 1))
    row = np.full(len(shapes), -1, dtype=np.intp)
    row[small] = np.arange(len(small))
    points, owner = shapely.get_coordinates(shapes[small], return_index=True)
    ends = np.cumsum(counts[small])
    starts = ends - counts[small]
    corners = np.empty((2, counts[small].max(initial=1), len(small)))
    corners[:] = points[starts].T[:, None, :] if len(small) else 0
    corners[:, np.arange(len(points)) - starts[owner], owner] = points.T
    return corners, row


def _outer_sides(corners: Points) -> npt.NDArray[np.int8]:
    """Return for each side on which hand all of its shape lies (1 left, -1 right), 0 if on neither."""
    sides = range(corners.shape[1] - 1)
    outer = np.zeros((len(sides), corners.shape[2]), dtype=np.int8)
    for side in sides:
        left, right = _hands(corners[:, side], corners[:, side + 1], corners)
        outer[side] = np.where(left & ~right, 1, 0) - np.where(right & ~left, 1, 0)
    return outer


def _parted(corners: Points, outer: npt.NDArray[np.int8], one: Places, other: Places) -> Flags:
    """Tell which pairs (rows of corners) are parted by a side of the first."""
    parted = np.zeros(len(one), dtype=bool)
    for side in range(len(outer)):
        left_over = np.flatnonzero(~parted & (outer[side][one] != 0))
        mine = one[left_over]
        left, right = _hands(corners[:, side, mine], corners[:, side + 1, mine], corners[:, :, other[left_over]])
        parted[left_over] = np.where(outer[side][mine] > 0, ~left, ~right)
    return parted


def _hands(start: Points, end: Points, points: Points) -> tuple[Flags, Flags]:
    """Return whether a point lies, or may lie, left and right of the line from start to end, for each line."""
    x, y = points
    along = (start[0] - x) * (end[1] - y)
    across = (start[1] - y) * (end[0] - x)
    turn, doubt = along - across, _ROUNDING * (np.abs(along) + np.abs(across))
    return (turn > -doubt).any(axis=0), (turn < doubt).any(axis=0)
