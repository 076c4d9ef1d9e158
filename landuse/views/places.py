"""Where records lie, by their keys: what a list hands over to the map."""

from collections.abc import Collection

import pandas as pd

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import Store
from landuse.views.ground import ground
from landuse.views.parcels import Hit

WGS84 = 4326


def find(store: Store, layer: Layer, keys: Collection[str]) -> tuple[Hit, ...]:
    """Return the records of a layer that bear these keys; keys that the ledger does not have are left out."""
    records = ground(store.tables(), layer)
    key = TABLES[layer].key
    found = records.loc[records[key].isin(list(keys)), [key, "name", "fid"]]
    return tuple(
        Hit(layer, name, None if pd.isna(label) else label, int(fid))
        for name, label, fid in found.itertuples(index=False, name=None)
    )


def extent(store: Store, hits: Collection[Hit]) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in WGS 84 degrees of the ground of records; None if none of them has any."""
    boxes = []
    for layer in {hit.layer for hit in hits}:
        records = ground(store.tables(), layer)
        fids = [hit.fid for hit in hits if hit.layer is layer]
        shapes = records.loc[records["fid"].isin(fids), "geometry"]
        shapes = shapes.loc[shapes.notna() & ~shapes.is_empty]
        if len(shapes):
            boxes.append(shapes.to_crs(WGS84).total_bounds)
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return float(min(wests)), float(min(souths)), float(max(easts)), float(max(norths))
