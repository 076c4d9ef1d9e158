"""
Is the ledger sound? Read-only checks, each yielding what it found; nothing is mended here.

A finding's text is ``findings.<code>``. An edit that another program made rightly is no finding.
"""

import sqlite3
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from landuse.errors import WorkspaceError
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store.attachments import RECORDS, all_attachments
from landuse.store.chain import chained_columns
from landuse.store.connection import Store
from landuse.store.digest import row_digest
from landuse.store.geometry import envelope, wkb
from landuse.store.geopackage import APPLICATION_ID, triggers
from landuse.store.keeping import ISSUES, kept_file, kept_path
from landuse.store.schema import APPEND_ONLY, FEATURE_LAYERS, RECORD_LAYERS, SUBJECT_LAYERS, metadata, record_tables
from landuse.store.snapshots import lost_inputs

Row = tuple[Any, ...]
#: The R-tree keeps 32-bit numbers: at worst this share of a coordinate lies between them.
_RTREE_SLACK = 2.0**-22


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; ``key`` names the row, ``values`` fill the sentence."""

    code: str
    table: str
    key: str
    values: dict[str, object] = field(default_factory=dict)


def check(store: Store) -> list[Finding]:
    """Return everything that is wrong with the ledger and its issued files; an empty list if it is sound."""
    findings: list[Finding] = []
    for part in _CHECKS:
        try:
            with store.reading() as connection:
                findings.extend(part(connection))
        except (WorkspaceError, DBAPIError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            findings.append(Finding("unreadable", "", part.__name__.strip("_"), {"detail": str(error)}))
    findings.extend(_issued_files(store))
    findings.extend(_attached_files(store))
    return findings


def _issued_files(store: Store) -> Iterator[Finding]:
    """Check that the file of every issue is there and is what its SHA-256 says."""
    try:
        with store.reading() as connection:
            issues = connection.exec_driver_sql("SELECT snapshot_id, sha256, form FROM snapshots ORDER BY fid").all()
    except (WorkspaceError, DBAPIError, sqlite3.DatabaseError):
        return  # the other checks say what is wrong with the table
    for snapshot_id, sha256, form in issues:
        try:
            kept_file(store, ISSUES, sha256, form)
        except WorkspaceError:
            name = kept_path(store, ISSUES, sha256, form).relative_to(store.folder).as_posix()
            yield Finding("kept_file", name, snapshot_id)


def _attached_files(store: Store) -> Iterator[Finding]:
    """Check that every photo and paper of a record is there and is what its SHA-256 says."""
    try:
        with store.reading() as connection:
            found = all_attachments(connection)
    except (WorkspaceError, DBAPIError, sqlite3.DatabaseError, ValueError):
        return  # the other checks say what is wrong with the trail
    for subject, one in found:
        try:
            kept_file(store, RECORDS, one.sha256, one.form)
        except WorkspaceError:
            yield Finding("attached_file", one.name, subject)


def _issue_inputs(connection: Connection) -> Iterator[Finding]:
    for snapshot_id, name in lost_inputs(connection):
        yield Finding("lost_input", "snapshots", snapshot_id, {"input": name})


def _integrity(connection: Connection) -> Iterator[Finding]:
    for (message,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if message != "ok":
            yield Finding("integrity", "", "", {"detail": message})


def _foreign_keys(connection: Connection) -> Iterator[Finding]:
    for table, row, parent, _number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("foreign_key", table, str(row), {"parent": parent})


def _form(connection: Connection) -> Iterator[Finding]:
    """Check that the file is a GeoPackage with all our tables and triggers, as they were made."""
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        yield Finding("not_geopackage", "", "")
    made: dict[str, str | None] = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all())
    for name in metadata.tables:
        if name not in made:
            yield Finding("table_missing", name, "")
    for trigger in triggers():
        name = trigger.split()[2]
        if _squeezed(made.get(name)) != _squeezed(trigger):
            yield Finding("trigger_missing", trigger.split(" ON ")[1].split()[0], name)


def _squeezed(statement: str | None) -> str:
    return " ".join((statement or "").split())


def _ground(connection: Connection) -> Iterator[Finding]:
    for layer in FEATURE_LAYERS:
        name, key = record_tables[layer].name, TABLES[layer].key
        boxes = {row[0]: row[1:] for row in connection.exec_driver_sql(f"SELECT * FROM rtree_{name}_geometry")}
        rows = connection.exec_driver_sql(f"SELECT fid, {key}, geometry FROM {name} WHERE geometry NOTNULL")
        for fid, code, blob in rows:
            yield from _blob_findings(name, str(code), blob, boxes.pop(fid, None))
        for fid in boxes:
            yield Finding("rtree_extra", name, str(fid))


def _blob_findings(table: str, key: str, blob: object, box: Row | None) -> Iterator[Finding]:
    """Check one geometry: readable, its header true, and the R-tree's box around it."""
    if not isinstance(blob, bytes):
        yield Finding("geometry_unreadable", table, key, {"detail": type(blob).__name__})
        return
    try:
        shape = shapely.from_wkb(wkb(blob))
        header = envelope(blob)
    except (ValueError, struct.error, shapely.errors.ShapelyError) as error:
        yield Finding("geometry_unreadable", table, key, {"detail": str(error)})
        return
    if shape.is_empty:
        if box is not None:
            yield Finding("rtree_extra", table, key)
        return
    west, south, east, north = shape.bounds
    edges = (west, east, south, north)
    if header != edges:
        yield Finding("geometry_header", table, key)
    if box is None or any(
        abs(mine - theirs) > abs(mine) * _RTREE_SLACK for mine, theirs in zip(edges, box, strict=True)
    ):
        yield Finding("rtree_differs", table, key)


