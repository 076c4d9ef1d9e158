"""The page of data-for-land through Streamlit's own test runner: funnel, register, scores, matching, the firm's card."""

import pytest

from landuse.store import open_workspace
from landuse.ui import server
from tests.builders import workspace
from tests.ui.test_pages import html, run
from tests.views.waiting import A, B, C, D, waiting


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of the small district of firms that wait."""
    waiting(tmp_path / "w").close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(tmp_path / "w"))
    yield tmp_path / "w"
    server.close_stores()


def view(app, name, **state):
    """Open a view of the page."""
    for key, value in {"firms_view": name, **state}.items():
        app.session_state[key] = value
    return app.run()


def field(app, kind, ending):
    """Return the widget of a kind whose key ends so."""
    return next(widget for widget in getattr(app, kind) if widget.key.endswith(ending))


def events_of(folder, code):
    """Return what the ledger knows of a firm."""
    store = open_workspace(folder)
    events = store.tables().events
    found = events.loc[events["subject_id"] == code]
    store.close()
    return found


def test_the_sentence_counts_the_funnel(folder):
    """Four surveyed and asking, one plot in view."""
    app = run("enterprises")
    assert not app.exception
    page = html(app)
    assert "摸排 4 家 → 无自有厂房 4 → 有需求 4 → 纳入计划 0 家 0.00 亩 → 已挂牌 0 宗 0.00 亩;还有 3 家没有地块" in page
    assert "还没有选中企业" in page


def test_every_step_opens_its_firms_and_its_plots(folder):
    """Two through publicity; one plot meant for a firm."""
    app = view(run("enterprises"), "funnel", firms_step="publicised")
    assert sorted(app.dataframe[0].value["firm"]) == ["乙厂", "甲厂"]
    app = view(app, "funnel", firms_step="matched")
    assert app.dataframe[0].value["firm"].tolist() == ["丁厂"]
    assert app.dataframe[1].value[["plot", "area", "intended"]].to_numpy().tolist() == [["G5", 10.0, "丁厂"]]
    app = view(app, "funnel", firms_step="awarded")
    assert "这一环节还没有企业" in html(app)


def test_the_register_is_filtered(folder):
    """By part of a name; a search that finds nothing says what to do."""
    app = view(run("enterprises", q="甲"), "register")
    assert app.dataframe[0].value["firm"].tolist() == ["甲厂"]
    app = view(run("enterprises", q="无此"), "register")
    assert "没有符合条件的企业" in html(app)


def test_scores_say_ties_and_what_broke_them(folder):
    """A and B reach the caps: the tax decides, in words."""
    app = view(run("enterprises"), "scores")
    assert not app.exception
    table = app.dataframe[0].value.set_index("firm")
    assert table.loc[["乙厂", "甲厂", "丙厂"], "rank"].tolist() == [1, 2, 3]
    assert "与甲厂同分" in table.loc["乙厂", "tie"]
    assert "评价税收" in table.loc["乙厂", "tie"]
    assert "1 家缺少数据" in html(app)


def test_two_versions_side_by_side(folder):
    """Scores and ranks by both, and the change."""
    app = view(run("enterprises"), "scores")
    next(box for box in app.selectbox if box.key.startswith("firms_against")).select("v1").run()
    assert not app.exception
    assert {"score_first", "score_second", "rank_change"} <= set(app.dataframe[0].value.columns)


def test_the_points_of_a_firm_add_up(folder):
    """Line by line under the ranking, once a firm is picked."""
    app = view(run("enterprises", firm=A), "scores")
    lines, ranking = app.dataframe[-1].value, app.dataframe[0].value.set_index("firm")
    assert round(lines["points"].sum(), 2) == ranking.loc["甲厂", "score"]
    assert "value" not in lines


def test_matching_says_what_it_reached_and_why(folder):
    """A gets G1, B G2; the picked firm's reasons stand in words."""
    app = view(run("enterprises", firm=A), "matching")
    assert not app.exception
    page = html(app)
    assert "最优" in page
    assert "2 家企业对 2 宗未公告、无意向的工业地块:配上 2 家 50.00 亩,还有 0 家没有配上" in page
    assert app.dataframe[0].value[["firm", "plot"]].to_numpy().tolist() == [["乙厂", "G2"], ["甲厂", "G1"]]
    assert "要求 18.00–24.00 亩,实际 20.00 亩" in page


