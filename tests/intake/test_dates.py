"""A sheet of plots tells days: of events, of what is due, and numbers of documents."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.model import Layer
from tests.intake.files import areas, codes, read, table, workbook

TODAY = date(2023, 6, 1)
#: 供地清单 as the office keeps it.
SUPPLY_LIST = [
    "序号",
    "地块编号",
    "地块名称",
    "所属街镇",
    "四至/坐落",
    "面积(亩)",
    "用途",
    "容积率",
    "来源(新增/存量/拆后)",
    "所属老旧工业区",
    "是否数据得地",
    "意向企业",
    "做地完成时限",
    "是否做地完成",
    "卡点",
    "区长办公会时间",
    "公告时间",
    "挂牌起止",
    "成交时间",
    "竞得人",
    "成交价(万元)",
    "合同号/电子监管号",
    "交地时间",
    "约定开工",
    "实际开工",
    "约定竣工",
    "责任单位",
    "责任人",
]


def plots(path, rows, headings, **asked):
    """Read a table of plots on the first of June 2023."""
    return read(table(path / "plots.csv", rows, headings), Layer.PLOTS, today=TODAY, **asked)


def told(frame, day):
    """Return subject, kind and day of the rows of a frame."""
    return list(frame[["subject_id", "kind", day]].itertuples(index=False, name=None))


def test_the_supply_list_tells_events_and_what_is_due(tmp_path):
    """Title, line of units, running number and totals: one plot, its events, its agreed days, what it says of itself."""
    row = dict.fromkeys(SUPPLY_LIST, "")
    row |= {"序号": 1, "地块编号": "G1", "地块名称": "甲地块", "所属街镇": "双屿", "四至/坐落": "东至某路"}
    row |= {"面积(亩)": 20.5, "来源(新增/存量/拆后)": "拆后", "是否数据得地": "是", "做地完成时限": "2023.6.30"}
    row |= {"卡点": "管线", "区长办公会时间": datetime(2023, 3, 1), "公告时间": "2023年3月10日"}
    row |= {"挂牌起止": "2023.4.1-2023.4.12", "成交时间": "23年4月12日", "成交价(万元)": "1200万元"}
    row |= {"交地时间": "/", "约定开工": "2023-12-01", "约定竣工": date(2025, 12, 1), "责任单位": "街道"}
    totals = ["合计", "", "", "", "", 20.5]
    path = workbook(
        tmp_path / "供地清单.xlsx",
        [list(row.values()), totals],
        SUPPLY_LIST,
        above=[["某区供地清单"], ["单位:亩、万元"]],
    )
    found = read(path, Layer.PLOTS, today=TODAY)
    assert (found.read, found.accepted, found.uncounted) == (1, 1, 0)
    assert codes(found) == [(5, "totals_row")]
    assert areas(found, "approved_area_m2") == [20.5]
    plot = found.frame.iloc[0]
    assert (plot["source"], plot["data_for_land"], plot["price_wan_yuan"]) == ("after_demolition", True, 1200)
    assert (plot["address"], plot["owner"], plot["note"]) == ("东至某路", "街道", "管线")
    assert told(found.events, "occurred_on") == [
        ("G1", "approval_meeting", date(2023, 3, 1)),
        ("G1", "notice", date(2023, 3, 10)),
        ("G1", "listing", date(2023, 4, 1)),
        ("G1", "award", date(2023, 4, 12)),
    ]
    assert told(found.milestones, "due_on") == [
        ("G1", "site_preparation", date(2023, 6, 30)),
        ("G1", "construction_start", date(2023, 12, 1)),
        ("G1", "completion", date(2025, 12, 1)),
    ]
    assert found.milestones["source"].tolist() == ["供地清单.xlsx"] * 3


def test_an_event_has_the_number_of_its_document_and_the_plot_s_unit(tmp_path):
    """合同号 is the contract's, 公告号 the notice's."""
    headings = ["地块编号", "所属街镇", "公告时间", "公告号", "合同时间", "合同号"]
    found = plots(tmp_path, [["G1", "双屿", "2023-03-01", "告1号", "2023-05-01", "合7号"]], headings)
    assert found.events[["kind", "unit", "doc_no"]].values.tolist() == [
        ["notice", "双屿", "告1号"],
        ["grant_contract", "双屿", "合7号"],
    ]


def test_a_number_without_its_day_stays_with_the_plot(tmp_path):
    """No event without a day is made up, and the number is not lost."""
    found = plots(tmp_path, [["G1", 5, "合7号"]], ["地块编号", "面积(亩)", "合同号/电子监管号"])
    assert found.events.empty
    assert codes(found) == [(2, "number_without_day")]
    assert "合7号" in found.frame["attributes"].iloc[0]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2023.5", "day_without_day"),
        ("2023-02-30", "no_such_day"),
        ("近期", "not_a_day"),
        ("2023-06-02", "date_in_future"),
    ],
)
def test_a_day_that_cannot_be_is_left_out_and_named(tmp_path, cell, code):
    """The plot stays accepted; today itself is no future."""
    found = plots(tmp_path, [["G1", cell, "2023-06-01"]], ["地块编号", "公告时间", "成交时间"])
    assert [(issue.column, issue.code, issue.value) for issue in found.issues if issue.code != "no_area"] == [
        ("公告时间", code, cell)
    ]
    assert (found.accepted, told(found.events, "occurred_on")) == (1, [("G1", "award", date(2023, 6, 1))])


@pytest.mark.parametrize(
    "cell", ["1901年01月02日", "1900-01-01", "1900/1/0", "0", "Nah", "\xa0", "/", "", "9999-12-31"]
)
def test_what_programs_write_for_nothing_is_nothing(tmp_path, cell):
    """A placeholder makes neither an event nor a milestone, and no note."""
    found = plots(tmp_path, [["G1", 5, cell, cell]], ["地块编号", "面积(亩)", "交地时间", "约定交地时间"])
    assert (len(found.events), len(found.milestones), codes(found)) == (0, 0, [])


def test_an_agreed_day_may_lie_ahead(tmp_path):
    """What is due is due in the future."""
    found = plots(tmp_path, [["G1", 5, "2030-01-01"]], ["地块编号", "面积(亩)", "约定开工时间"])
    assert told(found.milestones, "due_on") == [("G1", "construction_start", date(2030, 1, 1))]
    assert codes(found) == []


def test_a_start_without_floor_area_is_kept_uncounted(tmp_path):
    """新开工 is floor area: the day alone is an event that counts for nothing yet."""
    found = plots(tmp_path, [["G1", 5, "2023-04-01"]], ["地块编号", "面积(亩)", "实际开工时间"])
    assert told(found.events, "occurred_on") == [("G1", "construction_start", date(2023, 4, 1))]
    assert (codes(found), found.uncounted) == ([(2, "date_without_amount")], 1)


def test_dates_of_a_refused_plot_are_not_taken(tmp_path):
    """Where the plot is refused, so is what its row tells."""
    found = plots(tmp_path, [["G1", 5, "2023-04-01"], ["G1", 5, "2023-04-02"]], ["地块编号", "面积(亩)", "成交时间"])
    assert (found.refused, told(found.events, "occurred_on")) == (1, [("G1", "award", date(2023, 4, 1))])


def test_the_user_s_word_for_dated_columns(tmp_path):
    """--map names events, what is due and documents by on_, due_ and doc_ and the event's kind."""
    mapping = {"甲": "on_grant_contract", "乙": "due_construction_start", "丙": "doc_grant_contract"}
    found = plots(
        tmp_path, [["G1", "2023-04-01", "2024-04-01", "7号"]], ["地块编号", "甲", "乙", "丙"], mapping=mapping
    )
    assert told(found.events, "occurred_on") == [("G1", "grant_contract", date(2023, 4, 1))]
    assert told(found.milestones, "due_on") == [("G1", "construction_start", date(2024, 4, 1))]
    assert found.events["doc_no"].tolist() == ["7号"]


