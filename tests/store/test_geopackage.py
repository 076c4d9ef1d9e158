"""The ledger is a GeoPackage: other programs read it, and what they change is seen."""

import shutil
import sqlite3
import subprocess
import sys

import pytest

from landuse.model import Layer
from landuse.schema import SERIES_LAYERS
from landuse.store import events, fsck, records
from landuse.store.geometry import encode, register_functions
from tests.builders import layer_frame
from tests.store.builders import demolition, rows_of, square

OGRINFO = shutil.which("ogrinfo")
needs_ogrinfo = pytest.mark.skipif(OGRINFO is None, reason="GDAL's ogrinfo is not installed")


def run(*command: str) -> str:
    """Return what a program says; its warnings count as failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@needs_ogrinfo
def test_ogrinfo_sees_every_layer_with_count_extent_and_crs(store):
    """Without a warning: 2 parcels in EPSG:4549, their exact extent, a spatial index, and the tables beside them."""
    said = run(OGRINFO, "-so", "-al", str(store.ledger))
    layers = dict(part.split("\n", 1) for part in said.split("Layer name: ")[1:])
    assert set(layers) == {
        *("units", "zones", "parcels", "plots"),
        *("enterprises", "events", "import_batches", "import_issues", "mappings", "audit", "snapshots"),
        *SERIES_LAYERS,
    }
    parcels = layers["parcels"]
    assert "Feature Count: 2" in parcels
    assert "Extent: (550000.000000, 3100000.000000) - (550200.000000, 3100100.000000)" in parcels
    assert 'ID["EPSG",4549]' in parcels
    assert "Geometry: Multi Polygon" in parcels
    assert "certificate_area_m2: Real (0.0)" in parcels
    assert "recorded_at: DateTime" in parcels
    assert "Feature Count: 1" in layers["plots"]
    assert "occurred_on: Date" in layers["events"]


@needs_ogrinfo
def test_ogrinfo_filters_by_the_spatial_index(store):
    """A box query through GDAL finds the one parcel in it, with its text intact."""
    said = run(OGRINFO, "-q", "-spat", "550110", "3100010", "550120", "3100020", str(store.ledger), "parcels")
    assert "二号" in said
    assert "一号" not in said


def test_the_extent_follows_every_edit(store):
    """Grown, moved, and empty again: gpkg_contents says where the ground is."""

    def extent():
        return rows_of(store, "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'parcels'")[0]

    assert extent() == (550_000, 3_100_000, 550_200, 3_100_100)
    with store.writing() as tx:
        shape = square(550_300.123456789, 3_099_000.987654321)
        records.update(tx, Layer.PARCELS, "P1", {"geometry": shape}, expected_version=1, actor="a")
    assert extent() == (550_100, 3_099_000.987654321, 550_400.123456789, 3_100_100)
    with store.writing() as tx:
        for key in ("P1", "P2"):
            version = 2 if key == "P1" else 1
            records.update(tx, Layer.PARCELS, key, {"geometry": None}, expected_version=version, actor="a")
    assert extent() == (None,) * 4


APPEND_WITH_PYOGRIO = """
import sys, geopandas, pyogrio
from shapely.geometry import MultiPolygon, box
frame = geopandas.GeoDataFrame({"parcel_id": ["Q1"]}, geometry=[MultiPolygon([box(1, 2, 3, 4)])], crs=4549)
pyogrio.write_dataframe(frame, sys.argv[1], layer="parcels", append=True)
"""

MOVE_WITH_OGR = """
import sys
from osgeo import ogr
ogr.UseExceptions()
source = ogr.Open(sys.argv[1], 1)
layer = source.GetLayerByName("parcels")
feature = layer.GetFeature(1)
feature.SetGeometry(ogr.CreateGeometryFromWkt(
    "MULTIPOLYGON (((570000 3100000, 570010 3100000, 570010 3100010, 570000 3100000)))"))
