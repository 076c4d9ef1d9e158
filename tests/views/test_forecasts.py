"""The ledger as a forecast sees it: who leads to an indicator, what counts for nothing, and never below what is done."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.views.forecasts import history, past_forecasts, year_end
from tests.builders import happen
from tests.views.supplied import MAY, district


@pytest.fixture
def store(tmp_path):
    """Return the small district."""
    opened = district(tmp_path / "w")
    yield opened
    opened.close()


def amounts(store, indicator):
    """Return what each subject would count for."""
    found = history(store.tables(), indicator, MAY).subjects
    return dict(zip(found["subject_id"], found["amount"].astype(float), strict=True))


def test_only_cleared_land_counts_as_re_supply(store):
    """G2 is on new land: it shows how long steps take and counts for nothing; P1's amount is its plot's."""
    found = amounts(store, "resupply_area")
    assert found["plot:G1"] == pytest.approx(15)
    assert found["plot:G2"] == 0.0
    joined = history(store.tables(), "resupply_area", MAY).subjects.set_index("subject_id")["joined_on"]
    assert joined["parcel:P1"] == date(2023, 3, 29)


def test_the_history_ends_on_the_day(store):
    """What is recorded for June is not known in May."""
    happen(store, "resupply", "G1", subject="plot", on=date(2023, 6, 12), mu=15)
    found = history(store.tables(), "resupply_area", MAY)
    assert max(found.entries["entered_on"]) <= MAY
    assert found.counted.empty


def test_the_interval_lies_between_what_is_done_and_what_there_is(store):
    """15 亩 done; three plots of 15 亩 and a parcel of 15 could still come."""
    happen(store, "resupply", "G1", subject="plot", on=date(2023, 5, 12), mu=15)
    found = year_end(store, "resupply_area", year=2023, as_of=MAY)
    assert found.done == Decimal("15.00")
    assert Decimal("15.00") <= found.low <= found.median <= found.high
    assert found.goal.target == Decimal("60.00")


@pytest.mark.parametrize("indicator", ["demolition_area", "remediation_area", "construction_start_floor_area"])
def test_every_indicator_has_a_forecast_or_says_why_not(store, indicator):
    """Nothing is invented where nothing is known."""
    found = year_end(store, indicator, year=2023, as_of=MAY)
    assert found.low is not None or found.notes


def test_a_year_that_is_over_is_what_it_was(store):
    """No interval around a fact."""
    found = year_end(store, "demolition_area", year=2023, as_of=date(2023, 12, 31))
    assert found.low == found.high == Decimal("15.00")


def test_a_young_ledger_cannot_be_looked_back_at(store):
    """Four months of events hold some past forecasts, judged against what came."""
    tried = past_forecasts(store, "demolition_area", as_of=MAY)
    assert tried.judged == tried.rows["inside"].notna().sum()
