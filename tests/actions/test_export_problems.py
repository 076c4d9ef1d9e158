"""Problems go back to the town in its own table, and come in again, corrected, as a diff."""

from datetime import date

import fiona
import openpyxl
import pytest
import shapely

from landuse.actions.export_problems import batch_problems, prepared_problems
from landuse.actions.import_layer import KEPT, apply_import, prepare_import
from landuse.errors import ArgumentsError
from landuse.intake.read import Request
from landuse.model import Layer
from landuse.symbology import load_symbology
from landuse.views.change_sets import Fate, Terms
from tests.builders import parcel, square, workspace

TODAY = date(2023, 6, 1)
UPDATE = Terms(update=True)
RED = f"FF{load_symbology().problem[1:].upper()}"


@pytest.fixture
def store(tmp_path):
    """Return a ledger of one parcel and one town."""
    opened = workspace(
        tmp_path / "w", units=[{"code": "SY", "name": "双屿街道"}], parcels=[parcel("P-9", mu=10, name="旧")]
    )
    yield opened
    opened.close()


def town_sheet(path):
    """Write a table with title, two lines of headings, merged cells and a total; two of its rows have a fault."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "双屿"
    for row in [
        ["低效用地清单"],
        ["地块编号", "地块名称", "面积", None, "备注"],
        [None, None, "证载面积(亩)", "红线面积(亩)", None],
        ["P-1", "甲厂", 12.5, 13, "=好"],
        [None, "乙厂", 8, 8, None],
        ["P-3", "丙厂", "约八", 9, date(2023, 5, 6)],
        ["合计", None, 20.5, 30, None],
    ]:
        sheet.append(row)
    sheet["E4"].data_type = "s"
    for box in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(box)
    book.save(path)
    return path


def prepared(store, path, asked=None, terms=UPDATE):
    return prepare_import(store, path, asked=asked or Request(Layer.PARCELS, {}), today=TODAY, terms=terms)


def opened(content, path):
    path.write_bytes(content)
    return openpyxl.load_workbook(path)


def marked(sheet):
    """Return the cells that are red and say why, by their place in the sheet."""
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.fill.fgColor.rgb == RED
    }


def test_a_table_comes_as_it_was_with_its_faults_red(store, tmp_path):
    """Same rows, columns, merged cells; the id that is missing and the area that is no number are red and say why."""
    path = town_sheet(tmp_path / "a.xlsx")
    found = prepared(store, path)
    asked = Request(Layer.PARCELS, {})
    book = opened(prepared_problems(found, asked=asked, language="zh-CN"), tmp_path / "back.xlsx")
    sheet, original = book["双屿"], openpyxl.load_workbook(path).active
    for row in original.iter_rows():
        for cell in row:
            other = sheet[cell.coordinate].value
            assert (other.date() if hasattr(other, "date") else other) == (
                cell.value.date() if hasattr(cell.value, "date") else cell.value
            )
    assert {str(box) for box in original.merged_cells.ranges} < {str(box) for box in sheet.merged_cells.ranges}
    reds = marked(sheet)
    assert {"A5", "C6"} <= set(reds)
    assert "5" in reds["A5"]
    assert sheet["F2"].value == "问题(核对结果)"
    assert reds["C6"] in sheet["F6"].value
    assert sheet.auto_filter.ref == "A3:F7"
    assert sheet["E4"].data_type == "s"
    listed = list(book["问题清单"].iter_rows(min_row=2, values_only=True))
    assert len(listed) == len(found.changes.issues)
    assert [row[1] for row in listed if row[0] == 6] == ["P-3"] * sum(row[0] == 6 for row in listed)


def test_the_corrected_table_comes_in_as_a_diff(store, tmp_path):
    """What was added is no data: rows that were refused are new, a cell that was written over is a change, no more."""
    first = prepared(store, town_sheet(tmp_path / "a.xlsx"))
    batch = apply_import(store, first, actor="t").batch
    book = opened(batch_problems(store, batch, language="zh-CN"), tmp_path / "back.xlsx")
    book["双屿"]["A5"], book["双屿"]["C6"], book["双屿"]["C4"] = "P-2", 8, 12.6
    book.save(tmp_path / "corrected.xlsx")
    again = prepared(store, tmp_path / "corrected.xlsx")
    changes = again.changes
    fates = dict(zip(changes.rows["key"], changes.rows["fate"], strict=True))
    assert fates == {"P-1": Fate.CHANGED, "P-2": Fate.NEW, "P-3": Fate.NEW}
    assert list(changes.cells[["key", "column"]].itertuples(index=False, name=None)) == [("P-1", "certificate_area_m2")]
    assert "问题" not in str(again.found.mapping) + str(again.found.frame["attributes"].tolist())
    apply_import(store, again, actor="t")
    assert set(store.tables().parcels["parcel_id"]) == {"P-1", "P-2", "P-3", "P-9"}


def test_a_csv_in_gbk_comes_as_a_workbook_of_texts(store, tmp_path):
    """Cells that look like formulas or numbers are the texts they were; a value nobody can read is red."""
    path = tmp_path / "清单.csv"
    path.write_bytes("地块编号,地块名称,证载面积(亩)\n001,=1+1,1x\nP-2,大塘,2\n".encode("gbk"))
    found = prepared(store, path)
    content = prepared_problems(found, asked=Request(Layer.PARCELS, {}), language="zh-CN")
    book = opened(content, tmp_path / "back.xlsx")
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows()] == [
        ["地块编号", "地块名称", "证载面积(亩)"],
        ["001", "=1+1", "1x"],
        ["P-2", "大塘", "2"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert set(marked(sheet)) == {"C2"}
    batch = apply_import(store, found, actor="t").batch
    again = opened(batch_problems(store, batch, language="zh-CN"), tmp_path / "again.xlsx")
    assert list(again.worksheets[0].values) == list(sheet.values)


def test_a_map_file_has_a_list_with_places(store, tmp_path):
    """A bow-tie is named with row, key and where it lies, from the file itself and from its batch."""
    path = tmp_path / "图.gpkg"
    corners = [(0, 0), (100, 100), (100, 0), (0, 100)]
    bow = shapely.Polygon([(500_000 + east, 3_100_000 + north) for east, north in corners])
    schema = {"geometry": "Polygon", "properties": {"parcel_id": "str", "name": "str"}}
    with fiona.open(path, "w", driver="GPKG", schema=schema, crs="EPSG:4549") as sink:
        for key, shape in (("P-1", square(east=900)), ("P-2", bow)):
            sink.write({"geometry": shapely.geometry.mapping(shape), "properties": {"parcel_id": key, "name": "甲"}})
    found = prepared(store, path)
    batch = apply_import(store, found, actor="t").batch
    for content in (
        prepared_problems(found, asked=Request(Layer.PARCELS, {}), language="en"),
        batch_problems(store, batch, language="en"),
    ):
        book = opened(content, tmp_path / "back.xlsx")
        assert book.sheetnames == ["List of problems"]
        rows = [row for row in book.active.iter_rows(min_row=2, values_only=True) if row[0] == 2 and row[6]]
        assert rows
        assert {row[1] for row in rows} == {"P-2"}
        assert all(119 < row[6] < 122 and 27 < row[7] < 29 for row in rows)


def test_without_the_kept_file_the_list_is_there(store, tmp_path):
    """A workspace that was restored without its attachments still tells a batch's problems; unknown ones are refused."""
    batch = apply_import(store, prepared(store, town_sheet(tmp_path / "a.xlsx")), actor="t").batch
    for kept in (store.folder / KEPT).iterdir():
        kept.unlink()
    book = opened(batch_problems(store, batch, language="zh-CN"), tmp_path / "back.xlsx")
    assert book.sheetnames == ["问题清单"]
    assert book.active.max_row > 1
    with pytest.raises(ArgumentsError):
        batch_problems(store, "B9999", language="zh-CN")
