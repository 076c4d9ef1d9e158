"""Small lists of firms and plots for the tests of matching: defaults for everything, keyword-only."""

from decimal import Decimal

import numpy as np
import pandas as pd

from landuse.core.fits import fits
from landuse.core.stability import market
from landuse.rules.matching import load_matching_rules
from landuse.units import m2_from_mu

RULES = load_matching_rules()


def firm(code, *, mu=20.0, unit="SY", industry="shoes", score=80, rank=1, needed_by=None, **more):
    """Return a firm that asks for so many 亩."""
    demand = np.nan if mu is None else m2_from_mu(mu)
    row = {"credit_code": code, "name": code, "unit": unit, "industry": industry, "demand_m2": demand}
    return row | {"needed_by": needed_by, "score": None if score is None else Decimal(str(score)), "rank": rank, **more}


def plot(plot_id, *, mu=20.0, unit="SY", industries="", ready_on=None, **more):
    """Return a plot of so many 亩."""
    row = {"plot_id": plot_id, "name": plot_id, "unit": unit, "zone_id": None, "area_m2": m2_from_mu(mu)}
    return row | {"industries": industries, "ready_on": ready_on, **more}


def table(*rows):
    """Return rows as a frame that keeps None as None."""
    return pd.DataFrame(list(rows), dtype=object)


def rules(**changes):
    """Return the shipped rules with some parts changed: ``rules(area={"below": 0.2})``."""
    parts = {name: getattr(RULES, name).model_copy(update=change) for name, change in changes.items()}
    return RULES.model_copy(update=parts)


def fitted(firms, plots, chosen=RULES, **frames):
    """Return the fits of lists of rows."""
    return fits(table(*firms), table(*plots), chosen, **frames)


def small_market(rng, *, most=6, own_unit_first=False, levels=3, ranks=3, share=0.7):
    """Return a random market with ties on both sides and incomplete lists, and its frames."""
    firm_count, plot_count = rng.integers(1, most + 1, 2)
    firms = pd.DataFrame(
        {
            "credit_code": [f"F{number}" for number in range(firm_count)],
            "unit": rng.choice(["SY", "QD"], firm_count),
            "rank": rng.integers(1, ranks + 1, firm_count),
        }
    )
    plots = pd.DataFrame(
        {"plot_id": [f"G{number}" for number in range(plot_count)], "unit": rng.choice(["SY", "QD"], plot_count)}
    )
    rows = [
        (code, plot_id, int(rng.integers(0, levels)))
        for code in firms["credit_code"]
        for plot_id in plots["plot_id"]
        if rng.random() < share
    ]
    pairs = pd.DataFrame(rows, columns=["credit_code", "plot_id", "penalty"]).astype({"penalty": "int64"})
    return market(firms, plots, pairs, own_unit_first=own_unit_first), firms, plots, pairs


def all_stable(trade):
    """Return every weakly stable matching of a market, as tuples of pairs, by trying all matchings."""
    own = [[] for _ in trade.firms]
    for pair, place in enumerate(trade.firm.tolist()):
        own[place].append(pair)
    return [chosen for chosen in _matchings(trade, own, 0, (), frozenset()) if _is_stable(trade, chosen)]


def _matchings(trade, own, place, chosen, taken):
    if place == len(own):
        yield chosen
        return
    yield from _matchings(trade, own, place + 1, chosen, taken)
    for pair in own[place]:
        if trade.plot[pair] not in taken:
            yield from _matchings(trade, own, place + 1, (*chosen, pair), taken | {trade.plot[pair]})


def _is_stable(trade, chosen):
    has_plot = {int(trade.firm[pair]): int(trade.firm_level[pair]) for pair in chosen}
    has_firm = {int(trade.plot[pair]): int(trade.plot_level[pair]) for pair in chosen}
    return not any(
        trade.firm_level[pair] < has_plot.get(int(trade.firm[pair]), 10**9)
        and trade.plot_level[pair] < has_firm.get(int(trade.plot[pair]), 10**9)
        for pair in range(len(trade.firm))
    )
