"""Every map format gives the same rows and ground."""

import contextlib
import json
import shutil
import zipfile

import ezdxf
import fiona
import geopandas as gpd
import pyogrio
import pytest
import shapely

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.model import Layer
from tests.builders import square
from tests.intake.files import codes, geojson, read, shapefile, zipped

FRAME = gpd.GeoDataFrame(
    {"parcel_id": ["LC-1", "LC-2"], "name": ["大塘垟", "𠮷地"]}, geometry=[square(), square(east=200)], crs=4549
)


def gdb(path):
    """Write a zipped geodatabase of two layers."""
    for layer in ("地块", "其他"):
        pyogrio.write_dataframe(FRAME, path.with_suffix(""), driver="OpenFileGDB", layer=layer, append=layer != "地块")
    with zipfile.ZipFile(path, "w") as archive:
        for part in path.with_suffix("").iterdir():
            archive.write(part, f"数据/district.gdb/{part.name}")
    return path


def kmz(path):
    """Write a zipped KML."""
    pyogrio.write_dataframe(FRAME.to_crs(4326), path.with_suffix(".kml"), driver="LIBKML")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(path.with_suffix(".kml"), "doc.kml")
        archive.writestr("files/icon.png", b"x")
    return path


def lines(path, separator):
    """Write GeoJSON a feature a line, members in another order."""
    document = json.loads(FRAME.to_crs(4326).to_json())
    features = [dict(reversed(feature.items())) for feature in document["features"]]
    path.write_text("".join(separator + json.dumps(feature) + "\n" for feature in features), encoding="utf-8")
    return path


def written(path, driver, frame=FRAME, **options):
    pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


def parquet(path):
    FRAME.to_parquet(path)
    return path


