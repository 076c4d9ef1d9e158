"""
The whole list matched at once: stable, the best of all stable matchings for a stated objective, and explained.

The same lists give the same matching in whatever order they come: firms and plots are taken by their ids before
anything else is done, and the solver is started alike every time. Only where it runs out of time (``feasible``) may a
faster machine find a better one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.assignment import Aimed, solve
from landuse.core.fits import Fits
from landuse.core.misfits import binding
from landuse.core.reduction import reduce
from landuse.core.stability import Market, deferred_acceptance, market
from landuse.rules.matching import Priorities
from landuse.units import CENT, mu_from_m2, rounded

Ints = npt.NDArray[np.int64]
MATCH_COLUMNS = ["credit_code", "plot_id", "penalty", "demand_mu", "area_mu", "score", "rank"]
UNMATCHED_COLUMNS = ["credit_code", "state", "fitting_plots", "constraints", "opens"]
EXPLANATION_COLUMNS = [
    "credit_code",
    "plot_id",
    "reason",
    "required",
    "required_to",
    "offered",
    "other_firm",
    "other_rank",
]


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """
    Which firm gets which plot.

    ``status`` is ``optimal`` (proven) or ``feasible`` (the solver ran out of time: ``aims`` says of each objective what
    was reached and at most how much could be, ``gap`` is the difference of the first that is not proven, as a share of
    what could be). Stable in both cases. ``pairs`` (:data:`MATCH_COLUMNS`) is by rank and firm; ``unmatched``
    (:data:`UNMATCHED_COLUMNS`) says of each firm without a plot whether it ``fits_nothing`` (``constraints`` and
    ``opens`` as in ``core.misfits.binding``), is ``waiting`` for what it may not have yet, or was ``outranked``;
    ``free_plots`` nobody got.
    """

    status: str
    gap: float | None
    aims: dict[str, Aimed]
    pairs: pd.DataFrame
    unmatched: pd.DataFrame
    free_plots: tuple[str, ...]

    @property
    def plot_of(self) -> dict[str, str]:
        """Plot by firm."""
        return dict(zip(self.pairs["credit_code"], self.pairs["plot_id"], strict=True))

    @property
    def unproven(self) -> str | None:
        """The first aim that is not proven, the one that ``gap`` is about; None if all are."""
        return next((name for name, aim in self.aims.items() if not aim.proven), None)


def match(
    firms: pd.DataFrame,
    plots: pd.DataFrame,
    fit: Fits,
    priorities: Priorities,
    *,
    waits: Mapping[str, Collection[str]] | None = None,
) -> Matching:
    """
    Match firms to plots.

    Parameters
    ----------
    firms : DataFrame
        ``credit_code``, ``unit``, ``demand_m2``, ``score`` (Decimal or None: nothing), ``rank`` (place by score; firms
        with the same place are tied: give ``Scores.ranking.shared_rank`` for that, ``rank`` where the scheme's tie rule
        decides; None comes last). Those that *fit* leaves out (withdrawn) take no part.
    plots : DataFrame
        ``plot_id``, ``unit``, ``area_m2``.
    fit : Fits
    priorities : Priorities
    waits : mapping, optional
        For some firms the only plots they would take; an empty collection leaves a firm without any.

    Returns
    -------
    Matching
        Among all stable matchings one that reaches most of the objective: ``served`` firms, ``score_area`` (score x 亩
        of the demand met, rounded half up to a whole number for each pair), ``misfit`` (the less penalty the better;
        counted as a negative number).

    Examples
    --------
    >>> from decimal import Decimal
    >>> from landuse.core.fits import fits
    >>> from landuse.rules.matching import load_matching_rules
    >>> firms = pd.DataFrame({"credit_code": ["A", "B"], "unit": "SY", "industry": None, "demand_m2": 10_000.0})
    >>> firms = firms.assign(needed_by=None, score=[Decimal(80), Decimal(90)], rank=[2, 1])
    >>> plots = pd.DataFrame({"plot_id": ["G1"], "unit": "SY", "area_m2": [10_000.0], "industries": ""})
    >>> plots = plots.assign(ready_on=None)
    >>> rules = load_matching_rules()
    >>> match(firms, plots, fits(firms, plots, rules), rules.priorities).plot_of
    {'B': 'G1'}
    """
    firms = firms.loc[firms["credit_code"].isin(fit.firms)].set_index("credit_code", drop=False).loc[list(fit.firms)]
    plots = plots.set_index("plot_id", drop=False).loc[list(fit.plots)]
    pairs = _wanted(fit.pairs, waits or {})
    trade = market(firms, plots, pairs, own_unit_first=priorities.own_unit_first)
    each = _aims(trade, firms, plots)
    weighted = priorities.method == "weighted"
    names = priorities.objective
    sums = [each[name] for name in names]
    if weighted:
        sums = [np.sum([aim * priorities.weights[name] for name, aim in zip(names, sums, strict=True)], axis=0)]
    found = solve(
        trade,
        reduce(trade),
        sums,
        deferred_acceptance(trade, _worth(sums)),
        seconds=priorities.seconds,
    )
    chosen = np.array(found.pairs, dtype=np.int64)
    unproven = next((aim for aim in found.aims if not aim.proven), None)
    return Matching(
        status="optimal" if unproven is None else "feasible",
        gap=None if unproven is None else (unproven.bound - unproven.reached) / max(abs(unproven.bound), 1),
        aims={"weighted": found.aims[0]} if weighted else dict(zip(names, found.aims, strict=True)),
        pairs=_matched(trade, chosen, firms, plots),
        unmatched=_unmatched(trade, chosen, fit),
        free_plots=tuple(sorted({*trade.plots} - {trade.plots[place] for place in trade.plot[chosen]})),
    )


def explain(matching: Matching, firms: pd.DataFrame, plots: pd.DataFrame, fit: Fits, credit_code: str) -> pd.DataFrame:
    """
    Tell why a firm got its plot, or none (为什么是这宗).

    Parameters
    ----------
    matching : Matching
    firms, plots : DataFrame
        As for :func:`match`.
    fit : Fits
    credit_code : str

    Returns
    -------
    DataFrame
        :data:`EXPLANATION_COLUMNS`. First each constraint of the plot it got (``reason`` names it), then ``score``
        (``required`` its rank, ``offered`` its score), then ``choice`` (``required`` which of its choices it got, plots
        of the same penalty counting as one, ``offered`` how many there are), then ``taken`` for each plot it would
        rather have had (where it got none, each that fits): ``other_firm`` of ``other_rank`` has it, and ``offered``
        says why that one comes first there: ``higher_score``, ``own_unit`` or ``same_score``.
    """
    got = matching.plot_of.get(credit_code)
    choices = fit.pairs.loc[fit.pairs["credit_code"] == credit_code].set_index("plot_id")["penalty"]
    about = firms.set_index("credit_code")
    rank = _rank(about, credit_code)
    rows: list[dict[str, object]] = []
    if got is not None:
        checked = fit.reasons(credit_codes={credit_code}, plot_ids={got}).rename(columns={"constraint": "reason"})
        shown = [name for name in EXPLANATION_COLUMNS if name in checked]
        rows += [dict(zip(shown, row, strict=True)) for row in checked[shown].itertuples(index=False, name=None)]
    rows.append({"plot_id": got, "reason": "score", "required": rank, "offered": about.loc[credit_code, "score"]})
    if got is not None:
        levels = sorted(set(choices))
        place = levels.index(choices[got]) + 1
        rows.append({"plot_id": got, "reason": "choice", "required": place, "offered": len(levels)})
        choices = choices.loc[choices < choices[got]]
    holders = {plot_id: code for code, plot_id in matching.plot_of.items()}
    sites = dict(zip(plots["plot_id"], plots["unit"], strict=True))
    for plot_id in choices.index.intersection(list(holders), sort=False):
        holder = holders[plot_id]
        other = _rank(about, holder)
        why = "same_score" if other == rank else "higher_score"
        if other is None or (rank is not None and other > rank):
            why = "own_unit" if about.loc[holder, "unit"] == sites[plot_id] else why
        rows.append({"plot_id": plot_id, "reason": "taken", "offered": why, "other_firm": holder, "other_rank": other})
    return pd.DataFrame(
        [{**dict.fromkeys(EXPLANATION_COLUMNS), **row, "credit_code": credit_code} for row in rows],
        columns=EXPLANATION_COLUMNS,
        dtype=object,
    )


def _rank(about: pd.DataFrame, code: str) -> int | None:
    rank = pd.to_numeric(about["rank"], errors="coerce").get(code)
    return None if pd.isna(rank) else int(rank)


def _wanted(pairs: pd.DataFrame, waits: Mapping[str, Collection[str]]) -> pd.DataFrame:
    keep = [
        code not in waits or plot_id in waits[code]
        for code, plot_id in zip(pairs["credit_code"], pairs["plot_id"], strict=True)
    ]
    return pairs.loc[np.array(keep, dtype=bool)]


def _hundredths(values: pd.Series) -> Ints:
    """Return amounts as printed, in hundredths; nothing for None."""
    return np.array([0 if pd.isna(value) else int(rounded(value) / CENT) for value in values], dtype=np.int64)


def _mu(areas_m2: pd.Series) -> pd.Series:
    return areas_m2.astype(float).map(mu_from_m2)


def _aims(trade: Market, firms: pd.DataFrame, plots: pd.DataFrame) -> dict[str, Ints]:
    """Return what each pair adds to each aim, in whole numbers; *firms* and *plots* are in the market's order."""
    met = np.minimum(_hundredths(_mu(firms["demand_m2"]))[trade.firm], _hundredths(_mu(plots["area_m2"]))[trade.plot])
    scores = _hundredths(firms["score"])[trade.firm]
    return {
        "served": np.ones(len(trade.firm), dtype=np.int64),
        "score_area": (scores * met + 5_000) // 10_000,
        "misfit": -trade.penalty,
    }


