"""Many areas at once as they are printed; one at a time they go through :mod:`landuse.units`."""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from landuse.units import M2_PER_HA, MU_PER_HA

#: Hundredths are rounded half up from the ninth decimal, where the noise of binary floats is cut (``units.rounded``).
_NOISELESS, _HALF_CENT, _CENT = 1e9, 5_000_000, 10_000_000


def printed_mu(areas_m2: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Return many areas in 亩 as they are printed, rounded as :func:`rounded` does; NaN stays NaN.

    Parameters
    ----------
    areas_m2 : array
        From 0 to six hundred million m² each.

    Examples
    --------
    >>> printed_mu(np.array([10_000.0, 1783.35, np.nan])).tolist()
    [15.0, 2.68, nan]
    """
    amounts = areas_m2 * MU_PER_HA / M2_PER_HA
    noiseless = np.rint(np.nan_to_num(amounts) * _NOISELESS).astype(np.int64)
    return np.where(np.isnan(amounts), np.nan, (noiseless + _HALF_CENT) // _CENT / 100)


def printed_sum(amounts: npt.NDArray[np.float64]) -> Decimal:
    """
    Return the sum of many amounts that are rounded to hundredths already, exactly; NaN adds nothing.

    Examples
    --------
    >>> printed_sum(np.array([2.68, 15.0, np.nan]))
    Decimal('17.68')
    """
    cents = np.rint(np.nan_to_num(amounts) * 100).astype(np.int64)
    return Decimal(int(cents.sum())).scaleb(-2)


def exact_places(amounts: Iterable[Decimal], *, least: int = 2, most: int = 6) -> int:
    """
    Return with how many decimals amounts have to be printed so that nothing of them is lost.

    Parts that are printed so add up to their total whatever their unit: floor area is kept to 0.01 m², and 万平方米
    with two decimals would lose up to 50 m² a part.

    Examples
    --------
    >>> exact_places([Decimal("27.40"), Decimal("1.2345")]), exact_places([Decimal("25")])
    (4, 2)
    """
    needed = [-int(amount.normalize().as_tuple().exponent) for amount in amounts if amount.is_finite()]
    return max(least, min(most, max(needed, default=least)))
