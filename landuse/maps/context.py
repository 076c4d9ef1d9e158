"""
Local base layers as GeoJSON in WGS 84: the district's units from the ledger, roads and water from the workspace.

``<workspace>/context/roads.geojson`` and ``water.geojson`` are plain files that whoever keeps the workspace puts there.
"""

import json

import geopandas as gpd
import shapely

from landuse.model import Layer
from landuse.store import Store, excerpts
from landuse.views.context import UNITS, context_file

WGS84 = 4326
_EMPTY = b'{"type":"FeatureCollection","features":[]}'
#: Decimals of a degree: 0.1 m.
_DECIMALS = 1e-6


def context(store: Store, name: str) -> bytes:
    """
    Return the GeoJSON of a base layer; an empty collection if the workspace has none.

    Raises
    ------
    KeyError
        If *name* is not one of the base layers that ``symbology.toml`` declares.
    """
    path = context_file(store, name)
    if name == UNITS:
        with store.reading() as connection:
            return _units(excerpts.records(connection, Layer.UNITS, crs=store.settings.crs))
    return _EMPTY if path is None else path.read_bytes()


def _units(units: gpd.GeoDataFrame) -> bytes:
    """Return unit outlines with ``name`` and a point inside to write it at."""
    drawn = units.loc[units.geometry.notna() & units.geometry.is_valid & ~units.geometry.is_empty].to_crs(WGS84)
    shapes = shapely.set_precision(drawn.geometry.to_numpy(), _DECIMALS)
    places = shapely.point_on_surface(shapes)
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "label": [place.x, place.y]},
            "geometry": shapely.geometry.mapping(shape),
        }
        for name, shape, place in zip(drawn["name"], shapes, places, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
