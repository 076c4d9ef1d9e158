"""The map as a GIS, in Chromium: select and export, find, play, print, two at once, hostile names."""

import csv
import re
from datetime import date

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from landuse.actions.record_event import record_event
from landuse.actions.void_event import void_event
from landuse.intake.outline import read_outline
from landuse.model import Filter, Layer, SubjectKind
from landuse.reports.listing import listing
from landuse.store import open_workspace, records
from landuse.views.selecting import outlined, passing, within_shape
from tests.browser.conftest import MAY, Visit
from tests.browser.test_map import COLOURS, DRAWN, VIEW
from tests.builders import MAY as LAST_DAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ZONE = "Z2-01"
HOSTILE = '<img src=x onerror="window.hacked=1">`${1}`\'\u202e🏭' + "很长" * 180


@pytest.fixture
def store(workspace):
    opened = open_workspace(workspace)
    yield opened
    opened.close()


def tool(frame, name):
    frame.get_by_role("button", name=re.compile(f"^{name}")).click()


def drag(visit, frame, west, south, east, north):
    """Drag from one corner of a box in degrees to the other."""
    start, end = visit.place(frame, west, north), visit.place(frame, east, south)
    visit.page.mouse.move(*start)
    visit.page.mouse.down()
    visit.page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    visit.page.mouse.move(*end)
    visit.page.mouse.up()


def shown_box(frame):
    """Return the middle part of what the map shows."""
    west, south, east, north = frame.evaluate(
        "() => { const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    across, up = (east - west) / 5, (north - south) / 5
    return west + across, south + up, east - across, north - up


def test_what_a_box_selects_is_added_up_and_exported(visit, store, tmp_path):
    """The panel's number and 亩 are the list's, the file holds the same records, and the way back is one press."""
    frame = visit.open_map(f"asof={MAY}&zone={ZONE}")
    frame.wait_for_function("() => map.getZoom() >= 14")
    box = shown_box(frame)
    west, south, east, north = box
    ring = [(west, south), (east, south), (east, north), (west, north)]
    chosen = within_shape(store, Layer.PARCELS, ring, Filter(as_of=LAST_DAY, zone=ZONE))
    told = listing(store, Layer.PARCELS, Filter(as_of=LAST_DAY, among=tuple(chosen)), language="zh-CN")
    assert len(chosen) > 3
    before = frame.evaluate(VIEW)
    tool(frame, "框选")
    drag(visit, frame, *box)
    panel = visit.page.locator(".st-key-selection")
    expect(panel.locator(".lu-total")).to_contain_text(f"{len(chosen)} 宗,合计 {told.total_mu:,} 亩")
    assert frame.evaluate(VIEW) == before

    panel.get_by_role("button", name="导出").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=re.compile("csv", re.IGNORECASE)).click()
    target = tmp_path / "list.csv"
    download.value.save_as(target)
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert {cell for row in rows for cell in row} >= chosen
    exported = [row for row in rows if chosen & set(row)]
    assert len(exported) == len(chosen)

    visit.page.keyboard.press("Escape")
    panel.get_by_role("button", name="打开清单").click()
    expect(visit.page.get_by_role("button", name=f"仅地图上选中的 {len(chosen)} 条")).to_be_visible()
    expect(visit.page.get_by_text(f"{len(chosen)} 宗,合计 {told.total_mu:,} 亩")).to_be_visible()
    assert visit.errors == []


