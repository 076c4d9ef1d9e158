"""What a file leaves open, asked in Chromium: units, months, encodings, shifted maps, and cells that both sides changed."""

from datetime import date

import geopandas as gpd
import openpyxl
import pytest
import shapely
from playwright.sync_api import expect

from landuse.actions.export_list import export_list
from landuse.geo.shifted import Shift, shifted
from landuse.model import Filter, Layer
from landuse.store import open_workspace, records
from landuse.units import m2_from_mu
from tests.browser import intake_files as files
from tests.browser.test_intake import PAGE, app, apply, bring, on, table, tally, undo, workspace

__all__ = ["app", "workspace"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def answer(page, words, choice):
    """Answer the question that is asked: it must say these words, and nothing is chosen before."""
    question = page.locator(".st-key-intake_question")
    expect(question).to_contain_text(words)
    expect(question.get_by_role("button", name="确定")).to_be_disabled()
    question.get_by_test_id("stRadio").locator("label").filter(has_text=choice).first.click()
    question.get_by_role("button", name="确定").click()


def test_units_and_months_are_asked_and_nothing_is_assumed(visit, workspace, tmp_path):
    """An area without a unit, 2023.1 that may be October, months without a day: three questions, then two plots."""
    book = openpyxl.Workbook()
    book.active.append(["供地编号", "名称", "属地", "批准面积", "挂牌时间"])
    book.active.append(["ZY-001", "甲地块", "双屿街道", 12.5, 2023.1])
    book.active.append(["ZY-002", "乙地块", "双屿街道", 8, 2023.4])
    book.save(tmp_path / "asked.xlsx")
    page = visit.open(PAGE)
    bring(page, tmp_path / "asked.xlsx")
    on(page, "核对列的对应")
    on(page, "检查")
    for words, choice in (("是什么单位", "亩"), ("1 月还是 10 月", "10 月"), ("按月初还是月末", "月末")):
        answer(page, words, choice)
    expect(tally(page, "可导入")).to_have_text("2")
    on(page, "看变更")
    batch = apply(page)
    found = table(workspace, "plots").set_index("plot_id").loc["ZY-001"]
    events = table(workspace, "events")
    [told] = events.loc[events["subject_id"] == "ZY-001"].to_dict("records")
    assert found["approved_area_m2"] == pytest.approx(m2_from_mu(12.5), abs=0.01)
    assert (told["kind"], told["occurred_on"]) == ("listing", date(2023, 10, 31))
    undo(page, batch)
    assert visit.errors == []


def test_an_encoding_that_may_be_right_is_shown_both_ways(visit, workspace, tmp_path):
    """The file says Korean and its bytes say Chinese: both readings are shown, and one is chosen."""
    frame = files.parcels(["ZE-001"], [files.square(800)]).assign(地块名称="大塘垟")
    paths = files.shapefile_in_gbk(tmp_path, frame, "ze")
    (tmp_path / "ze.cpg").write_text("949", encoding="ascii")
    page = visit.open(PAGE)
    bring(page, *paths, tmp_path / "ze.cpg")
    expect(page.locator(".lu-sample")).to_contain_text("大塘垟")
    on(page, "核对列的对应")
    on(page, "检查")
    answer(page, "文件里的文字该怎么读", "地块")
    expect(tally(page, "可导入")).to_have_text("1")
    on(page, "看变更")
    batch = apply(page)
    assert table(workspace, "parcels").set_index("parcel_id").loc["ZE-001", "name"] == "大塘垟"
    undo(page, batch)
    assert visit.errors == []


def test_ground_drawn_over_a_shifted_map_is_asked_about(visit, workspace, tmp_path):
    """Parcels of the ledger come again under other codes, half a kilometre off: put back only when that is said."""
    known = table(workspace, "parcels").iloc[:12]
    degrees = gpd.GeoSeries(known.geometry.to_numpy(), crs=4549).to_crs(4326)
    drawn = [shapely.transform(shape, lambda points: shifted(points, Shift.GCJ02)) for shape in degrees]
    rows = {"地块编号": [f"ZG-{place:03d}" for place in range(len(drawn))], "属地": "双屿街道"}
    gpd.GeoDataFrame(rows, geometry=drawn, crs=4326).to_file(tmp_path / "phone.geojson")
    page = visit.open(PAGE)
    bring(page, tmp_path / "phone.geojson")
    on(page, "核对列的对应")
    on(page, "检查")
    answer(page, "偏移的地图", "GCJ-02")
    expect(tally(page, "读到的行")).to_have_text("12")
    on(page, "看变更")
    batch = apply(page)
    found = table(workspace, "parcels").set_index("parcel_id").loc["ZG-000"].geometry
    assert shapely.hausdorff_distance(found, known.geometry.iloc[0]) < 0.05
    undo(page, batch)
    assert visit.errors == []


def test_a_cell_that_both_sides_changed_shows_both_and_the_chosen_one_stays(visit, workspace, tmp_path):
    """Two names were edited in the list and in the ledger meanwhile: one is taken from the file, one stays."""
    path = tmp_path / "list.xlsx"
    store = open_workspace(workspace)
    chosen = Filter(as_of=date(2023, 5, 31), unit="SY", stage="demolished")
    export_list(store, Layer.PARCELS, path, filter=chosen, language="zh-CN", actor="test")
    before = store.tables().parcels.set_index("parcel_id")
    for key in ("LC-0145", "LC-0147"):
        files.edited(path, key, "名称", f"文件里的{key}")
        changes = {"name": f"台账里的{key}"}
        with store.writing() as tx:
            records.update(tx, Layer.PARCELS, key, changes, expected_version=1, actor="somebody")
    store.close()
    page = visit.open(PAGE)
    bring(page, path)
    on(page, "核对列的对应")
    on(page, "检查")
    on(page, "看变更")
    conflicts = page.locator(".st-key-intake_conflicts")
    expect(conflicts).to_contain_text("冲突 2 处")
    for said in ("保留台账的 台账里的LC-0147", "采用文件的 文件里的LC-0147", str(before.loc["LC-0147", "name"])):
        expect(conflicts).to_contain_text(said)
    conflicts.get_by_text("采用文件的 文件里的LC-0147").click()
    expect(page.get_by_role("button", name="写入台账")).to_contain_text("更新 1")
    batch = apply(page)
    after = table(workspace, "parcels").set_index("parcel_id")
    assert after.loc["LC-0147", "name"] == "文件里的LC-0147"
    assert after.loc["LC-0145", "name"] == "台账里的LC-0145"
    undo(page, batch)
    assert table(workspace, "parcels").set_index("parcel_id").loc["LC-0147", "name"] == "台账里的LC-0147"
    assert visit.errors == []