FILES = {
    "flatgeobuf": lambda folder: written(folder / "a.fgb", "FlatGeobuf", SPATIAL_INDEX="NO"),
    "parquet": lambda folder: parquet(folder / "a.parquet"),
    "geodatabase": lambda folder: gdb(folder / "a.gdb.zip"),
    "gml": lambda folder: written(folder / "a.gml", "GML"),
    "kmz": lambda folder: kmz(folder / "a.kmz"),
    "lines": lambda folder: lines(folder / "a.geojsonl", ""),
    "record separators": lambda folder: lines(folder / "a.geojson", "\x1e"),
    "geojson with crs": lambda folder: written(folder / "a.geojson", "GeoJSON"),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_format_gives_the_same(tmp_path, kind):
    """Codes, names beyond the first plane, and areas."""
    asked = {"sheet": "地块"} if kind == "geodatabase" else {}
    found = read(FILES[kind](tmp_path), **asked)
    assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2"]
    assert found.frame["name"].tolist() == ["大塘垟", "𠮷地"]
    assert found.geometry_m2 == pytest.approx(20_000, rel=1e-6)


def test_layers_are_asked_for_and_named(tmp_path):
    """A geodatabase and a GeoPackage of two layers; QGIS's own table is none."""
    for name in ("地块", "其他", "layer_styles"):
        pyogrio.write_dataframe(FRAME, tmp_path / "a.gpkg", layer=name)
    for path in (gdb(tmp_path / "a.gdb.zip"), tmp_path / "a.gpkg"):
        with pytest.raises(ArgumentsError) as asked:
            read(path)
        assert (asked.value.key, asked.value.values["known"]) == ("layer_needed", "地块, 其他")
        assert read(path, sheet="其他").read == 2
        with pytest.raises(ArgumentsError, match="unknown_sheet"):
            read(path, sheet="无")


def test_files_of_an_archive_are_asked_for_and_named(tmp_path):
    """Two Shapefiles in one zip; the names are the members'."""
    path = zipped(tmp_path / "a.zip", shapefile(tmp_path, name="一"), shapefile(tmp_path, name="二"))
    with pytest.raises(ArgumentsError) as asked:
        read(path)
    assert asked.value.values["known"] == "数据/一, 数据/二"
    for name in ("数据/二", "二", "二.shp"):
        assert read(path, sheet=name).read == 2


def test_a_shapefile_s_index_is_rebuilt_and_said(tmp_path):
    """Without .shx the shapes are all there, and a note says so; upper and lower case mixed are one file."""
    path = shapefile(tmp_path)
    path.with_suffix(".shx").unlink()
    path.with_suffix(".dbf").rename(path.with_suffix(".DBF"))
    path.with_suffix(".prj").rename(tmp_path / "地块.Prj")
    for file in (path, zipped(tmp_path / "b.zip", path)):
        found = read(file)
        assert (found.accepted, found.geometry_m2) == (2, pytest.approx(20_000))
        assert (0, "index_rebuilt") in codes(found)


def test_without_a_prj_the_place_tells_or_it_is_asked(tmp_path):
    """In the district's box the coordinates tell; with none the user must."""
    path = shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    assert read(path).geometry_m2 == pytest.approx(20_000)
    with pytest.raises(InputError, match="crs"):
        read(path, settings=Settings(box=None))
    assert read(path, settings=Settings(box=None), crs=4549).geometry_m2 == pytest.approx(20_000)


def test_heights_are_dropped_and_said(tmp_path):
    """Z is left out, the plane area is as it was."""
    high = FRAME.set_geometry(shapely.force_3d(FRAME.geometry.to_numpy(), 5.0), crs=4549)
    found = read(written(tmp_path / "a.gpkg", "GPKG", high))
    assert found.geometry_m2 == pytest.approx(20_000)
    assert [issue.values["count"] for issue in found.issues if issue.code == "heights_dropped"] == [2]


def test_a_layer_without_ground_is_a_table(tmp_path):
    """Rows of a plain table in a GeoPackage are unmapped, not faulty."""
    pyogrio.write_dataframe(FRAME.drop(columns="geometry"), tmp_path / "a.gpkg", layer="清单")
    found = read(tmp_path / "a.gpkg")
    assert found.frame["geometry_fault"].tolist() == ["unmapped", "unmapped"]


def test_a_table_in_json(tmp_path):
    """Columns once, data row by row, in either order."""
    for name, order in (("a.json", ("columns", "data")), ("b.json", ("data", "columns"))):
        parts = {"columns": ["地块编号", "面积(亩)"], "data": [["LC-1", 12.5], ["LC-2", None]]}
        (tmp_path / name).write_text(json.dumps({key: parts[key] for key in order}), encoding="utf-8")
        assert read(tmp_path / name).frame["parcel_id"].tolist() == ["LC-1", "LC-2"]


def test_boundary_points_in_an_office_s_encoding(tmp_path):
    """GBK with Windows' lines; the zone's number in the eastings."""
    ring = [(3100800, 40560000), (3100800, 40560100), (3100900, 40560100), (3100900, 40560000)]
    points = "".join(f"J{place},1,{x},{y}\r\n" for place, (x, y) in enumerate([*ring, ring[0]], start=1))
    head = "[属性描述]\r\n坐标系=2000国家大地坐标系\r\n带号=40\r\n[地块坐标]\r\n5,1.0000,DK-垟,示例,面,,,,@\r\n"
    (tmp_path / "a.txt").write_bytes((head + points).encode("gbk"))
    found = read(tmp_path / "a.txt")
    assert found.frame["parcel_id"].tolist() == ["DK-垟"]
    assert (found.geometry_m2, found.declared_m2) == (pytest.approx(10_000, rel=1e-6), pytest.approx(10_000))
    assert read(tmp_path / "a.txt", layer=Layer.PLOTS).accepted == 1


def drawing(path, version, encoding):
    """Write a drawing: a red line with its text and a hole, a second in two parts, an open one, other things."""
    document = ezdxf.new(version)
    document.encoding = encoding
    space = document.modelspace()
    draw = space.add_polyline2d if version == "R12" else space.add_lwpolyline
    for name, shape in (
        ("红线", square()),
        ("红线", shapely.box(*square().buffer(-40).bounds)),
        ("其他", square(east=900)),
    ):
        points = list(shape.exterior.coords)[:-1]
        draw(points, close=True, dxfattribs={"layer": name})
    for east in (200, 400):
        draw(list(square(east=east).exterior.coords), dxfattribs={"layer": "红线"})
        space.add_text("LC-2", dxfattribs={"layer": "文字", "insert": square(east=east).centroid.coords[0]})
    corner = square().bounds
    space.add_text("LC-1垟", dxfattribs={"layer": "文字", "insert": (corner[0] + 2, corner[1] + 2)})
    draw([(560_000, 3_100_000), (560_100, 3_100_000)], dxfattribs={"layer": "红线"})
    space.add_point((560_000, 3_100_000), dxfattribs={"layer": "红线"})
    document.saveas(path)
    return path


@pytest.mark.parametrize(("version", "encoding"), [("R2000", "gbk"), ("R2010", "utf-8"), ("R12", "gbk")])
def test_a_drawing_s_closed_polylines(tmp_path, version, encoding):
    """The red line's layer is asked for; texts in a polyline are its labels, a polyline within one without is a hole."""
    path = drawing(tmp_path / "a.dxf", version, encoding)
    with pytest.raises(ArgumentsError) as asked:
        read(path)
    assert asked.value.values["known"] == "红线, 其他"
    found = read(path, sheet="红线", mapping={"drawing_label": "parcel_id"}, crs=4549)
    assert found.frame["parcel_id"].tolist() == ["LC-1垟", "LC-2"]
    assert found.geometry_m2 == pytest.approx(3 * 10_000 - 20 * 20)
    assert (3, "missing_id") in codes(found)
    assert (0, "drawing_left") in codes(found)


def test_a_drawing_without_a_crs_is_placed_or_asked(tmp_path):
    """A drawing says no CRS: the district's box tells, without one the user must."""
    path = drawing(tmp_path / "a.dxf", "R2010", "utf-8")
    asked = {"sheet": "红线", "mapping": {"drawing_label": "parcel_id"}}
    assert read(path, **asked).geometry_m2 == pytest.approx(3 * 10_000 - 20 * 20)
    with pytest.raises(InputError, match="crs"):
        read(path, settings=Settings(box=None), **asked)


def test_edigeo_in_its_packed_archive(fixtures):
    """A French sheet: the parcels are one of its layers."""
    path = fixtures / "fr_parcels_900" / "edigeo-25354000AB01.tar.bz2"
    found = read(path, sheet="PARCELLE_id", mapping={"IDU": "parcel_id"}, settings=Settings(crs=2154, box=None))
    assert (found.read, found.accepted) == (14, 14)


def test_damaged_drivers_leave_nothing(tmp_path):
    """A map file cut short ends in a sentence or in fewer rows, never in rows that are not there."""
    whole = written(tmp_path / "a.fgb", "FlatGeobuf")
    cut = tmp_path / "b.fgb"
    cut.write_bytes(whole.read_bytes()[:-100])
    with contextlib.suppress(InputError):
        found = read(cut)
        assert found.read == found.accepted + found.refused <= 2


def test_fiona_is_told_no_more_drivers_than_it_needs():
    """What is opened is opened by one driver that fiona knows."""
    from landuse.intake.sources import DRIVERS  # noqa: PLC0415 - only here

    with fiona.Env() as environment:
        assert set(DRIVERS.values()) <= set(environment.drivers())


def test_parts_and_leftovers_are_no_files(tmp_path):
    """A lone part of a Shapefile names the .shp; macOS's leftovers in a zip are not there."""
    path = shapefile(tmp_path)
    with pytest.raises(InputError, match="shapefile_part"):
        read(path.with_suffix(".prj"))
    archive = zipped(tmp_path / "a.zip", path)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("__MACOSX/数据/._地块.shp", b"x")
        packed.writestr("数据/._地块.shp", b"x")
    assert read(archive).read == 2
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_old_crs_members_are_understood(tmp_path):
    """A crs member of the old kind, with a byte order mark before it all."""
    path = geojson(tmp_path / "a.geojson", [({"parcel_id": "1"}, square())], crs="EPSG:4549")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(path, settings=Settings(box=None)).geometry_m2 == pytest.approx(10_000)
