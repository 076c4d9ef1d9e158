"""The step to the second form: tables of land supply, firms as subjects of events, more columns of plots and firms."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from landuse.model import Layer
from landuse.store.chain import chained_columns
from landuse.store.digest import row_digest
from landuse.store.geopackage import register_attributes, triggers
from landuse.store.schema import record_tables, series_tables

NEW_COLUMNS: dict[Layer, tuple[str, ...]] = {
    Layer.PLOTS: (
        "planned_quarter",
        "supply_method",
        "industries",
        "far_min",
        "far_max",
        "term_years",
        "price_wan_yuan",
        "address",
        "owner",
    ),
    Layer.ENTERPRISES: ("designated_size", "needed_by", "investment_wan_yuan"),
}
NEW_SERIES = (
    Layer.MILESTONES,
    Layer.CHECKLIST,
    Layer.STANDARDS,
    Layer.FIGURES,
    Layer.TENURE,
    Layer.LINEAGE,
    Layer.INTENTIONS,
    Layer.SUPERVISION,
)
_SUBJECTS = ("('parcel', 'plot', 'zone')", "('parcel', 'plot', 'zone', 'enterprise')")


def add_land_supply(connection: Connection) -> None:
    """
    Bring a ledger of the first form to the second.

    Digests of records that were sound take the new, empty columns in; one that was not stays as it is, and ``fsck``
    finds it as before.
    """
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for layer, columns in NEW_COLUMNS.items():
        _add_columns(connection, record_tables[layer], columns)
    tables = [series_tables[layer] for layer in NEW_SERIES]
    for table in tables:
        table.create(connection, checkfirst=False)
    register_attributes(connection, [table.name for table in tables])
    _let_firms_be_subjects(connection)
    present = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    for trigger in triggers():
        if trigger.split(" ON ")[1].split()[0] in present:
            connection.exec_driver_sql(trigger)


def _add_columns(connection: Connection, table: Table, columns: Sequence[str]) -> None:
    names = chained_columns(table)
    former = [table.c[name] for name in names if name not in columns]
    rows = connection.execute(select(table.c.fid, table.c.digest, *former)).all()
    for name in columns:
        kind = table.c[name].type.compile(connection.dialect)
        connection.exec_driver_sql(f'ALTER TABLE {table.name} ADD COLUMN "{name}" {kind}')
    renewed: list[dict[str, Any]] = []
    for fid, digest, *values in rows:
        if digest is not None and row_digest(values) == digest:
            row = dict(zip((column.name for column in former), values, strict=True))
            renewed.append({"row": fid, "renewed": row_digest(row.get(name) for name in names)})
    if renewed:
        connection.execute(
            update(table).where(table.c.fid == bindparam("row")).values(digest=bindparam("renewed")), renewed
        )


def _let_firms_be_subjects(connection: Connection) -> None:
    """Widen the CHECK of the events; SQLite documents this way of doing it, because no row can break the wider one."""
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'events'", _SUBJECTS
    )
    version: int = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
