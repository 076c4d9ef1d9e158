"""
Pairs of sound shapes that plainly share no ground because they meet in one stretch of border at most.

In a cadastre most neighbours share the very corners of their common border. If the outlines of two shapes meet in one
unbroken chain of common sides, in one common corner, or not at all, the rest of each outline lies wholly outside the
other shape or wholly within it; within it cannot be, unless the box of one lies in that of the other. Whether they meet
anywhere else needs to be asked only of sides near both that are not common to both: an outline does not cross itself.

Only what is certain in spite of rounding is told.
"""

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]
#: Pairs that are looked at together.
_SPAN = 20_000
#: How far a cross product may be off, in parts of its terms (Shewchuk 1997: 3.3e-16).
_ROUNDING = 4e-16
#: Odd numbers that make one number of a corner's two; what is found by it is compared corner by corner.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


def meet_once(shapes: Shapes, first: Places, second: Places) -> Flags:
    """
    Tell which pairs of valid shapes, by their positions, plainly share no ground; of the others nothing is said.

    Holes are taken for ground: shapes that are apart with them are apart without.

    Examples
    --------
    >>> west = shapely.Polygon([(0, 0), (9, 0), (7, 5), (9, 9), (0, 9)])
    >>> east = shapely.Polygon([(9, 0), (20, 0), (20, 9), (9, 9), (7, 5)])
    >>> meet_once(np.array([west, east, shapely.box(5, 5, 30, 6)]), np.array([0, 0]), np.array([1, 2])).tolist()
    [True, False]
    """
    sides = _Sides(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    found: Flags = np.zeros(len(first), dtype=bool)
    nests = _within(shapes, first, second) | _within(shapes, second, first)
    left = np.flatnonzero((sides.counts[first] > 0) & (sides.counts[second] > 0) & ~nests)
    for start in range(0, len(left), _SPAN):
        pairs = left[start : start + _SPAN]
        one, other = first[pairs], second[pairs]
        window = np.array(
            [
                np.maximum(west[one], west[other]),
                np.maximum(south[one], south[other]),
                np.minimum(east[one], east[other]),
                np.minimum(north[one], north[other]),
            ]
        )
        found[pairs] = sides.meet_once(one, other, window)
    return found


def _within(shapes: Shapes, inner: Places, outer: Places) -> Flags:
    """Tell which boxes lie in which."""
    west, south, east, north = shapely.bounds(shapes).T
    within: Flags = (west[inner] >= west[outer]) & (east[inner] <= east[outer])
    within &= (south[inner] >= south[outer]) & (north[inner] <= north[outer])
    return within


class _Sides:
    """
    The corners of the outlines of the shapes of one part, one after another; a side leads from a corner to the next.

    ``counts`` and ``starts`` say where a shape's sides are; ``beyond`` is the shape on the other side where a side is
    common to exactly two shapes, else -1.
    """

    def __init__(self, shapes: Shapes) -> None:
        points, owner = shapely.get_coordinates(_outlines(shapes), return_index=True)
        self.x, self.y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
        corners = np.bincount(owner, minlength=len(shapes))
        self.counts: Places = np.maximum(corners - 1, 0)
        self.starts: Places = np.cumsum(corners) - corners
        self.beyond: npt.NDArray[np.int32] = _beyond(points, owner.astype(np.int32))

    def ends(self, sides: Places) -> Points:
        """Return x and y of both ends of sides."""
        return np.array([self.x[sides], self.y[sides], self.x[sides + 1], self.y[sides + 1]])

    def meet_once(self, one: Places, other: Places, window: Points) -> Flags:
        """Tell which pairs meet in one chain, one corner or not at all within the box that both have in common."""
        pair, own, common = self._near(one, other, window)
        pair_there, others, _ = self._near(other, one, window)
        per_pair = np.bincount(pair_there, minlength=len(one))
        repeated = per_pair[pair]
        at = np.repeat(np.arange(len(pair)), repeated)
        behind = np.cumsum(repeated) - repeated
        place = np.arange(len(at)) - behind[at] + (np.cumsum(per_pair) - per_pair)[pair[at]]
        pair, mine, theirs = pair[at], self.ends(own[at]), self.ends(others[place])
        (west, south), (east, north) = (
            np.maximum(np.minimum(mine[:2], mine[2:]), np.minimum(theirs[:2], theirs[2:])),
            np.minimum(np.maximum(mine[:2], mine[2:]), np.maximum(theirs[:2], theirs[2:])),
        )
        near = np.flatnonzero((west <= east) & (south <= north))
        pair, is_point = pair[near], (west[near] == east[near]) & (south[near] == north[near])
        touching, certain = _meeting(mine[:, near], theirs[:, near], is_point)
        doubtful = np.bincount(pair[~certain], minlength=len(one)) > 0
        touches = np.bincount(pair[touching], minlength=len(one))
        # Each end of a chain is one touch of sides that are not common, a corner alone is four.
        once: Flags = np.where(common, touches == 2, (touches == 0) | (touches == 4))
        return once & ~doubtful

    def _near(self, own: Places, other: Places, window: Points) -> tuple[Places, Places, Flags]:
        """Return pairs and sides of *own* that reach into the window and are not common, and which pairs have such."""
        counts = self.counts[own]
        pair = np.repeat(np.arange(len(own)), counts)
        side = np.arange(len(pair)) + np.repeat(self.starts[own] - (np.cumsum(counts) - counts), counts)
        is_common = self.beyond[side] == other[pair]
        common = np.bincount(pair[is_common], minlength=len(own)) > 0
        pair, side = pair[~is_common], side[~is_common]
        for low, high, along in ((0, 2, self.x), (1, 3, self.y)):
            start, end = along[side], along[side + 1]
            inside = np.maximum(start, end) >= window[low, pair]
            inside &= np.minimum(start, end) <= window[high, pair]
            pair, side = pair[inside], side[inside]
        return pair, side, common


def _outlines(shapes: Shapes) -> Shapes:
    """Return shapes of one part without their holes, None for the others."""
    types = shapely.get_type_id(shapes)
    alone = (types == shapely.GeometryType.MULTIPOLYGON) & (shapely.get_num_geometries(shapes) == 1)
    outlines = np.full(len(shapes), None, dtype=object)
    whole = types == shapely.GeometryType.POLYGON
    outlines[whole] = shapes[whole]
    outlines[alone] = shapely.get_geometry(shapes[alone], 0)
    pierced = shapely.get_num_interior_rings(outlines) > 0
    outlines[pierced] = shapely.get_exterior_ring(outlines[pierced])
    return outlines


def _beyond(points: Points, owner: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the other shape of each side that exactly two shapes have, else -1, by the side's first corner."""
    mixed = (points + 0.0).view(np.uint64) * _MIX
    corner = mixed[:, 0] ^ mixed[:, 1]
    key = np.where(owner[1:] == owner[:-1], corner[1:] + corner[:-1], np.arange(len(owner) - 1, dtype=np.uint64))
    order = np.argsort(key)
    key = key[order]
    same = key[1:] == key[:-1]
    twice = np.flatnonzero(same & ~np.append(same[1:], False) & ~np.append(False, same[:-1]))
    one, other = order[twice], order[twice + 1]
    one, other = np.minimum(one, other), np.maximum(one, other)
    order = np.argsort(one)  # corners are looked up where they lie together
    one, other = one[order], other[order]
    real = _are_same(points, one, other + 1) & _are_same(points, one + 1, other)
    rest = np.flatnonzero(~real)
    real[rest] = _are_same(points, one[rest], other[rest]) & _are_same(points, one[rest] + 1, other[rest] + 1)
    real &= owner[one] != owner[other]
    real &= (owner[one] == owner[one + 1]) & (owner[other] == owner[other + 1])
    one, other = one[real], other[real]
    beyond = np.full(len(owner), -1, dtype=np.int32)
    beyond[one], beyond[other] = owner[other], owner[one]
    return beyond


def _are_same(points: Points, one: Places, other: Places) -> Flags:
    same: Flags = points[one] == points[other]
    both: Flags = same[:, 0] & same[:, 1]
    return both


def _meeting(mine: Points, theirs: Points, is_point: Flags) -> tuple[Flags, Flags]:
    """Return which sides touch in a corner of both, and of which it is certain that they touch there or nowhere."""
    same = [
        (mine[at] == theirs[there]) & (mine[at + 1] == theirs[there + 1])
        for at, there in ((0, 0), (0, 2), (2, 0), (2, 2))
    ]
    touching = same[0] | same[1] | same[2] | same[3]
    # With a corner in common the hands of the other ends are certain or nothing is; without, all must lie on one hand.
    right, left = _hands(mine, theirs)
    over, under = _hands(theirs, mine)
    parted = (right == 2) | (left == 2) | (over == 2) | (under == 2)
    aslant = (right + left >= 1) & (over + under >= 1)
    certain = np.where(touching, is_point | aslant, parted)
    return touching, certain


def _hands(sides: Points, others: Points) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Return how many ends of other sides lie certainly right and left of the lines through sides."""
    right = np.zeros(sides.shape[1], dtype=int)
    left = np.zeros(sides.shape[1], dtype=int)
    for at in (0, 2):
        along = (sides[0] - others[at]) * (sides[3] - others[at + 1])
        across = (sides[1] - others[at + 1]) * (sides[2] - others[at])
        turn, doubt = along - across, _ROUNDING * (np.abs(along) + np.abs(across))
        left += turn > doubt
        right += turn < -doubt
    return right, left
