"""Annual targets: a revision is appended, the ones before stay; withdrawn means a revision without an amount."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from landuse.model import Layer
from landuse.schema import TABLES, check
from landuse.store.chain import append_chained
from landuse.store.clock import floored, tick
from landuse.store.frames import plain
from landuse.store.schema import targets

_SERIES = ("year", "indicator", "unit")


def append(tx: Connection, frame: pd.DataFrame, *, batch_id: str | None, actor: str, at: datetime | None = None) -> int:
    """
    Append the targets of *frame* and return how many there were; each is the next revision of its series.

    A series is a year, an indicator and a unit (None: the whole district).
    """
    check(frame, Layer.TARGETS)
    declared = TABLES[Layer.TARGETS].columns
    columns = {column.name: plain(frame[column.name], column.kind) for column in declared}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    append_rows(tx, rows, batch_id=batch_id, actor=actor, at=at)
    return len(rows)


def append_rows(
    tx: Connection, rows: list[dict[str, Any]], *, batch_id: str | None, actor: str, at: datetime | None = None
) -> None:
    """Append targets given as plain rows of the office's columns."""
    moment = tick() if at is None else floored(at)
    counted: dict[tuple[Any, ...], int] = {
        tuple(series): revision
        for *series, revision in tx.execute(
            select(*(targets.c[name] for name in _SERIES), func.max(targets.c.revision)).group_by(
                *(targets.c[name] for name in _SERIES)
            )
        )
    }
    number = tx.execute(select(func.max(targets.c.fid))).scalar() or 0
    complete = []
    for row in rows:
        number += 1
        series = tuple(row[name] for name in _SERIES)
        counted[series] = counted.get(series, 0) + 1
        added = {"target_id": f"T{number:04d}", "revision": counted[series], "recorded_at": moment}
        complete.append({**row, **added, "recorded_by": actor, "batch_id": batch_id})
    append_chained(tx, targets, complete)


def revisions(tx: Connection) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """Return all revisions of each series, oldest first."""
    by_series: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in tx.execute(select(targets).order_by(targets.c.revision)).mappings():
        by_series.setdefault(tuple(row[name] for name in _SERIES), []).append(dict(row))
    return by_series
