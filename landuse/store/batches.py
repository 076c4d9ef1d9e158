"""
Imports as batches: opened, filled, closed in one transaction; undone by another batch.

Undoing voids events and brings those back that the batch voided, withdraws targets (an older revision comes back),
gives edited records their former values, and takes new ones away after keeping them with their geometry in the audit
trail.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, insert, select, update

from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import Issue, Layer, Place, Severity
from landuse.schema import TABLES
from landuse.store import audit, edits, events, series
from landuse.store.clock import tick
from landuse.store.schema import SUBJECT_LAYERS, import_batches, import_issues, record_tables, series_tables
from landuse.store.schema import audit as audit_table
from landuse.store.schema import events as events_table

#: Where the values of a problem keep its place: no field of a sentence is called so.
_PLACE = "@place"
_SUBJECT_KINDS = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}


def open_batch(
    tx: Connection, *, layer: Layer, file_name: str, sha256: str, mapping: Mapping[str, str], actor: str
) -> str:
    """
    Open a batch for a file and return its id.

    Raises
    ------
    ConflictError
        ``already_imported``, see :func:`require_new`.
    """
    require_new(tx, layer=layer, sha256=sha256)
    return _new_batch(
        tx,
        layer=layer.value,
        file_name=file_name,
        sha256=sha256,
        mapping=json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True),
        created_by=actor,
    )


def require_new(tx: Connection, *, layer: Layer, sha256: str) -> None:
    """
    Refuse a file that a batch that stands holds in the same layer already.

    Raises
    ------
    ConflictError
        ``already_imported`` (batch, file, day).
    """
    live = import_batches.c.undoes.is_(None) & import_batches.c.undone_by.is_(None)
    same = (import_batches.c.layer == layer.value) & (import_batches.c.sha256 == sha256) & live
    earlier = tx.execute(select(import_batches).where(same)).mappings().first()
    if earlier is not None:
        raise ConflictError(
            "already_imported",
            batch=earlier["batch_id"],
            file=earlier["file_name"],
            on=earlier["created_at"].astimezone().date(),
        )


def close_batch(
    tx: Connection,
    batch_id: str,
    *,
    read: int,
    accepted: int,
    refused: int,
    uncounted: int,
    issues: Sequence[Issue],
    changed: int = 0,
    unchanged: int = 0,
) -> None:
    """
    Write down what became of the rows of a batch's file, and its problems.

    Of the accepted rows, *changed* edited what was there and *unchanged* said nothing new.
    """
    counts = {"read": read, "accepted": accepted, "refused": refused, "uncounted": uncounted}
    counts |= {"changed": changed, "unchanged": unchanged}
    tx.execute(update(import_batches).where(import_batches.c.batch_id == batch_id).values(counts))
    if issues:
        tx.execute(insert(import_issues), [_issue_row(batch_id, issue) for issue in issues])


def issues(tx: Connection, batch_id: str) -> list[Issue]:
    """
    Return the problems of a batch's file, in the order they were found.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    """
    _batch(tx, batch_id)
    rows = tx.execute(
        select(import_issues).where(import_issues.c.batch_id == batch_id).order_by(import_issues.c.fid)
    ).mappings()
    return [_issue(dict(row)) for row in rows]


def mapping(tx: Connection, batch_id: str) -> dict[str, str]:
    """
    Return heading -> field, as a batch's file was taken.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    """
    return {str(heading): str(name) for heading, name in json.loads(_batch(tx, batch_id)["mapping"]).items()}


def holding(tx: Connection, event_id: str) -> str | None:
    """Return the batch that an event came in; None if it came in none, or is void."""
    event = tx.execute(_live_events(events_table.c.event_id == event_id)).mappings().first()
    return None if event is None else event["batch_id"]