def test_a_selection_is_added_to_taken_back_and_cleared(visit, store):
    """Ctrl and a press add one and take it out; undo brings back; Escape on the map clears."""
    frame = visit.open_map(f"asof={MAY}&zone={ZONE}")
    frame.wait_for_function("() => map.getZoom() >= 14")
    parcels = store.tables().parcels
    own = parcels.loc[(parcels["zone_id"] == ZONE) & parcels.geometry.notna()].head(2)
    places = list(own.geometry.representative_point().to_crs(4326))
    total = visit.page.locator(".st-key-selection .lu-total")
    for count, place in enumerate(places, start=1):
        x, y = visit.place(frame, place.x, place.y)
        visit.page.keyboard.down("Control")
        visit.page.mouse.click(x, y)
        visit.page.keyboard.up("Control")
        expect(total).to_contain_text(f"{count} 宗")
    visit.page.get_by_role("button", name="撤销选择").click()
    expect(total).to_contain_text("1 宗")
    frame.locator(".leaflet-container").focus()
    visit.page.keyboard.press("Escape")
    expect(total).to_have_count(0)


def test_an_outline_that_is_brought_selects_what_lies_mostly_within(visit, store, tmp_path):
    """A GeoJSON of the zone selects what the command line lists within it; a file that is none says so."""
    zones = store.tables().zones
    own = zones.loc[zones["zone_id"] == ZONE, ["geometry"]].to_crs(4326)
    own.to_file(tmp_path / "zone.geojson", driver="GeoJSON")
    (tmp_path / "odd.geojson").write_text("not a map")
    outline = read_outline(tmp_path / "zone.geojson", settings=store.settings)
    chosen = passing(store, Layer.PARCELS, outlined(Filter(as_of=LAST_DAY), outline))
    page = visit.page
    for name in ("odd", "zone"):
        visit.open_map()
        page.get_by_role("button", name="按范围选").click()
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(tmp_path / f"{name}.geojson")
        page.get_by_role("button", name="选中大部分在范围内的").click()
        if name == "odd":
            expect(page.locator(".st-key-card").get_by_role("alert")).to_be_visible()
    expect(page.locator(".st-key-selection .lu-total")).to_contain_text(f"{len(chosen)} 宗")
    assert len(chosen) > 10
    assert visit.errors == []


def test_initials_lead_to_the_zone_and_its_card(visit):
    """dty, the first result, and the map goes there."""
    frame = visit.open_map()
    far = frame.evaluate("() => map.getZoom()")
    box = visit.page.get_by_placeholder(re.compile("拼音首字母"))
    box.fill("dty")
    box.press("Enter")
    visit.page.locator(".st-key-map_found button").first.click()
    expect(visit.page.locator(".lu-record code")).to_have_text(ZONE)
    frame.wait_for_function("far => map.getZoom() > far", arg=far)
    expect(visit.page.locator(".st-key-map_found")).to_have_count(0)


def test_keys_go_through_the_filter(visit, store):
    """N opens the first parcel of the filter, N the next, P the first again."""
    frame = visit.open_map(f"asof={MAY}&zone={ZONE}")
    keys = sorted(store.tables().parcels.loc[store.tables().parcels["zone_id"] == ZONE, "parcel_id"])
    card = visit.page.locator(".lu-record code")
    frame.locator(".leaflet-container").focus()
    for key, expected in (("n", keys[0]), ("n", keys[1]), ("p", keys[0])):
        visit.page.keyboard.press(key)
        expect(card).to_have_text(expected)


def test_the_year_is_played_and_ends_where_it_began(visit, store):
    """Colours change week by week without a tile being sent again or the map being moved; it stops at the day it left."""
    frame = visit.open_map("asof=2023-02-15")
    frame.wait_for_function(DRAWN)
    frame.evaluate("() => { window.sameMap = true }")
    before = frame.evaluate(VIEW)
    visit.requests.clear()
    visit.page.get_by_role("button", name="播放").click()
    badge = visit.page.locator(".st-key-chips").get_by_text("截至")
    expect(badge).to_contain_text("2023年1月")
    expect(visit.page.get_by_role("button", name="播放")).to_be_visible()
    expect(badge).to_have_text("截至 2023年2月15日")
    days = {re.search(r"as_of=([\d-]+)", url).group(1) for url in visit.requests if "/state?" in url}
    assert len(days) >= 5
    assert [url for url in visit.requests if "/tiles/" in url] == []
    assert frame.evaluate(VIEW) == before
    assert frame.evaluate("() => window.sameMap")


