"""What somebody measures on the map: lengths and areas in the workspace's plane, never in that of the screen."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS

from landuse.geo.areas import require_area_crs
from landuse.geo.display import WGS84
from landuse.geo.projection import between


class Measured(NamedTuple):
    """Length in m (of an area: around it) and, of three places or more, the planar area in m²."""

    length_m: float
    area_m2: float | None


def measured(places: Sequence[tuple[float, float]], *, crs: int, closed: bool) -> Measured:
    """
    Measure a line or an area by the one area policy (:mod:`landuse.geo.areas`).

    Parameters
    ----------
    places : sequence of (longitude, latitude)
        WGS 84 degrees; straight lines between them in the workspace's plane.
    crs : int
        EPSG code of the workspace.
    closed : bool
        Whether the last place is joined to the first.

    Raises
    ------
    ValueError
        If *crs* is none that areas are computed in, or fewer than two places are given.

    Examples
    --------
    >>> found = measured([(120.65, 28.0), (120.66, 28.0), (120.66, 28.01)], crs=4549, closed=True)
    >>> round(found.length_m), round(found.area_m2)
    (3574, 545077)
    """
    require_area_crs(CRS.from_epsg(crs))
    if len(places) < 2:
        raise ValueError("a length needs two places")
    points = np.array(places, dtype=float)
    x, y = between(WGS84, crs).there(points[:, 0], points[:, 1])
    line = np.column_stack([x, y])
    if not closed or len(points) < 3:
        return Measured(float(shapely.length(shapely.linestrings(line))), None)
    area = shapely.polygons(line)
    return Measured(float(shapely.length(area)), float(shapely.area(area)))
