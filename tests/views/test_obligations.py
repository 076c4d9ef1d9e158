"""After supply: agreed days kept or not, indicators met or not, idle land, and who waits for acceptance."""

from datetime import date

import pytest

from landuse.model import Layer
from landuse.store import records, series
from landuse.views.obligations import awaiting_acceptance, obligations
from tests.builders import happen, layer_frame, parcel
from tests.views.supplied import MAY, district

FIRM = "91330302DEM000014G"


@pytest.fixture
def store(tmp_path):
    """Return the small district with G2 under contract since February, to be begun by 1 April."""
    opened = district(tmp_path / "w", enterprises=[{"credit_code": FIRM, "name": "示例甲"}])
    happen(opened, "grant_contract", "G2", subject="plot", on=date(2023, 2, 1))
    state(opened, Layer.MILESTONES, due("construction_start", date(2023, 4, 1)))
    yield opened
    opened.close()


def state(store, layer, *rows):
    """State something in a transaction of its own."""
    with store.writing() as tx:
        series.append(tx, layer, rows, actor="t")


def due(kind, day, **more):
    """Return a milestone of G2."""
    return {"subject_kind": "plot", "subject_id": "G2", "kind": kind, "due_on": day, **more}


def of(store, kind, as_of=MAY):
    """Return an agreed step of G2."""
    (found,) = obligations(store, as_of=as_of)
    return next(step for step in found.agreed if step.kind == kind)


def test_an_agreed_day_that_passed_counts_its_days(store):
    """60 days from 1 April to 31 May; begun late it keeps the days it was late."""
    assert of(store, "construction_start").days_late(MAY) == 60
    happen(store, "construction_start", "G2", subject="plot", on=date(2023, 4, 11), floor_m2=100.0)
    assert of(store, "construction_start").days_late(MAY) == 10


def test_a_step_that_was_passed_without_a_word_is_not_open(store):
    """Work began, so the land was handed over."""
    state(store, Layer.MILESTONES, due("handover", date(2023, 3, 1)))
    assert of(store, "handover").days_late(MAY) == 91
    happen(store, "construction_start", "G2", subject="plot", on=date(2023, 4, 11), floor_m2=100.0)
    assert of(store, "handover").is_passed
    assert of(store, "handover").days_late(MAY) is None


def test_idle_land_is_counted_from_the_agreed_start(store):
    """One and two years after 1 April 2023; not any more once work has begun."""
    (found,) = obligations(store, as_of=MAY)
    assert found.idle_on == (date(2024, 4, 1), date(2025, 4, 1))
    happen(store, "construction_start", "G2", subject="plot", on=date(2023, 4, 11), floor_m2=100.0)
    (found,) = obligations(store, as_of=MAY)
    assert found.idle_on is None


def test_indicators_are_met_missed_or_not_measured(store):
    """Every item is a least amount; the amount itself is enough."""
    items = (("far", 1.8, 1.8), ("tax_per_mu", 30.0, 29.9), ("rd_share", 0.03, None))
    rows = [{"plot_id": "G2", "item": item, "agreed": agreed, "actual": actual} for item, agreed, actual in items]
    state(store, Layer.STANDARDS, *rows)
    (found,) = obligations(store, as_of=MAY)
    assert {one.item: one.met for one in found.standards} == {"far": True, "tax_per_mu": False, "rd_share": None}


def test_firms_between_production_and_acceptance_are_named(tmp_path):
    """A supplied firm and one that builds again on its own parcel; accepted ones are through."""
    store = district(
        tmp_path / "w2",
        enterprises=[{"credit_code": FIRM, "name": "示例甲"}],
    )
    with store.writing() as tx:
        own = parcel("P9", mu=9, east=9000, mode="owner_led", unit="tq")
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, [own]), batch_id=None, actor="t")
    state(store, Layer.TENURE, {"parcel_id": "P9", "credit_code": FIRM, "role": "owner", "share": 1.0})
    happen(store, "production_start", "P9", on=date(2023, 1, 5))
    happen(store, "production_start", "G2", subject="plot", on=date(2023, 3, 1))
    found = awaiting_acceptance(store, as_of=MAY)
    assert found[["subject_id", "firm", "produced_on"]].to_numpy().tolist() == [
        ["G2", None, date(2023, 3, 1)],
        ["P9", "示例甲", date(2023, 1, 5)],
    ]
    happen(store, "capacity_acceptance", "G2", subject="plot", on=date(2023, 5, 1))
    assert awaiting_acceptance(store, as_of=MAY)["subject_id"].tolist() == ["P9"]
    store.close()
