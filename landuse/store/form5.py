"""The step to the fifth form: a batch says how many of its rows changed a record, and how many said nothing new."""

from sqlalchemy import Connection

from landuse.store.schema import import_batches


def count_kinds_of_rows(connection: Connection) -> None:
    """Bring a ledger of the fourth form to the fifth; until then every accepted row was a new one."""
    for name in ("changed", "unchanged"):
        connection.exec_driver_sql(f"ALTER TABLE {import_batches.name} ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
