"""What is wrong with a shape: its state, and where it goes wrong."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.model import GeometryStatus

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def status(records: gpd.GeoDataFrame) -> pd.Series:
    """
    Return the present state of each record's ground.

    Parameters
    ----------
    records : GeoDataFrame
        ``geometry`` and ``geometry_fault`` (what was wrong when it came, see ``schema.GROUND_COLUMNS``).

    Returns
    -------
    Series of GeometryStatus values (str) named ``geometry_status``, same index. A shape that is there is judged as it
    is now: one mended in another program is sound, whatever it was before.
    """
    shapes = records.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    valid = shapely.is_valid(shapes)
    fault = records["geometry_fault"].astype(object)
    absent = fault.where(fault.notna() & (fault != GeometryStatus.INVALID), str(GeometryStatus.NULL))
    present = np.where(valid, str(GeometryStatus.OK), str(GeometryStatus.INVALID))
    return pd.Series(np.where(there, present, absent), index=records.index, dtype=object, name="geometry_status")


def fault_of(shape: BaseGeometry | None) -> GeometryStatus:
    """
    Return the state of one shape as a map file gave it.

    Examples
    --------
    >>> str(fault_of(shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")))
    'invalid'
    """
    if shape is None:
        return GeometryStatus.NULL
    if shape.is_empty:
        return GeometryStatus.EMPTY
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return GeometryStatus.NAN
    if shape.geom_type == "Point":
        return GeometryStatus.LOCATION
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return GeometryStatus.NOT_AREA
    return GeometryStatus.OK if shape.is_valid else GeometryStatus.INVALID


def place_of_fault(shape: BaseGeometry) -> tuple[float, float] | None:
    """Return where an invalid shape goes wrong (x, y in its own CRS), or None for a sound one."""
    found = _PLACE.search(shapely.is_valid_reason(shape))
    return (float(found.group(1)), float(found.group(2))) if found else None
