"""The map in Chromium: right cards, a view that keeps still, colours that change at once."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from landuse.model import Filter, GeometryStatus, Layer
from landuse.store import open_workspace
from landuse.views.layers import parcels
from landuse.views.parcels import at
from tests.browser.conftest import MAY
from tests.builders import MAY as LAST_DAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CLICKS = 20
DRAWN = "() => !document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)')"
#: What is drawn of parcels around a place, 20 pixels each way, as one text.
COLOURS = """([lng, lat]) => {
    const at = map.latLngToContainerPoint([lat, lng]), frame = map.getContainer().getBoundingClientRect();
    const [x, y] = [at.x + frame.x, at.y + frame.y];
    for (const canvas of document.querySelectorAll('.leaflet-landuse-parcels-pane canvas')) {
        const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
        if (x < box.left || x >= box.right || y < box.top || y >= box.bottom) continue;
        const [left, top] = [(x - box.left - 10) * scale, (y - box.top - 10) * scale];
        return canvas.getContext('2d').getImageData(left, top, 20 * scale, 20 * scale).data.join();
    }
    return null;
}"""
VIEW = "() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]"


@pytest.fixture(scope="module")
def places(demo_folder):
    """Return (parcel_id, zone, stage, lng, lat) of parcels whose point lies on no other parcel."""
    store = open_workspace(demo_folder)
    records = parcels(store, Filter(as_of=LAST_DAY))
    sound = records.loc[(records["geometry_status"] == GeometryStatus.OK) & records["zone_id"].notna()]
    points = sound.geometry.representative_point().to_crs(4326)
    rows = zip(sound["parcel_id"], sound["zone_id"], sound["stage"], points, strict=True)
    found = [
        (key, zone, stage, point.x, point.y)
        for key, zone, stage, point in rows
        if [hit.key for hit in at(store, lng=point.x, lat=point.y, layers=(Layer.PARCELS,))] == [key]
    ]
    store.close()
    return found


@pytest.fixture(scope="module")
def neighbours(places):
    """Return places side by side in one zone."""
    zone = Counter(place[1] for place in places).most_common(1)[0][0]
    found = [place for place in places if place[1] == zone][:CLICKS]
    assert len(found) == CLICKS
    return found


def look(frame, places):
    lngs, lats = [place[3] for place in places], [place[4] for place in places]
    frame.evaluate(
        "([w, s, e, n]) => map.fitBounds([[s, w], [n, e]], {animate: false, padding: [70, 70]})",
        [min(lngs), min(lats), max(lngs), max(lats)],
    )
    frame.wait_for_function(DRAWN)


def test_twenty_clicks_open_twenty_right_cards(visit, neighbours):
    """Each press opens the card of the parcel under it; zoom and centre stay, and the map is never mounted anew."""
    frame = visit.open_map()
    look(frame, neighbours)
    before = frame.evaluate(VIEW)
    frame.evaluate("() => { window.sameMap = true }")
    for key, _, _, lng, lat in neighbours:
        visit.press(frame, lng, lat)
        expect(visit.page.locator(".lu-record code")).to_have_text(key)
        assert frame.evaluate(VIEW) == before
    assert frame.evaluate("() => window.sameMap")
    assert visit.errors == []
    expect(visit.page.get_by_role("alert")).to_have_count(0)


def test_an_event_recolours_its_parcel_at_once(visit, places):
    """Recording and voiding change colour and card without a reload, and without a request for a tile."""
    key, _, _, lng, lat = next(place for place in places if place[2] == "vacated")
    frame = visit.open_map()
    frame.evaluate("([lng, lat]) => map.setView([lat, lng], 17, {animate: false})", [lng, lat])
    frame.wait_for_function(DRAWN)
    visit.press(frame, lng, lat)
    page = visit.page
    expect(page.locator(".lu-record code")).to_have_text(key)
    expect(page.locator(".lu-stage")).to_have_text("已腾空")
    before = frame.evaluate(COLOURS, [lng, lat])
    assert before
    frame.evaluate("() => { window.sameMap = true }")
    visit.requests.clear()

    page.get_by_text("登记事项").click()
    page.get_by_role("textbox", name="文号").fill("浏览器测试1号")
    submit = page.get_by_role("button", name="登记", exact=True)
    submit.dblclick()
    expect(page.locator(".lu-stage")).to_have_text("已拆除")
    expect(page.locator(".lu-event", has_text="浏览器测试1号")).to_have_count(1)
    frame.wait_for_function(f"([place, before]) => ({COLOURS})(place) !== before", arg=[[lng, lat], before])

    row = page.locator("[data-testid=stHorizontalBlock]", has=page.locator(".lu-event", has_text="浏览器测试1号")).last
    row.get_by_role("button", name="作废").click()
    page.get_by_role("textbox", name="作废原因").fill("测试")
    page.get_by_role("button", name="确认作废").click()
    expect(page.locator(".lu-stage")).to_have_text("已腾空")
    expect(page.locator(".lu-void-reason").filter(has_text="测试")).to_be_visible()
    frame.wait_for_function(f"([place, before]) => ({COLOURS})(place) === before", arg=[[lng, lat], before])
    assert [url for url in visit.requests if "/tiles/" in url] == []
    assert frame.evaluate("() => window.sameMap")


def test_a_press_beside_everything_closes_the_card(visit, places):
    """Where nothing lies, the card says how to go on."""
    frame = visit.open_map(f"asof={MAY}&parcel={places[0][0]}")
    expect(visit.page.locator(".lu-record code")).to_have_text(places[0][0])
    frame.evaluate("() => map.setView([28.15, 120.75], 14, {animate: false})")
    visit.press(frame, 120.75, 28.15)
    expect(visit.page.locator(".lu-record")).to_have_count(0)
    expect(visit.page.locator(".lu-nothing")).to_be_visible()


def test_a_zone_that_is_filtered_by_comes_into_view(visit, neighbours):
    """The map goes to the zone of a link, and the parcels of that zone lie within what it shows."""
    zone = neighbours[0][1]
    frame = visit.open_map(f"asof={MAY}&zone={zone}")
    frame.wait_for_function("() => map.getZoom() >= 14")
    west, south, east, north = frame.evaluate(
        "() => { const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    assert all(west < lng < east and south < lat < north for _, _, _, lng, lat in neighbours)
