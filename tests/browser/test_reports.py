"""Reports in Chromium: the half-year bulletin is made, one number changed with a reason, issued, found again."""

import hashlib
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from playwright.sync_api import TimeoutError as WaitedTooLong
from playwright.sync_api import expect

from tests.browser.conftest import MAY
from tests.reports.test_office_template import template

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
#: How long a document with its maps may take on a busy machine, in milliseconds.
LONG = 240_000


def made(page):
    """Have the document made and wait for it."""
    page.locator(".st-key-report_make button").click()
    bar = page.locator(".st-key-report_waiting")
    expect(bar).to_be_visible()
    expect(bar.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="下载 DOCX")).to_be_visible(timeout=LONG)


def choose(page, key, words, typed=""):
    """Choose from a list; one that closed again, because the page moved while it opened, is opened once more."""
    box = page.locator(f"[class*=st-key-{key}]").get_by_role("combobox")
    option = page.get_by_role("option", name=words, exact=True)
    for _ in range(10):
        box.click()
        with suppress(WaitedTooLong):
            box.press_sequentially(typed)
            option.click(timeout=5_000)
            return
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    pytest.fail(f"{words} was not offered")


def saved(page, words):
    """Press a button that saves and return the name and the bytes of the file."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=words).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def document_text(content):
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def test_a_bulletin_is_changed_before_issue_and_found_again(visit):
    """25 亩 become 26 in the paper, marked, with the reason; the issue is saved byte for byte; the ledger stays."""
    page = visit.open(f"/reports?asof={MAY}")
    choose(page, "reports_kind", "通报")
    choose(page, "reports_scope", "半年")
    expect(page.locator(".st-key-reports_period_half_year").get_by_role("combobox")).to_have_value("上半年")
    made(page)
    expect(page.get_by_role("img", name="第 1 页,共")).to_be_visible(timeout=LONG)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("img", name="第 2 页,共")).to_be_visible()
    told = page.locator(".lu-told").first
    expect(told).to_contain_text("再供地面积25亩")

    page.get_by_text("印发前修改", exact=True).click()
    choose(page, "report_part", "全区的数字(48 个)")
    choose(page, "report_target_district", "拆后再供地 25.00 亩", typed="25.00")
    page.get_by_role("textbox", name="改为(只填数字)").fill("26")
    page.get_by_role("textbox", name="理由").fill("会议口径")
    page.get_by_role("button", name="记下这处改动").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="已记下")).to_be_visible()
    expect(page.get_by_role("button", name="印发存档")).to_be_disabled()

    made(page)
    expect(told).to_contain_text("再供地面积26(改)亩")
    expect(page.get_by_role("button", name="印发存档")).to_be_enabled()
    name, content = saved(page, "下载 DOCX")
    assert name.endswith(f"_截至{MAY}.docx")
    assert "26(改)" in document_text(content)
    page.get_by_role("button", name="印发存档").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="已印发存档,编号")).to_be_visible()

    page.get_by_role("radio", name="印发记录").click()
    expect(page.locator(".lu-told").filter(has_text=hashlib.sha256(content).hexdigest())).to_be_visible()
    assert saved(page, "按原样重印") == (name, content)
    page.get_by_role("radio", name="对账").click()
    expect(page.locator(".lu-total")).to_contain_text("-1.00 亩")
    assert visit.errors == []


def test_a_template_of_the_office_is_dropped_and_filled(visit, tmp_path):
    """A street's own sheet comes back with the remediated parcels in it, its title and its filler's line untouched."""
    path = tmp_path / "某街道模板.xlsx"
    path.write_bytes(template())
    page = visit.open(f"/reports?asof={MAY}")
    choose(page, "reports_kind", "低效用地整治清单")
    page.get_by_text("用本单位的模板", exact=True).click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    expect(page.get_by_text("填入模板“某街道模板.xlsx”")).to_be_visible()
    page.locator(".st-key-report_make button").click()
    expect(page.get_by_role("button", name="下载 XLSX")).to_be_visible(timeout=LONG)
    _, content = saved(page, "下载 XLSX")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["清单"]
    assert sheet["A5"].value == 1
    assert sheet["D5"].value > 0
    assert "填表人:张三" in [cell.value for cell in sheet["A"]]
    assert visit.errors == []
