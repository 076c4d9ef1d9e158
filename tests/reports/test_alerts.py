"""The list of warnings and the supervision ledger as workbooks, read back."""

from datetime import date, datetime

import openpyxl
import pytest

from landuse.actions.supervise_alert import supervise_alert
from landuse.config import Settings
from landuse.core.alerts.supervised import Supervised
from landuse.i18n import catalogue
from landuse.reports.alerts import Place, ledger_sheet, state_words, told, warnings_sheet, write_sheet
from landuse.views.alerts import warnings_on
from landuse.views.supervision import matters
from tests.builders import MAY, happen, square, workspace

ZH, EN = catalogue(), catalogue("en")
UNITS = {"U1": "一镇"}
KEY = "W05:plot:G1"
#: The office's own columns of the ledger (预警督办台账).
TEN = ["编号", "事项", "类型", "触发日期", "等级", "责任单位", "责任人", "要求完成时间", "整改情况", "销号"]


@pytest.fixture
def store(tmp_path):
    """Return a workspace of a plot past the meeting for 31 days, with a name that looks like a formula."""
    opened = workspace(
        tmp_path / "w",
        settings=Settings(name="示范区", synthetic=True),
        units=[{"code": "U1", "name": "一镇"}],
        plots=[{"plot_id": "G1", "name": "=1+1", "unit": "U1", "owner": "张三", "geometry": square(mu=20)}],
    )
    happen(opened, "approval_meeting", "G1", on=date(2023, 4, 30), subject="plot")
    yield opened
    opened.close()


def place(day=MAY, part="全区"):
    return Place("示范区", part, UNITS, day, synthetic=True)


def decide(store, state, *, on=MAY, key=KEY, **more):
    return supervise_alert(store, alert_key=key, state=state, stated_on=on, actor="t", **more)


def written(sheet, path):
    """Write a sheet and return its lines above the headings, its headings and its rows."""
    write_sheet(sheet, path)
    page = openpyxl.load_workbook(path).active
    top = int(page.freeze_panes[1:]) - 1
    rows = list(page.iter_rows(min_row=top))
    return [page.cell(row, 1).value for row in range(1, top)], [cell.value for cell in rows[0]], rows[1:]


def w05(store, day=MAY):
    return next(item for item in warnings_on(store, as_of=day) if item.alert.rule == "W05")


def test_a_warning_in_words(store):
    """Rule and title, lateness, the unit by name where the unit has to act, the office elsewhere."""
    said = told(w05(store).alert, ZH, as_of=MAY, units=UNITS)
    assert (said.level, said.warning, said.late) == ("黄色预警", "W05 过会未公告", "还有 29 天")
    assert (said.owner, said.person, said.unit) == ("资规分局", "张三", "一镇")
    silent = next(item.alert for item in warnings_on(store, as_of=MAY) if item.alert.rule == "W20")
    assert told(silent, ZH, as_of=MAY, units=UNITS).owner == "一镇"


def test_what_is_due_by_no_day_says_how_long_it_has_lasted(store):
    """A plot drawn at double its book area: since the day its shape was entered."""
    alert = w05(store).alert
    undated = type(alert)(
        rule="W19",
        severity=alert.severity,
        subject_kind="plot",
        subject_id="G1",
        name="甲",
        unit=None,
        owner="land_bureau",
        since=date(2023, 5, 30),
        values={"share": 0.5, "book": None, "geometry": None},
    )
    assert told(undated, ZH, as_of=MAY, units=UNITS).late == "已持续 1 天"
    assert told(undated, ZH, as_of=date(2023, 5, 30), units=UNITS).late == "今天起"


def test_where_supervision_stands(store):
    """Its state, that it is overdue, that it has risen since it was closed."""
    item = w05(store)
    assert state_words(item, ZH) == "未处置"
    assert "督办逾期" in state_words(Supervised(alert=item.alert, state="assigned", overdue=True), ZH)
    assert "重新列出" in state_words(Supervised(alert=item.alert, risen_after_closing=True), ZH)


