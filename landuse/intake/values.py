"""
Cells to values: days, numbers, areas, flags and words of the rules.

Every reader returns a value or raises :class:`Unreadable` with the code of the sentence that says why; an empty cell
(also ``/``, ``无``, ``—``) is None. Nothing is guessed silently.
"""

import re
import tomllib
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources

from landuse.units import Measure

#: Excel's day 0, with its leap-year slip of 1900 behind us.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (20_000, 80_000)

_DAY = re.compile(r"(\d{2}|\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_MONTH = re.compile(r"(\d{2}|\d{4})\s*[-/.]\s*(\d{1,2})\s*-?")
_END = re.compile(r"((\d{2}|\d{4})[-/.])?\d{1,2}[-/.]\d{1,2}|\d{1,2}")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(\D*)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


class Unreadable(ValueError):  # noqa: N818 - it says what the cell is
    """A cell that is not what its column holds; ``code`` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text_of(cell: object) -> str | None:
    """
    Return a cell as text, None if it is empty; whole numbers without a decimal point.

    Examples
    --------
    >>> text_of(12.0), text_of(" LC-1 "), text_of("/")
    ('12', 'LC-1', None)
    """
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell)
    if isinstance(cell, float):
        if cell != cell:  # noqa: PLR0124 - NaN
            return None
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    text = str(cell).replace("\x00", "").strip()
    return None if text in _blanks() else text


def key_text(cell: object) -> str | None:
    """Return a cell that names its row as text: a dash may be a name where nothing else is."""
    return text_of(cell) or (str(cell).strip() or None if isinstance(cell, str) else None)


def number_of(cell: object, *, measures: frozenset[Measure] = frozenset()) -> Decimal | None:
    """
    Return a number; a unit behind it must be one of *measures* (of the column).

    Examples
    --------
    >>> number_of("1,234.5"), number_of("12.5亩", measures=frozenset({Measure.MU}))
    (Decimal('1234.5'), Decimal('12.5'))
    """
    number, unit = _number_and_unit(cell)
    if unit and word_of(unit, "measure") not in measures:
        raise Unreadable("not_a_number" if word_of(unit, "measure") is None else "other_measure")
    return number


def whole_of(cell: object) -> int | None:
    """
    Return a whole number: a year (``2023年``), a term (``50年``), a quarter (``三季度``).

    Examples
    --------
    >>> whole_of("2023年度"), whole_of("三季度"), whole_of(2023.0)
    (2023, 3, 2023)
    """
    quarter = word_of(cell, "quarter") if isinstance(cell, str) else None
    number, unit = (Decimal(quarter), "") if quarter else _number_and_unit(cell)
    if unit and word_of(unit, "counted") is None:
        raise Unreadable("not_a_number")
    if number is not None and number != number.to_integral_value():
        raise Unreadable("not_whole")
    return None if number is None else int(number)


def share_or_number_of(cell: object) -> Decimal | None:
    """
    Return a number; one in per cent as a share of 1.

    Examples
    --------
    >>> share_or_number_of("3.02%"), share_or_number_of(300)
    (Decimal('0.0302'), Decimal('300'))
    """
    number, unit = _number_and_unit(cell)
    if unit not in {"", "%"}:
        raise Unreadable("not_a_number")
    return number / 100 if number is not None and unit else number


def per_cent_or_number_of(cell: object) -> Decimal | None:
    """
    Return a number; one in per cent as it is written.

    Examples
    --------
    >>> per_cent_or_number_of("74.74%"), per_cent_or_number_of("+10.5")
    (Decimal('74.74'), Decimal('10.5'))
    """
    number, unit = _number_and_unit(cell)
    if unit not in {"", "%"}:
        raise Unreadable("not_a_number")
    return number


def wan_yuan_of(cell: object) -> Decimal | None:
    """
    Return an amount of money in 万元: as a plain number, or with 万元, 亿元 or 元 behind it.

    Examples
    --------
    >>> wan_yuan_of("1.2亿元"), wan_yuan_of("163.1500")
    (Decimal('12000.0'), Decimal('163.1500'))
    """
    number, unit = _number_and_unit(cell)
    if number is None or not unit:
        return number
    in_wan_yuan = word_of(unit, "money")
    if in_wan_yuan is None:
        raise Unreadable("not_a_number")
    return number * Decimal(in_wan_yuan)


def _number_and_unit(cell: object) -> tuple[Decimal | None, str]:
    text = text_of(cell)
    if text is None:
        return None, ""
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise Unreadable("not_a_number")
    try:
        number = Decimal(found.group(1))
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if not number.is_finite():
        raise Unreadable("not_a_number")
    return number, found.group(2)


def day_of(cell: object) -> date | None:
    """
    Return a day: ISO, ``2023年5月6日``, ``2023.5.6``, ``23/5/6``, a workbook's day or its serial number.

    A month without a day (``2023.5``) is ``day_without_day``; nothing is filled in. A day that programs write where
    nothing was known (``1901年01月02日``; ``day.nothing`` of the vocabulary) is None.

    Examples
    --------
    >>> day_of("2023年5月6日"), day_of(45085), day_of("2023-05-06T00:00:00")
    (datetime.date(2023, 5, 6), datetime.date(2023, 6, 8), datetime.date(2023, 5, 6))
    """
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return None if day.isoformat() in _no_days() else day
    plain = _plain_day(cell)
    return None if plain is None or plain in _no_days() else _day(plain)


def first_day_of(cell: object) -> date | None:
    """
    Return a day as :func:`day_of` does, of a period (``2023.5.6-2023.5.20``) the first.

    Examples
    --------
    >>> first_day_of("2023年5月6日至5月20日"), first_day_of("2023-05-06-2023-05-20")
    (datetime.date(2023, 5, 6), datetime.date(2023, 5, 6))
    """
    plain = None if isinstance(cell, date) else _plain_day(cell)
    first = _DAY.match(plain) if plain is not None else None
    if plain is not None and first is not None:
        rest = plain[first.end() :].strip()
        mark = next((mark for mark in _vocabulary()["day"]["until"] if rest.startswith(mark)), None)
        if mark is not None and _END.fullmatch(rest.removeprefix(mark).strip()):
            return day_of(first.group())
    return day_of(cell)


def period_kinds() -> frozenset[str]:
    """Return the kinds of events whose column may hold a period."""
    return frozenset(_vocabulary()["day"]["period"])


def _plain_day(cell: object) -> str | None:
    """Return the text of a day with one kind of marks between year, month and day, without a time of day."""
    text = text_of(cell)
    if text is None:
        return None
    return _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip()).translate(_day_marks()).strip()


def _day(plain: str) -> date | None:
    if plain.isdigit() and len(plain) == len("20230506"):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _DAY.fullmatch(plain)
    if found is not None:
        year, month, day = (int(part) for part in found.groups())
        if f"{year:04}-{month:02}-{day:02}" in _no_days():
            return None
        try:
            return date(year + 2000 if len(found.group(1)) == 2 else year, month, day)
        except ValueError:
            raise Unreadable("no_such_day") from None
    if plain.isdigit() and EXCEL_DAYS[0] <= int(plain) <= EXCEL_DAYS[1]:
        return EXCEL_EPOCH + timedelta(days=int(plain))
    raise Unreadable("day_without_day" if _MONTH.fullmatch(plain) else "not_a_day")


def flag_of(cell: object) -> bool | None:
    """Return 是/有/yes as True, 否/无/no as False."""
    if isinstance(cell, bool):
        return cell
    raw = "" if cell is None else str(cell).strip()
    if raw == "":
        return None
    word = word_of(raw, "flag")
    if word is None:
        if raw in _blanks():
            return None
        raise Unreadable("not_a_flag")
    return word == "yes"


def word_of(text: str, family: str) -> str | None:
    """
    Return the name of the rules that a word means in a family of ``vocabulary.toml``, or None.

    Examples
    --------
    >>> word_of("拆除重建", "kind"), word_of("joint", "mode"), word_of("聚", "mode")
    ('demolition', 'joint', None)
    """
    return _words(family).get(_folded(text))


@cache
def _words(family: str) -> dict[str, str]:
    table = _vocabulary()[family]
    meant = {_folded(word): name for name, words in table.items() for word in words}
    return meant | {_folded(name): name for name in table}


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((resources.files("landuse.intake") / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _day_marks() -> dict[int, str]:
    marks = _vocabulary()["day"]
    return {ord(mark): "-" for mark in marks["parting"]} | {ord(mark): "" for mark in marks["ending"]}


@cache
def _no_days() -> frozenset[str]:
    return frozenset(_vocabulary()["day"]["nothing"])


@cache
def _blanks() -> frozenset[str]:
    return frozenset({"", *_vocabulary()["blank"]["blank"]})


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
