"""The page of reports through Streamlit's own test runner: asked for, made, changed, issued, printed again."""

import io
import time
from decimal import Decimal

import openpyxl
import pytest

from landuse.config import Settings
from landuse.store import open_workspace
from landuse.ui import server
from landuse.views.snapshots import all_snapshots, issued_bytes
from tests.actions.issued import record
from tests.builders import MAY, goal, happen, parcel, workspace
from tests.reports.test_office_template import template
from tests.ui.test_pages import html, run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of a workspace of three parcels, two of them demolished, with one recorded number."""
    folder = tmp_path / "workspace"
    store = workspace(
        folder,
        settings=Settings(name="T", synthetic=True, year=2023, as_of=MAY),
        units=[{"code": "U1", "name": "一镇"}],
        parcels=[
            parcel(f"P{number}", mu=10, unit="U1", east=number * 200.0, name=f"地{number}") for number in range(3)
        ],
        goals=[goal("demolition_area", 100), goal("remediation_area", 50)],
    )
    happen(store, "demolition", "P0", mu=8, unit="U1")
    happen(store, "demolition", "P1", mu=7, unit="U1")
    record(store, "gross_output", 118.24, growth=10.5)
    store.close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(folder))
    yield folder
    server.close_stores()


def settled(app):
    """Return the page once what is being made is made."""
    deadline = time.monotonic() + 120
    while any(button.key and button.key.endswith("_cancel") for button in app.button):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        app.run()
    return app


def opened(kind="plan_board", **link):
    app = run("reports", **link)
    return app.selectbox(key="reports_kind").select(kind).run()


def made(app):
    return settled(app.button(key="report_make").click().run())


def part(app, name):
    app.session_state["kept_reports_part"] = name
    app.session_state["reports_part"] = name
    return app.run()


def issues(folder):
    store = open_workspace(folder)
    found = all_snapshots(store)
    store.close()
    return found


def change(app, target, given, why, part="district"):
    """Change a figure or sentence and keep it; *part* is where it is found."""
    app.selectbox(key="report_part").select(part).run()
    (choice,) = (box for box in app.selectbox if box.key and box.key.startswith("report_target_"))
    choice.select(target).run()
    field = next(one for one in [*app.text_input, *app.text_area] if one.key == f"report_given_{target}")
    field.set_value(given)
    app.text_input(key=f"report_why_{target}").set_value(why)
    keep = next(one for one in app.button if one.key and one.key.startswith(f"report_keep_{target}"))
    return keep.click().run()


def figures(app):
    return next(one.value for one in app.dataframe if "rule" in one.value).set_index("id")


def test_every_kind_is_offered_with_its_formats_and_scopes(folder):
    """Nothing is made before it is asked for; a kind that must be about something asks about whom."""
    app = opened()
    assert "还没有生成" in html(app)
    app = app.selectbox(key="reports_kind").select("dossier").run()
    assert not app.exception
    assert app.selectbox(key="reports_about_dossier").options == ["供地地块", "低效工业用地地块", "老旧工业区", "企业"]
    assert "没有可选的对象" in html(app)
    app.selectbox(key="reports_about_dossier").select("parcel").run()
    assert app.selectbox(key="reports_of_parcel").options == ["地0(P0)", "地1(P1)", "地2(P2)"]
    assert [group.options for group in app.button_group if group.key == "reports_form_dossier"]


def test_periods_are_those_that_have_begun(folder):
    """By the end of May: half-year, months and fortnights up to May, the latest first."""
    app = opened()
    assert app.selectbox(key="reports_period_half_year").options == ["上半年"]
    app.selectbox(key="reports_scope").select("fortnight").run()
    assert app.selectbox(key="reports_period_fortnight").options[:2] == ["5月下半月", "5月上半月"]
    app = opened(year="2024")
    assert "还没有开始的报告期" in html(app)


def test_a_document_is_made_and_shows_its_figures(folder):
    """15 of 100 亩 demolished, with the rule, the day and the id."""
    app = made(opened())
    assert not app.exception
    row = figures(app).loc["demolition_area.actual"]
    assert row["value"] == "15.00 亩"
    assert row["rule"].startswith("拆除:")
    assert row["as_of"] == "2023年5月31日"
    assert figures(app).loc["gross_output.actual", "value"] == "118.24 亿元"
    assert issues(folder) == []


def test_a_number_is_changed_with_a_reason_and_the_ledger_stays(folder):
    """Without a reason or digits refused; kept, it must be printed before the document can be issued."""
    app = made(opened())
    change(app, "demolition_area.actual", "16", "")
    assert app.error
    assert "理由" in app.error[0].value
    change(app, "demolition_area.actual", "十六", "会议口径")
    assert app.error
    change(app, "demolition_area.actual", "16", "会议口径")
    assert app.button(key="report_issue").disabled
    made(app)
    row = figures(app).loc["demolition_area.actual"]
    assert (row["value"], row["given"], row["why"]) == ("15.00 亩", "16(改)", "会议口径")
    app.button(key="report_issue").click().run()
    assert not app.exception
    (issue,) = issues(folder)
    assert [(edit.target, edit.given, edit.why) for edit in issue.edits] == [
        ("demolition_area.actual", "16", "会议口径")
    ]
    assert {one.figure_id: one.value for one in issue.figures}["demolition_area.actual"] == Decimal(15)


def test_what_can_be_changed_is_offered_in_parts(folder):
    """The sentences first, then the district's numbers, then those of each unit: no list too long to look through."""
    app = made(opened("bulletin"))
    box = app.selectbox(key="report_part")
    names = [name.partition("(")[0] for name in box.options]
    assert names == ["文字", "全区的数字", "一镇的数字"]
    assert box.value == "sentences"
    box.select("unit=U1").run()
    (target,) = (one for one in app.selectbox if one.key and one.key.startswith("report_target_unit=U1"))
    assert "老旧工业区拆除 · 一镇 15.00 亩" in target.options
    assert all("一镇" in name for name in target.options)


