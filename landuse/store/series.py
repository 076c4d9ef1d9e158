"""
Series: targets, milestones, checklists and the like, of which a new revision is appended and the ones before stay.

Withdrawn is a revision, too: a target without an amount, anything else marked as withdrawn.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from landuse.model import Layer
from landuse.schema import TABLES, check
from landuse.store.chain import append_chained
from landuse.store.clock import floored, tick
from landuse.store.frames import plain, plain_value
from landuse.store.requests import answered, keep_answer
from landuse.store.schema import series_tables

#: What the ids of a series' rows begin with.
_LETTERS = {
    Layer.TARGETS: "T",
    Layer.MILESTONES: "M",
    Layer.CHECKLIST: "C",
    Layer.STANDARDS: "S",
    Layer.FIGURES: "F",
    Layer.TENURE: "N",
    Layer.LINEAGE: "L",
    Layer.INTENTIONS: "I",
    Layer.SUPERVISION: "V",
    Layer.RECORDED: "R",
    Layer.REPORTED: "P",
}


def append_frame(
    tx: Connection, layer: Layer, frame: pd.DataFrame, *, batch_id: str | None, actor: str, at: datetime | None = None
) -> int:
    """Append the rows of *frame* (columns of the layer as :mod:`landuse.schema` has them) and return their number."""
    check(frame, layer)
    declared = TABLES[layer].columns
    columns = {column.name: plain(frame[column.name], column.kind) for column in declared}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    append_rows(tx, layer, rows, batch_id=batch_id, actor=actor, at=at)
    return len(rows)


def append(
    tx: Connection,
    layer: Layer,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    batch_id: str | None = None,
    request_id: str | None = None,
    at: datetime | None = None,
) -> list[str]:
    """
    Append statements given column by column (what is left out is empty) and return their ids.

    Each is the next revision of its series. The same *request_id* again writes nothing and returns the first one's ids.
    """
    if (earlier := answered(tx, request_id)) is not None:
        return earlier
    kinds = {column.name: column.kind for column in TABLES[layer].columns}
    moment = tick() if at is None else floored(at)
    complete = [{name: plain_value(row.get(name), kind) for name, kind in kinds.items()} for row in rows]
    ids = append_rows(tx, layer, complete, batch_id=batch_id, actor=actor, at=moment)
    keep_answer(tx, request_id, ids, moment)
    return ids


def append_rows(
    tx: Connection,
    layer: Layer,
    rows: Sequence[Mapping[str, Any]],
    *,
    batch_id: str | None,
    actor: str,
    at: datetime | None = None,
) -> list[str]:
    """Append rows given as plain values of all the office's columns, and return their ids."""
    table, key = series_tables[layer], TABLES[layer].key
    series = [table.c[name] for name in TABLES[layer].series]
    moment = tick() if at is None else floored(at)
    reached: dict[tuple[Any, ...], int] = {
        tuple(of): revision
        for *of, revision in tx.execute(select(*series, func.max(table.c.revision)).group_by(*series))
    }
    number = tx.execute(select(func.max(table.c.fid))).scalar() or 0
    complete = []
    for row in rows:
        number += 1
        of = series_of(layer, row)
        reached[of] = reached.get(of, 0) + 1
        added = {key: f"{_LETTERS[layer]}{number:04d}", "revision": reached[of], "recorded_at": moment}
        withdrawal = {"withdrawn": row.get("withdrawn", False)} if "withdrawn" in table.c else {}
        complete.append({**row, **added, **withdrawal, "recorded_by": actor, "batch_id": batch_id})
    append_chained(tx, table, complete)
    return [str(row[key]) for row in complete]


def series_of(layer: Layer, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a row is a revision of."""
    return tuple(row[name] for name in TABLES[layer].series)


def revisions(tx: Connection, layer: Layer) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """Return all revisions of each series, oldest first."""
    table = series_tables[layer]
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in map(dict, tx.execute(select(table).order_by(table.c.revision)).mappings()):
        found.setdefault(series_of(layer, row), []).append(row)
    return found


def withdraw(tx: Connection, layer: Layer, batch_id: str, *, gone: set[str], undoing: str, actor: str) -> int:
    """
    Bring each series of a batch to the newest revision that stands without it, or to none; return how many changed.

    *gone* are the batches that do not stand any more, and those that undid them.
    """
    names = [*TABLES[layer].names, *(["withdrawn"] if "withdrawn" in series_tables[layer].c else [])]
    nothing: dict[str, Any] = {"amount": None} if layer is Layer.TARGETS else {"withdrawn": True}
    rows = []
    for of_series in revisions(tx, layer).values():
        if any(row["batch_id"] == batch_id for row in of_series):
            newest = of_series[-1]
            standing = next((row for row in reversed(of_series) if row["batch_id"] not in gone), None)
            wanted = standing or {**newest, **nothing}
            if any(wanted[name] != newest[name] for name in names):
                rows.append({name: wanted[name] for name in names})
    append_rows(tx, layer, rows, batch_id=undoing, actor=actor)
    return len(rows)
