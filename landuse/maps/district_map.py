"""The map of a district as folium builds it: the same script for 1,000 and for 1,000,000 parcels."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from branca.element import Figure
from folium import Map

from landuse.maps.layers import LedgerLayers
from landuse.maps.messages import Box
from landuse.maps.offline import localise
from landuse.maps.server import TILE_LAYERS
from landuse.store import Store
from landuse.views.places import extent_of_layers

#: Where a map opens that has nothing to show: mainland China.
NOWHERE: Box = (73.5, 18.0, 135.1, 53.6)


@contextmanager
def shown_map(*, bounds: Box, language: str) -> Iterator[Map]:
    """
    Lend the map of :func:`district_map` to be shown, one visitor at a time, and take off it what was put on it.

    streamlit-folium hangs the message of a run (:func:`landuse.maps.messages.map_update`) on the map it shows. Building
    the map takes longer than everything else that a click does to it, so there is one.
    """
    folium_map = _built(bounds, language)
    figure = folium_map.get_root()
    assert isinstance(figure, Figure)
    # folium has no public way to take a child off.
    parts = [one._children for one in (folium_map, figure.header, figure.html, figure.script)]  # noqa: SLF001
    own = [dict(children) for children in parts]
    try:
        yield folium_map
    finally:
        for children, kept in zip(parts, own, strict=True):
            children.clear()
            children.update(kept)


@lru_cache(maxsize=8)
def _built(bounds: Box, language: str) -> Map:
    return district_map(bounds=bounds, language=language)


def district_map(*, bounds: Box, language: str) -> Map:
    """
    Return the map, which loads nothing from elsewhere and depends on nothing but its bounds and its language.

    Parameters
    ----------
    bounds : west, south, east, north
        In degrees; what the map opens with. The same on each run, or the map is mounted anew.
    language : str
    """
    west, south, east, north = bounds
    folium_map = Map(location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_control=False)
    folium_map.add_child(LedgerLayers(language))
    folium_map.fit_bounds([[south, west], [north, east]])
    return localise(folium_map)


def district_bounds(store: Store) -> Box:
    """Return the district's box in degrees: as the workspace says, else that of its records, else the country's."""
    if store.settings.box is not None:
        return store.settings.box
    return extent_of_layers(store, TILE_LAYERS) or NOWHERE
