"""GeoPackage blobs: header, envelope, and back."""

import sqlite3
import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from landuse.store.geometry import decode, encode, envelope, is_empty, register_functions, wkb

#: A polygon with a coordinate that is not a number, as files bring it.
with np.errstate(invalid="ignore"):
    NOT_A_NUMBER = Polygon([(0, 0), (1, np.nan), (1, 1)])

coordinates = st.floats(-1e7, 1e8, allow_nan=False)


@given(coordinates, coordinates, st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_a_polygon_survives_as_multipolygon_with_its_envelope(west, south, width, height):
    """The shape that comes back is the one that went in, promoted; the envelope is its own to the last bit."""
    shape = box(west, south, west + width, south + height)
    (blob,) = encode([shape], 4549)
    (back,) = decode([blob])
    assert back.equals_exact(MultiPolygon([shape]), 0)
    assert envelope(blob) == (shape.bounds[0], shape.bounds[2], shape.bounds[1], shape.bounds[3])
    assert blob[:4] == b"GP\x00\x03"
    assert struct.unpack_from("<i", blob, 4) == (4549,)


def test_a_bow_tie_is_kept_as_it_is_and_height_is_dropped():
    """Nothing is repaired in silence; the ledger is flat."""
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    high = Polygon([(0, 0, 9), (1, 0, 9), (1, 1, 9)])
    first, nothing, second = decode(encode([bow_tie, None, high], 4549))
    assert first.geoms[0].equals_exact(bow_tie, 0)
    assert not first.is_valid
    assert nothing is None
    assert not second.has_z


@pytest.mark.parametrize("shape", [Point(1, 1), LineString([(0, 0), (1, 1)]), Polygon(), NOT_A_NUMBER])
def test_what_is_no_ground_is_refused(shape):
    """Points, lines, empty shapes and coordinates that are not numbers have no place in a record."""
    with pytest.raises(ValueError):
        encode([box(0, 0, 1, 1), shape], 4549)


@pytest.mark.parametrize("blob", [b"", b"GP", b"XX" + bytes(60), b"GP\x00\x0b" + bytes(60), b"GP\x00\x01" + bytes(9)])
def test_a_blob_that_is_none_is_told_or_skipped(blob):
    """A single read raises; a bulk read gives None for the row and goes on with the next."""
    with pytest.raises((ValueError, shapely.errors.ShapelyError)):
        shapely.from_wkb(wkb(blob))
    good = encode([box(0, 0, 1, 1)], 4549)[0]
    assert [shape is None for shape in decode([blob, good])] == [True, False]


def test_headers_of_other_programs_are_read():
    """No envelope, a big-endian one, and an empty geometry by flag or by NaN."""
    body = shapely.to_wkb(box(1, 2, 3, 4))
    assert envelope(b"GP\x00\x01" + struct.pack("<i", 4549) + body) == (1, 3, 2, 4)
    assert envelope(b"GP\x00\x02" + struct.pack(">i4d", 4549, 1, 3, 2, 4) + body) == (1, 3, 2, 4)
    assert is_empty(b"GP\x00\x11" + struct.pack("<i", 4549) + shapely.to_wkb(Polygon()))
    assert is_empty(b"GP\x00\x01" + struct.pack("<i", 4549) + shapely.to_wkb(Polygon()))
    nan = float("nan")
    assert is_empty(b"GP\x00\x03" + struct.pack("<i4d", 4549, nan, nan, nan, nan) + shapely.to_wkb(Polygon()))


def test_the_sql_functions_read_the_header():
    """What the R-tree triggers call: edges, emptiness, and NULL for NULL."""
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    (blob,) = encode([box(1, 2, 3, 4)], 4549)
    statement = "SELECT ST_MinX(?1), ST_MaxX(?1), ST_MinY(?1), ST_MaxY(?1), ST_IsEmpty(?1)"
    assert connection.execute(statement, (blob,)).fetchone() == (1, 3, 2, 4, 0)
    assert connection.execute(statement, (None,)).fetchone() == (None,) * 5
    connection.close()
