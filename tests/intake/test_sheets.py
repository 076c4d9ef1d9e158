"""Where the headings of a table stand, and in which unit it is."""

from datetime import date

import openpyxl
import pytest

from landuse.errors import ArgumentsError
from landuse.model import Layer
from tests.intake.files import areas, codes, read, workbook

GROUPED = [
    ["某区供地计划", "", "", "", "", "", ""],
    ["序号", "地块编号", "面积", "出让", "", "约定时间", ""],
    ["", "", "", "公告时间", "成交时间", "交地", "开工"],
]


def test_headings_in_two_lines_are_read_together(tmp_path):
    """A group's word stands over its columns: 约定时间 over 交地 and 开工."""
    row = [1, "G1", 30, "2023-03-01", "2023-04-12", "2023-08-01", "2024-02-01"]
    path = workbook(tmp_path / "a.xlsx", [row], GROUPED[2], above=GROUPED[:2])
    found = read(path, Layer.PLOTS, mapping={"面积": "approved_area_mu"}, today=date(2023, 6, 1))
    assert (found.read, found.frame["plot_id"].tolist(), areas(found, "approved_area_m2")) == (1, ["G1"], [30])
    assert found.events["kind"].tolist() == ["notice", "award"]
    assert found.milestones["kind"].tolist() == ["handover", "construction_start"]


def test_an_agreed_day_is_never_taken_for_what_happened(tmp_path):
    """约定时间 over 开工时间 is an agreed day, though 开工时间 alone would be an event."""
    above = [["地块编号", "面积(亩)", "约定时间", "", "实际时间", ""]]
    lower = ["", "", "开工时间", "竣工时间", "开工时间", "竣工时间"]
    row = ["G1", 30, "2022-03-01", "2022-12-01", "2022-04-01", ""]
    found = read(workbook(tmp_path / "a.xlsx", [row], lower, above=above), Layer.PLOTS, today=date(2023, 6, 1))
    assert found.events[["kind", "occurred_on"]].values.tolist() == [["construction_start", date(2022, 4, 1)]]
    assert found.milestones["due_on"].tolist() == [date(2022, 3, 1), date(2022, 12, 1)]


def test_a_page_of_notes_is_no_table(tmp_path):
    """A sheet with one column of words beside the table asks nothing; two tables do."""
    path = workbook(tmp_path / "a.xlsx", [["G1", "甲"]], ["地块编号", "地块名称"])
    book = openpyxl.load_workbook(path)
    notes = book.create_sheet("填表说明")
    notes["A1"], notes["A2"] = "一、面积按亩填写", "二、每月 5 日前上报"
    book.save(path)
    found = read(path, Layer.PLOTS)
    assert found.frame["plot_id"].tolist() == ["G1"]
    assert [issue.value for issue in found.issues if issue.code == "sheets_left"] == ["填表说明"]
    notes["B1"] = "x"
    book.save(path)
    with pytest.raises(ArgumentsError, match="sheet_needed"):
        read(path, Layer.PLOTS)


def test_headings_in_one_line_stay_in_one(tmp_path):
    """A row of values is no second line of headings."""
    path = workbook(tmp_path / "a.xlsx", [["G1", "地块一"], ["G2", ""]], ["地块编号", "地块名称"], above=[["名称"]])
    assert read(path, Layer.PLOTS).frame["plot_id"].tolist() == ["G1", "G2"]


@pytest.mark.parametrize(
    ("line", "mu"), [("单位:亩", 3), ("（单位：公顷）", 45), ("面积单位:平方米、万元", 0.0045)], ids=["mu", "ha", "m2"]
)
def test_the_line_of_units_is_the_unit_of_an_area_that_names_none(tmp_path, line, mu):
    """A heading with its own unit keeps it."""
    rows = [["G1", 3, 6]]
    path = workbook(tmp_path / "a.xlsx", rows, ["地块编号", "面积", "红线面积(亩)"], above=[["清单"], [line]])
    found = read(path, Layer.PLOTS)
    assert areas(found, "approved_area_m2") == [pytest.approx(mu)]
    assert areas(found, "redline_area_m2") == [6]


def test_without_a_line_of_units_a_bare_area_is_not_guessed(tmp_path):
    """面积 without a unit stays with what was not mapped."""
    found = read(workbook(tmp_path / "a.xlsx", [["G1", 3]], ["地块编号", "面积"]), Layer.PLOTS)
    assert codes(found) == [(2, "no_area")]
    assert '"面积": "3"' in found.frame["attributes"].iloc[0]
