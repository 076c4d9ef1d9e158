"""
Parts of the ledger, read without its whole tables: what a map of a million records can afford.

Each function is one statement within a reading transaction. Text that repeats comes as categories, geometry in chunks
or for a few records; nothing is kept.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple, Self

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from landuse.model import Layer
from landuse.schema import TABLES, Kind
from landuse.store import geometry
from landuse.store.frames import series
from landuse.store.schema import events, record_tables, series_tables
from landuse.store.tables import cursor, kind_of, read_rows, read_table

Ints = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]

#: Rows read at a time: enough to be fast, few enough that their Python objects do not count.
CHUNK = 20_000
_TEXT = {Kind.TEXT, Kind.CODE}
_LIVE = "e.kind <> 'void' AND NOT EXISTS (SELECT 1 FROM events v WHERE v.voids = e.event_id)"
_BOXES = "minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"


class Moves(NamedTuple):
    """
    What happened to the records of a layer, one place an event that has a day.

    ``event`` is the event's own ``fid``, ``fid`` the record's, ``kind`` the place of the event's kind in ``kinds``,
    ``day`` its proleptic ordinal.
    """

    event: Ints
    fid: Ints
    kind: npt.NDArray[np.int16]
    day: npt.NDArray[np.int32]
    kinds: tuple[str, ...]

    def and_then(self, later: Self) -> Self:
        """Return these and others."""
        kinds = tuple(dict.fromkeys((*self.kinds, *later.kinds)))
        renamed = np.array([kinds.index(kind) for kind in later.kinds], dtype=np.int16)
        return self._replace(
            event=np.concatenate([self.event, later.event]),
            fid=np.concatenate([self.fid, later.fid]),
            kind=np.concatenate([self.kind, renamed[later.kind]]),
            day=np.concatenate([self.day, later.day]),
            kinds=kinds,
        )

    def without(self, events: Ints) -> Self:
        """Return these but for some events."""
        kept = ~np.isin(self.event, events)
        return self._replace(event=self.event[kept], fid=self.fid[kept], kind=self.kind[kept], day=self.day[kept])


def geometry_revisions(connection: Connection) -> dict[str, int]:
    """Return a number for each layer that changes whenever the ground of one of its records does."""
    return dict(cursor(connection, "SELECT layer, revision FROM layer_revisions").fetchall())


def record_revisions(connection: Connection) -> dict[str, int]:
    """Return a number for each layer with ground that changes whenever anything of one of its records does."""
    return dict(cursor(connection, "SELECT layer, records FROM layer_revisions").fetchall())


def columns(connection: Connection, layer: Layer, names: Iterable[str]) -> pd.DataFrame:
    """
    Return ``fid`` and some columns of a layer, in the order the records came.

    Text comes as categories (missing: no category), areas as float64, everything else as the whole tables have it.
    """
    wanted = list(dict.fromkeys(names))
    table = record_tables[layer]
    kinds = {name: kind_of(table.c[name]) for name in ("fid", *wanted)}
    codes: dict[str, dict[Any, int]] = {name: {None: -1} for name, kind in kinds.items() if kind in _TEXT}
    parts: dict[str, list[Any]] = {name: [] for name in kinds}
    quoted = ", ".join(f'"{name}"' for name in kinds)
    for rows in _chunks(connection, f"SELECT {quoted} FROM {table.name} ORDER BY fid"):
        for name, values in zip(parts, zip(*rows, strict=True), strict=True):
            part = _codes(values, codes[name]) if name in codes else series(values, kinds[name])
            parts[name].append(part)
    gathered: dict[str, Any] = {}
    for name, found in parts.items():
        if name in codes:
            categories = pd.Index(list(codes[name])[1:], dtype=object)
            gathered[name] = pd.Categorical.from_codes(_joined(found, np.int32), categories=categories)
        else:
            gathered[name] = pd.concat(found, ignore_index=True) if found else series([], kinds[name])
    return pd.DataFrame(gathered).astype({"fid": np.int64})


def texts(connection: Connection, layer: Layer, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield ``fid`` and some columns of each record, for looking through and keeping little."""
    quoted = ", ".join(f'"{name}"' for name in ("fid", *names))
    for rows in _chunks(connection, f"SELECT {quoted} FROM {record_tables[layer].name} ORDER BY fid"):
        yield from rows


