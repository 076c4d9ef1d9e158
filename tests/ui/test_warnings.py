"""The page of warnings through Streamlit's own test runner: list, mine, fortnight, ledger."""

from datetime import date
from types import SimpleNamespace

import pytest

from landuse.actions.supervise_alert import supervise_alert
from landuse.config import Settings
from landuse.store import open_workspace
from landuse.ui import cards, server, warning_list
from landuse.views.alerts import supervision_ledger
from tests.builders import MAY, goal, happen, square, workspace
from tests.ui.test_cards import ATTACK
from tests.ui.test_pages import html, run

KEY = "W05:plot:G1"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of a workspace whose plots passed the meeting 31 and 61 days before the end of May."""
    folder = tmp_path / "workspace"
    plots = [
        {"plot_id": "G1", "name": "甲", "unit": "U1", "owner": "张三", "geometry": square(mu=20)},
        {"plot_id": "G2", "name": "乙", "unit": "U2", "owner": "李四", "geometry": square(mu=10, east=500)},
    ]
    store = workspace(
        folder,
        settings=Settings(name="T", synthetic=True, year=2023, as_of=MAY),
        plots=plots,
        units=[{"code": "U1", "name": "一镇"}, {"code": "U2", "name": "二镇"}],
        goals=[goal("resupply_area", 100)],
    )
    happen(store, "approval_meeting", "G1", on=date(2023, 4, 30), subject="plot")
    happen(store, "approval_meeting", "G2", on=date(2023, 3, 31), subject="plot")
    store.close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(folder))
    yield folder
    server.close_stores()


def decide(folder, state, **more):
    store = open_workspace(folder)
    supervise_alert(store, alert_key=KEY, state=state, stated_on=MAY, actor="t", **more)
    store.close()


def part(app, name):
    """Open a part of the page."""
    app.session_state["kept_warnings_part"] = name
    app.session_state["warnings_part"] = name
    return app.run()


def table(app):
    return app.dataframe[0].value


def warned(app):
    return set(zip(table(app)["warning"], table(app)["subject"], strict=True))


def rules(app):
    return set(table(app)["warning"])


def test_the_list_counts_levels_in_words(folder):
    """A red one of 61 days and a yellow one of 31, each said in words with its number."""
    app = run("warnings")
    assert not app.exception
    assert {"W05 过会未公告", "W20 久未更新"} <= rules(app)
    found = table(app).set_index("subject").loc[lambda frame: frame["warning"] == "W05 过会未公告"]
    assert found["level"].to_dict() == {"甲": ["黄色预警"], "乙": ["红色预警"]}
    assert found["amount"].to_dict() == {"甲": 20.0, "乙": 10.0}
    assert found["person"].to_dict() == {"甲": "张三", "乙": "李四"}


def test_a_unit_s_list_is_its_own(folder):
    """The unit of the link: nothing of the second town."""
    app = run("warnings", unit="U1")
    assert set(table(app)["unit"]) == {"一镇"}
    assert "一镇" in html(app)


def test_filters_narrow_the_list(folder):
    """By rule and by level; what nothing passes says the next step."""
    app = run("warnings")
    app.selectbox(key="warnings_list_rule").select("W05").run()
    assert rules(app) == {"W05 过会未公告"}
    app.session_state["warnings_list_level"] = ["info"]
    app.session_state["kept_warnings_list_level"] = ["info"]
    app.run()
    assert not app.exception
    assert "下一步" in html(app)


def test_a_closed_warning_leaves_the_list_and_stands_in_the_ledger(folder):
    """Shown among the closed, and with its reason in the ledger."""
    assert ("W05 过会未公告", "甲") in warned(run("warnings"))
    decide(folder, "closed", reason="并入下一批")
    app = run("warnings")
    assert ("W05 过会未公告", "甲") not in warned(app)
    assert ("W05 过会未公告", "乙") in warned(app)
    app.session_state["warnings_list_state"] = "closed"
    app.session_state["kept_warnings_list_state"] = "closed"
    assert table(app.run())["subject"].tolist() == ["甲"]
    (row,) = table(part(app, "ledger")).to_dict("records")
    assert (row["number"], row["closed"]) == ("V0001", "2023年5月31日 销号")
    assert "并入下一批" in row["progress"]


def test_an_empty_ledger_says_how_a_line_comes_into_it(folder):
    """The next step."""
    app = part(run("warnings"), "ledger")
    assert not app.exception
    assert "还没有督办记录" in html(app)


def test_mine_asks_who_and_remembers(folder):
    """Nobody yet: say so; a person named in the records; still her when the page is left and opened again."""
    app = part(run("warnings"), "mine")
    assert "下一步" in html(app)
    app.selectbox(key="warnings_who").select("person:张三").run()
    assert set(table(app)["subject"]) == {"甲"}
    part(app, "list")
    part(app, "mine")
    assert app.selectbox(key="warnings_who").value == "person:张三"
    app.selectbox(key="warnings_who").select("role:land_bureau").run()
    assert set(table(app)["owner"]) == {"资规分局"}


def test_mine_is_also_what_was_assigned_to_me(folder):
    """Assigned to somebody whom the records do not name."""
    decide(folder, "assigned", owner="王五", due_on=date(2023, 6, 9))
    app = part(run("warnings"), "mine")
    app.selectbox(key="warnings_who").select("person:王五").run()
    assert table(app)["warning"].tolist() == ["W05 过会未公告"]


def test_the_fortnight_page_is_made_of_tables_that_print(folder):
    """Five parts with their headings; no canvas."""
    app = part(run("warnings"), "fortnight")
    assert not app.exception
    page = html(app)
    for words in ("双周协调单", "年度指标", "需会议决定", "上次会议以来的变化", "久拖未动", "上次会议以来的事项"):
        assert words in page
    assert "甲过会 31 天仍未发布出让公告。" in page
    assert "低 41.7 个百分点" in page
    assert len(app.dataframe) == 0


def test_the_day_of_the_last_meeting_can_be_chosen(folder):
    """Back to the day before the first plot's meeting: that is the one event since."""
    app = part(run("warnings"), "fortnight")
    assert "上次会议以来的事项(0 条)" in html(app)
    app.date_input(key="fortnight_previous").set_value(date(2023, 4, 29)).run()
    assert "2023年4月29日(上次会议)" in html(app)
    assert "上次会议以来的事项(1 条)" in html(app)


