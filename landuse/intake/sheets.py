"""Tables: CSV in whatever encoding, workbooks; where the headings stand, and which rows are none."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
from python_calamine import CalamineError, CalamineWorkbook

from landuse.errors import ArgumentsError, InputError
from landuse.intake.encodings import known_encoding, text_encoding
from landuse.intake.mapping import group_word
from landuse.intake.raw import Cells, RawLayer
from landuse.intake.values import word_of

#: How far down the headings may stand: below a title and a line of units.
HEADING_ROWS = 15
MAX_ROWS, MAX_CELL = 1_000_000, 1024 * 1024
DELIMITERS = ",;\t|"
_EMPTY = frozenset({None, ""})


def read_text_table(path: Path, *, name: str, encoding: str | None, recognises: Callable[[str], bool]) -> RawLayer:
    """
    Read a CSV.

    Parameters
    ----------
    path : Path
    name : str
        For sentences.
    encoding : str, optional
        The user's word; found from the bytes otherwise.
    recognises : callable
        Whether a heading is one the layer knows: the row with most of them holds the headings.

    Raises
    ------
    InputError
        ``wrong_encoding``, ``table_broken``, ``table_empty``.
    """
    content = path.read_bytes()
    chosen = known_encoding(encoding) if encoding else text_encoding(content)
    try:
        text = content.decode(chosen).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise InputError("wrong_encoding", file=name, encoding=chosen) from None
    csv.field_size_limit(MAX_CELL)
    try:
        rows: list[Sequence[object]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise InputError("table_broken", file=name, detail=str(error)) from None
    return _table(rows, name=name, recognises=recognises)


def read_workbook(path: Path, *, name: str, sheet: str | None, recognises: Callable[[str], bool]) -> RawLayer:
    """
    Read one sheet of a workbook (xlsx, xlsm, xls); nothing in it is run.

    Raises
    ------
    InputError
        ``unreadable_file``, ``table_empty``.
    ArgumentsError
        ``unknown_sheet`` with those there are, or ``sheet_needed`` where several have rows and none was named.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in workbook.sheet_names:
            raise ArgumentsError("unknown_sheet", sheet=sheet, known=", ".join(workbook.sheet_names))
        filled = {
            title: rows
            for title in ([sheet] if sheet else workbook.sheet_names)
            if (rows := workbook.get_sheet_by_name(title).to_python(skip_empty_area=False, nrows=MAX_ROWS))
        }
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None
    if len(filled) > 1:
        raise ArgumentsError("sheet_needed", file=name, known=", ".join(filled))
    return _table(next(iter(filled.values()), []), name=name, recognises=recognises)


def totals_rows(raw: RawLayer) -> npt.NDArray[np.bool_]:
    """Tell the rows of totals (合计) of a table by their first filled cell."""
    totals, open_rows = np.zeros(len(raw), dtype=bool), np.ones(len(raw), dtype=bool)
    for cells in raw.columns.values():
        says_total = cells.where(
            isinstance(cell, str) and word_of(cell, "totals") is not None for cell in cells.distinct
        )
        totals |= open_rows & says_total
        open_rows &= cells.where(cell in _EMPTY for cell in cells.distinct)
    return totals


def _delimiter(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(DELIMITERS, key=heading.count) if any(mark in heading for mark in DELIMITERS) else ","


def _table(rows: Sequence[Sequence[object]], *, name: str, recognises: Callable[[str], bool]) -> RawLayer:
    place = _heading_row(rows, recognises)
    if place is None:
        raise InputError("table_empty", file=name)
    first, headings, below = _headings(rows, place, recognises)
    names = _distinct(headings)
    table, unit = rows[below:], unit_of(cell for row in rows[:first] for cell in row)
    columns = {heading: Cells.of(_column(table, at)) for at, heading in enumerate(names) if heading}
    raw = RawLayer(columns, np.arange(below + 1, len(rows) + 1), unit=unit)
    blank = np.ones(len(raw), dtype=bool)
    for cells in raw.columns.values():
        blank &= cells.where(cell in _EMPTY or not str(cell).strip() for cell in cells.distinct)
    return raw.taken(~blank) if blank.any() else raw


def _column(rows: Sequence[Sequence[object]], at: int) -> list[object]:
    return [row[at] if at < len(row) else None for row in rows]


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
        if mark and word_of(label.strip("( "), "unit_line") is not None:
            for word in re.split(r"[^\w²]+", rest):
                if word_of(word, "measure") is not None:
                    return word
    return None


def _headings(
    rows: Sequence[Sequence[object]], place: int, recognises: Callable[[str], bool]
) -> tuple[int, list[str], int]:
    """
    Return the first row of the headings, the headings, and the row below them.

    Headings in two lines (a group over its columns) are read together where more of them are known then.
    """
    single = [_words(cell) for cell in rows[place]]
    best = (sum(map(recognises, single)), place, single, place + 1)
    for upper in (place - 1, place):
        if upper >= 0 and upper + 1 < len(rows):
            both = _joined(rows[upper], rows[upper + 1], recognises)
            known = sum(map(recognises, both))
            if known > best[0]:
                best = (known, upper, both, upper + 2)
    return best[1:]


def _joined(upper: Sequence[object], lower: Sequence[object], recognises: Callable[[str], bool]) -> list[str]:
    """Return the headings of two lines: a group's word spreads over the columns beneath it."""
    names, group = [], ""
    for above, beneath in zip_longest(map(_words, upper), map(_words, lower), fillvalue=""):
        group = above or (group if beneath else "")
        meaning = group_word(group) if beneath else None
        choices = (f"{group}{beneath}", beneath or group) if meaning is None else (f"{meaning}{beneath}",)
        names.append(next((choice for choice in choices if recognises(choice)), f"{group} {beneath}".strip()))
    return names


def _words(cell: object) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _heading_row(rows: Sequence[Sequence[object]], recognises: Callable[[str], bool]) -> int | None:
    best: tuple[int, int] | None = None
    for place, row in enumerate(rows[:HEADING_ROWS]):
        known = sum(recognises(_words(cell)) for cell in row if cell not in {None, ""})
        if known and (best is None or known > best[0]):
            best = (known, place)
    if best is not None:
        return best[1]
    return next((place for place, row in enumerate(rows[:HEADING_ROWS]) if any(row)), None)


def _distinct(names: list[str]) -> list[str]:
    """Give repeated headings a number, so that no column hides another."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 or not name else f"{name}_{seen[name]}")
    return result
