"""The tile encoder against the reference library, on shapes with holes, parts, borders and next to no size."""

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import affine_transform

from landuse.maps.shapes import BLOCK, PER_METRE, Shapes
from landuse.maps.tiles import CELL_PIXELS, EXTENT, HALF_WORLD, OVERVIEW, PIXEL, SPECK_PIXELS, encode, tile_box, varints

Z = 16
SIZE = 2 * HALF_WORLD / (1 << Z)
#: The tile of Lucheng: x and y at Z, and its corner in metres.
X, Y = 54750, 27466
WEST, NORTH = X * SIZE - HALF_WORLD, HALF_WORLD - Y * SIZE
UNIT = SIZE / EXTENT


def shapes_of(*geometries, fids=None):
    """Return arrays of geometries given in tile units of (X, Y), y down."""
    placed = [to_metres(geometry) for geometry in geometries]
    return Shapes.from_geometry(gpd.GeoSeries(placed, crs=3857), fids or range(1, len(placed) + 1))


def to_metres(geometry):
    """Move a geometry from tile units to EPSG:3857."""
    return None if geometry is None else affine_transform(geometry, [UNIT, 0, 0, -UNIT, WEST, NORTH])


def decoded(tile, layer="parcels"):
    """Return id -> geometry as the reference library reads it, in tile units."""
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True}) if tile else {}
    if layer not in layers:
        return {}
    content = layers[layer]
    assert content["version"] == 2
    assert content["extent"] == EXTENT
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in content["features"]}


squares = st.builds(
    lambda x, y, width, height: shapely.box(x, y, x + width, y + height),
    st.integers(-3000, 4000),
    st.integers(-3000, 4000),
    st.integers(40, 3000),
    st.integers(40, 3000),
)


@st.composite
def blobs(draw):
    """Return a star-shaped polygon with integer corners, sometimes with a hole."""
    count = draw(st.integers(3, 20))
    middle = np.array([draw(st.integers(-500, 4500)), draw(st.integers(-500, 4500))])
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = np.array(draw(st.lists(st.integers(60, 900), min_size=count, max_size=count)))
    corners = np.rint(middle + np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None])
    blob = shapely.Polygon(corners)
    if draw(st.booleans()):
        blob = blob.difference(shapely.box(*(middle - 15), *(middle + 15)))
    return blob if draw(st.booleans()) else blob.reverse()


@given(st.lists(st.one_of(squares, blobs()), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_integer_shapes_come_back_exactly(shapes):
    """Whatever lies on the tile's grid is read back by the reference library as it was, holes included."""
    found = decoded(encode(shapes_of(*shapes), "parcels", Z, X, Y))
    window = shapely.box(0, 0, EXTENT, EXTENT)
    for fid, shape in enumerate(shapes, start=1):
        if shape.intersects(window):
            assert shapely.symmetric_difference(found[fid].buffer(0), shape).area == pytest.approx(0, abs=1e-6)


@given(st.lists(squares, min_size=1, max_size=6), st.sampled_from([8, 11, 13, 14, 16, 18]))
@settings(max_examples=80, deadline=None)
def test_nothing_that_touches_a_tile_is_missing_at_any_zoom(shapes, z):
    """Every shape is an area of the tile, or its middle is in a cell of the overview that says somebody is there."""
    arrays = shapes_of(*shapes)
    centre = to_metres(shapes[0]).centroid
    x, y = (int((value + HALF_WORLD) / (2 * HALF_WORLD) * (1 << z)) for value in (centre.x, -centre.y))
    tile = encode(arrays, "parcels", z, x, y)
    found, specks = decoded(tile), decoded(tile, OVERVIEW)
    unit = 2 * HALF_WORLD / (1 << z) / EXTENT
    for fid, shape in enumerate(map(to_metres, shapes), start=1):
        if (
            max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])
            > (SPECK_PIXELS + 0.01) * PIXEL * unit
        ):
            assert not shape.intersects(shapely.box(*tile_box(z, x, y))) or found[fid].area > 0
            continue
        place = (
            np.array([shape.centroid.x + HALF_WORLD, HALF_WORLD - shape.centroid.y]) / unit - np.array([x, y]) * EXTENT
        )
        if fid not in found and (place > 1).all() and (place < EXTENT - 1).all():
            cells = [np.array(speck.coords[0]) for speck in specks.values()]
            assert min(np.abs(cell - place).max() for cell in cells) <= PIXEL * CELL_PIXELS / 2 + 1


