"""How to close the gap, in Chromium: what binds, a month's capacity, the workbook, the map; contiguous groups of the list."""

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MAY
from tests.browser.test_lists import tick

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_planner_sees_what_closes_the_gap_and_takes_it_along(visit, tmp_path):
    """Re-supply cannot be closed and by how much; demolition can, at forty a month; its list is exported and mapped."""
    page = visit.open(f"/?asof={MAY}")
    page.get_by_role("radio", name="怎么补上缺口").or_(page.get_by_role("button", name="怎么补上缺口")).first.click()
    verdict = page.locator(".lu-headline").nth(1)
    expect(verdict).to_contain_text("拆后再供地缺口 275.00 亩补不上:可推进的地不够,少 92.69 亩;最多能安排 182.31 亩")
    expect(page.get_by_text("最迟 2023年11月29日 启动供地程序").first).to_be_visible()
    page.locator(".st-key-breakdown_indicator").get_by_text("拆除", exact=True).click()
    expect(verdict).to_contain_text("老旧工业区拆除缺口 192.69 亩补得上")
    page.locator(".st-key-programme_amount_mu input").fill("40")
    page.keyboard.press("Enter")
    expect(page.locator("tr", has_text="2023-10").first).to_contain_text("192.70")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出推进计划").click()
    waiting.value.save_as(tmp_path / "plan.xlsx")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "plan.xlsx").active]
    listed = [row[5] for row in cells if str(row[0]).startswith("2023-") and str(row[1]).startswith("LC-")]
    assert (len(listed), round(sum(listed), 2), cells[-1][5]) == (15, 192.70, 192.70)
    page.get_by_role("button", name="在地图上看全部 15 处").click()
    expect(page.locator(".lu-record code")).to_be_visible()
    assert visit.errors == []


def test_contiguous_groups_lead_to_the_map(visit):
    """Four cleared parcels that lie together are one group of 27.35 亩."""
    page = visit.open(f"/parcels?asof={MAY}&unit=SY&stage=demolished")
    page.get_by_text("按连片看").click()
    expect(page.get_by_text("低效工业用地地块连片:1 片,共 4 宗 27.35 亩").first).to_be_visible()
    page.wait_for_selector("[data-testid=stDataFrame] canvas")
    tick(page, 0)
    page.get_by_role("button", name="在地图上看选中的 4 处").click()
    expect(page.locator(".lu-record code")).to_have_text("LC-0145")
    assert visit.errors == []
