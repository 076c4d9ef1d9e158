"""Where the headings of a sheet stand, in one line or several, and what each column is called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from landuse.intake.headings import group_word
from landuse.intake.values import word_of

#: How far down the headings may stand: below a title and a line of units.
HEADING_ROWS = 15
#: How many lines they may have.
LINES = 3
#: A row of column numbers (1 2 3 …) has at least so many.
NUMBERED = 5

_VALUE = re.compile(r"[-+]?[\d,]*\.?\d+%?|\d{2,4}\D\d{1,2}\D\d{1,2}\D?")
_YEARS = range(1990, 2101)

Rows = Sequence[Sequence[object]]
Recognises = Callable[[str], bool]


class Box(NamedTuple):
    """Cells merged into one; places from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Head:
    """The headings: their first row, the first row below them, what each column is called, and their lines."""

    first: int
    below: int
    names: list[str]
    lines: tuple[tuple[str, ...], ...]


def find_head(rows: Rows, recognises: Recognises, boxes: Sequence[Box] = ()) -> Head | None:
    """
    Return where the headings stand, None in a sheet without any cell.

    It is the block of lines with the most headings that the layer knows; merged cells, lines of groups above and lines
    of units beneath belong to it. Where none is known it is the first row that is filled like a table's.
    """
    best: tuple[tuple[int, bool, int, int], int, int] | None = None
    top = [list(map(words, row)) for row in rows[: HEADING_ROWS + LINES]]
    for first in range(min(HEADING_ROWS, len(top))):
        for depth in range(1, LINES + 1):
            last = first + depth - 1
            if last >= len(top) or not any(top[last]) or (depth > 1 and _has_values(rows[last])):
                break
            names = _joined(top[first : last + 1], recognises, _within(boxes, first, last))
            known = sum(map(recognises, names))
            grouped = any(group_word(cell) for line in top[first:last] for cell in line if cell)
            rank = (known, grouped, -depth, -first)
            if known and (best is None or rank > best[0]):
                best = (rank, first, last)
    if best is None:
        likely = _likely_row(top)
        return None if likely is None else _head(rows, top, likely, likely, recognises, boxes)
    return _head(rows, top, best[1], best[2], recognises, boxes)


def words(cell: object) -> str:
    """Return a cell as the words of a heading."""
    return " ".join(str(cell).split()) if cell is not None else ""


def unit_of(cells: Iterable[object]) -> str | None:
    """
    Return the word for areas in a line above a table, None if there is none.

    Examples
    --------
    >>> unit_of([None, "单位:亩、万元"]), unit_of(["鹿城区供地清单"])
    ('亩', None)
    """
    for cell in cells:
        label, mark, rest = unicodedata.normalize("NFKC", str(cell or "")).partition(":")
        if mark and word_of(label.strip("( ").split(" ")[-1], "unit_line") is not None:
            for word in re.split(r"[^\w²]+", rest):
                if word_of(word, "measure") is not None:
                    return word
    return None


def _head(
    rows: Rows, top: list[list[str]], first: int, last: int, recognises: Recognises, boxes: Sequence[Box]
) -> Head:
    first, last = _reach(rows, top, first, last, boxes)
    names = _joined(top[first : last + 1], recognises, _within(boxes, first, last))
    below = last + 1
    units = top[below] if below < len(top) else []
    if any(units) and all(_is_unit(cell) for cell in units if cell):
        names = [
            f"{name}({unit.strip('()')})" if name and unit else name
            for name, unit in zip_longest(names, units, fillvalue="")
        ]
        below += 1
    if below < len(rows) and _is_numbered(rows[below], len(names)):
        below += 1
    lines = tuple(tuple(line) for line in top[first:below])
    return Head(first, below, _distinct(names), lines)


def _reach(rows: Rows, top: list[list[str]], first: int, last: int, boxes: Sequence[Box]) -> tuple[int, int]:
    """Return the first and last line of the headings with what merged cells and groups add to them."""
    width = max(map(len, top), default=0)
    grouping = [box for box in boxes if box.left < box.right and box.right - box.left + 1 < width]
    while last - first + 1 < LINES and last + 1 < len(top) and any(top[last + 1]) and not _has_values(rows[last + 1]):
        merged_down = any(first <= box.top <= last < box.bottom for box in boxes)
        grouped = any(box.top <= last <= box.bottom for box in grouping)
        if not merged_down and not grouped and (boxes or not _is_under(top[last], top[last + 1])):
            break
        last += 1
    while last - first + 1 < LINES and first and any(box.top <= first - 1 <= box.bottom for box in grouping):
        first -= 1
    return first, last