def undo(tx: Connection, batch_id: str, *, actor: str) -> str:
    """
    Take a batch back and return the id of the batch that does it.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    RefusedError
        ``already_undone`` (naming the batch that did), ``undo_is_final`` if it is itself an undoing, ``batch_in_use``
        if live events refer to its records, with their number, ``batch_built_on`` if a later batch edited them, or
        ``changed_since`` if a cell that it edited says something else by now.
    """
    batch = _undoable(tx, batch_id)
    same_file = {name: batch[name] for name in ("layer", "file_name", "sha256", "mapping")}
    undoing = _new_batch(tx, **same_file, created_by=actor, undoes=batch_id)
    count = _take_back(tx, Layer(batch["layer"]), batch_id, undoing, actor)
    tx.execute(update(import_batches).where(import_batches.c.batch_id == batch_id).values(undone_by=undoing))
    tx.execute(update(import_batches).where(import_batches.c.batch_id == undoing).values(read=count, accepted=count))
    return undoing


@dataclass(frozen=True, slots=True)
class UndoEffect:
    """
    What taking a batch back does.

    ``removed`` records that it added, ``restored`` ones that it edited, ``voided`` events and ``withdrawn`` statements.
    """

    removed: int
    restored: int
    voided: int
    withdrawn: int


def undo_effect(tx: Connection, batch_id: str) -> UndoEffect:
    """
    Return what :func:`undo` would do; nothing is written.

    Raises
    ------
    ArgumentsError, RefusedError
        As :func:`undo`.
    """
    layer = Layer(_undoable(tx, batch_id)["layer"])
    removed = restored = 0
    if layer in record_tables:
        table = record_tables[layer]
        _refuse_built_on(tx, layer, batch_id, _undone(tx, batch_id, batch_id))
        restored = edits.restorable(tx, layer, batch_id)
        _refuse_in_use(tx, layer, table, batch_id)
        removed = _count(tx, select(table.c.fid).where(table.c.batch_id == batch_id))
    said = [select(table.c.fid).where(table.c.batch_id == batch_id) for table in series_tables.values()]
    return UndoEffect(
        removed=removed,
        restored=restored,
        voided=_count(tx, _live_events(events_table.c.batch_id == batch_id)),
        withdrawn=sum(_count(tx, query) for query in said),
    )


def _undoable(tx: Connection, batch_id: str) -> Mapping[str, Any]:
    batch = _batch(tx, batch_id)
    if batch["undoes"] is not None:
        raise RefusedError("undo_is_final", batch=batch_id)
    if batch["undone_by"] is not None:
        raise RefusedError("already_undone", batch=batch_id, by=batch["undone_by"])
    return batch


def _count(tx: Connection, query: Select[Any]) -> int:
    return int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _take_back(tx: Connection, layer: Layer, batch_id: str, undoing: str, actor: str) -> int:
    """Take back all that a batch wrote and return how many rows of its own layer; a sheet of plots also tells dates."""
    gone = _undone(tx, batch_id, undoing)
    counts = {of: series.withdraw(tx, of, batch_id, gone=gone, undoing=undoing, actor=actor) for of in series_tables}
    counts[Layer.EVENTS] = _void_events(tx, batch_id, undoing, actor)
    _reinstate_events(tx, batch_id, undoing, actor)
    if layer in record_tables:
        _refuse_built_on(tx, layer, batch_id, gone)
        counts[layer] = edits.take_back(tx, layer, batch_id, undoing=undoing, actor=actor)
        counts[layer] += _take_records(tx, layer, batch_id, undoing, actor)
    return counts[layer]


def _new_batch(tx: Connection, **values: Any) -> str:
    number = (tx.execute(select(func.max(import_batches.c.fid))).scalar() or 0) + 1
    batch_id = f"B{number:04d}"
    tx.execute(insert(import_batches).values(batch_id=batch_id, created_at=tick(), **values))
    return batch_id


def _batch(tx: Connection, batch_id: str) -> Mapping[str, Any]:
    row = tx.execute(select(import_batches).where(import_batches.c.batch_id == batch_id)).mappings().first()
    if row is None:
        raise ArgumentsError("unknown_batch", batch=batch_id)
    return dict(row)


def _issue(row: Mapping[str, Any]) -> Issue:
    values = json.loads(row["values"])
    place = values.pop(_PLACE, None)
    return Issue(
        row=row["row"],
        column=row["column"],
        code=row["code"],
        value=row["value"],
        severity=Severity(row["severity"]),
        values=values,
        place=None if place is None else Place(*place),
    )


