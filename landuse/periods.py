"""
Periods as offices write them: 5月, 1-5月, 一季度, 上半年, 6月上半月, 全年, 截至6月14日.

A period is always stated, never inferred from a file's date; how its source wrote it wins over how we would.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue

MONTHS = 12
#: The last day of a month's first fortnight.
MID_MONTH = 15


class Scope(StrEnum):
    """What kind of period it is."""

    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    MONTHS = "months"
    UNTIL = "until"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; ``written`` is how its source wrote it."""

    scope: Scope
    first: date
    last: date
    written: str | None = None

    @property
    def code(self) -> str:
        """How a command or a row writes it; :func:`parse_period` reads it back (without ``written``)."""
        first, last = self.first, self.last
        codes = {
            Scope.YEAR: f"{first.year}",
            Scope.HALF_YEAR: f"{first.year}H{1 if first.month == 1 else 2}",
            Scope.QUARTER: f"{first.year}Q{(first.month + 2) // 3}",
            Scope.MONTH: f"{first:%Y-%m}",
            Scope.FORTNIGHT: f"{first:%Y-%m}F{1 if first.day == 1 else 2}",
            Scope.MONTHS: f"{first:%Y-%m}..{last:%Y-%m}",
            Scope.UNTIL: f"..{last.isoformat()}",
            Scope.DAYS: f"{first.isoformat()}..{last.isoformat()}",
        }
        return codes[self.scope]

    @property
    def year(self) -> int:
        """The year it ends in."""
        return self.last.year


_CODES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (Scope.YEAR, re.compile(r"(\d{4})")),
    (Scope.HALF_YEAR, re.compile(r"(\d{4})H([12])")),
    (Scope.QUARTER, re.compile(r"(\d{4})Q([1-4])")),
    (Scope.MONTH, re.compile(r"(\d{4})-(\d\d)")),
    (Scope.FORTNIGHT, re.compile(r"(\d{4})-(\d\d)F([12])")),
    (Scope.MONTHS, re.compile(r"(\d{4})-(\d\d)\.\.(\d{4})-(\d\d)")),
    (Scope.UNTIL, re.compile(r"\.\.(\d{4})-(\d\d)-(\d\d)")),
    (Scope.DAYS, re.compile(r"(\d{4})-(\d\d)-(\d\d)\.\.(\d{4})-(\d\d)-(\d\d)")),
)


def parse_period(code: str) -> Period:
    """
    Return the period that a code names.

    Parameters
    ----------
    code : str
        ``2023``, ``2023H1``, ``2023Q1``, ``2023-05``, ``2023-06F1`` (a fortnight), ``2023-01..2023-05``,
        ``..2023-06-14`` (from the year's beginning) or ``2023-06-03..2023-06-14``.

    Raises
    ------
    ArgumentsError
        ``wrong_period``.

    Examples
    --------
    >>> parse_period("2023-06F1").last, parse_period("2023Q1").last
    (datetime.date(2023, 6, 15), datetime.date(2023, 3, 31))
    """
    for scope, pattern in _CODES:
        found = pattern.fullmatch(code.strip())
        if found:
            try:
                return _period(scope, *(int(part) for part in found.groups()))
            except ValueError:
                break
    raise ArgumentsError("wrong_period", value=code)


def _period(scope: Scope, *parts: int) -> Period:
    """Return a period of its numbers; ValueError if a day is none or the end comes first."""
    year, *rest = parts
    number = rest[0] if rest else 1
    spans = {
        Scope.YEAR: (1, MONTHS),
        Scope.HALF_YEAR: (6 * number - 5, 6 * number),
        Scope.QUARTER: (3 * number - 2, 3 * number),
        Scope.MONTH: (number, number),
        Scope.FORTNIGHT: (number, number),
    }
    if scope in spans:
        whole = _of_months(scope, year, *spans[scope])
        if scope is not Scope.FORTNIGHT:
            return whole
        middle = whole.first.replace(day=MID_MONTH)
        return replace(whole, last=middle) if rest[1] == 1 else replace(whole, first=middle + timedelta(days=1))
    if scope is Scope.MONTHS:
        return _rising(Period(scope, date(year, number, 1), _end(rest[1], rest[2])))
    if scope is Scope.UNTIL:
        return Period(scope, date(year, 1, 1), date(year, number, rest[1]))
    return _rising(Period(scope, date(year, number, rest[1]), date(rest[2], rest[3], rest[4])))


def _of_months(scope: Scope, year: int, first: int, last: int) -> Period:
    return Period(scope, date(year, first, 1), _end(year, last))


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1] if 1 <= month <= MONTHS else 0)


def _rising(period: Period) -> Period:
    if period.first > period.last:
        raise ValueError(period.first)
    return period


