"""The step to the sixth form: mappings of columns that were confirmed are remembered."""

from sqlalchemy import Connection

from landuse.store.geopackage import register_attributes
from landuse.store.schema import mappings


def remember_mappings(connection: Connection) -> None:
    """Bring a ledger of the fifth form to the sixth."""
    mappings.create(connection, checkfirst=False)
    register_attributes(connection, [mappings.name])
