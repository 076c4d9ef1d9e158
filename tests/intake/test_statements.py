"""The layers of series: milestones, checklists, standards, figures, tenure, lineage, intentions, supervision."""

from datetime import date

import pytest

from landuse.i18n import LANGUAGES, catalogue
from landuse.intake.harmonise import FAMILIES, Known
from landuse.model import Layer
from landuse.schema import SERIES_LAYERS
from tests.house.source import called, modules
from tests.intake.files import codes, read, table

TODAY = date(2023, 6, 1)
KNOWN = Known(
    subjects={
        "parcel:P1": ("SY", 10_000.0),
        "parcel:P2": ("SY", 4_000.0),
        "plot:G1": ("SY", 10_000.0),
        "zone:Z1": ("SY", None),
        "enterprise:F1": ("SY", None),
    }
)
#: A good row of each layer, in the office's words, and what must come of its codes.
GOOD = {
    Layer.MILESTONES: (
        {"供地编号": "G1", "事项": "做地完成", "要求完成时间": "2023-06-30", "责任人": "王", "延误原因": "政府原因"},
        {"subject_kind": "plot", "subject_id": "G1", "kind": "site_preparation", "delay_cause": "government"},
    ),
    Layer.CHECKLIST: (
        {"地块编号": "G1", "事项": "土壤污染", "状态": "不涉及"},
        {"item": "soil", "state": "not_needed", "stated_on": TODAY},
    ),
    Layer.STANDARDS: (
        {"地块编号": "G1", "指标": "R&D占比", "约定值": "3%", "实际值": "0.02", "复核日期": "2023-05-01"},
        {"item": "rd_share", "agreed": 0.03, "actual": 0.02, "measured_on": date(2023, 5, 1)},
    ),
    Layer.FIGURES: (
        {"信用代码": "F1", "年度": "2022年", "指标": "全员劳动生产率", "数值": "18.14"},
        {"year": 2022, "figure": "labour_productivity", "value": 18.14},
    ),
    Layer.TENURE: (
        {"地块编号": "P1", "信用代码": "F1", "权属角色": "承租对象", "份额": "40%", "承租面积(㎡)": 4000},
        {"role": "lessee", "share": 0.4, "held_area_m2": 4000},
    ),
    Layer.LINEAGE: (
        {"母地块": "P1", "子地块": "P2", "转入面积(亩)": 6, "日期": "2023-05-01", "文号": "7号"},
        {"subject_kind": "parcel", "passed_area_m2": 4000, "doc_no": "7号"},
    ),
    Layer.INTENTIONS: (
        {"信用代码": "F1", "地块编号": "G1", "状态": "放弃", "原因": "面积小"},
        {"state": "declined", "reason": "面积小", "stated_on": TODAY},
    ),
    Layer.SUPERVISION: (
        {"预警编号": "W05/plot:G1", "状态": "已交办", "责任人": "王", "要求完成时间": "2023-07-01"},
        {"alert_key": "W05/plot:G1", "state": "assigned", "due_on": date(2023, 7, 1)},
    ),
    Layer.RECORDED: (
        {"指标": "规上工业总产值", "统计期": "2023年1-5月", "完成": "118.24", "同比": "+10.5%", "来源": "统计局"},
        {
            "indicator": "gross_output",
            "first_on": date(2023, 1, 1),
            "last_on": date(2023, 5, 31),
            "period": "1-5月",
            "amount": 118.24,
            "growth": 10.5,
        },
    ),
    Layer.REPORTED: (
        {
            "指标": "再供地",
            "属地": "全区",
            "截止日": "2023-05-31",
            "通报数": 26,
            "单位": "亩",
            "通报日期": "2023-05-01",
        },
        {"indicator": "resupply_area", "unit": None, "first_on": date(2023, 1, 1), "measure": "mu", "amount": 26},
    ),
}


def statements(path, layer, *rows):
    """Read rows given as mappings of heading to cell."""
    return read(
        table(path / "a.csv", [list(row.values()) for row in rows], list(rows[0])), layer, known=KNOWN, today=TODAY
    )


def test_every_series_is_tried():
    """A new layer must have its row above; targets are tried in test_read."""
    assert set(GOOD) | {Layer.TARGETS} == set(SERIES_LAYERS)


