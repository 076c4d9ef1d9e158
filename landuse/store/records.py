"""Records of the layers that an office fills in: inserted by imports, edited one by one, their past kept in audit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection, Table, select
from sqlalchemy import update as update_table

from landuse.errors import ArgumentsError, ConflictError
from landuse.model import Layer
from landuse.schema import GROUND_COLUMNS, TABLES, Kind, check
from landuse.store import audit
from landuse.store.chain import chained_columns
from landuse.store.clock import instant_text, tick
from landuse.store.digest import row_digest, row_digests
from landuse.store.frames import plain, plain_value
from landuse.store.geometry import encode, index_at_rest
from landuse.store.packed_boxes import put_boxes
from landuse.store.schema import events, record_tables

_FIRST_VERSION = 1


def insert(tx: Connection, layer: Layer, frame: pd.DataFrame, *, batch_id: str | None, actor: str) -> int:
    """
    Insert the rows of *frame* and return how many there were.

    Parameters
    ----------
    tx
        A writing transaction.
    layer
        One of :data:`landuse.store.schema.RECORD_LAYERS`.
    frame
        Columns as :mod:`landuse.schema` declares them, besides ``GROUND_COLUMNS`` and ``geometry`` (polygons in the
        workspace's CRS or None) for layers with ground.
    batch_id, actor
        The import it belongs to, and who did it; a record without a batch is noted in the audit trail.

    Raises
    ------
    ConflictError
        ``duplicate_record`` if a key is taken.
    ValueError
        If the frame is not what it should be, or a geometry is not an area.
    """
    check(frame, layer)
    declared = TABLES[layer]
    taken = existing_keys(tx, layer).intersection(plain(frame[declared.key], declared.column(declared.key).kind))
    if taken:
        raise ConflictError("duplicate_record", layer=layer.value, key=min(taken))
    columns = {column.name: _stored(frame[column.name], column.kind) for column in declared.columns}
    if declared.has_geometry:
        columns |= _ground_columns(frame, srs_id(tx, layer))
    fixed = {"batch_id": batch_id, "row_version": _FIRST_VERSION, "recorded_at": instant_text(tick())}
    columns |= {name: [value] * len(frame) for name, value in fixed.items()}
    if batch_id is None:
        rows = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
        entries = (audit.Entry("insert", layer.value, str(row[declared.key]), after=row) for row in rows)
        audit.record_all(tx, entries, actor=actor)
    columns["digest"] = row_digests([columns[name] for name in chained_columns(record_tables[layer])])
    if len(frame):
        shapes = np.asarray(frame["geometry"], dtype=object) if declared.has_geometry else None
        _insert(tx, record_tables[layer], columns, shapes)
    return len(frame)


def _stored(values: pd.Series, kind: Kind) -> list[Any]:
    """Return the values of a column as SQLite holds them."""
    stored = plain(values, kind)
    return [day and day.isoformat() for day in stored] if kind is Kind.DAY else stored


def _insert(
    tx: Connection, table: Table, columns: Mapping[str, list[Any]], shapes: npt.NDArray[np.object_] | None
) -> None:
    """
    Insert columns, and the boxes of their *shapes* into the R-tree: the driver's own way, many rows at once.

    A column without any value is left out: it is NULL anyway.
    """
    columns = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    driver: Any = tx.connection.driver_connection
    last = tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar() or 0
    fids = range(last + 1, last + 1 + len(columns["digest"]))
    names = ", ".join(f'"{name}"' for name in ("fid", *columns))
    places = ", ".join("?" * (len(columns) + 1))
    with index_at_rest():
        rows = zip(fids, *columns.values(), strict=True)
        driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({places})", rows)
    if shapes is not None:
        there = np.flatnonzero(~shapely.is_missing(shapes))
        boxes = shapely.bounds(shapes[there])[:, [0, 2, 1, 3]]
        put_boxes(driver, f"rtree_{table.name}_geometry", last + 1 + there, boxes)


def _ground_columns(frame: pd.DataFrame, srs_id: int) -> dict[str, list[Any]]:
    nothing = [None] * len(frame)
    texts = {name: plain(frame[name], Kind.TEXT) if name in frame else nothing for name in GROUND_COLUMNS}
    return {**texts, "geometry": encode(np.asarray(frame["geometry"], dtype=object), srs_id)}


def existing_keys(tx: Connection, layer: Layer) -> set[str]:
    """Return the keys that a layer has: codes of records, ids of events; series have none of the office's own."""
    if TABLES[layer].series:
        return set()
    table = events if layer is Layer.EVENTS else record_tables[layer]
    return set(tx.execute(select(table.c[TABLES[layer].key])).scalars())


def update(
    tx: Connection,
    layer: Layer,
    key: str,
    changes: Mapping[str, object],
    *,
    expected_version: int,
    actor: str,
    why: str | None = None,
) -> int:
    """
    Edit one record and return its new version.

    Parameters
    ----------
    changes
        Columns and their new values; ``geometry`` is a polygon or None.
    expected_version
        The version the editor saw. If somebody edited the record since, the edit is refused unless it asks for what
        the record says already.

    Raises
    ------
    ArgumentsError
        ``unknown_record``, or ``unknown_column`` (the key is not to be changed: ids are never re-issued).
    ConflictError
        ``stale_record`` with the column and both values.
    """
    table = record_tables[layer]
    present = _present(tx, layer, key)
    wanted = _checked(tx, layer, changes)
    differing = {name: value for name, value in wanted.items() if present[name] != value}
    if not differing:
        return int(present["row_version"])
    if present["row_version"] != expected_version:
        name, yours = next(iter(differing.items()))
        raise ConflictError("stale_record", layer=layer.value, key=key, column=name, yours=yours, theirs=present[name])
    version = expected_version + 1
    row = present | differing | {"row_version": version}
    tx.execute(
        update_table(table)
        .where(table.c.fid == present["fid"])
        .values(**differing, row_version=version, digest=record_digest(layer, row))
    )
    before = {name: present[name] for name in differing} | {"row_version": expected_version}
    after = differing | {"row_version": version}
    audit.record(
        tx, actor=actor, action="update", object_kind=layer.value, object_id=key, before=before, after=after, why=why
    )
    return version


def _present(tx: Connection, layer: Layer, key: str) -> dict[str, Any]:
    table = record_tables[layer]
    row = tx.execute(select(table).where(table.c[TABLES[layer].key] == key)).mappings().first()
    if row is None:
        raise ArgumentsError("unknown_record", layer=layer.value, key=key)
    return dict(row)


def _checked(tx: Connection, layer: Layer, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return *changes* as the database holds them."""
    declared = TABLES[layer]
    editable = set(declared.names) - {declared.key}
    if declared.has_geometry:
        editable |= {*GROUND_COLUMNS, "geometry"}
    if unknown := set(changes) - editable:
        raise ArgumentsError("unknown_column", column=min(unknown), known=", ".join(sorted(editable)))
    kinds = {column.name: column.kind for column in declared.columns}
    wanted = {name: plain_value(value, kinds.get(name, Kind.TEXT)) for name, value in changes.items()}
    if "geometry" in changes:
        wanted["geometry"] = encode([changes["geometry"]], srs_id(tx, layer))[0]
    return wanted


def record_digest(layer: Layer, row: Mapping[str, object]) -> str:
    """Return the digest of a record."""
    return row_digest(row[name] for name in chained_columns(record_tables[layer]))


def srs_id(tx: Connection, layer: Layer) -> int:
    """Return the number of a layer's CRS in the GeoPackage."""
    found: int = tx.exec_driver_sql(
        "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer.value,)
    ).scalar_one()
    return found
