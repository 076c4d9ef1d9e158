"""References to cells of a workbook, in formulas and names: read, written, and moved when rows are added."""

import re
from collections.abc import Callable

Cell = tuple[int, int]
#: A reference with the sheet before it, or a quoted text that only looks like one.
_REFERENCE = re.compile(
    r'"[^"]*"|(?P<sheet>\'(?:[^\']|\'\')+\'!|[\w.]+!)?(?<![\w.])'
    r"(?P<a>\$?[A-Z]{1,3}\$?\d{1,7})(?::(?P<b>\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(.])"
)
_CELL = re.compile(r"(\$?)([A-Z]+)(\$?)(\d+)")


def at(reference: str) -> Cell:
    """
    Return row and column of a reference, both from 1.

    Examples
    --------
    >>> at("B3"), at("$AA$10")
    ((3, 2), (10, 27))
    """
    found = _CELL.match(reference)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[2]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[4]), column


def named(cell: Cell) -> str:
    """
    Return the reference of a cell.

    Examples
    --------
    >>> named((3, 2)), named((10, 27))
    ('B3', 'AA10')
    """
    row, column = cell
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def shift(words: str, last: int, count: int, concerns: Callable[[str], bool], *, grows: bool = True) -> str:
    """
    Return references after *count* rows were added behind the row *last*; ranges that end there grow if asked to.

    *concerns* tells by a reference's sheet (nothing: its own) whether it is about the sheet that grew.

    Examples
    --------
    >>> shift("SUM(D5:D9)+D10+x!D10", 9, 3, lambda owner: not owner)
    'SUM(D5:D12)+D13+x!D10'
    """

    def replaced(found: re.Match[str]) -> str:
        if found["a"] is None:
            return found[0]
        owner = (found["sheet"] or "").removesuffix("!").strip("'").replace("''", "'")
        if not concerns(owner):
            return found[0]
        first = _down(found["a"], last, count)
        second = f":{_down(found['b'], last - grows, count)}" if found["b"] else ""
        return f"{found['sheet'] or ''}{first}{second}"

    return _REFERENCE.sub(replaced, words)


def lowered(words: str, count: int) -> str:
    """
    Return a formula copied so many rows down: its relative references go along.

    Examples
    --------
    >>> lowered("D5/E$2", 2)
    'D7/E$2'
    """

    def replaced(found: re.Match[str]) -> str:
        if found["a"] is None:
            return found[0]
        ends = [one if _CELL.match(one)[3] else _down(one, 0, count) for one in (found["a"], found["b"]) if one]  # type: ignore[index]
        return (found["sheet"] or "") + ":".join(ends)

    return _REFERENCE.sub(replaced, words)


def _down(reference: str, last: int, count: int) -> str:
    found = _CELL.match(reference)
    if found is None or int(found[4]) <= last:
        return reference
    return f"{found[1]}{found[2]}{found[3]}{int(found[4]) + count}"
