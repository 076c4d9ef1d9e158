"""What a file is by its bytes, whatever it is called."""

import io
import zipfile

import pytest

from landuse.errors import InputError
from landuse.intake.markup import DeclaresEntities, root_of
from landuse.intake.sniff import content_of

FEATURE = b'{"type": "Feature", "properties": {}, "geometry": null}'
POINTS = "1,1,3100803.286,40559006.828\n2,1,3100804.255,40559203.521\n3,1,3100937.243,40559202.865\n"


def zipped(*names):
    """Return the bytes of a zip with members of these names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return packed.getvalue()


CONTENTS = {
    "geopackage": b"SQLite format 3\x00",
    "shapefile": b"\x00\x00\x27\x0a" + b"\x00" * 96,
    "flatgeobuf": b"fgb\x03fgb\x00",
    "parquet": b"PAR1\x15",
    "geojson": b'\xef\xbb\xbf {"type": "FeatureCollection", "features": []}',
    "geojson_lines": FEATURE + b"\n" + FEATURE,
    "json_table": b'{"name": "a", "data": [["1"]], "columns": ["id"]}',
    "kml": b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>',
    "gml": b'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"/>',
    "dxf": b"999\r\nmade by hand\r\n  0\r\nSECTION\r\n  2\r\nHEADER\r\n",
    "edigeo": b"BOMT 12:E000AB01.THF\r\n",
    "osm": b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x52",
    "boundary_txt": "\ufeff [地块坐标]\n4,,1,甲,面,,,,@\n".encode(),
    "table_text": "地块编号,名称\n1,甲\n".encode("gbk"),
    "workbook": zipped("xl/workbook.xml"),
    "archive": zipped("a.shp"),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_content_is_told_without_a_name(tmp_path, content):
    """Every kind is known by its bytes alone."""
    path = tmp_path / "a"
    path.write_bytes(CONTENTS[content])
    assert content_of(path, "", name="a") == content


@pytest.mark.parametrize(
    ("bytes_", "content"),
    [
        (b"\x1e" + FEATURE + b"\n\x1e" + FEATURE, "geojson_lines"),
        (POINTS.encode("gbk"), "boundary_txt"),
        ("【属性描述】\r\n坐标系=2000国家大地坐标系\r\n".encode("gb18030"), "boundary_txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
        (b"BZh91AY&SY", "archive"),
        ('<?xml version="1.0" encoding="utf-16"?><kml/>'.encode("utf-16"), "kml"),
    ],
    ids=["record separators", "points alone", "other brackets", "old workbook", "packed tar", "utf-16 kml"],
)
def test_variants(tmp_path, bytes_, content):
    """The same kinds, written otherwise."""
    path = tmp_path / "a"
    path.write_bytes(bytes_)
    assert content_of(path, "", name="a") == content


@pytest.mark.parametrize(
    ("bytes_", "key"),
    [
        (b"AC1015\x00", "content_is_drawing"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00", "content_is_drawing"),
        (b"<!DOCTYPE html><html>", "content_is_web_page"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "content_with_entities"),
        (b"%PDF-1.7", "content_unknown"),
        (b"\x7fELF", "content_unknown"),
        (b"<rss/>", "content_unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "content_unknown"),
    ],
)
def test_what_is_not_read_says_what_it_is(tmp_path, bytes_, key):
    """Drawings, pages, programs, pictures."""
    path = tmp_path / "a"
    path.write_bytes(bytes_)
    with pytest.raises(InputError) as refused:
        content_of(path, "", name="a")
    assert refused.value.key == key


def test_a_name_that_lies_is_refused(tmp_path):
    """Boundary points called a GeoPackage."""
    path = tmp_path / "a.gpkg"
    path.write_text(POINTS, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        content_of(path, ".gpkg", name="a.gpkg")
    assert refused.value.values["found"] == "boundary_txt"


def test_the_root_is_told_and_entities_are_refused():
    """Wherever a document type stands before the root, in whatever encoding."""
    assert root_of(io.BytesIO(b"<!-- " + b"x" * 200_000 + b" --><a:kml xmlns:a='k'/>")).name == "kml"
    assert root_of(io.BytesIO(b"no markup")) is None
    for encoding in ("utf-8", "utf-16"):
        text = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 70_000} --><!DOCTYPE a SYSTEM "file:///x"><a/>'
        with pytest.raises(DeclaresEntities):
            root_of(io.BytesIO(text.encode(encoding)))
