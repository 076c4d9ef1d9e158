"""
Problems of a file, to be sent back to the town that made it.

A table comes as it was, in the same rows and columns, the cells in question red; a second sheet lists all problems. Of
a map file, which has no cells, there is the list. Whatever a cell holds, it arrives as text: none is ever a formula.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from landuse.i18n import Catalogue
from landuse.intake.grid import is_empty
from landuse.intake.mapping import fields_of
from landuse.intake.original import Original
from landuse.intake.returned import SHEET
from landuse.model import Issue, Layer
from landuse.reports.lists import clean_text, screen_width
from landuse.symbology import load_symbology

#: What a sheet of a workbook can hold; of comments, how many it opens with at ease: all sentences stand at the right.
ROWS, COLUMNS, COMMENTS = 1_048_576, 16_384, 5_000
_WIDE, _NARROW, _LEAST, _A4 = 60, 30, 8, 9
_FORMS = {"text": "@", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "time": "[h]:mm:ss", "number": "General"}
_TITLE = 31
_NOT_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


@dataclass(frozen=True, slots=True, eq=False)
class Problems:
    """
    What is wrong with a file: ``keys`` are the ids of its rows as far as they are known, ``mapping`` heading -> field.

    ``table`` is the file's own table, None for map files and where the file is not there any more.
    """

    layer: Layer
    issues: Sequence[Issue]
    keys: Mapping[int, str]
    mapping: Mapping[str, str]
    table: Original | None


def write_problems(problems: Problems, text: Catalogue) -> bytes:
    """Return the workbook that shows a file's problems."""
    content = BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(content, options) as book:
        table = problems.table
        if table is not None and len(table.rows) <= ROWS and _width(table) < COLUMNS:
            _Marked(book, problems, table, text).write()
        _write_list(book, problems, text)
        if table is not None and table.carried:
            _carry(book, table.carried)
    return content.getvalue()


class _Marked:
    """The sheet of a table with its problems."""

    def __init__(self, book: xlsxwriter.Workbook, problems: Problems, table: Original, text: Catalogue) -> None:
        self.table, self.text = table, text
        self.sheet: Worksheet = book.add_worksheet(_title(table.title or text.label("layers", problems.layer), text))
        self.looks = _looks(book, {})
        self.red = _looks(book, {"bg_color": load_symbology().problem})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
        self.told = book.add_format({"bg_color": load_symbology().problem, "text_wrap": True, "valign": "top"})
        self.by_row: dict[int, list[Issue]] = defaultdict(list)
        for issue in problems.issues:
            if issue.row in table.numbers:
                self.by_row[issue.row].append(issue)
        self.columns = _columns(problems, table)

    def write(self) -> None:
        """Write the cells as they were, then what is wrong with them."""
        for row, cells in enumerate(self.table.rows):
            marked = self._marked(row + 1)
            for place in range(max(len(cells), *(place + 1 for place in marked), 0)):
                cell = cells[place] if place < len(cells) else None
                if place in marked or not is_empty(cell):
                    _put(self.sheet, row, place, cell, self.red if place in marked else self.looks)
        self._merge()
        self._comment()
        self._tell()
        for place in range(_width(self.table)):
            texts = [str(row[place]) for row in self.table.rows[self.table.first :][:200] if place < len(row)]
            self.sheet.set_column(place, place, min(max(map(screen_width, texts), default=0), _NARROW) + 2)

    def _marked(self, number: int) -> dict[int, list[Issue]]:
        found: dict[int, list[Issue]] = defaultdict(list)
        for issue in self.by_row.get(number, ()):
            place = self.columns.get(issue.column)
            if place is not None:
                found[place].append(issue)
        return found

    def _merge(self) -> None:
        """Merge the cells that were merged; those that overlap, as no program writes them, stay apart."""
        for box in self.table.boxes:
            if box.bottom >= len(self.table.rows) or box.right >= _width(self.table):
                continue
            row = self.table.rows[box.top]
            cell = row[box.left] if box.left < len(row) else None
            is_marked = any(box.left in self._marked(at + 1) for at in range(box.top, box.bottom + 1))
            looks = self.red if is_marked else self.looks
            with suppress(OverlappingRange):
                if (box.top, box.left) != (box.bottom, box.right):
                    self.sheet.merge_range(*box, "", looks["text"])
                    _put(self.sheet, box.top, box.left, cell, looks)

    def _comment(self) -> None:
        written = 0
        for number in sorted(self.by_row):
            for place, issues in self._marked(number).items():
                if written < COMMENTS:
                    said = "\n".join(self.text.problem(issue) for issue in issues)
                    self.sheet.write_comment(number - 1, place, clean_text(said), {"x_scale": 2.0})
                    written += 1

    def _tell(self) -> None:
        """Write the column of sentences at the right, and the filter over all."""
        place, top = _width(self.table), max(self.table.below - 1, 0)
        heading = self.text("problems.column")
        if top > self.table.first:
            self.sheet.merge_range(self.table.first, place, top, place, heading, self.head)
        else:
            self.sheet.write_string(top, place, heading, self.head)
        for number, issues in self.by_row.items():
            sentences = dict.fromkeys(self.text.problem(issue) for issue in issues)
            self.sheet.write_string(number - 1, place, clean_text("\n".join(sentences)), self.told)
        self.sheet.set_column(place, place, _WIDE)
        self.sheet.autofilter(top, 0, max(len(self.table.rows) - 1, top), place)
        self.sheet.freeze_panes(self.table.below, 0)
        _set_up(self.sheet)


