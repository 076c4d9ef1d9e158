"""Preferences and the check of stability, against small cases by hand and against trying everything."""

import numpy as np
import pandas as pd
import pytest

from landuse.core.stability import blocking_pairs, deferred_acceptance, market
from tests.core.markets import all_stable, firm, plot, small_market, table

FIRMS = table(firm("A", rank=1), firm("B", rank=2, unit="QD"), firm("C", rank=2))
PLOTS = table(plot("G1"), plot("G2", unit="QD"))


def pairs(*rows):
    """Return fitting pairs."""
    return pd.DataFrame(rows, columns=["credit_code", "plot_id", "penalty"])


EVERYTHING = pairs(*((code, plot_id, int(plot_id == "G2")) for code in "ABC" for plot_id in ("G1", "G2")))


def blocked(matched, fitting=EVERYTHING, **options):
    """Return which pairs block a matching."""
    found = blocking_pairs(matched, FIRMS, PLOTS, fitting, **options)
    return list(found[["credit_code", "plot_id"]].itertuples(index=False, name=None))


def test_a_firm_ranked_higher_blocks_the_plot_it_prefers():
    """A prefers G1 and is ranked first: it blocks unless it has it."""
    assert blocked({"B": "G1", "A": "G2"}) == [("A", "G1")]
    assert blocked({"A": "G1", "B": "G2"}) == []


def test_equal_rank_does_not_block():
    """B and C share a rank: whoever has G2, the other has no claim."""
    assert blocked({"A": "G1", "B": "G2"}) == []
    assert blocked({"A": "G1", "C": "G2"}) == []


def test_equal_penalty_does_not_block():
    """A firm that does not mind which has no claim to the other."""
    same = EVERYTHING.assign(penalty=0)
    assert blocked({"A": "G2", "B": "G1"}, same) == []


def test_an_empty_plot_and_a_firm_without_one_block():
    """Anything that fits is better than nothing, for both."""
    assert blocked({"A": "G1"}) == [("B", "G2"), ("C", "G2")]
    assert blocked({}, pairs(("B", "G1", 7))) == [("B", "G1")]


def test_own_unit_first_outweighs_rank():
    """G2 lies in QD: B of QD, ranked second, comes before A there, and only there."""
    here = pairs(("A", "G2", 0), ("B", "G2", 0))
    assert blocked({"B": "G2"}, here) == [("A", "G2")]
    assert blocked({"B": "G2"}, here, own_unit_first=True) == []
    assert blocked({"A": "G2"}, here, own_unit_first=True) == [("B", "G2")]


def test_a_firm_without_a_rank_comes_last():
    """Nobody scored it: it keeps a plot only from nobody."""
    firms = table(firm("A", rank=None), firm("B", rank=900))
    fitting = pairs(("A", "G1", 0), ("B", "G1", 0))
    found = blocking_pairs({"A": "G1"}, firms, PLOTS, fitting)
    assert found["credit_code"].tolist() == ["B"]


def test_a_matching_that_is_none_is_refused():
    """A plot twice, or a pair that does not fit."""
    with pytest.raises(ValueError, match="twice"):
        blocked({"A": "G1", "B": "G1"})
    with pytest.raises(ValueError, match="not fitting"):
        blocked({"A": "G1"}, pairs(("B", "G1", 0)))


def test_levels_count_different_costs():
    """Costs 5, 5, 9 are levels 0, 0, 1; ranks 1, 2, 2 are levels 0, 1, 1."""
    fitting = pairs(("A", "G1", 5), ("A", "G2", 5), ("B", "G2", 9), ("C", "G2", 9))
    trade = market(FIRMS, PLOTS, fitting, own_unit_first=False)
    assert trade.firm_level.tolist() == [0, 0, 0, 0]
    assert trade.plot_level.tolist() == [0, 0, 1, 1]


def test_a_pair_of_strangers_is_refused():
    """Every pair names a firm and a plot of the lists."""
    with pytest.raises(ValueError, match="not there"):
        market(FIRMS, PLOTS, pairs(("Z", "G1", 0)), own_unit_first=False)


@pytest.mark.parametrize("seed", range(60))
def test_the_check_finds_the_stable_ones_and_only_them(seed):
    """Any matching drawn at random is called stable if and only if trying everything finds it."""
    rng = np.random.default_rng(seed)
    own_unit_first = bool(seed % 2)
    trade, firms, plots, fitting = small_market(rng, most=4, own_unit_first=own_unit_first)
    stable = set(all_stable(trade))
    for _ in range(20):
        chosen, taken = [], set()
        for place in range(len(trade.firms)):
            open_pairs = [pair for pair in np.flatnonzero(trade.firm == place) if int(trade.plot[pair]) not in taken]
            if open_pairs and rng.random() < 0.8:
                chosen.append(int(rng.choice(open_pairs)))
                taken.add(int(trade.plot[chosen[-1]]))
        matched = {trade.firms[trade.firm[pair]]: trade.plots[trade.plot[pair]] for pair in chosen}
        found = blocking_pairs(matched, firms, plots, fitting, own_unit_first=own_unit_first)
        assert found.empty == (tuple(chosen) in stable)


@pytest.mark.parametrize("seed", range(100))
def test_deferred_acceptance_is_stable(seed):
    """However ties are broken."""
    rng = np.random.default_rng(seed)
    trade, _, _, _ = small_market(rng, own_unit_first=bool(seed % 2))
    assert tuple(deferred_acceptance(trade, rng.integers(0, 3, len(trade.firm)))) in set(all_stable(trade))
