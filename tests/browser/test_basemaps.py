"""Configured base layers in Chromium: off until asked for, where they belong, named when they do not answer."""

import io
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from playwright.sync_api import expect

from landuse.maps.basemaps import FILE
from tests.browser.conftest import MAY, Visit, free_port, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TILE = re.compile(r"/(\w+)/(\d+)/(\d+)/(\d+)\.png")
#: Everything but the base layers, out of the picture.
ALONE = ".leaflet-map-pane > :not(.leaflet-landuse-base-pane), .leaflet-control-container { display: none }"
LOADED = """() => { const tiles = [...document.querySelectorAll('.leaflet-landuse-base-pane .leaflet-tile')];
    return tiles.length && tiles.every(tile => tile.classList.contains('leaflet-tile-loaded')); }"""
CONFIG = """
[[layers]]
name = "瓦片"
kind = "xyz"
url = "{url}/plain/{{z}}/{{x}}/{{y}}.png"
[[layers]]
name = "度格"
kind = "xyz"
url = "{url}/degrees/{{z}}/{{x}}/{{y}}.png"
grid = "EPSG:4490"
first_level = 1
[[layers]]
name = "偏移"
kind = "xyz"
url = "{url}/shifted/{{z}}/{{x}}/{{y}}.png"
shift = "gcj02"
[[layers]]
name = "断网"
kind = "xyz"
url = "http://127.0.0.1:{dead}/{{z}}/{{x}}/{{y}}.png"
"""


class Tiles(BaseHTTPRequestHandler):
    """Draws tiles whose every pixel says which tile it is: red column, green row, blue line of pixels."""

    def do_GET(self):
        column, row = (int(part) for part in TILE.search(self.path).groups()[2:])
        self.server.asked.append(self.path)
        picture = Image.new("RGB", (256, 256))
        picture.putdata([(column % 256, row % 256, line) for line in range(256) for _ in range(256)])
        content = io.BytesIO()
        picture.save(content, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(content.getvalue())

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def tiles() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def served(demo_folder, tiles, tmp_path_factory) -> Iterator[str]:
    """Serve a demo district whose workspace configures four layers, one of them dead."""
    folder = tmp_path_factory.mktemp("basemaps") / "w"
    shutil.copytree(demo_folder, folder)
    config = CONFIG.format(url=f"http://127.0.0.1:{tiles.server_address[1]}", dead=free_port())
    (folder / FILE).write_text(config, encoding="utf-8")
    with serving(folder) as url:
        yield url


@pytest.fixture
def frame(served, context, tiles):
    """Open the map at zoom 15 over a known place; what was asked of the sources is counted from here."""
    tiles.asked.clear()
    visit = Visit(context.new_page(), served)
    opened = visit.open_map(f"asof={MAY}")
    opened.evaluate("() => map.setView([28.02, 120.65], 15, {animate: false})")
    opened.visit = visit
    return opened


def show(frame, name):
    frame.visit.page.get_by_role("button", name=name).click()


def expected(lng, lat, zoom, frame):
    """Return column, row and line of pixels of the Mercator tile at a place, by Leaflet's own projection."""
    x, y = frame.evaluate(
        "([lng, lat, z]) => { const p = map.project([lat, lng], z); return [p.x, p.y]; }", [lng, lat, zoom]
    )
    return int(x // 256), int(y // 256), y % 256


def pixel(frame, lng, lat):
    """Return the colour of the base layers at a place: red says column, green row, blue the line of pixels."""
    frame.wait_for_function(LOADED)
    frame.add_style_tag(content=ALONE)
    frame.page.wait_for_timeout(500)
    x, y = frame.visit.place(frame, lng, lat)
    shot = frame.page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    return Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))


def test_nothing_is_asked_of_a_source_that_is_off(frame, tiles):
    """The layers are offered; none is on, and no tile of any of them was asked for."""
    expect(frame.visit.page.get_by_role("button", name="瓦片")).to_be_visible()
    assert tiles.asked == []
    assert frame.evaluate("() => document.querySelectorAll('.leaflet-landuse-base-pane img').length") == 0


def test_tiles_lie_where_they_belong(frame):
    """The pixel under a place is that of its tile and line."""
    show(frame, "瓦片")
    red, green, blue = pixel(frame, 120.65, 28.02)
    column, row, line = expected(120.65, 28.02, 15, frame)
    assert (red, green) == (column % 256, row % 256)
    assert abs(blue - line) <= 1


def test_tiles_in_degrees_are_bent_onto_the_map(frame):
    """A degree tile at zoom 15 is 360/2**15 degrees high: its line of pixels at a latitude, within one."""
    show(frame, "度格")
    span = 360 / 2**15
    for lat in (28.02, 28.0173, 28.0219):
        red, green, blue = pixel(frame, 120.65, lat)
        place = (90 - lat) / span
        assert (red, green) == (int((120.65 + 180) / span) % 256, int(place) % 256)
        assert abs(blue - (place % 1) * 256) <= 1.5


def test_a_shifted_source_is_moved_and_says_so(frame):
    """GCJ-02 lies some hundred metres off in 浙江: the tile under a place is that of the shifted place."""
    show(frame, "偏移")
    expect(frame.locator(".landuse-notice")).to_contain_text("偏移")
    offset = frame.evaluate("() => window.landuseBase.gcjOffset(120.65, 28.02)")
    metres = (offset["lng"] * 98_300, offset["lat"] * 110_800)
    assert 300 < (metres[0] ** 2 + metres[1] ** 2) ** 0.5 < 700
    *_, blue = pixel(frame, 120.65, 28.02)
    *_, line = expected(120.65 + offset["lng"], 28.02 + offset["lat"], 15, frame)
    assert abs(blue - line) <= 2
    show(frame, "偏移")
    expect(frame.locator(".landuse-notice")).to_be_empty()


def test_a_dead_source_is_named_and_harms_nothing(frame):
    """The notice names it; a parcel is still picked; switched off, the notice goes."""
    show(frame, "断网")
    notice = frame.locator(".landuse-notice")
    expect(notice).to_contain_text("底图“断网”无法访问")
    frame.locator(".leaflet-container").focus()
    frame.visit.page.keyboard.press("n")
    expect(frame.visit.page.locator(".lu-record code")).to_have_text(re.compile("LC-"))
    show(frame, "断网")
    expect(notice).to_be_empty()
    assert frame.visit.errors == []
