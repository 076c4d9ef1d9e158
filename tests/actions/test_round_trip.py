"""An exported list, edited in a spreadsheet program, comes back as a diff: cell by cell, and nothing else is touched."""

import shutil
import subprocess
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.actions.export_list import export_list
from landuse.actions.import_layer import apply_import, prepare_import
from landuse.errors import ArgumentsError, InputError
from landuse.intake.read import Request
from landuse.intake.returned import MARK, SEPARATOR, SHEET, described, packed
from landuse.model import Filter, Layer
from landuse.store import records
from landuse.store.fsck import check
from landuse.units import m2_from_mu
from tests.builders import goal, happen, parcel, workspace
from tests.views.changing import UPDATE, fates, told

TODAY = date(2023, 6, 1)
FIRM = "91330302DEM000014G"


@pytest.fixture
def store(tmp_path):
    """Return a ledger with what is hard to print: unrounded areas, enumerations, units, signs, empty cells."""
    made = workspace(
        tmp_path / "w",
        units=[{"code": "SY", "name": "双屿街道"}, {"code": "TQ", "name": "藤桥镇"}],
        zones=[{"zone_id": "Z1", "name": "老区", "book_area_m2": 12_345.678}],
        parcels=[
            parcel("A", name="=1+1", unit="SY", certificate_area_m2=8_230.452, mode="joint", zone_id="Z1"),
            parcel("B", name="大塘垟𠮷", east=300, unit="TQ", floor_area_m2=1234.567, note='a"b,c'),
            parcel("0012", mu=None, redline_area_m2=m2_from_mu(3.335), low_efficiency_type="old_plant"),
        ],
        plots=[
            {"plot_id": "G1", "unit": "SY", "far": 2.123456789, "data_for_land": True, "source": "existing_land"},
            {"plot_id": "G2", "data_for_land": False, "supply_method": "auction", "price_wan_yuan": 0.1 + 0.2},
        ],
        enterprises=[{"credit_code": FIRM, "name": "甲公司", "needed_by": date(2023, 8, 1), "own_plant": True}],
        goals=[goal("demolition_area", 400), goal("construction_start_floor_area", 27.4, measure="wan_m2", unit="SY")],
    )
    happen(made, "demolition", "A", mu=5.4321)
    happen(made, "notice", "G1", subject="plot")
    yield made
    made.close()


def exported(store, layer, path, language="zh-CN", **chosen):
    restricted = layer is Layer.ENTERPRISES
    export_list(
        store,
        layer,
        path,
        filter=Filter(as_of=TODAY, **chosen),
        language=language,
        actor="a",
        include_restricted=restricted,
    )
    return path


def compared(store, layer, path, terms=UPDATE):
    return prepare_import(store, path, asked=Request(layer=layer, mapping={}), today=TODAY, terms=terms)


def edited(path, change):
    """Let *change* edit the list's sheet as a user would: it is given the sheet and a function to find cells by."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one.title != SHEET)
    top = next(row for row in range(1, 10) if sheet.cell(row, 2).value)
    headings = {str(cell.value): cell.column for cell in sheet[top] if cell.value}

    def cell(key, heading):
        row = next(row for row in range(top + 1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
        return sheet.cell(row, headings[heading])

    change(sheet, cell)
    book.save(path)
    return path


LAYERS = [Layer.UNITS, Layer.ZONES, Layer.PARCELS, Layer.PLOTS, Layer.ENTERPRISES, Layer.EVENTS, Layer.TARGETS]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_list_that_nobody_edited_changes_nothing(store, tmp_path, layer, language):
    """Every printed layer, in both languages: each row is known, no cell differs, nothing is refused."""
    path = exported(store, layer, tmp_path / "x.xlsx", language)
    found = compared(store, layer, path)
    assert told(found.changes) == []
    assert {fate for _, fate in fates(found.changes)} == {"unchanged"}
    assert len(found.changes.rows) == len(getattr(store.tables(), layer))
    assert found.changes.missing == ()


@pytest.mark.parametrize("layer", [Layer.UNITS, Layer.ZONES, Layer.PARCELS, Layer.PLOTS, Layer.ENTERPRISES], ids=str)
def test_a_csv_comes_back_unchanged_too(store, tmp_path, layer):
    """Without a hidden sheet it is compared with the ledger alone; printed rounding and apostrophes are no edits."""
    path = exported(store, layer, tmp_path / "x.csv")
    found = compared(store, layer, path)
    assert [cell for cell in told(found.changes) if cell[2] != "emptied"] == []
    assert {fate for _, fate in fates(found.changes)} == {"unchanged"}


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(1, 10**9), st.text("0123456789abcdef", max_size=8))))
def test_packed_records_are_read_as_they_were(rows):
    """Whatever signs a key has, several records in one cell come out as they went in, the last of each key."""
    cell = SEPARATOR.join(packed(*row) for row in rows)
    said = described([(MARK, 2), ("rows", cell)])
    assert said.rows == {key: (version, mark) for key, version, mark in rows}


def test_what_is_no_record_is_left_out():
    """A hidden sheet is data like any other: a stranger's cell in it says nothing."""
    said = described([(MARK, 2), ("rows", "A,1,ff;B,x,ff;;C,1;D,1,2,3;E,²,f"), ("rows", None), ("rows",)])
    assert said.rows == {"A": (1, "ff")}


