"""Between the workspace's CRS and the screen's degrees; never for areas."""

from functools import cache

import geopandas as gpd
import shapely
from pyproj import Transformer

WGS84 = 4326
WEB_MERCATOR = 3857


@cache
def _from_degrees(crs: int) -> Transformer:
    return Transformer.from_crs(WGS84, crs, always_xy=True)


def from_lonlat(lng: float, lat: float, *, crs: int) -> shapely.Point:
    """
    Return a point of the screen (WGS 84 degrees) in a workspace's CRS.

    Examples
    --------
    >>> point = from_lonlat(120.0, 28.0, crs=4549)
    >>> round(point.x), round(point.y)
    (500000, 3098442)
    """
    x, y = _from_degrees(crs).transform(lng, lat)
    return shapely.Point(x, y)


def to_lonlat(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes in WGS 84 degrees, for the screen and for GeoJSON."""
    return geometry.to_crs(WGS84)