def test_the_view_is_printed(visit, tmp_path):
    """One A4 page with the legend in words, from the toolbar to the file."""
    frame = visit.open_map(f"asof={MAY}&zone={ZONE}")
    frame.wait_for_function("() => map.getZoom() >= 14")
    tool(frame, "打印")
    visit.page.get_by_role("button", name="生成").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=re.compile("^下载")).click()
    target = tmp_path / "map.pdf"
    download.value.save_as(target)
    (sheet,) = PdfReader(target).pages
    assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [297, 210]
    said = sheet.extract_text()
    assert "内部资料" in said
    assert "2023年5月31日" in said


def test_what_one_records_the_other_sees(visit, app, context, store):
    """Two browsers: an event recolours both within a second of its recording, and moves neither view."""
    parcels = store.tables().parcels
    vacated = listing(store, Layer.PARCELS, Filter(as_of=LAST_DAY, stage="vacated"), language="en")
    key = vacated.frame["parcel_id"].iloc[0]
    point = parcels.loc[parcels["parcel_id"] == key].representative_point().to_crs(4326).iloc[0]
    place = [point.x, point.y]
    frames = []
    for one in (visit, Visit(context.new_page(), app)):
        frame = one.open_map()
        frame.evaluate("([lng, lat]) => map.setView([lat, lng], 17, {animate: false})", place)
        frame.wait_for_function(DRAWN)
        frames.append(frame)
    colours, views = [frame.evaluate(COLOURS, place) for frame in frames], [frame.evaluate(VIEW) for frame in frames]
    watch = f"([place, before]) => ({COLOURS})(place) !== before && Date.now()"
    given = {"kind": "demolition", "subject_kind": SubjectKind.PARCEL, "subject_id": key, "actor": "test"}
    event = record_event(store, **given, occurred_on=LAST_DAY, today=date(2023, 6, 30))
    for frame, before in zip(frames, colours, strict=True):
        frame.wait_for_function(watch, arg=[place, before])
    void_event(store, event, why="test", actor="test")
    assert [frame.evaluate(VIEW) for frame in frames] == views


def test_hostile_names_are_only_text(visit, store):
    """In labels, tooltip, card, list and search: nothing runs, nothing is missing."""
    key = store.tables().parcels["parcel_id"].iloc[0]
    own = store.tables().parcels.set_index("parcel_id").loc[key]
    with store.writing() as tx:
        version = int(own["row_version"])
        records.update(tx, Layer.PARCELS, key, {"name": HOSTILE}, expected_version=version, actor="test")
    try:
        frame = visit.open_map(f"asof={MAY}&parcel={key}")
        frame.wait_for_function("() => map.getZoom() >= 16")
        expect(visit.page.locator(".lu-record h2")).to_have_text(HOSTILE)
        point = store.tables().parcels.head(1).representative_point().to_crs(4326).iloc[0]
        visit.page.mouse.move(*visit.place(frame, point.x, point.y))
        tip = frame.locator(".landuse-tip")
        expect(tip).to_contain_text("<img src=x onerror=")
        expect(tip).to_contain_text("…")
        box = visit.page.get_by_placeholder(re.compile("拼音首字母"))
        box.fill("onerror")
        box.press("Enter")
        expect(visit.page.locator(".st-key-map_found button").first).to_contain_text("<img src=x onerror=")
        assert frame.evaluate("() => window.hacked === undefined")
        visit.open(f"/parcels?asof={MAY}&q=onerror")
        expect(visit.page.get_by_text("1 宗")).to_be_visible()
        assert visit.page.evaluate("() => window.hacked === undefined")
        assert visit.errors == []
    finally:
        with store.writing() as tx:
            now = int(store.tables().parcels.set_index("parcel_id").loc[key, "row_version"])
            records.update(tx, Layer.PARCELS, key, {"name": own["name"]}, expected_version=now, actor="test")
