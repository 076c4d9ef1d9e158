"""
A folium map without the internet.

folium and streamlit-folium load Leaflet, jQuery, Bootstrap and icon fonts from CDNs; where there is no internet the map
stays blank without a word. :func:`localise` points each element at the copies this package serves, drops what a map of
polygons never uses, and raises on anything else, so that a new dependency is noticed at its first start.
"""

from collections.abc import Iterator

from branca.colormap import ColorMap
from branca.element import Element
from folium import Map
from folium.elements import JSCSSMixin

from landuse.maps.scripts import BUNDLE, assets, assets_version
from landuse.maps.server import PREFIX

#: From ``<base>/component/streamlit_folium.st_folium/index.html``, where the map lives, to our routes: also right under
#: a base URL and behind a proxy.
ASSETS_URL = f"../..{PREFIX}/assets/{assets_version()}/"
_VENDORED = {"leaflet": BUNDLE, "leaflet_css": "vendor/leaflet/leaflet.css"}
#: Of markers, popups and icons.
_UNUSED = {
    "jquery",
    "bootstrap",
    "awesome_markers",
    "bootstrap_css",
    "glyphicons_css",
    "awesome_markers_font_css",
    "awesome_markers_css",
    "awesome_rotate_css",
}


def localise(folium_map: Map) -> Map:
    """
    Make a map and all it holds load from this process only; returns the same map.

    Raises
    ------
    ValueError
        Naming an asset that is not vendored: a programmer's error, never a user's.
    TypeError
        For a branca colour map, whose scripts streamlit-folium itself loads from elsewhere.
    """
    for element in _elements(folium_map):
        if isinstance(element, ColorMap):
            raise TypeError("branca colour maps load d3 from a CDN: draw the legend in the page")
        if isinstance(element, JSCSSMixin):
            element.default_js = _local(element.default_js)
            element.default_css = _local(element.default_css)
    return folium_map


def _local(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, _local_url(name, url)) for name, url in links if name not in _UNUSED]


def _local_url(name: str, url: str) -> str:
    url = ASSETS_URL + _VENDORED[name] if name in _VENDORED else url
    if not url.startswith(ASSETS_URL) or url.removeprefix(ASSETS_URL) not in assets():
        raise ValueError(f"{name} is not vendored: {url}")
    return url


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 -- folium has no public way to walk its tree
        yield from _elements(child)