def _issue_row(batch_id: str, issue: Issue) -> dict[str, object]:
    place = {} if issue.place is None else {_PLACE: astuple(issue.place)}
    return {
        "batch_id": batch_id,
        "row": issue.row,
        "column": issue.column,
        "code": issue.code,
        "value": issue.value,
        "severity": issue.severity.value,
        "values": json.dumps(issue.values | place, ensure_ascii=False, default=str),
    }


def _live_events(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the live events that fit *condition*."""
    voids = events_table.alias("voids")
    voided = select(voids.c.fid).where(voids.c.voids == events_table.c.event_id).exists()
    return select(events_table).where(condition, events_table.c.kind != events.VOID, ~voided)


def _void_events(tx: Connection, batch_id: str, undoing: str, actor: str) -> int:
    rows = tx.execute(_live_events(events_table.c.batch_id == batch_id).order_by(events_table.c.fid)).mappings()
    live = [dict(row) for row in rows]
    if live:
        events.void_all(tx, live, why=f"undo of {batch_id}", actor=actor, batch_id=undoing)
    return len(live)


def _reinstate_events(tx: Connection, batch_id: str, undoing: str, actor: str) -> None:
    """Enter the events again that a batch voided for better ones; as a new event, for a void is final."""
    voids = select(events_table.c.voids).where(
        events_table.c.batch_id == batch_id, events_table.c.kind == events.VOID, events_table.c.voids.is_not(None)
    )
    rows = tx.execute(
        select(events_table).where(events_table.c.event_id.in_(voids)).order_by(events_table.c.fid)
    ).mappings()
    events.reinstate_all(tx, [dict(row) for row in rows], actor=actor, undoing=undoing)


def _refuse_built_on(tx: Connection, layer: Layer, batch_id: str, gone: set[str]) -> None:
    """Refuse to take records away that a later batch, which stands, has edited: that one is to be undone first."""
    table = record_tables[layer]
    own = select(table.c[TABLES[layer].key]).where(table.c.batch_id == batch_id)
    later = select(audit_table.c.batch_id).where(
        audit_table.c.object_kind == layer.value,
        audit_table.c.action == edits.UPDATE,
        audit_table.c.batch_id.is_not(None),
        audit_table.c.batch_id.not_in(gone),
        audit_table.c.object_id.in_(own),
    )
    by = tx.execute(later.limit(1)).scalar()
    if by is not None:
        raise RefusedError("batch_built_on", batch=batch_id, by=by)


def _undone(tx: Connection, batch_id: str, undoing: str) -> set[str]:
    """Return the batches that do not stand any more, and those that undid them."""
    gone = {batch_id, undoing}
    for row in tx.execute(select(import_batches).where(import_batches.c.undoes.is_not(None))).mappings():
        gone |= {row["batch_id"], row["undoes"]}
    return gone


def _take_records(tx: Connection, layer: Layer, batch_id: str, undoing: str, actor: str) -> int:
    table, key = record_tables[layer], TABLES[layer].key
    _refuse_in_use(tx, layer, table, batch_id)
    rows = tx.execute(select(table).where(table.c.batch_id == batch_id).order_by(table.c.fid)).mappings().all()
    audit.record_all(
        tx,
        [audit.Entry("undo", layer.value, str(row[key]), before=dict(row)) for row in rows],
        actor=actor,
        batch_id=undoing,
    )
    tx.execute(delete(table).where(table.c.batch_id == batch_id))
    return len(rows)


def _refuse_in_use(tx: Connection, layer: Layer, table: Table, batch_id: str) -> None:
    if layer not in _SUBJECT_KINDS:
        return
    keys = select(table.c[TABLES[layer].key]).where(table.c.batch_id == batch_id)
    about = (events_table.c.subject_kind == _SUBJECT_KINDS[layer]) & events_table.c.subject_id.in_(keys)
    count = _count(tx, _live_events(about & events_table.c.batch_id.is_distinct_from(batch_id)))
    if count:
        raise RefusedError("batch_in_use", batch=batch_id, count=count)
