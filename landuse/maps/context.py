"""
Local base layers as GeoJSON in WGS 84: the district's units from the ledger, roads and water from the workspace.

``<workspace>/context/roads.geojson`` and ``water.geojson`` are plain files that whoever keeps the workspace puts there.
"""

import json
from pathlib import Path

import geopandas as gpd
import shapely

from landuse.config import CONTEXT
from landuse.model import Layer
from landuse.store import Store, excerpts
from landuse.symbology import load_symbology

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
    if name not in load_symbology().context:
        raise KeyError(name)
    if name == "units":
        with store.reading() as connection:
            return _units(excerpts.records(connection, Layer.UNITS, crs=store.settings.crs))
    path: Path = store.folder / CONTEXT / f"{name}.geojson"
    return path.read_bytes() if path.is_file() else _EMPTY


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
