"""
The other way to a year's end: what came through a month, whatever stood at which step; and which way to trust how far.

Offices that tear down so much a year do so however many parcels wait. Where steps tell less than that, past months show
it: both ways are tried on the last months, and the futures are shared out by how close each came.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.histories import History
from landuse.core.workdays import add_months
from landuse.rules.forecast import ForecastRules

Floats = npt.NDArray[np.float64]


def throughput(known: History, *, as_of: date, until: date, rules: ForecastRules, draws: int) -> Floats | None:
    """
    Return draws of what the days from *as_of* to *until* add if the months to come are like those that were.

    Parameters
    ----------
    known : History
        Cut to *as_of*.
    as_of, until : date
    rules : ForecastRules
        ``arrivals``: how many months back, and how many there must be at least.
    draws : int

    Returns
    -------
    array or None
        None where fewer whole months are on record. Months are drawn with weights that stand for how little a few of
        them tell (Bayesian bootstrap).
    """
    months = _by_month(known, as_of, rules)
    if len(months) < rules.arrivals.least:
        return None
    rng = np.random.default_rng([rules.seed, 4])
    ends = np.cumsum(rng.dirichlet(np.ones(len(months)), draws), axis=1)
    total = np.zeros(draws)
    left = (until - as_of).days / (365.25 / 12)
    while left > 0:
        chosen = np.minimum((rng.random((draws, 1)) > ends).sum(axis=1), len(months) - 1)
        total += months[chosen] * min(left, 1.0)
        left -= 1
    return total


def trials(known: History, *, as_of: date, rules: ForecastRules) -> list[tuple[date, date]]:
    """Return the past stretches (from the end of a day to the end of another) that both ways are tried on."""
    if known.entries.empty:
        return []
    first = min(known.entries["entered_on"])
    back = [add_months(as_of, -months) for months in rules.trust.months_back]
    return [(then, as_of) for then in back if add_months(first, rules.arrivals.least) <= then]


def trust(scores: Sequence[tuple[float, float]], rules: ForecastRules, *, little: float = 0.0) -> float:
    """
    Return how many of the futures go by steps, the others by months.

    Parameters
    ----------
    scores : sequence of (steps, months)
        How far each way was off at a trial (:func:`off`).
    rules : ForecastRules
        ``trust``: the usual share, how sharply and how far at most one trial moves its odds.
    little : float
        An error that does not matter, added to both.

    Examples
    --------
    >>> from landuse.rules.forecast import load_forecast_rules
    >>> rules = load_forecast_rules()
    >>> round(trust([], rules), 2) == rules.trust.steps, trust([(5.0, 5.0)], rules) == trust([], rules)
    (True, True)
    >>> trust([(1.0, 9.0)], rules) > 0.99, trust([(9.0, 1.0)], rules) < 0.3
    (True, True)
    """
    odds = rules.trust.steps / (1 - rules.trust.steps)
    for steps, months in scores:
        if steps + little > 0 or months + little > 0:
            ratio = (months + little) / max(steps + little, 1e-9)
            odds *= min(max(ratio, 1 / rules.trust.most), rules.trust.most) ** rules.trust.sharpness
    return odds / (1 + odds)


def off(draws: Floats, came: float) -> float:
    """
    Return how far *draws* were off what *came*: their mean distance less half their own spread (CRPS).

    Examples
    --------
    >>> off(np.array([3.0, 3.0]), 5.0), off(np.array([4.0, 6.0]), 5.0)
    (2.0, 0.5)
    """
    ordered = np.sort(draws)
    count = len(ordered)
    between = 2 * float(((2 * np.arange(1, count + 1) - count - 1) * ordered).sum()) / count**2
    return float(np.abs(draws - came).mean()) - between / 2


def _by_month(known: History, as_of: date, rules: ForecastRules) -> Floats:
    """Return what counted in each of the last whole months (up to the end of *as_of*) since the ledger began."""
    if known.entries.empty:
        return np.zeros(0)
    first = min(known.entries["entered_on"])
    edges: list[date] = [as_of]
    while len(edges) <= rules.arrivals.months and add_months(as_of, -len(edges)) >= first:
        edges.append(add_months(as_of, -len(edges)))
    days = pd.Series(known.counted["occurred_on"], dtype=object)
    amounts = known.counted["counted"].astype(float).to_numpy()
    inside = [np.array([low < day <= high for day in days], dtype=bool) for high, low in pairwise(edges)]
    return np.array([float(amounts[rows].sum()) for rows in inside])
