"""
Mapbox Vector Tiles (specification 2.1) of polygons, cut on demand with numpy.

Why our own encoder: a tile of polygons consists of varints only, so a whole tile is one vectorised pass, 25-40 times
faster than the pure-Python library, which is the oracle in the tests. Features carry an id and a geometry, no
attributes: what a feature looks like travels apart from where it lies (:mod:`landuse.maps.states`).

Geometry is not clipped: coordinates may leave the tile, which the format allows and canvas clips for free; a mark in
the middle of a shape then stands at the same place in every tile that the shape touches. Shapes whose box does not
touch the tile (with a margin for line widths) are left out.

At low zooms vertices snap to a coarser grid; shared vertices snap alike, so neighbours stay neighbours. A ring that
snapping makes flat becomes a one-pixel square (or a one-pixel line for a long sliver) instead of vanishing.

Shapes smaller than two pixels are no polygons any more: the overview. They come as points of a second layer
(:data:`OVERVIEW`), one for each cell of two by two pixels, the largest of those that lie in it; the browser colours
them by the same states as polygons. A tile of a million parcels is then no larger than a picture of it.
"""

import numpy as np
import numpy.typing as npt

from landuse.maps.shapes import PER_METRE, Flags, Floats, Ints, Shapes, ranges

EXTENT = 4096
#: Half the width of the square that EPSG:3857 maps the world to, in metres.
HALF_WORLD = 20037508.342789244
MAX_ZOOM = 22
#: From this tile zoom on vertices keep the tile's own precision (0.3 m); below they snap to half a screen pixel.
DETAIL_ZOOM = 15
COARSE_STEP = 4
#: One screen pixel: the browser draws a tile on 512 pixels.
PIXEL = 8
#: Margin around a tile in which shapes still belong to it.
MARGIN = 16 * PIXEL
#: Shapes less wide and high than this many pixels are specks; cells of the overview; and what its layer is called.
SPECK_PIXELS, CELL_PIXELS = 2.0, 2
OVERVIEW = "overview"

_MOVE_TO_ONE, _LINE_TO, _CLOSE_PATH = 9, 2, 15
_FEATURE, _ID, _TYPE, _GEOMETRY = 0x12, 0x08, 0x18, 0x22
_POINT, _POLYGON = 1, 3
_HEADER = 8
#: Lexicographic keys of a vertex: x in the high bits, y in the low ones.
_KEY_BITS, _KEY_ZERO = 31, 1 << 30


def encode(shapes: Shapes, layer: str, z: int, x: int, y: int) -> bytes:
    """
    Return one tile; empty if nothing lies in it.

    Parameters
    ----------
    shapes : Shapes
    layer : str
        The name of the layer of polygons; specks come in :data:`OVERVIEW`.
    z, x, y : int
        XYZ scheme, ``z`` up to :data:`MAX_ZOOM`.
    """
    places = shapes.touching(tile_box(z, x, y))
    boxes = shapes.boxes[places]
    pixel = PER_METRE * 2 * HALF_WORLD / (1 << z) / EXTENT * PIXEL
    is_speck = (boxes[:, 2:].astype(np.int64) - boxes[:, :2]).max(axis=1, initial=0) < SPECK_PIXELS * pixel
    drawn = _polygons(shapes, places[~is_speck], z, x, y)
    specks = _overview(shapes, places[is_speck], z, x, y)
    return _layer(layer, drawn) + _layer(OVERVIEW, specks)


def _layer(name: str, features: bytes) -> bytes:
    if not features:
        return b""
    said = name.encode()
    body = b"\x0a" + _varint(len(said)) + said + features + b"\x28" + _varint(EXTENT) + b"\x78\x02"
    return b"\x1a" + _varint(len(body)) + body


def _polygons(shapes: Shapes, places: Ints, z: int, x: int, y: int) -> bytes:
    if not len(places):
        return b""
    points, ring, feature = _rings(shapes, places, z, x, y)
    tokens, sizes = _geometry_tokens(points, ring, feature, len(places))
    return varints(_with_headers(tokens, sizes, shapes.fids[places], _POLYGON))


