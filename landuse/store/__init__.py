"""
The ledger: one SQLAlchemy schema, kept in a GeoPackage through the standard sqlite3 module (and declared for PostGIS).

Writes go through ``Store.writing()`` and the functions of :mod:`~landuse.store.events`, :mod:`~landuse.store.records`,
:mod:`~landuse.store.series` and :mod:`~landuse.store.batches`; reads through ``Store.tables()``, or
through :mod:`~landuse.store.excerpts` where the whole tables are too much. GDAL never opens the
live ledger inside this process: its own SQLite would drop our file locks (``docs/design``).
"""

from sqlalchemy import Connection

from landuse.store.connection import Store
from landuse.store.tables import Tables
from landuse.store.workspace import create_workspace, open_workspace

__all__ = ["Connection", "Store", "Tables", "create_workspace", "open_workspace"]