def test_what_if_a_firm_waits(folder):
    """A waits for the zone of G2: it loses, C gains."""
    app = view(run("enterprises"), "matching", firms_match_all=True)
    app.selectbox(key="firms_what_firm_True").select(A).run()
    app.selectbox(key="firms_what_place_True").select("Z1").run()
    assert not app.exception
    assert "1 家受益,1 家受损" in html(app)
    changes = app.dataframe[-1].value.set_index("firm")["change"].to_dict()
    assert changes == {"甲厂": "受损", "丙厂": "受益"}


def test_accepting_a_match_moves_the_funnel(folder):
    """One button; the firm leaves the list, the funnel counts one more."""
    app = view(run("enterprises", firm=A), "matching")
    next(button for button in app.button if button.key.startswith("accept_")).click().run()
    assert not app.exception
    assert "已接受 甲厂 → G1" in app.success[0].value
    assert "还有 2 家没有地块" in html(app)
    assert app.dataframe[0].value["firm"].tolist() == ["乙厂"]


def test_a_firm_that_has_not_been_reviewed_cannot_accept(folder):
    """C fits G1 once A has turned it down, but its publicity is not over."""
    app = view(run("enterprises", firm=A), "matching")
    field(app, "selectbox", "_state").select("declined")
    field(app, "text_input", "_reason").set_value("太小")
    next(one for one in app.button if one.key.startswith("firm_") and one.key.endswith("_submit")).click().run()
    assert "已登记意向:G1 已放弃" in app.success[0].value
    app = view(run("enterprises", firm=C), "matching", firms_match_all=True)
    assert "丙厂 → G1" in " ".join(piece.value for piece in app.markdown)
    assert not [button for button in app.button if button.key.startswith("accept_")]
    assert "公示期满后才能接受匹配" in html(app)


def test_a_review_keeps_its_minutes_its_recusals_and_the_score_seen(folder):
    """The form begins with what comes next; without minutes it is refused."""
    app = run("enterprises", firm=C)
    assert field(app, "selectbox", "_step").value == "review"
    submit = next(button for button in app.button if button.key.endswith("_submit"))
    submit.click().run()
    assert "文号" in app.error[0].value
    field(app, "text_input", "_minutes").set_value("R-1")
    app.text_area[0].set_value("李某,近亲属\n\n王某,股东")
    next(button for button in app.button if button.key.endswith("_submit")).click().run()
    assert "回避 2 人" in app.success[0].value
    found = events_of(folder, C).set_index("kind")
    assert found.loc["review_passed", "doc_no"] == "R-1"
    assert "全区第 3 名" in found.loc["review_passed", "evidence"]
    assert found.loc["recusal", "note"].tolist() == ["李某,近亲属", "王某,股东"]
    assert field(app, "selectbox", "_step").value == "publicity"


def test_an_application_is_entered(folder):
    """The first step of a firm that has none."""
    app = run("enterprises", firm=D)
    assert field(app, "selectbox", "_step").value == "application"
    next(button for button in app.button if button.key.endswith("_submit")).click().run()
    assert not app.exception
    assert events_of(folder, D)["kind"].tolist() == ["application"]


def test_the_card_closes(folder):
    """The firm leaves the link as well."""
    app = run("enterprises", firm=B)
    assert "乙厂" in html(app)
    app.button(key="firm_card_close").click().run()
    assert "firm" not in app.query_params
    assert "还没有选中企业" in html(app)


def test_an_unknown_firm_is_a_sentence(folder):
    """A link to a firm that the ledger does not have says so."""
    app = run("enterprises", firm="nobody")
    assert not app.exception
    assert "nobody" in app.error[0].value


def test_intended_and_winner_stand_side_by_side(folder):
    """G5 is not awarded yet."""
    app = view(run("enterprises"), "bidders")
    assert app.dataframe[0].value[["plot", "intended", "agrees"]].to_numpy().tolist() == [["G5", "丁厂", "未成交"]]


def test_english_is_a_whole_language(folder):
    """No view says a Chinese word of its own."""
    for name in ("funnel", "register", "scores", "matching", "bidders"):
        app = view(run("enterprises", lang="en", firm=A), name)
        assert not app.exception
        page = html(app)
        assert "亩" not in page
        assert "企业" not in page


def test_without_firms_the_page_says_what_to_do(tmp_path, monkeypatch):
    """The empty state names the next step."""
    workspace(tmp_path / "w").close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(tmp_path / "w"))
    app = run("enterprises")
    assert not app.exception
    assert "landuse import --layer enterprises" in html(app)
    server.close_stores()
