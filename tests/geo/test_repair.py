"""Repairs are proposals: valid, with the area they change told exactly."""

from collections import Counter

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo.repair import RepairKind, proposals, repaired
from landuse.geo.robust import shared_m2, union
from tests.builders import BOW_TIE, square
from tests.geo.test_flaws import HOLE_OUTSIDE, NESTED_HOLES, NESTED_SHELLS, REPEATED, SPIKE, TOUCHING_ITSELF, X, Y, ring
from tests.geo.written import shapes

ALONE = frozenset(RepairKind) - {RepairKind.GAP, RepairKind.CUT}
#: A loop that lies on itself: by linework what is covered twice falls away, by structure it stays.
LOOP = shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (40, 100), (40, -20), (60, -20), (60, 80), (0, 80)))


def records(**drawn):
    return gpd.GeoDataFrame({"id": list(drawn)}, geometry=list(drawn.values()), crs=4549)


def found(**drawn):
    return proposals(records(**drawn), "id")


@pytest.mark.parametrize(
    ("shape", "kind", "before_m2", "after_m2"),
    [
        (BOW_TIE, "make_valid_structure", 0, 5_000),
        (HOLE_OUTSIDE, "make_valid_structure", 9_900, 10_000),
        (NESTED_SHELLS, "make_valid_structure", 40_666.67, 40_000),
        (NESTED_HOLES, "make_valid_structure", 3_500, 3_600),
        (TOUCHING_ITSELF, "make_valid_structure", 5_000, 5_000),
        (REPEATED, "drop_repeated_points", 10_000, 10_000),
        (SPIKE, "drop_spikes", 10_003, 10_000),
        (shapely.MultiPolygon([square(), square(mu=0.001, east=300)]), "drop_slivers", 10_000.67, 10_000),
        (square().difference(shapely.box(X + 50, Y + 50, X + 50.5, Y + 50.5)), "drop_slivers", 9_999.75, 10_000),
    ],
    ids=["bow-tie", "hole outside", "nested shells", "nested holes", "touching", "repeated", "spike", "part", "hole"],
)
def test_each_fault_has_its_proposal(shape, kind, before_m2, after_m2):
    """The area before and after, in m²; the record itself is left as it was."""
    given_before = shapely.to_wkb(shape)
    [repair] = [one for one in found(A=shape) if not one.alternative]
    assert repair.kind == kind
    assert (repair.before_m2, repair.after_m2) == (pytest.approx(before_m2, abs=0.01), pytest.approx(after_m2, abs=1.6))
    assert repair.after.is_valid
    assert shapely.to_wkb(shape) == given_before


def test_what_can_be_read_in_two_ways_is_offered_in_two():
    """Ground covered twice: it stays by structure, falls away by linework."""
    first, second = found(A=LOOP)
    assert (first.kind, first.alternative) == ("make_valid_structure", False)
    assert (second.kind, second.alternative) == ("make_valid_linework", True)
    assert first.after_m2 > second.after_m2


def test_sound_shapes_have_no_proposals():
    """Nor missing ones, nor neighbours that only touch."""
    assert found(A=square(), B=square(east=100), C=None, D=shapely.Polygon()) == []


def test_the_later_of_two_that_overlap_is_cut():
    """The earlier one as the alternative; either way nothing is shared afterwards, and what is lost is what was shared."""
    first, second = found(A=square(), B=square(east=60))
    assert [(one.key, one.other, one.alternative) for one in (first, second)] == [("A", "B", True), ("B", "A", False)]
    for repair in (first, second):
        assert repair.before_m2 - repair.after_m2 == pytest.approx(4_000, abs=0.01)
        assert repair.share == pytest.approx(-0.4)
    assert shared_m2(shapes(second.after), shapes(square()))[0] == 0
    assert X + 60 <= second.place[0] <= X + 100


def test_a_copy_is_not_cut_to_nothing():
    """Of two records with the same shape nothing would be left: that is for somebody to decide."""
    assert found(A=square(), B=square()) == []


def test_a_gap_goes_to_the_neighbour_along_it():
    """Five centimetres become the first one's, and the two touch."""
    [repair] = found(A=square(), B=square(east=100.05))
    assert (repair.kind, {repair.key, repair.other}) == ("close_gap", {"A", "B"})
    assert repair.after_m2 - repair.before_m2 == pytest.approx(5, abs=0.02)
    assert len(proposals(records(A=square(), B=square(east=100.05)), "id", kinds=ALONE)) == 0


def test_a_proposal_is_named_alike_each_time():
    """The id is of kind and records."""
    ids = [repair.repair_id for repair in found(A=BOW_TIE, B=square(east=300), C=square(east=360))]
    assert ids == ["make_valid_structure:A", "cut_overlap:B:C", "cut_overlap:C:B"]
    assert ids == [repair.repair_id for repair in found(A=BOW_TIE, B=square(east=300), C=square(east=360))]


def test_a_repair_that_has_nothing_to_do_is_none():
    """A sound shape, an invalid one where a sound one is needed, a cut without the other."""
    assert all(repaired(kind, square()) is None for kind in RepairKind)
    assert repaired(RepairKind.SPIKES, BOW_TIE) is None


def test_the_parcels_of_cambridge(fixtures):
    """19 that cross themselves have a proposal each, and it is valid."""
    parcels = gpd.read_file(fixtures / "cambridge_parcels" / "parcels_fy2013.gpkg").to_crs(26986)
    parcels = parcels.loc[parcels["ML"].notna()].drop_duplicates("ML")
    repairs = proposals(parcels, "ML")
    counts = Counter(str(one.kind) for one in repairs if not one.alternative)
    assert counts["make_valid_structure"] == 19
    assert counts["cut_overlap"] == 22
    assert all(one.after.is_valid for one in repairs)


POINTS = st.tuples(st.integers(0, 60), st.integers(0, 60))
SOUP = st.lists(st.lists(POINTS, min_size=3, max_size=8), min_size=1, max_size=5)


@given(SOUP)
def test_repairs_of_a_polygon_soup_are_sound(soup):
    """Random rings, most of them crossing: every proposal is valid, of the area it tells, and asks for nothing more of its kind."""
    drawn = {f"P{at}": shapely.Polygon(ring(*points)) for at, points in enumerate(soup)}
    repairs = proposals(records(**drawn), "id", kinds=frozenset(RepairKind) - {RepairKind.GAP})
    for repair in repairs:
        assert repair.after.is_valid
        assert repair.after.geom_type in {"Polygon", "MultiPolygon"}
        assert repair.after_m2 == shapely.area(repair.after) > 0
        assert repair.before_m2 == shapely.area(drawn[repair.key])
        if repair.kind is not RepairKind.CUT:
            assert repaired(repair.kind, repair.after) is None
    mended = shapes(*[one.after for one in repairs if one.kind is RepairKind.STRUCTURE])
    assert shapely.area(union(mended)) <= shapely.area(mended).sum() + 0.01
