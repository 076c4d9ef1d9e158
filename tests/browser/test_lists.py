"""The list as the map's twin, in Chromium: marking, showing on the map and back, exporting."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LIST = f"/parcels?asof={MAY}&unit=SY&stage=demolished"


def tick(page, row):
    """Tick the box of a row (from 0) of the grid, which is drawn on a canvas."""
    box = page.locator("[data-testid=stDataFrame]").bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 33 * row + 16)


def test_what_is_marked_is_shown_on_the_map_and_back(visit):
    """Two parcels are marked, counted with their 亩, outlined on the map, and still marked in the list."""
    page = visit.open(LIST)
    page.wait_for_selector("[data-testid=stDataFrame] canvas")
    expect(page.locator(".st-key-chips")).to_contain_text("低效工业用地地块 4 宗,合计 27.35 亩")
    tick(page, 0)
    tick(page, 1)
    expect(page.locator(".st-key-list_marked")).to_contain_text("已选 低效工业用地地块 2 宗,合计 14.32 亩")
    page.get_by_role("button", name="在地图上看选中的 2 处").click()
    expect(page.locator(".lu-record code")).to_have_text("LC-0145")
    page.wait_for_url(re.compile(r"/map\?.*parcel=LC-0145"))
    page.get_by_role("link", name="清单").click()
    expect(page.locator(".st-key-list_marked")).to_contain_text("2 宗")


def test_the_export_is_exactly_what_is_shown(visit, tmp_path):
    """The workbook holds the four parcels of the filter and their total, and its name says the filter and the day."""
    page = visit.open(LIST)
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel 表格").click()
    download = waiting.value
    assert "双屿街道" in download.suggested_filename
    assert MAY in download.suggested_filename
    download.save_as(tmp_path / "list.xlsx")
    cells = [
        cell.value for row in openpyxl.load_workbook(tmp_path / "list.xlsx", data_only=True).active for cell in row
    ]
    assert [value for value in cells if str(value).startswith("LC-")] == ["LC-0145", "LC-0146", "LC-0147", "LC-0148"]
    assert 27.35 in cells


def test_a_cell_of_the_breakdown_opens_its_unit(visit):
    """Pressing a number of a reporting unit opens the events of that unit."""
    page = visit.open()
    grid = page.locator("[data-testid=stDataFrame]")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 180, box["y"] + 36 + 16)
    expect(page.get_by_role("dialog")).to_contain_text("丰门街道")
    expect(page.get_by_role("dialog")).to_contain_text("计入合计 11.63 亩")
