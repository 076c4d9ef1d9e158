"""
The ground of one layer as flat arrays in EPSG:3857: what tiles are cut from.

No shapely object and no frame is kept: coordinates, ring and part offsets, boxes, ids. Shapes lie in the order of a
Z-curve, so that a block of them has a small box and a tile asks few blocks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from landuse.geo.display import WEB_MERCATOR

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Centimetres = npt.NDArray[np.int32]
Whole = npt.NDArray[np.signedinteger]
Geometries = npt.NDArray[np.object_]

#: Shapes in a block of the index.
BLOCK = 256
#: Units of the arrays in a metre; what lies further from the equator or Greenwich than this many is on no map.
PER_METRE = 100
_EDGE = 2_003_750_900
#: Odd numbers that spread the bits of what is multiplied by them (from the golden ratio, as hashes do).
_MIX_X, _MIX_Y, _MIX_ORDER = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_NOTHING = (np.empty(0, dtype=np.int64), np.empty(0, dtype=object))


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """
    Polygons of one layer, in whole centimetres of EPSG:3857 (which fit 32 bits: half of what the ledger's shapes take).

    ``fids`` (n), ``boxes`` (n × west, south, east, north), ``feature_rings`` (n + 1: where a shape's rings begin),
    ``ring_points`` (rings + 1: where a ring's vertices begin), ``exterior`` (per ring), ``points`` (vertices × x, y;
    rings are open: the closing vertex is left out), ``block_boxes`` (per :data:`BLOCK` shapes).
    """

    fids: Ints
    boxes: Centimetres
    feature_rings: Centimetres
    ring_points: Centimetres
    exterior: Flags
    points: Centimetres
    block_boxes: Centimetres

    @classmethod
    def from_geometry(cls, geometry: gpd.GeoSeries, fids: npt.ArrayLike) -> Self:
        """Build the arrays from shapes in any CRS and their feature ids, in the same order."""
        chunk = (np.asarray(fids, dtype=np.int64), geometry.to_numpy())
        return cls.from_chunks([chunk], crs=geometry.crs)

    @classmethod
    def from_chunks(cls, chunks: Iterable[tuple[Ints, Geometries]], *, crs: object) -> Self:
        """
        Build the arrays a chunk at a time, so that no more shapely objects are held than those of one chunk.

        Parameters
        ----------
        chunks : iterable of (feature ids, shapes)
            Whatever is not a polygon or multipolygon with finite coordinates is left out; invalid polygons are drawn as
            they are.
        crs : anything pyproj reads as one
        """
        to_screen = Transformer.from_crs(crs, WEB_MERCATOR, always_xy=True)
        parts = [_flat(fids, shapes, to_screen) for fids, shapes in chunks]
        parts = [part for part in parts if len(part.fids)] or [_flat(*_NOTHING, to_screen)]
        whole = _Part(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
        del parts
        return cls._in_order(whole)

    @classmethod
    def _in_order(cls, part: "_Part") -> Self:
        """Lay the shapes along a Z-curve and count where each begins."""
        order = _along_z_curve(part.boxes)
        first_ring = _starts(part.rings)
        rings = ranges(first_ring[order], first_ring[order + 1])
        first_point = _starts(part.sizes)
        points = part.points[ranges(first_point[rings], first_point[rings + 1])]
        boxes = part.boxes[order]
        return cls(
            fids=part.fids[order],
            boxes=boxes,
            feature_rings=_starts(part.rings[order]),
            ring_points=_starts(part.sizes[rings]),
            exterior=part.exterior[rings],
            points=points,
            block_boxes=_block_boxes(boxes),
        )

    def touching(self, box: tuple[float, float, float, float]) -> Ints:
        """Return the positions of the shapes whose box touches *box* (metres of EPSG:3857)."""
        west, south, east, north = (edge * PER_METRE for edge in box)
        box = (west, south, east, north)
        blocks = np.flatnonzero(_meets(self.block_boxes, box))
        places = ranges(blocks * BLOCK, np.minimum((blocks + 1) * BLOCK, len(self.fids)))
        return places[_meets(self.boxes[places], box)]

    def differences(self, other: Self) -> Floats:
        """
        Return the boxes of shapes that are not the same in both, as they were and as they are.

        Returns
        -------
        (n × west, south, east, north) array
            In metres of EPSG:3857.
        """
        mine, others = self._fingerprints(), other._fingerprints()
        boxes = [
            shapes.boxes[~np.isin(own, common)] for shapes, own, common in ((self, mine, others), (other, others, mine))
        ]
        return np.concatenate(boxes) / PER_METRE

    def _fingerprints(self) -> npt.NDArray[np.uint64]:
        """Return a number for each shape, of its id and all its vertices in their order."""
        if not len(self.fids):
            return np.empty(0, dtype=np.uint64)
        order = np.arange(len(self.points), dtype=np.uint64)
        first = self.ring_points[self.feature_rings[:-1]]
        counts = np.diff(np.append(first, len(self.points)))
        order -= np.repeat(first, counts).astype(np.uint64)
        x, y = (self.points[:, axis].astype(np.int64).view(np.uint64) for axis in (0, 1))
        mixed = (x * _MIX_X + y * _MIX_Y) ^ ((order + np.uint64(1)) * _MIX_ORDER)
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX_X
        rings = np.diff(self.feature_rings).astype(np.uint64)
        return np.add.reduceat(mixed, first) * _MIX_Y + self.fids.view(np.uint64) * _MIX_ORDER + rings


def ranges(starts: Whole, ends: Whole) -> Ints:
    """
    Return the whole numbers from each start up to its end, one after another.

    Examples
    --------
    >>> ranges(np.array([3, 10]), np.array([5, 12])).tolist()
    [3, 4, 10, 11]
    """
    sizes = np.asarray(ends - starts, dtype=np.int64)
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(sizes.sum())


class _Part(NamedTuple):
    """Shapes one after another: how many rings each has, and how many vertices each ring."""

    fids: Ints
    boxes: Centimetres
    rings: Centimetres
    sizes: Centimetres
    exterior: Flags
    points: Centimetres


def _flat(fids: Ints, shapes: Geometries, to_screen: Transformer) -> _Part:
    drawable = _drawable(shapes)
    kept = shapely.force_2d(shapes[drawable])
    points, feature_rings, ring_points, exterior = _ragged(kept)
    east, north = to_screen.transform(points[:, 0], points[:, 1])
    placed = np.rint(np.column_stack([east, north]) * PER_METRE)
    on_screen = np.abs(placed).max(axis=1, initial=0) < _EDGE
    placed = np.where(on_screen[:, None], placed, 0).astype(np.int32)
    rings, sizes = np.diff(feature_rings), np.diff(ring_points)
    part = _Part(
        fids=fids[drawable],
        boxes=_boxes(placed, ring_points[feature_rings[:-1]]),
        rings=rings.astype(np.int32),
        sizes=sizes.astype(np.int32),
        exterior=exterior,
        points=placed,
    )
    lost = np.unique(np.repeat(np.repeat(np.arange(len(rings)), rings), sizes)[~on_screen])
    if not len(lost):
        return part
    seen = np.setdiff1d(np.arange(len(rings)), lost)
    return _flat(part.fids[seen], kept[seen], to_screen)


def _boxes(points: Centimetres, first: Ints) -> Centimetres:
    if not len(first):
        return np.empty((0, 4), dtype=np.int32)
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    return np.hstack([low, high])


def _starts(sizes: Centimetres) -> Centimetres:
    """Return where each of consecutive runs begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int32)


def _drawable(shapes: Geometries) -> Flags:
    kinds = shapely.get_type_id(shapes)
    areal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    drawable: Flags = areal & ~shapely.is_empty(shapes)
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    drawable[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return drawable


def _along_z_curve(boxes: Centimetres) -> Ints:
    """Return the order of the boxes' centres along a Z-curve of 16 bits each way."""
    if not len(boxes):
        return np.empty(0, dtype=np.int64)
    centres = (boxes[:, :2].astype(float) + boxes[:, 2:]) / 2
    low = centres.min(axis=0)
    span = np.maximum(centres.max(axis=0) - low, 1e-9)
    cells = ((centres - low) / span * 0xFFFF).astype(np.int64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << shift)) & mask
    return np.argsort(cells[:, 0] | (cells[:, 1] << 1), kind="stable")


def _ragged(shapes: npt.NDArray[np.object_]) -> tuple[Floats, Ints, Ints, Flags]:
    """Return vertices, first ring of each shape, first vertex of each ring, and which rings are exterior."""
    if not len(shapes):
        nothing = np.zeros(1, dtype=np.int64)
        return np.empty((0, 2)), nothing, nothing, np.empty(0, dtype=bool)
    kind, closed, offsets = shapely.to_ragged_array(shapes)
    offsets = tuple(part.astype(np.int64) for part in offsets)
    closed_starts, polygon_rings = offsets[0], offsets[1]
    is_multi = kind == shapely.GeometryType.MULTIPOLYGON
    parts = offsets[2] if is_multi else np.arange(len(shapes) + 1, dtype=np.int64)
    exterior: Flags = np.zeros(len(closed_starts) - 1, dtype=np.bool_)
    exterior[polygon_rings[:-1][np.diff(polygon_rings) > 0]] = True
    is_closing = np.zeros(len(closed), dtype=bool)
    is_closing[closed_starts[1:] - 1] = True
    points = np.ascontiguousarray(closed[~is_closing], dtype=np.float64)
    ring_points: Ints = closed_starts - np.arange(len(closed_starts), dtype=np.int64)
    return points, polygon_rings[parts].astype(np.int64), ring_points, exterior


def _block_boxes(boxes: Centimetres) -> Centimetres:
    starts = np.arange(0, len(boxes), BLOCK)
    if not len(starts):
        return np.empty((0, 4), dtype=np.int32)
    low = np.minimum.reduceat(boxes[:, :2], starts)
    high = np.maximum.reduceat(boxes[:, 2:], starts)
    return np.hstack([low, high])


def _meets(boxes: Centimetres, box: tuple[float, float, float, float]) -> Flags:
    west, south, east, north = box
    meets: Flags = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return meets
