"""The map of a district as folium builds it: the same script for 1,000 and for 1,000,000 parcels."""

import geopandas as gpd
import shapely
from folium import Map

from landuse.i18n import Catalogue
from landuse.maps.layers import LedgerLayers
from landuse.maps.messages import Box
from landuse.maps.offline import localise
from landuse.maps.server import TILE_LAYERS
from landuse.store import Store

#: Where a map opens that has nothing to show: mainland China.
NOWHERE: Box = (73.5, 18.0, 135.1, 53.6)
_WGS84 = 4326


def district_map(*, bounds: Box, text: Catalogue) -> Map:
    """
    Return the map, which loads nothing from elsewhere and depends on nothing but its bounds and its language.

    Build a new one on each run (streamlit-folium leaves marks on the one it shows) and send what changes by
    :func:`landuse.maps.messages.map_update`.

    Parameters
    ----------
    bounds : west, south, east, north
        In degrees; what the map opens with. The same on each run, or the map is mounted anew.
    text : Catalogue
    """
    west, south, east, north = bounds
    folium_map = Map(location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_control=False)
    names = ("label", "zoom_in", "zoom_out", "offline")
    folium_map.add_child(LedgerLayers({name: text(f"canvas.{name}") for name in names}))
    folium_map.fit_bounds([[south, west], [north, east]])
    return localise(folium_map)


def district_bounds(store: Store) -> Box:
    """Return the district's box in degrees: as the workspace says, else that of its records, else the country's."""
    if store.settings.box is not None:
        return store.settings.box
    tables = store.tables()
    boxes = []
    for layer in TILE_LAYERS:
        geometry: gpd.GeoSeries = getattr(tables, layer).geometry
        drawn = geometry.loc[geometry.notna() & ~geometry.is_empty]
        if len(drawn):
            boxes.append(shapely.box(*drawn.to_crs(_WGS84).total_bounds))
    if not boxes:
        return NOWHERE
    west, south, east, north = shapely.total_bounds(boxes)
    return float(west), float(south), float(east), float(north)
