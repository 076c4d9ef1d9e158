"""
Who prefers what, and whether a matching is stable: no firm and plot that both strictly prefer each other.

Firms prefer plots by penalty, plots prefer firms by score rank; equal means indifferent (weak stability). The check
knows nothing of how a matching was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
BLOCKING_COLUMNS = ["credit_code", "plot_id", "has_plot", "has_firm"]
#: The place of a firm without a rank, after all that have one.
LAST = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """
    The pairs that may be matched and how both sides like them.

    ``firm`` and ``plot`` are the places of each pair's ends in ``firms`` and ``plots``; ``firm_level`` is how far down
    the firm's list the plot stands, ``plot_level`` how far down the plot's list the firm stands (from 0; equal levels
    are ties).
    """

    firms: tuple[str, ...]
    plots: tuple[str, ...]
    firm: Ints
    plot: Ints
    firm_level: Ints
    plot_level: Ints
    penalty: Ints


def market(firms: pd.DataFrame, plots: pd.DataFrame, pairs: pd.DataFrame, *, own_unit_first: bool) -> Market:
    """
    Return who may be matched with whom and how both sides like it.

    Parameters
    ----------
    firms : DataFrame
        ``credit_code``, ``unit``, ``rank`` (place by score; equal ranks are ties; firms without one come last).
    plots : DataFrame
        ``plot_id``, ``unit``.
    pairs : DataFrame
        ``credit_code``, ``plot_id``, ``penalty`` (whole numbers): the pairs that fit.
    own_unit_first : bool
        Whether a plot takes firms of its own unit before others.

    Returns
    -------
    Market
        The same for any order of rows.
    """
    codes, plot_ids = sorted(firms["credit_code"].astype(str)), sorted(plots["plot_id"].astype(str))
    firm = pd.Index(codes).get_indexer(pd.Index(pairs["credit_code"].astype(str))).astype(np.int64)
    plot = pd.Index(plot_ids).get_indexer(pd.Index(pairs["plot_id"].astype(str))).astype(np.int64)
    if (firm < 0).any() or (plot < 0).any():
        raise ValueError("a pair names a firm or a plot that is not there")
    order = np.lexsort((plot, firm))
    firm, plot = firm[order], plot[order]
    penalty = pairs["penalty"].to_numpy(dtype=np.int64)[order]
    ranked = firms.set_index(firms["credit_code"].astype(str)).loc[codes]
    rank = pd.to_numeric(ranked["rank"], errors="coerce").fillna(LAST).to_numpy(dtype=np.int64)[firm]
    if own_unit_first:
        homes = ranked["unit"].to_numpy(dtype=object)[firm]
        sites = plots.set_index(plots["plot_id"].astype(str)).loc[plot_ids]["unit"].to_numpy(dtype=object)[plot]
        rank = rank + 2 * LAST * ~((homes == sites) & pd.notna(homes))
    return Market(
        firms=tuple(codes),
        plots=tuple(plot_ids),
        firm=firm,
        plot=plot,
        firm_level=_levels(firm, penalty),
        plot_level=_levels(plot, rank),
        penalty=penalty,
    )


def _levels(owner: Ints, cost: Ints) -> Ints:
    """Return the place of each cost among the different costs of its owner, from 0."""
    if not len(owner):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((cost, owner))
    owners, costs = owner[order], cost[order]
    new_owner = np.r_[True, owners[1:] != owners[:-1]]
    step = np.cumsum(np.r_[False, (costs[1:] != costs[:-1]) & ~new_owner[1:]])
    first = step[np.flatnonzero(new_owner)][np.cumsum(new_owner) - 1]
    levels = np.empty(len(owner), dtype=np.int64)
    levels[order] = step - first
    return levels


def deferred_acceptance(trade: Market, worth: Ints) -> list[int]:
    """
    Return the pairs (by place) of the matching in which firms ask in turn and plots keep the better one.

    Ties are broken by what a pair is *worth* (more first), then by the order of ids: one of the stable matchings, a
    good one, not always the best. Source: Gale and Shapley, College admissions and the stability of marriage (1962).

    Examples
    --------
    >>> firms = pd.DataFrame({"credit_code": ["A", "B"], "unit": "SY", "rank": [1, 2]})
    >>> pairs = pd.DataFrame({"credit_code": ["A", "B"], "plot_id": "G1", "penalty": 0})
    >>> plots = pd.DataFrame({"plot_id": ["G1"], "unit": "SY"})
    >>> deferred_acceptance(market(firms, plots, pairs, own_unit_first=False), np.array([1, 1]))
    [0]
    """
    order = np.lexsort((trade.plot, -worth, trade.firm_level, trade.firm))
    liking = list(zip(trade.plot_level.tolist(), (-worth).tolist(), trade.firm.tolist(), strict=True))
    wishes: list[list[int]] = [[] for _ in trade.firms]
    for pair in order:
        wishes[int(trade.firm[pair])].append(int(pair))
    kept: dict[int, int] = {}
    asked = [0] * len(wishes)
    free = list(range(len(wishes) - 1, -1, -1))
    while free:
        firm = free.pop()
        if asked[firm] == len(wishes[firm]):
            continue
        pair = wishes[firm][asked[firm]]
        asked[firm] += 1
        plot = int(trade.plot[pair])
        holder = kept.get(plot)
        if holder is None:
            kept[plot] = pair
        elif liking[pair] < liking[holder]:
            kept[plot] = pair
            free.append(int(trade.firm[holder]))
        else:
            free.append(firm)
    return sorted(kept.values())


def blocking_pairs(
    matched: Mapping[str, str],
    firms: pd.DataFrame,
    plots: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    own_unit_first: bool = False,
) -> pd.DataFrame:
    """
    Return the pairs that would both rather have each other than what they have.

    Parameters
    ----------
    matched : mapping
        Plot by firm.
    firms, plots, pairs : DataFrame
        As for :func:`market`.
    own_unit_first : bool

    Returns
    -------
    DataFrame
        ``credit_code``, ``plot_id``, and what they have: ``has_plot``, ``has_firm`` (None for nothing). Empty: stable.

    Raises
    ------
    ValueError
        If *matched* gives a plot twice or matches a pair that does not fit.

    Examples
    --------
    >>> firms = pd.DataFrame({"credit_code": ["A", "B"], "unit": "SY", "rank": [1, 2]})
    >>> pairs = pd.DataFrame({"credit_code": ["A", "B"], "plot_id": "G1", "penalty": 0})
    >>> plots = pd.DataFrame({"plot_id": ["G1"], "unit": "SY"})
    >>> blocking_pairs({"B": "G1"}, firms, plots, pairs).to_dict("records")
    [{'credit_code': 'A', 'plot_id': 'G1', 'has_plot': None, 'has_firm': 'B'}]
    """
    holders = {plot_id: code for code, plot_id in matched.items()}
    if len(holders) != len(matched):
        raise ValueError("a plot is matched twice")
    listed = zip(pairs["credit_code"], pairs["plot_id"], pairs["penalty"], strict=True)
    costs: dict[tuple[str, str], int] = {(firm, plot): cost for firm, plot, cost in listed}
    ranks = dict(zip(firms["credit_code"], pd.to_numeric(firms["rank"], errors="coerce").fillna(LAST), strict=True))
    homes: dict[str, str | None] = dict(zip(firms["credit_code"], firms["unit"], strict=True))
    sites: dict[str, str | None] = dict(zip(plots["plot_id"], plots["unit"], strict=True))

    def liking(plot_id: str, code: str) -> tuple[bool, float]:
        own = homes[code] == sites[plot_id] and bool(pd.notna(homes[code]))
        return own_unit_first and not own, ranks[code]

    unknown = [pair for pair in matched.items() if pair not in costs]
    if unknown:
        raise ValueError(f"matched but not fitting: {unknown[0]}")
    has_cost = {firm: costs[firm, plot] for firm, plot in matched.items()}
    has_liking = {plot: liking(plot, firm) for plot, firm in holders.items()}
    rows = [
        (firm, plot, matched.get(firm), holders.get(plot))
        for (firm, plot), cost in sorted(costs.items())
        if (firm not in has_cost or cost < has_cost[firm])
        and (plot not in has_liking or liking(plot, firm) < has_liking[plot])
    ]
    return pd.DataFrame(rows, columns=BLOCKING_COLUMNS, dtype=object)
