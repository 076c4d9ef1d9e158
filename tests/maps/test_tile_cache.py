"""Tiles are kept as long as the geometry they were cut from, and no longer."""

import gzip
from datetime import date

import pytest

from landuse.maps import tile_cache
from landuse.maps.tile_cache import TileCache
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.store import events, records
from tests.builders import layer_frame, parcel
from tests.maps.test_tiles import decoded


@pytest.fixture
def place(store):
    """Return the tile at zoom 14 in which the first parcel lies."""
    point = store.tables().parcels.to_crs(3857).geometry.iloc[0].centroid
    half, count = 20037508.342789244, 1 << 14
    return 14, int((point.x + half) / (2 * half) * count), int((half - point.y) / (2 * half) * count)


def test_a_tile_holds_the_feature_ids_of_what_has_a_shape(store, place):
    """P4, from a table, has no shape and is in no tile."""
    revision, packed = TileCache().tile(store, Layer.PARCELS, *place)
    parcels = store.tables().parcels
    assert set(decoded(gzip.decompress(packed))) == set(parcels.loc[parcels.geometry.notna(), "fid"])
    assert revision == store.tables().geometry_revisions["parcels"]


def test_an_event_cuts_no_tile_again(store, place):
    """A recorded event changes the ledger's revision, not the geometry's."""
    cache = TileCache()
    before = cache.tile(store, Layer.PARCELS, *place)
    with store.writing() as tx:
        events.append(tx, [NewEvent(SubjectKind.PARCEL, "P1", "signing", date(2023, 4, 1))], actor="test")
    assert cache.tile(store, Layer.PARCELS, *place) == before


def test_a_new_shape_is_in_the_next_tile(store, place):
    """An imported parcel gives the layer another geometry revision and stands in its tile."""
    cache = TileCache()
    before, _ = cache.tile(store, Layer.PARCELS, *place)
    with store.writing() as tx:
        frame = layer_frame(Layer.PARCELS, [parcel("P9", east=300)])
        records.insert(tx, Layer.PARCELS, frame, batch_id=None, actor="test")
    after, packed = cache.tile(store, Layer.PARCELS, *place)
    assert after != before
    assert len(decoded(gzip.decompress(packed))) == 4


def test_the_cache_is_bounded(store, place, monkeypatch):
    """The tile that was not asked for longest goes first."""
    monkeypatch.setattr(tile_cache, "CAPACITY", 2)
    cache = TileCache()
    z, x, y = place
    for step in (0, 1, 0, 2):
        cache.tile(store, Layer.PARCELS, z, x + step, y)
    assert [key[1] for key in cache._layers[Layer.PARCELS].tiles] == [x, x + 2]


def test_only_tiles_where_ground_changed_are_cut_again(store, place):
    """A parcel that comes 30 km away leaves the tile of the others as it was, byte for byte the same object."""
    cache = TileCache()
    before, tile = cache.tile(store, Layer.PARCELS, *place)
    with store.writing() as tx:
        frame = layer_frame(Layer.PARCELS, [parcel("P9", east=30_000)])
        records.insert(tx, Layer.PARCELS, frame, batch_id=None, actor="test")
    after, kept = cache.tile(store, Layer.PARCELS, *place)
    assert after != before
    assert kept is tile


def test_a_browser_is_told_where_the_ground_changed(store, place):
    """Since the revision it knows; not at all since one that nobody remembers."""
    cache = TileCache()
    before, _ = cache.tile(store, Layer.PARCELS, *place)
    with store.writing() as tx:
        frame = layer_frame(Layer.PARCELS, [parcel("P9", east=300)])
        records.insert(tx, Layer.PARCELS, frame, batch_id=None, actor="test")
    after, boxes = cache.changes(store, Layer.PARCELS, before)
    parcels = store.tables().parcels.set_index("parcel_id").to_crs(3857)
    assert boxes.tolist() == [pytest.approx(parcels.geometry["P9"].bounds, abs=0.02)]
    assert cache.changes(store, Layer.PARCELS, after)[1].shape == (0, 4)
    assert cache.changes(store, Layer.PARCELS, before - 1)[1] is None
