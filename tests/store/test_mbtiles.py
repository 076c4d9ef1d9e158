"""MBTiles count their rows from the south."""

import sqlite3

import pytest

from landuse.store.mbtiles import mbtiles_tile


@pytest.fixture
def tiles(tmp_path):
    path = tmp_path / "影像's.mbtiles"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        made.execute("INSERT INTO tiles VALUES (3, 6, 4, ?)", (b"\x89PNG north",))
    return path


def test_a_tile_is_found_by_its_place_from_the_north(tiles):
    """Row 4 of 8 from the south is row 3 from the north."""
    assert mbtiles_tile(tiles, 3, 6, 3) == b"\x89PNG north"
    assert mbtiles_tile(tiles, 3, 6, 4) is None


def test_what_is_no_mbtiles_has_no_tiles(tmp_path):
    """A text file, an empty database, nothing at all: no tile, no error, and no file made."""
    (tmp_path / "a.mbtiles").write_text("hello")
    sqlite3.connect(tmp_path / "b.mbtiles").close()
    for name in ("a", "b", "c"):
        assert mbtiles_tile(tmp_path / f"{name}.mbtiles", 0, 0, 0) is None
    assert not (tmp_path / "c.mbtiles").exists()
