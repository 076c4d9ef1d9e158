"""
A table filled into the office's own template: cells it fills change, and where rows are added what lies below moves.

Every other part of the file stays byte for byte: styles, other sheets, pictures, print set-up. Formulas of the template
are kept; no macro is ever run, files with macros are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landuse.errors import RefusedError
from landuse.i18n import Catalogue
from landuse.periods import period_label
from landuse.reports.issue import DocumentRequest
from landuse.reports.lists import clean_text
from landuse.reports.office_table import Column, OfficeTable, Row, group_heading, heading, printed
from landuse.reports.pen import Pen
from landuse.reports.workbook_parts import Parts
from landuse.reports.worksheet_part import SheetPart

#: How many of a table's columns a template has to have, and how far down its headings are looked for.
_FEWEST, _DEEPEST = 3, 30
_ASIDE = re.compile(r"[(\uff08\[][^)\uff09\]]*[)\uff09\]]|\s")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a table goes: the sheet, the last row of its headings, the template's column of each of ours."""

    sheet: SheetPart
    head: int
    columns: Mapping[int, Column]
    number_column: int | None


def fill_template(content: bytes, table: OfficeTable, title: str, request: DocumentRequest, pen: Pen) -> bytes:
    """
    Return the template with the table in it.

    Its headings are found by their words (or by the name given to the cells of the headings); named cells hold title,
    period, day, notes, and figures by their id.

    Raises
    ------
    RefusedError
        ``template_unreadable``, ``template_has_macros``, ``template_has_table``; ``template_unmatched`` if no sheet has
        the headings.
    """
    parts = Parts(content)
    place = _place(parts, table, pen.text)
    named = _named(parts, table, title, request, pen)
    free = _free_rows(place)
    missing = max(len(table.rows) - free, 0)
    if missing:
        parts.make_room(place.sheet, place.head + free, missing)
        _draw_rows(place, free, len(table.rows))
    for number, row in enumerate(table.rows, start=1):
        _fill_row(place, number, row, table, pen)
        pen.tell(number, len(table.rows), pen.text("office.rows"))
    for (sheet, reference), words in named.items():
        cell = parts.moved(sheet, reference)
        sheet.put(cell, words)
    parts.recalculate(place.sheet)
    return parts.packed()


def plain_heading(words: str) -> str:
    r"""
    Return a heading as it is compared: without blanks and what stands in brackets.

    Examples
    --------
    >>> plain_heading("面 积\n(亩)[1]")
    '面积'
    """
    return _ASIDE.sub("", words).lower()


def _place(parts: Parts, table: OfficeTable, text: Catalogue) -> _Place:
    alone, joined = _headings(table, text)
    head = parts.names.get(text("office.name.head"))
    best: _Place | None = None
    for sheet in parts.sheets:
        if head is not None and head[0] is not sheet:
            continue
        rows = range(1, min(sheet.last_row, _DEEPEST) + 1) if head is None else [_bottom(head[1])]
        for row in rows:
            found, number_column = _matched(sheet, row, alone, joined, text)
            if len(found) >= _FEWEST and (best is None or len(found) >= len(best.columns)):
                best = _Place(sheet, row, found, number_column)
        if best is not None and best.sheet is sheet:
            return best
    raise RefusedError(
        "template_unmatched",
        headings=text("office.joint").join(dict.fromkeys(heading(column, text) for column in table.columns)),
    )


def _bottom(reference: str) -> int:
    return int(re.findall(r"\d+", reference)[-1])


def _headings(table: OfficeTable, text: Catalogue) -> tuple[dict[str, Column], dict[str, Column]]:
    """Return our columns by their own heading (where no other has it), and by both headings joined."""
    alone: dict[str, Column] = {}
    joined: dict[str, Column] = {}
    often: set[str] = set()
    for column in table.columns:
        aliases = f"office.alias.{column.key}"
        more = text(aliases).split("|") if text.has(aliases) else []
        own = plain_heading(heading(column, text))
        if own in alone:
            often.add(own)
        alone[own] = column
        alone |= {plain_heading(name): column for name in more}
        if column.group:
            joined[plain_heading(group_heading(column, text)) + own] = column
    return {words: column for words, column in alone.items() if words not in often}, joined


def _matched(
    sheet: SheetPart, row: int, alone: Mapping[str, Column], joined: Mapping[str, Column], text: Catalogue
) -> tuple[dict[int, Column], int | None]:
    """Return our columns by the template's, and where its rows are numbered; an empty cell means what stands above."""
    found: dict[int, Column] = {}
    number_column = None
    words = [plain_heading(sheet.words(row, place)) for place in range(1, sheet.last_column + 1)]
    if not any(own in alone for own in words):
        return {}, None
    for place, said in enumerate(words, start=1):
        own = said or (plain_heading(sheet.words(row - 1, place)) if row > 1 else "")
        if not own:
            continue
        if own == plain_heading(text("office.column.no")):
            number_column = place
        above = plain_heading(sheet.words(row - 1, place)) if row > 1 else ""
        column = joined.get(above + own) or alone.get(own)
        if column is not None and column not in found.values():
            found[place] = column
    return found, number_column


def _free_rows(place: _Place) -> int:
    """Return how many rows below the headings wait to be filled: drawn, without words or sums."""
    row = place.head + 1
    while place.sheet.is_waiting(row):
        row += 1
    return row - place.head - 1


def _draw_rows(place: _Place, free: int, count: int) -> None:
    """Draw the rows that were added like the last one that waited, or, where none did, like the one below."""
    model = place.head + free if free else place.head + count + 1
    for row in range(place.head + free + 1, place.head + count + 1):
        place.sheet.draw_like(model, row)


def _fill_row(place: _Place, number: int, row: Row, table: OfficeTable, pen: Pen) -> None:
    sheet, at = place.sheet, place.head + number
    if place.number_column is not None:
        sheet.put((at, place.number_column), number)
    for column_at, column in place.columns.items():
        value = printed(table, row, column, pen)
        if value is not None:
            cell = (at, column_at)
            if isinstance(value, date):
                sheet.put(cell, _day(value, column, pen.text, as_number=sheet.shows_days(cell)))
            else:
                sheet.put(cell, clean_text(value) if isinstance(value, str) else value)


def _day(day: date, column: Column, text: Catalogue, *, as_number: bool) -> str | int:
    """Return a day as its number where the template shows days, in words elsewhere."""
    if as_number:
        return (day - _EPOCH).days
    return text(f"office.written.{column.look}", year=day.year, month=day.month, day=day.day)


def _named(
    parts: Parts, table: OfficeTable, title: str, request: DocumentRequest, pen: Pen
) -> dict[tuple[SheetPart, str], str | Decimal]:
    """Return what goes into the template's named cells."""
    text = pen.text
    words: dict[str, str | Decimal] = {
        text("office.name.title"): title,
        text("office.name.as_of"): text.day(request.as_of),
        text("office.name.period"): period_label(request.period, text, with_year=True),
        text("office.name.unit"): text(f"office.unit.{table.unit_line}"),
    }
    for figure in pen.figures:
        value = pen.value(figure)
        if value is not None:
            words[re.sub(r"[^\w.]", "_", figure)] = value
    found = {target: words[name] for name, target in parts.names.items() if name in words}
    notes = parts.names.get(text("office.name.notes"))
    if notes is not None:
        for figure in pen.figures:
            pen.note(figure)
        found[notes] = clean_text("\n".join([*table.notes, *pen.notes()]))
    return found
