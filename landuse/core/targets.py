"""Progress against an annual target: share, norm, pace, what is missing and what it takes."""

import calendar
from datetime import date
from decimal import Decimal

from landuse.model import Direction, Indicator, Norm, Progress, Uncounted
from landuse.units import rounded

MONTHS = 12


def months_elapsed(year: int, as_of: date) -> float:
    """
    Return how many months of *year* are over at the end of *as_of*: whole months, days within a running one.

    Examples
    --------
    >>> months_elapsed(2023, date(2023, 5, 31)), months_elapsed(2023, date(2023, 6, 15))
    (5.0, 5.5)
    """
    if as_of.year != year:
        return 0.0 if as_of.year < year else float(MONTHS)
    return as_of.month - 1 + as_of.day / calendar.monthrange(as_of.year, as_of.month)[1]


def norm_share(norm: Norm, year: int, as_of: date) -> float:
    """
    Return the share of the target that the norm curve asks for by the end of *as_of*, straight within a month.

    Examples
    --------
    >>> linear = Norm("linear", tuple(month / 12 for month in range(1, 13)))
    >>> round(norm_share(linear, 2023, date(2023, 5, 31)), 4)
    0.4167
    """
    months = months_elapsed(year, as_of)
    whole = int(months)
    shares = (0.0, *norm.monthly_shares)
    if whole >= MONTHS:
        return shares[MONTHS]
    return shares[whole] + (months - whole) * (shares[whole + 1] - shares[whole])


def progress(
    indicator: Indicator,
    *,
    actual: Decimal,
    target: Decimal | None,
    direction: Direction | None = None,
    norm: Norm,
    year: int,
    as_of: date,
    uncounted: Uncounted,
) -> Progress:
    """
    Set what was done against the target of the year.

    Parameters
    ----------
    indicator : Indicator
    actual, target : Decimal
        In the indicator's measure; *target* None or 0 leaves the comparisons None.
    direction : Direction, optional
        The target's own; the indicator's otherwise. Of an upper bound, the gap is what it is exceeded by.
    norm : Norm
        The curve that says how much is due by when.
    year, as_of
        The year of the target and the last day that counts.
    uncounted : Uncounted
        What was left out.

    Returns
    -------
    Progress
        ``needed_per_month`` is the gap over the months left (None when none is left), ``speed_up`` that over what was
        achieved per month so far (None when nothing was).

    Notes
    -----
    Source: 区经信局 2023 H1 summary; at 2023-05-31 re-supply of 25 of 300 亩 has a pace index of 0.20 and needs 7.86
    times its pace.
    """
    direction = direction or indicator.direction
    months = months_elapsed(year, as_of)
    elapsed = norm_share(norm, year, as_of)
    achieved = rounded(actual / Decimal(repr(months))) if months else None
    run_rate = rounded(actual / Decimal(repr(months)) * MONTHS) if months else None
    share = float(actual / target) if target else None
    gap = _gap(actual, target, direction)
    needed = _needed(gap, MONTHS - months, direction)
    return Progress(
        indicator=indicator.indicator_id,
        measure=indicator.measure,
        actual=actual,
        target=target,
        direction=direction,
        share=share,
        elapsed=elapsed,
        pace_index=_pace(share, elapsed, direction),
        gap=gap,
        achieved_per_month=achieved,
        needed_per_month=None if needed is None else rounded(needed),
        speed_up=_speed_up(needed, actual, months),
        run_rate_year_end=run_rate,
        uncounted=uncounted,
    )


def _gap(actual: Decimal, target: Decimal | None, direction: Direction) -> Decimal | None:
    if target is None:
        return None
    missing = target - actual if direction is Direction.AT_LEAST else actual - target
    return max(missing, Decimal("0.00"))


def _needed(gap: Decimal | None, months_left: float, direction: Direction) -> Decimal | None:
    if gap is None or direction is Direction.AT_MOST:
        return None
    if not gap:
        return Decimal("0.00")
    return gap / Decimal(repr(months_left)) if months_left > 0 else None


def _speed_up(needed: Decimal | None, actual: Decimal, months: float) -> float | None:
    if needed is None:
        return None
    if not needed:
        return 0.0
    return float(needed * Decimal(repr(months)) / actual) if actual > 0 and months else None


def _pace(share: float | None, elapsed: float, direction: Direction) -> float | None:
    if share is None or not elapsed:
        return None
    if direction is Direction.AT_LEAST:
        return share / elapsed
    return elapsed / share if share else None
