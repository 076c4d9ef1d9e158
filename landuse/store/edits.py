"""Many records edited at once, by an import, and the edits of an import taken back; every value kept in the audit."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from landuse.errors import ConflictError, RefusedError
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import audit
from landuse.store.chain import chained_columns
from landuse.store.digest import row_digest
from landuse.store.geometry import encode
from landuse.store.records import srs_id
from landuse.store.schema import audit as audit_table
from landuse.store.schema import record_tables
from landuse.store.tables import cursor

Row = dict[str, Any]
UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Edit:
    """
    What one record shall say.

    ``values`` are plain values of its columns (``geometry``: a polygon or None), ``version`` is the row version that
    they were compared with.
    """

    key: str
    version: int
    values: Mapping[str, object]


def edit_all(tx: Connection, layer: Layer, edits: Sequence[Edit], *, actor: str, batch_id: str) -> int:
    """
    Edit records as one act of an import and return how many changed.

    Raises
    ------
    ConflictError
        ``changed_meanwhile`` naming a record that is gone, or was edited since it was compared.
    """
    present = _present(tx, layer, [edit.key for edit in edits])
    wanted = _as_kept(tx, layer, edits)
    changes: list[tuple[Row, Row]] = []
    for edit, values in zip(edits, wanted, strict=True):
        row = present.get(edit.key)
        if row is None or row["row_version"] != edit.version:
            raise ConflictError("changed_meanwhile", layer=layer.value, key=edit.key)
        changes.append((row, values))
    return _write(tx, layer, changes, actor=actor, batch_id=batch_id)


def take_back(tx: Connection, layer: Layer, batch_id: str, *, undoing: str, actor: str) -> int:
    """
    Give the records that a batch edited the values back that they had before, and return how many there were.

    Raises
    ------
    RefusedError
        ``changed_since`` with the first cell that says something else than the batch left there, and how many more.
    """
    return _write(tx, layer, _former(tx, layer, batch_id), actor=actor, batch_id=undoing)


def restorable(tx: Connection, layer: Layer, batch_id: str) -> int:
    """Return how many records :func:`take_back` would give their former values; RefusedError as there."""
    return len(_former(tx, layer, batch_id))


def _former(tx: Connection, layer: Layer, batch_id: str) -> list[tuple[Row, Row]]:
    """Return the records that a batch edited, each with the values that it had before."""
    entries = edits_of(tx, layer, batch_id)
    present = _present(tx, layer, [key for key, _, _ in entries])
    clashes: list[dict[str, object]] = []
    changes: list[tuple[Row, Row]] = []
    for key, before, after in entries:
        row = present.get(key)
        if row is None:
            clashes.append({"key": key, "field": TABLES[layer].key, "yours": key, "theirs": "—"})
            continue
        names = [name for name in after if name != "row_version"]
        clashes += [
            {"key": key, "field": name, "yours": shown(after[name]), "theirs": shown(_in_json(row[name]))}
            for name in names
            if _in_json(row[name]) != after[name]
        ]
        changes.append((row, {name: _from_json(name, before[name]) for name in names}))
    if clashes:
        raise RefusedError("changed_since", batch=batch_id, layer=layer.value, count=len(clashes), **clashes[0])
    return changes


def edits_of(tx: Connection, layer: Layer, batch_id: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return key, columns before and columns after (as the audit trail has them) of each record a batch edited."""
    trail = select(audit_table.c.object_id, audit_table.c.before, audit_table.c.after).where(
        audit_table.c.batch_id == batch_id,
        audit_table.c.action == UPDATE,
        audit_table.c.object_kind == layer.value,
    )
    return [
        (key, json.loads(before), json.loads(after)) for key, before, after in tx.execute(trail.order_by("fid")).all()
    ]


