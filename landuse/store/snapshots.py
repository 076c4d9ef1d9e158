"""
Issued documents: appended like events, never changed.

What a document was made from is told by the last digest of every append-only table at its moment (each takes in all
rows before it) and by a digest of the records as they lay.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, func, select

from landuse.papers import Edit, Figure, Snapshot
from landuse.store.chain import append_chained
from landuse.store.clock import tick
from landuse.store.schema import APPEND_ONLY, RECORD_LAYERS, audit, record_tables, snapshots

#: Under this name the digest of the records stands among the inputs of a snapshot.
RECORDS = "records"


def append(tx: Connection, issue: Snapshot) -> str:
    """Append *issue* (its id, moment and author are given here: see ``issued_by``) and return its id."""
    number = (tx.execute(select(func.max(snapshots.c.fid))).scalar() or 0) + 1
    row = {
        **{
            name: getattr(issue, name)
            for name in ("kind", "title", "form", "period", "as_of", "known_at", "language", "rules", "file_name")
        },
        "snapshot_id": f"B{number:04d}",
        "of": _json(issue.of),
        "options": _json(issue.options),
        "figures": _json([_figure_row(figure) for figure in issue.figures]),
        "passages": _json(issue.passages),
        "edits": _json([[edit.target, edit.given, edit.why, edit.by] for edit in issue.edits]),
        "inputs": _json(issue.inputs),
        "sha256": issue.sha256,
        "size": issue.size,
        "recorded_at": tick(),
        "recorded_by": issue.issued_by,
    }
    append_chained(tx, snapshots, [row])
    return str(row["snapshot_id"])


def read_snapshots(connection: Connection) -> list[Snapshot]:
    """Return all issues, oldest first."""
    return [_snapshot(dict(row)) for row in connection.execute(select(snapshots).order_by(snapshots.c.fid)).mappings()]


def read_snapshot(connection: Connection, snapshot_id: str) -> Snapshot | None:
    """Return one issue, None if there is none of that id."""
    found = connection.execute(select(snapshots).where(snapshots.c.snapshot_id == snapshot_id)).mappings().first()
    return None if found is None else _snapshot(dict(found))


def inputs_at(connection: Connection, known_at: datetime) -> dict[str, str]:
    """Return, by table, the last digest at a moment; and one digest over the records as they lie now."""
    found = {table.name: _head(connection, table, known_at) for table in APPEND_ONLY if table is not snapshots}
    lying = hashlib.sha256()
    for layer in RECORD_LAYERS:
        table = record_tables[layer]
        columns = (table.c.fid, table.c.row_version, table.c.digest)
        for row in connection.execute(select(*columns).order_by(table.c.fid)):
            lying.update(f"{layer} {row[0]} {row[1]} {row[2]}\n".encode())
    return {**found, RECORDS: lying.hexdigest()}


def lost_inputs(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the id of every issue, and the table, whose state at its moment is not in the ledger any more."""
    known = {
        table.name: {"", *connection.execute(select(table.c.digest)).scalars()}
        for table in APPEND_ONLY
        if table is not snapshots
    }
    for row in connection.execute(select(snapshots.c.snapshot_id, snapshots.c.inputs).order_by(snapshots.c.fid)):
        for name, digest in json.loads(row.inputs).items():
            if name in known and digest not in known[name]:
                yield row.snapshot_id, name


def _head(connection: Connection, table: Table, known_at: datetime) -> str:
    moment = table.c["at" if table is audit else "recorded_at"]
    newest = select(table.c.digest).where(moment <= known_at).order_by(table.c.fid.desc()).limit(1)
    return str(connection.execute(newest).scalar() or "")


def _figure_row(figure: Figure) -> list[object]:
    value = None if figure.value is None else str(figure.value)
    day = figure.as_of.isoformat()
    return [figure.figure_id, value, figure.measure, figure.rule, day, figure.source, figure.places]


def _figure(row: Sequence[Any]) -> Figure:
    name, value, measure, rule, day, source, places = row
    exact = None if value is None else Decimal(value)
    return Figure(name, exact, measure, rule, date.fromisoformat(day), source, places)


def _snapshot(row: dict[str, Any]) -> Snapshot:
    names = ("snapshot_id", "kind", "title", "form", "period", "as_of", "known_at", "language", "rules", "file_name")
    return Snapshot(
        **{name: row[name] for name in (*names, "sha256", "size")},
        of=_pairs(row["of"]),
        options=_pairs(row["options"]),
        figures=tuple(_figure(each) for each in json.loads(row["figures"])),
        passages=_pairs(row["passages"]),
        edits=tuple(Edit(*each) for each in json.loads(row["edits"])),
        inputs=json.loads(row["inputs"]),
        issued_at=row["recorded_at"],
        issued_by=row["recorded_by"],
    )


def _pairs(written: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(written))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