def _overview(shapes: Shapes, places: Ints, z: int, x: int, y: int) -> bytes:
    """Return a point for each cell that specks lie in, in the middle of it."""
    boxes = shapes.boxes[places].astype(np.int64)
    cell = CELL_PIXELS * PIXEL
    cells = _snapped((boxes[:, :2] + boxes[:, 2:]) / 2, MAX_ZOOM, 0, 0)
    cells = np.floor_divide((cells >> (MAX_ZOOM - z)) - np.array([x, y]) * EXTENT, cell)
    across = EXTENT // cell
    here = ((cells >= 0) & (cells < across)).all(axis=1)
    places, cells, boxes = places[here], cells[here], boxes[here]
    if not len(places):
        return b""
    index = cells[:, 1] * across + cells[:, 0]
    size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    order = np.lexsort((-size, index))
    _, first = np.unique(index[order], return_index=True)
    chosen = order[first]
    middle = cells[chosen] * cell + cell // 2
    tokens = np.column_stack([np.full(len(chosen), _MOVE_TO_ONE), middle << 1]).ravel()
    sizes = np.full(len(chosen), 3)
    return varints(_with_headers(tokens, sizes, shapes.fids[places[chosen]], _POINT))


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile and its margin in EPSG:3857."""
    size = 2 * HALF_WORLD / (1 << z)
    margin = size * MARGIN / EXTENT
    west, north = x * size - HALF_WORLD, HALF_WORLD - y * size
    return west - margin, north - size - margin, west + size + margin, north + margin


def varints(values: Ints) -> bytes:
    """
    Return non-negative numbers as protobuf varints, one after another.

    Examples
    --------
    >>> varints(np.array([1, 300])).hex()
    '01ac02'
    """
    widths = _widths(values)
    starts = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), dtype=np.uint8)
    for place in range(int(widths.max(initial=0))):
        there = widths > place
        more = np.where(widths[there] > place + 1, 0x80, 0)
        out[starts[there] + place] = ((values[there] >> (7 * place)) & 0x7F) | more
    return out.tobytes()


def _rings(shapes: Shapes, places: Ints, z: int, x: int, y: int) -> tuple[Ints, Ints, Ints]:
    """Return the tile's vertices, the ring of each, and the shape (position in *places*) of each ring."""
    first_ring, end_ring = shapes.feature_rings[places], shapes.feature_rings[places + 1]
    rings = ranges(first_ring, end_ring)
    feature = np.repeat(np.arange(len(places)), end_ring - first_ring)
    first_point, end_point = shapes.ring_points[rings], shapes.ring_points[rings + 1]
    points = _snapped(shapes.points[ranges(first_point, end_point)].astype(float), z, x, y)
    points, ring = _drawn_rings(points, end_point - first_point, shapes.exterior[rings])
    drawn, rank = np.unique(ring, return_inverse=True)
    return points, rank, feature[drawn]


def _snapped(points: Floats, z: int, x: int, y: int) -> Ints:
    """Snap centimetres to the world's grid first and move to the tile then: a vertex snaps alike in all tiles."""
    step = 1 if z >= DETAIL_ZOOM else COARSE_STEP
    scale = EXTENT * (1 << z) / (2 * HALF_WORLD) / step
    metres = points / PER_METRE
    world = np.column_stack([metres[:, 0] + HALF_WORLD, HALF_WORLD - metres[:, 1]]) * scale
    snapped: Ints = np.floor(world + 0.5).astype(np.int64) * step - np.array([x, y]) * EXTENT
    return snapped


def _drawn_rings(points: Ints, sizes: Ints, exterior: Flags) -> tuple[Ints, Ints]:
    """
    Wind rings as the format wants (exterior positive with y down), drop repeated vertices, replace what became flat.

    A ring is flat if all triangles of its fan are; a bow-tie, whose two areas cancel out, is not.
    """
    first = np.cumsum(sizes) - sizes
    ring = np.repeat(np.arange(len(sizes)), sizes)
    arm = points - points[first][ring]
    following = np.arange(1, len(points) + 1)
    following[first + sizes - 1] = first
    cross = arm[:, 0] * arm[following, 1] - arm[:, 1] * arm[following, 0]
    flat = np.add.reduceat(np.abs(cross), first) == 0
    backwards = (np.add.reduceat(cross, first) < 0) == exterior

    place = np.arange(len(points))
    mirrored = (2 * first + sizes - 1)[ring] - place
    turned = points[np.where(backwards[ring], mirrored, place)]
    changed = (turned != turned[np.where(place == first[ring], (first + sizes - 1)[ring], place - 1)]).any(axis=1)
    kept = changed & ~flat[ring]

    specks = np.flatnonzero(flat & exterior)
    all_points = np.concatenate([turned[kept], _specks(points, first)[specks].reshape(-1, 2)])
    all_rings = np.concatenate([ring[kept], np.repeat(specks, 4)])
    order = np.argsort(all_rings, kind="stable")
    return all_points[order], all_rings[order]


