"""Overlay that adds up where the geometry library errs; shapes of the reports that found it out."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo import robust
from landuse.geo.robust import AreaLost, common_ground, polygonal, shared_m2, union
from tests.builders import BOW_TIE, square
from tests.geo.written import shapes

#: Two valid neighbours whose intersection GEOS 3.14.1 takes to be one of them, and their union too (shapely 2368).
WEST = shapely.Polygon(
    [
        (-295.25030351249666, 4.236074061427525),
        (-295.08711234218333, -2.301948231163383),
        (-314.64218025800653, -2.7900491087570383),
        (-314.80537142831986, 3.7479731838338695),
    ]
)
EAST = shapely.Polygon(
    [
        (-275.69523559667346, 4.7241749390211805),
        (-275.53204442636013, -1.8138473535697273),
        (-295.08711234218333, -2.3019482311633825),
        (-295.25030351249666, 4.236074061427525),
    ]
)
#: Two valid shapes whose predicates raised (shapely 1919).
QUAD = shapely.Polygon(
    [
        (3.2208850639218345, -2.37189784877116),
        (3.8450304540666984, -0.4717813965606859),
        (5.7451469062771725, -1.09592678670555),
        (5.121001516132309, -2.996043238916024),
    ]
)
TRIANGLE = shapely.Polygon(
    [(4.000000000000003, -2.981692236008721e-17), (3.220885063921834, -2.3718978487711615), (3.96374096961222, -0.5373616341139)]
)  # fmt: skip
#: Two valid shapes whose union was empty (shapely 1354).
SLOPE = shapely.Polygon(
    [(10.38343007464573, 945.7998193082476), (1682, 1335.7904894634128), (1682, 914.7369958740137), (103.54509436006265, 546.4810826847133)]
)  # fmt: skip
LEAN = shapely.Polygon(
    [(103.54509436006265, 546.4810826847133), (10.383430074645716, 945.7998193082476), (1682, 1335.7904894634128), (1775.161664285417, 936.4717528398785)]
)  # fmt: skip


def test_neighbours_share_nothing_whatever_the_library_says():
    """The plain intersection of two neighbours is as large as one of them; the checked one is 0."""
    assert shared_m2(shapes(WEST), shapes(EAST)).tolist() == [0]
    assert shapely.is_empty(common_ground(shapes(WEST), shapes(EAST))).all()


def test_a_union_that_loses_a_shape_is_done_again():
    """256 m² of two neighbours, of which the plain union keeps 128."""
    assert shapely.area(union(shapes(WEST, EAST))) == pytest.approx(WEST.area + EAST.area, abs=0.01)


@pytest.mark.parametrize(("first", "second"), [(QUAD, TRIANGLE), (SLOPE, LEAN)], ids=["1919", "1354"])
def test_shapes_of_other_reports_add_up(first, second):
    """What both cover is what each covers less what they share."""
    together = shapely.area(union(shapes(first, second)))
    common = shared_m2(shapes(first), shapes(second))[0]
    assert together == pytest.approx(first.area + second.area - common, rel=1e-6)
    assert 0 < common < min(first.area, second.area) * (1 + 1e-9)


def test_an_exception_is_gone_round():
    """Shapes that raise are taken pair by pair, and the others in their company keep their answer."""
    first, second = shapes(BOW_TIE, square()), shapes(square(mu=30), square(east=50))
    with pytest.raises(shapely.GEOSException):
        shapely.intersection(first, second)
    areas = shared_m2(first, second)
    assert areas == pytest.approx([shapely.make_valid(BOW_TIE).area, square().area / 2], rel=1e-6)


def test_a_union_that_cannot_be_right_is_an_error(monkeypatch):
    """A library that loses a shape on every grid is not believed."""
    whole = shapely.union_all
    monkeypatch.setattr(robust.shapely, "union_all", lambda drawn, **way: whole(drawn[:-1], **way))
    with pytest.raises(AreaLost):
        union(shapes(square(), square(east=500)))


def test_a_union_of_nothing_is_nothing():
    """Missing and empty shapes cover no ground."""
    assert union(shapes(None, shapely.Polygon())).is_empty


@given(st.lists(st.tuples(*[st.floats(0, 100)] * 2, st.floats(1, 40), st.floats(0, 90)), min_size=1, max_size=8))
def test_a_union_covers_no_more_than_its_parts(boxes):
    """Turned boxes at random: between the largest of them and their sum."""
    drawn = shapes(
        *[shapely.affinity.rotate(shapely.box(x, y, x + side, y + side), turn) for x, y, side, turn in boxes]
    )
    area = shapely.area(union(drawn))
    assert shapely.area(drawn).max() - 0.01 <= area <= shapely.area(drawn).sum() + 0.01
    first, second = np.triu_indices(len(drawn), 1)
    assert (
        shared_m2(drawn[first], drawn[second]) <= np.minimum(*shapely.area([drawn[first], drawn[second]])) + 0.01
    ).all()


def test_areas_are_taken_out_of_collections():
    """A mended shape may bring a line along; what has no area becomes empty, what is missing stays missing."""
    line = shapely.LineString([(0, 0), (1, 1)])
    mixed = shapely.GeometryCollection([square(), line, shapely.MultiPolygon([square(east=500)])])
    found = polygonal(shapes(square(), mixed, None, line))
    assert shapely.area(found[:2]).tolist() == pytest.approx([square().area, 2 * square().area])
    assert found[2] is None
    assert found[3].is_empty