def names_of(connection: Connection, layer: Layer, fids: Collection[int]) -> dict[int, tuple[str, str | None]]:
    """Return key and name of some records by their feature ids."""
    table, key = record_tables[layer].name, TABLES[layer].key
    statement = f'SELECT fid, "{key}", name FROM {table} WHERE fid IN (SELECT value FROM json_each(?))'
    rows = cursor(connection, statement, (json.dumps([int(fid) for fid in fids]),))
    return {fid: (code, name) for fid, code, name in rows}


def ground_chunks(
    connection: Connection, layer: Layer, *, without: Collection[str] = ()
) -> Iterator[tuple[Ints, geometry.Geometries]]:
    """
    Yield feature ids and shapes (workspace CRS) of a layer's records that have any, :data:`CHUNK` at a time.

    Parameters
    ----------
    connection, layer
    without : collection of str
        Leave out records that have a value in any of these columns.
    """
    missing = "".join(f' AND "{name}" IS NULL' for name in without)
    statement = (
        f"SELECT fid, geometry FROM {record_tables[layer].name} WHERE geometry IS NOT NULL{missing} ORDER BY fid"
    )
    for rows in _chunks(connection, statement):
        fids, blobs = zip(*rows, strict=True)
        yield np.array(fids, dtype=np.int64), geometry.decode(blobs)


def records(connection: Connection, layer: Layer, *, crs: int) -> gpd.GeoDataFrame:
    """Return all records of a layer with ground, whole: for the small ones."""
    return gpd.GeoDataFrame(read_table(connection, record_tables[layer]), geometry="geometry", crs=crs)


def records_by(
    connection: Connection, layer: Layer, column: str, values: Collection[object], *, crs: int
) -> pd.DataFrame:
    """Return the records of a layer whose *column* has one of these values, whole: a GeoDataFrame if it has ground."""
    where = f'"{column}" IN (SELECT value FROM json_each(?))'
    found = read_table(connection, record_tables[layer], where=(where, (json.dumps(list(values)),)))
    return gpd.GeoDataFrame(found, geometry="geometry", crs=crs) if TABLES[layer].has_geometry else found


def rows_by(connection: Connection, layer: Layer, column: str, values: Collection[object]) -> list[dict[str, Any]]:
    """Return what :func:`records_by` does as plain values: for the card of one record."""
    where = f'"{column}" IN (SELECT value FROM json_each(?))'
    return read_rows(connection, record_tables[layer], where, (json.dumps(list(values)),))


def records_naming(connection: Connection, layer: Layer, parcel_id: str) -> list[str]:
    """Return the keys of the plots or firms whose parcels (joined by ``;``) name this one."""
    key, table = TABLES[layer].key, record_tables[layer].name
    statement = f'SELECT "{key}", parcels FROM {table} WHERE instr(parcels, ?) ORDER BY fid'
    rows = cursor(connection, statement, (parcel_id,))
    return [name for name, parcels in rows if parcel_id in map(str.strip, parcels.split(";"))]


def holders_of(connection: Connection, parcel_id: str) -> list[dict[str, Any]]:
    """Return what stands of the tenure of a parcel, in the order it was stated."""
    rows = read_rows(connection, series_tables[Layer.TENURE], "parcel_id = ?", (parcel_id,))
    latest: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=itemgetter("revision")):
        latest[tuple(row[name] for name in TABLES[Layer.TENURE].series)] = row
    standing = [row for row in latest.values() if not row["withdrawn"]]
    return sorted(standing, key=itemgetter("fid"))


def keys_where(connection: Connection, layer: Layer, column: str, value: object) -> list[str]:
    """Return the keys of the records of a layer whose *column* has a value."""
    statement = f'SELECT "{TABLES[layer].key}" FROM {record_tables[layer].name} WHERE "{column}" = ? ORDER BY fid'
    return [key for (key,) in cursor(connection, statement, (value,))]


def fids_of(connection: Connection, layer: Layer, keys: Collection[str]) -> dict[str, int]:
    """Return the feature id of each of these keys that the ledger has."""
    table, key = record_tables[layer].name, TABLES[layer].key
    statement = f'SELECT "{key}", fid FROM {table} WHERE "{key}" IN (SELECT value FROM json_each(?))'
    return dict(cursor(connection, statement, (json.dumps(list(keys)),)).fetchall())


def places_in(
    connection: Connection, layer: Layer, box: Box
) -> tuple[list[tuple[int, str, str | None]], geometry.Geometries]:
    """Return ``fid``, key and name of the records whose box meets *box* (workspace CRS), and their shapes."""
    west, south, east, north = box
    key, name = TABLES[layer].key, record_tables[layer].name
    rows = cursor(
        connection,
        f'SELECT fid, "{key}", name, geometry FROM {name} WHERE fid IN'
        f" (SELECT id FROM rtree_{name}_geometry WHERE {_BOXES}) ORDER BY fid",
        (east, west, north, south),
    ).fetchall()
    return [(fid, code, said) for fid, code, said, _ in rows], geometry.decode([blob for *_, blob in rows])


