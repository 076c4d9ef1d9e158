"""Numbers of the ledger as figures of documents: a stable id, the rule of counting, the unit they are printed in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from landuse.core.ledger import total
from landuse.core.printed import exact_places
from landuse.model import Progress
from landuse.papers import Figure, figure_id
from landuse.periods import Period
from landuse.rules import load_rules
from landuse.store import Store
from landuse.units import Measure, rounded
from landuse.views.accounts import account
from landuse.views.targets import target_board

_HUNDRED, _M2_OF_WAN = Decimal(100), Decimal(10_000)


def printed_measure(measure: Measure) -> Measure:
    """Return the unit that a document prints amounts of *measure* in: floor area in 万平方米, land in 亩."""
    return Measure.WAN_M2 if measure is Measure.M2 else measure


def in_print(amount: Decimal, measure: Measure) -> Decimal:
    """
    Return an amount of *measure* in the unit that a document prints, exactly.

    Examples
    --------
    >>> in_print(Decimal("274000.00"), Measure.M2), in_print(Decimal("25.00"), Measure.MU)
    (Decimal('27.40'), Decimal('25.00'))
    """
    return amount / _M2_OF_WAN if measure is Measure.M2 else amount


def share_percent(actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """
    Return what *actual* is of *target* in per cent, rounded to 0.01; never stored, always computed.

    Examples
    --------
    >>> share_percent(Decimal("25.00"), Decimal("300"))
    Decimal('8.33')
    """
    return rounded(actual / target * _HUNDRED) if actual is not None and target else None


def indicator_figures(
    store: Store, *, year: int, as_of: date, known_at: datetime | None = None, unit: str | None = None
) -> tuple[Figure, ...]:
    """
    Return the figures of every annual indicator, of the district or of one reporting unit.

    Of each: ``actual``, ``target``, ``share`` and ``elapsed`` (per cent), ``gap``, ``needed`` (a month), ``uncounted``
    (what events that do not count declare).
    """
    board = target_board(store, year=year, as_of=as_of, known_at=known_at, unit=unit)
    return tuple(figure for row in board for figure in _of_indicator(row, as_of, unit))


def added_figures(
    store: Store, *, period: Period, known_at: datetime | None = None, unit: str | None = None
) -> tuple[Figure, ...]:
    """Return what each indicator gained within a period (本期新增): ``added``, in the year the period ends in."""
    found = []
    for indicator in load_rules().indicators.values():
        ends = []
        for day in (period.first - timedelta(days=1), period.last):
            rows, _ = account(store, indicator.indicator_id, as_of=day, year=period.year, known_at=known_at)
            ends.append(total(rows if unit is None else rows.loc[rows["unit"] == unit]))
        gained = in_print(ends[1] - ends[0], indicator.measure)
        name = figure_id(indicator.indicator_id, "added", period=period.code, unit=unit)
        measure = printed_measure(indicator.measure)
        found.append(Figure(name, gained, measure, "added", period.last, places=exact_places([gained])))
    return tuple(found)


def _of_indicator(row: Progress, as_of: date, unit: str | None) -> Iterable[Figure]:
    measure = printed_measure(row.measure)
    amounts = {
        "actual": (row.actual, row.indicator),
        "target": (row.target, "target"),
        "gap": (row.gap, "gap"),
        "needed": (row.needed_per_month, "needed"),
        "uncounted": (row.uncounted.declared, "uncounted"),
    }
    for what, (amount, rule) in amounts.items():
        value = None if amount is None else in_print(amount, row.measure)
        if what == "needed" and value is not None:
            value = rounded(value)
        places = 2 if value is None else exact_places([value])
        yield Figure(figure_id(row.indicator, what, unit=unit), value, measure, rule, as_of, places=places)
    shares = {"share": share_percent(row.actual, row.target), "elapsed": rounded(row.elapsed * 100)}
    for what, share in shares.items():
        yield Figure(figure_id(row.indicator, what, unit=unit), share, "percent", what, as_of)
