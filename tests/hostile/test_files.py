"""Files that are weapons or wrecks: inputs 1 to 14 of the list of hostile inputs."""

import os
import sqlite3
import stat
import zipfile
from contextlib import closing

import geopandas as gpd
import openpyxl
import pytest

from landuse.intake import sandbox, upload
from tests.builders import square
from tests.intake.files import degrees, geojson, shapefile, table, workbook, zipped

SHAPES = [({"parcel_id": "A"}, degrees(square()))]


def vrt(source):
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource><SrcLayer>secret</SrcLayer>'
        '<GeometryType>wkbNone</GeometryType><Field name="parcel_id"/></OGRVRTLayer></OGRVRTDataSource>'
    )


def packed(path, *members):
    """Write a zip of (name or ZipInfo, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as sink:
        for name, content in members:
            sink.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["a.geojson", "a.kml", "a.shp", "a"])
def test_01_a_vrt_by_any_name_reads_nothing(house, name):
    """A document that makes GDAL return another file, alone and in a zip."""
    path = house.desk / name
    path.write_text(vrt(house.secret), encoding="utf-8")
    house.refuse(path)
    house.refuse(packed(house.desk / "b.zip", (name if "." in name else "a.gml", vrt(house.secret))))


CONNECTING = {
    "wfs": "<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>",
    "oapif": "<OGROAPIFDataSource><URL>http://127.0.0.1:{port}/</URL></OGROAPIFDataSource>",
    "esri": '{{"geometryType": "esriGeometryPolygon", "url": "http://127.0.0.1:{port}/query"}}',
    "link": (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
        "<href>http://127.0.0.1:{port}/a.kml</href></Link></NetworkLink></Document></kml>"
    ),
    "schema": (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:xsi='
        '"http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a http://127.0.0.1:{port}/a.xsd"/>'
    ),
}


@pytest.mark.parametrize("content", CONNECTING.values(), ids=CONNECTING)
def test_02_what_would_connect_calls_nobody(house, content):
    """Under the suffix of its kind, and under none."""
    said = content.format(port=house.port)
    for suffix in (".kml", ".gml", "") if said.startswith("<") else (".json", ""):
        path = house.desk / f"a{suffix}"
        path.write_text(said, encoding="utf-8")
        house.refuse(path)


NAMES = [
    "CSV:{secret}",
    "/vsicurl/http://127.0.0.1:{port}/a.geojson",
    "\\\\127.0.0.1\\share\\a.geojson",
    "..\\..\\x",
    "GeoJSON:http://127.0.0.1:{port}/a.geojson",
]


@pytest.mark.parametrize("name", NAMES)
def test_03_a_name_that_is_a_command_is_only_a_name(house, name):
    """What is no file on this disk is not opened."""
    house.refuse(name.format(secret=house.secret, port=house.port), "There is no file")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not allow such names")
@pytest.mark.parametrize(
    "name", ["CSV:secret.csv", "..\\..\\x.csv", "con.csv", "<img src=x onerror=a>.csv", "$(a)'\".csv"]
)
def test_03_a_file_of_any_name_is_kept_under_one_of_ours(house, name):
    """The name is told, and leads nowhere."""
    house.take(table(house.desk / name, [["A", "甲"]], ["地块编号", "名称"]))
    [kept] = [path for path in (house.folder / "attachments").rglob("*") if path.is_file()]
    assert len(kept.stem) == 64
    assert house.call("import", house.desk / name, "--layer", "parcels").code == 6


@pytest.mark.parametrize("member", ["../escaped.shp", "/tmp/escaped.shp", "..\\escaped.shp", "C:\\escaped.shp", "link"])
def test_04_what_would_leave_its_folder_stays_in(house, member):
    """A member that climbs, or a link, keeps the whole archive closed."""
    info = zipfile.ZipInfo(member)
    if member == "link":
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
    good = geojson(house.desk / "a.geojson", SHAPES).read_bytes()
    path = packed(house.desk / "a.zip", ("a.geojson", good), (info, str(house.secret)))
    house.refuse(path, "points outside of it")
    assert not list(house.desk.parent.rglob("escaped*"))


def test_05_bombs_are_not_unpacked(house, monkeypatch):
    """A ratio, a hundred thousand members, a total, a zip of zips, a workbook."""
    house.refuse(packed(house.desk / "ratio.zip", ("a.geojson", b" " * 30_000_000)), "too large")
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", None)  # a directory this long is not even read
    many = b"PK\x05\x06" + b"\x00" * 4 + (65_535).to_bytes(2, "little") * 2 + b"\x00" * 10
    (house.desk / "many.zip").write_bytes(b"PK\x03\x04" + many)
    house.refuse(house.desk / "many.zip", "too large")


def test_05_a_zip_of_zips_and_a_swollen_workbook(house, monkeypatch):
    """Archives within archives are not opened; a workbook is weighed before it is parsed."""
    inner = packed(house.desk / "inner.zip", ("a.geojson", b" " * 1000)).read_bytes()
    house.refuse(packed(house.desk / "nested.zip", ("b.zip", inner)), "holds archives")
    monkeypatch.setattr("landuse.intake.workbooks.SMALL", 1024 * 1024)
    book = packed(
        house.desk / "a.xlsx", ("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", b" " * 9_000_000)
    )
    house.refuse(book, "too large")


LAUGH = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;"><!ENTITY d SYSTEM "{what}">]>'
    "<{root}><name>&c;&d;</name></{root}>"
)


@pytest.mark.parametrize("what", ["file://{secret}", "http://127.0.0.1:{port}/x"])
def test_06_entities_are_refused_unread(house, what):
    """KML, GML and a sheet of a workbook that declare them."""
    what = what.format(secret=house.secret, port=house.port)
    for name, root in (("a.kml", "kml"), ("a.gml", "FeatureCollection")):
        (house.desk / name).write_text(LAUGH.format(what=what, root=root), encoding="utf-8")
        house.refuse(house.desk / name, "declares entities")
    sound = workbook(house.desk / "sound.xlsx", [["A", "甲"]], ["地块编号", "名称"])
    with zipfile.ZipFile(sound) as book:
        members = [(name, book.read(name)) for name in book.namelist()]
    told = [(n, LAUGH.format(what=what, root="worksheet") if "sheet1" in n else content) for n, content in members]
    house.refuse(packed(house.desk / "a.xlsx", *told), "declares entities")


def test_07_archives_that_are_none(house):
    """Encrypted, empty, without a layer: each has its sentence."""
    path = geojson(house.desk / "a.geojson", SHAPES)
    locked = packed(house.desk / "locked.zip", ("a.geojson", path.read_bytes()))
    content = bytearray(locked.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + place] |= 1
    locked.write_bytes(content)
    house.refuse(locked, "password")
    house.refuse(packed(house.desk / "empty.zip"), "holds no layer")
    house.refuse(packed(house.desk / "notes.zip", ("read.me", b"x")), "holds no layer")


def test_07_of_two_layers_one_is_asked_for(house):
    """What macOS leaves beside them is nothing."""
    one, two = shapefile(house.desk, name="甲"), shapefile(house.desk, name="乙")
    path = zipped(house.desk / "two.zip", one, two)
    with zipfile.ZipFile(path, "a") as sink:
        sink.writestr("__MACOSX/数据/._甲.shp", b"x")
    said = house.refuse(path, "several layers", "数据/甲", "数据/乙", code=2)
    assert "MACOSX" not in said
    assert house.take(path, "--sheet", "数据/甲")["accepted"] == 2


def test_08_a_shapefile_says_which_part_is_missing(house):
    """Attributes cannot be done without; an index is built anew; without a .prj the place tells, and it is said."""
    path = shapefile(house.desk)
    lone = house.desk / "lone.shp"
    lone.write_bytes(path.read_bytes())
    house.refuse(lone, "lacks .dbf")
    path.with_suffix(".shx").unlink()
    path.with_suffix(".prj").unlink()
    told = house.take(path)
    assert (told["accepted"], {p["code"] for p in told["problems"]}) == (2, {"index_rebuilt", "crs_recognised"})


def test_08_a_damaged_index_and_mixed_case(house):
    """Upper and lower case belong together; an index that is rubbish does not hide a row."""
    path = shapefile(house.desk)
    for suffix in (".shp", ".dbf", ".shx", ".prj"):
        path.with_suffix(suffix).rename(house.desk / f"MIXED{suffix.upper()}")
    (house.desk / "MIXED.SHX").write_bytes(b"\x00" * 50)
    told = house.take(house.desk / "MIXED.SHP")
    assert told["accepted"] == 2
    assert house.parcels().geometry.area.sum() == pytest.approx(20_000)


def test_09_a_head_that_lies_about_its_rows(house, fixtures):
    """A million rows are announced where there are two; a file ends before its rows do."""
    path = shapefile(house.desk)
    attributes = bytearray(path.with_suffix(".dbf").read_bytes())
    attributes[4:8] = (1_000_000).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(attributes)
    told = house.take(path, code=0)
    assert told["read"] == 2
    short = geojson(house.desk / "short.geojson", SHAPES)
    short.write_bytes(short.read_bytes()[:-40])
    house.refuse(short, "cannot be read")


ROWS = 600
DRIVERS = {"a.fgb": "FlatGeobuf", "a.gpkg": "GPKG", "a.shp": "ESRI Shapefile"}


@pytest.mark.parametrize("name", DRIVERS)
def test_09_a_damaged_file_says_how_much_is_missing(house, name):
    """Where a reader would only stop early: what is there comes in, and the rest is told."""
    places = [square(mu=0.1, east=15 * (at % 50), north=15 * (at // 50)) for at in range(ROWS)]
    frame = gpd.GeoDataFrame({"parcel_id": [f"A{at}" for at in range(ROWS)], "x": "y" * 200}, geometry=places, crs=4549)
    path = house.desk / name
    frame.to_file(path, driver=DRIVERS[name])
    damaged = path.with_suffix(".dbf") if path.suffix == ".shp" else path
    whole = bytearray(damaged.read_bytes())
    if path.suffix == ".gpkg":
        middle = len(whole) // 2
        whole[middle : middle + 20_000] = b"\x00" * 20_000
    else:
        del whole[len(whole) * 3 // 4 :]
    damaged.write_bytes(whole)
    told = house.take(path, code=3 if path.suffix == ".gpkg" else 0)  # rows without a name are refused
    [note] = [problem for problem in told["problems"] if problem["code"] == "rows_lost"]
    assert told["read"] + int(note["value"]) == ROWS
    assert note["severity"] == "doubtful"


def test_09_deleted_rows_of_a_shapefile_are_no_loss(house):
    """They are marked, counted at its head, and not read."""
    path = shapefile(house.desk)
    table_ = path.with_suffix(".dbf")
    content = bytearray(table_.read_bytes())
    content[int.from_bytes(content[8:10], "little")] = ord("*")
    table_.write_bytes(content)
    told = house.take(path)
    assert (told["read"], told["problems"]) == (1, [])


def test_09_a_count_that_lies_reads_what_is_there(house):
    """A GeoPackage that announces millions of millions of rows."""
    path = house.desk / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()], crs=4549).to_file(path, driver="GPKG", layer="a")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE gpkg_ogr_contents SET feature_count = 9000000000000")
    assert house.take(path)["accepted"] == 1


@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.xlsx"])
def test_10_a_web_page_or_a_pdf_is_called_one(house, name):
    """What a login page leaves in the folder of downloads."""
    path = house.desk / name
    path.write_bytes(b"\n<!DOCTYPE html><html><body>login</body></html>")
    house.refuse(path, "is a web page")
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3")
    house.refuse(path, "holds PDF")


def test_11_nothing_and_far_too_much(house):
    """No byte, and two gigabytes that are not even hashed."""
    path = house.desk / "a.csv"
    path.touch()
    house.refuse(path, "is empty")
    with path.open("r+b") as file:
        file.truncate(2 * 1024**3)
    house.refuse(path, f"larger than {upload.MAX_BYTES // 1024 // 1024} MB")


def test_11_a_line_that_does_not_fit_the_memory(house, monkeypatch):
    """The child that reads it is ended by its own limit, and it is said."""
    monkeypatch.setattr(sandbox, "MEMORY_BYTES", 400 * 1024 * 1024)
    path = house.desk / "a.geojson"
    ring = ",".join(["[120.6,28.0]"] * 3_000_000)
    path.write_text(f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}')
    house.refuse(path, "memory")


def test_12_a_sheet_with_all_that_offices_add(house):
    """Title, two lines of headings with merged cells, a totals row, a footnote and a hidden sheet: two parcels."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["某区低效工业用地清单"],
        ["地块编号", "地块名称", "证载", None],
        [None, None, "面积(亩)", "备注"],
        ["LC-1", "甲厂", 12.5, None],
        ["LC-2", "乙厂", 7.5, None],
        ["合计", None, 20, None],
        ["注：面积以不动产权证为准"],
    ):
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(cells)
    hidden = book.create_sheet("旧")
    hidden.append(["地块编号"])
    hidden.append(["OLD"])
    hidden.sheet_state = "hidden"
    book.save(house.desk / "a.xlsx")
    told = house.take(house.desk / "a.xlsx")
    assert told["accepted"] == told["read"] == 2
    assert house.parcels()["certificate_area_m2"].sum() * 15 / 10_000 == pytest.approx(20)
    assert {"totals_row", "note_row", "sheets_left"} <= {problem["code"] for problem in told["problems"]}


def test_13_the_same_file_again_is_recognised(house):
    """Under another name too."""
    path = table(house.desk / "a.csv", [["A", "甲"]], ["地块编号", "名称"])
    batch = house.take(path)["batch"]
    again = path.rename(house.desk / "b.csv")
    house.refuse(again, "was imported on", batch, code=6)


@pytest.mark.parametrize("name", ["a.geojson.exe", "a.exe.geojson", "a.bat", "a.gpkg"])
def test_14_a_name_that_lies_is_refused(house, name):
    """A double extension; a suffix that promises what the file is not."""
    path = geojson(house.desk / name, SHAPES)
    house.refuse(path, "refused")
