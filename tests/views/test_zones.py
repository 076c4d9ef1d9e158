"""Where zones stand: idle land first, the year's amounts, and the step that is due next."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.model import Layer
from landuse.store import series
from landuse.views.zones import NextStep, zone_standings
from tests.builders import MAY, happen, layer_frame, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    """Return two zones: Z1 of two parcels and no idle land, Z2 with a parcel of 15 亩 that was demolished."""
    opened = workspace(
        tmp_path / "workspace",
        units=[{"code": "U1", "name": "甲街道"}, {"code": "U2", "name": "乙街道"}],
        zones=[
            {"zone_id": "Z1", "name": "甲工业区", "unit": "U1", "book_area_m2": 200_000.0, "geometry": square(mu=90)},
            {"zone_id": "Z2", "name": None, "unit": "U2", "batch_no": 2, "geometry": square(mu=30, east=900)},
        ],
        parcels=[
            parcel("P1", zone_id="Z1", unit="U1"),
            parcel("P2", zone_id="Z1", unit="U1", east=120),
            parcel("P3", zone_id="Z2", unit="U2", east=900),
            parcel("P4", unit="U2", east=1500),
        ],
        plots=[{"plot_id": "G1", "zone_id": "Z2"}],
    )
    happen(opened, "demolition", "P3", mu=15)
    happen(opened, "remediation", "P1", mu=10)
    yield opened
    opened.close()


def promise(store, *rows):
    """Agree on days by which plots and parcels are due."""
    columns = ("subject_kind", "subject_id", "kind", "due_on", "owner")
    frame = layer_frame(Layer.MILESTONES, [dict(zip(columns, row, strict=True)) for row in rows])
    with store.writing() as tx:
        series.append_frame(tx, Layer.MILESTONES, frame, batch_id=None, actor="test")


def standings(store, **asked):
    return zone_standings(store, **{"year": 2023, "as_of": MAY, **asked})


def test_idle_land_comes_first(store):
    """Z2 with 15 亩 idle is number 1; a zone without a name goes by its id."""
    first, second = standings(store)
    assert [(one.number, one.zone_id, one.name) for one in (first, second)] == [(1, "Z2", "Z2"), (2, "Z1", "甲工业区")]
    assert (first.idle_mu, first.idle_parcels, first.parcels) == (Decimal("15.00"), 1, 1)
    assert (second.idle_mu, second.parcels, second.area_mu) == (Decimal("0.00"), 2, Decimal("300.00"))
    assert (first.batch_no, second.batch_no) == (2, None)


def test_the_year_s_amounts_by_indicator(store):
    """Each indicator by its own events; what happened after the day does not count."""
    first, second = standings(store)
    assert dict(first.done) == {"demolition_area": Decimal("15.00")}
    assert second.done["remediation_area"] == Decimal("10.00")
    early = standings(store, as_of=date(2023, 2, 28))
    assert all(not any(one.done.values()) and not one.idle_mu for one in early)


def test_one_unit_alone(store):
    """Its zones are numbered from one."""
    assert [(one.number, one.zone_id) for one in standings(store, unit="U1")] == [(1, "Z1")]


def test_the_step_that_is_due_next(store):
    """The first agreed day in the zone that has not been met, of parcel, plot or zone, with who owes it."""
    promise(
        store,
        ("plot", "G1", "listing", date(2023, 7, 1), "供地科"),
        ("parcel", "P3", "demolition", date(2023, 3, 31), "街道"),
        ("zone", "Z1", "signing", date(2023, 6, 10), None),
        ("parcel", "P4", "signing", date(2023, 1, 1), "别处"),
    )
    first, second = standings(store)
    assert first.next_step == NextStep("listing", date(2023, 7, 1), "G1", "供地科")
    assert second.next_step == NextStep("signing", date(2023, 6, 10), "Z1", None)
    happen(store, "listing", "G1", subject="plot", on=date(2023, 5, 20))
    assert standings(store)[0].next_step is None
