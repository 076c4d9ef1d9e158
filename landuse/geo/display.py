"""Between the workspace's CRS and the screen's degrees; never for areas."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from landuse.geo.projection import between
from landuse.model import Place

WGS84 = 4326
WEB_MERCATOR = 3857


def from_lonlat(lng: float, lat: float, *, crs: int) -> shapely.Point:
    """
    Return a point of the screen (WGS 84 degrees) in a workspace's CRS.

    Examples
    --------
    >>> point = from_lonlat(120.0, 28.0, crs=4549)
    >>> round(point.x), round(point.y)
    (500000, 3098442)
    """
    return shapely.Point(between(WGS84, crs).there(lng, lat))


def to_lonlat(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes in WGS 84 degrees, for the screen and for GeoJSON."""
    return geometry.to_crs(WGS84)


def places(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], *, crs: int) -> list[Place | None]:
    """
    Return points of a workspace's CRS as places that the screen finds, too; None where there is no number.

    Examples
    --------
    >>> places(np.array([500_000.0, np.nan]), np.array([3_098_442.0, np.nan]), crs=4549)
    [Place(x=500000.0, y=3098442.0, lng=120.0, lat=28.0000023), None]
    """
    lng, lat = between(WGS84, crs).back(x, y)
    rows = np.column_stack([np.round(x, 3), np.round(y, 3), np.round(lng, 7), np.round(lat, 7)])
    return [Place(*row) if np.isfinite(row).all() else None for row in rows.tolist()]