def test_the_first_screen_counts_the_warnings(folder):
    """One line, the same numbers as the list."""
    app = run()
    (label,) = (button.label for button in app.button if button.key == "open_warnings")
    levels = [level for (level,) in table(run("warnings"))["level"]]
    red, yellow = levels.count("红色预警"), levels.count("黄色预警")
    assert red > 0
    assert label == f"红色预警 {red} 条,黄色 {yellow} 条 → 打开预警页"


def test_english_is_a_whole_language(folder):
    """No part says a Chinese word of its own."""
    app = run("warnings", lang="en")
    assert not app.exception
    assert {"W05 Approved, no notice"} <= rules(app)
    page = html(part(app, "fortnight"))
    assert "points behind" in page
    assert "预警" not in page


@pytest.fixture
def opened(folder, monkeypatch):
    """Return the page with the first plot's warning open, as a press on its row leaves it."""
    row = SimpleNamespace(selection=SimpleNamespace(rows=[0]))
    monkeypatch.setattr(warning_list.st, "dataframe", lambda *_, **__: row)
    app = run("warnings", unit="U1")
    return app.selectbox(key="warnings_list_rule").select("W05").run()


def press(app, end):
    return next(button for button in app.button if button.key and button.key.endswith(end)).click().run()


def decisions(folder):
    store = open_workspace(folder)
    told = supervision_ledger(store, as_of=MAY)
    store.close()
    return list(zip(told["state"], told["owner"], told["reason"], strict=True))


def test_an_open_warning_says_all_there_is_to_say(opened):
    """What, why, what ends it, the rule and its source; nothing decided yet."""
    page = html(opened)
    for words in (
        "甲过会 31 天仍未发布出让公告。",
        "2023年4月30日 通过区长办公会议",
        "发布出让公告并登记公告号",
        "规则 W05",
    ):
        assert words in page
    assert "还没有督办记录" in page


def test_acknowledging_is_one_press(opened, folder):
    """Then it can be assigned or closed, and is no longer to be acknowledged."""
    app = press(opened, f"acknowledged_{KEY}_" + opened.session_state["requests"][f"acknowledged_{KEY}"] + "_submit")
    assert not app.exception
    assert "已知悉" in app.success[0].value
    assert decisions(folder) == [("acknowledged", None, None)]
    assert not [button for button in app.button if button.key and button.key.startswith("acknowledged_")]


def test_assigning_names_the_person_of_the_records_first(opened, folder):
    """Due in a fortnight unless said otherwise."""
    owner = next(field for field in opened.text_input if field.key.startswith("assigned_"))
    assert owner.value == "张三"
    owner.set_value("李四")
    app = press(opened, opened.session_state["requests"][f"assigned_{KEY}"] + "_submit")
    assert decisions(folder) == [("assigned", "李四", None)]
    assert "2023年6月14日 前完成" in html(app)


def test_closing_without_a_reason_is_refused(opened, folder):
    """The sentence says what is missing, and nothing is written."""
    app = press(opened, opened.session_state["requests"][f"closed_{KEY}"] + "_submit")
    assert "写明原因" in app.error[0].value
    assert decisions(folder) == []


def test_the_event_that_ends_a_warning_is_recorded_where_it_is_read(opened, folder):
    """By the rules of the steps: a notice needs its number, and land that is made."""
    press(opened, "advance_G1_" + opened.session_state["requests"]["advance_G1"] + "_submit")
    assert opened.error
    store = open_workspace(folder)
    assert "notice" not in set(store.tables().events["kind"])
    store.close()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: cards.warning_head(ATTACK, "red", ATTACK, ATTACK),
        lambda: cards.told([(ATTACK, ATTACK)]),
        lambda: cards.section(ATTACK, ATTACK),
        lambda: cards.printed([ATTACK], [[(ATTACK, "red")]]),
    ],
)
def test_what_users_wrote_is_shown_and_not_run(monkeypatch, draw):
    """Every value is escaped."""
    drawn = []
    monkeypatch.setattr(cards.st, "html", drawn.append)
    draw()
    assert "<img src=x" not in drawn[0]
    assert "&lt;img src=x" in drawn[0]