def pictures(app):
    """Return the words that stand for the pictures on the page."""
    return [one.proto.imgs[0].alt for one in app.image]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_pages_are_shown_before_anything_is_saved(folder, form):
    """One at a time, with words for who cannot see it; of a Word file its twin's, and the page says so."""
    app = opened("bulletin")
    app.button_group(key="reports_form_bulletin").select(form).run()
    app = settled(made(app))
    assert not app.exception
    assert ("同一份内容的 PDF" in html(app)) == (form == "docx")
    (first,) = pictures(app)
    assert "第 1 页" in first
    assert "2023年上半年" in first
    assert app.button(key="report_page_before").disabled
    app.button(key="report_page_after").click().run()
    (second,) = pictures(app)
    assert "第 2 页" in second
    (number,) = app.number_input
    number.set_value(1).run()
    assert pictures(app) == [first]


def test_a_template_is_filled_instead_of_our_own_sheet(folder, tmp_path):
    """Dropped, kept, filled; its name is shown, and it can be left again."""
    app = opened("remediation_list")
    (place,) = app.file_uploader
    place.set_value(("某街道.xlsx", template(), "application/octet-stream")).run()
    assert not app.exception
    assert "填入模板“某街道.xlsx”" in html(app)
    app = made(app)
    app.button(key="report_issue").click().run()
    (issue,) = issues(folder)
    assert dict(issue.options)["template"]
    store = open_workspace(folder)
    sheet = openpyxl.load_workbook(io.BytesIO(issued_bytes(store, issue)))["清单"]
    store.close()
    assert "填表人:张三" in [cell.value for cell in sheet["A"]]
    app.button(key="report_template_drop").click().run()
    assert "填入模板" not in html(app)


def test_a_template_that_harms_is_refused_in_a_sentence(folder):
    """With macros, or no workbook at all: said above the place to drop one, and nothing is taken."""
    app = opened("remediation_list")
    for name, content in (("a.xlsm", b"PK"), ("a.xlsx", b"<html>")):
        (place,) = app.file_uploader
        place.set_value((name, content, "application/octet-stream")).run()
        assert not app.exception
        assert app.error
        assert "填入模板" not in html(app)


