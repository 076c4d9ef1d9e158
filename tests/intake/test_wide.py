"""Wide sheets: a row a plot or a firm, a column an item."""

from datetime import date

from landuse.intake.harmonise import Known
from landuse.intake.wide import tells
from landuse.model import Layer
from landuse.rules.supply import load_supply_rules
from tests.intake.files import codes, read, table, workbook

KNOWN = Known(subjects={"plot:G1": (None, None), "plot:G2": (None, None), "enterprise:F1": (None, None)})
TODAY = date(2023, 6, 1)
#: The twelve items as the district's land map calls them.
INITIALS = ["TDZSZJS", "TDSYQ", "JZW", "TDZ", "GX", "DBFZW", "TDWR", "CD", "SY", "WQFY", "TDSC", "GP"]


def test_the_district_s_twelve_columns_are_the_twelve_items():
    """Each column of the land map is one item, in the order of the rules."""
    told = [tells(Layer.CHECKLIST, initials) for initials in INITIALS]
    assert [one.item for one in told] == list(load_supply_rules().checklist)
    assert {one.column for one in told} == {"state"}


def test_a_wide_checklist_is_a_statement_an_item(tmp_path):
    """State, reason and who has it come together; an empty state with a reason is open; an empty item says nothing."""
    headings = ["地块编号", "TDZSZJS", "GX", "GX具体原因", "GX责任人", "围墙放样", "围墙放样原因", "填报日期"]
    rows = [["G1", "是", "办理中", "电缆未迁", "王", "", "", "2023-05-20"], ["G2", "", "", "", "", "/", "缺图", ""]]
    found = read(workbook(tmp_path / "a.xlsx", rows, headings), Layer.CHECKLIST, known=KNOWN, today=TODAY)
    assert (found.read, found.refused, codes(found)) == (4 - 1, 0, [])
    columns = ["plot_id", "item", "state", "reason", "owner", "stated_on"]
    assert found.frame[columns].values.tolist() == [
        ["G1", "land_conversion", "done", None, None, date(2023, 5, 20)],
        ["G1", "pipelines", "in_progress", "电缆未迁", "王", date(2023, 5, 20)],
        ["G2", "fencing", "open", "缺图", None, TODAY],
    ]


def test_a_wide_statement_that_is_wrong_names_its_row(tmp_path):
    """The row is the sheet's, whatever the column; the other items of the row stay."""
    path = table(tmp_path / "a.csv", [["G1", "完成", "快了"], ["G9", "完成", ""]], ["地块编号", "管线", "收储"])
    found = read(path, Layer.CHECKLIST, known=KNOWN, today=TODAY)
    assert (found.read, found.accepted) == (3, 1)
    assert codes(found) == [(2, "unknown_checklist_state"), (3, "unknown_subject")]


def test_items_may_stand_above_what_is_said_of_them(tmp_path):
    """Two lines of headings: the item, and under it its state, the reason and who has it."""
    upper = ["地块编号", "土地征收转建设", "", "", "管线", "", ""]
    lower = ["", "状态", "具体原因", "责任人", "状态", "具体原因", "责任人"]
    path = workbook(
        tmp_path / "a.xlsx", [["G1", "是", "", "", "否", "电缆未迁", "王"]], lower, above=[["做地清单"], upper]
    )
    found = read(path, Layer.CHECKLIST, known=KNOWN, today=TODAY)
    assert found.frame[["item", "state", "reason", "owner"]].values.tolist() == [
        ["land_conversion", "done", None, None],
        ["pipelines", "open", "电缆未迁", "王"],
    ]


def test_standards_in_columns(tmp_path):
    """A column an indicator: agreed, unless it says that it was found."""
    headings = ["地块编号", "投资强度(万元/亩)", "容积率", "实际容积率", "R&D占比(%)"]
    path = table(tmp_path / "a.csv", [["G1", 400, 1.5, 1.2, 3], ["G2", "", 2, "", ""]], headings)
    found = read(path, Layer.STANDARDS, known=KNOWN, today=TODAY)
    stated = found.frame[["plot_id", "item", "agreed", "actual"]].fillna(0).values.tolist()
    assert stated == [
        ["G1", "investment_intensity", 400, 0],
        ["G1", "far", 1.5, 1.2],
        ["G1", "rd_share", 0.03, 0],
        ["G2", "far", 2, 0],
    ]


def test_a_long_checklist_stays_long(tmp_path):
    """With a column of items, a column called like an item is no item."""
    path = table(tmp_path / "a.csv", [["G1", "管线迁改", "否", "x"]], ["地块编号", "事项", "状态", "场地"])
    found = read(path, Layer.CHECKLIST, known=KNOWN, today=TODAY)
    assert found.frame[["item", "state"]].values.tolist() == [["pipelines", "open"]]


def test_figures_of_firms_in_columns(tmp_path):
    """A column a figure with the year beside it; per cent are shares of 1."""
    headings = ["企业名称", "信用代码", "年度", "上年产值(万元)", "亩均税收(万元/亩)", "R&D占比(%)", "荣誉"]
    path = table(tmp_path / "a.csv", [["甲公司", "F1", 2022, "12000", "22.3", "3.02", "高新"]], headings)
    found = read(path, Layer.FIGURES, known=KNOWN, today=TODAY)
    assert found.frame[["credit_code", "year", "figure", "value"]].values.tolist() == [
        ["F1", 2022, "output_wan_yuan", 12000],
        ["F1", 2022, "tax_per_mu", 22.3],
        ["F1", 2022, "rd_share", 0.0302],
    ]


def test_years_of_figures_may_stand_in_their_headings(tmp_path):
    """2021年产值 and 2022年产值 are one figure of two years."""
    path = table(tmp_path / "a.csv", [["F1", 5, 6]], ["信用代码", "2021年产值(万元)", "2022年产值(万元)"])
    found = read(path, Layer.FIGURES, known=KNOWN, today=TODAY)
    assert found.frame[["year", "figure", "value"]].values.tolist() == [
        [2021, "output_wan_yuan", 5],
        [2022, "output_wan_yuan", 6],
    ]


def test_figures_without_a_year_are_refused(tmp_path):
    """上年 is not guessed: the office says which year."""
    path = table(tmp_path / "a.csv", [["F1", 5]], ["信用代码", "上年产值(万元)"])
    found = read(path, Layer.FIGURES, known=KNOWN, today=TODAY)
    assert (found.accepted, codes(found)) == (0, [(2, "missing_value")])
