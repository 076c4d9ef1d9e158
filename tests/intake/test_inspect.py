"""What a file is, told before anything is made of it."""

import openpyxl
import pyogrio
import pytest

from landuse.errors import ArgumentsError, InputError
from landuse.intake.inspect import SAMPLE_ROWS, inspect_file
from landuse.intake.quarantine import held
from landuse.intake.upload import receive
from tests.builders import square
from tests.intake.files import HEADINGS, ROWS, geojson, shapefile, table, workbook, zipped


def test_a_shapefile_tells_its_encodings_layer_and_crs(tmp_path):
    """GBK without a .cpg: told from the bytes, with what else it could be; the CRS as its .prj says."""
    found = inspect_file(zipped(tmp_path / "地块.zip", shapefile(tmp_path)))
    assert (found.kind, found.encoding, found.epsg) == ("shapefile", "gb18030", 4549)
    assert found.encodings == ("gb18030", "cp1252")
    assert [(part.name, part.rows, part.geometry) for part in found.parts] == [("数据/地块", 2, "polygon")]
    assert found.part == "数据/地块"
    assert (found.columns, found.sample) == (("宗地号", "名称"), (("LC-1", "大塘垟"), ("LC-2", "德政")))


def test_another_encoding_shows_other_words(tmp_path):
    """The user's word goes before what was found."""
    found = inspect_file(shapefile(tmp_path), encoding="cp1252")
    assert found.encoding == "cp1252"
    assert found.sample[0][1] != "大塘垟"


def test_layers_are_listed_where_one_must_be_chosen(tmp_path):
    """A GeoPackage of two layers has no sample until one is named; a layer that is not there is refused."""
    frame = pyogrio.read_dataframe(geojson(tmp_path / "a.geojson", [({"id": "1"}, square())]))
    for name in ("甲", "乙"):
        pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", layer=name)
    found = inspect_file(tmp_path / "a.gpkg")
    assert ([part.name for part in found.parts], found.part, found.sample) == (["甲", "乙"], None, ())
    assert inspect_file(tmp_path / "a.gpkg", part="乙").part == "乙"
    with pytest.raises(ArgumentsError, match="unknown_sheet"):
        inspect_file(tmp_path / "a.gpkg", part="丙")


def test_several_files_in_an_archive_are_listed(tmp_path):
    """Two Shapefiles in one zip: the parts are the files, and one of them can be shown."""
    path = zipped(tmp_path / "a.zip", shapefile(tmp_path, name="一"), shapefile(tmp_path, name="二"))
    found = inspect_file(path)
    assert (found.kind, [part.name for part in found.parts], found.part) == ("archive", ["数据/一", "数据/二"], None)
    assert inspect_file(path, part="数据/二").sample[0][0] == "LC-1"


def test_a_workbook_tells_its_sheets_and_which_are_hidden(tmp_path):
    """The only one to be seen is shown, whatever hidden ones hold; of several one must be named."""
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", ROWS))
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = inspect_file(tmp_path / "a.xlsx")
    assert [(part.name, part.rows, part.hidden) for part in found.parts] == [("Sheet", 3, False), ("旧", 0, True)]
    assert (found.part, found.columns) == ("Sheet", tuple(HEADINGS))
    hidden.append(HEADINGS)
    book.save(tmp_path / "a.xlsx")
    assert inspect_file(tmp_path / "a.xlsx").part == "Sheet"
    hidden.sheet_state = "visible"
    book.save(tmp_path / "a.xlsx")
    assert inspect_file(tmp_path / "a.xlsx").part is None


def test_a_table_shows_no_more_than_its_first_rows(tmp_path):
    """Rows are counted, the first twenty shown."""
    found = inspect_file(table(tmp_path / "a.csv", ROWS * 20, encoding="gbk"))
    assert (found.kind, found.encoding, found.parts[0].rows) == ("table_text", "gb18030", 40)
    assert len(found.sample) == SAMPLE_ROWS


def test_a_file_without_a_telling_name_is_known_by_its_content(tmp_path):
    """A suffix that means nothing leaves the word to the bytes."""
    path = geojson(tmp_path / "a.geojson", [({"id": "1"}, square())], crs="urn:ogc:def:crs:EPSG::4549")
    path = path.rename(tmp_path / "a.resource")
    found = inspect_file(path)
    assert (found.kind, found.epsg, found.parts[0].name) == ("geojson", 4549, "a")


def test_nothing_stays_behind(tmp_path):
    """The copy is gone when reading ends, also when it ends badly."""
    upload = receive(shapefile(tmp_path))
    with held(upload, part=None) as file:
        folder = file.path.parent
        assert {path.suffix for path in folder.iterdir()} == {".shp", ".shx", ".dbf", ".prj"}
    assert not folder.exists()

    def fail():
        with held(upload, part=None) as file:
            folders.append(file.path.parent)
            raise InputError("file_empty", file="a")

    folders = []
    with pytest.raises(InputError):
        fail()
    assert not folders[0].exists()
