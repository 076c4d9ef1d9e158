"""The small map: nothing from elsewhere, one script whatever it shows, names as text."""

import shapely
from streamlit_folium import generate_leaflet_string

from landuse.i18n import catalogue
from landuse.maps.offline import ASSETS_URL
from landuse.maps.server import assets
from landuse.maps.sketch import Shape, sketch_map, sketch_update

BOX = (120.39, 27.93, 120.81, 28.22)
TEXT = catalogue("zh-CN")
SQUARE = shapely.box(120.5, 28.0, 120.6, 28.1)


def message(*shapes, **more):
    """Return the script of a message."""
    folium_map = sketch_map(bounds=BOX, text=TEXT)
    group = sketch_update(shapes, **more)
    group.add_to(folium_map)
    folium_map.get_root().render()
    return generate_leaflet_string(group)


def test_nothing_is_loaded_from_elsewhere():
    """The rendered page names no other host, and its script is in the package."""
    page = sketch_map(bounds=BOX, text=TEXT).get_root().render()
    assert "https://" not in page
    assert f"{ASSETS_URL}landuse-sketch.js" in page
    assert "landuse-sketch.js" in assets()


def test_what_is_shown_is_no_part_of_the_map():
    """The map's own script says nothing of shapes: it is never mounted anew."""
    folium_map = sketch_map(bounds=BOX, text=TEXT)
    folium_map.render()
    assert "Polygon" not in generate_leaflet_string(folium_map)


def test_names_cannot_end_the_script():
    """A title is data, whatever it says."""
    script = message(Shape(SQUARE, "problem", "</script><img src=x onerror=alert(1)>"))
    assert "</script>" not in script
    assert "<img" not in script


def test_the_map_looks_where_the_shapes_are():
    """Around them, unless a place is named; nothing to look at where there is nothing."""
    assert '"fit": [120.5, 28.0, 120.6, 28.1]' in message(Shape(SQUARE, "before"))
    assert '"fit": [1, 2, 3, 4]' in message(Shape(SQUARE, "before"), fit=(1, 2, 3, 4))
    assert '"fit": null' in message(Shape(shapely.Point(), "problem"))


def test_a_crossing_ring_stays_as_it_was_drawn():
    """What is wrong is to be seen."""
    bow = shapely.Polygon([(120, 28), (120.1, 28.1), (120.1, 28), (120, 28.1)])
    assert "[[[120.0, 28.0], [120.1, 28.1], [120.1, 28.0], [120.0, 28.1], [120.0, 28.0]]]" in message(
        Shape(bow, "before")
    )
