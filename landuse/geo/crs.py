"""
Coordinate systems as files have them: by EPSG code, with turned axes, shifted as a web map is, in a city's own grid.

Xi'an 80 and Beijing 54 are refused unless the office has given a transformation: PROJ would pass them through to
CGCS2000 unchanged, tens of metres off.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from landuse.errors import ArgumentsError
from landuse.geo.display import WGS84
from landuse.geo.local_grids import LocalGrid
from landuse.geo.projection import between
from landuse.geo.shifted import Shift, moved_back

Points = npt.NDArray[np.float64]
_LEGACY = ("xian 1980", "xi'an 1980", "xian_1980", "beijing 1954", "beijing_1954", "pulkovo 1942")


@dataclass(frozen=True, slots=True)
class Placement:
    """
    How coordinates lie: their system, whether their axes are swapped, and whether the file said otherwise.

    ``grid`` is the transformation that the office gave for them, ``shift`` what is taken back because the user said so.
    """

    crs: CRS
    swapped: bool = False
    recognised: bool = False
    grid: LocalGrid | None = None
    shift: Shift = Shift.NONE

    def stays(self, workspace: CRS) -> bool:
        """Tell whether coordinates are the workspace's own as they stand."""
        return self.crs == workspace and not self.swapped and self.grid is None and self.shift is Shift.NONE


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


def in_degrees(points: Points, placement: Placement) -> Points:
    """Return a file's coordinates in WGS 84 degrees, longitude first; what cannot be projected is infinite."""
    turned = points[:, ::-1] if placement.swapped else points
    return _carried(turned, placement, CRS.from_epsg(WGS84))


def moved(shapes: npt.NDArray[np.object_], placement: Placement, workspace: CRS) -> gpd.GeoSeries:
    """Return shapes in the workspace's system; what cannot be projected has coordinates that are not finite."""
    if placement.swapped:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    if placement.grid is not None or placement.crs != workspace:
        with np.errstate(invalid="ignore"):
            shapes = shapely.transform(shapes, lambda points: _carried(points, placement, workspace))
    if placement.shift is not Shift.NONE:
        shapes = moved_back(shapes, placement.shift, crs=workspace)
    return gpd.GeoSeries(shapes, crs=workspace)


def _carried(points: Points, placement: Placement, target: CRS) -> Points:
    crs = placement.crs
    if placement.grid is not None:
        points, crs = placement.grid.applied(points, crs), CRS.from_epsg(placement.grid.target)
    if crs == target:
        return points
    return np.column_stack(between(crs, target).there(points[:, 0], points[:, 1]))
