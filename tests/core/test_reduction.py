"""What all stable matchings agree on: found without losing one of them."""

import numpy as np
import pandas as pd
import pytest

from landuse.core.reduction import reduce
from landuse.core.stability import market
from tests.core.markets import all_stable, firm, plot, small_market, table


def left(trade):
    """Return the pairs that are left, by names."""
    places = np.flatnonzero(reduce(trade).alive)
    return [(trade.firms[trade.firm[place]], trade.plots[trade.plot[place]]) for place in places]


def named(firms, plots, *rows):
    """Return a market of named pairs."""
    pairs = pd.DataFrame(rows, columns=["credit_code", "plot_id", "penalty"])
    return market(table(*firms), table(*plots), pairs, own_unit_first=False)


def test_strict_ranks_and_choices_leave_nothing_open():
    """Each firm in turn takes its best: nothing is left to a solver."""
    firms = [firm(code, rank=place) for place, code in enumerate("ABC")]
    rows = [(code, f"G{number}", number) for code in "ABC" for number in (1, 2, 3)]
    trade = named(firms, [plot("G1"), plot("G2"), plot("G3")], *rows)
    assert left(trade) == [("A", "G1"), ("B", "G2"), ("C", "G3")]


def test_ties_that_matter_stay_open():
    """A does not mind which of two; B fits only one of them: both of A's stay, and both firms are sure of one."""
    trade = named(
        [firm("A", rank=1), firm("B", rank=2)],
        [plot("G1"), plot("G2"), plot("G3")],
        ("A", "G1", 0),
        ("A", "G2", 0),
        ("A", "G3", 5),
        ("B", "G1", 0),
    )
    assert left(trade) == [("A", "G1"), ("A", "G2"), ("B", "G1")]
    assert reduce(trade).sure_firms == {0}


@pytest.mark.parametrize("seed", range(300))
def test_no_stable_matching_is_lost_and_none_is_invented(seed):
    """All of them use what is left and match all that is sure; among the rest nothing else is stable."""
    rng = np.random.default_rng(seed)
    trade, _, _, _ = small_market(rng, most=5, own_unit_first=bool(seed % 2), levels=int(rng.integers(1, 5)))
    found, stable = reduce(trade), all_stable(trade)
    assert stable
    for chosen in stable:
        assert all(found.alive[pair] for pair in chosen)
        assert found.sure_firms <= {int(trade.firm[pair]) for pair in chosen}
        assert found.sure_plots <= {int(trade.plot[pair]) for pair in chosen}


def test_an_empty_market_is_reduced_to_nothing():
    """No pairs, no work."""
    trade = named([firm("A")], [plot("G1")])
    assert reduce(trade).alive.tolist() == []
