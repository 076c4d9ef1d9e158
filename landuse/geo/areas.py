"""
The one area policy: planar in the workspace's projected CRS, with the ellipsoidal area as its check.

Source: ``docs/design/area-policy.md``. At Lucheng EPSG:4549 is +0.004 % to +0.013 % larger than the ellipsoid.
"""

from functools import cache, lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from landuse.geo.projection import Projection, between

#: Conformal, but not for areas: 28.8 % too large at 28° N. EPSG:3857 and the names it went by before.
WEB_MERCATOR = frozenset({3857, 3785, 900913, 102100, 102113})


def require_area_crs(crs: CRS | None) -> CRS:
    """
    Return *crs* if areas may be computed in it.

    Raises
    ------
    ValueError
        If it is missing, geographic (degrees), Web Mercator, or not in metres.
    """
    if crs is None:
        raise ValueError("areas need a coordinate system")
    if crs.is_geographic:
        raise ValueError("areas are not computed in degrees")
    if crs.to_epsg() in WEB_MERCATOR or "Pseudo-Mercator" in crs.name or "Pseudo Mercator" in crs.name:
        raise ValueError("areas are not computed in Web Mercator")
    if not crs.is_projected or any(axis.unit_name not in {"metre", "meter"} for axis in crs.axis_info[:2]):
        raise ValueError("areas are computed in a projected coordinate system in metres")
    return crs


def planar_m2(geometry: gpd.GeoSeries) -> pd.Series:
    """
    Return planar areas in m².

    Parameters
    ----------
    geometry : GeoSeries
        In a projected CRS in metres.

    Returns
    -------
    Series named ``geometry_area_m2``, same index; NaN where there is no shape.

    Raises
    ------
    ValueError
        For degrees and Web Mercator (see :func:`require_area_crs`).

    Examples
    --------
    >>> planar_m2(gpd.GeoSeries([shapely.box(0, 0, 100, 100)], crs=4549)).tolist()
    [10000.0]
    """
    require_area_crs(geometry.crs)
    return pd.Series(shapely.area(geometry.to_numpy()), index=geometry.index, name="geometry_area_m2")


#: Middles this close, in degrees, share one equal-area plane: areas there are still within 0.01 ppm of the geodesic.
_GRID = 0.1


@cache
def _to_degrees(crs_wkt: str) -> Projection:
    """Return the way to a CRS's own degrees."""
    crs = CRS.from_wkt(crs_wkt)
    degrees = crs.geodetic_crs
    assert degrees is not None
    return between(crs, degrees)


@lru_cache(maxsize=64)
def _to_equal_area(crs_wkt: str, longitude: float, latitude: float) -> Projection:
    """Return the way to an equal-area plane around a place."""
    crs = CRS.from_wkt(crs_wkt)
    ellipsoid = crs.ellipsoid
    assert ellipsoid is not None
    equal_area = CRS.from_dict(
        {
            "proj": "laea",
            "lat_0": latitude,
            "lon_0": longitude,
            "a": ellipsoid.semi_major_metre,
            "b": ellipsoid.semi_minor_metre,
        }
    )
    return between(crs, equal_area)


def ellipsoidal_m2(geometry: gpd.GeoSeries) -> pd.Series:
    """
    Return areas on the ellipsoid in m², by an equal-area projection around the shapes' own middle.

    Parameters
    ----------
    geometry : GeoSeries
        In any CRS of which the ellipsoid is known; shapes of a district's extent. Edges are straight in the equal-area
        plane: within 0.1 ppm of the geodesic area for parcels.

    Returns
    -------
    Series named ``ellipsoidal_area_m2``, same index; NaN where there is no shape.
    """
    shapes = geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if there.any() and geometry.crs is None:
        raise ValueError("areas need a coordinate system")
    area = pd.Series(np.nan, index=geometry.index, name="ellipsoidal_area_m2")
    if there.any():
        area.loc[there] = _ellipsoidal(shapes[there], geometry.crs.to_wkt())
    return area


def ellipsoidal_m2_of(shape: BaseGeometry, crs: int) -> float:
    """Return the area of one shape as :func:`ellipsoidal_m2` does; its CRS by its EPSG code."""
    alone = np.empty(1, dtype=object)
    alone[0] = shape
    return float(_ellipsoidal(alone, _wkt(crs))[0])


@cache
def _wkt(crs: int) -> str:
    return str(CRS.from_epsg(crs).to_wkt())


def _ellipsoidal(shapes: npt.NDArray[np.object_], wkt: str) -> npt.NDArray[np.float64]:
    xmin, ymin, xmax, ymax = shapely.total_bounds(shapes)
    middle = _to_degrees(wkt).there((xmin + xmax) / 2, (ymin + ymax) / 2)
    longitude, latitude = (round(round(degrees / _GRID) * _GRID, 6) for degrees in middle)
    to_plane = _to_equal_area(wkt, longitude, latitude)
    plane = shapely.transform(shapes, lambda points: np.column_stack(to_plane.there(*points.T)))
    area: npt.NDArray[np.float64] = shapely.area(plane)
    return area
