"""The pages through Streamlit's own test runner, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from landuse.store import open_workspace

#: Where the filters will be.
COMING = '<div class="lu-coming"'


def run(opening="progress", **link):
    def script(opening):
        from landuse.ui.frame import main  # noqa: PLC0415 - the body of the script

        main(opening)

    app = AppTest.from_function(script, args=(opening,), default_timeout=30)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def opened(app, key):
    """Open an expander or popover, whose content comes only then."""
    app.session_state[key] = True
    return app.run()


def html(app):
    return " ".join(piece.proto.body for piece in app.get("html"))


def test_the_first_screen_names_the_indicator_in_trouble(folder):
    """10 of 100 亩 demolished by May: behind, said first, with what is not counted."""
    app = run()
    assert not app.exception
    assert "拆除 10/100 亩,进度指数 0.24" in html(app)
    labels = [button.label for button in app.button]
    assert "10/100 亩" in labels
    assert "未计入 1 项 · 申报 5.00 亩" in labels


def test_every_screen_says_that_the_data_are_synthetic(folder):
    """The notice stands on each page."""
    for opening in ("progress", "map", "parcels"):
        app = run(opening)
        assert not app.exception
        assert "演示数据" in html(app)


def test_a_unit_s_own_board_stands_against_its_own_target(folder):
    """The unit of the link: 10 of its 60 亩."""
    assert "10/60 亩" in [button.label for button in run(unit="U1").button]


def test_filters_narrow_the_list_and_say_so_as_chips(folder):
    """One parcel of the second town remains, with its area; its chip takes the filter off."""
    app = run("parcels", unit="U2")
    assert "低效工业用地地块 1 宗,合计 10.00 亩" in html(app)
    chip = next(button for button in app.button if button.key == "chip_unit")
    assert "二镇" in chip.label
    chip.click().run()
    assert "低效工业用地地块 3 宗,合计 45.00 亩" in html(app)
    assert "unit" not in app.query_params


def test_english_is_a_whole_language(folder):
    """The link's language changes every word of the page."""
    app = run(lang="en")
    assert "Demolition 10/100 mu" in html(app)
    assert "亩" not in html(app)


def test_a_link_opens_the_card_of_its_parcel(folder):
    """The map's card: name, areas in words, stage, events and the form."""
    app = run("map", parcel="P-1")
    assert not app.exception
    page = html(app)
    assert "甲" in page
    assert "已拆除" in page
    assert "拆除完成" in page


def test_an_unknown_parcel_is_a_sentence(folder):
    """A link to a parcel that the ledger does not have says so."""
    app = run("map", parcel="nowhere")
    assert not app.exception
    assert "nowhere" in app.error[0].value


def test_a_broken_shape_is_said_in_words(folder):
    """A bow-tie counts for nothing, and its card says why."""
    assert "图形不合法" in html(run("map", parcel="P-3"))


def test_recording_from_the_card_writes_one_event(folder):
    """The form starts with what comes next, and the ledger has it once."""
    app = opened(run("map", parcel="P-2"), "record_parcels_P-2_expander")
    kind = next(box for box in app.selectbox if box.key.endswith("_kind"))
    kind.select("demolition").run()
    next(button for button in app.button if button.key.endswith("_submit")).click().run()
    assert not app.exception
    assert "已登记" in app.success[0].value
    store = open_workspace(folder)
    events = store.tables().events
    assert list(events.loc[events["subject_id"] == "P-2", "kind"]) == ["demolition"]
    store.close()


def test_a_refused_write_is_a_sentence_in_the_form(folder):
    """More land than the parcel has is refused with both numbers, and nothing is written."""
    app = opened(run("map", parcel="P-2"), "record_parcels_P-2_expander")
    next(box for box in app.selectbox if box.key.endswith("_kind")).select("demolition").run()
    next(field for field in app.number_input if field.key.endswith("_land")).set_value(99.0)
    next(button for button in app.button if button.key.endswith("_submit")).click().run()
    assert "99" in app.error[0].value
    assert "10" in app.error[0].value


def test_voiding_asks_for_a_reason(folder):
    """Without a reason nothing is voided; with one the stage goes back and the event stays."""
    store = open_workspace(folder)
    events = store.tables().events
    event = events.loc[events["subject_id"] == "P-1", "event_id"].iloc[0]
    store.close()
    app = opened(run("map", parcel="P-1"), f"void_{event}_open")
    void = next(button for button in app.button if button.key.startswith("void_"))
    void.click().run()
    assert "写明原因" in app.error[0].value
    next(field for field in app.text_input if field.key.startswith("void_")).set_value("填错")
    next(button for button in app.button if button.key.startswith("void_")).click().run()
    assert "已作废" in app.success[0].value
    assert "填错" in html(app)
    assert "入库" in html(app)


def test_a_year_without_targets_says_what_to_do(folder):
    """The empty state of the board names the next step."""
    assert "landuse import" in html(run(year="2031", asof="2031-01-31"))


@pytest.mark.parametrize("opening", ["progress", "map", "parcels"])
def test_a_missing_workspace_is_a_friendly_page(tmp_path, monkeypatch, opening):
    """Where there is no workspace, the app says how to make one."""
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(tmp_path / "none"))
    app = run(opening)
    assert not app.exception
    assert "landuse demo" in app.code[0].value


def test_the_map_comes_before_its_filters(folder):
    """The first run of a visit to the map leaves the filters for the next; other pages have them at once."""
    app = run("map")
    assert COMING in html(app)
    assert not [box for box in app.selectbox if box.key == "filter_unit"]
    app.run()
    assert COMING not in html(app)
    assert [box.key for box in app.selectbox if box.key == "filter_unit"] == ["filter_unit"]
    assert [box.key for box in run("parcels").selectbox if box.key == "filter_unit"] == ["filter_unit"]
