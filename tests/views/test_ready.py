"""What is ready to be pushed for each indicator, from the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.views.ready import ready
from landuse.views.stocks import IDLE, stocks
from tests.builders import BOW_TIE, goal, happen, parcel, workspace
from tests.views.supplied import MAY, district, plot


def of(store, indicator="resupply_area", **more):
    return {one.key: one for one in ready(store, indicator, year=2023, as_of=MAY, **more)}


@pytest.fixture
def cleared(tmp_path):
    """Yield five cleared parcels: under a plot by the office's word, under one as drawn, half taken, bare, of an owner."""
    made = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", mu=15, unit="tq", zone_id="Z1"),
            parcel("B", mu=15, east=500, unit="tq"),
            parcel("C", mu=30, east=1000, unit="tq"),
            parcel("D", mu=15, east=2000, unit="ym"),
            parcel("E", mu=15, east=2500, mode="owner_led"),
        ],
        plots=[
            plot("GA", mu=15, source="after_demolition", parcels="A"),
            plot("GB", mu=15, east=500, source="after_demolition"),
            plot("GC", mu=15, east=1000, source="after_demolition", parcels="C"),
            plot("GD", mu=15, east=2000, source="new_land", parcels="D"),
        ],
        goals=[goal("resupply_area", 300)],
    )
    for at, name in enumerate("ABCDE"):
        happen(made, "demolition", name, mu=30 if name == "C" else 15, on=date(2023, 2 + at % 3, 1))
    happen(made, "supply_plan", "GA", subject="plot", on=date(2023, 3, 1))
    happen(made, "approval_meeting", "GA", subject="plot", on=date(2023, 4, 3))
    yield made
    made.close()


def test_each_idle_mu_is_ready_once(cleared):
    """By the plots that wait on it, and by parcel what they leave; together they are the stock."""
    found = of(cleared)
    assert {key: (one.subject.value, one.amount) for key, one in found.items()} == {
        "GA": ("plot", Decimal("15.00")),
        "GB": ("plot", Decimal("15.00")),
        "GC": ("plot", Decimal("15.00")),
        "C": ("parcel", Decimal("15.00")),
        "D": ("parcel", Decimal("15.00")),
    }
    idle = next(row for row in stocks(cleared, as_of=MAY) if row.stock == IDLE)
    assert sum(one.amount for one in found.values()) == idle.amount_mu
    assert all(one.amount == sum(part for _, part in one.parcels) for one in found.values())


def test_nothing_is_ready_before_the_law_lets_it(cleared):
    """A notice of twenty days, a listing of ten, on working days; of practice more."""
    found = of(cleared)
    assert found["GA"].earliest_on == date(2023, 6, 30)
    assert (found["GA"].next_kind, found["GA"].steps) == ("site_preparation_start", 6)
    assert found["D"].earliest_on == date(2023, 6, 30)
    assert (found["D"].next_kind, found["D"].steps) == ("supply_plan", 8)
    assert found["D"].usual_on > found["GA"].usual_on > found["GA"].earliest_on


def test_it_waits_since_it_was_cleared(cleared):
    """The first day of demolition, and the days since."""
    found = of(cleared)["GA"]
    assert (found.since, found.days, found.stage) == (date(2023, 2, 1), 119, "approved")


def test_what_is_supplied_is_ready_no_more(cleared):
    """Neither the plot nor its parcel; of a part the rest."""
    happen(cleared, "resupply", "GA", subject="plot", mu=15, on=date(2023, 5, 4))
    happen(cleared, "resupply", "D", mu=5, on=date(2023, 5, 4))
    found = of(cleared)
    assert "GA" not in found
    assert "A" not in found
    assert found["D"].amount == Decimal("10.00")


def test_a_unit_has_its_own(cleared):
    """And nobody else's."""
    assert set(of(cleared, unit="ym")) == {"D"}


def test_demolition_is_ready_by_what_is_left_of_each_way(tmp_path):
    """Whole parcels ahead of it with their steps, the rest of one begun; none past it, none that never goes there."""
    store = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", mu=15),
            parcel("B", mu=15, east=200),
            parcel("C", mu=15, east=400),
            parcel("D", mu=15, east=600, mode="comprehensive_upgrade"),
            parcel("E", mu=None, geometry_fault="null"),
        ],
    )
    happen(store, "vacating", "B", on=date(2023, 3, 1))
    happen(store, "demolition", "C", mu=5)
    found = of(store, "demolition_area")
    assert {key: (one.amount, one.steps, one.next_kind) for key, one in found.items()} == {
        "A": (Decimal("15.00"), 5, "scheme_approval"),
        "B": (Decimal("15.00"), 1, "demolition"),
        "C": (Decimal("10.00"), 1, "demolition"),
        "E": (Decimal("0.00"), 5, "scheme_approval"),
    }
    assert found["B"].earliest_on is None
    assert set(of(store, "remediation_area")) == {"A", "B", "D", "E"}
    store.close()


def test_floor_area_is_ready_on_supplied_plots(tmp_path):
    """Ground times FAR, in whole square metres; nothing known without either."""
    store = district(tmp_path / "w")
    happen(store, "grant_contract", "G1", subject="plot", on=date(2023, 5, 20))
    assert {key: one.amount for key, one in of(store, "construction_start_floor_area").items()} == {
        "G1": Decimal("0.00")
    }
    store.close()
    again = workspace(tmp_path / "v", plots=[plot("G", mu=15, far=2.0, source="new_land"), plot("H", east=500, far=2)])
    for name in "GH":
        happen(again, "grant_contract", name, subject="plot", on=date(2023, 5, 20))
    happen(again, "construction_start", "H", subject="plot", floor_m2=100, on=date(2023, 5, 25))
    [only] = ready(again, "construction_start_floor_area", year=2023, as_of=MAY)
    assert (only.key, only.amount, only.next_kind, only.steps) == ("G", Decimal("20000.00"), "handover", 3)
    again.close()


def test_ground_that_would_not_count_is_not_promised(tmp_path):
    """A faulty shape; a copy of what counted; two that overlap; a plot that is drawn wrong."""
    store = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", mu=15),
            parcel("B", mu=15),
            parcel("C", geometry=BOW_TIE, book_mu=7),
            parcel("D", mu=15, east=1000),
            parcel("E", mu=15, east=1050),
            parcel("F", mu=15, east=3000),
        ],
        plots=[plot("GF", geometry=BOW_TIE, redline_area_m2=10_000.0, source="after_demolition", parcels="F")],
    )
    happen(store, "demolition", "A", mu=15)
    happen(store, "demolition", "F", mu=15)
    found = of(store, "demolition_area")
    assert {key: one.amount for key, one in found.items()} == {
        "B": Decimal("0.00"),
        "C": Decimal("0.00"),
        "D": Decimal("15.00"),
        "E": Decimal("7.50"),
    }
    supply = of(store)
    assert (supply["GF"].amount, supply["GF"].parcels) == (Decimal("0.00"), ())
    store.close()
