"""Where records lie, by the boxes of their ground that the ledger's index keeps: most need no look at their shape."""

import json
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from landuse.model import Layer
from landuse.store import geometry
from landuse.store.excerpts import Box, Ints
from landuse.store.schema import record_tables
from landuse.store.tables import cursor


def boxes_in(connection: Connection, layer: Layer, box: Box) -> tuple[Ints, npt.NDArray[np.float64]]:
    """
    Return the records of a layer whose box meets *box* (workspace CRS).

    Returns
    -------
    fids : array of int
        In order.
    boxes : array of float, four columns
        West, south, east, north of the ground of each; never smaller than it is, and less than a metre larger.
    """
    west, south, east, north = box
    rows = cursor(
        connection,
        f"SELECT id, minx, miny, maxx, maxy FROM rtree_{record_tables[layer].name}_geometry"
        " WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? ORDER BY id",
        (east, west, north, south),
    ).fetchall()
    found = np.array(rows, dtype=float).reshape(-1, 5)
    return found[:, 0].astype(np.int64), found[:, 1:]


def shapes_of(connection: Connection, layer: Layer, fids: Collection[int]) -> tuple[Ints, geometry.Geometries]:
    """Return feature ids and shapes (workspace CRS) of those of some records that have a shape, in order."""
    statement = (
        f"SELECT fid, geometry FROM {record_tables[layer].name}"
        " WHERE fid IN (SELECT value FROM json_each(?)) AND geometry IS NOT NULL ORDER BY fid"
    )
    rows = cursor(connection, statement, (json.dumps([int(fid) for fid in fids]),)).fetchall()
    return np.array([fid for fid, _ in rows], dtype=np.int64), geometry.decode([blob for _, blob in rows])
