"""
Which coordinate system is this? What a file says, checked against where the district lies.

All Gauss–Krüger systems have the official axis order north, east; files come either way, with and without the zone's
number before the easting, and metres are sometimes called degrees. Coordinates in the district's box settle it.
Xi'an 80 and Beijing 54 are refused: PROJ would pass them through to CGCS2000 unchanged, tens of metres off.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from landuse.errors import ArgumentsError, InputError

#: Degrees that the box is widened by: what lies a little outside is still this district.
MARGIN = 0.05
#: Share of points that must lie in the box for a system to be the right one.
ENOUGH = 0.9
_LEGACY = ("xian 1980", "xi'an 1980", "xian_1980", "beijing 1954", "beijing_1954", "pulkovo 1942")
#: Systems that Chinese offices' files come in, besides the workspace's own.
CANDIDATES = (4490, 4528, 4549, 3857, 32651)


@dataclass(frozen=True, slots=True)
class Placement:
    """The system that coordinates are in, whether their axes are swapped, and whether the file said otherwise."""

    crs: CRS
    swapped: bool = False
    recognised: bool = False


def crs_of(code: int) -> CRS:
    """Return the coordinate system of an EPSG code; ArgumentsError ``unknown_crs`` if there is none."""
    try:
        return CRS.from_epsg(code)
    except CRSError:
        raise ArgumentsError("unknown_crs", crs=code) from None


def is_legacy(crs: CRS) -> bool:
    """Tell Xi'an 80 and Beijing 54 (and the latter's parent) by their datum."""
    datum = crs.datum.name.lower() if crs.datum is not None else ""
    return any(name in datum or name in crs.name.lower() for name in _LEGACY)


def place(
    shapes: npt.NDArray[np.object_],
    *,
    said: CRS | None,
    workspace: CRS,
    box: tuple[float, float, float, float] | None,
    file: str,
) -> Placement:
    """
    Return which system the coordinates of a file are in.

    Parameters
    ----------
    shapes : array of shapely objects or None
    said : CRS or None
        What the file or the user says.
    workspace : CRS
        What areas are computed in.
    box : tuple or None
        The district in degrees: west, south, east, north; None trusts the file.
    file : str
        For sentences.

    Returns
    -------
    Placement
        What was said, if the coordinates fit the box in it (or fit nothing at all); else the one system that they fit.

    Raises
    ------
    InputError
        ``datum_refused`` for Xi'an 80 and Beijing 54, ``crs_unknown`` if nothing was said and nothing fits.
    """
    if said is not None and is_legacy(said) and not is_legacy(workspace):
        raise InputError("datum_refused", file=file, crs=said.name)
    points = _sample(shapes)
    if box is None or not len(points):
        if said is None:
            raise InputError("crs_unknown", file=file)
        return Placement(said)
    if said is not None and _fits(points, said, box):
        return Placement(said)
    for crs in [*([said] if said is not None else []), workspace, *(CRS.from_epsg(code) for code in CANDIDATES)]:
        for swapped in (False, True):
            if _fits(points[:, ::-1] if swapped else points, crs, box):
                return Placement(crs, swapped=swapped, recognised=True)
    if said is None:
        raise InputError("crs_unknown", file=file)
    return Placement(said)


def moved(shapes: npt.NDArray[np.object_], placement: Placement, workspace: CRS) -> gpd.GeoSeries:
    """Return shapes in the workspace's system; what cannot be projected has coordinates that are not finite."""
    if placement.swapped:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    if placement.crs == workspace:
        return gpd.GeoSeries(shapes, crs=workspace)
    project = Transformer.from_crs(placement.crs, workspace, always_xy=True)
    with np.errstate(invalid="ignore"):
        drawn = shapely.transform(shapes, lambda points: np.column_stack(project.transform(*points.T)))
    return gpd.GeoSeries(drawn, crs=workspace)


def _sample(shapes: npt.NDArray[np.object_], most: int = 2000) -> npt.NDArray[np.float64]:
    points = shapely.get_coordinates(shapes)
    points = points[np.isfinite(points).all(axis=1)]
    step = max(1, len(points) // most)
    sample: npt.NDArray[np.float64] = points[::step]
    return sample


def _fits(points: npt.NDArray[np.float64], crs: CRS, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    to_degrees = Transformer.from_crs(crs, 4326, always_xy=True)
    x, y = to_degrees.transform(points[:, 0], points[:, 1])
    within = (x >= west - MARGIN) & (x <= east + MARGIN) & (y >= south - MARGIN) & (y <= north + MARGIN)
    return bool(within.mean() >= ENOUGH)
