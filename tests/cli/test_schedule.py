"""schedule, coverage and forecast: dates, cover and intervals for programs and for people."""

import pytest

from tests.views.supplied import district

MAY = ("--as-of", "2023-05-31")


@pytest.fixture
def supply(tmp_path):
    """Return the folder of the small district of land supply."""
    store = district(tmp_path / "w")
    store.close()
    return tmp_path / "w"


def test_schedule_has_a_row_a_plot_with_its_steps(call, supply):
    """By when, advised, at the latest, and whether it can count."""
    rows = call("schedule", *MAY, "--json", "--workspace", supply).json
    assert next(row["plot"] for row in rows) == "G2"
    (one,) = call("schedule", "--plot", "G1", *MAY, "--json", "--workspace", supply).json
    assert {"plot", "name", "unit", "stage", "goal_on", "can_count", "earliest", "slack_days", "next", "steps"} <= set(
        one
    )
    notice = next(step for step in one["steps"] if step["kind"] == "notice")
    assert (notice["latest"], notice["clock"]) == ("2023-11-29", "notice_period")
    assert notice["source"]


def test_schedule_speaks_both_languages(call, supply):
    """Words of the steps, not their codes."""
    chinese = call("schedule", "--plot", "G1", *MAY, "--workspace", supply)
    english = call("schedule", "--plot", "G1", *MAY, "--lang", "en", "--workspace", supply)
    assert "出让公告" in chinese.out
    assert "Transfer notice" in english.out
    assert "approval_meeting" not in chinese.out + english.out


def test_coverage_has_the_ladder(call, supply):
    """Rungs with plots, 亩, what lies on cleared ground, and shares to six places."""
    found = call("coverage", *MAY, "--json", "--workspace", supply).json
    assert (found["done"], found["target"], found["gap"]) == (0.0, 60.0, 60.0)
    approved = next(rung for rung in found["rungs"] if rung["rung"] == "approved")
    assert (approved["plots"], approved["amount_mu"], approved["on_demolished_mu"]) == (1, 15.0, 15.0)
    assert (approved["with_done_share"], approved["cumulative_share"]) == (0.25, 0.5)
    assert [member["plot"] for member in approved["members"]] == ["G1"]


def test_forecast_has_an_interval_and_its_assumptions(call, supply):
    """Low, middle, high, the chance, and what each step was taken to need."""
    (found,) = call("forecast", "--indicator", "resupply_area", *MAY, "--json", "--workspace", supply).json
    assert found["low"] <= found["median"] <= found["high"]
    assert found["level"] == 0.8
    assert all({"from", "to", "median_days", "source"} <= set(step) for step in found["assumptions"])
    assert call("forecast", "--indicator", "nonsense", "--workspace", supply).code == 2


def test_the_back_test_is_there_for_programs_and_for_people(call, supply):
    """Rows then against what came, and a sentence."""
    (found,) = call(
        "forecast", "--backtest", "--indicator", "demolition_area", *MAY, "--json", "--workspace", supply
    ).json
    assert found["judged"] == len([row for row in found["rows"] if row["inside"] is not None])
    assert call("forecast", "--backtest", *MAY, "--lang", "en", "--workspace", supply).code == 0


@pytest.mark.parametrize("verb", ["schedule", "coverage", "forecast"])
def test_a_missing_workspace_is_said(call, tmp_path, verb):
    """One line and exit code 5."""
    answer = call(verb, "--workspace", tmp_path / "nowhere")
    assert answer.code == 5
    assert len(answer.err.splitlines()) == 1