def _chains(connection: Connection) -> Iterator[Finding]:
    """Check the digests of the append-only tables, each of which takes in the one before."""
    for table in APPEND_ONLY:
        before = ""
        for fid, digest, *values in _digested(connection, table):
            if row_digest(values, before) != digest:
                yield Finding("tampered", table.name, str(values[0] if table.name != "audit" else fid))
            before = digest


def _record_digests(connection: Connection) -> Iterator[Finding]:
    """Check the digests of records; one that another program edited has none."""
    for layer in RECORD_LAYERS:
        for _fid, digest, *values in _digested(connection, record_tables[layer]):
            if digest is not None and row_digest(values) != digest:
                yield Finding("tampered", layer.value, str(values[0]))


def _digested(connection: Connection, table: Table) -> Iterator[Row]:
    names = ", ".join(f'"{name}"' for name in chained_columns(table))
    driver = connection.connection.driver_connection
    assert driver is not None
    yield from driver.execute(f"SELECT fid, digest, {names} FROM {table.name} ORDER BY fid")


def _voids(connection: Connection) -> Iterator[Finding]:
    """Check that voids void events that are there, are not voids, and came before."""
    rows = connection.exec_driver_sql(
        "SELECT v.event_id, v.voids FROM events AS v LEFT JOIN events AS e ON e.event_id = v.voids"
        " WHERE v.kind = 'void' AND (e.fid IS NULL OR e.kind = 'void' OR e.fid > v.fid)"
    )
    for event_id, voided in rows:
        yield Finding("void_of_nothing", "events", event_id, {"voids": voided})


def _subjects(connection: Connection) -> Iterator[Finding]:
    for kind, layer in SUBJECT_LAYERS.items():
        rows = connection.exec_driver_sql(
            f"SELECT event_id, subject_id FROM events AS e WHERE subject_kind = ? AND kind <> 'void'"
            f" AND NOT EXISTS (SELECT 1 FROM {layer.value} WHERE {TABLES[layer].key} = e.subject_id)"
            " AND NOT EXISTS (SELECT 1 FROM events AS v WHERE v.voids = e.event_id)",
            (kind,),
        )
        for event_id, subject in rows:
            yield Finding("subject_missing", "events", event_id, {"subject": subject})


def _batches(connection: Connection) -> Iterator[Finding]:
    """Check that the counts of imports that stand agree with the rows that are there, and with the edits on record."""
    rows = connection.exec_driver_sql(
        "SELECT batch_id, layer, read, accepted, refused, changed, unchanged FROM import_batches"
        " WHERE undoes IS NULL AND undone_by IS NULL"
    )
    for batch_id, name, read, accepted, refused, changed, unchanged in rows.all():
        layer = Layer(name)
        if read != accepted + refused:
            yield Finding("batch_counts", "import_batches", batch_id, {"expected": read, "found": accepted + refused})
        edited = changed if layer in RECORD_LAYERS else 0
        found = connection.exec_driver_sql(
            _ROWS_OF_BATCH[layer is Layer.EVENTS].format(layer), (batch_id,)
        ).scalar_one()
        if found != accepted - unchanged - edited:
            expected = accepted - unchanged - edited
            yield Finding("batch_counts", name, batch_id, {"expected": expected, "found": found})
        trail = "SELECT count(*) FROM audit WHERE batch_id = ? AND action = 'update' AND object_kind = ?"
        on_record = connection.exec_driver_sql(trail, (batch_id, name)).scalar_one()
        if on_record > edited or (layer is not Layer.PLOTS and on_record != edited):  # a plot's dates may change alone
            yield Finding("batch_counts", "audit", batch_id, {"expected": edited, "found": on_record})


#: How the rows that came in a batch are counted; of events those that are neither voids nor entered again.
_ROWS_OF_BATCH = {
    False: "SELECT count(*) FROM {} WHERE batch_id = ?",
    True: "SELECT count(*) FROM {} WHERE batch_id = ? AND kind <> 'void'"
    " AND event_id NOT IN (SELECT object_id FROM audit WHERE action = 'reinstate')",
}

_CHECKS: tuple[Callable[[Connection], Iterator[Finding]], ...] = (
    _integrity,
    _foreign_keys,
    _form,
    _ground,
    _chains,
    _record_digests,
    _voids,
    _subjects,
    _batches,
    _issue_inputs,
)
