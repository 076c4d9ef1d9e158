"""What the browser is given to run: one script that knows what it needs, and an address that changes with it."""

import json

import folium

from landuse.i18n import LANGUAGES, catalogue
from landuse.maps.scripts import BUNDLE, SCRIPTS, TEXTS, assets, assets_version, symbology


def given():
    """Return what the bundle's first line tells the browser."""
    first = assets()[BUNDLE].decode().partition("\n")[0]
    return json.loads(first.removeprefix("window.landuseGiven = ").removesuffix(";"))


def test_the_symbology_is_what_the_browser_draws_by():
    """Stages with their bytes, hatches as paths, the meaning of special bytes."""
    content = given()["symbology"]
    assert content == json.loads(json.dumps(symbology()))
    assert content["stages"][6]["letter"] == "D"
    assert content["hatches"]["none"] == ""
    assert content["bytes"] == {"noStage": 126, "outside": 128, "noRecord": 255}


def test_the_map_speaks_every_language():
    """All its texts, in each."""
    for language in LANGUAGES:
        assert given()["texts"][language] == {name: catalogue(language)(f"canvas.{name}") for name in TEXTS}


def test_the_bundle_holds_every_script_in_order():
    """What a script builds on stands before it."""
    bundle = assets()[BUNDLE]
    places = [bundle.index(assets()[f"{name}.js"]) for name in SCRIPTS]
    assert places == sorted(places)


def test_vendored_files_are_the_ones_folium_was_written_for():
    """The vendored Leaflet is the version that folium asks its CDN for."""
    asked = dict(folium.Map.default_js)["leaflet"]
    version = asked.partition("leaflet@")[2].partition("/")[0]
    assert f"Leaflet {version}," in assets()["vendor/leaflet/leaflet.js"][:200].decode()


def test_the_address_changes_with_any_file(monkeypatch):
    """A browser that kept an old script asks for the new one."""
    before = assets_version()
    files = assets() | {"landuse-map.css": b"/* other */"}
    monkeypatch.setattr("landuse.maps.scripts.assets", lambda: files)
    assets_version.cache_clear()
    assert assets_version() != before
    assets_version.cache_clear()
