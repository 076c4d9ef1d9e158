"""References to cells of a workbook, in formulas and names: read, written, and moved when rows are added."""

import re
from collections.abc import Callable

Cell = tuple[int, int]
#: A reference with the sheet before it, or a quoted text that only looks like one.
_REFERENCE = re.compile(
    r'"[^"]*"|(?P<sheet>\'(?:[^\']|\'\')+\'!|[\w.]+!)?(?<![\w.$:])(?:'
    r"(?P<a>\$?[A-Z]{1,3}\$?\d{1,7})(?::(?P<b>\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(.])"
    r"|(?P<first>\$?\d{1,7}|\$?[A-Z]{1,3}):(?P<second>\$?\d{1,7}|\$?[A-Z]{1,3})(?![\w(.:]))"
)
#: A cell, or a whole row or column of which the other half is missing.
_CELL = re.compile(r"(\$?)([A-Z]*)(\$?)(\d*)$")


def at(reference: str) -> Cell:
    """
    Return row and column of a reference, both from 1.

    Examples
    --------
    >>> at("B3"), at("$AA$10")
    ((3, 2), (10, 27))
    """
    found = _CELL.match(reference)
    if found is None or not found[2] or not found[4]:
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
    return f"{_letters(cell[1])}{cell[0]}"


def shift(words: str, last: int, count: int, concerns: Callable[[str], bool], *, grows: bool = True) -> str:
    """
    Return references after *count* rows were added behind the row *last*; ranges that end there grow if asked to.

    *concerns* tells by a reference's sheet (nothing: its own) whether it is about the sheet that grew.

    Examples
    --------
    >>> shift("SUM(D5:D9)+D10+x!D10+SUM(12:12)+SUM(D:D)", 9, 3, lambda owner: not owner)
    'SUM(D5:D12)+D13+x!D10+SUM(15:15)+SUM(D:D)'
    """

    def moved(first: str, second: str | None) -> tuple[str, str | None]:
        return _down(first, last, count), _down(second, last - grows, count) if second else None

    return _replaced(words, moved, concerns)


def copied(words: str, rows: int, columns: int = 0) -> str:
    """
    Return a formula copied so many rows down and columns to the right: its relative references go along.

    Examples
    --------
    >>> copied("D5/E$2+$C:$C", 2), copied('D5&"D5"', 0, 1)
    ('D7/E$2+$C:$C', 'E5&"D5"')
    """

    def beside(reference: str) -> str:
        found = _CELL.match(reference)
        assert found is not None
        fixed, letters, held, digits = found.groups()
        held = held if letters else fixed + held
        if letters and not fixed:
            letters = _letters(at(f"{letters}1")[1] + columns)
        if digits and not held:
            digits = str(int(digits) + rows)
        return f"{fixed if letters else ''}{letters}{held}{digits}"

    return _replaced(words, lambda first, second: (beside(first), beside(second) if second else None), lambda _: True)


def rows_of(words: str) -> set[int]:
    """
    Return the rows that a formula names, the first and the last of each range.

    Examples
    --------
    >>> sorted(rows_of("SUM(D5:D9)+E$7"))
    [5, 7, 9]
    """
    found = (match[name] for match in _REFERENCE.finditer(words) for name in ("a", "b") if match[name])
    return {at(reference)[0] for reference in found}


def _replaced(
    words: str, move: Callable[[str, str | None], tuple[str, str | None]], concerns: Callable[[str], bool]
) -> str:
    """Return a formula with its references moved; texts in quotes stay, and what is of another sheet."""

    def one(found: re.Match[str]) -> str:
        first, second = found["a"] or found["first"], found["b"] or found["second"]
        owner = (found["sheet"] or "").removesuffix("!").strip("'").replace("''", "'")
        if first is None or not concerns(owner):
            return found[0]
        return (found["sheet"] or "") + ":".join(end for end in move(first, second) if end)

    return _REFERENCE.sub(one, words)


def _down(reference: str, last: int, count: int) -> str:
    found = _CELL.match(reference)
    if found is None or not found[4] or int(found[4]) <= last:
        return reference
    return f"{found[1]}{found[2]}{found[3]}{int(found[4]) + count}"


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