def test_of_the_specks_in_a_cell_the_largest_is_named():
    """A cell of two by two pixels holds one id; its point stands in the middle of the cell."""
    small, large = shapely.box(33, 33, 35, 35), shapely.box(36, 36, 41, 42)
    elsewhere = shapely.box(100, 100, 104, 104)
    specks = decoded(encode(shapes_of(small, large, elsewhere), "parcels", Z, X, Y), OVERVIEW)
    assert {fid: point.coords[0] for fid, point in specks.items()} == {2: (40, 40), 3: (104, 104)}


def test_a_tile_of_a_hundred_thousand_specks_is_no_larger_than_its_cells():
    """However many shapes there are, the overview has at most one point a cell."""
    rng = np.random.default_rng(3)
    low = rng.uniform(0, EXTENT - 4, size=(100_000, 2))
    everyone = shapely.transform(shapely.box(low[:, 0], low[:, 1], low[:, 0] + 3, low[:, 1] + 3), _metres_of)
    arrays = Shapes.from_geometry(gpd.GeoSeries(everyone, crs=3857), np.arange(1, len(everyone) + 1))
    tile = encode(arrays, "parcels", Z, X, Y)
    assert len(decoded(tile, OVERVIEW)) <= (EXTENT // (PIXEL * CELL_PIXELS)) ** 2
    assert decoded(tile) == {}


def _metres_of(units):
    """Return tile units of (X, Y) in EPSG:3857."""
    return np.column_stack([WEST + units[:, 0] * UNIT, NORTH - units[:, 1] * UNIT])


def test_only_what_changed_differs():
    """A moved shape differs where it was and where it is; a new one and a lost one where they are and were."""
    one, two, three = (shapely.box(x, 0, x + 90, 90) for x in (0, 200, 400))
    moved = shapely.affinity.translate(two, 10)
    before, after = shapes_of(one, two, three), shapes_of(one, moved, fids=[1, 2])
    assert before.differences(before).shape == (0, 4)
    expected = [to_metres(shape).bounds for shape in (two, three, moved)]
    assert np.sort(before.differences(after), axis=0) == pytest.approx(np.sort(expected, axis=0), abs=0.01)


def test_a_corner_more_or_another_order_of_corners_is_a_change():
    """The same box around another shape is no excuse."""
    square = shapely.box(0, 0, 90, 90)
    dented = shapely.Polygon([(0, 0), (90, 0), (80, 50), (90, 90), (0, 90)])
    assert len(shapes_of(square).differences(shapes_of(dented))) == 2
    assert len(shapes_of(square).differences(shapes_of(square.reverse()))) == 2


def test_a_multipolygon_stays_one_feature_with_all_its_parts():
    """Parts, one with a hole, come back as parts of one id."""
    ring = shapely.box(100, 100, 500, 500).difference(shapely.box(200, 200, 300, 300))
    both = shapely.MultiPolygon([ring, shapely.box(1000, 1000, 1100, 1200)])
    found = decoded(encode(shapes_of(both, fids=[7]), "parcels", Z, X, Y))
    assert found[7].geom_type == "MultiPolygon"
    assert found[7].area == 400 * 400 - 100 * 100 + 100 * 200


def test_neighbours_share_their_border_at_every_zoom():
    """A vertex that two parcels share snaps alike for both: no gap and no overlap appears between them."""
    border = [(1000, 0), (1003, 777), (990, 1555), (1000, 2048)]
    left = shapely.Polygon([(0, 0), *border, (0, 2048)])
    right = shapely.Polygon([*border, (2048, 2048), (2048, 0)])
    arrays = shapes_of(left, right)
    for z in range(11, 20):
        scale = 2.0 ** (z - Z)
        x, y = int((X + 1000 / EXTENT) * scale), int((Y + 500 / EXTENT) * scale)
        found = decoded(encode(arrays, "parcels", z, x, y))
        assert shapely.intersection(found[1], found[2]).area == 0
        assert shapely.union(found[1], found[2]).geom_type == "Polygon"


def test_one_shape_lies_alike_in_two_adjacent_tiles():
    """Coordinates leave the tile instead of being clipped, so that a mark in the middle stands at one place."""
    arrays = shapes_of(shapely.box(3000, 100, 5200, 900))
    here = decoded(encode(arrays, "parcels", Z, X, Y))[1]
    next_door = decoded(encode(arrays, "parcels", Z, X + 1, Y))[1]
    assert here.bounds[2] > EXTENT
    assert next_door.bounds[0] < 0
    assert shapely.affinity.translate(next_door, EXTENT).equals(here)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (shapely.box(100, 100.1, 400, 100.2), (300, PIXEL)),
        (shapely.box(100.1, 100, 100.2, 400), (PIXEL, 300)),
    ],
)
def test_what_snapping_makes_flat_becomes_a_pixel_wide_line(shape, size):
    """A sliver becomes a line of its own length."""
    west, north, east, south = decoded(encode(shapes_of(shape), "parcels", Z, X, Y))[1].bounds
    assert (east - west, south - north) == size


