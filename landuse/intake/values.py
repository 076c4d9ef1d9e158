"""
Cells to values: numbers, areas, flags and words of the rules.

Every reader returns a value or raises :class:`Unreadable` with the code of the sentence that says why; an empty cell
(also ``/``, ``无``, ``—``) is None. Nothing is guessed silently.
"""

import re
import tomllib
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import NamedTuple

from landuse.units import Measure

_NUMBER = re.compile(r"([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(\D*)")
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?:\D|$))")
#: Numbers from here on are none that an office counts in.
_BEYOND = Decimal(10) ** 15
#: A control character as Excel escapes it (``_x000D_``).
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")
_LINE_ENDS = re.compile(r"\r\n?")
_MINUS = {0x2212: "-"}
#: Letters and digits, few marks between them, and no number that a spreadsheet has cut (``3.3E+18``).
_PLAIN_TEXT = re.compile(r"(?!\d[eE]\d{2}$)[^\W_](?:[^\W_]|[-()（）·、#])*")


class Noted(NamedTuple):
    """A value that was read with something to be said about it; ``code`` names the sentence."""

    value: object
    code: str


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
    text = clean(str(cell)).strip()
    return None if text in _blanks() else text


def says_itself(cell: object) -> bool:
    """
    Tell whether a cell is a text that every reader of texts and codes returns as it is; most are.

    Examples
    --------
    >>> says_itself("LC-1(北)"), says_itself("无"), says_itself("3E18"), says_itself(12)
    (True, False, False, False)
    """
    return isinstance(cell, str) and _PLAIN_TEXT.fullmatch(cell) is not None and cell not in _blanks()


def clean(text: str) -> str:
    r"""
    Return a text without what cannot be seen: control characters, marks of direction, spaces of no width.

    Line breaks and tabs stay; ``_x000D_`` of a workbook is the character it stands for.

    Examples
    --------
    >>> clean("甲\u202e乙\u200b"), clean("甲_x000D_\n乙"), clean("垟𠮷")
    ('甲乙', '甲\n乙', '垟𠮷')
    """
    if text.isprintable() and "_x" not in text:
        return text
    text = _LINE_ENDS.sub("\n", _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text))
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf"})


def has_hidden(text: str) -> bool:
    r"""
    Tell whether :func:`clean` takes something out of a text besides the forms of line ends.

    Examples
    --------
    >>> has_hidden("甲\x00"), has_hidden("甲_x000D_\n乙"), has_hidden("甲\r\n乙"), has_hidden(" 甲 ")
    (True, True, False, False)
    """
    return not (text.isprintable() and "_x" not in text) and clean(text) != _LINE_ENDS.sub("\n", text)


def key_text(cell: object) -> str | None:
    """Return a cell that names its row as text: a dash may be a name where nothing else is."""
    text = text_of(cell) or (clean(cell).strip() or None if isinstance(cell, str) else None)
    return None if text is None else text.replace("\n", "").replace("\t", " ")


def without_about(cell: object) -> tuple[object, bool]:
    """
    Return a cell without the words that say a number is only about right, and whether there were any.

    Examples
    --------
    >>> without_about("约12亩"), without_about("12亩左右"), without_about("12亩")
    (('12亩', True), ('12亩', True), ('12亩', False))
    """
    if not isinstance(cell, str):
        return cell, False
    text = cell.strip()
    about = vocabulary("about")
    before = next((word for word in about["before"] if text.startswith(word)), "")
    after = next((word for word in about["after"] if text.endswith(word)), "")
    return text.removeprefix(before).removesuffix(after), bool(before or after)


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
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).translate(_MINUS)).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise Unreadable("not_a_number")
    try:
        number = Decimal(found.group(1))
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if number.copy_abs() >= _BEYOND:
        raise Unreadable("not_a_number")
    return number, _unbracketed(found.group(2).strip())


def _unbracketed(unit: str) -> str:
    """Return a unit out of its brackets; anything else in brackets stays as it is."""
    inside = unit[1:-1] if unit.startswith("(") and unit.endswith(")") else ""
    return inside if inside and word_of(inside, "measure") is not None else unit


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


def vocabulary(family: str) -> dict[str, list[str]]:
    """Return the words of a family of ``vocabulary.toml`` by what they mean."""
    return _vocabulary()[family]


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((resources.files("landuse.intake") / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _blanks() -> frozenset[str]:
    return frozenset({"", *_vocabulary()["blank"]["blank"]})


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