CONTRACTS = ["行业分类", "合同签订日期", "供地方式", "面积(公顷)", "所在地", "约定容积率上限", "土地使用年限"]
DEAL = ["食品制造业", "2007年02月05日", "挂牌出让", "0.6884", "某县", "0.00", "50年"]


@pytest.mark.parametrize("number", ["电子监管号", "合同编号", "出让合同编号"])
def test_a_sheet_of_contracts_goes_by_its_contracts_numbers(tmp_path, number):
    """The number of the contract names the plot and its event; its area is the contract's; order does not matter."""
    found = plots(tmp_path, [[*DEAL, "3303022007B00001"]], [*CONTRACTS, number])
    plot = found.frame.iloc[0]
    assert (plot["plot_id"], plot["unit"], plot["supply_method"]) == ("3303022007B00001", "某县", "listing")
    assert (plot["contract_area_m2"], plot["term_years"]) == (pytest.approx(6884), 50)
    assert found.frame["far_max"].isna().all()
    assert codes(found) == [(0, "zeros_are_empty")]
    assert found.events[["kind", "doc_no"]].values.tolist() == [["grant_contract", "3303022007B00001"]]


def test_a_contract_number_beside_a_plot_s_own_is_a_document(tmp_path):
    """With 地块编号 the contract's number is no id, and a plain area is not the contract's."""
    headings = ["地块编号", "面积(公顷)", "合同签订日期", "电子监管号"]
    found = plots(tmp_path, [["G1", 2, "2023-05-01", "3303022007B00001"]], headings)
    assert found.frame["plot_id"].tolist() == ["G1"]
    assert found.frame["approved_area_m2"].tolist() == [20_000]
    assert found.events["doc_no"].tolist() == ["3303022007B00001"]


def test_of_two_contract_numbers_the_supervision_number_names_the_plot(tmp_path):
    """电子监管号 is the plot, 合同编号 its contract's document, wherever they stand."""
    headings = ["合同编号", "电子监管号", "面积(公顷)", "合同签订日期"]
    found = plots(tmp_path, [["合7号", "3303022007B00001", 2, "2023-05-01"]], headings)
    assert found.frame["plot_id"].tolist() == ["3303022007B00001"]
    assert found.events["doc_no"].tolist() == ["合7号"]


days = st.dates(date(1899, 1, 1), date(2040, 1, 1)).map(str) | st.sampled_from(
    ["2023年5月", "5月6日", "/", "待定", "45000"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.tuples(days, days), min_size=1, max_size=6))
def test_every_dated_cell_is_told_noted_or_nothing(tmp_path_factory, cells):
    """Whatever is in the cells the plots stay, no event lies ahead, and no cell vanishes without a word."""
    rows = [[f"G{place}", 5, *pair] for place, pair in enumerate(cells)]
    headings = ["地块编号", "面积(亩)", "成交时间", "约定开工时间"]
    found = plots(tmp_path_factory.mktemp("dates"), rows, headings)
    assert found.accepted == len(cells)
    assert all(day <= TODAY for day in found.events["occurred_on"])
    nothing = {"/", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1901-01-01", "1901-01-02", "1970-01-01"}
    filled = sum(cell not in nothing for pair in cells for cell in pair)
    assert len(found.events) + len(found.milestones) + len(found.issues) == filled
