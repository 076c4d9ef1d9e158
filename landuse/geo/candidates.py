"""
Which coordinate systems a file may be in, judged by where its points land.

All Gauss–Krüger systems have the official axis order north, east; files come either way, with and without the zone's
number (带号) before the easting, and metres are called degrees. A district is small: most systems land elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from landuse.geo.crs import Placement, in_degrees, is_legacy, moved
from landuse.geo.local_grids import LocalGrid
from landuse.geo.shifted import agreement

Box = tuple[float, float, float, float]
Points = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]
#: Degrees that the box is widened by: what lies a little outside is still this district.
MARGIN = 0.05
#: Places along each side of the box around a file.
_STEPS = 21
#: Two systems that put points this close together (degrees, a few centimetres) cannot be told apart, and need not be.
_SAME = 5e-7
_SAMPLE = 2_000
#: How many shapes are compared with known ground.
_COMPARED = 200
SWAPPED = "/swapped"


@dataclass(frozen=True, slots=True, eq=False)
class District:
    """
    What coordinates are judged by.

    ``crs`` is the workspace's; ``box`` the district in degrees (west, south, east, north) or None; ``known`` ground of
    the ledger in ``crs``; ``grids`` transformations that the office has given.
    """

    crs: CRS
    box: Box | None
    known: Shapes | None = None
    grids: tuple[LocalGrid, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """
    One way to read a file's coordinates.

    ``also`` are codes of systems that give the very same places; ``inside`` of ``points`` lie in the district's box;
    ``agreement`` is the share of the shapes' ground that lies on known ground, None where nothing is known.
    """

    placement: Placement
    inside: int
    points: int
    also: tuple[str, ...] = ()
    agreement: float | None = None

    @property
    def inside_share(self) -> float:
        """Share of the points that lie in the box."""
        return self.inside / self.points if self.points else 0.0

    @property
    def code(self) -> str:
        """The plain name by which a user chooses it: an EPSG code or a local grid's name, ``/swapped`` if turned."""
        return _name(self.placement) + (SWAPPED if self.placement.swapped else "")

    @property
    def label(self) -> str:
        """Its code and name, and the codes that mean the same."""
        own = self.code if self.placement.grid is not None else f"{self.code} {self.placement.crs.name}"
        return f"{own} (= {', '.join(self.also)})" if self.also else own


