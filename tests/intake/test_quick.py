"""GeoPackages read as SQLite tables: the same as feature by feature, and nothing that a file wants done."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from landuse.intake.answer import gathered
from landuse.intake.quick import read_table
from landuse.intake.sources import Source, layers_of, opened
from tests.builders import BOW_TIE, square

FRAME = {
    "编号": ["LC-1", None, "𠮷\n\"'"],
    "whole": pd.array([2**53 + 1, None, -3], dtype="Int64"),
    "number": [1.5, np.nan, -0.0],
    "flag": pd.array([True, None, False], dtype="boolean"),
    "day": [date(2023, 5, 6), None, date(1899, 12, 31)],
    "moment": pd.to_datetime([datetime(2023, 5, 6, 12, 0, 1), None, datetime(2023, 5, 6)]),
}
SHAPES = [square(), None, shapely.MultiPolygon([square(), square(east=300)])]

NAMED = Source(["编号"], None, ())


def both(path, layer="a"):
    """Read a layer quickly, and feature by feature."""
    with opened(path, "geopackage", layer=layer, encoding=None) as source:
        quick = read_table(path, layer, replace(source, notes={}), lambda _: None)
        return quick, gathered(source, lambda _: None)


def written(path, frame=FRAME, shapes=SHAPES):
    """Write a GeoPackage with GDAL."""
    gpd.GeoDataFrame(frame, geometry=shapes, crs=4549).to_file(path, driver="GPKG", layer="a")
    return path


def without_triggers(connection):
    """Return the connection once its file may be edited without GeoPackage's functions."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    return connection


def same(quick, slow):
    """Tell whether two answers say the same, shapes included."""
    assert [list(column) for column in quick.columns] == [list(column) for column in slow.columns]
    assert (quick.faults, quick.source.notes) == (slow.faults, slow.source.notes)
    assert [shapely.to_wkt(shapely.from_wkb(body), rounding_precision=-1) for body in quick.shapes] == [
        shapely.to_wkt(shapely.from_wkb(body), rounding_precision=-1) for body in slow.shapes
    ]


def test_every_type_reads_as_fiona_reads_it(tmp_path):
    """Texts, whole numbers beyond 2^53, flags, days, moments; missing shapes and values."""
    same(*both(written(tmp_path / "a.gpkg")))


@pytest.mark.parametrize(
    "shape",
    [
        BOW_TIE,
        shapely.Polygon(),
        shapely.Point(1, 2),
        shapely.force_3d(square(), 7),
        shapely.GeometryCollection([shapely.Point(1, 2), square()]),
        shapely.LineString([(0, 0), (1, 1)]),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_every_shape_reads_as_fiona_reads_it(tmp_path, shape):
    """Crossing, empty, high, other than areas."""
    same(*both(written(tmp_path / "a.gpkg", {"编号": ["LC-1", "LC-2"]}, [shape, square()])))


def test_a_table_of_the_real_parcels_reads_as_fiona_reads_it(fixtures):
    """13,159 parcels of Cambridge."""
    path = fixtures / "cambridge_parcels" / "parcels_fy2013.gpkg"
    (layer,) = layers_of(path, "geopackage", None)
    same(*both(path, layer.name))


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE a RENAME TO hidden; CREATE VIEW a AS SELECT * FROM hidden",
        "UPDATE a SET geom = x'00'",
        "UPDATE a SET geom = 'text'",
        "UPDATE a SET geom = x'475000210000000001'",
        "UPDATE gpkg_geometry_columns SET column_name = 'nowhere'",
        "DELETE FROM gpkg_geometry_columns",
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_fiona(tmp_path, change):
    """Views, blobs that are none, shapes of another kind, a column that is not there."""
    path = written(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as connection:
        without_triggers(connection).executescript(change)
    assert read_table(path, "a", NAMED, lambda _: None) is None


def test_text_in_a_column_of_numbers_stays_what_it_is(tmp_path):
    """SQLite holds what another program wrote there; GDAL would make 0 of it without a word."""
    path = written(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as connection:
        without_triggers(connection).execute("UPDATE a SET number = '约12' WHERE fid = 1")
    quick, _ = both(path)
    assert quick.columns[quick.source.names.index("number")][0] == "约12"


def test_a_table_that_calls_functions_does_nothing(tmp_path):
    """A generated column may not call what the file's author wants."""
    path = tmp_path / "a.gpkg"
    written(path)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE a ADD COLUMN evil TEXT AS (hex(fid)) VIRTUAL")
    assert read_table(path, "a", replace(NAMED, names=["evil"]), lambda _: None) is None


def test_rows_are_counted_as_they_come(tmp_path):
    """The last count is the whole."""
    counts = []
    path = written(tmp_path / "a.gpkg")
    assert read_table(path, "a", NAMED, counts.append) is not None
    assert counts == [3]
