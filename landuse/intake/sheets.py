"""Tables: CSV in whatever encoding and with whatever delimiter, workbooks with one sheet or several."""

import csv
import gc
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from landuse.errors import ArgumentsError, InputError
from landuse.intake.blank_cells import blank_cells
from landuse.intake.encodings import first_other_line, known_encoding, text_encoding
from landuse.intake.grid import table_of
from landuse.intake.heads import Box, Recognises
from landuse.intake.marked import lists, unmarked
from landuse.intake.raw import Cells, RawLayer
from landuse.model import Issue, Severity

MAX_CELL = 1024 * 1024
DELIMITERS = ",;\t|"
#: How much of a text tells its delimiter.
_SAMPLE_LINES = 60
_SAMPLE = 256 * 1024
#: Which sheets of a workbook hold cells.
_CELLS = (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet, SheetTypeEnum.DialogSheet)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's collector from looking through millions of cells, which hold no cycles, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All rows of cells of a sheet from its first on, its merged cells, and notes on what was left aside."""

    title: str
    rows: Sequence[Sequence[object]]
    boxes: tuple[Box, ...] = ()
    notes: tuple[Issue, ...] = ()

    @_uncollected()
    def layer(self, recognises: Recognises, *, name: str) -> RawLayer:
        """
        Return the table in the sheet.

        Parameters
        ----------
        recognises : callable
            Whether a heading is one the layer knows: the row with most of them holds the headings.
        name : str
            Of the file, for sentences.

        Raises
        ------
        InputError
            ``table_empty``.
        """
        table = table_of(self.rows, recognises, self.boxes)
        if table is None:
            raise InputError("table_empty", file=name)
        columns = {heading: Cells.of(cells) for heading, cells in table.columns.items()}
        numbers = np.array(table.numbers, dtype=np.int64)
        return RawLayer(columns, numbers, unit=table.unit, notes=(*self.notes, *table.notes))


@_uncollected()
def read_text(path: Path, *, name: str, encoding: str | None) -> Sheet:
    """
    Read a CSV.

    Parameters
    ----------
    path : Path
    name : str
        For sentences.
    encoding : str, optional
        The user's word; found from the bytes otherwise.

    Raises
    ------
    InputError
        ``encodings_mixed``, ``wrong_encoding``, ``table_broken``.
    """
    content = path.read_bytes()
    if not encoding and (row := first_other_line(content)) is not None:
        raise InputError("encodings_mixed", file=name, row=row)
    chosen = known_encoding(encoding) if encoding else text_encoding(content)
    try:
        text = content.decode(chosen).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise InputError("wrong_encoding", file=name, encoding=chosen) from None
    whole = text.rstrip("\0")
    notes = _cut_off(len(text) - len(whole))
    csv.field_size_limit(MAX_CELL)
    try:
        rows = list(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter_of(whole)))
    except csv.Error as error:
        raise InputError("table_broken", file=name, detail=str(error)) from None
    return Sheet("", unmarked(rows), notes=notes)


def _cut_off(count: int) -> tuple[Issue, ...]:
    """Return a note on a text that ends in NULs: its end was never written."""
    return (Issue(0, "", "nul_tail", str(count), Severity.DOUBTFUL, {"count": count}),) if count else ()


@_uncollected()
def read_sheet(path: Path, *, name: str, sheet: str | None) -> Sheet:
    """
    Read one sheet of a workbook (xlsx, xlsm, xlsb, xls, ods); nothing in it is run.

    A hidden sheet is read only where it is named.

    Raises
    ------
    InputError
        ``unreadable_file``, ``table_empty``.
    ArgumentsError
        ``unknown_sheet`` with those there are, ``sheet_needed`` where several have rows and none was named,
        ``sheets_hidden`` where only hidden ones have.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        chosen, notes = _chosen(workbook, sheet, name)
        if chosen is None:
            raise InputError("table_empty", file=name)
        found = workbook.get_sheet_by_name(chosen)
        rows = found.to_python(skip_empty_area=False)
        boxes = [Box(top, left, bottom, right) for (top, left), (bottom, right) in found.merged_cell_ranges or ()]
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None
    for (row, column), shown in blank_cells(path, workbook.sheet_names.index(chosen)).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = shown
    return Sheet(chosen, unmarked(rows), tuple(boxes), tuple(notes))


def sheet_titles(path: Path, *, name: str) -> list[str]:
    """
    Return the titles of the sheets of a workbook that hold cells, hidden ones too.

    Raises
    ------
    InputError
        ``unreadable_file``.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None
    return [one.name for one in workbook.sheets_metadata if one.typ in _CELLS]


def delimiter_of(text: str) -> str:
    r"""
    Return what parts the cells of a text: the mark that gives the most lines the same number of cells.

    Examples
    --------
    >>> delimiter_of("编号;名称\n1;甲,乙\n2;丙"), delimiter_of("a\tb\n1\t2"), delimiter_of("编号")
    (';', '\t', ',')
    """
    sample = text[:_SAMPLE]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(DELIMITERS, key=lambda mark: _regularity(sample, mark))


def _regularity(sample: str, mark: str) -> tuple[float, int]:
    """Return which share of the lines has the usual number of cells (more than one), and that number."""
    widths: Counter[int] = Counter()
    try:
        for place, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=mark)):
            if place == _SAMPLE_LINES:
                break
            widths[len(row)] += bool(row)
    except csv.Error:
        return 0, 0
    parted = {width: lines for width, lines in widths.items() if width > 1}
    width, lines = max(parted.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return lines / max(widths.total(), 1), width


def _chosen(workbook: CalamineWorkbook, sheet: str | None, name: str) -> tuple[str | None, list[Issue]]:
    """Return the sheet to read, None where none has a row, and a note on those left: hidden, of words, of problems."""
    if sheet is not None:
        if sheet not in workbook.sheet_names:
            raise ArgumentsError("unknown_sheet", sheet=sheet, known=", ".join(workbook.sheet_names))
        return sheet, []
    titles = [one for one in workbook.sheets_metadata if one.typ in _CELLS]
    filled = [one for one in titles if len(titles) == 1 or workbook.get_sheet_by_name(one.name).height]
    ours = lists() if len(filled) > 1 else frozenset()
    shown = [one.name for one in filled if one.visible is SheetVisibleEnum.Visible and one.name not in ours]
    if len(shown) > 1:  # a sheet of one column holds words about the table, no table
        shown = [one for one in shown if workbook.get_sheet_by_name(one).width > 1] or shown
    hidden = [one.name for one in filled if one.name not in shown]
    if len(shown) > 1:
        raise ArgumentsError("sheet_needed", file=name, known=", ".join(shown))
    if hidden and not shown:
        raise ArgumentsError("sheets_hidden", file=name, known=", ".join(hidden))
    if not shown:
        return None, []
    if hidden:
        return shown[0], [Issue(0, "", "sheets_left", ", ".join(hidden), Severity.CHANGED, {"sheet": shown[0]})]
    return shown[0], []