def _specks(points: Ints, first: Ints) -> Ints:
    """Return four corners for each ring: a line of one pixel's width between its outermost vertices."""
    keys = ((points[:, 0] + _KEY_ZERO) << _KEY_BITS) + points[:, 1] + _KEY_ZERO
    one, other = (_vertex(extreme.reduceat(keys, first)) for extreme in (np.minimum, np.maximum))
    point_like = (one == other).all(axis=1)
    other = other + np.where(point_like[:, None], [PIXEL, 0], 0)
    way = other - one
    lying = np.abs(way[:, 0]) >= np.abs(way[:, 1])
    aside = np.column_stack([np.where(lying, 0, -PIXEL * np.sign(way[:, 1])), np.where(lying, PIXEL, 0)])
    return np.stack([one, other, other + aside, one + aside], axis=1)


def _vertex(keys: Ints) -> Ints:
    return np.column_stack([keys >> _KEY_BITS, keys & ((1 << _KEY_BITS) - 1)]) - _KEY_ZERO


def _geometry_tokens(points: Ints, ring: Ints, feature: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the drawing commands of all rings, and how many tokens each of *count* features has."""
    sizes = np.bincount(ring)
    token_sizes = 2 * sizes + 3
    start = np.cumsum(token_sizes) - token_sizes
    first = np.cumsum(sizes) - sizes
    tokens = np.empty(int(token_sizes.sum()), dtype=np.int64)
    tokens[start] = _MOVE_TO_ONE
    tokens[start + 3] = (sizes - 1) << 3 | _LINE_TO
    tokens[start + token_sizes - 1] = _CLOSE_PATH

    owner = feature[ring]
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    begins = np.diff(owner, prepend=-1) != 0
    steps[begins] = points[begins]
    zigzag = (steps << 1) ^ (steps >> 63)
    local = np.arange(len(points)) - first[ring]
    at = start[ring] + 1 + 2 * local + (local > 0)
    tokens[at], tokens[at + 1] = zigzag[:, 0], zigzag[:, 1]
    return tokens, np.bincount(feature, weights=token_sizes, minlength=count).astype(np.int64)


def _with_headers(tokens: Ints, sizes: Ints, fids: Ints, kind: int) -> Ints:
    """Put before the tokens of each feature what protobuf wants: lengths, id and type."""
    starts = np.cumsum(sizes) - sizes
    geometry_bytes = np.add.reduceat(_widths(tokens), starts)
    feature_bytes = 4 + _widths(fids) + _widths(geometry_bytes) + geometry_bytes
    everything = np.empty(len(tokens) + _HEADER * len(sizes), dtype=np.int64)
    begin = starts + _HEADER * np.arange(len(sizes))
    header: tuple[int | Ints, ...] = (
        _FEATURE,
        feature_bytes,
        _ID,
        fids,
        _TYPE,
        kind,
        _GEOMETRY,
        geometry_bytes,
    )
    for place, value in enumerate(header):
        everything[begin + place] = value
    everything[ranges(begin + _HEADER, begin + _HEADER + sizes)] = tokens
    return everything


def _widths(values: Ints) -> Ints:
    """Return how many bytes each value takes as a varint (up to 2**63)."""
    limits = np.left_shift(np.int64(1), 7 * np.arange(1, 9, dtype=np.int64))
    widths: npt.NDArray[np.int64] = np.searchsorted(limits, values, side="right") + 1
    return widths


def _varint(value: int) -> bytes:
    return varints(np.array([value]))
