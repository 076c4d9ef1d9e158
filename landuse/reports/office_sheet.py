"""A table of the office as a workbook: merged title and headings, rows, sums as formulas, notes, print set-up."""

import io
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from landuse.periods import period_label
from landuse.reports.fixed import naive_utc
from landuse.reports.issue import DocumentRequest
from landuse.reports.lists import clean_text, screen_width
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, group_heading, heading, printed
from landuse.reports.pen import Pen
from landuse.symbology import load_symbology
from landuse.units import rounded

_TITLE_HEIGHT, _LINE_HEIGHT, _SMALL = 30, 14, 1.15
_HEAD = 2
_NO_WIDTH = 5
_TEXT_FORMAT = "@"
#: Behind a number: as wide as a blank, so that it does not touch the next cell's words.
_GAP = "_ "
#: How many columns at the right end carry the line that says the unit.
_UNIT_COLUMNS = 3


def write_sheet(table: OfficeTable, title: str, request: DocumentRequest, pen: Pen, *, is_synthetic: bool) -> bytes:
    """Return the workbook of a table; the same table, moment and edits give the same bytes."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": naive_utc(pen.known_at)})
        _OfficeSheet(book, table, request, pen).write(title, is_synthetic=is_synthetic)
    return target.getvalue()


class _OfficeSheet:
    """The one sheet of the workbook while it is written; ``row`` is the next free one."""

    def __init__(self, book: xlsxwriter.Workbook, table: OfficeTable, request: DocumentRequest, pen: Pen) -> None:
        self.book, self.table, self.request, self.pen, self.text = book, table, request, pen, pen.text
        self.sheet = book.add_worksheet(pen.text(f"papers.kind.{table.kind}"))
        self.looks: dict[tuple[tuple[str, object], ...], Format] = {}
        self.first = 1 if table.is_numbered else 0
        self.last = self.first + len(table.columns) - 1
        self.widths = ([_NO_WIDTH] if table.is_numbered else []) + [column.width for column in table.columns]
        self.has_groups = any(column.group for column in table.columns)
        self.body = _HEAD + (2 if self.has_groups else 1)
        self.row = self.body
        self.sums: dict[str, Decimal] = {}
        self.rules: dict[str, int] = {}

    def look(self, **properties: object) -> Format:
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({"font_size": 10, "valign": "vcenter", **properties})
        return self.looks[key]

    def write(self, title: str, *, is_synthetic: bool) -> None:
        """Write everything, top to bottom; the headings last, when the rules behind them have their numbers."""
        self._top(title)
        self._body()
        self._headings()
        self._notes(is_synthetic=is_synthetic)
        self._set_up()

    def _top(self, title: str) -> None:
        self._merge(0, 0, 0, self.last, title, bold=True, font_size=16, align="center")
        self.sheet.set_row(0, _TITLE_HEIGHT)
        period = period_label(self.request.period, self.text, with_year=True)
        line = self.text("office.period_line", period=period, day=self.text.day(self.request.as_of))
        split = max(self.last - _UNIT_COLUMNS + 1, 1)
        self._merge(1, 0, 1, split - 1, self.pen.passage("period_line", line), align="left")
        self._merge(1, split, 1, self.last, self.text(f"office.unit.{self.table.unit_line}"), align="right")

    def _merge(self, top: int, left: int, bottom: int, right: int, words: str, **properties: object) -> None:
        look = self.look(**properties)
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, clean_text(words), look)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", look)
            self.sheet.write_string(top, left, clean_text(words), look)

    def _headings(self) -> None:
        bottom = self.body - 1
        style = {"bold": True, "border": 1, "align": "center", "text_wrap": True}
        if self.table.is_numbered:
            self._merge(_HEAD, 0, bottom, 0, self.text("office.column.no"), **style)
        lines = 1
        for place, column in self._placed():
            words = heading(column, self.text)
            if column.key in self.rules:
                words += self.text("pen.note_mark", number=self.rules[column.key])
            lines = max(lines, _lines(words, column.width))
            self._merge(bottom if column.group else _HEAD, place, bottom, place, words, **style)
        for left, right, column in self._spans():
            self._merge(_HEAD, left, _HEAD, right, group_heading(column, self.text), **style)
        self.sheet.set_row(bottom, _LINE_HEIGHT * lines + 4)

    def _placed(self) -> Iterator[tuple[int, Column]]:
        return enumerate(self.table.columns, start=self.first)

    def _spans(self) -> Iterator[tuple[int, int, Column]]:
        """Yield where each heading above columns begins and ends."""
        columns = [column for _, column in self._placed()]
        begun = 0
        for place in range(1, len(columns) + 1):
            if place == len(columns) or columns[place].group != columns[begun].group:
                if columns[begun].group:
                    yield self.first + begun, self.first + place - 1, columns[begun]
                begun = place

    def _body(self) -> None:
        number = 0
        for group, rows in self.table.groups():
            top = self.row
            for row in rows:
                number += 1
                self._row(number, row)
                self.pen.tell(number, len(self.table.rows), self.text("office.rows"))
            if self.table.has_subtotals:
                self._sum_row(self.text("office.subtotal", group=group), top, rows)
        if self.table.has_total:
            self._sum_row(self.text("office.total"), self.body, self.table.rows, is_last=True)

    def _row(self, number: int, row: Row) -> None:
        if self.table.is_numbered:
            self.sheet.write_number(self.row, 0, number, self.look(border=1, align="center"))
        lines = 1
        for place, column in self._placed():
            value = printed(self.table, row, column, self.pen)
            self._cell(place, column, value, row)
            if isinstance(value, str):
                lines = max(lines, _lines(value, column.width))
        self.sheet.set_row(self.row, _LINE_HEIGHT * lines + 4)
        self.row += 1

    def _cell(self, place: int, column: Column, value: Cell, row: Row) -> None:
        if value is None or value == "":
            self.sheet.write_blank(self.row, place, None, self.look(border=1))
        elif isinstance(value, str):
            self.sheet.write_string(self.row, place, clean_text(value), self._text_look(column, row))
        elif isinstance(value, date):
            form = self.text(f"office.format.{column.look}")
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
            self.sheet.write_datetime(self.row, place, moment, self.look(border=1, align="center", num_format=form))
        else:
            key = self.table.figure(row, column)
            form = "0" if column.look is Look.WHOLE else self._number_format(column)
            if key in self.pen.figures:
                self.rules[column.key] = self.pen.note(key)
                mark = self.pen.mark(key)
                form += f'"{mark}"' if mark else ""
            side = "center" if column.look is Look.WHOLE else "right"
            look = self.look(border=1, align=side, num_format=form + _GAP)
            self.sheet.write_number(self.row, place, float(value), look)

    def _text_look(self, column: Column, row: Row) -> Format:
        if column.look is not Look.LIGHT:
            return self.look(border=1, text_wrap=True, num_format=_TEXT_FORMAT)
        colour = load_symbology().lights.get(str(row.cells.get(column.key)))
        fill = {"bg_color": colour} if colour else {}
        return self.look(border=1, align="center", num_format=_TEXT_FORMAT, **fill)

    def _number_format(self, column: Column) -> str:
        digits = self.table.places(column)
        return "#,##0" + (f".{'0' * digits}" if digits else "")

    def _sum_row(self, words: str, top: int, rows: tuple[Row, ...], *, is_last: bool = False) -> None:
        """Write a row of sums over the printed cells above it; SUBTOTAL leaves other subtotals out."""
        style: dict[str, object] = {"bold": True, "border": 1}
        self.sheet.set_row(self.row, _LINE_HEIGHT + 4)
        for place in range(self.last + 1):
            self.sheet.write_blank(self.row, place, None, self.look(**style))
        sums: dict[str, Decimal] = {}
        places = {column.key: place for place, column in self._placed()}
        for place, column in self._placed():
            look = self.look(**style, num_format=self._number_format(column) + _GAP)
            if column.adds_up:
                values = [printed(self.table, row, column, self.pen) for row in rows]
                sums[column.key] = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
                self._sum(place, top, float(sums[column.key]), look)
            elif all(name in sums for name in column.share_of):
                self._share(places, place, column, sums, look)
            elif is_last and (value := self.table.total.get(column.key)) is not None:
                self._total_cell(place, column, value, style)
        label = next((place for place, column in self._placed() if column.adds_up), self.last + 1) - 1
        self._merge(self.row, 0, self.row, max(label, 0), words, **style, align="center")
        self.row += 1

    def _sum(self, place: int, top: int, total: float, look: Format) -> None:
        if self.row > top:
            formula = f"=SUBTOTAL(9,{xl_range(top, place, self.row - 1, place)})"
            self.sheet.write_formula(self.row, place, formula, look, total)
        else:
            self.sheet.write_number(self.row, place, total, look)

    def _share(self, at: dict[str, int], place: int, column: Column, sums: dict[str, Decimal], look: Format) -> None:
        part, whole = column.share_of
        cells = [xl_rowcol_to_cell(self.row, at[name]) for name in (part, whole)]
        share = rounded(sums[part] / sums[whole] * 100) if sums[whole] else ""
        formula = f'=IF({cells[1]}=0,"",ROUND({cells[0]}/{cells[1]}*100,2))'
        self.sheet.write_formula(self.row, place, formula, look, float(share) if share != "" else "")

    def _total_cell(self, place: int, column: Column, value: Cell, style: dict[str, object]) -> None:
        if isinstance(value, Decimal):
            look = self.look(**style, num_format=self._number_format(column) + _GAP)
            self.sheet.write_number(self.row, place, float(value), look)
        elif column.look is Look.LIGHT:
            colour = load_symbology().lights.get(str(value))
            look = self.look(**style, align="center", **({"bg_color": colour} if colour else {}))
            self.sheet.write_string(self.row, place, self.text.label(column.words, str(value)), look)

    def _notes(self, *, is_synthetic: bool) -> None:
        self.sheet.set_row(self.row, _LINE_HEIGHT * 2)
        self._merge(self.row, 0, self.row, self.last, self.text("office.signatures"), align="left")
        self.row += 1
        by_hand = [heading(column, self.text) for column in self.table.columns if column.is_blank]
        lines = [*self.table.notes]
        if by_hand:
            names = self.text("office.joint").join(dict.fromkeys(by_hand))
            lines.append(self.text("office.by_hand", columns=names))
        lines = [self.pen.passage(f"note_{place}", line) for place, line in enumerate(lines, start=1)]
        lines += self.pen.notes()
        if is_synthetic:
            lines.append(self.text("common.synthetic"))
        for line in lines:
            self.sheet.set_row(self.row, _LINE_HEIGHT * _lines(line, sum(self.widths)))
            self._merge(self.row, 0, self.row, self.last, line, text_wrap=True, font_size=9)
            self.row += 1

    def _set_up(self) -> None:
        """Print landscape as wide as a page, headings on every page, pages numbered."""
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(self.body, self.table.frozen)
        self.sheet.repeat_rows(_HEAD, self.body - 1)
        self.sheet.print_area(0, 0, self.row - 1, self.last)
        self.sheet.set_landscape()
        self.sheet.set_paper(self.table.paper)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(self.text("office.footer"))


def _lines(words: str, width: int) -> int:
    """Return how many lines a text takes in a column: nobody opens the file to make room for it."""
    return sum(max(1, math.ceil(screen_width(line) / (width * _SMALL))) for line in words.split("\n"))
