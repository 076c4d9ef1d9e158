"""Where records lie, by their keys: what a list hands over to the map."""

from collections.abc import Collection
from functools import lru_cache

from landuse.geo.display import WGS84
from landuse.geo.projection import between
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import Store, excerpts
from landuse.store.excerpts import Box
from landuse.views.parcels import Hit


def find(store: Store, layer: Layer, keys: Collection[str]) -> tuple[Hit, ...]:
    """Return the records of a layer that bear these keys; keys that the ledger does not have are left out."""
    key = TABLES[layer].key
    with store.reading() as connection:
        found = excerpts.records_by(connection, layer, key, keys, crs=store.settings.crs)
    return tuple(
        Hit(layer, name, label if isinstance(label, str) else None, int(fid))
        for name, label, fid in found[[key, "name", "fid"]].itertuples(index=False, name=None)
    )


def find_by_fid(store: Store, layer: Layer, fids: Collection[int]) -> tuple[Hit, ...]:
    """Return the records of a layer that bear these feature ids."""
    with store.reading() as connection:
        found = excerpts.names_of(connection, layer, fids)
    return tuple(Hit(layer, key, name, fid) for fid, (key, name) in found.items())


def extent(store: Store, hits: Collection[Hit]) -> Box | None:
    """Return west, south, east, north in WGS 84 degrees of the ground of records; None if none of them has any."""
    with store.reading() as connection:
        boxes = [
            excerpts.box_of(connection, layer, [hit.fid for hit in hits if hit.layer is layer])
            for layer in {hit.layer for hit in hits}
        ]
    return in_degrees(around(boxes), store.settings.crs)


def extent_of_layers(store: Store, layers: Collection[Layer]) -> Box | None:
    """Return west, south, east, north in WGS 84 degrees of all ground of some layers; None if there is none."""
    return _extent_of_layers(store, tuple(layers), store.revision())


@lru_cache(maxsize=4)
def _extent_of_layers(store: Store, layers: tuple[Layer, ...], _revision: int) -> Box | None:
    with store.reading() as connection:
        boxes = [excerpts.box_of(connection, layer) for layer in layers]
    return in_degrees(around(boxes), store.settings.crs)


def around(boxes: Collection[Box | None]) -> Box | None:
    """Return the box around boxes; None around nothing."""
    there = [box for box in boxes if box is not None]
    if not there:
        return None
    wests, souths, easts, norths = zip(*there, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def in_degrees(box: Box | None, crs: int) -> Box | None:
    """Return the box in WGS 84 degrees around a box of a CRS."""
    if box is None:
        return None
    return between(crs, WGS84).around(box)
