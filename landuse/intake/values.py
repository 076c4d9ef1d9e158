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
    text = text_of(cell)
    if text is None:
        return None
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise Unreadable("not_a_number")
    unit = found.group(2)
    if unit and word_of(unit, "measure") not in measures:
        raise Unreadable("not_a_number" if word_of(unit, "measure") is None else "other_measure")
    try:
        number = Decimal(found.group(1))
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if not number.is_finite():
        raise Unreadable("not_a_number")
    return number


def day_of(cell: object) -> date | None:
    """
    Return a day: ISO, ``2023年5月6日``, ``2023.5.6``, ``23/5/6``, a workbook's day or its serial number.

    A month without a day (``2023.5``) is ``day_without_day``; nothing is filled in.

    Examples
    --------
    >>> day_of("2023年5月6日"), day_of(45085), day_of("2023-05-06T00:00:00")
    (datetime.date(2023, 5, 6), datetime.date(2023, 6, 8), datetime.date(2023, 5, 6))
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if text is None:
        return None
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip()).translate(_day_marks()).strip()
    if plain.isdigit() and len(plain) == len("20230506"):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _DAY.fullmatch(plain)
    if found is not None:
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year + 2000 if year < 100 else year, month, day)
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
def _blanks() -> frozenset[str]:
    return frozenset({"", *_vocabulary()["blank"]["blank"]})


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
