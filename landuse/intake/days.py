"""
Cells to days, a column at a time: what one cell leaves open another may settle, and the rest is asked.

``03/04/2023`` is settled by ``22/12/2017`` in the same column; a month without a day, a day without a year and the
number 2023.1 (January, or October that a spreadsheet cut short) are questions, never guesses.
"""

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from landuse.intake.headings import normal
from landuse.intake.questions import SAMPLES, Asking
from landuse.intake.values import Unreadable, text_of, vocabulary, word_of
from landuse.model import Asked, Question

#: Excel's day 0, with its leap-year slip of 1900 behind us.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (20_000, 80_000)
#: Years in two digits from here on are of the last century.
CENTURY = 70
#: In which order the three parts of a day may stand, as places of year, month and day.
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}

DayReader = Callable[[object], date | None]

_PARTS = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_NAMED = re.compile(r"(\d{1,2})[\s,./-]*([^\W\d_]+)[\s,./-]*(\d{4}|\d{2})|([^\W\d_]+)[\s.]*(\d{1,2})[\s,]+(\d{4})")
_MONTH = re.compile(r"(\d{4}|\d{2})\s*([-/.])\s*(\d{1,2})\s*-?")
_YEARLESS = re.compile(r"(\d{1,2})-(\d{1,2})?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_END = re.compile(r"((\d{2}|\d{4})[-/.])?\d{1,2}[-/.]\d{1,2}|\d{1,2}")
_FIRST = re.compile(r"(\d{2}|\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")


class Month(NamedTuple):
    """A month without a day; ``cut`` where it is a 1 that may be a 10 whose 0 a spreadsheet dropped."""

    year: int
    month: int
    cut: bool


class Yearless(NamedTuple):
    """A month without a year; its day, if there is one."""

    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class Either:
    """A day that different orders of its parts read differently."""

    days: dict[str, date]


Written = date | Month | Yearless | Either | None


def written_day(cell: object) -> Written:
    """
    Return what a cell alone says of a day.

    Raises
    ------
    Unreadable
        ``no_such_day``, ``not_a_day``.

    Examples
    --------
    >>> written_day("2023年5月6日"), written_day(45085), written_day("28-Oct-15"), written_day("22.09.2011")
    (datetime.date(2023, 5, 6), datetime.date(2023, 6, 8), datetime.date(2015, 10, 28), datetime.date(2011, 9, 22))
    >>> written_day("23年5月"), written_day(2023.1), written_day("6月14日")
    (Month(year=2023, month=5, cut=False), Month(year=2023, month=1, cut=True), Yearless(month=6, day=14))
    >>> sorted(written_day("03/04/2023").days)
    ['dmy', 'mdy']
    """
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return None if day.isoformat() in _no_days() else day
    text = text_of(cell)
    if text is None:
        return None
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    marked = plain.translate(_marks()).strip()
    if marked in _no_days():
        return None
    parts = _PARTS.fullmatch(marked)
    if parts is not None:
        return _of_parts(parts.groups(), is_ymd=marked != plain)
    return _of_fewer(marked, is_marked=marked != plain)


def day_reader(
    heading: str,
    cells: Sequence[object],
    rows: Sequence[int],
    asking: Asking,
    *,
    today: date,
    period: bool = False,
) -> DayReader:
    """
    Return what reads the days of a column.

    Parameters
    ----------
    heading : str
    cells : sequence
        The different cells of the column, and
    rows : sequence of int
        for each of them the first row that holds it, as a user finds it.
    asking : Asking
        Takes the column's questions, and knows their answers.
    today : date
        Days without a year are of this year or the one before, unless the column says otherwise.
    period : bool
        Whether a cell may hold a period (``2023.5.6-2023.5.20``), of which the first day is read.

    Returns
    -------
    callable
        Cell -> day or None; it raises Unreadable with ``day_order_open``, ``month_open``, ``day_without_day`` or
        ``day_without_year`` where a question is open, ``no_such_day`` or ``not_a_day`` where the cell is wrong.
    """
    has_months = any(normal(heading).endswith(normal(end)) for end in vocabulary("day")["months"])

    def say(cell: object) -> Written:
        number = text_of(cell) if has_months else None
        if number is not None and number.isascii() and number.isdigit() and 1 <= int(number) <= 12:
            return Yearless(int(number), None)
        return written_day(first_of_period(cell) if period else cell)

    seen = list(_readable(cells, rows, say))
    order = _order(heading, seen, asking)
    october = _month(heading, seen, asking)
    year = _year(heading, seen, asking, today)
    end = _day_of_month(heading, seen, asking, is_open=october is None)

    def read(cell: object) -> date | None:
        written = say(cell)
        if isinstance(written, Either):
            if order not in written.days:
                raise Unreadable("day_order_open")
            return written.days[order]
        if isinstance(written, Month):
            return _day_in(written, october, end)
        if isinstance(written, Yearless):
            return _day_of_year(written, year, end)
        return written

    return read


def first_of_period(cell: object) -> object:
    """
    Return the first day of a period as it is written, other cells as they are.

    Examples
    --------
    >>> first_of_period("2023年5月6日至5月20日"), first_of_period("2023-05-06-2023-05-20"), first_of_period("待定")
    ('2023-5-6', '2023-05-06', '待定')
    """
    if not isinstance(cell, str):
        return cell
    plain = unicodedata.normalize("NFKC", cell).strip().translate(_marks()).strip()
    first = _FIRST.match(plain)
    if first is not None:
        rest = plain[first.end() :].strip()
        mark = next((mark for mark in vocabulary("day")["until"] if rest.startswith(mark)), None)
        if mark is not None and _END.fullmatch(rest.removeprefix(mark).strip()):
            return first.group()
    return cell


def period_kinds() -> frozenset[str]:
    """Return the kinds of events whose column may hold a period."""
    return frozenset(vocabulary("day")["period"])


def _of_parts(parts: Sequence[str], *, is_ymd: bool) -> Written:
    """Return the day of three numbers; Chinese marks say that the year comes first."""
    found = {}
    for order, (year, month, day) in ORDERS.items():
        if (is_ymd and order != "ymd") or len(parts[year]) not in {2, 4} or max(len(parts[month]), len(parts[day])) > 2:
            continue
        if "-".join((parts[year], parts[month].zfill(2), parts[day].zfill(2))) in _no_days():
            return None
        try:
            found[order] = date(_full_year(parts[year]), int(parts[month]), int(parts[day]))
        except ValueError:
            continue
    if not found:
        raise Unreadable("no_such_day")
    return next(iter(found.values())) if len(set(found.values())) == 1 else Either(found)


def _of_fewer(plain: str, *, is_marked: bool) -> Written:
    """Return the day of a serial number, of digits in a row, of a month's name, or what lacks a day or a year."""
    if plain.replace(".", "", 1).isdigit() and EXCEL_DAYS[0] <= float(plain) <= EXCEL_DAYS[1]:
        return EXCEL_EPOCH + timedelta(days=int(float(plain)))
    compact = _COMPACT.fullmatch(plain)
    if compact is not None:
        year, month, day = compact.groups()
        return _of_parts((year, month, day), is_ymd=True) if day else _month_of(year, month, mark="")
    if is_marked and (yearless := _YEARLESS.fullmatch(plain)) is not None:
        return _yearless(yearless)
    found = _MONTH.fullmatch(plain)
    if found is not None and (len(found.group(1)) == 4 or int(found.group(1)) > 12):
        return _month_of(found.group(1), found.group(3), mark="" if is_marked else found.group(2))
    named = _NAMED.fullmatch(plain)
    if named is not None:
        day, name, year, name_first, day_after, year_after = named.groups()
        month = word_of(name or name_first, "month")
        if month is not None:
            return _of_parts((year or year_after, month, day or day_after), is_ymd=True)
    raise Unreadable("not_a_day")


def _month_of(year: str, month: str, *, mark: str) -> Month:
    if not 1 <= int(month) <= 12:
        raise Unreadable("no_such_day")
    return Month(_full_year(year), int(month), cut=mark == "." and month == "1")


def _yearless(found: re.Match[str]) -> Yearless:
    month, day = int(found.group(1)), int(found.group(2) or 1)
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:
        raise Unreadable("no_such_day")
    return Yearless(month, day if found.group(2) else None)


def _full_year(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < CENTURY else 1900)


class _Seen(NamedTuple):
    """A cell of the column, its row, and what it says alone."""

    cell: object
    row: int
    written: Written


def _readable(cells: Sequence[object], rows: Sequence[int], say: Callable[[object], Written]) -> Iterator[_Seen]:
    for cell, row in zip(cells, rows, strict=True):
        try:
            yield _Seen(cell, int(row), say(cell))
        except Unreadable:
            continue


def _question(kind: Asked, heading: str, choices: Iterable[str], seen: Sequence[_Seen]) -> Question:
    samples = tuple((one.row, str(text_of(one.cell))) for one in seen[:SAMPLES])
    return Question(kind, heading, tuple(choices), samples=samples, values={"value": samples[0][1]})


def _order(heading: str, seen: Sequence[_Seen], asking: Asking) -> str | None:
    """Return the order of the column's parts: the only one that all its cells allow, or the answer."""
    either = [one for one in seen if isinstance(one.written, Either)]
    if not either:
        return None
    allowed = set.intersection(*(_orders(one) for one in seen if _orders(one)))
    if len(allowed) == 1:
        return allowed.pop()
    choices = allowed or {order for one in either for order in _orders(one)}
    question = _question(Asked.DAY_ORDER, heading, sorted(choices, key=list(ORDERS).index), either)
    if "ymd" in choices:
        question = replace(question, proposed="ymd", why="usual")
    return asking.ask(question)


def _orders(one: _Seen) -> set[str]:
    """Return the orders that a cell of three numbers allows."""
    if isinstance(one.written, Either):
        return set(one.written.days)
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", str(one.cell)).strip()) if isinstance(one.cell, str) else ""
    parts = _PARTS.fullmatch(plain)
    if parts is None or not isinstance(one.written, date):
        return set()
    found = {order: [parts.group(place + 1) for place in places] for order, places in ORDERS.items()}
    return {order for order, parts in found.items() if _is_day(parts, one.written)}


def _is_day(parts: Sequence[str], day: date) -> bool:
    year, month, rest = parts
    return len(year) in {2, 4} and (_full_year(year), int(month), int(rest)) == (day.year, day.month, day.day)


def _month(heading: str, seen: Sequence[_Seen], asking: Asking) -> str | None:
    """Return whether a bare .1 is month 1 or 10: it is told where the column writes .10 or .01 as text, else asked."""
    cut = [one for one in seen if _is_cut(one.written)]
    if not cut:
        return None
    full = re.compile(r"\d{2,4}\.(10|0\d)")
    if any(isinstance(one.cell, str) and full.fullmatch(one.cell.strip()) for one in seen):
        return "1"
    question = _question(Asked.MONTH, heading, ("1", "10"), cut)
    year = cut[0].written.year if isinstance(cut[0].written, Month) else 0
    return asking.ask(replace(question, values={**question.values, "year": year}))


def _day_of_month(heading: str, seen: Sequence[_Seen], asking: Asking, *, is_open: bool) -> str | None:
    months = [one for one in seen if _lacks_day(one.written) and not (_is_cut(one.written) and is_open)]
    if not months:
        return None
    question = _question(Asked.DAY_OF_MONTH, heading, ("first", "last"), months)
    return asking.ask(replace(question, proposed="last", why="month_end"))


def _is_cut(written: Written) -> bool:
    return isinstance(written, Month) and written.cut


def _lacks_day(written: Written) -> bool:
    return isinstance(written, Month) or (isinstance(written, Yearless) and written.day is None)


def _year(heading: str, seen: Sequence[_Seen], asking: Asking, today: date) -> int | None:
    yearless = [one for one in seen if isinstance(one.written, Yearless)]
    if not yearless:
        return None
    there = Counter(one.written.year for one in seen if isinstance(one.written, date | Month))
    years = sorted({*there, today.year, today.year - 1})
    question = _question(Asked.YEAR, heading, map(str, years), yearless)
    if len(there) == 1:
        question = replace(question, proposed=str(next(iter(there))), why="written")
    answer = asking.ask(question)
    return None if answer is None else int(answer)


def _day_in(month: Month, cut: str | None, end: str | None) -> date:
    number = int(cut) if month.cut and cut is not None else month.month
    if month.cut and cut is None:
        raise Unreadable("month_open")
    if end is None:
        raise Unreadable("day_without_day")
    return date(month.year, number, 1 if end == "first" else monthrange(month.year, number)[1])


def _day_of_year(day: Yearless, year: int | None, end: str | None) -> date:
    if year is None:
        raise Unreadable("day_without_year")
    if day.day is None:
        return _day_in(Month(year, day.month, cut=False), None, end)
    try:
        return date(year, day.month, day.day)
    except ValueError:
        raise Unreadable("no_such_day") from None


@cache
def _marks() -> dict[int, str]:
    marks = vocabulary("day")
    return {ord(mark): "-" for mark in marks["parting"]} | {ord(mark): "" for mark in marks["ending"]}


@cache
def _no_days() -> frozenset[str]:
    return frozenset(vocabulary("day")["nothing"])
