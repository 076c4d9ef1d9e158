"""The supply page: a plot advances with its proof, and what covers the gap changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from landuse.actions.void_event import void_event
from landuse.store import open_workspace
from tests.browser.conftest import MAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PLOT = "GD2023-008"


@pytest.fixture
def page(visit, workspace: Path) -> Iterator[Page]:
    """Open the plot on the supply page; what the test records is voided afterwards."""
    yield visit.open(f"/supply?asof={MAY}&parcel=plots/{PLOT}")
    store = open_workspace(workspace)
    history = store.tables().events
    for event in history.loc[(history["subject_id"] == PLOT) & (history["doc_no"] == "演示纪要99号"), "event_id"]:
        void_event(store, event, why="test", actor="test")
    store.close()


def test_a_plot_advances_with_its_proof_and_the_cover_changes(page: Page):
    """Seven plots have passed the meeting; the eighth needs the number of its minutes."""
    sentence = page.locator(".lu-headline")
    expect(sentence).to_contain_text("已过会未挂牌 7 宗 96.36 亩,加已完成共占目标 40.45%")
    card = page.locator(".st-key-plot_card")
    expect(card).to_contain_text("区长办公会议")
    card.get_by_role("button", name="推进", exact=True).click()
    expect(card.get_by_text("需要填写文号")).to_be_visible()
    expect(sentence).to_contain_text("7 宗 96.36 亩")
    card.get_by_label("文号(必填)").fill("演示纪要99号")
    card.get_by_label("佐证").fill("会议纪要扫描件")
    card.get_by_role("button", name="推进", exact=True).click()
    expect(sentence).to_contain_text("已过会未挂牌 8 宗 106.16 亩,加已完成共占目标 43.72%")
    expect(page.locator(".lu-record .lu-stage")).to_contain_text("区长办公会议通过")


def test_the_ladder_and_the_dates_open(page: Page):
    """Each view draws, and says what it is about."""
    for name, words in (
        ("储备覆盖", "覆盖缺口"),
        ("倒排时间", "要计入 2023 年"),
        ("再供地核对", "图形核定"),
        ("供后履约", "已投产、未过达产复核的企业 16 家"),
    ):
        page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("出现未预料的问题")).to_have_count(0)


def test_the_forecast_says_how_it_held_before(page: Page):
    """The interval, the back-test, and the simulated districts."""
    page.get_by_role("radio", name="年底预测").or_(page.get_by_role("button", name="年底预测")).first.click()
    expect(page.get_by_text("80% 区间").first).to_be_visible()
    expect(page.get_by_text("回看").first).to_be_visible()
    expect(page.get_by_text("200 个模拟区").first).to_be_visible()
