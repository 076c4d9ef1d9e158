"""The step to the third form: every change of a layer's records is counted, not only those of its ground."""

from sqlalchemy import Connection

from landuse.store.geopackage import revision_triggers
from landuse.store.schema import FEATURE_LAYERS, record_tables


def count_changes(connection: Connection) -> None:
    """Bring a ledger of the second form to the third."""
    connection.exec_driver_sql("ALTER TABLE layer_revisions ADD COLUMN records INTEGER NOT NULL DEFAULT 0")
    for layer in FEATURE_LAYERS:
        name = record_tables[layer].name
        for trigger in revision_triggers(name):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.split()[2]}")
            connection.exec_driver_sql(trigger)
