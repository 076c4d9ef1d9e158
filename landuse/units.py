"""
Land and floor area in the units of the trade, and how they are rounded.

The exact factor is 1 亩 (mu) = 10000/15 m² and 15 亩 = 1 ha. Tables hold m² as float; whatever is printed goes through
:class:`decimal.Decimal` and 四舍五入 (ROUND_HALF_UP). Source: ``docs/design/area-policy.md``.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

M2_PER_HA = 10_000
MU_PER_HA = 15
CENT = Decimal("0.01")


class Dimension(StrEnum):
    """What an amount measures; amounts of different dimensions are never added."""

    LAND = "land"
    FLOOR = "floor"


class Measure(StrEnum):
    """Units of measure that amounts are given and printed in."""

    MU = "mu"
    M2 = "m2"
    HA = "ha"
    WAN_M2 = "wan_m2"
    KM2 = "km2"


_M2_OF_ONE: dict[Measure, Decimal] = {
    Measure.MU: Decimal(M2_PER_HA) / Decimal(MU_PER_HA),
    Measure.M2: Decimal(1),
    Measure.HA: Decimal(M2_PER_HA),
    Measure.WAN_M2: Decimal(M2_PER_HA),
    Measure.KM2: Decimal(1_000_000),
}


def mu_from_m2(area_m2: float) -> float:
    """
    Return 亩 for m², exactly ``area_m2 * 15 / 10000``.

    Examples
    --------
    >>> mu_from_m2(10_000)
    15.0
    """
    return area_m2 * MU_PER_HA / M2_PER_HA


def m2_from_mu(area_mu: float) -> float:
    """
    Return m² for 亩, exactly ``area_mu * 10000 / 15``.

    Examples
    --------
    >>> m2_from_mu(15)
    10000.0
    """
    return area_mu * M2_PER_HA / MU_PER_HA


def m2_from(amount: float | Decimal, measure: Measure) -> float:
    """
    Return m² for an *amount* given in *measure*.

    Examples
    --------
    >>> m2_from(27.4, Measure.WAN_M2)
    274000.0
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    if measure is Measure.MU:
        return float(exact * M2_PER_HA / MU_PER_HA)
    return float(exact * _M2_OF_ONE[measure])


def amount_in(area_m2: float, measure: Measure) -> float:
    """
    Return an area of *area_m2* in *measure*.

    Examples
    --------
    >>> amount_in(274_000, Measure.WAN_M2)
    27.4
    """
    if measure is Measure.MU:
        return mu_from_m2(area_m2)
    return area_m2 / float(_M2_OF_ONE[measure])


def rounded(amount: float | Decimal, places: int = 2) -> Decimal:
    """
    Round as offices do, half up, after cutting the noise of binary floats at the ninth decimal.

    Raises
    ------
    ValueError
        If *amount* is NaN or infinite.

    Examples
    --------
    >>> rounded(2.675), rounded(-2.675), rounded(25)
    (Decimal('2.68'), Decimal('-2.68'), Decimal('25.00'))
    """
    exact = Decimal(amount) if isinstance(amount, Decimal) else Decimal(repr(float(amount)))
    if not exact.is_finite():
        message = f"not a finite amount: {amount!r}"
        raise ValueError(message)
    noiseless = exact.quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP)
    return noiseless.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def printed_total(amounts: Iterable[float | Decimal], places: int = 2) -> Decimal:
    """
    Sum amounts as they are printed: parts are rounded first, so that the list adds up to its total.

    Examples
    --------
    >>> printed_total([0.005, 0.005])
    Decimal('0.02')
    """
    return sum((rounded(amount, places) for amount in amounts), Decimal(0).scaleb(-places))