def test_many_records_take_few_cells_that_a_spreadsheet_can_hold(tmp_path):
    """2,000 units: several cells, none above a spreadsheet's limit, and every version is read again."""
    units = [{"code": f"属地-{number:06d}", "name": f"第{number}街道"} for number in range(2_000)]
    large = workspace(tmp_path / "large", units=units)
    path = exported(large, Layer.UNITS, tmp_path / "x.xlsx")
    cells = [str(cell) for row in openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True) for cell in row]
    assert max(map(len, cells)) < 32_767
    assert cells.count("rows") > 1
    found = compared(large, Layer.UNITS, path).changes
    assert told(found) == []
    assert (len(found.rows), {fate for _, fate in fates(found)}) == (2_000, {"unchanged"})
    large.close()


def test_a_list_of_the_first_form_comes_back_too(store, tmp_path):
    """Lists printed when the hidden sheet had a row for each record: a conflict and a computed cell are found."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    lines = list(book[SHEET].iter_rows(values_only=True))
    del book[SHEET]
    old = book.create_sheet(SHEET)
    old.append([MARK, 1])
    for line in lines[1:]:
        if line[0] != "rows":
            old.append(line)
            continue
        for record in line[1].split(SEPARATOR):
            key, version, mark = record.split(",")
            old.append(["row", key, int(version), mark])
    book.save(path)
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "B", {"name": "乙"}, expected_version=1, actor="b")

    def change(_sheet, cell):
        cell("B", "名称").value = "丙"
        cell("A", "阶段").value = "已竣工"

    found = compared(store, Layer.PARCELS, edited(path, change)).changes
    assert told(found) == [("B", "name", "conflict", "乙", "丙")]
    assert {"computed_edited"} <= {issue.code for issue in found.issues}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_a_list_saved_by_libreoffice_comes_back_unchanged(store, tmp_path):
    """The hidden sheet and the empty cells survive another program's saving."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    saved = tmp_path / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = compared(store, Layer.PARCELS, saved / "x.xlsx").changes
    assert [cell for cell in told(found) if cell[2] != "emptied"] == []
    assert {fate for _, fate in fates(found)} == {"unchanged"}
    assert found.issues == ()


def test_edits_come_back_cell_by_cell(store, tmp_path):
    """A name, an area, a word of a list, a unit by name, a code typed as text; rows sorted, columns dropped, one added."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx")

    def change(sheet, cell):
        cell("A", "名称").value = "首号"
        cell("A", "证载面积(亩)").value = 12.36
        cell("B", "改造方式").value = "企业自主改造"
        cell("B", "属地").value = "双屿街道"
        sheet.delete_cols(cell("A", "备注").column)
        sheet.insert_cols(2)
        sheet.cell(5, 2).value = "经办"

    found = compared(store, Layer.PARCELS, edited(path, change))
    assert sorted(told(found.changes)) == [
        ("A", "certificate_area_m2", "edited", 8_230.452, pytest.approx(m2_from_mu(12.36))),
        ("A", "name", "edited", "=1+1", "首号"),
        ("B", "mode", "edited", "government_requisition", "owner_led"),
        ("B", "unit", "edited", "TQ", "SY"),
    ]
    before = store.tables().parcels.set_index("parcel_id")
    apply_import(store, found, actor="test")
    after = store.tables().parcels.set_index("parcel_id")
    assert (after.loc["B", "note"], after.loc["B", "floor_area_m2"]) == ('a"b,c', 1234.567)
    assert after.loc["0012"].drop("geometry").equals(before.loc["0012"].drop("geometry"))
    assert check(store) == []


def test_what_changed_meanwhile_is_a_conflict_and_the_rest_is_left_alone(store, tmp_path):
    """Printed, then edited in the ledger and in the file: both values are shown; other edits of the ledger stay."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx", "en")
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "B", {"name": "乙", "note": "新"}, expected_version=1, actor="b")

    def change(_sheet, cell):
        cell("B", "name").value = "丙"

    found = compared(store, Layer.PARCELS, edited(path, change))
    assert told(found.changes) == [("B", "name", "conflict", "乙", "丙")]
    assert found.changes.cells["base"].tolist() == ["大塘垟𠮷"]
    apply_import(store, found, actor="test", chosen=frozenset({("B", "name")}))
    row = store.tables().parcels.set_index("parcel_id").loc["B"]
    assert (row["name"], row["note"]) == ("丙", "新")


