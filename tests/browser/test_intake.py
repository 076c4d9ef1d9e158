"""The way in, in Chromium: files as offices send them, from the drop to the ledger and back out of it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from landuse.store import open_workspace
from tests.browser import intake_files as files
from tests.browser.conftest import MAY, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = f"/intake?asof={MAY}"


@pytest.fixture(scope="module")
def workspace(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a demo workspace of these journeys' own: they write to it."""
    folder = tmp_path_factory.mktemp("intake") / "workspace"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture(scope="module")
def app(workspace: Path) -> Iterator[str]:
    """Serve it."""
    with serving(workspace) as url:
        yield url


def table(workspace, layer):
    """Return a layer of the ledger as it is now."""
    store = open_workspace(workspace)
    frame = getattr(store.tables(), layer)
    store.close()
    return frame


def keys(workspace, layer="parcels", key="parcel_id"):
    return set(table(workspace, layer)[key])


def idle(page: Page) -> None:
    """Wait until the page is done."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def bring(page: Page, *paths: Path) -> None:
    """Drop files."""
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(list(paths))


def on(page: Page, words: str) -> None:
    """Go on to the step of these words."""
    button = page.get_by_role("button", name=f"下一步:{words}")
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".lu-steps [aria-current=step]")).to_contain_text(
        {"核对列的对应": "对应", "检查": "检查", "看变更": "变更"}[words]
    )


def tally(page: Page, words: str):
    """Return the number that stands before some words."""
    return page.locator(".lu-tallies li").filter(has_text=re.compile(rf"^[\d,]+{words}$")).locator("b")


def apply(page: Page) -> str:
    """Write the change set and return its batch."""
    page.get_by_role("button", name="写入台账").click()
    sentence = page.locator(".lu-headline").filter(has_text="已写入台账")
    expect(sentence).to_be_visible()
    return re.search(r"批次 (B\d+)", sentence.inner_text()).group(1)


def undo(page: Page, batch: str) -> None:
    """Take a batch back where it is offered."""
    page.get_by_role("button", name=f"撤销批次 {batch}").click()
    expect(page.get_by_test_id("stAlert").filter(has_text=f"已撤销批次 {batch}")).to_be_visible()


def test_a_gbk_shapefile_comes_in_and_goes_out_again(visit, workspace, tmp_path):
    """Dropped as loose files, read as GBK, mapped, checked, seen as three new parcels, written, taken back."""
    before = keys(workspace)
    frame = files.parcels(["ZR-001", "ZR-002", "ZR-003"], [files.square(0), files.square(200), files.square(400)])
    page = visit.open(PAGE)
    bring(page, *files.shapefile_in_gbk(tmp_path, frame, "zr"))
    expect(page.locator(".lu-sample")).to_contain_text("东垟ZR-001")
    expect(page.locator(".lu-facts")).to_contain_text("Shapefile")
    on(page, "核对列的对应")
    expect(page.locator(".st-key-intake_columns")).to_contain_text("地块编号")
    on(page, "检查")
    expect(tally(page, "读到的行")).to_have_text("3")
    expect(tally(page, "拒收")).to_have_text("0")
    on(page, "看变更")
    expect(tally(page, "新增")).to_have_text("3")
    expect(page.locator(".lu-table")).to_contain_text("图形面积")
    assert keys(workspace) == before
    batch = apply(page)
    assert keys(workspace) - before == {"ZR-001", "ZR-002", "ZR-003"}
    undo(page, batch)
    assert keys(workspace) == before
    assert visit.errors == []


def test_an_excel_list_with_two_headings_and_totals(visit, workspace, tmp_path):
    """Title, unit line and totals are no records; a number that is none refuses its row; a known one is a change."""
    before = table(workspace, "parcels").set_index("parcel_id")
    path = files.list_with_two_headings(
        tmp_path / "清单.xlsx",
        [
            ("ZX-001", "甲厂", "双屿街道", 12.5, 12),
            ("LC-0145", "改名的厂", None, None, None),
            (None, "无号", "双屿街道", 3, 3),
        ],
    )
    page = visit.open(PAGE)
    bring(page, path)
    expect(page.locator(".lu-sample")).to_contain_text("ZX-001")
    on(page, "核对列的对应")
    on(page, "检查")
    expect(tally(page, "读到的行")).to_have_text("3")
    expect(tally(page, "拒收")).to_have_text("1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载问题清单").click()
    waiting.value.save_as(tmp_path / "问题清单.xlsx")
    said = {cell.value for row in openpyxl.load_workbook(tmp_path / "问题清单.xlsx").worksheets[0] for cell in row}
    assert {"ZX-001", "无号"} <= said
    assert any("没有编号" in str(words) for words in said)
    on(page, "看变更")
    expect(tally(page, "新增")).to_have_text("1")
    expect(tally(page, "更新")).to_have_text("1")
    page.get_by_role("radio", name="更新 1").click()
    row = page.locator(".lu-differences tr").filter(has_text="LC-0145")
    expect(row.first).to_contain_text(str(before.loc["LC-0145", "name"]))
    expect(row.first).to_contain_text("改名的厂")
    batch = apply(page)
    after = table(workspace, "parcels").set_index("parcel_id")
    assert after.loc["LC-0145", "name"] == "改名的厂"
    assert after.loc["ZX-001", "certificate_area_m2"] == pytest.approx(12.5 * 10_000 / 15)
    undo(page, batch)
    assert table(workspace, "parcels").set_index("parcel_id").loc["LC-0145", "name"] == before.loc["LC-0145", "name"]
    assert visit.errors == []


def test_boundary_points_become_a_plot(visit, workspace, tmp_path):
    """A TXT in GBK, zone 40, eastings with the zone's number: one plot of 15 亩."""
    page = visit.open(PAGE)
    bring(page, files.boundary_points(tmp_path / "红线.txt", "ZT-001"))
    expect(page.locator(".lu-facts")).to_contain_text("界址点")
    on(page, "核对列的对应")
    on(page, "检查")
    expect(tally(page, "可导入")).to_have_text("1")
    on(page, "看变更")
    batch = apply(page)
    plots = table(workspace, "plots").set_index("plot_id")
    assert plots.loc["ZT-001"].geometry.area == pytest.approx(10_000, rel=1e-3)
    undo(page, batch)
    assert "ZT-001" not in keys(workspace, "plots", "plot_id")