def _is_under(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a line holds the words beneath groups: cells only where the line above has a group or its gap."""
    under = 0
    for at, cell in enumerate(lower):
        above = upper[at] if at < len(upper) else ""
        following = upper[at + 1] if at + 1 < len(upper) else ""
        is_gap = not above and any(upper[:at])
        if cell and not is_gap and (not above or following):
            return False
        under += bool(cell)
    return under > 1


def _joined(lines: Sequence[Sequence[str]], recognises: Recognises, boxes: Sequence[Box]) -> list[str]:
    """Return the headings of several lines: a group's word spreads over the columns beneath it."""
    paths = [_path(column) for column in zip_longest(*_spread(lines, boxes), fillvalue="")]
    leaves = Counter(path[-1] for path in paths if len(path) > 1)
    return [_name(path, recognises, is_unique=leaves[path[-1]] <= 1) if path else "" for path in paths]


def _spread(lines: Sequence[Sequence[str]], boxes: Sequence[Box]) -> list[list[str]]:
    """Return the lines with each group written over its columns: its merged cell's, else up to the next group."""
    width = max(map(len, lines))
    spread = [[*line, *[""] * (width - len(line))] for line in lines]
    for box in boxes:
        for at in range(box.left, min(box.right + 1, width)):
            spread[box.top][at] = spread[box.top][box.left]
    if not any(box.left < box.right for box in boxes):
        for upper, line in enumerate(spread[:-1]):
            for at in range(1, width):
                beneath = any(below[at] for below in spread[upper + 1 :])
                line[at] = line[at] or (line[at - 1] if beneath else "")
    return spread


def _path(column: Sequence[str]) -> list[str]:
    path: list[str] = []
    for cell in column:
        if cell and cell not in path[-1:]:
            path.append(cell)
    return path


def _name(path: Sequence[str], recognises: Recognises, *, is_unique: bool) -> str:
    """Return what a column under groups is called: as the layer knows it, else all its words."""
    *groups, leaf = path
    meaning = next((word for group in reversed(groups) if (word := group_word(group)) is not None), None)
    if meaning is not None:
        choices = [f"{meaning}{leaf}"]
    else:
        choices = [f"{group}{leaf}" for group in reversed(groups)]
        choices += ["".join(path), *([leaf] if is_unique or not groups else [])]
    return next((choice for choice in choices if recognises(choice)), " ".join(path))


def _within(boxes: Sequence[Box], first: int, last: int) -> list[Box]:
    """Return the merged cells of some lines, counted from the first of them."""
    return [
        Box(box.top - first, box.left, min(box.bottom, last) - first, box.right)
        for box in boxes
        if first <= box.top <= last
    ]


def _has_values(row: Sequence[object]) -> bool:
    """Tell whether a row holds a number or a day: headings are words (or years)."""
    for cell in row:
        if isinstance(cell, date):
            return True
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell not in _YEARS:
            return True
        if isinstance(cell, str) and _VALUE.fullmatch(cell.strip()) and cell.strip() not in map(str, _YEARS):
            return True
    return False


def _likely_row(top: Sequence[Sequence[str]]) -> int | None:
    """Return the first row that is filled like a table's: at least half as many cells as the fullest."""
    filled = [sum(map(bool, row)) for row in top]
    most = max(filled, default=0)
    return next((place for place, count in enumerate(filled) if count and count * 2 >= most), None)


def _is_unit(cell: str) -> bool:
    word = unicodedata.normalize("NFKC", cell).strip("()[] ")
    is_number = word.replace(".", "").isdigit()
    return word == "%" or (not is_number and any(word_of(word, family) for family in ("measure", "money")))


def _is_numbered(row: Sequence[object], width: int) -> bool:
    """Tell whether a row numbers the columns: 1 2 3 … from its first cell to its last."""
    cells = [str(cell).removesuffix(".0") for cell in row if words(cell)]
    return NUMBERED <= width <= len(cells) and cells == [str(number) for number in range(1, len(cells) + 1)]


def _distinct(names: list[str]) -> list[str]:
    """Give repeated headings a number, so that no column hides another."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 or not name else f"{name}_{seen[name]}")
    return result