def former_versions(
    tx: Connection, layer: Layer, versions: Mapping[str, int], present: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """
    Return what records said otherwise when they had a former version, from the audit trail.

    Parameters
    ----------
    versions : mapping
        The version that is asked for, by key.
    present : mapping
        The version that each record has now, by key.

    Returns
    -------
    dict
        By key, the columns that have changed since with their former values (days as ISO text, geometry as hexadecimal
        text). A record whose trail has a gap (another program edited it) is left out.
    """
    wanted = {key: version for key, version in versions.items() if present.get(key, version) != version}
    found: dict[str, dict[str, Any]] = {}
    reached = {key: present[key] for key in wanted}
    trail = f"""SELECT object_id, before, after FROM audit WHERE object_kind = ? AND action = '{UPDATE}'
        AND object_id IN (SELECT value FROM json_each(?)) ORDER BY fid DESC"""
    for key, old, new in cursor(tx, trail, (layer.value, json.dumps(list(wanted)))):
        before, after = json.loads(old), json.loads(new)
        if reached[key] > wanted[key] and after["row_version"] == reached[key]:
            reached[key] = before["row_version"]
            found.setdefault(key, {}).update({name: before[name] for name in before if name != "row_version"})
    return {key: values for key, values in found.items() if reached[key] == wanted[key]}


def _write(tx: Connection, layer: Layer, changes: Sequence[tuple[Row, Row]], *, actor: str, batch_id: str) -> int:
    """Write what differs, one statement for all records in which the same columns do."""
    names = chained_columns(record_tables[layer])
    key = TABLES[layer].key
    entries: list[audit.Entry] = []
    statements: dict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)
    for row, values in changes:
        differing = {name: value for name, value in values.items() if row[name] != value}
        if not differing:
            continue
        version = row["row_version"] + 1
        renewed = row | differing | {"row_version": version}
        digest = row_digest(renewed[name] for name in names)
        columns = tuple(sorted(differing))
        statements[columns].append((*(differing[name] for name in columns), version, digest, row["fid"]))
        before = {name: row[name] for name in columns} | {"row_version": row["row_version"]}
        after = {name: differing[name] for name in columns} | {"row_version": version}
        entries.append(audit.Entry(UPDATE, layer.value, str(row[key]), before, after))
    for columns, rows in statements.items():
        assignments = ", ".join(f'"{name}" = ?' for name in (*columns, "row_version", "digest"))
        tx.exec_driver_sql(f"UPDATE {record_tables[layer].name} SET {assignments} WHERE fid = ?", rows)
    audit.record_all(tx, entries, actor=actor, batch_id=batch_id)
    return len(entries)


def _present(tx: Connection, layer: Layer, keys: Collection[str]) -> dict[str, Row]:
    """Return the records with these keys as SQLite has them."""
    table, key = record_tables[layer], TABLES[layer].key
    names = [column.name for column in table.columns if column.name != "digest"]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = cursor(
        tx,
        f'SELECT {quoted} FROM {table.name} WHERE "{key}" IN (SELECT value FROM json_each(?))',
        (json.dumps(list(keys)),),
    )
    return {row[key]: row for row in (dict(zip(names, values, strict=True)) for values in rows)}


def _as_kept(tx: Connection, layer: Layer, edits: Sequence[Edit]) -> list[Row]:
    """Return the values of *edits* as SQLite keeps them."""
    kept = [{name: _plain(value) for name, value in edit.values.items()} for edit in edits]
    drawn = [place for place, edit in enumerate(edits) if "geometry" in edit.values]
    if drawn:
        blobs = encode([edits[place].values["geometry"] for place in drawn], srs_id(tx, layer))
        for place, blob in zip(drawn, blobs, strict=True):
            kept[place]["geometry"] = blob
    return kept


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _in_json(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _from_json(name: str, value: Any) -> object:
    if isinstance(value, bool):
        return int(value)
    return bytes.fromhex(value) if name == "geometry" and value is not None else value


def shown(value: object) -> object:
    """Return a value as a sentence says it; a shape, which would fill a page, by its length."""
    if value is None:
        return "—"
    return f"{str(value)[:40]}…" if isinstance(value, str) and len(value) > 60 else value
