"""Tables: CSV in whatever encoding, workbooks; where the headings stand, and which rows are none."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from landuse.errors import ArgumentsError, InputError
from landuse.intake.encodings import known_encoding, text_encoding
from landuse.intake.raw import RawLayer
from landuse.intake.values import word_of

#: How far down the headings may stand: below a title and a line of units.
HEADING_ROWS = 15
MAX_ROWS, MAX_CELL = 1_000_000, 1024 * 1024
DELIMITERS = ",;\t|"


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


def is_totals_row(row: dict[str, object]) -> bool:
    """Tell a row of totals (合计) by its first filled cell."""
    first = next((cell for cell in row.values() if cell not in {None, ""}), None)
    return isinstance(first, str) and word_of(first, "totals") is not None


def _delimiter(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(DELIMITERS, key=heading.count) if any(mark in heading for mark in DELIMITERS) else ","


def _table(rows: Sequence[Sequence[object]], *, name: str, recognises: Callable[[str], bool]) -> RawLayer:
    place = _heading_row(rows, recognises)
    if place is None:
        raise InputError("table_empty", file=name)
    names = _distinct([" ".join(str(cell or "").split()) for cell in rows[place]])
    cells: list[dict[str, object]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        filled = {heading: cell for heading, cell in zip(names, [*row, *[None] * len(names)], strict=False) if heading}
        if any(cell not in {None, ""} and str(cell).strip() for cell in filled.values()):
            cells.append(filled)
            numbers.append(number)
    return RawLayer(names=[heading for heading in names if heading], rows=cells, numbers=numbers)


def _heading_row(rows: Sequence[Sequence[object]], recognises: Callable[[str], bool]) -> int | None:
    best: tuple[int, int] | None = None
    for place, row in enumerate(rows[:HEADING_ROWS]):
        known = sum(recognises(" ".join(str(cell).split())) for cell in row if cell not in {None, ""})
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
