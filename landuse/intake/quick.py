"""
A GeoPackage's table read as what it is, an SQLite table: several times faster than feature by feature through GDAL.

Only in the child process, only the file's own copy, only plain tables with plain shapes; whatever is out of the
ordinary (views, curves, other blobs, texts that are no UTF-8) is left to fiona by returning None. The file may neither
write, nor reach another file, nor call a function: SQLite is told so before it is opened.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landuse.intake.answer import HEIGHTS, STEP, Answer, Count
from landuse.intake.sources import Source, plain

if TYPE_CHECKING:
    import numpy.typing as npt

#: Bytes of a GeoPackage blob's header by its envelope: none, xy, xyz, xym, xyzm.
_HEADER_BYTES = (8, 40, 56, 56, 72)
_EXTENDED, _ENVELOPE_CODE = 0x20, 0x0E
_NOUGHT = re.compile(r"(\.0+)?Z?$")
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
#: Nothing in a row may be longer than this, as with fiona's own limit for objects.
_MAX_BYTES = 512 * 1024 * 1024


def read_table(path: Path, layer: str, source: Source, count: Count) -> Answer | None:
    """
    Return a layer of a GeoPackage by columns, None where fiona had better read it.

    Parameters
    ----------
    path : Path
    layer : str
    source : Source
        The layer as fiona opened it, whose headings and CRS stand.
    count : callable
        Told how many rows are done.
    """
    from shapely.errors import GEOSException

    try:
        with closing(_opened(path)) as connection:
            kinds = _kinds(connection, layer)
            _lock(connection)
            ground = _ground_column(connection, layer)
            if ground is None or not kinds.keys() >= {ground, *source.names}:
                return None
            found = _columns(connection, layer, [ground, *source.names], count)
    except (sqlite3.Error, ValueError, LookupError, GEOSException, NotImplementedError):  # the last: a curve
        return None
    if found is None:
        return None
    (shapes, *columns), heights = found
    if heights:
        source.notes[HEIGHTS] = heights
    told = [_told(column, kinds[name]) for name, column in zip(source.names, columns, strict=True)]
    return Answer(source, told, shapes, {at: "null" for at, shape in enumerate(shapes) if shape is None})


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _kinds(connection: sqlite3.Connection, layer: str) -> dict[str, str]:
    """Return the declared type of each column."""
    return {name: kind.upper() for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({_quoted(layer)})")}


def _lock(connection: sqlite3.Connection) -> None:
    """From now on tables are read and nothing else is done."""
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)


def _ground_column(connection: sqlite3.Connection, layer: str) -> str | None:
    """Return the column that holds a layer's shapes, None if the layer is no plain table."""
    found = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (layer,)).fetchone()
    if found is None or found[0] != "table" or not found[1].upper().startswith("CREATE TABLE"):
        return None
    columns = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
    named: list[tuple[str]] = connection.execute(columns, (layer,)).fetchall()
    return named[0][0] if len(named) == 1 else None


def _columns(
    connection: sqlite3.Connection, layer: str, names: Sequence[str], count: Count
) -> tuple[list[list[Any]], int] | None:
    """Return columns, the first as WKB, and how many shapes had a Z; None if a shape is not a plain one."""
    given = ", ".join(map(_quoted, names))
    cursor = connection.execute(f"SELECT {given} FROM {_quoted(layer)} ORDER BY rowid")  # noqa: S608 - quoted
    columns: list[list[Any]] = [[] for _ in names]
    heights = 0
    while rows := cursor.fetchmany(STEP):
        blobs, *cells = zip(*rows, strict=True)
        bodies = _bodies(blobs)
        if bodies is None:
            return None
        heights += bodies[1]
        for column, chunk in zip(columns, (bodies[0], *cells), strict=True):
            column.extend(chunk)
        count(len(columns[0]))
    return columns, heights


def _bodies(blobs: Sequence[object]) -> tuple[list[bytes | None], int] | None:
    """Return the WKB of GeoPackage blobs without Z and M, and how many had a Z; None if one is no plain shape."""
    import numpy as np
    import shapely

    bodies: npt.NDArray[np.object_] = np.full(len(blobs), None, dtype=object)
    for at, blob in enumerate(blobs):
        if blob is not None:
            if not isinstance(blob, bytes) or blob[:2] != b"GP" or blob[3] & _EXTENDED:
                return None
            bodies[at] = blob[_HEADER_BYTES[(blob[3] & _ENVELOPE_CODE) >> 1] :]
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(bodies)
    if (shapely.get_type_id(shapes) > shapely.GeometryType.GEOMETRYCOLLECTION).any():
        return None
    high = shapely.has_z(shapes) | shapely.has_m(shapes)
    bodies[high] = shapely.to_wkb(shapely.force_2d(shapes[high]))
    return bodies.tolist(), int(shapely.has_z(shapes).sum())


def _told(cells: list[object], kind: str) -> list[object]:
    """Return cells as fiona tells them: flags as such, moments without the milliseconds they do not have."""
    if kind == "BOOLEAN":
        return [bool(cell) if cell in {0, 1} else cell for cell in cells]
    if kind == "DATETIME":
        return [_NOUGHT.sub("", cell) if isinstance(cell, str) else cell for cell in cells]
    return [plain(cell) for cell in cells] if bytes in set(map(type, cells)) else cells


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
