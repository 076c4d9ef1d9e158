"""The solver: as good as trying every stable matching, on 500 small cases with ties on both sides."""

import numpy as np
import pytest

from landuse.core.assignment import solve
from landuse.core.reduction import Reduced, reduce
from landuse.core.stability import deferred_acceptance
from tests.core.markets import all_stable, small_market


def aims_of(trade, rng):
    """Return three aims: how many, something worth of each pair, and the least penalty."""
    count = len(trade.firm)
    return [np.ones(count, dtype=np.int64), rng.integers(0, 20, count), -trade.penalty]


def best_of(trade, aims):
    """Return what the best of all stable matchings reaches."""
    return max(tuple(int(aim[list(chosen)].sum()) for aim in aims) for chosen in all_stable(trade))


@pytest.mark.parametrize("block", range(10))
def test_as_good_as_the_best_of_all_stable_matchings(block):
    """Fifty cases each, up to six firms and six plots, with ties, incomplete lists and, in half, own unit first."""
    for seed in range(50 * block, 50 * block + 50):
        rng = np.random.default_rng(seed)
        trade, _, _, _ = small_market(rng, own_unit_first=bool(seed % 2), levels=int(rng.integers(1, 5)))
        aims = aims_of(trade, rng)
        found = solve(trade, reduce(trade), aims, deferred_acceptance(trade, aims[1]), seconds=60)
        assert all(aim.proven and aim.reached == aim.bound for aim in found.aims)
        assert tuple(aim.reached for aim in found.aims) == best_of(trade, aims)
        assert found.pairs in set(all_stable(trade))


@pytest.mark.parametrize("seed", range(40))
def test_the_rows_alone_are_right(seed):
    """Without any reduction the solver finds the same."""
    rng = np.random.default_rng(seed)
    trade, _, _, _ = small_market(rng, own_unit_first=bool(seed % 2))
    aims = aims_of(trade, rng)
    everything = Reduced(np.ones(len(trade.firm), dtype=bool), frozenset(), frozenset())
    found = solve(trade, everything, aims, deferred_acceptance(trade, aims[1]), seconds=60)
    assert tuple(aim.reached for aim in found.aims) == best_of(trade, aims)
    assert found.pairs in set(all_stable(trade))


def test_without_time_the_fallback_is_taken_and_says_so():
    """A larger list in no time at all: the fallback, not proven, and no bound below what time would have reached."""
    rng = np.random.default_rng(7)
    trade, _, _, _ = small_market(rng, most=60, levels=3, ranks=6, share=0.4)
    aims = aims_of(trade, rng)
    fallback = deferred_acceptance(trade, aims[0])
    found = solve(trade, reduce(trade), aims, fallback, seconds=1e-6)
    assert list(found.pairs) == fallback
    assert not all(aim.proven for aim in found.aims)
    in_time = solve(trade, reduce(trade), aims, fallback, seconds=60)
    assert all(aim.proven for aim in in_time.aims)
    first = next(place for place, aim in enumerate(found.aims) if not aim.proven)
    assert found.aims[first].bound >= in_time.aims[first].reached > found.aims[first].reached