def test_deleted_rows_new_rows_and_computed_cells_are_named(store, tmp_path):
    """A deleted row is no deletion, a new row is new, a stage that was written over changes nothing."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx")

    def change(sheet, cell):
        cell("A", "阶段").value = "已竣工"
        sheet.delete_rows(cell("B", "阶段").row)
        sheet.insert_rows(sheet.max_row)
        sheet.cell(sheet.max_row - 1, 1).value = "D"

    found = compared(store, Layer.PARCELS, edited(path, change))
    assert found.changes.missing == ("B",)
    assert fates(found.changes) == [("A", "unchanged"), ("0012", "unchanged"), ("D", "new")]
    assert {"rows_missing", "computed_edited"} <= {issue.code for issue in found.changes.issues}


def test_an_emptied_cell_keeps_its_value_until_it_is_to_clear(store, tmp_path):
    """It is listed either way."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx")
    edited(path, lambda _sheet, cell: setattr(cell("B", "备注"), "value", None))
    assert told(compared(store, Layer.PARCELS, path).changes) == [("B", "note", "emptied", 'a"b,c', None)]


def test_a_revised_target_comes_back_as_its_next_revision(store, tmp_path):
    """One amount edited: one revision more, the other target is not stated again."""
    path = exported(store, Layer.TARGETS, tmp_path / "x.xlsx")

    def change(sheet, _cell):
        for row in sheet.iter_rows():
            for one in row:
                if one.value == 400:
                    one.value = 410

    found = compared(store, Layer.TARGETS, edited(path, change))
    assert [row[1:] for row in told(found.changes)] == [("amount", "edited", 400.0, 410.0)]
    apply_import(store, found, actor="test")
    assert sorted(store.tables().targets["revision"]) == [1, 2]


def test_a_list_of_another_layer_or_without_its_key_is_refused(store, tmp_path):
    """One sentence each; nothing is guessed."""
    path = exported(store, Layer.PLOTS, tmp_path / "x.xlsx")
    with pytest.raises(ArgumentsError, match="returned_other_layer"):
        compared(store, Layer.PARCELS, path)
    edited(path, lambda sheet, _cell: sheet.delete_cols(1))
    with pytest.raises(InputError, match="returned_without_key"):
        compared(store, Layer.PLOTS, path)


def test_a_list_of_another_ledger_is_any_list(store, tmp_path):
    """Its versions mean nothing here: its records are new, none is said to be gone."""
    path = exported(store, Layer.ZONES, tmp_path / "x.xlsx")
    other = workspace(tmp_path / "other")
    found = compared(other, Layer.ZONES, path)
    assert fates(found.changes) == [("Z1", "new")]
    assert "other_ledger" in {issue.code for issue in found.changes.issues}
    other.close()


def test_a_filtered_list_leaves_the_others_alone(store, tmp_path):
    """Only the printed rows can be missing."""
    path = exported(store, Layer.PARCELS, tmp_path / "x.xlsx", unit="SY")
    found = compared(store, Layer.PARCELS, path)
    assert (fates(found.changes), found.changes.missing) == ([("A", "unchanged")], ())


def test_a_difference_of_nothing_is_no_edit_of_a_computed_cell(tmp_path):
    """Programs write a zero below zero as zero: a list that was only saved again says nothing was written over."""
    made = workspace(tmp_path / "w", parcels=[parcel("A", mu=10, book_mu=10.00001)])
    path = exported(made, Layer.PARCELS, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    book.save(path)
    zeros = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value == 0]
    found = compared(made, Layer.PARCELS, path)
    made.close()
    assert zeros == ["0"]
    assert [issue.code for issue in found.changes.issues if issue.code == "computed_edited"] == []