def test_a_document_is_issued_once(folder):
    """The same document is not frozen twice; what is made anew is another one."""
    app = made(opened())
    app.button(key="report_issue").click().run()
    assert app.button(key="report_issue").disabled
    assert len(issues(folder)) == 1
    assert not made(app).button(key="report_issue").disabled


def test_what_cannot_be_made_says_why(folder):
    """A map without a single shape: a sentence, and the page goes on."""
    app = opened("campaign_map")
    app.selectbox(key="reports_campaign_map_paper").select("A4").run()
    app = made(app)
    assert not app.exception
    assert app.error
    assert "A0" in app.error[0].value


def test_a_change_can_be_taken_back(folder):
    """Then the document says what the ledger says, and can be issued as it is."""
    app = made(opened())
    change(app, "demolition_area.actual", "16", "会议口径")
    app.button(key="report_drop_demolition_area.actual").click().run()
    assert not app.button(key="report_issue").disabled


def test_an_issue_is_printed_again_and_as_now_known(folder):
    """One parcel more since: the bytes of the issue stay, made anew it differs by that parcel's 9 亩."""
    app = made(opened())
    app.button(key="report_issue").click().run()
    (issue,) = issues(folder)
    store = open_workspace(folder)
    before = issued_bytes(store, issue)
    happen(store, "demolition", "P2", mu=9, unit="U1")
    app = part(app, "history")
    assert issue.title in html(app) or issue.title in app.dataframe[0].value["title"].tolist()
    settled(app.button(key=f"issue_anew_{issue.snapshot_id}").click().run())
    assert not app.exception
    changed = next(one.value for one in app.dataframe if "difference" in one.value).set_index("id")
    row = changed.loc["demolition_area.actual"]
    assert (row["before"], row["after"], row["difference"]) == ("15.00 亩", "24.00 亩", "9.00 亩")
    assert issued_bytes(store, issue) == before
    store.close()


def test_two_issues_are_compared(folder):
    """What the second gives differently, in the order of issue."""
    app = made(opened())
    app.button(key="report_issue").click().run()
    store = open_workspace(folder)
    happen(store, "demolition", "P2", mu=9, unit="U1")
    store.close()
    made(app)
    app.button(key="report_issue").click().run()
    first, second = issues(folder)
    app = part(app, "history")
    app.selectbox(key=f"compare_{second.snapshot_id}").select(first.snapshot_id).run()
    changed = next(one.value for one in app.dataframe if "difference" in one.value).set_index("id")
    assert changed.loc["demolition_area.actual", "difference"] == "9.00 亩"


def test_an_empty_history_says_how_a_document_is_issued(folder):
    """The next step."""
    app = part(run("reports"), "history")
    assert not app.exception
    assert "还没有印发过" in html(app)


def test_what_was_issued_is_reconciled(folder):
    """The edited number differs from the ledger by the edit, and says so."""
    app = made(opened())
    change(app, "demolition_area.actual", "16", "会议口径")
    made(app)
    app.button(key="report_issue").click().run()
    app = part(app, "reconcile")
    assert not app.exception
    rows = app.dataframe[0].value.set_index("indicator")
    assert rows.loc["老旧工业区拆除", "difference"] == "-1.00 亩"
    assert rows.loc["老旧工业区拆除", "causes"] == "印发前改动"
    assert "合计相差 -1.00 亩" in html(app)


def test_the_whole_plan_stands_on_one_board(folder):
    """What is computed and what was recorded, each with its period and target."""
    app = part(run("reports"), "plan")
    assert not app.exception
    rows = app.dataframe[0].value.set_index("indicator")
    assert rows.loc["老旧工业区拆除", ["actual", "target", "share"]].tolist() == ["15.00 亩", "≥100.00 亩", "15.0%"]
    assert rows.loc["规上工业总产值", ["actual", "growth"]].tolist() == ["118.24 亿元", "10.5%"]


def test_english_is_a_whole_language(folder):
    """Every part of the page in the link's language."""
    app = made(opened(lang="en"))
    assert not app.exception
    assert figures(app).loc["demolition_area.actual", "value"] == "15.00 mu"
    for name in ("history", "reconcile", "plan"):
        assert not part(app, name).exception