layer.SetFeature(feature)
"""


def test_a_parcel_added_by_another_program_is_seen(store):
    """Appended through GDAL in another process: a new revision, the parcel in the tables, the ledger sound."""
    before, ground = store.revision(), store.tables().geometry_revisions["parcels"]
    subprocess.run([sys.executable, "-c", APPEND_WITH_PYOGRIO, str(store.ledger)], check=True)
    assert store.revision() != before
    tables = store.tables()
    added = tables.parcels.set_index("parcel_id").loc["Q1"]
    assert added["geometry"].bounds == (1, 2, 3, 4)
    assert (added["row_version"], added["batch_id"]) == (1, None)
    assert tables.geometry_revisions["parcels"] > ground
    assert fsck.check(store) == []


def test_a_parcel_moved_by_gdal_is_seen(store):
    """Moved as QGIS moves it (feature by feature, through OGR): the tables, the index and the version follow."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None or subprocess.run([python, "-c", "import osgeo"], capture_output=True, check=False).returncode:
        pytest.skip("GDAL's own Python bindings are not installed")
    before = store.tables()
    subprocess.run([python, "-c", MOVE_WITH_OGR, str(store.ledger)], check=True)
    after = store.tables()
    assert after.parcels.geometry.iloc[0].bounds == (570_000, 3_100_000, 570_010, 3_100_010)
    assert after.parcels["row_version"].tolist() == [2, 1]
    assert after.geometry_revisions["parcels"] > before.geometry_revisions["parcels"]
    assert rows_of(store, "SELECT id FROM rtree_parcels_geometry WHERE minx > 569990") == [(1,)]
    assert fsck.check(store) == []


def test_a_change_by_plain_sqlite_is_seen(store):
    """Another process with the five functions: revision and tables follow, even where GDAL is not installed."""
    before = store.tables()
    connection = sqlite3.connect(store.ledger)
    register_functions(connection)
    connection.execute("UPDATE parcels SET geometry = ? WHERE fid = 2", encode([square(580_000)], 4549))
    connection.commit()
    connection.close()
    after = store.tables()
    assert after.revision != before.revision
    assert after.parcels.geometry.iloc[1].bounds[0] == 580_000
    assert fsck.check(store) == []


def test_upserts_and_changed_fids_keep_the_index(store):
    """The trigger set of GeoPackage 1.4: an UPSERT, a moved fid, and ground that goes and comes."""
    connection = sqlite3.connect(store.ledger, isolation_level=None)
    register_functions(connection)
    (shape,) = encode([square(571_000)], 4549)
    connection.execute(
        "INSERT INTO parcels (fid, parcel_id, geometry) VALUES (1, 'P1', ?)"
        " ON CONFLICT (fid) DO UPDATE SET geometry = excluded.geometry",
        (shape,),
    )
    connection.execute("UPDATE parcels SET fid = 77 WHERE fid = 2")
    connection.execute("UPDATE parcels SET geometry = NULL WHERE fid = 1")
    assert connection.execute("SELECT id FROM rtree_parcels_geometry").fetchall() == [(77,)]
    connection.execute("UPDATE parcels SET geometry = ? WHERE fid = 1", (shape,))
    connection.execute("DELETE FROM parcels WHERE fid = 77")
    assert connection.execute("SELECT id FROM rtree_parcels_geometry").fetchall() == [(1,)]
    connection.close()
    assert fsck.check(store) == []


def test_fids_are_never_used_again(store):
    """A click names a fid: the one of a deleted record must not come to mean another."""
    with store.writing() as tx:
        tx.exec_driver_sql("DELETE FROM parcels WHERE parcel_id = 'P2'")
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, [{"parcel_id": "P3"}]), batch_id=None, actor="a")
        events.append(tx, [demolition("P3")], actor="a")
    assert store.tables().parcels["fid"].tolist() == [1, 3]