def systems(workspace: CRS, box: Box) -> list[CRS]:
    """
    Return the systems that files of a district come in: the workspace's, degrees, zones around it, the web's.

    Examples
    --------
    >>> around = systems(CRS.from_epsg(4549), (120.39, 27.93, 120.81, 28.22))
    >>> [crs.to_epsg() for crs in around]
    [4549, 4490, 4326, 4528, 4529, 4550, 4527, 4548, 4499, 4510, 4500, 4511, 4498, 4509, 32651, 3857]
    """
    longitude, latitude = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    codes = [4490, 4326]
    if 72 <= longitude <= 137 and 2 <= latitude <= 56:
        nearest, broad = round(longitude / 3), int(longitude // 6) + 1
        for zone in (nearest, nearest + 1, nearest - 1):
            codes += [code for code in (4488 + zone, 4509 + zone) if 25 <= zone <= 45]
        for zone in (broad, broad + 1, broad - 1):
            codes += [code for code in (4478 + zone, 4489 + zone) if 13 <= zone <= 23]
    codes += [(32600 if latitude >= 0 else 32700) + int((longitude + 180) // 6) + 1, 3857]
    own = workspace.to_epsg()
    return [workspace, *(CRS.from_epsg(code) for code in dict.fromkeys(codes) if code != own)]


def candidates(shapes: Shapes, *, said: CRS | None, district: District) -> list[Candidate]:
    """
    Return every way to read a file's coordinates that lands in the district, the likeliest first.

    Parameters
    ----------
    shapes : array of shapely objects or None
        As the file has them.
    said : CRS or None
        What the file or its bringer says; first among equals.
    district : District
        A workspace without a box has the area that its CRS is used in.

    Returns
    -------
    list of Candidate
        By share of points inside, then by how the ground agrees. CM 123E of 3 and of 6 degrees (4550, 4510) are one
        candidate: they are the same numbers and the same places.
    """
    box = district.box or _area_of_use(district.crs)
    if box is None:
        return []
    points = sample(shapes)
    found: list[tuple[Candidate, Points]] = []
    for placement in _ways(said, district.crs, box, district.grids):
        places = in_degrees(points, placement)
        inside = int(within(places, box).sum())
        if not inside:
            continue
        twin = next((at for at, (_, other) in enumerate(found) if _is_same(places, other)), None)
        if twin is None:
            found.append((Candidate(placement, inside, len(points)), places))
        else:
            first, other = found[twin]
            found[twin] = replace(first, also=(*first.also, _name(placement))), other
    if district.known is not None and len(district.known):
        compared = shapes[~shapely.is_missing(shapes)]
        compared = compared[:: max(1, len(compared) // _COMPARED)]
        found = [(_agreeing(one, compared, district.known, district.crs), places) for one, places in found]
    rank = [(-one.inside_share, -(one.agreement or 0.0), at) for at, (one, _) in enumerate(found)]
    return [found[at][0] for _, _, at in sorted(rank)]


def outlines(shapes: Shapes, candidate: Candidate, *, most: int = 40) -> Shapes:
    """Return some of the shapes where a candidate puts them, in WGS 84 degrees, for a map of the question."""
    there = shapes[~shapely.is_missing(shapes)]
    some = there[:: max(1, len(there) // most)][:most]
    drawn: Shapes = shapely.transform(some, lambda points: in_degrees(points, candidate.placement))
    return drawn


def elsewhere(shapes: Shapes, placement: Placement, *, crs: CRS, box: Box) -> npt.NDArray[np.object_]:
    """
    Return, for shapes that *placement* puts outside the district, the one system that would put them inside.

    Returns
    -------
    array of str or None
        The code of the system; None for shapes that lie inside, and for those that no system brings there.
    """
    codes = np.full(len(shapes), None, dtype=object)
    bounds = shapely.bounds(shapes)
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    there = np.flatnonzero(np.isfinite(middles).all(axis=1))
    middles = middles[there]
    if len(there) and within(in_degrees(_border(middles), placement), box, MARGIN / 2).all():
        return codes
    away = ~within(in_degrees(middles, placement), box)
    there, middles = there[away], middles[away]
    if len(there):
        for other in _ways(None, crs, box, ()):
            hit = within(in_degrees(middles, other), box) & np.array([code is None for code in codes[there]])
            codes[there[hit]] = Candidate(other, 0, 0).code
    return codes


def _border(points: Points) -> Points:
    """Return places along the border of the box around points: where it lies, they lie."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    across, up = np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS)
    sides = ((across, south), (across, north), (west, up), (east, up))
    return np.concatenate([np.column_stack(np.broadcast_arrays(x, y)) for x, y in sides])


def sample(shapes: Shapes) -> Points:
    """Return some of the coordinates, evenly over the file, without those that are not numbers."""
    points = shapely.get_coordinates(shapes)
    points = points[np.isfinite(points).all(axis=1)]
    some: Points = points[:: max(1, len(points) // _SAMPLE)]
    return some


def within(places: Points, box: Box, margin: float = MARGIN) -> npt.NDArray[np.bool_]:
    """Tell which places (degrees) lie in a box, widened by a margin."""
    west, south, east, north = box
    x, y = places[:, 0], places[:, 1]
    inside: npt.NDArray[np.bool_] = (x >= west - margin) & (x <= east + margin)
    return inside & (y >= south - margin) & (y <= north + margin)


def _ways(said: CRS | None, workspace: CRS, box: Box, grids: Sequence[LocalGrid]) -> list[Placement]:
    named = [*([said] if said is not None else []), *(crs for crs in systems(workspace, box) if crs != said)]
    ways = [Placement(crs, swapped=swapped) for swapped in (False, True) for crs in named if not is_legacy(crs)]
    local = [grid for grid in grids if grid.datum is None]
    of_said = [grid for grid in grids if said is not None and grid.serves(said)]
    ways = [Placement(said, grid=grid) for grid in of_said if said is not None] + ways
    ways += [Placement(workspace, swapped=swapped, grid=grid) for grid in local for swapped in (False, True)]
    return ways


def _area_of_use(crs: CRS) -> Box | None:
    area = crs.area_of_use
    return None if area is None or area.west > area.east else (area.west, area.south, area.east, area.north)


def _agreeing(candidate: Candidate, shapes: Shapes, known: Shapes, workspace: CRS) -> Candidate:
    placed = moved(shapes, candidate.placement, workspace).to_numpy()
    return replace(candidate, agreement=agreement(placed, known))


def _is_same(places: Points, other: Points) -> bool:
    return bool(np.allclose(places, other, rtol=0, atol=_SAME))


def _name(placement: Placement) -> str:
    if placement.grid is not None:
        return placement.grid.name
    code = placement.crs.to_epsg()
    return str(code) if code is not None else placement.crs.name
