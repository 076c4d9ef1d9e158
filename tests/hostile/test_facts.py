"""
Every real file gives what is known of it: rows, faults, coordinate system, area, overlaps.

The facts were counted without landuse. ``pytest -s`` prints the table; the large files are read with LANDUSE_CORPUS=1.
"""

import csv
import os
from contextlib import closing

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from landuse.actions.import_layer import import_layer
from landuse.config import Settings
from landuse.intake.read import Request, read_raw
from landuse.intake.upload import receive
from landuse.model import Layer
from landuse.store import create_workspace
from tests.builders import MAY

UK, DENVER = "formats_uk_resource_examples", "us_denver_blocks_precincts"
FOOT_M2 = (1200 / 3937) ** 2
ALL = os.environ.get("LANDUSE_CORPUS") == "1"
LARGE_ONLY = pytest.mark.skipif(not ALL, reason="large files are read with LANDUSE_CORPUS=1")

#: File, part, rows, EPSG, rows without a readable shape, invalid shapes, area in the file's own units (None: not known).
FACTS = [
    ("cambridge_parcels/parcels_fy2013.gpkg", None, 13_159, 4326, 0, 24, None),
    ("cambridge_parcels/zoning.geojson", None, 261, 4326, 0, 0, None),
    ("fr_parcels_900/parcelles_900.gpkg", None, 900, 2154, 0, 0, 7_864_120),
    ("fr_parcels_900/parcelles_900_wgs84.geojson", None, 900, 4326, 0, 0, None),
    ("fr_parcels_900/edigeo-25354000AB01.tar.bz2", "PARCELLE_id", 14, None, 0, 0, None),
    (f"{DENVER}/DenverCo_blocks.zip", None, 10_149, 2232, 0, None, 40_074.155 * 10_000 / FOOT_M2),
    (f"{DENVER}/DenverCo_precincts2016_orig.zip", None, 346, 2232, 0, None, None),
    (f"{DENVER}/DenverCo_precincts2016_repaired.zip", None, 346, 2232, 0, None, None),
    (f"{DENVER}/DenverCo_precincts2020_orig.zip", None, 356, 2232, 0, None, None),
    (f"{DENVER}/DenverCo_precincts2020_repaired.zip", None, 356, 2232, 0, None, None),
    (f"{DENVER}/CO_bad_gap_region.zip", None, 15, 2232, 0, None, None),
    ("nz_waca_adjustments/nz-waca-adjustments.gpkg", None, 228, 4167, 0, 0, None),
    ("cn_encodings/shenzhen4547.zip", None, 1, 4547, 0, 0, 1_943.14e6),
    ("cn_encodings/foshan_plot_000.txt", None, 1, 4526, 0, 0, None),
    ("jp_plateau_107k/katsushika_buildings_107k.parquet", None, 106_807, 6677, 0, 252, 9_585_728),
    ("osm/test.osm.pbf", "multipolygons", 2_302, 4326, 8, 43, None),
    ("landchina_2007/2007年02月-工业用地.xls", None, 38, None, None, None, None),
    (f"{UK}/json_efficient_format.resource", None, 1, None, None, None, None),
    (f"{UK}/json_efficient_format_data_first.resource", None, 1, None, None, None, None),
    (f"{UK}/xlsx_res.xlsx", None, 3, None, None, None, None),
]
#: Whose every cell is that of the csv beside it; in the others whole numbers, dates and lists are written otherwise.
SHEETS = {"csv", "xlsx", "xlsm"}
LARGE = {"jp_plateau_107k", DENVER, "cambridge_parcels"}
CHOSEN = [fact for fact in FACTS if ALL or fact[0].partition("/")[0] not in LARGE or "gap" in fact[0]]


def raw(path, part=None):
    return read_raw(receive(path), Request(layer=Layer.PARCELS, mapping={}, sheet=part))


@pytest.mark.parametrize(
    ("file", "part", "rows", "epsg", "unread", "invalid", "area"),
    CHOSEN,
    ids=[fact[0].rpartition("/")[2] for fact in CHOSEN],
)
def test_a_file_gives_what_is_known_of_it(fixtures, file, part, rows, epsg, unread, invalid, area):
    """Rows, coordinate system, faults and area."""
    found = raw(fixtures / file, part)
    shapes = found.shapes if found.shapes is not None else np.array([], dtype=object)
    there = shapes[~shapely.is_missing(shapes)]
    told = (
        len(found),
        found.crs.to_epsg() if found.crs else None,
        len(found.faults or {}),
        int((~shapely.is_valid(there)).sum()),
    )
    print(f"{file:60} {told} {shapely.area(there).sum():.1f}")  # noqa: T201 - the table
    assert len(found) == rows
    assert (found.shapes is None) == (unread is None)
    if epsg is not None:
        assert told[1] == epsg
    if unread is not None:
        assert told[2] == unread
    if invalid is not None:
        assert told[3] == invalid
    if area is not None:
        assert shapely.area(there).sum() == pytest.approx(area, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "pairs", "area_m2", "holes"),
    [
        ("CO_bad_gap_region", 2, 78_887, 3),
        pytest.param("DenverCo_precincts2020_orig", 27, 12.98, 33, marks=LARGE_ONLY),
        pytest.param("DenverCo_precincts2020_repaired", 0, 0, 10, marks=LARGE_ONLY),
    ],
)
def test_overlaps_and_gaps_of_precincts(fixtures, tmp_path, name, pairs, area_m2, holes):
    """Every pair that shares ground is a problem with its ground and place; the union has its holes."""
    path = fixtures / DENVER / f"{name}.zip"
    shapes = raw(path).shapes
    assert sum(len(part.interiors) for part in shapely.get_parts(shapely.union_all(shapes))) == holes
    # The same projection in metres.
    with closing(create_workspace(tmp_path / "w", Settings(crs=26954, box=None))) as store:
        outcome = import_layer(
            store, path, layer=Layer.PARCELS, actor="test", today=MAY, mapping={"PRECID": "parcel_id"}
        )
    assert outcome.read == outcome.accepted == len(shapes)
    shared = [issue for issue in outcome.issues if issue.code == "overlap"]
    assert len(shared) == pairs
    assert sum(float(issue.values["m2"]) for issue in shared) == pytest.approx(area_m2, abs=0.01 * pairs + 0.5)
    assert all(issue.place is not None for issue in shared)