def test_a_coordinate_system_that_cannot_be_told_is_asked(visit, workspace, tmp_path):
    """No .prj, two systems fit: both are drawn, one is chosen, and the parcel lies where it should."""
    frame = files.parcels(["ZC-001"], [files.square(600)]).to_crs(4550)
    paths = files.shapefile_in_gbk(tmp_path, frame, "zc")
    page = visit.open(PAGE)
    bring(page, *(path for path in paths if path.suffix != ".prj"))
    on(page, "核对列的对应")
    on(page, "检查")
    question = page.locator(".st-key-intake_question")
    expect(question).to_contain_text("这个文件是哪个坐标系?")
    drawn = question.locator("iframe").content_frame
    expect(drawn.locator(".leaflet-container[data-shapes]")).to_be_visible()
    assert int(drawn.locator(".leaflet-container").get_attribute("data-shapes")) >= 2
    expect(question.get_by_role("button", name="确定")).to_be_disabled()
    question.get_by_text("4550", exact=False).first.click()
    expect(drawn.locator("path.landuse-sketch-chosen")).to_have_count(1)
    question.get_by_role("button", name="确定").click()
    expect(tally(page, "可导入")).to_have_text("1")
    on(page, "看变更")
    batch = apply(page)
    found = table(workspace, "parcels").set_index("parcel_id").loc["ZC-001"].geometry
    assert found.distance(files.square(600).centroid) == 0
    undo(page, batch)
    assert visit.errors == []


def test_a_crossing_ring_is_seen_repaired_and_restored(visit, workspace, tmp_path):
    """The problem has its place on the map; the repair shows its area before and after; undone, the ring crosses again."""
    files.parcels(["ZB-001"], [files.bow_tie(800)]).to_file(tmp_path / "zb.gpkg")
    page = visit.open(PAGE)
    bring(page, tmp_path / "zb.gpkg")
    on(page, "核对列的对应")
    on(page, "检查")
    expect(tally(page, "导入但未计入")).to_have_text("1")
    problem = page.locator(".lu-problem")
    expect(problem).to_contain_text("自相交")
    drawn = page.locator("[class*=st-key-sketch_] iframe").content_frame
    expect(drawn.locator("path.landuse-sketch-problem")).to_have_count(1)
    on(page, "看变更")
    imported = apply(page)
    page.get_by_role("button", name="修复图形").click()
    page.get_by_role("button", name="修复 ZB-001").click()
    done = page.get_by_test_id("stAlert").filter(has_text="已修复 1 处图形")
    expect(done).to_be_visible()
    mended = table(workspace, "parcels").set_index("parcel_id").loc["ZB-001"].geometry
    assert mended.is_valid
    assert mended.area == pytest.approx(5000, rel=1e-6)
    page.get_by_role("button", name="撤销刚才的修复").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="已撤销批次")).to_be_visible()
    assert not table(workspace, "parcels").set_index("parcel_id").loc["ZB-001"].geometry.is_valid
    page.get_by_role("radio", name="导入文件").click()
    undo(page, imported)
    assert visit.errors == []


def test_an_exported_list_comes_back_as_a_diff(visit, workspace, tmp_path):
    """One cell was edited outside: exactly that cell is a change, all else is unchanged."""
    before = table(workspace, "parcels").set_index("parcel_id")
    page = visit.open(f"/parcels?asof={MAY}&unit=SY&stage=demolished")
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel 表格").click()
    waiting.value.save_as(tmp_path / "list.xlsx")
    files.edited(tmp_path / "list.xlsx", "LC-0146", "名称", "改过的名称")
    page = visit.open(PAGE)
    bring(page, tmp_path / "list.xlsx")
    on(page, "核对列的对应")
    on(page, "检查")
    on(page, "看变更")
    expect(tally(page, "更新")).to_have_text("1")
    expect(tally(page, "新增")).to_have_text("0")
    rows = page.locator(".lu-differences tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("LC-0146")
    expect(rows.first).to_contain_text("改过的名称")
    batch = apply(page)
    after = table(workspace, "parcels").set_index("parcel_id")
    assert after.loc["LC-0146", "name"] == "改过的名称"
    assert after["name"].drop("LC-0146").equals(before["name"].drop("LC-0146"))
    undo(page, batch)
    assert visit.errors == []
