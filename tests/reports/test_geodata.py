"""GeoPackage, GeoJSON and Shapefile, read back by GDAL."""

import json
import zipfile
from itertools import pairwise

import geopandas as gpd
import pyogrio
import pytest

from landuse.errors import ArgumentsError
from landuse.model import Filter, Layer
from landuse.reports.columns import printed_columns
from landuse.reports.geodata import write_geojson, write_gpkg
from landuse.reports.listing import listing
from landuse.reports.shapefiles import DBF_TEXT, short_name, write_shp, write_shp_zip
from landuse.schema import TABLES
from tests.reports.conftest import ALL, CODE


def parcels(store, chosen=ALL):
    return listing(store, Layer.PARCELS, chosen, language="zh-CN")


def test_geopackage_keeps_names_numbers_and_shapes(store, tmp_path):
    """Columns bear the data's names; shapes, the bow-tie too, are those of the ledger; null stays null."""
    found = parcels(store)
    write_gpkg(found, tmp_path / "a.gpkg")
    read = gpd.read_file(tmp_path / "a.gpkg")
    assert list(read.columns) == [column.name for column in found.columns] + ["geometry"]
    assert read["parcel_id"].tolist() == [CODE, "0012", "P3", "P4", "P5"]
    assert read["area_mu"].dropna().tolist() == [30.0, 10.01, 10.01, 0.11]
    assert read["stage"].tolist()[:2] == ["demolished", "launched"]
    assert read.crs.to_epsg() == 4549
    assert read.geometry.isna().tolist() == [False, False, False, True, False]
    assert abs(read.geometry.iloc[0].area - 20_000) < 1e-6
    assert not read.geometry.iloc[4].is_valid


def test_geopackage_says_filter_day_and_total(store, tmp_path):
    """The facts stand in the layer's metadata."""
    write_gpkg(parcels(store, Filter(as_of=ALL.as_of, unit="U1")), tmp_path / "a.gpkg")
    facts = pyogrio.read_info(tmp_path / "a.gpkg", layer="parcels")["layer_metadata"]
    assert (facts["filter"], facts["as_of"], facts["total_mu"], facts["rows"]) == (
        "属地=甲街道",
        "2023-05-31",
        "30.00",
        "1",
    )


def test_geojson_is_rfc_7946(store, tmp_path):
    """Longitude and latitude, outer rings anticlockwise, facts as a foreign member, no crs member."""
    write_geojson(parcels(store), tmp_path / "a.geojson")
    content = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert (content["landuse"]["total_mu"], content["landuse"]["synthetic"], "crs" in content) == (
        "50.13",
        "true",
        False,
    )
    assert len(content["features"]) == 5
    assert content["features"][3]["geometry"] is None
    ring = content["features"][0]["geometry"]["coordinates"][0][0]
    assert all(120 < east < 121 and 27 < north < 29 for east, north in ring)
    assert sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring)) < 0
    assert content["features"][0]["properties"]["parcel_id"] == CODE


def test_shapefile_has_short_names_and_utf8(store, tmp_path):
    """ASCII field names, Chinese values, the CRS, long texts cut between characters and counted."""
    altered = write_shp(parcels(store), tmp_path / "地块.shp").altered
    read = gpd.read_file(tmp_path / "地块.shp")
    assert (tmp_path / "地块.cpg").read_text() == "UTF-8"
    assert read["name"].iloc[0] == "甲厂"
    assert read["counted_mu"].dropna().tolist() == [30.0, 10.01, 10.01, 0.11]
    assert read.crs.to_epsg() == 4549
    assert (altered, read["note"].iloc[2]) == (1, "乙" * (DBF_TEXT // 3))
    assert len(read) == 5


def test_beside_the_shapefile_stands_its_dictionary(store, tmp_path):
    """Every field is explained; filter, day and total stand above."""
    write_shp(parcels(store), tmp_path / "a.shp")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8-sig")
    assert "截至 2023年5月31日" in text
    assert "50.13 亩" in text
    fields = set(pyogrio.read_info(tmp_path / "a.shp")["fields"])
    assert fields == {line.split("\t")[0] for line in text.splitlines() if "\t" in line}


@pytest.mark.parametrize("layer", [layer for layer in Layer if TABLES[layer].has_geometry], ids=str)
def test_short_names_are_short_and_different(layer):
    """DBF takes ten ASCII characters and no two alike."""
    names = [short_name(column) for column in printed_columns(layer)]
    assert all(name.isascii() and len(name) <= 10 for name in names)
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize("layer", [layer for layer in Layer if TABLES[layer].has_geometry], ids=str)
def test_every_layer_with_ground_is_written(store, tmp_path, layer):
    """Flags, whole numbers and empty columns survive each format."""
    found = listing(store, layer, ALL, language="en")
    write_gpkg(found, tmp_path / "a.gpkg")
    write_geojson(found, tmp_path / "a.geojson")
    write_shp_zip(found, tmp_path / "a.zip")
    assert {len(gpd.read_file(tmp_path / name)) for name in ("a.gpkg", "a.geojson", "a.zip")} == {len(found.frame)}


def test_the_zip_holds_a_whole_shapefile(store, tmp_path):
    """All parts and the dictionary are at the top of the archive; a text was cut, so the list stands there whole."""
    write_shp_zip(parcels(store), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert sorted(archive.namelist()) == [
            "a.cpg",
            "a.csv",
            "a.csv-metadata.json",
            "a.dbf",
            "a.prj",
            "a.shp",
            "a.shx",
            "a.txt",
        ]


def test_a_layer_without_ground_is_no_map(store, tmp_path):
    """Firms have no shape: the sentence says which formats there are."""
    with pytest.raises(ArgumentsError) as refused:
        write_gpkg(listing(store, Layer.ENTERPRISES, ALL, language="en"), tmp_path / "a.gpkg")
    assert refused.value.key == "no_ground"