def test_the_list_of_warnings(store, tmp_path):
    """Title, whose and how many; a row a warning with day cells and number cells; a name is never a formula."""
    items = warnings_on(store, as_of=MAY)
    lines, headings, rows = written(warnings_sheet(items, ZH, place()), tmp_path / "a.xlsx")
    assert lines[0] == "示范区 预警清单"
    assert f"共 {len(items)} 条" in lines[1]
    assert "虚构" in lines[2]
    assert len(rows) == len(items)
    row = next(row for row in rows if row[headings.index("预警编号")].value == KEY)
    cells = dict(zip(headings, row, strict=True))
    assert (cells["对象"].value, cells["对象"].data_type) == ("=1+1", "s")
    assert cells["起始日期"].value == datetime(2023, 5, 30)
    assert (cells["面积(亩)"].value, cells["面积(亩)"].number_format) == (20, "#,##0.00")
    assert cells["处置"].value == "未处置"


def test_the_ledger_has_the_office_s_ten_columns(store, tmp_path):
    """In their order; what was done stands in one cell, entry by entry, and who has it last."""
    decide(store, "acknowledged", on=date(2023, 5, 30))
    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 9), reason="先做地")
    lines, headings, rows = written(ledger_sheet(matters(store, as_of=MAY), ZH, place()), tmp_path / "a.xlsx")
    assert (lines[0], headings) == ("示范区 预警督办台账", TEN)
    (row,) = ([cell.value for cell in row] for row in rows)
    assert row[:3] == ["V0001", "=1+1过会 31 天仍未发布出让公告。", "W05 过会未公告"]
    assert row[4:7] == ["黄色预警", "资规分局", "李四"]
    assert row[7] == datetime(2023, 6, 9)
    assert row[8] == "2023年5月30日 已知悉\n2023年5月31日 已交办 · 李四 · 2023年6月9日 前完成 · 先做地"
    assert row[9] == "未销号"


def test_how_a_line_of_the_ledger_ends(store):
    """Overdue, closed on its day, ceased by itself."""

    def ends(day):
        return [row[9] for row in ledger_sheet(matters(store, as_of=day), ZH, place(day)).rows]

    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 1))
    assert ends(date(2023, 6, 2)) == ["未销号(督办逾期)"]
    decide(store, "closed", on=date(2023, 6, 3), reason="公告在即")
    assert ends(date(2023, 6, 4)) == ["2023年6月3日 销号"]
    decide(store, "reopened", on=date(2023, 6, 5), reason="没有公告")
    happen(store, "notice", "G1", on=date(2023, 6, 6), subject="plot")
    assert ends(date(2023, 6, 7)) == ["已自动解除"]


def test_a_line_of_which_no_day_tells(store):
    """Brought in from a book: the key stands for what is not known."""
    decide(store, "acknowledged")
    happen(store, "notice", "G1", on=date(2023, 5, 1), subject="plot")
    (row,) = ledger_sheet(matters(store, as_of=MAY), ZH, place()).rows
    assert row[1:5] == (KEY, "W05", None, None)


def test_the_file_says_whose_it_is_and_of_which_day(store):
    """Without characters that a system refuses."""
    sheet = warnings_sheet([], ZH, place(part="一/二:镇"))
    assert sheet.file_name == "预警清单_一_二_镇_截至2023-05-31.xlsx"
    assert sheet.rows == ()


def test_characters_that_a_workbook_cannot_hold_are_counted(store, tmp_path):
    """A control sign in a reason is left out, and said."""
    decide(store, "closed", reason="完\x01成")
    sheet = ledger_sheet(matters(store, as_of=MAY), EN, place())
    assert write_sheet(sheet, tmp_path / "a.xlsx") == 1
    assert "完成" in openpyxl.load_workbook(tmp_path / "a.xlsx").active.cell(5, 9).value
