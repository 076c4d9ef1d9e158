"""Which SQLite this Python brings, and whether it can keep a spatial index."""

import sqlite3
from contextlib import closing


def sqlite_version() -> str:
    """Return the version of SQLite."""
    return sqlite3.sqlite_version


def has_rtree() -> bool:
    """Whether SQLite was built with R-trees, which a GeoPackage's spatial index needs."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, west, east, south, north)")
        except sqlite3.OperationalError:
            return False
    return True
