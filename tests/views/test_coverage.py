"""The ladder: what stands on which rung, what of it can count, and that nothing stands on two."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.views.coverage import coverage
from landuse.views.plots import plots_on
from tests.builders import happen
from tests.views.supplied import MAY, district


@pytest.fixture
def store(tmp_path):
    """Return the small district."""
    opened = district(tmp_path / "w")
    yield opened
    opened.close()


def rungs(found):
    """Return plots, 亩 and 亩 on cleared ground of the rungs that hold any."""
    return {rung.row: (rung.plots, rung.amount_mu, rung.on_demolished_mu) for rung in found.rungs if rung.plots}


def test_each_plot_stands_on_the_rung_of_its_stage(store):
    """15 亩 each; only G1 lies on cleared ground."""
    found = coverage(store, year=2023, as_of=MAY)
    fifteen, nothing = Decimal("15.00"), Decimal("0.00")
    assert rungs(found) == {
        "listed": (1, fifteen, nothing),
        "approved": (1, fifteen, fifteen),
        "in_plan": (1, fifteen, nothing),
        "registered": (1, fifteen, nothing),
    }
    assert (found.done, found.target, found.gap) == (nothing, Decimal("60.00"), Decimal("60.00"))


def test_shares_are_of_the_target_with_what_is_done(store):
    """15 of 60 is a quarter; two rungs make a half; listed and approved cover half the gap."""
    found = coverage(store, year=2023, as_of=MAY)
    assert found.rung("approved").with_done_share == pytest.approx(0.25)
    assert found.rung("approved").cumulative_share == pytest.approx(0.5)
    assert found.cover == pytest.approx(0.5)


def test_a_plot_that_is_supplied_moves_from_its_rung_to_what_is_done(store):
    """Nothing is counted twice, nothing vanishes."""
    happen(store, "grant_contract", "G1", subject="plot", on=date(2023, 5, 30))
    happen(store, "resupply", "G1", subject="plot", on=date(2023, 5, 30), mu=15)
    found = coverage(store, year=2023, as_of=MAY)
    assert found.done == Decimal("15.00")
    assert "approved" not in rungs(found)
    plots = plots_on(store.tables(), MAY)
    assert sum(plots["area_mu"]) == found.done + sum(rung.amount_mu for rung in found.rungs)


def test_a_contract_on_land_that_was_never_cleared_is_on_no_rung(store):
    """New land under contract cannot come again; cleared land whose re-supply nobody recorded still can."""
    happen(store, "grant_contract", "G2", subject="plot", on=date(2023, 5, 30))
    happen(store, "grant_contract", "G1", subject="plot", on=date(2023, 5, 30))
    assert rungs(coverage(store, year=2023, as_of=MAY))["awarded"][:2] == (1, Decimal("15.00"))


def test_ground_under_a_supplied_plot_is_cleared_for_no_other(store):
    """G1 took P1: a plot drawn over it finds none left."""
    happen(store, "resupply", "G1", subject="plot", on=date(2023, 5, 30), mu=15)
    members = coverage(store, year=2023, as_of=MAY).rung("in_plan").members
    assert members["on_demolished_mu"].tolist() == [Decimal("0.00")]


def test_without_a_target_there_are_amounts_and_no_shares(store):
    """2024 has no target yet."""
    found = coverage(store, year=2024, as_of=date(2024, 1, 31))
    assert found.target is None
    assert {rung.with_done_share for rung in found.rungs} == {None}


def test_late_in_the_year_a_plot_can_no_longer_count(store):
    """On 20 December there is no time for notice and listing."""
    found = coverage(store, year=2023, as_of=date(2023, 12, 20))
    assert found.rung("approved").can_count_mu == Decimal("0.00")
    assert found.rung("listed").can_count_mu == Decimal("15.00")