def test_a_hole_too_small_to_see_is_left_out():
    """A flat hole vanishes and its parcel stays whole."""
    shape = shapely.box(0, 0, 400, 400).difference(shapely.box(100.1, 100.1, 100.2, 100.2))
    assert decoded(encode(shapes_of(shape), "parcels", Z, X, Y))[1].area == 400 * 400


def test_a_bow_tie_is_drawn_as_it_is():
    """An invalid polygon whose two halves cancel out keeps its four corners."""
    bow_tie = shapely.Polygon([(100, 100), (500, 500), (500, 100), (100, 500)])
    tile = encode(shapes_of(bow_tie), "parcels", Z, X, Y)
    # MoveTo(1), LineTo(3) and ClosePath of one ring of four vertices: nine varints of coordinates and three commands
    assert tile.count(b"\x09") == 1
    assert b"\x1a" in tile
    assert len(tile) > 30


def test_shapes_that_are_no_areas_are_left_out():
    """None, empty, points, lines and broken numbers have no place in a tile, and do no harm to the others."""
    odd = [None, shapely.Polygon(), shapely.Point(1, 1), shapely.LineString([(0, 0), (9, 9)])]
    with np.errstate(invalid="ignore"):
        nan = shapely.Polygon([(0, 0), (np.nan, 9), (9, 9)])
    arrays = shapes_of(*odd, nan, shapely.box(10, 10, 90, 90))
    assert arrays.fids.tolist() == [6]
    assert list(decoded(encode(arrays, "parcels", Z, X, Y))) == [6]


def test_a_tile_without_shapes_is_empty():
    """Far away nothing is sent, and an empty layer is no error."""
    assert encode(shapes_of(shapely.box(0, 0, 90, 90)), "parcels", Z, X + 9, Y) == b""
    assert encode(shapes_of(None), "parcels", Z, X, Y) == b""


def test_blocks_find_what_a_plain_comparison_finds():
    """The index of blocks leaves nothing out, over several blocks."""
    rng = np.random.default_rng(5)
    corners = rng.integers(-20_000, 20_000, size=(3 * BLOCK + 7, 2))
    arrays = shapes_of(*[shapely.box(x, y, x + 30, y + 30) for x, y in corners])
    box = tile_box(Z, X, Y)
    west, south, east, north = box
    plain = arrays.boxes / PER_METRE
    expected = (plain[:, 0] <= east) & (plain[:, 2] >= west) & (plain[:, 1] <= north) & (plain[:, 3] >= south)
    assert sorted(arrays.touching(box)) == np.flatnonzero(expected).tolist()
    assert 0 < expected.sum() < len(corners)


@given(st.lists(st.integers(0, 2**40), max_size=50))
def test_varints_read_back(values):
    """Seven bits a byte, the lowest first, as protobuf wants."""
    found, number, shift = [], 0, 0
    for byte in varints(np.array(values, dtype=np.int64)):
        number |= (byte & 0x7F) << shift
        shift = shift + 7 if byte & 0x80 else 0
        if not byte & 0x80:
            found.append(number)
            number = 0
    assert found == values


def test_large_ids_survive():
    """An id of more than 31 bits is one number in a tile too."""
    found = decoded(encode(shapes_of(shapely.box(10, 10, 90, 90), fids=[2**33 + 5]), "parcels", Z, X, Y))
    assert list(found) == [2**33 + 5]
