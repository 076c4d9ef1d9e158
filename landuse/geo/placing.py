"""The decision which coordinate system a file is in: taken where it is certain, else asked, never assumed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from landuse.errors import InputError
from landuse.geo.candidates import Candidate, District, candidates, outlines, sample, within
from landuse.geo.crs import Placement, in_degrees, is_legacy

#: Share of points that must lie in the box for a system to be the right one.
ENOUGH = 0.9
#: Share of points in the box from which on another system is a rival.
TRACE = 0.1
#: By how much more another system's ground must agree with what is known for what the file says to be doubted.
_BETTER = 0.3
_WELL = 0.5
#: Degrees beyond its area of use that a system is still believed.
_BEYOND = 3.0
#: Names of candidates that a sentence lists.
_NAMED = 6


class CrsAsked(InputError):  # noqa: N818 - it says what is to be done
    """
    The coordinate system cannot be told: ``candidates`` are what it may be, the likeliest first.

    ``outlines`` are some of the file's *shapes* where each candidate puts them, in WGS 84 degrees, to be shown.
    """

    def __init__(
        self, found: Sequence[Candidate], *, shapes: npt.NDArray[np.object_], file: str, said: CRS | None
    ) -> None:
        self.candidates = tuple(found)
        self.outlines = tuple(outlines(shapes, one) for one in found)
        names = "; ".join(one.label for one in found[:_NAMED])
        key = "crs_asked" if found else "crs_unknown"
        super().__init__(key, file=file, said=said.name if said is not None else "—", candidates=names)


def place(
    shapes: npt.NDArray[np.object_],
    *,
    said: CRS | None,
    district: District,
    file: str,
    sure: bool = False,
) -> Placement:
    """
    Return which system the coordinates of a file are in.

    Parameters
    ----------
    shapes : array of shapely objects or None
    said : CRS or None
        What the file or the user says.
    district : District
        Without a box, what is said is trusted within its area of use.
    file : str
        For sentences.
    sure : bool
        Whether the user said it, and not the file: believed unless the coordinates prove otherwise.

    Returns
    -------
    Placement
        What was said, if most points lie in the box in it; else the one system in which they do, ``recognised``.

    Raises
    ------
    InputError
        ``datum_refused`` for Xi'an 80 and Beijing 54 without a transformation; :class:`CrsAsked` where several systems
        fit, or none, or the ground that is known speaks against what is said.
    """
    by_grid = next((grid for grid in district.grids if said is not None and grid.serves(said)), None)
    if said is not None and is_legacy(said) and not is_legacy(district.crs) and by_grid is None:
        raise InputError("datum_refused", file=file, crs=said.name)
    points = sample(shapes)
    told = None if said is None else Placement(said, grid=by_grid)
    if told is not None and not len(points):
        return told
    if told is not None and _is_plain(points, told, district, sure=sure):
        return told
    found = candidates(shapes, said=said, district=district)
    if district.box is None:
        raise CrsAsked(found, shapes=shapes, file=file, said=said)
    own = next((one for one in found if told is not None and _is(one, told)), None)
    chosen = _chosen(found, own, sure=sure)
    if chosen is None and sure and not found:
        chosen = told
    if chosen is None:
        raise CrsAsked(found, shapes=shapes, file=file, said=said)
    return chosen


def _is_plain(points: npt.NDArray[np.float64], told: Placement, district: District, *, sure: bool) -> bool:
    """Tell whether what is said can be believed without looking at anything else."""
    if district.box is None:
        return sure or _is_in_use(points, told)
    return district.known is None and bool(within(in_degrees(points, told), district.box).mean() >= ENOUGH)


def _chosen(found: Sequence[Candidate], own: Candidate | None, *, sure: bool) -> Placement | None:
    """Return what is certain of the candidates, if anything is; *own* is what was said."""
    rivals = [one for one in found if one is not own and one.inside_share >= TRACE]
    if own is not None and (sure or own.inside_share >= ENOUGH):
        return None if not sure and any(_speaks_against(own, one) for one in rivals) else own.placement
    if len(rivals) == 1 and own is None and rivals[0].inside_share >= ENOUGH:
        one = rivals[0].placement
        return Placement(one.crs, swapped=one.swapped, recognised=True, grid=one.grid)
    # Part of the file lies in the district as it says, and no other system does better.
    return own.placement if own is not None and not rivals else None


def _speaks_against(own: Candidate, other: Candidate) -> bool:
    if own.agreement is None or other.agreement is None or other.inside_share < ENOUGH:
        return False
    return other.agreement >= max(_WELL, own.agreement + _BETTER)


def _is(candidate: Candidate, told: Placement) -> bool:
    placement = candidate.placement
    return placement.crs == told.crs and placement.grid is told.grid and not placement.swapped


def _is_in_use(points: npt.NDArray[np.float64], told: Placement) -> bool:
    """Tell whether points lie where their system is used, as far as that is known."""
    if told.grid is not None:
        return True
    bounds = (-180.0, -90.0, 180.0, 90.0)
    area = told.crs.area_of_use
    if area is None and (code := told.crs.to_epsg()) is not None:  # a file's own text of a system leaves it out
        area = CRS.from_epsg(code).area_of_use
    if area is not None and area.west < area.east:  # not across the date line
        bounds = (area.west, area.south, area.east, area.north)
    return bool(within(in_degrees(points, told), bounds, _BEYOND).mean() >= ENOUGH)
