"""Which records lie side by side."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo.contiguity import contiguity
from tests.builders import BOW_TIE, square

RULE = {"edge_m": 1.0, "tolerance_m": 0.1}


def records(*shapes, crs=4549):
    return gpd.GeoDataFrame({"id": [f"R{at}" for at in range(len(shapes))]}, geometry=list(shapes), crs=crs)


def groups(*shapes, **rule):
    return contiguity(records(*shapes), "id", **RULE | rule).group.tolist()


def test_a_sliver_of_five_centimetres_is_bridged_and_named():
    """Both neighbours, how wide, how long, how much, and a point of it."""
    found = contiguity(records(square(), square(east=100.05)), "id", **RULE)
    assert found.group.tolist() == [0, 0]
    [sliver] = found.slivers.itertuples()
    assert (sliver.kind, sliver.a, sliver.b) == ("gap", "R0", "R1")
    assert sliver.width_m == pytest.approx(0.05, abs=0.001)
    assert sliver.length_m == pytest.approx(100, abs=0.5)
    assert sliver.m2 == pytest.approx(5, abs=0.02)
    assert 560_100 <= sliver.x <= 560_100.05


@pytest.mark.parametrize(
    ("east", "tolerance_m", "together"),
    [(100.0, 0.1, True), (100.09, 0.1, True), (100.11, 0.1, False), (100.05, 0.0, False), (103, 0.1, False)],
)
def test_the_tolerance_is_a_distance(east, tolerance_m, together):
    """Borders further apart than it do not join."""
    assert groups(square(), square(east=east), tolerance_m=tolerance_m) == [0, 0 if together else 1]


@pytest.mark.parametrize(("north", "together"), [(98.5, True), (99.1, False), (100, False)])
def test_a_corner_is_no_edge(north, together):
    """A metre of border or less does not join, and the tolerance does not lengthen it."""
    assert groups(square(), square(east=100, north=north)) == [0, 0 if together else 1]
    assert groups(square(), square(east=100.05, north=north)) == [0, 0 if together else 1]


def test_corners_that_do_not_meet_on_the_other_side_join_all_the_same():
    """Two small ones along one large one: its border has no corner where they meet."""
    assert groups(square(mu=60), square(east=200, north=3), square(east=200, north=103.02)) == [0, 0, 0]


def test_ground_in_common_joins_and_is_told():
    """Two that overlap, one inside another, a copy."""
    found = contiguity(records(square(), square(east=50), square(mu=1, east=10, north=10)), "id", **RULE)
    assert found.group.tolist() == [0, 0, 0]
    assert found.slivers.empty
    assert dict(
        zip(zip(found.overlaps["a"], found.overlaps["b"], strict=True), found.overlaps["overlap_m2"], strict=True)
    )["R0", "R1"] == pytest.approx(5_000)
    assert groups(square(), square()) == [0, 0]


def test_an_overlap_within_the_tolerance_is_named_too():
    """Three centimetres over each other."""
    [sliver] = contiguity(records(square(), square(east=99.97)), "id", **RULE).slivers.itertuples()
    assert (sliver.kind, sliver.width_m) == ("overlap", pytest.approx(0.03, abs=0.001))


def test_what_has_no_sound_shape_has_no_neighbours():
    """Missing, crossing itself, empty; and nobody at all."""
    assert groups(square(), None, BOW_TIE, shapely.Polygon()) == [0, -1, -1, -1]
    assert groups() == []


def test_groups_are_numbered_by_their_first_record():
    """Whatever the order along the ground."""
    assert groups(square(east=500), square(), square(east=600), square(east=100)) == [0, 1, 0, 1]


@pytest.mark.parametrize("crs", [4490, 3857])
def test_degrees_and_web_mercator_are_refused(crs):
    """A metre has to be one."""
    with pytest.raises(ValueError, match="areas are not computed"):
        contiguity(records(square(), crs=crs), "id", **RULE)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14, unique=True),
    st.lists(st.floats(0, 0.04), min_size=14, max_size=14),
)
def test_a_field_of_shrunk_squares_is_one_where_its_cells_are(cells, shrunk):
    """Squares of a raster, each drawn up to 4 cm too small: groups are those of cells with a side in common."""
    shapes = [
        shapely.box(10 * x + by, 10 * y + by, 10 * x + 10 - by, 10 * y + 10 - by)
        for (x, y), by in zip(cells, shrunk, strict=False)
    ]
    found = groups(*shapes)
    expected = list(range(len(cells)))
    for _ in cells:
        for at, (x, y) in enumerate(cells):
            beside = [expected[to] for to, (u, v) in enumerate(cells) if abs(x - u) + abs(y - v) <= 1]
            expected[at] = min(beside)
    assert [found.index(group) for group in found] == [expected.index(group) for group in expected]


def test_the_parcels_of_a_real_town(fixtures):
    """13,159 parcels: the groups are the pieces of their union closed by the tolerance, but for thin necks."""
    drawn = gpd.read_file(fixtures / "cambridge_parcels" / "parcels_fy2013.gpkg").to_crs(32619)
    drawn["id"] = [str(at) for at in range(len(drawn))]
    found = contiguity(drawn, "id", **RULE)
    sound = found.group >= 0
    shapes = drawn.geometry.to_numpy()[sound]
    pieces = shapely.get_parts(shapely.buffer(shapely.union_all(shapely.buffer(shapes, 0.05)), 0))
    of_piece = shapely.STRtree(pieces).query(shapely.point_on_surface(shapes), predicate="intersects")[1]
    piece_of_group = {}
    for group, piece in zip(found.group[sound].tolist(), of_piece.tolist(), strict=True):
        assert piece_of_group.setdefault(group, piece) == piece
    assert len(pieces) <= len(piece_of_group) <= 1.3 * len(pieces)
    assert (found.slivers["width_m"] <= 0.1 + 1e-3).all()
    assert set(np.unique(found.group[sound])) == set(range(found.group.max() + 1))