def _columns(problems: Problems, table: Original) -> dict[str, int]:
    """Return where a problem's column stands: it is named by its heading, or by the field or column of the ledger."""
    places = dict(table.places)
    fields = fields_of(problems.layer)
    for heading, name in problems.mapping.items():
        if heading in table.places:
            places.setdefault(name, table.places[heading])
            if name in fields:
                places.setdefault(fields[name].column, table.places[heading])
    return places


def _write_list(book: xlsxwriter.Workbook, problems: Problems, text: Catalogue) -> None:
    sheet = book.add_worksheet(text("problems.list"))
    looks, head = _looks(book, {}), book.add_format({"bold": True, "bottom": 1})
    names = ("row", "key", "column", "value", "severity", "problem", "lng", "lat")
    headings = [text(f"problems.heading.{name}") for name in names]
    widths = [screen_width(heading) for heading in headings]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, head)
    for row, issue in enumerate(problems.issues[: ROWS - 1], start=1):
        at = issue.place
        cells: list[object] = [
            issue.row or None,
            problems.keys.get(issue.row, ""),
            text.label("columns", issue.column) if issue.column else "",
            issue.value,
            text(f"problems.severity.{issue.severity}"),
            text.problem(issue),
            *((None, None) if at is None else (at.lng, at.lat)),
        ]
        for place, cell in enumerate(cells):
            _put(sheet, row, place, cell, looks)
            if isinstance(cell, str):
                widths[place] = max(widths[place], screen_width(cell))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width, _LEAST), _WIDE) + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(problems.issues), 1), len(names) - 1)
    _set_up(sheet)


def _set_up(sheet: Worksheet) -> None:
    """Print as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _carry(book: xlsxwriter.Workbook, rows: Sequence[Sequence[object]]) -> None:
    """Add the hidden sheet of a printed list again: corrected, it is still compared with what was printed."""
    sheet = book.add_worksheet(SHEET)
    sheet.very_hidden()
    plain = _looks(book, {})
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            _put(sheet, row, place, cell, plain)


def _put(sheet: Worksheet, row: int, place: int, cell: object, looks: Mapping[str, Format]) -> None:
    """Write a cell as what it was; an empty one is blank in its look."""
    if is_empty(cell):
        sheet.write_blank(row, place, None, looks["text"])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell, looks["number"])
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, place, cell, looks["number"])
    elif isinstance(cell, datetime | date | time | timedelta):
        _put_time(sheet, row, place, cell, looks)
    else:
        sheet.write_string(row, place, clean_text(str(cell)), looks["text"])


def _put_time(
    sheet: Worksheet, row: int, place: int, cell: datetime | date | time | timedelta, looks: Mapping[str, Format]
) -> None:
    form = "time" if isinstance(cell, time | timedelta) else "day"
    if isinstance(cell, datetime):
        form = "day" if cell.time() == time.min else "moment"
        cell = cell.replace(tzinfo=None)
    try:
        sheet.write_datetime(row, place, cell, looks[form])
    except ValueError:
        sheet.write_string(row, place, str(cell), looks["text"])


def _looks(book: xlsxwriter.Workbook, more: Mapping[str, str]) -> dict[str, Format]:
    return {name: book.add_format({"num_format": form, **more}) for name, form in _FORMS.items()}


def _width(table: Original) -> int:
    return max(map(len, table.rows), default=0)


def _title(title: str, text: Catalogue) -> str:
    """Return a title for the sheet that a workbook takes, and that is not the list's."""
    made = title.translate(_NOT_IN_TITLE).strip("' ")[:_TITLE]
    return made if made and made != text("problems.list") else text("problems.table")