@pytest.mark.parametrize("layer", GOOD, ids=str)
def test_a_row_in_the_office_s_words(tmp_path, layer):
    """Its headings and words are known, and a statement without a day is of the day it is handed in."""
    given, expected = GOOD[layer]
    found = statements(tmp_path, layer, given)
    assert codes(found) == []
    assert {name: found.frame[name].iloc[0] for name in expected} == expected


@pytest.mark.parametrize(
    ("layer", "changes", "code"),
    [
        (Layer.MILESTONES, {"供地编号": "G9"}, "unknown_subject"),
        (Layer.MILESTONES, {"事项": "起飞"}, "unknown_kind"),
        (Layer.MILESTONES, {"事项": "申报"}, "kind_not_of_subject"),
        (Layer.MILESTONES, {"要求完成时间": ""}, "missing_value"),
        (Layer.CHECKLIST, {"地块编号": "P1"}, "unknown_subject"),
        (Layer.CHECKLIST, {"事项": "喷泉"}, "unknown_checklist_item"),
        (Layer.CHECKLIST, {"状态": "快了"}, "unknown_checklist_state"),
        (Layer.STANDARDS, {"指标": "高度"}, "unknown_standard_item"),
        (Layer.STANDARDS, {"约定值": "", "实际值": ""}, "missing_value"),
        (Layer.STANDARDS, {"复核日期": "2023-06-02"}, "future_day"),
        (Layer.FIGURES, {"信用代码": "F9"}, "unknown_subject"),
        (Layer.FIGURES, {"数值": "十八"}, "not_a_number"),
        (Layer.TENURE, {"地块编号": "G1"}, "unknown_subject"),
        (Layer.TENURE, {"信用代码": "F9"}, "unknown_subject"),
        (Layer.TENURE, {"权属角色": "朋友"}, "unknown_tenure_role"),
        (Layer.LINEAGE, {"子地块": "P9"}, "unknown_subject"),
        (Layer.LINEAGE, {"转入面积(亩)": 7}, "more_than_area"),
        (Layer.LINEAGE, {"日期": "2023-06-02"}, "future_day"),
        (Layer.INTENTIONS, {"地块编号": "P1"}, "unknown_subject"),
        (Layer.INTENTIONS, {"状态": "也许"}, "unknown_intention_state"),
        (Layer.SUPERVISION, {"状态": "再说"}, "unknown_supervision_state"),
        (Layer.SUPERVISION, {"预警编号": ""}, "missing_value"),
        (Layer.RECORDED, {"指标": "再供地"}, "computed_indicator"),
        (Layer.RECORDED, {"指标": "幸福感"}, "unknown_indicator"),
        (Layer.RECORDED, {"统计期": "前几个月"}, "unknown_period"),
        (Layer.RECORDED, {"完成": "很多"}, "not_a_number"),
        (Layer.REPORTED, {"通报日期": "2023-06-02"}, "future_day"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_cannot_be_is_refused(tmp_path, layer, changes, code):
    """Each refusal names its row and reason; the row beside it stays."""
    good, _ = GOOD[layer]
    found = statements(tmp_path, layer, good, good | changes)
    assert codes(found) == [(3, code)]
    assert (found.accepted, found.refused) == (1, 1)


@pytest.mark.parametrize(
    ("written", "first", "last", "kept"),
    [
        ("2023年一季度", "2023-01-01", "2023-03-31", "一季度"),
        ("截至2023年6月14日", "2023-01-01", "2023-06-14", "截至2023年6月14日"),
        ("2023年上半年", "2023-01-01", "2023-06-30", "上半年"),
        ("2023年5月", "2023-05-01", "2023-05-31", "5月"),
        ("2023年5月下半月", "2023-05-16", "2023-05-31", "5月下半月"),
        ("2023-01..2023-04", "2023-01-01", "2023-04-30", None),
    ],
)
def test_a_period_is_read_as_it_is_written(tmp_path, written, first, last, kept):
    """Its days are filled in, its own words are kept; per cent stays per cent."""
    row = {"指标": "规上工业数字化改造覆盖率", "统计期": written, "完成": "74.74%", "全市位次": 1}
    cells = statements(tmp_path, Layer.RECORDED, row).frame.iloc[0]
    assert (cells["first_on"].isoformat(), cells["last_on"].isoformat()) == (first, last)
    assert (cells["period"], cells["amount"], cells["rank_city"]) == (kept, 74.74, 1)


def test_a_period_ends_after_it_begins(tmp_path):
    """The other way round it is refused."""
    row = {"指标": "企业减负", "起始日": "2023-05-01", "截止日": "2023-04-30", "完成": 8.86}
    assert codes(statements(tmp_path, Layer.RECORDED, row)) == [(2, "period_backwards")]


def test_zones_are_not_split(tmp_path):
    """Lineage is of parcels and plots."""
    given = {"对象类型": "老旧工业区", "母地块": "Z1", "子地块": "Z1", "转入面积(亩)": 1, "日期": "2023-05-01"}
    assert codes(statements(tmp_path, Layer.LINEAGE, given)) == [(2, "not_divisible")]


def test_a_cause_of_delay_that_is_none_is_left_out(tmp_path):
    """The milestone stays; nobody is blamed by a word that the rules do not know."""
    given, _ = GOOD[Layer.MILESTONES]
    found = statements(tmp_path, Layer.MILESTONES, given | {"延误原因": "天意"})
    assert (codes(found), found.frame["delay_cause"].tolist()) == ([(2, "unknown_delay_cause")], [None])


def test_a_figure_of_a_scheme_of_its_own_is_kept_as_written(tmp_path):
    """Schemes of scores are data: they may name what the vocabulary does not."""
    given, _ = GOOD[Layer.FIGURES]
    found = statements(tmp_path, Layer.FIGURES, given | {"指标": "品牌"})
    assert (codes(found), found.frame["figure"].tolist()) == ([(2, "unknown_figure")], ["品牌"])


def test_a_share_above_the_whole_is_doubted(tmp_path):
    """3 where 3 % is meant would be three times the turnover."""
    given, _ = GOOD[Layer.STANDARDS]
    found = statements(tmp_path, Layer.STANDARDS, given | {"约定值": 3})
    assert (found.accepted, codes(found)) == (1, [(2, "share_over_one")])


def test_a_repetition_is_a_revision_and_told(tmp_path):
    """The later row stands; statements of two days are two statements."""
    given, _ = GOOD[Layer.CHECKLIST]
    dated = given | {"填报日期": "2023-05-01"}
    found = statements(tmp_path, Layer.CHECKLIST, dated, dated | {"填报日期": "2023-05-15"}, dated | {"状态": "完成"})
    assert (found.accepted, codes(found)) == (3, [(4, "repeated_series")])
    assert found.issues[0].values == {"earlier": 2}


def test_a_milestone_about_nothing_in_particular_is_about_a_parcel(tmp_path):
    """As with events."""
    given = {"对象编号": "P1", "事项": "签约", "时限": "2023-12-31"}
    assert statements(tmp_path, Layer.MILESTONES, given).frame["subject_kind"].tolist() == ["parcel"]


def test_events_of_firms_find_their_firm(tmp_path):
    """信用代码 is the subject of an application; of a demolition it cannot be."""
    rows = [["F1", "申报", "2023-05-01"], ["F1", "拆除", "2023-05-01"]]
    path = table(tmp_path / "a.csv", rows, ["统一社会信用代码", "事项", "日期"])
    found = read(path, Layer.EVENTS, known=KNOWN, today=TODAY)
    assert found.frame[["subject_kind", "kind", "unit"]].values.tolist() == [["enterprise", "application", "SY"]]
    assert codes(found) == [(3, "kind_not_of_subject")]


def test_every_problem_has_its_sentence():
    """What intake complains of can be said in both languages."""
    said = [
        call.args[1].value
        for path, tree in modules().items()
        if path.parts[:2] == ("landuse", "intake")
        for call in called(tree, {"complain"})
        if isinstance(getattr(call.args[1], "value", None), str)
    ]
    assert len(said) > 20
    said += [f"unknown_{family}" for family in FAMILIES.values()]
    for language in LANGUAGES:
        assert [code for code in said if not catalogue(language).has(f"issues.{code}")] == []
