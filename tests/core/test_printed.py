"""Many areas round as one does."""

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.printed import printed_mu, printed_sum
from landuse.units import mu_from_m2, printed_total, rounded

cents_of_m2 = st.integers(0, 10_000_000_000).map(lambda cents: cents / 100)
areas = st.lists(st.one_of(cents_of_m2, st.floats(0, 1e8)), max_size=20)


@given(areas)
def test_each_area_is_printed_as_alone(given_m2):
    """Half up, after the noise of floats is cut."""
    expected = [float(rounded(mu_from_m2(area))) for area in given_m2]
    assert printed_mu(np.array(given_m2)).tolist() == expected


@given(areas)
def test_the_sum_is_that_of_what_is_printed(given_m2):
    """The list adds up to its total, to the cent."""
    assert printed_sum(printed_mu(np.array(given_m2))) == printed_total(mu_from_m2(area) for area in given_m2)


def test_nothing_measured_stays_nothing():
    """NaN is not zero, and adds nothing."""
    assert np.isnan(printed_mu(np.array([np.nan]))).all()
    assert printed_sum(np.array([np.nan, 2.68])) == Decimal("2.68")
