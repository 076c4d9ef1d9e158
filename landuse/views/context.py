"""
The local base layers of map and print: outlines of units from the ledger, roads and water from the workspace.

``<workspace>/context/roads.geojson`` and ``water.geojson`` are plain GeoJSON in WGS 84 degrees that whoever keeps the
workspace puts there.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.config import CONTEXT
from landuse.errors import InputError
from landuse.store import Store
from landuse.symbology import load_symbology

WGS84 = 4326
#: The base layer that comes from the ledger.
UNITS = "units"


def context_file(store: Store, name: str) -> Path | None:
    """
    Return the file of a base layer, or None if the workspace has none.

    Raises
    ------
    KeyError
        If *name* is not one of the base layers that ``symbology.toml`` declares.
    """
    if name not in load_symbology().context:
        raise KeyError(name)
    path: Path = store.folder / CONTEXT / f"{name}.geojson"
    return path if path.is_file() else None


def context_shapes(store: Store, name: str) -> gpd.GeoDataFrame:
    """
    Return a base layer in the workspace's CRS: ``name`` (text or None) and ``geometry``, sound and not empty.

    Raises
    ------
    KeyError
        If *name* is not one of the base layers that ``symbology.toml`` declares.
    InputError
        ``unreadable_file`` if the file is not GeoJSON.
    """
    path = context_file(store, name)
    if name == UNITS:
        units = store.tables().units
        drawn = gpd.GeoDataFrame(units[["name", "geometry"]], geometry="geometry", crs=units.crs)
    elif path is None:
        drawn = gpd.GeoDataFrame({"name": []}, geometry=[], crs=store.settings.crs)
    else:
        drawn = _read(path).to_crs(store.settings.crs)
    shapes = drawn.geometry.to_numpy()
    whole = np.isfinite(shapely.bounds(shapes)).all(axis=1) & shapely.is_valid(shapes)
    return drawn.loc[whole].reset_index(drop=True)


def _read(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoJSON file without GDAL."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        names = [(feature.get("properties") or {}).get("name") for feature in features]
        shapes = [
            shapely.geometry.shape(feature["geometry"]) if feature.get("geometry") else None for feature in features
        ]
    except (ValueError, LookupError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise InputError("unreadable_file", file=path.name, detail=str(error)) from error
    texts = pd.Series([name if isinstance(name, str) else None for name in names], dtype=object)
    return gpd.GeoDataFrame({"name": texts}, geometry=shapes, crs=WGS84)
