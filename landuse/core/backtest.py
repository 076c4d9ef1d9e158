"""The forecast on trial: what it would have said at past month ends, against what came."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from landuse.core.forecast import Forecast, Goal, done_of, forecast
from landuse.core.histories import History
from landuse.core.workdays import add_months
from landuse.rules.forecast import ForecastRules

DAY = timedelta(days=1)
BACKTEST_COLUMNS = ["as_of", "until", "done", "low", "median", "high", "run_rate", "actual", "inside", "notes"]


@dataclass(frozen=True, slots=True)
class Backtest:
    """
    Past forecasts against what came.

    ``rows``: ``as_of``, ``until`` (what was forecast then: the year's end, or some months ahead where that is not
    past), ``done``, ``low``, ``median``, ``high``, ``run_rate``, ``actual`` (Decimal or None), ``inside`` (bool, None
    where there was no forecast), ``notes``. ``coverage`` is the share inside of the ``judged`` rows, None if there are
    none.
    ``missed`` and ``missed_straight``: how far the median and the straight line were off on average (absolute).
    """

    rows: pd.DataFrame
    judged: int
    coverage: float | None
    missed: float | None
    missed_straight: float | None


def backtest(history: History, indicator: str, *, as_of: date, rules: ForecastRules) -> Backtest:
    """
    Repeat the forecast of *indicator* at the last month ends with what was on record then.

    Parameters
    ----------
    history : History
        Up to *as_of* at least; later rows are cut off.
    indicator : str
    as_of : date
        The last day that is known: what came is what was counted until then.
    rules : ForecastRules
        ``rules.backtest`` says how many month ends, how far ahead where the year is not over, with how many draws.

    Notes
    -----
    The rows overlap (each year end is forecast from several months), so twelve of them are fewer than twelve trials:
    the coverage is a check, not a measurement. What a subject counts for is taken from its record of today.
    """
    known = history.known(as_of)
    found = [
        _judged(forecast(known, goal, as_of=then, rules=rules, draws=rules.backtest.draws), known)
        for then in _month_ends(known, as_of, rules)
        for goal in [_goal(indicator, then, as_of, rules)]
    ]
    rows = pd.DataFrame(found, columns=BACKTEST_COLUMNS)
    judged = rows.loc[rows["inside"].notna()]
    if judged.empty:
        return Backtest(rows, 0, None, None, None)
    actual = judged["actual"].astype(float)
    straight = judged["run_rate"].astype(float)
    return Backtest(
        rows=rows,
        judged=len(judged),
        coverage=float(judged["inside"].astype(bool).mean()),
        missed=float((judged["median"].astype(float) - actual).abs().mean()),
        missed_straight=float((straight - actual).abs().mean()),
    )


def _month_ends(known: History, as_of: date, rules: ForecastRules) -> list[date]:
    """Return the last month ends from which something that is past by *as_of* can be forecast, earliest first."""
    if known.entries.empty:
        return []
    first = min(known.entries["entered_on"])
    ends: list[date] = []
    then = as_of.replace(day=1) - DAY
    while then > first and len(ends) < rules.backtest.month_ends:
        if _goal("", then, as_of, rules).until <= as_of:
            ends.append(then)
        then = then.replace(day=1) - DAY
    return ends[::-1]


def _goal(indicator: str, then: date, as_of: date, rules: ForecastRules) -> Goal:
    """Return what is forecast on *then*: the end of its year, or of some months ahead if that is after *as_of*."""
    year_end = date(then.year, 12, 31)
    before = date(then.year - 1, 12, 31)
    if then == year_end:
        before, year_end = year_end, date(then.year + 1, 12, 31)
    if year_end <= as_of:
        return Goal(indicator, before, year_end)
    ahead = add_months(then + DAY, rules.backtest.months_ahead) - DAY
    return Goal(indicator, before, ahead)


def _judged(then: Forecast, known: History) -> tuple[object, ...]:
    """Return the row of a past forecast: what came is what it would have called done on its last day."""
    goal = then.goal
    end = done_of(known, goal)
    inside = None if then.low is None or then.high is None else bool(then.low <= end <= then.high)
    return (then.as_of, goal.until, then.done, then.low, then.median, then.high, then.run_rate, end, inside, then.notes)
