"""Who did what to which record, and what it was before: appended with every change, never edited."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from landuse.store.chain import append_chained
from landuse.store.clock import instant_text, tick
from landuse.store.schema import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What was done to one thing; such as ``update``, ``parcels`` and a code, and the columns concerned before and after.

    Geometry is kept as the hexadecimal text of its GeoPackage blob.
    """

    action: str
    object_kind: str
    object_id: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def record(
    tx: Connection,
    *,
    actor: str,
    action: str,
    object_kind: str,
    object_id: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    batch_id: str | None = None,
    why: str | None = None,
) -> None:
    """Append one :class:`Entry`; *tx* is a writing transaction, so the entry is kept if what it tells of is."""
    entry = Entry(action, object_kind, object_id, before, after)
    record_all(tx, [entry], actor=actor, batch_id=batch_id, why=why)


def record_all(
    tx: Connection, entries: Iterable[Entry], *, actor: str, batch_id: str | None = None, why: str | None = None
) -> None:
    """Append entries that one act of *actor* gave rise to."""
    common = {"at": tick(), "actor": actor, "batch_id": batch_id, "why": why}
    rows = [
        {
            **common,
            "action": entry.action,
            "object_kind": entry.object_kind,
            "object_id": entry.object_id,
            "before": _json(entry.before),
            "after": _json(entry.after),
        }
        for entry in entries
    ]
    append_chained(tx, audit, rows)


def _json(values: Mapping[str, object] | None) -> str | None:
    if values is None:
        return None
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
