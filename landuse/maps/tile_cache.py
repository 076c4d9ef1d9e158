"""
Tiles ready to send, and the arrays they are cut from, kept until the ground of something in them changes.

When a layer's geometry gets another revision its arrays are read again and compared, shape by shape, with those before:
only tiles that a changed shape lay or lies in are dropped, and browsers are told which (:meth:`TileCache.changes`).
"""

import gzip
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from landuse.maps.shapes import Shapes
from landuse.maps.tiles import encode, tile_box
from landuse.model import Layer
from landuse.store import Store, excerpts

#: Tiles kept: about 100 screens full.
CAPACITY = 4096
#: Changes of geometry remembered for browsers, and how many boxes of one are told apart.
REMEMBERED, BOXES = 64, 256
Boxes = npt.NDArray[np.float64]
_Key = tuple[int, int, int]


@dataclass(slots=True, eq=False)
class _Kept:
    """The arrays of one layer of one workspace, its tiles, and what changed since when."""

    folder: str
    revision: int
    shapes: Shapes
    tiles: OrderedDict[_Key, bytes] = field(default_factory=OrderedDict)
    changes: deque[tuple[int, Boxes]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


@dataclass(frozen=True, slots=True, eq=False)
class TileCache:
    """Bounded; safe to ask from several threads."""

    _layers: dict[Layer, _Kept] = field(default_factory=dict)
    _building: dict[Layer, Lock] = field(default_factory=lambda: {layer: Lock() for layer in Layer})
    _touching: Lock = field(default_factory=Lock)

    def tile(self, store: Store, layer: Layer, z: int, x: int, y: int) -> tuple[int, bytes]:
        """Return the geometry revision of *layer* and its gzipped tile."""
        kept = self._current(store, layer)
        place = (z, x, y)
        with self._touching:
            if place in kept.tiles:
                kept.tiles.move_to_end(place)
                return kept.revision, kept.tiles[place]
        tile = gzip.compress(encode(kept.shapes, layer.value, z, x, y), 6, mtime=0)
        with self._touching:
            kept.tiles[place] = tile
            while len(kept.tiles) > CAPACITY:
                kept.tiles.popitem(last=False)
        return kept.revision, tile

    def shapes(self, store: Store, layer: Layer) -> Shapes:
        """Return the arrays that a layer's tiles are cut from."""
        return self._current(store, layer).shapes

    def changes(self, store: Store, layer: Layer, since: int) -> tuple[int, Boxes | None]:
        """
        Return the present geometry revision of a layer and where its ground changed since another.

        Returns
        -------
        revision, (n × west, south, east, north) array or None
            In metres of EPSG:3857; None if *since* is too long ago to tell, or too much has changed.
        """
        kept = self._current(store, layer)
        if since == kept.revision:
            return kept.revision, np.empty((0, 4))
        with self._touching:
            later = [boxes for revision, boxes in kept.changes if revision >= since]
            known = any(revision == since for revision, _ in kept.changes)
        boxes = np.concatenate(later) if known else np.empty((BOXES + 1, 4))
        return kept.revision, boxes if len(boxes) <= BOXES else None

    def _current(self, store: Store, layer: Layer) -> _Kept:
        """Return what is kept of a layer, built once for each state of its geometry, whoever asks at the same time."""
        folder = str(store.folder)
        with self._building[layer]:
            with store.reading() as connection:
                revision = excerpts.geometry_revisions(connection)[layer]
                kept = self._layers.get(layer)
                if kept is not None and (kept.folder, kept.revision) == (folder, revision):
                    return kept
                shapes = Shapes.from_chunks(excerpts.ground_chunks(connection, layer), crs=store.settings.crs)
            fresh = _Kept(folder, revision, shapes)
            if kept is not None and kept.folder == folder:
                with self._touching:
                    _carry_over(kept, fresh)
            self._layers[layer] = fresh
            return fresh


def _carry_over(old: _Kept, fresh: _Kept) -> None:
    """Keep the tiles in which nothing changed, and remember where something did."""
    boxes = old.shapes.differences(fresh.shapes)
    fresh.changes.extend([*old.changes, (old.revision, boxes)])
    for place, tile in old.tiles.items():
        west, south, east, north = tile_box(*place)
        touched = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        if not touched.any():
            fresh.tiles[place] = tile
