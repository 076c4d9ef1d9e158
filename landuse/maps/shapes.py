"""
The ground of one layer as flat arrays in EPSG:3857: what tiles are cut from.

No shapely object and no frame is kept: coordinates, ring and part offsets, boxes, ids. Shapes lie in the order of a
Z-curve, so that a block of them has a small box and a tile asks few blocks.
"""

from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WEB_MERCATOR = 3857
#: Shapes in a block of the index.
BLOCK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """
    Polygons of one layer.

    ``fids`` (n), ``boxes`` (n × west, south, east, north), ``feature_rings`` (n + 1: where a shape's rings begin),
    ``ring_points`` (rings + 1: where a ring's vertices begin), ``exterior`` (per ring), ``points`` (vertices × x, y;
    rings are open: the closing vertex is left out), ``block_boxes`` (per :data:`BLOCK` shapes).
    """

    fids: Ints
    boxes: Floats
    feature_rings: Ints
    ring_points: Ints
    exterior: Flags
    points: Floats
    block_boxes: Floats

    @classmethod
    def from_geometry(cls, geometry: gpd.GeoSeries, fids: npt.ArrayLike) -> Self:
        """
        Build the arrays.

        Parameters
        ----------
        geometry : GeoSeries
            In any CRS. Whatever is not a polygon or multipolygon with finite coordinates is left out; invalid polygons
            are drawn as they are.
        fids : array of int
            The feature id of each shape, in the same order.
        """
        shapes = shapely.force_2d(geometry.to_crs(WEB_MERCATOR).to_numpy())
        drawable = _drawable(shapes)
        shapes, ids = shapes[drawable], np.asarray(fids, dtype=np.int64)[drawable]
        boxes = shapely.bounds(shapes).reshape(-1, 4)
        order = _along_z_curve(boxes)
        shapes, ids, boxes = shapes[order], ids[order], boxes[order]
        points, feature_rings, ring_points, exterior = _ragged(shapes)
        return cls(ids, boxes, feature_rings, ring_points, exterior, points, _block_boxes(boxes))

    def touching(self, box: tuple[float, float, float, float]) -> Ints:
        """Return the positions of the shapes whose box touches *box* (EPSG:3857)."""
        blocks = np.flatnonzero(_meets(self.block_boxes, box))
        places = ranges(blocks * BLOCK, np.minimum((blocks + 1) * BLOCK, len(self.fids)))
        return places[_meets(self.boxes[places], box)]


def ranges(starts: Ints, ends: Ints) -> Ints:
    """
    Return the whole numbers from each start up to its end, one after another.

    Examples
    --------
    >>> ranges(np.array([3, 10]), np.array([5, 12])).tolist()
    [3, 4, 10, 11]
    """
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(sizes.sum())


def _drawable(shapes: npt.NDArray[np.object_]) -> Flags:
    kinds = shapely.get_type_id(shapes)
    areal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    drawable: Flags = areal & ~shapely.is_empty(shapes)
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    drawable[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return drawable


def _along_z_curve(boxes: Floats) -> Ints:
    """Return the order of the boxes' centres along a Z-curve of 16 bits each way."""
    if not len(boxes):
        return np.empty(0, dtype=np.int64)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
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


def _block_boxes(boxes: Floats) -> Floats:
    starts = np.arange(0, len(boxes), BLOCK)
    if not len(starts):
        return np.empty((0, 4))
    low = np.minimum.reduceat(boxes[:, :2], starts)
    high = np.maximum.reduceat(boxes[:, 2:], starts)
    return np.hstack([low, high])


def _meets(boxes: Floats, box: tuple[float, float, float, float]) -> Flags:
    west, south, east, north = box
    meets: Flags = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return meets
