"""What if a firm waits for other plots: the whole list matched again, and who gains or loses by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from landuse.core.fits import Fits
from landuse.core.matching import Matching, match
from landuse.rules.matching import Priorities

DIFFERENCE_COLUMNS = [
    "credit_code",
    "plot_before",
    "plot_after",
    "penalty_before",
    "penalty_after",
    "change",
    "now_with",
    "freed_by",
]


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """
    The matching as it is and as it would be.

    ``differences`` (:data:`DIFFERENCE_COLUMNS`) has the firms whose plot is another: ``change`` is ``gains`` (a plot,
    or one that fits better), ``loses`` (its plot, or gets one that fits less well) or ``moves`` (to one it likes as
    much); ``now_with`` is the firm that has its old plot afterwards, ``freed_by`` the one that had its new plot before.
    ``waiting`` gives for each firm that waits the plot it gets by waiting, or None.
    """

    before: Matching
    after: Matching
    differences: pd.DataFrame
    waiting: dict[str, str | None]


def replay(
    firms: pd.DataFrame,
    plots: pd.DataFrame,
    fit: Fits,
    priorities: Priorities,
    *,
    waits: Mapping[str, Collection[str]],
    patient: Fits | None = None,
) -> Replay:
    """
    Match the list as it is and with some firms waiting.

    Parameters
    ----------
    firms, plots : DataFrame
        As for ``core.matching.match``.
    fit : Fits
    priorities : Priorities
    waits : mapping
        For each firm that waits the plots it waits for (those of a zone, say); it takes nothing else. Empty: it takes
        nothing for the time being.
    patient : Fits, optional
        How the list fits if those who wait do not mind the day (they said they would wait); *fit* otherwise.

    Returns
    -------
    Replay

    Raises
    ------
    ValueError
        If a firm that waits is not among those matched.

    Examples
    --------
    >>> from landuse.core.fits import fits
    >>> from landuse.rules.matching import load_matching_rules
    >>> firms = pd.DataFrame({"credit_code": ["A", "B"], "unit": "SY", "industry": None, "demand_m2": 10_000.0})
    >>> firms = firms.assign(needed_by=None, score=None, rank=[1, 2])
    >>> plots = pd.DataFrame({"plot_id": ["G1"], "unit": "SY", "area_m2": [10_000.0], "industries": ""})
    >>> plots = plots.assign(ready_on=None)
    >>> rules = load_matching_rules()
    >>> again = replay(firms, plots, fits(firms, plots, rules), rules.priorities, waits={"A": ()})
    >>> list(zip(again.differences["credit_code"], again.differences["change"], again.differences["freed_by"]))
    [('A', 'loses', None), ('B', 'gains', 'A')]
    """
    strangers = sorted(set(waits) - set(fit.firms))
    if strangers:
        raise ValueError(f"not among the firms: {strangers[0]}")
    before = match(firms, plots, fit, priorities)
    after = match(firms, plots, patient or fit, priorities, waits=waits)
    return Replay(
        before=before,
        after=after,
        differences=_differences(before, after, fit),
        waiting={code: after.plot_of.get(code) for code in sorted(waits)},
    )


def _differences(before: Matching, after: Matching, fit: Fits) -> pd.DataFrame:
    had, has = before.plot_of, after.plot_of
    held, holds = ({plot_id: code for code, plot_id in plot_of.items()} for plot_of in (had, has))
    costs = [dict(zip(done.pairs["credit_code"], done.pairs["penalty"], strict=True)) for done in (before, after)]
    rows = []
    for code in fit.firms:
        old, new = had.get(code), has.get(code)
        if old == new:
            continue
        was, now = (None if cost is None else int(cost) for cost in (side.get(code) for side in costs))
        better = now is not None and (was is None or now < was)
        worse = was is not None and (now is None or now > was)
        change = "gains" if better else "loses" if worse else "moves"
        rows.append((code, old, new, was, now, change, holds.get(old or ""), held.get(new or "")))
    return pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS, dtype=object)