def period_of(first: date, last: date, written: str | None = None) -> Period:
    """
    Return the period between two days, by the shortest name it has.

    Examples
    --------
    >>> period_of(date(2023, 1, 1), date(2023, 5, 31)).code, period_of(date(2023, 1, 1), date(2023, 6, 14)).code
    ('2023-01..2023-05', '..2023-06-14')
    """
    year = first.year
    named = [
        _period(Scope.YEAR, year),
        *(_period(Scope.HALF_YEAR, year, half) for half in (1, 2)),
        *(_period(Scope.QUARTER, year, quarter) for quarter in (1, 2, 3, 4)),
        _period(Scope.MONTH, year, first.month),
        *(_period(Scope.FORTNIGHT, year, first.month, half) for half in (1, 2)),
    ]
    for period in named:
        if (period.first, period.last) == (first, last):
            return replace(period, written=written)
    if first.day == 1 and last == _end(last.year, last.month):
        return Period(Scope.MONTHS, first, last, written)
    of_year = first == date(last.year, 1, 1)
    return Period(Scope.UNTIL if of_year else Scope.DAYS, first, last, written)


def months_until(day: date) -> Period:
    """
    Return the part of the year up to *day* as amounts counted to it are labelled: 1-5月, or 截至6月14日.

    Examples
    --------
    >>> months_until(date(2023, 6, 30)).code, months_until(date(2023, 6, 14)).code
    ('2023-01..2023-06', '..2023-06-14')
    """
    first = date(day.year, 1, 1)
    if day != _end(day.year, day.month):
        return Period(Scope.UNTIL, first, day)
    return Period(Scope.MONTH if day.month == 1 else Scope.MONTHS, first, day)


def periods_in(scope: Scope, year: int, *, until: date) -> list[Period]:
    """
    Return the periods of a kind in a year that had begun on a day, the latest first; of days anybody may choose: none.

    Examples
    --------
    >>> [period.code for period in periods_in(Scope.QUARTER, 2023, until=date(2023, 5, 31))]
    ['2023Q2', '2023Q1']
    >>> [period.code for period in periods_in(Scope.UNTIL, 2022, until=date(2023, 5, 31))]
    ['..2022-12-31']
    """
    months = range(1, MONTHS + 1)
    last = min(until, date(year, MONTHS, 31))
    codes = {
        Scope.YEAR: [f"{year}"],
        Scope.HALF_YEAR: [f"{year}H{half}" for half in (1, 2)],
        Scope.QUARTER: [f"{year}Q{quarter}" for quarter in (1, 2, 3, 4)],
        Scope.MONTH: [f"{year}-{month:02d}" for month in months],
        Scope.FORTNIGHT: [f"{year}-{month:02d}F{half}" for month in months for half in (1, 2)],
        Scope.MONTHS: [f"{year}-01..{year}-{month:02d}" for month in months[1:] if _end(year, month) <= last],
        Scope.UNTIL: [f"..{last.isoformat()}"] if last.year == year else [],
    }
    found = [parse_period(code) for code in codes.get(scope, ())]
    return [period for period in reversed(found) if period.first <= until]


def before(period: Period) -> Period:
    """
    Return the period of the same kind that comes before, to compare with.

    Of what counts from the year's beginning (1-5月, 截至6月14日) it is the same of the year before.

    Examples
    --------
    >>> [before(parse_period(code)).code for code in ("2023-06F1", "2023H1", "2023-01", "2023-01..2023-05")]
    ['2023-05F2', '2022H2', '2022-12', '2022-01..2022-05']
    """
    if period.scope in {Scope.UNTIL, Scope.MONTHS}:
        year, last = period.first.year - 1, period.last
        ends_month = last == _end(last.year, last.month)
        day = _end(last.year - 1, last.month) if ends_month else last.replace(year=last.year - 1)
        return replace(period, first=period.first.replace(year=year), last=day, written=None)
    last = period.first - timedelta(days=1)
    if period.scope is Scope.DAYS:
        return Period(Scope.DAYS, last - (period.last - period.first), last)
    months = {Scope.YEAR: 12, Scope.HALF_YEAR: 6, Scope.QUARTER: 3, Scope.MONTH: 1, Scope.FORTNIGHT: 1}[period.scope]
    first = last.replace(month=last.month - months + 1, day=1)
    if period.scope is Scope.FORTNIGHT and last.day > MID_MONTH:
        first = first.replace(day=MID_MONTH + 1)
    return Period(period.scope, first, last)


def period_label(period: Period, text: Catalogue, *, with_year: bool = False) -> str:
    """Return how a period is called: as its source wrote it, else by its dates; *with_year* puts the year before."""
    words = period.written or text(f"periods.{_text_key(period)}", **_parts(period, text))
    return text("periods.of_year", year=period.year, period=words) if with_year else words


def _text_key(period: Period) -> str:
    if period.scope is Scope.HALF_YEAR:
        return f"half_year_{1 if period.first.month == 1 else 2}"
    if period.scope is Scope.QUARTER:
        return f"quarter_{(period.first.month + 2) // 3}"
    if period.scope is Scope.FORTNIGHT:
        return f"fortnight_{1 if period.first.day == 1 else 2}"
    return str(period.scope)


def _parts(period: Period, text: Catalogue) -> dict[str, object]:
    return {
        "year": period.year,
        "day": period.last.day,
        "first_day": period.first.day,
        "month_name": text(f"periods.name_{period.last.month}"),
        "first_month_name": text(f"periods.name_{period.first.month}"),
    }
