"""The forecast on trial: only what was on record then, against what came; and its calibration on districts it never saw."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from landuse.core.backtest import BACKTEST_COLUMNS, backtest
from landuse.core.forecast import done_of, forecast, year_goal
from landuse.core.histories import COUNTED_COLUMNS, ENTRY_COLUMNS, MILESTONE_COLUMNS, SUBJECT_COLUMNS, History
from landuse.rules.calibration import load_calibration
from landuse.rules.forecast import load_forecast_rules
from tests.core.districts import ROUTES, YEAR, district

RULES = load_forecast_rules()
MAY = date(2023, 5, 31)
#: Draws a forecast of the calibration: enough for its 10 % points, few enough for two times 200 districts.
DRAWS = 200


def steady(until=MAY):
    """Return a district that tears down one parcel of 10 亩 every ten days, 20 days after it was vacated."""
    days = [date(2021, 10, 1) + timedelta(days=10 * n) for n in range(80)]
    days = [day for day in days if day <= until]
    names = [f"parcel:{n:03d}" for n in range(len(days))]
    entries = [(name, "vacating", day) for name, day in zip(names, days, strict=True)]
    torn = [(name, day + timedelta(days=20)) for name, day in zip(names, days, strict=True)]
    entries += [(name, "demolition", day) for name, day in torn]
    return History(
        entries=pd.DataFrame(entries, columns=ENTRY_COLUMNS),
        subjects=pd.DataFrame([(n, "clearance", 10.0, None, None, False) for n in names], columns=SUBJECT_COLUMNS),
        counted=pd.DataFrame([(name, day, Decimal(10)) for name, day in torn], columns=COUNTED_COLUMNS),
        milestones=pd.DataFrame(columns=MILESTONE_COLUMNS),
    )


@pytest.fixture(scope="module")
def tried():
    return backtest(steady(), "demolition_area", as_of=MAY, rules=RULES)


def test_the_rows_are_past_month_ends(tried):
    """Twelve month ends; years that are over are forecast to their end, this year some months ahead."""
    assert list(tried.rows.columns) == BACKTEST_COLUMNS
    assert len(tried.rows) == RULES.backtest.month_ends
    assert tried.rows["until"].max() <= MAY
    assert set(tried.rows.loc[tried.rows["as_of"] < date(2022, 12, 31), "until"]) == {date(2022, 12, 31)}
    assert tried.rows["until"].iloc[-1] == MAY
    assert tried.rows["as_of"].iloc[-1] == date(2023, 1, 31)


def test_what_came_is_what_counted(tried):
    """The actual of the year 2022 is the sum of its contributions."""
    rows = steady().counted
    in_2022 = sum(10 for day in rows["occurred_on"] if day.year == 2022)
    assert set(tried.rows.loc[tried.rows["until"] == date(2022, 12, 31), "actual"]) == {Decimal(in_2022)}


def test_the_coverage_is_the_share_inside(tried):
    """Coverage counts the rows whose actual lies between low and high."""
    inside = [row.low <= row.actual <= row.high for row in tried.rows.itertuples()]
    assert inside == tried.rows["inside"].tolist()
    assert tried.coverage == pytest.approx(np.mean(inside))
    assert tried.judged == len(inside)


def test_a_steady_district_is_forecast_well(tried):
    """Where nothing changes, nearly all past forecasts hold, and their middle misses by no more than two parcels a row."""
    assert tried.coverage >= 0.75
    assert tried.missed < 40


def test_later_events_change_no_past_forecast():
    """What is recorded in June does not change what would have been said in January."""
    short, whole = steady(MAY - timedelta(days=25)), steady(date(2023, 12, 31))
    then = date(2023, 1, 31)
    goal = year_goal("demolition_area", 2023)
    assert forecast(short, goal, as_of=then, rules=RULES, draws=200) == forecast(
        whole, goal, as_of=then, rules=RULES, draws=200
    )


def test_events_recorded_late_were_not_known():
    """An event of January entered in May is not part of the forecast of March."""
    rows = steady()
    late = rows.entries.assign(known_on=[MAY if day.year == 2023 else day for day in rows.entries["entered_on"]])
    known = History(late, rows.subjects, rows.counted, rows.milestones).known(date(2023, 3, 31))
    assert max(known.entries["entered_on"]) < date(2023, 1, 1)


def test_a_young_ledger_has_no_back_test():
    """Two weeks of events leave nothing to look back at."""
    rows = steady().known(date(2021, 10, 20))
    tried = backtest(rows, "demolition_area", as_of=date(2021, 10, 20), rules=RULES)
    assert (tried.judged, tried.coverage, tried.missed) == (0, None, None)
    assert tried.rows.empty


@pytest.mark.slow
@pytest.mark.parametrize("indicator", sorted(ROUTES))
def test_the_interval_holds_its_share_of_outcomes(indicator):
    """On 200 simulated districts, thin and thick, the 80 % interval holds 72 to 88 % of the year ends."""
    inside, goal = [], year_goal(indicator, YEAR)
    for number in range(200):
        simulated = district(number, indicator)
        found = forecast(simulated.history, goal, as_of=simulated.as_of, rules=RULES, draws=DRAWS)
        if found.low is not None:
            inside.append(found.low <= done_of(simulated.history, goal) <= found.high)
    assert len(inside) >= 190
    assert 0.72 <= np.mean(inside) <= 0.88
    # What the back-test page quotes is what comes out here (but for a last digit of another machine's floats).
    assert load_calibration()[indicator].share == pytest.approx(np.mean(inside), abs=0.02)


def test_an_interval_half_as_wide_would_fail():
    """The calibration can tell: a claim of 40 % instead of 80 holds far fewer of the same outcomes."""
    goal, narrow = year_goal("demolition_area", YEAR), RULES.model_copy(update={"level": 0.4})
    inside = []
    for number in range(40):
        simulated = district(number, "demolition_area")
        found = forecast(simulated.history, goal, as_of=simulated.as_of, rules=narrow, draws=100)
        if found.low is not None:
            inside.append(found.low <= done_of(simulated.history, goal) <= found.high)
    assert np.mean(inside) < 0.65
