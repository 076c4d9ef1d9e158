"""The programme on the first page, through Streamlit's own test runner."""

from tests.ui.test_pages import html, run


def shown(app, **state):
    """Open the programme of demolition."""
    for key, value in {"breakdown_view": "programme", "breakdown_indicator": "demolition_area", **state}.items():
        app.session_state[key] = value
    return app.run()


def test_a_gap_that_cannot_be_closed_is_said_first(folder):
    """Ninety are missing, thirty-five ready; five of them, with a faulty shape, by their book area."""
    app = shown(run())
    assert not app.exception
    page = html(app)
    assert "老旧工业区拆除缺口 90.00 亩补不上:可推进的地不够,少" in page
    assert "就能补上" in page
    ready = app.dataframe[0].value
    assert set(ready["key"]) == {"P-1", "P-2"}
    assert ready["amount"].sum() == 30


def test_a_unit_is_planned_against_its_own_target(folder):
    """Fifty of sixty are missing; one without a target is told so in a sentence."""
    assert "缺口 50.00 亩补不上" in html(shown(run(unit="U1")))
    app = shown(run(unit="U2"))
    assert not app.exception
    assert "没有属地 U2 的目标" in app.error[0].value


def test_what_a_month_holds_is_asked(folder):
    """Ten a month: the rest of the first does not fit, and by how much is said."""
    app = shown(run(), programme_amount_mu=10.0)
    assert "每月能力不够,少 20.00 亩" in html(app)
    assert app.dataframe[0].value["key"].tolist() == ["P-2"]
