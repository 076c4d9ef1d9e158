"""The life of an import in Chromium: loaded anew, pressed twice, in two tabs, overtaken, several at once, hostile."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from landuse.actions.record_event import record_event
from landuse.model import SubjectKind
from landuse.store import open_workspace
from tests.browser.test_intake import PAGE, app, apply, bring, idle, keys, on, table, tally, undo, workspace

__all__ = ["app", "workspace"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def town_list(path, *names):
    """Write a list of parcels without ground, 3 亩 each."""
    rows = "".join(f"{name},厂{name},双屿街道,3\r\n" for name in names)
    path.write_bytes(f"地块编号,地块名称,属地,证载面积(亩)\r\n{rows}".encode("gb18030"))
    return path


def batches_of(workspace, name):
    found = table(workspace, "batches")
    return found.loc[(found["file_name"] == name) & found["undoes"].isna(), "batch_id"].tolist()


def test_an_import_goes_on_where_it_was_after_the_page_is_loaded_anew(visit, workspace, tmp_path):
    """The link names the draft: step, mapping and change set are there again, and nothing is in the ledger yet."""
    before = keys(workspace)
    page = visit.open(PAGE)
    bring(page, town_list(tmp_path / "f5.csv", "F5-1", "F5-2"))
    on(page, "核对列的对应")
    on(page, "检查")
    on(page, "看变更")
    expect(tally(page, "新增")).to_have_text("2")
    page.reload()
    expect(page.locator(".lu-steps [aria-current=step]")).to_contain_text("变更")
    expect(tally(page, "新增")).to_have_text("2")
    assert keys(workspace) == before
    page.get_by_role("button", name="放弃", exact=True).click()
    page.get_by_role("button", name="放弃这次导入").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("台账没有改动")
    assert keys(workspace) == before
    assert "import=" not in page.url


def test_pressing_twice_writes_once(visit, workspace, tmp_path):
    """A double click, and the same draft in a second tab: one batch."""
    page = visit.open(PAGE)
    bring(page, town_list(tmp_path / "twice.csv", "TW-1"))
    on(page, "核对列的对应")
    on(page, "检查")
    on(page, "看变更")
    expect(tally(page, "新增")).to_have_text("1")
    idle(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="写入台账")).to_be_enabled()
    page.get_by_role("button", name="写入台账").dblclick()
    expect(page.locator(".lu-headline")).to_contain_text("已写入台账")
    button = other.get_by_role("button", name="写入台账")
    if button.count():
        button.click()
    expect(other.locator(".lu-headline")).to_contain_text("已写入台账")
    (batch,) = batches_of(workspace, "twice.csv")
    undo(page, batch)


def test_a_ledger_that_moved_is_said_and_the_changes_are_worked_out_anew(visit, workspace, tmp_path):
    """Somebody records an event meanwhile: the page says so before anything is written."""
    page = visit.open(PAGE)
    bring(page, town_list(tmp_path / "moved.csv", "MV-1"))
    on(page, "核对列的对应")
    on(page, "检查")
    on(page, "看变更")
    expect(tally(page, "新增")).to_have_text("1")
    idle(page)
    store = open_workspace(workspace)
    record_event(
        store,
        kind="demolition",
        subject_kind=SubjectKind.PARCEL,
        subject_id="LC-0001",
        occurred_on=date(2023, 5, 1),
        today=date(2023, 5, 31),
        actor="test",
    )
    store.close()
    page.get_by_role("radio", name="不变 0").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="台账在此期间有变化")).to_be_visible()
    batch = apply(page)
    undo(page, batch)


def test_several_files_wait_and_each_can_be_dropped(visit, workspace, tmp_path):
    """Two good ones, one that is no map, one that is a program: a sentence for each, and the good ones go on."""
    (tmp_path / "坏.geojson").write_text("not a map")
    (tmp_path / "清单.csv.exe").write_text("MZ")
    good = [town_list(tmp_path / f"several-{name}.csv", f"SV-{name}") for name in "AB"]
    page = visit.open(PAGE)
    bring(page, *good, tmp_path / "坏.geojson", tmp_path / "清单.csv.exe")
    expect(page.get_by_test_id("stAlert")).to_contain_text("清单.csv.exe")
    row = page.locator("[class*=st-key-draft_]")
    expect(row.filter(has_text="坏.geojson")).to_contain_text(re.compile("不符|无法"))
    expect(row.filter(has_text="several-A.csv")).to_contain_text("1 行")
    row.filter(has_text="坏.geojson").get_by_role("button", name="放弃").click()
    expect(row.filter(has_text="坏.geojson")).to_have_count(0)
    row.filter(has_text="several-A.csv").get_by_role("button", name="继续").click()
    expect(page.locator(".lu-file").first).to_contain_text("several-A.csv")
    page.get_by_role("button", name="先放着").click()
    row.filter(has_text="several-A.csv").get_by_role("button", name="放弃").click()
    expect(row.filter(has_text="several-A.csv")).to_have_count(0)
    idle(page)
    row.filter(has_text="several-B.csv").get_by_role("button", name="放弃").click()
    expect(row.filter(has_text="several-")).to_have_count(0)
    assert visit.errors == []


def test_names_from_outside_are_shown_and_never_run(visit, tmp_path):
    """File name, headings and cells that are HTML or Markdown are letters, and ask nobody for a picture."""
    attack = "![x](http://192.0.2.1/a.png)<img src=x onerror=document.title=1>"
    path = tmp_path / "![x](http:).csv"
    path.write_text(f"地块编号,{attack}\nA-1,{attack}\n", encoding="utf-8")
    page = visit.open(PAGE)
    bring(page, path)
    expect(page.locator(".lu-sample th").nth(1)).to_contain_text("![x]")
    on(page, "核对列的对应")
    expect(page.locator(".st-key-intake_columns")).to_be_visible()
    idle(page)
    assert page.locator("[data-testid=stMain] img").count() == 0
    assert [url for url in visit.requests if not url.startswith((visit.url, "data:", "blob:"))] == []
    page.get_by_role("button", name="放弃", exact=True).click()
    page.get_by_role("button", name="放弃这次导入").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("台账没有改动")
    assert visit.errors == []


def test_the_way_can_be_walked_with_the_keyboard(visit, workspace, tmp_path):
    """From the file to the change set by Tab and Enter alone."""
    page = visit.open(PAGE)
    bring(page, town_list(tmp_path / "keys.csv", "KB-1"))
    for words in ("核对列的对应", "检查", "看变更"):
        button = page.get_by_role("button", name=f"下一步:{words}")
        expect(button).to_be_enabled()
        idle(page)
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_count(0)
    expect(tally(page, "新增")).to_have_text("1")
    page.get_by_role("button", name="写入台账").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lu-headline")).to_contain_text("已写入台账")
    (batch,) = batches_of(workspace, "keys.csv")
    undo(page, batch)
