"""What is wrong with a shape: its state, and where it goes wrong."""

import re

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.model import GeometryStatus

_PLACE = re.compile(r"\[(\S+) (\S+)\]")
#: Degrees, metres or feet from which on a coordinate is no place, and squaring it may overflow.
_BEYOND = 1e12


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


def status_of(shape: BaseGeometry | None, fault: str | None) -> str:
    """
    Return what :func:`status` says of one record, by its shape and what was wrong when it came.

    Examples
    --------
    >>> status_of(shapely.box(0, 0, 1, 1), None), status_of(None, "location"), status_of(None, "invalid")
    ('ok', 'location', 'null')
    """
    if shape is None or shape.is_empty:
        return str(GeometryStatus.NULL) if fault in {None, GeometryStatus.INVALID} else str(fault)
    return str(GeometryStatus.OK if shape.is_valid else GeometryStatus.INVALID)


def fault_of(shape: BaseGeometry | None) -> GeometryStatus:
    """
    Return the state of one shape as a map file gave it.

    Examples
    --------
    >>> str(fault_of(shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")))
    'invalid'
    """
    alone = np.empty(1, dtype=object)
    alone[0] = shape
    return GeometryStatus(faults_of(alone)[0])


def faults_of(shapes: npt.NDArray[np.object_], valid: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.object_]:
    """Return the state of each shape as a map file gave it, see :func:`fault_of`; *valid* may be known already."""
    valid = shapely.is_valid(shapes) if valid is None else valid
    kind = shapely.get_type_id(shapes)
    is_area = (kind == shapely.GeometryType.POLYGON) | (kind == shapely.GeometryType.MULTIPOLYGON)
    states = np.where(valid, GeometryStatus.OK, GeometryStatus.INVALID).astype(object)
    states[~is_area] = GeometryStatus.NOT_AREA
    states[kind == shapely.GeometryType.POINT] = GeometryStatus.LOCATION
    states[~are_finite(shapes)] = GeometryStatus.NAN
    states[shapely.is_empty(shapes)] = GeometryStatus.EMPTY
    states[shapely.is_missing(shapes)] = GeometryStatus.NULL
    return states


def are_finite(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which shapes have no coordinate that is not a number, or too large to be one of a place."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~(np.abs(points) < _BEYOND).all(axis=1)]] = False
    return finite


def place_of_fault(shape: BaseGeometry) -> tuple[float, float] | None:
    """Return where an invalid shape goes wrong (x, y in its own CRS), or None for a sound one."""
    found = _PLACE.search(shapely.is_valid_reason(shape))
    return (float(found.group(1)), float(found.group(2))) if found else None
