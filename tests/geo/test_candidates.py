"""Which systems a file may be in: the candidates, ranked, each with its points and its ground."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.config import DEFAULT_BOX
from landuse.errors import InputError
from landuse.geo.candidates import District, candidates, elsewhere, outlines, systems, within
from landuse.geo.crs import Placement, crs_of, moved
from landuse.geo.local_grids import LocalGrid
from landuse.geo.placing import place
from tests.builders import square
from tests.geo.written import shapes, written

WORKSPACE = crs_of(4549)
CODES = [4490, 4326, 4549, 4528, 4550, 4529, 4510, 4499, 32651, 3857, 4548, 4527]
#: A grid of nobody: another middle, other numbers.
MADE_UP = LocalGrid(
    "made-up",
    "+proj=pipeline +step +inv +proj=tmerc +lon_0=120.7 +x_0=50000 +y_0=-3000000 +ellps=GRS80 "
    "+step +proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80",
    4549,
)


def found(drawn, **more):
    return candidates(drawn, said=None, district=District(WORKSPACE, DEFAULT_BOX, **more))


def test_the_zone_s_number_tells_4528_from_4549():
    """40,560,000 is zone 40, 560,000 is the same ground without its number."""
    assert [one.code for one in found(written(shapes(square()), 4528))] == ["4528"]
    assert [one.code for one in found(shapes(square()))] == ["4549"]


def test_cm_123_of_three_and_of_six_degrees_is_one_candidate():
    """4550 and 4510 are the same numbers and the same places; UTM 51N lies 1.2 km off and stands beside them."""
    first, second = found(written(shapes(square()), 4550))
    assert (first.code, first.also, second.code) == ("4550", ("4510",), "32651")
    assert "4510" in first.label


def test_swapped_axes_are_a_candidate_of_their_own():
    """Survey's X is north."""
    (one,) = found(written(shapes(square()), 4549, swapped=True))
    assert (one.code, one.placement.swapped, one.inside, one.points) == ("4549/swapped", True, 5, 5)


def test_what_lands_nowhere_has_no_candidates():
    """Points of another province."""
    assert found(shapes(shapely.box(500_000, 4_000_000, 500_100, 4_000_100))) == []


def test_known_ground_ranks_what_numbers_cannot():
    """Both 4550 and UTM 51N fit the box; only one of them puts the parcels on the zone that is known."""
    zone = shapes(square(mu=60))
    for code in (4550, 32651):
        ranked = found(written(shapes(square(), square(mu=10)), code), known=zone)
        assert ranked[0].code == str(code)
        assert (ranked[0].agreement, ranked[1].agreement) == (pytest.approx(1, abs=0.01), 0)


def test_a_local_grid_is_a_candidate_by_its_name():
    """A made-up grid: told by where its points land, and never by what it is."""
    drawn = _in_grid(shapes(square()))
    (one,) = found(drawn, grids=(MADE_UP,))
    assert (one.code, one.label) == ("made-up", "made-up")
    assert moved(drawn, one.placement, WORKSPACE).iloc[0].equals_exact(square(), 1e-3)
    assert found(drawn) == []


def test_the_map_gets_outlines_in_degrees():
    """No more than are asked for, where the candidate puts them."""
    drawn = written(shapes(*[square(east=20 * step) for step in range(100)]), 4550)
    for candidate in found(drawn):
        lines = outlines(drawn, candidate, most=10)
        assert len(lines) <= 10
        assert within(shapely.get_coordinates(lines), DEFAULT_BOX).all()


def test_a_row_in_another_system_than_its_file_is_found():
    """One row of degrees among metres; a row far away in any system is nobody's."""
    far = shapely.box(500_000, 4_000_000, 500_100, 4_000_100)
    mixed = shapes(square(), *written(shapes(square()), 4490), *written(shapes(square()), 4528), far, None)
    codes = elsewhere(mixed, Placement(WORKSPACE), crs=WORKSPACE, box=DEFAULT_BOX)
    assert codes.tolist() == [None, "4490", "4528", None, None]


@pytest.mark.parametrize(
    ("box", "own", "expected"),
    [
        ((113.7, 22.4, 114.7, 22.9), 4547, {4547, 4526, 4508, 32650}),
        ((-71.2, 42.3, -71.0, 42.5), 26986, {26986, 4326, 32619, 3857}),
        ((174.7, -41.4, 174.9, -41.2), 2193, {2193, 32760}),
    ],
    ids=["Shenzhen", "Cambridge", "Wellington"],
)
def test_every_district_has_its_own_systems(box, own, expected):
    """Zones around its middle in China, UTM everywhere."""
    codes = {crs.to_epsg() for crs in systems(crs_of(own), box)}
    assert expected <= codes


WEST, SOUTH, EAST, NORTH = 541_000, 3_093_000, 577_000, 3_119_000


@given(
    east=st.floats(WEST, EAST), north=st.floats(SOUTH, NORTH), code=st.sampled_from(CODES), swapped=st.booleans(),
    says=st.sampled_from([None, "true", "4326", "4549"]),
)  # fmt: skip
def test_a_file_is_placed_right_or_asked_about(east, north, code, swapped, says):
    """Random parcels in every system and order of axes, labelled rightly, wrongly or not: never placed 1 m off."""
    true = shapes(
        shapely.box(east, north, east + 80, north + 60), shapely.box(east + 90, north, east + 200, north + 40)
    )
    drawn = written(true, code, swapped=swapped)
    said = {None: None, "true": crs_of(code), "4326": crs_of(4326), "4549": WORKSPACE}[says]
    try:
        placed = place(drawn, said=said, district=District(WORKSPACE, DEFAULT_BOX), file="a")
    except InputError as error:
        assert error.key in {"crs_asked", "crs_unknown"}  # noqa: PT017
        return
    for shape, other in zip(moved(drawn, placed, WORKSPACE), true, strict=True):
        assert shapely.hausdorff_distance(shape, other) < 1


def _in_grid(drawn):
    return shapely.transform(
        drawn, lambda points: np.column_stack(MADE_UP._transformer.transform(*points.T, direction="INVERSE"))
    )
