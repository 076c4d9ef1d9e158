"""Rows that only ever follow each other: each carries a digest that takes in the one before."""

from typing import Any

from sqlalchemy import Connection, Table, insert, select

from landuse.store.digest import row_digest


def append_chained(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Append *rows* to an append-only *table*, each with the digest that chains it to the one before."""
    before = tx.execute(select(table.c.digest).order_by(table.c.fid.desc()).limit(1)).scalar() or ""
    names = chained_columns(table)
    for row in rows:
        before = row["digest"] = row_digest((row.get(name) for name in names), before)
    if rows:
        tx.execute(insert(table), rows)


def chained_columns(table: Table) -> list[str]:
    """Return the columns that a digest takes in: all but the row's number and the digest itself."""
    return [column.name for column in table.columns if column.name not in {"fid", "digest"}]
