"""Mappings of columns that were confirmed by an import, by the headings of its file; they can be forgotten."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from landuse.errors import ArgumentsError
from landuse.model import Layer, Remembered
from landuse.store.clock import tick
from landuse.store.schema import mappings


def remember(
    tx: Connection,
    *,
    layer: Layer,
    fingerprint: str,
    headings: Sequence[str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    file_name: str,
    actor: str,
) -> None:
    """Remember what was confirmed for a table of such headings; what was remembered for them before is replaced."""
    of = (mappings.c.layer == layer.value) & (mappings.c.fingerprint == fingerprint)
    values = {
        "headings": json.dumps(list(headings), ensure_ascii=False),
        "mapping": json.dumps(dict(mapping), ensure_ascii=False),
        "answers": json.dumps(dict(answers), ensure_ascii=False),
        "file_name": file_name,
        "confirmed_at": tick(),
        "confirmed_by": actor,
    }
    if tx.execute(update(mappings).where(of).values(values)).rowcount:
        return
    number = (tx.execute(select(func.max(mappings.c.fid))).scalar() or 0) + 1
    tx.execute(
        insert(mappings).values(mapping_id=f"M{number:04d}", layer=layer.value, fingerprint=fingerprint, **values)
    )


def remembered(connection: Connection, layer: Layer | None = None) -> tuple[Remembered, ...]:
    """Return what is remembered, of one layer or of all, the newest first."""
    query = select(mappings).order_by(mappings.c.confirmed_at.desc(), mappings.c.fid.desc())
    if layer is not None:
        query = query.where(mappings.c.layer == layer.value)
    return tuple(
        Remembered(
            mapping_id=row["mapping_id"],
            layer=Layer(row["layer"]),
            headings=tuple(json.loads(row["headings"])),
            mapping=json.loads(row["mapping"]),
            answers=json.loads(row["answers"]),
            file_name=row["file_name"],
            confirmed_at=row["confirmed_at"],
            confirmed_by=row["confirmed_by"],
        )
        for row in connection.execute(query).mappings()
    )


def forget(tx: Connection, mapping_id: str) -> None:
    """
    Forget a mapping.

    Raises
    ------
    ArgumentsError
        ``unknown_mapping``.
    """
    if not tx.execute(delete(mappings).where(mappings.c.mapping_id == mapping_id)).rowcount:
        raise ArgumentsError("unknown_mapping", mapping=mapping_id)