def test_heights_are_dropped_and_said(fixtures):
    """All 346 precincts of 2016 have heights; not one of the shapes that are kept has."""
    found = raw(fixtures / DENVER / "DenverCo_precincts2016_orig.zip")
    [note] = found.notes
    assert (note.code, note.values["count"]) == ("heights_dropped", 346)
    assert not shapely.has_z(found.shapes).any()


def test_industrial_ground_and_roads_of_a_map(fixtures):
    """Ten industrial areas, nine of which can be read, 24.4 ha; 331 highways among the lines."""
    areas = raw(fixtures / "osm" / "test.osm.pbf", "multipolygons")
    industrial = areas.shapes[[use == "industrial" for use in areas.columns["landuse"]]]
    assert (len(industrial), int(shapely.is_missing(industrial).sum())) == (10, 1)
    ground = gpd.GeoSeries(industrial, crs=4326).dropna()
    assert ground.to_crs(ground.estimate_utm_crs()).area.sum() / 10_000 == pytest.approx(24.4, abs=0.05)
    lines = raw(fixtures / "osm" / "test.osm.pbf", "lines")
    assert sum(kind is not None for kind in lines.columns["highway"]) == 331


def _said(cell):
    """Return a cell as a csv says it: a whole number of a workbook has no point."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell or "").strip().removesuffix(".0")


def known(path):
    """Return what must come out of a file: the rows of the csv beside it."""
    csv.field_size_limit(10**9)
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.mark.parametrize(
    "name",
    [
        "csv",
        "geojson",
        "gml",
        "gml_very_long_rows",
        "kml",
        "kml_multilayer",
        "shapefile_zip",
        "shapefile_zip_not_in_root",
        "utf-8-sig-json",
        "xlsm",
        "xlsx",
    ],
)
def test_planning_data_as_councils_sent_it(fixtures, name):
    """Known by content alone; rows, columns, texts and ground are those of the csv beside each."""
    folder = fixtures / UK
    found, expected = raw(folder / f"{name}.resource"), known(folder / f"{name}.csv")
    assert len(found) == len(expected)
    columns = [column for column in expected if column != "WKT"]
    assert set(columns) <= set(found.names)
    texts = [column for column in columns if column.lower() in {"name", "title", "ca_name"} or name in SHEETS]
    for column in texts:
        assert [_said(cell) for cell in found.columns[column]] == expected[column].map(_said).tolist()
    if "WKT" in expected:
        drawn = shapely.from_wkt(expected["WKT"].to_numpy(), on_invalid="ignore")
        # The csv has ten digits of a degree: a few square metres are known to a thousandth only.
        both = ~shapely.is_missing(drawn) & ~shapely.is_missing(found.shapes)
        assert both.sum() >= len(expected) - 1
        np.testing.assert_allclose(shapely.area(found.shapes[both]), shapely.area(drawn[both]), rtol=2e-3)


def test_a_broken_kml_says_where(fixtures):
    """Cut short in the middle of a ring: refused with the line, nothing half is read."""
    from landuse.errors import InputError  # noqa: PLC0415 - only here

    with pytest.raises(InputError, match="line 18"):
        raw(fixtures / UK / "kml-bad.resource")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gbk.dbf", "简体国语"),
        ("gb2312.dbf", "简体国语"),
        ("big5.dbf", "繁體國語"),
        ("utf8.dbf", "国语國語"),
        ("cpg/big5.dbf", "國語"),
        ("ldid/chinese.dbf", "简体"),
        ("cpg/euckr.dbf", "한국말"),
        ("cpg/koi8r.dbf", "русский"),
        ("cpg/latin2.dbf", "čeština"),
        ("cpg/shiftjis.dbf", "カタカナひらがな"),
        ("cpg/win1251.dbf", "РУССКИЙ"),
        ("cpg/win874.dbf", "ภาษาไทย"),
        ("latin1.dbf", "Peçeña México"),
    ],
)
def test_tables_in_every_encoding(fixtures, name, text):
    """Told by the bytes, the .cpg or the table's own head."""
    [cell] = raw(fixtures / "cn_encodings" / "mapshaper_dbf" / name).columns["NAME"]
    assert str(cell).strip() == text