def history_of(connection: Connection, subjects: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """
    Return the events of some subjects (pairs of kind and key) as plain values, in the order they came.

    Voids are among them; ``voided_by`` and the reason stand on what they took back too (``Tables.history``).
    """
    where = (
        "(subject_kind, subject_id) IN"
        " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
    )
    rows = read_rows(connection, events, where, (json.dumps(list(subjects)),))
    voids = {row["voids"]: row for row in rows if row["voids"] is not None}
    for row in rows:
        void = voids.get(row["event_id"])
        row["voided_by"] = void["event_id"] if void else None
        row["void_reason"] = void["void_reason"] if void else row["void_reason"]
    return rows


def box_of(connection: Connection, layer: Layer, fids: Collection[int] | None = None) -> Box | None:
    """Return west, south, east, north (workspace CRS) of the ground of a layer or of some of it; None: no ground."""
    name = f"rtree_{record_tables[layer].name}_geometry"
    chosen = "" if fids is None else " WHERE id IN (SELECT value FROM json_each(?))"
    given = () if fids is None else (json.dumps([int(fid) for fid in fids]),)
    west, south, east, north = cursor(
        connection, f"SELECT MIN(minx), MIN(miny), MAX(maxx), MAX(maxy) FROM {name}{chosen}", given
    ).fetchone()
    return None if west is None else (west, south, east, north)


def newest_event(connection: Connection) -> int:
    """Return how far the events go: each one's ``fid`` is larger than those of the events before it."""
    newest: int = cursor(connection, "SELECT COALESCE(MAX(fid), 0) FROM events").fetchone()[0]
    return newest


def voided_after(connection: Connection, fid: int) -> Ints:
    """Return the ``fid`` of the events that were taken back by events after another."""
    statement = "SELECT e.fid FROM events v JOIN events e ON e.event_id = v.voids WHERE v.fid > ?"
    return np.array([event for (event,) in cursor(connection, statement, (fid,))], dtype=np.int64)


def moves(connection: Connection, layer: Layer, subject_kind: str, *, after: int = 0) -> Moves:
    """Return the live events of a layer's own records that have a day and come after the event of that ``fid``."""
    table, key = record_tables[layer].name, TABLES[layer].key
    statement = (
        f'SELECT e.fid, r.fid, e.kind, e.occurred_on FROM events e JOIN {table} r ON r."{key}" = e.subject_id'
        # The plus keeps SQLite from reading all events of the kind by their index: those after one lie in a row.
        f" WHERE e.fid > {after} AND +e.subject_kind = '{subject_kind}' AND e.occurred_on IS NOT NULL AND {_LIVE}"
    )
    kinds: dict[str, int] = {}
    days: dict[str, int] = {}
    event, fid, kind, day = [], [], [], []
    for rows in _chunks(connection, statement):
        numbers, fids, said, on = zip(*rows, strict=True)
        event.append(np.array(numbers, dtype=np.int64))
        fid.append(np.array(fids, dtype=np.int64))
        kind.append(np.array([kinds.setdefault(name, len(kinds)) for name in said], dtype=np.int16))
        days |= {text: _ordinal(text) for text in set(on) - days.keys()}
        day.append(np.array([days[text] for text in on], dtype=np.int32))
    return Moves(
        event=_joined(event, np.int64),
        fid=_joined(fid, np.int64),
        kind=_joined(kind, np.int16),
        day=_joined(day, np.int32),
        kinds=tuple(kinds),
    )


def _ordinal(day: str) -> int:
    return int(pd.Timestamp(day[:10]).toordinal())


def _chunks(connection: Connection, statement: str) -> Iterator[list[tuple[Any, ...]]]:
    rows = cursor(connection, statement)
    while chunk := rows.fetchmany(CHUNK):
        yield chunk


def _codes(values: tuple[Any, ...], codes: dict[Any, int]) -> npt.NDArray[np.int32]:
    """Return the code of each text, and give new texts the next one; *codes* begins with None: -1."""
    for value in values:
        if value not in codes:
            codes[value] = len(codes) - 1
    return np.array([codes[value] for value in values], dtype=np.int32)


def _joined(parts: list[Any], dtype: Any) -> Any:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.empty(0, dtype=dtype)
