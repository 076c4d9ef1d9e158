"""Tiles ready to send, kept by layer, geometry revision and place; a layer's arrays, kept as long as its geometry."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from landuse.maps.shapes import Shapes
from landuse.maps.tiles import encode
from landuse.model import Layer
from landuse.store import Store
from landuse.store.tables import Tables

#: Tiles kept: about 100 screens full.
CAPACITY = 4096
#: Everything a layer's geometry depends on: which workspace, and the state of its shapes.
Version = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class TileCache:
    """Bounded; safe to ask from several threads."""

    _shapes: dict[Layer, tuple[Version, Shapes]] = field(default_factory=dict)
    _tiles: OrderedDict[tuple[Layer, Version, int, int, int], bytes] = field(default_factory=OrderedDict)
    _building: dict[Layer, Lock] = field(default_factory=lambda: {layer: Lock() for layer in Layer})
    _touching: Lock = field(default_factory=Lock)

    def tile(self, store: Store, layer: Layer, z: int, x: int, y: int) -> tuple[int, bytes]:
        """Return the geometry revision of *layer* and its gzipped tile."""
        tables = store.tables()
        revision = tables.geometry_revisions[layer]
        version = (str(store.folder), revision)
        key = (layer, version, z, x, y)
        with self._touching:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return revision, self._tiles[key]
        tile = gzip.compress(encode(self._shapes_of(tables, layer, version), layer.value, z, x, y), 6, mtime=0)
        with self._touching:
            self._tiles[key] = tile
            while len(self._tiles) > CAPACITY:
                self._tiles.popitem(last=False)
        return revision, tile

    def _shapes_of(self, tables: Tables, layer: Layer, version: Version) -> Shapes:
        """Build the arrays of a layer once for each state of its geometry, whoever asks at the same time."""
        with self._building[layer]:
            kept = self._shapes.get(layer)
            if kept is not None and kept[0] == version:
                return kept[1]
            records = getattr(tables, layer)
            shapes = Shapes.from_geometry(records.geometry, records["fid"])
            self._shapes[layer] = (version, shapes)
            return shapes
