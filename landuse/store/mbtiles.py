"""Tiles out of an MBTiles file, which is an SQLite database that somebody else made: opened to read, for one tile."""

import sqlite3
from contextlib import closing
from pathlib import Path


def mbtiles_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """
    Return a tile (XYZ scheme: y counts from the north), or None if the file has none there or is no MBTiles at all.

    Source: MBTiles 1.3, whose rows count from the south (TMS).
    """
    row = (1 << z) - 1 - y
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as tiles:
            found = tiles.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", (z, x, row)
            ).fetchone()
    except sqlite3.Error:
        return None
    return found[0] if found and isinstance(found[0], bytes) else None
