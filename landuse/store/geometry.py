"""
Geometry as GeoPackage blobs, and the five functions that the R-tree triggers call.

A blob is a header (``GP``, version, flags, SRS id, envelope) followed by WKB. We write little-endian MultiPolygons with
the envelope ``minx, maxx, miny, maxy``; other programs may write any of the forms read here. Source: OGC 12-128r18,
clause 2.1.3.
"""

import math
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

_EMPTY = 0x10
_LITTLE_ENDIAN = 0x01
_ENVELOPE_CODE = 0x0E
#: Bytes of the header by envelope code: none, xy, xyz, xym, xyzm.
_HEADER_BYTES = (8, 40, 56, 56, 72)
_HEADER = np.dtype([("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs_id", "<i4"), ("edges", "<f8", 4)])
#: How the WKB of a MultiPolygon of one Polygon begins; the Polygon's own follows.
_OF_ONE = struct.pack("<BII", 1, shapely.GeometryType.MULTIPOLYGON, 1)
_EDGES = (struct.Struct(">4d"), struct.Struct("<4d"))

Geometries = npt.NDArray[np.object_]

_index_rests: ContextVar[bool] = ContextVar("index_rests", default=False)


def encode(geometries: Sequence[Any] | Geometries, srs_id: int) -> list[bytes | None]:
    """
    Return polygons and multipolygons (None stays None) as GeoPackage blobs of two-dimensional MultiPolygons.

    Raises
    ------
    ValueError
        If one is empty, is not an area, or has coordinates that are not numbers: such a shape has no place in a record.
    """
    shapes = np.asarray(geometries, dtype=object)
    there = ~shapely.is_missing(shapes)
    blobs: list[bytes | None] = [None] * len(shapes)
    if not there.any():
        return blobs
    areas = shapes[there]
    if shapely.has_z(areas).any() or shapely.has_m(areas).any():
        areas = shapely.force_2d(areas)
    types = shapely.get_type_id(areas)
    single = types == shapely.GeometryType.POLYGON
    if not (single | (types == shapely.GeometryType.MULTIPOLYGON)).all():
        raise ValueError("only polygons and multipolygons are ground")
    if shapely.is_empty(areas).any() or not np.isfinite(shapely.get_coordinates(areas)).all():
        raise ValueError("an empty geometry, or coordinates that are not numbers")
    headers = np.zeros(len(areas), dtype=_HEADER)
    headers["magic"], headers["flags"], headers["srs_id"] = b"GP", _LITTLE_ENDIAN | 1 << 1, srs_id
    headers["edges"] = shapely.bounds(areas)[:, [0, 2, 1, 3]]
    heads, size = headers.tobytes(), _HEADER.itemsize
    bodies = shapely.to_wkb(areas, byte_order=1, flavor="iso")
    places = np.flatnonzero(there).tolist()
    for number, (at, body, alone) in enumerate(zip(places, bodies.tolist(), single.tolist(), strict=True)):
        head = heads[number * size : (number + 1) * size]
        blobs[at] = head + _OF_ONE + body if alone else head + body
    return blobs


def wkb(blob: bytes) -> bytes:
    """
    Return the WKB part of a GeoPackage blob.

    Raises
    ------
    ValueError
        If *blob* is not a GeoPackage blob.
    """
    if len(blob) < _HEADER_BYTES[0] or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage blob")
    code = (blob[3] & _ENVELOPE_CODE) >> 1
    if code >= len(_HEADER_BYTES):
        raise ValueError("not a GeoPackage blob")
    return bytes(blob[_HEADER_BYTES[code] :])


def decode(blobs: Iterable[bytes | None]) -> Geometries:
    """
    Return the geometries of GeoPackage blobs as shapely objects.

    None stays None; a blob that cannot be read becomes None too (``fsck`` names it), so that one damaged row does not
    take the district's map away.
    """
    bodies = np.array([_wkb_or_none(blob) for blob in blobs], dtype=object)
    with np.errstate(invalid="ignore"):  # another program may have written coordinates that are not numbers
        shapes: Geometries = shapely.from_wkb(bodies, on_invalid="ignore")
    return shapes


def _wkb_or_none(blob: bytes | None) -> bytes | None:
    if blob is None:
        return None
    try:
        return wkb(blob)
    except ValueError:
        return None


def is_empty(blob: bytes) -> bool:
    """Whether a GeoPackage blob says that it holds no ground."""
    return bool(blob[3] & _EMPTY) or envelope(blob) is None


def envelope(blob: bytes) -> tuple[float, float, float, float] | None:
    """Return ``minx, maxx, miny, maxy`` of a GeoPackage blob, from its header if it has one; None when empty."""
    flags = blob[3]
    if flags & _EMPTY:
        return None
    if flags & _ENVELOPE_CODE:
        edges: tuple[float, float, float, float] = _EDGES[flags & _LITTLE_ENDIAN].unpack_from(blob, 8)
        return None if math.isnan(edges[0]) else edges
    west, south, east, north = shapely.bounds(shapely.from_wkb(wkb(blob))).tolist()
    return None if math.isnan(west) else (west, east, south, north)


def register_functions(connection: sqlite3.Connection) -> None:
    """Give *connection* the functions that GeoPackage's R-tree triggers call."""
    connection.create_function("ST_IsEmpty", 1, _sql_is_empty, deterministic=True)
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, _sql_edge(index), deterministic=True)


@contextmanager
def index_at_rest() -> Iterator[None]:
    """
    Keep the R-tree triggers from firing while this thread inserts rows, whose boxes the caller brings.

    The triggers ask five times a row; boxes that are there already go in at a third of the cost. They stay where they
    are, for this connection afterwards and for every other: only what they ask is answered as for no ground at all.
    Other answers cannot be registered instead: SQLite refuses that once the R-tree was touched in the transaction.
    """
    resting = _index_rests.set(True)
    try:
        yield
    finally:
        _index_rests.reset(resting)


def _sql_is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(_index_rests.get() or is_empty(blob))


def _sql_edge(index: int) -> Callable[[bytes | None], float | None]:
    def edge(blob: bytes | None) -> float | None:
        edges = None if blob is None else envelope(blob)
        return None if edges is None else edges[index]

    return edge
