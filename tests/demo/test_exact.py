"""Choosing amounts that add up to a total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.demo.exact import exact_sum, shared_out

amounts_of_parcels = st.lists(st.integers(1, 2000), min_size=1, max_size=30)


@given(amounts_of_parcels, st.data())
def test_a_reachable_total_is_reached_by_distinct_places(amounts: list[int], data: st.DataObject) -> None:
    """Whatever some of the amounts add up to can be chosen, each amount at most once."""
    some = data.draw(st.lists(st.sampled_from(range(len(amounts))), unique=True))
    total = sum(amounts[place] for place in some)
    chosen = exact_sum(amounts, total)
    assert sum(amounts[place] for place in chosen) == total
    assert len(set(chosen)) == len(chosen)


def test_an_unreachable_total_is_refused() -> None:
    """Two fours never make a six."""
    with pytest.raises(ValueError, match="6"):
        exact_sum([4, 4], 6)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=40), st.integers(100, 100_000))
def test_shares_make_the_total(weights: list[float], tens: int) -> None:
    """Shares in whole steps add up to the total, to the last step."""
    assert sum(shared_out(weights, tens * 10, 10)) == tens * 10
