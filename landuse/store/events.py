"""
Events: appended, voided, never edited.

A correction is a void with its reason and a new event; both stay. An event keeps the reporting unit that its subject
had when it was recorded, so that a later change of the subject moves no total.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import NewEvent
from landuse.schema import TABLES
from landuse.store import audit
from landuse.store.chain import append_chained
from landuse.store.clock import floored, tick
from landuse.store.requests import answered, keep_answer
from landuse.store.schema import SUBJECT_LAYERS, events, record_tables

VOID = "void"
#: What the audit trail calls an event that was entered again because its voiding was taken back.
REINSTATE = "reinstate"
_FIELDS = tuple(field.name for field in fields(NewEvent))
#: Values bound to one statement; SQLite takes 32,766 at most, older builds 999.
_CHUNK = 900


def append(
    tx: Connection,
    new_events: Sequence[NewEvent],
    *,
    actor: str,
    batch_id: str | None = None,
    request_id: str | None = None,
    at: datetime | None = None,
) -> list[str]:
    """
    Append events and return their ids; those without an id get the next ``E000001``.

    Parameters
    ----------
    tx
        A writing transaction.
    request_id
        The same request again writes nothing and returns the first one's ids (a double click is one write).
    at
        When they were recorded; None: now.

    Raises
    ------
    ConflictError
        ``duplicate_event`` if an event's own id is taken.
    """
    if (earlier := answered(tx, request_id)) is not None:
        return earlier
    given = [event.event_id for event in new_events if event.event_id]
    repeated = [event_id for event_id, count in Counter(given).items() if count > 1]
    if taken := repeated or sorted(_taken(tx, given)):
        raise ConflictError("duplicate_event", event=taken[0])
    units = _units_of(tx, [event for event in new_events if event.unit is None])
    fresh = _new_ids(tx, len(new_events) - len(given), reserved=set(given))
    moment = tick() if at is None else floored(at)
    common = {"recorded_at": moment, "recorded_by": actor, "batch_id": batch_id, "voids": None, "void_reason": None}
    rows = [
        {name: getattr(event, name) for name in _FIELDS}
        | common
        | {
            "event_id": event.event_id or next(fresh),
            "subject_kind": event.subject_kind.value,
            "unit": event.unit or units.get((event.subject_kind.value, event.subject_id)),
        }
        for event in new_events
    ]
    append_chained(tx, events, rows)
    ids = [row["event_id"] for row in rows]
    keep_answer(tx, request_id, ids, moment)
    return ids


def void(
    tx: Connection,
    event_id: str,
    *,
    why: str,
    actor: str,
    batch_id: str | None = None,
    request_id: str | None = None,
    at: datetime | None = None,
) -> str:
    """
    Void an event and return the id of the voiding one.

    Raises
    ------
    ArgumentsError
        ``unknown_event``.
    RefusedError
        ``void_needs_reason``, ``already_voided`` (naming the void), or ``void_is_final`` if it is a void itself.
    """
    if (earlier := answered(tx, request_id)) is not None:
        return earlier[0]
    if not why.strip():
        raise RefusedError("void_needs_reason", event=event_id)
    voided = tx.execute(select(events).where(events.c.event_id == event_id)).mappings().first()
    if voided is None:
        raise ArgumentsError("unknown_event", event=event_id)
    if voided["kind"] == VOID:
        raise RefusedError("void_is_final", event=event_id)
    by = tx.execute(select(events.c.event_id).where(events.c.voids == event_id)).scalar()
    if by is not None:
        raise RefusedError("already_voided", event=event_id, by=by)
    return void_all(tx, [dict(voided)], why=why.strip(), actor=actor, batch_id=batch_id, request_id=request_id, at=at)[
        0
    ]


def void_named(tx: Connection, ids: Sequence[str], *, why: str, actor: str, batch_id: str) -> None:
    """
    Void live events as one act of an import.

    Raises
    ------
    ConflictError
        ``changed_meanwhile`` if one of them is void already.
    """
    found: dict[str, dict[str, Any]] = {}
    voided: set[str] = set()
    for chunk in _chunks(ids):
        rows = tx.execute(select(events).where(events.c.event_id.in_(chunk))).mappings()
        found |= {row["event_id"]: dict(row) for row in rows}
        voided.update(tx.execute(select(events.c.voids).where(events.c.voids.in_(chunk))).scalars())
    if gone := sorted(voided | (set(ids) - found.keys())):
        raise ConflictError("changed_meanwhile", layer=events.name, key=gone[0])
    void_all(tx, [found[event_id] for event_id in ids], why=why, actor=actor, batch_id=batch_id)


def void_all(
    tx: Connection,
    voided: Sequence[dict[str, Any]],
    *,
    why: str,
    actor: str,
    batch_id: str | None = None,
    request_id: str | None = None,
    at: datetime | None = None,
) -> list[str]:
    """Void rows of the events table that are known to be live, and return the ids of the voiding events."""
    moment = tick() if at is None else floored(at)
    fresh = _new_ids(tx, len(voided))
    rows = [
        {
            **dict.fromkeys(events.c.keys()),
            **{name: row[name] for name in ("subject_kind", "subject_id", "unit")},
            "event_id": next(fresh),
            "kind": VOID,
            "recorded_at": moment,
            "recorded_by": actor,
            "batch_id": batch_id,
            "voids": row["event_id"],
            "void_reason": why,
        }
        for row in voided
    ]
    for row in rows:
        del row["fid"]
    append_chained(tx, events, rows)
    ids = [str(row["event_id"]) for row in rows]
    keep_answer(tx, request_id, ids, moment)
    return ids


def reinstate_all(tx: Connection, voided: Sequence[dict[str, Any]], *, actor: str, undoing: str) -> None:
    """
    Enter rows of the events table again that were voided: as new events of the batch that the old ones came in.

    The audit trail says which event each one stands for.
    """
    fresh = _new_ids(tx, len(voided))
    again = {"recorded_at": tick(), "recorded_by": actor, "voids": None, "void_reason": None}
    rows = [{**row, **again, "event_id": next(fresh)} for row in voided]
    for row in rows:
        del row["fid"]
    append_chained(tx, events, rows)
    entries = [
        audit.Entry(REINSTATE, events.name, row["event_id"], before={"event_id": old["event_id"]})
        for row, old in zip(rows, voided, strict=True)
    ]
    audit.record_all(tx, entries, actor=actor, batch_id=undoing)


def _taken(tx: Connection, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks(ids):
        found.update(tx.execute(select(events.c.event_id).where(events.c.event_id.in_(chunk))).scalars())
    return found


def _new_ids(tx: Connection, count: int, reserved: set[str] | None = None) -> Iterator[str]:
    """Return *count* ids that are free, counting on from the last row (ids that an office gave are skipped)."""
    number = (tx.execute(select(func.max(events.c.fid))).scalar() or 0) + 1
    found: list[str] = []
    while len(found) < count:
        wanted = [f"E{number + step:06d}" for step in range(count - len(found))]
        taken = _taken(tx, wanted) | (reserved or set())
        found += [event_id for event_id in wanted if event_id not in taken]
        number += len(wanted)
    return iter(found)


def _units_of(tx: Connection, new_events: Sequence[NewEvent]) -> dict[tuple[str, str], str | None]:
    """Return the reporting units of the subjects of *new_events*, by kind and id."""
    units: dict[tuple[str, str], str | None] = {}
    for kind, layer in SUBJECT_LAYERS.items():
        table = record_tables[layer]
        key = table.c[TABLES[layer].key]
        for chunk in _chunks({event.subject_id for event in new_events if event.subject_kind.value == kind}):
            rows = tx.execute(select(key, table.c.unit).where(key.in_(chunk))).all()
            units.update({(kind, subject): unit for subject, unit in rows})
    return units


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while chunk := list(itertools.islice(rest, _CHUNK)):
        yield chunk
