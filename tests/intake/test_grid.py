"""Sheets as offices keep them: headings in several lines, merged cells, totals, notes, pages; nothing of it a record."""

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import ArgumentsError, InputError
from landuse.intake.grid import column_letters, table_of
from landuse.intake.heads import Box
from landuse.intake.mapping import recognises
from landuse.model import Layer
from tests.intake.files import HEADINGS, areas, codes, read, table, workbook


def known(heading):
    return recognises(Layer.PARCELS, heading)


def sheet(path, rows, *, merged=(), hidden=None, more=()):
    """Write a workbook with merged cells, a hidden sheet, and further sheets."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    for title, state in (*((title, "visible") for title in more), *(((hidden, "hidden"),) if hidden else ())):
        extra = book.create_sheet(title)
        extra.sheet_state = state
        extra.append(["说明", "时间"])
    book.save(path)
    return path


def test_a_merged_town_holds_for_all_its_rows_and_subtotals_are_none(tmp_path):
    """街道 merged down, 小计 beneath each town, 合计 on top and at the end."""
    rows = [
        ["某区低效用地清单"],
        ["街道", "地块编号", "面积(亩)"],
        ["合计", None, 37],
        ["双屿", "LC-1", 12],
        [None, "LC-2", 8],
        [None, "小计", 20],
        ["仰义", "LC-3", 17],
        ["仰义小计", None, 17],
        ["总　计", None, 37],
    ]
    found = read(sheet(tmp_path / "a.xlsx", rows, merged=["A1:C1", "A4:A6"]))
    assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2", "LC-3"]
    assert found.frame["unit"].tolist() == ["双屿", "双屿", "仰义"]
    assert areas(found) == [12, 8, 17]
    assert codes(found) == [(3, "totals_row"), (6, "totals_row"), (8, "totals_row"), (9, "totals_row")]


def test_an_amount_in_a_merged_cell_is_counted_once(tmp_path):
    """面积 merged over two rows is one area, said so; a year is no amount and holds for both."""
    rows = [["地块编号", "年度", "面积(亩)"], ["G1", 2023, 20], ["G2", None, None]]
    found = read(sheet(tmp_path / "a.xlsx", rows, merged=["B2:B3", "C2:C3"]), Layer.PLOTS)
    assert areas(found, "approved_area_m2")[0] == 20
    assert found.frame["plan_year"].tolist() == [2023, 2023]
    assert codes(found) == [(2, "merged_amount"), (3, "no_area")]


def test_headings_in_three_lines_with_merged_groups(tmp_path):
    """时间 over 约定 and 实际 over 开工: each column is what all its lines say."""
    rows = [
        ["供地清单", None, None, None, None],
        ["地块编号", "面积(亩)", "时间节点", None, None],
        [None, None, "约定时间", None, "实际时间"],
        [None, None, "开工", "竣工", "开工"],
        ["G1", 30, "2023-03-01", "2024-03-01", "2023-04-01"],
    ]
    merged = ["A1:E1", "A2:A4", "B2:B4", "C2:E2", "C3:D3"]
    found = read(sheet(tmp_path / "a.xlsx", rows, merged=merged), Layer.PLOTS)
    assert found.frame["plot_id"].tolist() == ["G1"]
    assert found.mapping["约定开工"] == "due_construction_start"
    assert found.mapping["实际开工"] == "on_construction_start"


def test_a_column_under_a_group_is_not_taken_for_the_plain_one(tmp_path):
    """拆除 over 面积(亩) and 供地 over 面积(亩) are not the parcel's area; only the plain one is."""
    rows = [
        ["地块编号", "证载面积(亩)", "拆除", None, "供地", None],
        [None, None, "面积(亩)", "时间", "面积(亩)", "时间"],
        ["LC-1", 9, 4, "x", 5, "y"],
    ]
    found = read(sheet(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"]))
    assert areas(found) == [9]
    assert set(found.mapping.values()) == {"parcel_id", "certificate_area_mu"}


@pytest.mark.parametrize("merged", [(), ["A1:A2", "B1:C1"]], ids=["csv", "merged"])
def test_a_second_line_of_unknown_headings_is_no_record(tmp_path, merged):
    """Words beneath groups belong to the headings, whether the layer knows them or not."""
    rows = [["地块编号", "整治进度", "", "面积(亩)"], ["", "本月", "累计", ""], ["LC-1", 1, 2, 3]]
    path = sheet(tmp_path / "a.xlsx", rows, merged=merged) if merged else table(tmp_path / "a.csv", rows[1:], rows[0])
    found = read(path)
    assert (found.read, found.frame["parcel_id"].tolist()) == (1, ["LC-1"])


def test_units_beneath_the_headings_belong_to_them(tmp_path):
    """A line of units (亩, 万元) under the headings makes 面积 an area in 亩; numbers of columns are no record."""
    rows = [["地块编号", "地块名称", "面积", "容积率", "成交价"], ["", "", "亩", "", "万元"], [1, 2, 3, 4, 5]]
    found = read(workbook(tmp_path / "a.xlsx", [["G1", "甲", 30, 1.5, 900]], rows[2], above=rows[:2]), Layer.PLOTS)
    assert found.frame["plot_id"].tolist() == ["G1"]
    assert areas(found, "approved_area_m2") == [30]


def test_pages_notes_and_signatures_are_no_records(tmp_path):
    """Headings printed on every page, section titles, notes and signatures are named and left."""
    rows = [
        ["某区清单", None, None, None],
        HEADINGS,
        ["一、双屿街道", None, None, None],
        ["LC-1", "甲", "双屿", 1],
        [None, None, None, None],
        ["某区清单", None, None, None],
        HEADINGS,
        ["LC-2", "乙", "双屿", 2],
        ["注:面积以证载为准", None, None, None],
        ["数据截至六月十四日,由各街镇报送。", None, None, None],
        ["填表人:张某", None, "审核人:李某", None],
    ]
    found = read(sheet(tmp_path / "a.xlsx", rows))
    assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2"]
    assert codes(found) == [
        (3, "note_row"),
        (6, "heading_row"),
        (7, "heading_row"),
        (9, "note_row"),
        (10, "note_row"),
        (11, "note_row"),
    ]


def test_a_running_number_does_not_hide_totals(tmp_path):
    """序号 is filled, 合计 stands in the next column; a record of a district's target is none."""
    rows = [[1, "LC-1", 3], [2, "合计", 3]]
    found = read(table(tmp_path / "a.csv", rows, ["序号", "地块编号", "面积(亩)"]))
    assert (found.read, codes(found)) == (1, [(3, "totals_row")])
    targets = read(
        table(tmp_path / "b.csv", [[2023, "合计", "整治", 800]], ["年度", "属地", "指标", "目标"]), Layer.TARGETS
    )
    assert (targets.accepted, targets.frame["amount"].tolist()) == (1, [800])


def test_several_sheets_are_asked_and_hidden_ones_named(tmp_path):
    """Two with rows: which one; a hidden one is left and said; only hidden: it must be named."""
    rows = [HEADINGS, ["LC-1", "甲", "双屿", 1]]
    with pytest.raises(ArgumentsError, match="sheet_needed"):
        read(sheet(tmp_path / "a.xlsx", rows, more=["二月"]))
    found = read(sheet(tmp_path / "b.xlsx", rows, hidden="旧表"))
    assert [(issue.code, issue.value) for issue in found.issues] == [("sheets_left", "旧表")]
    assert read(sheet(tmp_path / "c.xlsx", rows, more=["二月"]), sheet="Sheet").accepted == 1
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    book.move_sheet("旧表", -1)
    book["Sheet"].delete_rows(1, 5)
    book.save(tmp_path / "d.xlsx")
    with pytest.raises(ArgumentsError, match="sheets_hidden"):
        read(tmp_path / "d.xlsx")


def test_errors_and_formulas_without_a_result_are_not_nothing(tmp_path):
    """#REF! and a formula that was never worked out are refused with their cells; a stored result is read."""
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    for place, (formula, value) in enumerate([("=B9", "#REF!"), ("=6+6", 12), ("=1/0", "#DIV/0!")], start=1):
        page.write_row(place, 0, [f"LC-{place}", "甲", "双屿"])
        page.write_formula(place, 3, formula, None, value)
    book.close()
    found = read(tmp_path / "a.xlsx")
    assert codes(found) == [(2, "cell_error"), (4, "cell_error")]
    assert areas(found)[:1] == [12]
    plain = openpyxl.Workbook()
    plain.active.append(HEADINGS)
    plain.active.append(["LC-1", "甲", "双屿", "=6+6"])
    plain.save(tmp_path / "b.xlsx")
    assert codes(read(tmp_path / "b.xlsx")) == [(2, "cell_error")]


def test_a_column_without_a_heading_is_kept(tmp_path):
    """Cells beyond the headings, or under an empty one, lie in the attributes under the column's letters."""
    path = tmp_path / "a.csv"
    path.write_text("地块编号,,面积(亩)\nLC-1,甲,3,多出\nLC-2,,4\n", encoding="utf-8")
    found = read(path)
    assert found.frame["attributes"].tolist() == ['{"[B]": "甲", "[D]": "多出"}', None]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_any_delimiter_in_any_encoding(tmp_path, mark, encoding):
    """Line breaks, delimiters and quotes within cells stay within; a title above has another number of cells."""
    path = tmp_path / "a.csv"
    cells = ["LC-1", '"甲""一""' + mark + '\n乙"', "双屿", "12.5"]
    text = "\r\n".join(["低效清单,2023", mark.join(HEADINGS), mark.join(cells), mark.join(["LC-2", "丙", "", "8"])])
    path.write_bytes(text.encode(encoding))
    found = read(path)
    assert found.frame["name"].tolist() == [f'甲"一"{mark}\n乙', "丙"]
    assert areas(found) == [12.5, 8]


def test_a_sheet_without_cells_is_empty(tmp_path):
    """A sentence, not a table."""
    with pytest.raises(InputError, match="table_empty"):
        read(workbook(tmp_path / "a.xlsx", [], []))


CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.sampled_from(["地块编号", "面积(亩)", "合计", "注:", "一、", "约定时间", "亩", "LC-1", "序号"]),
    st.floats(),
    st.integers(0, 3000),
    st.booleans(),
    st.dates(),
)
GRIDS = st.lists(st.lists(CELLS, max_size=6), max_size=25)
BOXES = st.lists(
    st.builds(Box, st.integers(0, 9), st.integers(0, 5), st.integers(0, 12), st.integers(0, 6)), max_size=4
)


@given(GRIDS, BOXES)
def test_every_row_is_a_heading_a_record_or_named(rows, boxes):
    """No grid breaks the reading; columns are as long as their rows, and no filled row below the headings vanishes."""
    found = table_of(
        rows,
        known,
        [Box(min(b.top, b.bottom), min(b.left, b.right), max(b.top, b.bottom), max(b.left, b.right)) for b in boxes],
    )
    if found is None:
        assert not any(str(cell).strip() for row in rows for cell in row if cell is not None)
        return
    assert all(len(cells) == len(found.numbers) for cells in found.columns.values())
    named = {*found.numbers, *(note.row for note in found.notes)}
    below = min(named, default=len(rows) + 1)
    for number, row in enumerate(rows, start=1):
        if number >= below and any(cell is not None and str(cell).strip() for cell in row):
            assert number in named


@given(st.integers(0, 16383))
def test_columns_are_called_as_spreadsheets_do(place):
    """Letters and places are the same thing."""
    assert openpyxl.utils.column_index_from_string(column_letters(place)) == place + 1
