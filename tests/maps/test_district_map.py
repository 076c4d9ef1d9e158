"""The folium map: loads nothing from elsewhere, and its script depends on nothing that changes."""

from datetime import date

import folium
import pytest
import streamlit_folium
from branca.colormap import LinearColormap
from streamlit_folium import generate_js_hash, generate_leaflet_string

from landuse.config import Settings
from landuse.maps.district_map import NOWHERE, district_bounds, district_map, shown_map
from landuse.maps.messages import map_update
from landuse.maps.offline import ASSETS_URL, localise
from landuse.maps.scripts import assets
from landuse.model import Filter
from tests.builders import workspace

BOX = (120.39, 27.93, 120.81, 28.22)
STANDING = {"revision": 4, "geometry": {"parcels": 3, "zones": 1, "plots": 0}}


def script(folium_map):
    """Return what streamlit-folium sends to the browser."""
    folium_map.render()
    return generate_leaflet_string(folium_map)


def message(**changes):
    """Return the script of a message."""
    folium_map = district_map(bounds=BOX, language="zh-CN")
    group = map_update(**{"filter": Filter(as_of=date(2023, 5, 31)), **STANDING, **changes})
    group.add_to(folium_map)
    folium_map.get_root().render()
    return generate_leaflet_string(group)


def test_nothing_is_loaded_from_elsewhere():
    """The rendered page names no other host, and every asset it names is in the package."""
    folium_map = district_map(bounds=BOX, language="zh-CN")
    page = folium_map.get_root().render()
    links = [*folium_map.default_js, *folium_map.default_css]
    assert "https://" not in page
    assert [name for name, _ in links] == ["leaflet", "leaflet_css"]
    assert all(url.removeprefix(ASSETS_URL) in assets() for _, url in links)
    assert f"{ASSETS_URL}landuse.js" in page


def test_other_maps_keep_their_links():
    """Links are changed on the map itself, never on folium's classes."""
    before = list(folium.Map.default_js)
    district_map(bounds=BOX, language="zh-CN")
    assert folium.Map.default_js == before


def test_an_asset_that_is_not_vendored_raises():
    """A plugin that asks a CDN for something is noticed at once, not as a blank map at an office."""
    folium_map = folium.Map(tiles=None)
    folium.plugins.MarkerCluster().add_to(folium_map)
    with pytest.raises(ValueError, match="not vendored"):
        localise(folium_map)


def test_a_branca_colour_map_raises():
    """streamlit-folium itself would load d3 from a CDN for it."""
    folium_map = folium.Map(tiles=None)
    folium_map.add_child(LinearColormap(["red", "blue"]))
    with pytest.raises(TypeError, match="colour maps"):
        localise(folium_map)


def test_the_script_is_small_and_the_same_on_each_run():
    """Two runs give one hash, so the browser keeps its map; a page of words whatever the ledger holds."""
    one, other = (script(district_map(bounds=BOX, language="zh-CN")) for _ in range(2))
    assert generate_js_hash(one, "map") == generate_js_hash(other, "map")
    assert len(one) < 1_000
    assert 'landuseMap.mount(map_div, "zh-CN")' in one


def test_the_map_that_is_lent_is_sent_as_a_new_one_is(monkeypatch):
    """Shown again and again, each time with another message, it says the same: the browser keeps its map."""
    sent = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **given: sent.append(given))

    def show(folium_map, revision, *, render):
        group = map_update(filter=Filter(as_of=date(2023, 5, 31)), **STANDING | {"revision": revision})
        streamlit_folium.st_folium(folium_map, key="map", feature_group_to_add=group, render=render)

    for revision in (1, 2, 3):
        with shown_map(bounds=BOX, language="zh-CN") as folium_map:
            show(folium_map, revision, render=False)
    show(district_map(bounds=BOX, language="zh-CN"), 3, render=True)
    unlike = {"on_change", "feature_group"}
    first, *others = ({name: value for name, value in one.items() if name not in unlike} for one in sent)
    assert all(other == first for other in others)
    assert [one["feature_group"] == sent[3]["feature_group"] for one in sent] == [False, False, True, True]


def test_another_language_is_another_map():
    """The map speaks itself: its script must differ, or the browser would keep the one of the other language."""
    one, other = (script(district_map(bounds=BOX, language=language)) for language in ("zh-CN", "en"))
    assert generate_js_hash(one, "map") != generate_js_hash(other, "map")


def test_a_message_carries_filter_selection_and_view():
    """What changes travels in the feature group, as data."""
    sent = message(selected={"parcels": {9, 3}, "plots": []}, layers=["plots", "parcels"], fit=BOX, fit_count=2)
    assert "landuseMap.update({" in sent
    assert '"query": "as_of=2023-05-31"' in sent
    assert '"geometry": {"parcels": 3, "plots": 0, "zones": 1}' in sent
    assert '"layers": ["parcels", "plots"]' in sent
    assert '"selected": {"parcels": [3, 9]}' in sent
    assert '"fit": [120.39, 27.93, 120.81, 28.22, 2]' in sent


def test_hostile_text_stays_text():
    """What a planner types into the search box cannot leave its string."""
    sent = message(filter=Filter(as_of=date(2023, 5, 31), text="</script><img src=x>`${alert(1)}\"'"))
    body = sent.partition("landuseMap.update(")[2]
    assert "<" not in body.partition("});")[0]
    assert "`" not in body.partition("});")[0]


def test_bounds_are_the_workspaces_box_or_the_records_or_the_countrys(store, tmp_path):
    """Told bounds win; without them the records are shown; without records the country."""
    assert district_bounds(store) == Settings().box
    unboxed = workspace(
        tmp_path / "unboxed",
        zones=[{"zone_id": "Z", "geometry": store.tables().zones.geometry.iloc[0]}],
        settings=Settings(box=None),
    )
    west, south, east, north = district_bounds(unboxed)
    assert 120.6 < west < east < 120.62
    assert 28.0 < south < north < 28.03
    unboxed.close()
    empty = workspace(tmp_path / "empty", settings=Settings(box=None))
    assert district_bounds(empty) == NOWHERE
    empty.close()
