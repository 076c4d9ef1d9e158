"""Warnings in Chromium: one is closed with a reason, the page of the meeting goes to paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = f"/warnings?asof={MAY}"
#: A4 in points, as a page of a PDF says it.
A4 = (595, 842)


def grid(page):
    page.wait_for_selector("[data-testid=stDataFrame] canvas")
    return page.locator("[data-testid=stDataFrame]")


def tick(page, row):
    """Tick the box of a row (from 0) of the table, which is drawn on a canvas."""
    box = grid(page).bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 33 * row + 16)


def choose(page, name):
    page.get_by_role("radio", name=name).click()


def count(page, name):
    """Return the number that a choice of the supervision filter shows."""
    words = page.get_by_role("radio", name=name).inner_text()
    return int(re.search(r"\d+", words).group())


def test_a_warning_is_closed_with_a_reason_and_stands_in_the_ledger(visit):
    """Without a reason it stays; with one it leaves the open list, and the ledger tells why."""
    page = visit.open(PAGE)
    grid(page)
    everything = count(page, "未销号")
    before = grid(page).element_handle()
    page.locator(".st-key-warnings_list_rule").get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("W19")).click()
    expect(page.get_by_role("radio", name=f"未销号 {everything}", exact=True)).to_have_count(0)
    standing = count(page, "未销号")
    assert 0 < standing < everything
    assert count(page, "已销号") == 0
    before.wait_for_element_state("hidden")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出预警清单").click()
    assert waiting.value.suggested_filename == f"预警清单_全区;未销号;W19_截至{MAY}.xlsx"
    tick(page, 0)
    panel = page.locator(".st-key-warning_panel")
    expect(panel).to_contain_text("图账面积不符")
    for words in ("原因", "如何解除", "规则与依据", "还没有督办记录"):
        expect(panel).to_contain_text(words)
    subject = panel.locator(".lu-warning span").inner_text()

    panel.get_by_role("button", name="销号").click()
    page.get_by_role("button", name="确认销号").click()
    expect(page.get_by_role("alert")).to_contain_text("写明原因")
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    page.get_by_role("textbox", name="整改情况、销号理由").fill("已按证载面积改正红线")
    page.get_by_role("button", name="确认销号").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="已销号")).to_be_visible()
    expect(page.locator(".st-key-warning_panel")).to_have_count(0)

    expect(page.get_by_role("radio", name=f"未销号 {standing - 1}", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="已销号 1", exact=True)).to_be_visible()
    before = grid(page).element_handle()
    choose(page, "督办台账")
    before.wait_for_element_state("hidden")
    tick(page, 0)
    ledger = page.locator(".st-key-ledger_panel")
    expect(ledger).to_contain_text(subject)
    expect(ledger).to_contain_text("已按证载面积改正红线")
    expect(ledger.get_by_role("button", name="重启")).to_be_visible()


def test_the_page_of_the_meeting_prints(visit):
    """A4 upright, with every heading and no navigation, as wide as the paper; the button asks the browser."""
    page = visit.open(PAGE)
    grid(page)
    choose(page, "双周协调")
    headings = page.locator("h2.lu-section")
    expect(headings).to_have_count(6)
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("() => window.printed") == 1

    paper = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
    sizes = [
        (round(float(width)), round(float(height)))
        for width, height in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    ]
    assert len(sizes) > 1
    assert set(sizes) == {A4}
    for words in headings.evaluate_all("all => all.map(one => one.firstChild.textContent)"):
        assert words.encode("utf-16-be").hex().upper().encode() in paper

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    for seen in ("stSidebar", "stHeader", "stButtonGroup", "stDateInput"):
        expect(page.get_by_test_id(seen).filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(headings.first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
    assert visit.errors == []
