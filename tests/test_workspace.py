"""The notebook's door: the same numbers as everywhere, as tables."""

from datetime import date
from decimal import Decimal

import pytest

import landuse
from tests.views.supplied import MAY, district


@pytest.fixture
def opened(tmp_path):
    """Open the small district of land supply."""
    district(tmp_path / "w").close()
    found = landuse.open(tmp_path / "w")
    yield found
    found.store.close()


def test_cover_schedule_warnings_and_funnel_are_tables(opened):
    """With the columns their docstrings name."""
    rungs = opened.coverage(2023, MAY).set_index("rung")
    assert rungs.loc["approved", "amount_mu"] == Decimal("15.00")
    steps = opened.schedule(2023, MAY)
    assert set(steps["plot_id"]) == {"G1", "G2", "G3", "G4"}
    warnings = opened.warnings(MAY)
    assert {"key", "rule", "level", "owner", "since"} <= set(warnings.columns)
    assert "W02" in set(warnings["rule"])
    assert opened.funnel(MAY)["step"].iloc[0] == "surveyed"


def test_layers_and_progress_are_there(opened):
    """Plots with their stage, the board with its target."""
    assert opened.plots(as_of=MAY).set_index("plot_id").loc["G2", "stage"] == "listed"
    board = opened.progress(2023, date(2023, 5, 31)).set_index("indicator")
    assert board.loc["resupply_area", "target"] == Decimal("60.00")


def test_contiguous_groups_are_a_table(opened):
    """Every parcel stands in one group; its 亩 add up."""
    found = opened.clusters(MAY)
    parcels = opened.parcels(as_of=MAY)
    assert sorted(name for members in found["members"] for name in members) == sorted(parcels["parcel_id"])
    assert float(sum(found["area_mu"])) == pytest.approx(parcels["area_mu"].sum())


def test_the_programme_is_at_hand(opened):
    """The same record as everywhere."""
    found = opened.plan(2023, MAY, indicator="resupply_area")
    assert (found.status, found.found.binding.constraint) == ("infeasible", "ground")
    assert sum(row.project.amount for row in found.rows) == found.found.planned
