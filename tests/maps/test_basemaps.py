"""Base layers by file: read strictly, described without a path, asked for within the workspace only."""

import io
import sqlite3

import pytest
from PIL import Image
from starlette.applications import Starlette

from landuse.errors import RefusedError
from landuse.maps.basemaps import FILE, basemaps, described, file_of, image_bounds
from landuse.maps.server import routes
from tests.maps.asking import Client

GOOD = """
[[layers]]
name = "甲"
kind = "xyz"
url = "http://10.0.0.8/{z}/{x}/{y}.png"
[[layers]]
name = "乙"
kind = "wmts"
url = "http://10.0.0.9/wmts?token=1"
layer = "emap"
matrix_set = "c"
grid = "EPSG:4490"
first_level = 1
[[layers]]
name = "丙"
kind = "tianditu"
product = "img"
key = "KEY"
[[layers]]
name = "丁"
kind = "mbtiles"
file = "context/a.mbtiles"
[[layers]]
name = "戊"
kind = "image"
file = "plan.png"
"""


def png(width=4, height=2):
    content = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def client(store):
    """Return a client of the routes; the workspace has five layers."""
    (store.folder / FILE).write_text(GOOD, encoding="utf-8")
    (store.folder / "plan.png").write_bytes(png())
    (store.folder / "plan.pgw").write_text("0.1\n0\n0\n-0.1\n120.05\n28.15\n")
    (store.folder / "context").mkdir(exist_ok=True)
    with sqlite3.connect(store.folder / "context" / "a.mbtiles") as tiles:
        tiles.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        tiles.execute("INSERT INTO tiles VALUES (1, 1, 1, ?)", (png(),))
        tiles.execute("INSERT INTO tiles VALUES (1, 0, 1, ?)", (b"<script>",))
    return Client(Starlette(routes=routes(lambda: store)))


def test_none_is_configured_by_itself(tmp_path):
    """A workspace without the file has no base layers."""
    assert basemaps(tmp_path) == ()


def test_each_kind_is_described_for_the_browser(client):
    """Addresses with their places; keys where the address wants them; files by our own addresses, never by path."""
    one, two, three, four, five = client.get("/landuse/basemaps.json").json()
    assert one["url"] == "http://10.0.0.8/{z}/{x}/{y}.png"
    assert two["url"].startswith("http://10.0.0.9/wmts?token=1&SERVICE=WMTS&REQUEST=GetTile")
    assert two["url"].endswith("TILEMATRIXSET=c&FORMAT=image%2Fpng&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}")
    assert (two["degrees"], two["first_level"]) == (True, 1)
    assert three["url"].startswith("https://t{s}.tianditu.gov.cn/img_w/wmts?")
    assert three["url"].endswith("&tk=KEY")
    assert (four["url"], four["ours"]) == ("basemaps/3/{z}/{x}/{y}", True)
    assert (five["url"], five["image"]) == ("basemaps/4/image", True)


def test_tiles_and_images_of_the_workspace_are_served(client):
    """By their first bytes; 204 where there is no tile; what is no image is not handed out."""
    assert client.get("/landuse/basemaps/3/1/1/0").headers["content-type"] == "image/png"
    assert client.get("/landuse/basemaps/3/1/1/1").status_code == 204
    assert client.get("/landuse/basemaps/3/1/0/0").status_code == 404
    assert client.get("/landuse/basemaps/3/1/9/0").status_code == 404
    assert client.get("/landuse/basemaps/4/image").content == png()
    for wrong in ("0/image", "9/image", "4/1/1/0", "3/image"):
        assert client.get(f"/landuse/basemaps/{wrong}").status_code == 404


@pytest.mark.parametrize("file", ["../secret.png", "/etc/passwd", "nowhere.png"])
def test_files_outside_the_workspace_are_not_there(store, file):
    """Whatever the path says."""
    (store.folder.parent / "secret.png").write_bytes(png())
    (store.folder / FILE).write_text(f'[[layers]]\nname = "a"\nkind = "image"\nfile = "{file}"\n', encoding="utf-8")
    (layer,) = basemaps(store.folder)
    assert file_of(layer, store.folder) is None
    assert described(layer, 0, store.folder)["bounds"] is None


def test_a_world_file_says_where_an_image_lies(store, client):
    """Middle of the first pixel and size of one: 4 by 2 pixels of a tenth of a degree."""
    layer = basemaps(store.folder)[4].model_copy(update={"grid": "EPSG:4326"})
    assert image_bounds(layer, store.folder) == pytest.approx((120.0, 28.0, 120.4, 28.2))
    metres = layer.model_copy(update={"grid": "EPSG:3857", "bounds": (0, 0, 111319.49, 111325.14)})
    assert image_bounds(metres, store.folder) == pytest.approx((0, 0, 1, 1), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[layers]]\nname = 'a'\nkind = 'xyz'\n", 1),
        ("[[layers]]\nname = 'a'\nkind = 'xyz'\nurl = 'http://x/{z}'\n", 1),
        ("[[layers]]\nname = 'a'\nkind = 'gdal'\n", 3),
        ("[[layers]]\nname = 'a'\nkind = 'image'\nfile = 'x'\nopacity = 3\n", 5),
        ("[[layers]]\nname = 'a'\nkind = 'image'\nfile = 'x'\n[[layers]]\nname = 'a'\nkind = 'image'\nfile = 'y'\n", 1),
        ("[[layers]]\nname = \n", 2),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_the_map_works_without(store, text, line):
    """What is missing, unknown, out of range, twice, or no TOML."""
    (store.folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        basemaps(store.folder)
    assert refused.value.key == "rules_invalid"
    assert refused.value.values["line"] == line
    client = Client(Starlette(routes=routes(lambda: store)))
    assert client.get("/landuse/basemaps.json").json() == []
