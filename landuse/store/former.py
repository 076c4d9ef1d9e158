"""
Records as they were: the audit trail read backwards.

Edits and undoings made after a moment are taken back, so that a report of that moment can be printed again. Records are
not hidden for having been entered later (a first import comes after the facts), and edits by other programs are not in
the trail.
"""

import json
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store.clock import instant_text
from landuse.store.schema import Ground, audit

Row = tuple[Any, ...]
#: Actions whose ``before`` holds what the record said.
_CHANGES = ("update", "undo")


def former_rows(tx: Connection, table: Table, names: list[str], rows: list[Row], known_at: datetime) -> list[Row]:
    """
    Return the *rows* of a record layer (values of the columns *names*) as they were known at *known_at*.

    Values are as SQLite has them; a record that was taken away since comes back to its place.
    """
    changes = (
        select(audit.c.action, audit.c.object_id, audit.c.before)
        .where(audit.c.object_kind == table.name, audit.c.action.in_(_CHANGES), audit.c.at > known_at)
        .order_by(audit.c.fid.desc())
    )
    trail = tx.execute(changes).all()
    if not trail:
        return rows
    key = TABLES[Layer(table.name)].key
    blobs = {column.name for column in table.columns if isinstance(column.type, Ground)}
    records = {record[key]: record for record in (dict(zip(names, row, strict=True)) for row in rows)}
    for action, code, before in trail:
        image = {
            name: bytes.fromhex(value) if name in blobs and value is not None else value
            for name, value in json.loads(before).items()
            if name in names
        }
        if action == "update":
            records.get(code, {}).update(image)
        elif str(image["recorded_at"]) <= instant_text(known_at):
            records[code] = image
    return [tuple(record[name] for name in names) for record in sorted(records.values(), key=itemgetter("fid"))]
