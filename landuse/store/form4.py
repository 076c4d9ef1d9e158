"""The step to the fourth form: recorded indicators, reported figures, and snapshots of issued documents."""

from sqlalchemy import Connection

from landuse.model import Layer
from landuse.store.geopackage import append_only_triggers, register_attributes
from landuse.store.schema import series_tables, snapshots

NEW_SERIES = (Layer.RECORDED, Layer.REPORTED)


def keep_issues(connection: Connection) -> None:
    """Bring a ledger of the third form to the fourth."""
    tables = [*(series_tables[layer] for layer in NEW_SERIES), snapshots]
    for table in tables:
        table.create(connection, checkfirst=False)
    register_attributes(connection, [table.name for table in tables])
    for table in tables:
        for trigger in append_only_triggers(table):
            connection.exec_driver_sql(trigger)
