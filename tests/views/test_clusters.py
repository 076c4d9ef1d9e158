"""Contiguous groups of filtered records."""

from decimal import Decimal

import pytest

from landuse.model import Filter, Layer
from landuse.views.clusters import clusters
from landuse.views.layers import records
from tests import builders
from tests.builders import MAY, goal, happen, parcel


@pytest.fixture
def store(tmp_path):
    """Yield three parcels in a row with a sliver, one apart, one without a shape."""
    made = builders.workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", mu=60, unit="U1", zone_id="Z1"),
            parcel("B", mu=60, east=200.05, unit="U2", zone_id="Z1", book_mu=59.996),
            parcel("C", mu=15, east=400.05, unit="U1"),
            parcel("D", mu=15, east=900, unit="U1"),
            parcel("E", mu=None, book_mu=7, unit="U1"),
        ],
        plots=[
            {"plot_id": "G1", "use": "工业用地", "geometry": builders.square(mu=120)},
            {"plot_id": "G2", "use": "住宅用地", "geometry": builders.square(mu=120, east=2000)},
        ],
        goals=[goal("demolition_area", 1)],
    )
    happen(made, "demolition", "C", mu=15)
    yield made
    made.close()


def test_the_largest_stands_first_and_all_add_up(store):
    """Groups, then what nobody can place; their 亩 are those of the list."""
    found = clusters(store, Layer.PARCELS, Filter(as_of=MAY))
    assert [one.members for one in found] == [("A", "B", "C"), ("D",), ("E",)]
    assert [one.number for one in found] == [1, 2, None]
    assert [one.area_mu for one in found] == [Decimal("135.00"), Decimal("15.00"), Decimal("7.00")]
    listed = records(store, Layer.PARCELS, Filter(as_of=MAY))
    assert sum(len(one.members) for one in found) == len(listed)
    assert float(sum(one.area_mu for one in found)) == pytest.approx(listed["area_mu"].sum())


def test_a_group_says_whose_it_is_where_it_stands_and_what_bridges_it(store):
    """Units and zones by their 亩, the mix of stages, the sliver with both neighbours."""
    first = clusters(store, Layer.PARCELS, Filter(as_of=MAY))[0]
    assert (first.units, first.zones) == (("U1", "U2"), ("Z1",))
    assert first.stages == {"registered": (2, Decimal("120.00")), "demolished": (1, Decimal("15.00"))}
    [sliver] = first.slivers
    assert (sliver.kind, sliver.a, sliver.b) == ("gap", "A", "B")
    assert sliver.width_m == pytest.approx(0.05, abs=0.001)
    assert (sliver.place.x, sliver.place.lng) == (pytest.approx(560_200.025, abs=0.03), pytest.approx(120.61, abs=0.02))


def test_a_hundred_mu_are_asked_of_industrial_ground_only(store):
    """Reached, not reached, and no question of a dwelling plot or of what has no shape."""
    assert [one.reaches for one in clusters(store, Layer.PARCELS, Filter(as_of=MAY))] == [True, False, None]
    plots = {one.members[0]: one.reaches for one in clusters(store, Layer.PLOTS, Filter(as_of=MAY))}
    assert plots == {"G1": True, "G2": None}


def test_ground_counts_once_towards_the_hundred(tmp_path):
    """Two copies of sixty mu are sixty mu of ground, and it is told."""
    made = builders.workspace(tmp_path / "w", parcels=[parcel("A", mu=60), parcel("B", mu=60)])
    [one] = clusters(made, Layer.PARCELS, Filter(as_of=MAY))
    assert (one.area_mu, one.shared_mu, one.reaches) == (Decimal("120.00"), Decimal("60.00"), False)
    made.close()


def test_only_what_the_filter_lets_through_joins(store):
    """Without the one in the middle the others fall apart."""
    found = clusters(store, Layer.PARCELS, Filter(as_of=MAY, unit="U1"))
    assert [one.members for one in found] == [("A",), ("C",), ("D",), ("E",)]
    assert clusters(store, Layer.PARCELS, Filter(as_of=MAY, unit="U9")) == ()


def test_limits_may_be_set(store):
    """The tolerance, the edge, and the least area."""
    strict = clusters(store, Layer.PARCELS, Filter(as_of=MAY), tolerance_m=0)
    assert [one.members for one in strict][:2] == [("B", "C"), ("A",)]
    assert len(clusters(store, Layer.PARCELS, Filter(as_of=MAY), edge_m=150)) == 4
    large = clusters(store, Layer.PARCELS, Filter(as_of=MAY), at_least_mu=Decimal(100))
    assert [one.members for one in large] == [("A", "B", "C")]
