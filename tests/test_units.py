"""亩 and m²: the exact factor, and rounding as offices do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.units import Measure, amount_in, m2_from, m2_from_mu, mu_from_m2, printed_total, rounded

areas = st.floats(0, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [(0.005, "0.01"), (1.005, "1.01"), (2.675, "2.68"), (464.345, "464.35"), (-0.005, "-0.01"), (25, "25.00")],
)
def test_halves_are_rounded_up(amount, printed):
    """四舍五入, not half-even, and not misled by binary floats."""
    assert rounded(amount) == Decimal(printed)


@pytest.mark.parametrize(
    ("amount", "measure", "m2"),
    [(15, Measure.MU, 10_000), (1, Measure.HA, 10_000), (27.4, Measure.WAN_M2, 274_000), (5, Measure.M2, 5)],
)
def test_known_conversions(amount, measure, m2):
    """15 亩 are a hectare; 27.4 万平方米 are 274,000 m²."""
    assert m2_from(amount, measure) == m2
    assert amount_in(m2, measure) == amount


@given(areas)
def test_mu_goes_there_and_back(area_m2):
    """m² to 亩 and back is the same area."""
    assert m2_from_mu(mu_from_m2(area_m2)) == pytest.approx(area_m2)


@given(st.lists(areas, max_size=30))
def test_printed_parts_add_up_to_the_printed_total(parts):
    """The total is the sum of what is printed, not the rounded sum."""
    assert printed_total(parts) == sum((rounded(part) for part in parts), Decimal(0))


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_amounts_that_are_no_numbers_are_not_printed(amount):
    """NaN raises instead of being printed."""
    with pytest.raises(ValueError, match="finite"):
        rounded(amount)