def _worth(aims: Sequence[Ints]) -> Ints:
    """Return the place of each pair by the aims in turn, a larger one for a pair that adds more."""
    order = np.lexsort(tuple(aims)[::-1])
    steps = np.any([np.diff(aim[order], prepend=aim[order][:1]) != 0 for aim in aims], axis=0)
    worth = np.empty(len(order), dtype=np.int64)
    worth[order] = np.cumsum(steps)
    return worth


def _matched(trade: Market, chosen: Ints, firms: pd.DataFrame, plots: pd.DataFrame) -> pd.DataFrame:
    about = firms.iloc[trade.firm[chosen]]
    sites = plots.iloc[trade.plot[chosen]]
    rows = pd.DataFrame(
        {
            "credit_code": about["credit_code"].to_numpy(dtype=object),
            "plot_id": sites["plot_id"].to_numpy(dtype=object),
            "penalty": trade.penalty[chosen],
            "demand_mu": [None if pd.isna(area) else rounded(area) for area in _mu(about["demand_m2"])],
            "area_mu": [rounded(area) for area in _mu(sites["area_m2"])],
            "score": about["score"].to_numpy(dtype=object),
            "rank": pd.to_numeric(about["rank"], errors="coerce").to_numpy(dtype=float),
        },
        columns=MATCH_COLUMNS,
    )
    rows = rows.sort_values(["rank", "credit_code"], na_position="last", ignore_index=True)
    return rows.assign(rank=rows["rank"].astype("Int64"))


def _unmatched(trade: Market, chosen: Ints, fit: Fits) -> pd.DataFrame:
    """Return the firms without a plot and why."""
    matched = {trade.firms[place] for place in trade.firm[chosen]}
    asking = {trade.firms[place] for place in np.unique(trade.firm)}
    counts = fit.pairs["credit_code"].value_counts()
    bound = binding(fit).set_index("credit_code")
    rows = []
    for code in trade.firms:
        if code in matched:
            continue
        count = int(counts.get(code, 0))
        state = "outranked" if code in asking else "waiting" if count else "fits_nothing"
        held = (bound.loc[code, "constraints"], bound.loc[code, "opens"]) if code in bound.index else ((), 0)
        rows.append((code, state, count, *held))
    return pd.DataFrame(rows, columns=UNMATCHED_COLUMNS, dtype=object)
