"""The list by contiguous groups, through Streamlit's own test runner."""

from tests.ui.test_pages import html, run


def grouped(**link):
    app = run("parcels", **link)
    app.session_state["list_clusters"] = True
    return app.run()


def test_the_list_is_laid_out_by_groups(folder):
    """Two that lie apart, one whose shape is none; a hundred mu are asked of those with one."""
    app = grouped()
    assert not app.exception
    assert "低效工业用地地块连片:2 片,共 3 宗 45.00 亩" in html(app)
    frame = app.dataframe[0].value
    assert frame["number"].tolist() == ["1", "2", "未落图"]
    assert frame["reaches"].tolist() == ["差 70.00 亩到 100 亩", "差 90.00 亩到 100 亩", "—"]
    assert frame["units"].tolist() == ["一镇", "二镇", "一镇"]


def test_the_filters_beside_the_page_hold(folder):
    """Only the second town; of nothing there are no groups."""
    assert grouped(unit="U2").dataframe[0].value["members"].tolist() == ["P-2"]
    assert not grouped(unit="U2", stage="demolished").exception
