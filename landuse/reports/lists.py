"""
Lists for offices: xlsx and csv.

Whatever a name or note holds, it arrives as text: no cell of text is ever a formula, a link or a number.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from landuse.intake.returned import SHEET
from landuse.reports.columns import PrintedColumn
from landuse.reports.listing import Listing, Written
from landuse.reports.printing import cell_value
from landuse.reports.returning import Description
from landuse.schema import Kind
from landuse.units import rounded

#: What spreadsheets take for the beginning of a formula, in both widths. Source: OWASP, CSV injection.
FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
#: Characters that XML cannot hold, and how many an Excel cell can.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL = 32_767
_WIDEST = 40
_A4 = 9
_NUMBER_FORMATS = {Kind.AREA: "#,##0.00", Kind.WHOLE: "0", Kind.NUMBER: "General", Kind.DAY: "yyyy-mm-dd"}
_TEXT_FORMAT = "@"
_DATATYPES = {Kind.AREA: "decimal", Kind.NUMBER: "decimal", Kind.WHOLE: "integer", Kind.DAY: "date"}


def write_xlsx(listing: Listing, path: Path) -> Written:
    """
    Write a list as a workbook: title, what was chosen, frozen headings, rows, and totals that add up what is printed.

    ``altered`` counts cells that had to be shortened or cleaned of characters that a workbook cannot hold.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options | {"constant_memory": True}) as book:
        book.set_properties({"title": listing.title, "comments": "\n".join(listing.lines())})
        sheet = book.add_worksheet(listing.text.label("layers", listing.layer))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        looks = [
            book.add_format({"num_format": _NUMBER_FORMATS.get(column.kind, _TEXT_FORMAT)})
            for column in listing.columns
        ]
        sheet.write_string(0, 0, listing.title, bold)
        for row, line in enumerate(listing.lines(), start=1):
            sheet.write_string(row, 0, line)
        top = len(listing.lines()) + 1
        for place, column in enumerate(listing.columns):
            sheet.write_string(top, place, listing.heading(column), head)
        described = Description(book.add_worksheet(SHEET), listing)
        altered = _write_rows(sheet, top + 1, listing, looks, described)
        _write_totals(sheet, top + 1, listing, book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}))
        _set_up(sheet, top, listing)
    return Written(altered=altered)


def _write_rows(sheet: Worksheet, top: int, listing: Listing, looks: Sequence[Format], described: Description) -> int:
    """
    Write row after row, holding none of them, and return how many cells were altered.

    A cell without a value is not written: it has its column's look.
    """
    altered, columns = 0, range(len(listing.columns))
    widths = [screen_width(listing.heading(column)) for column in listing.columns]
    cells = [_cells(listing, column) for column in listing.columns]
    for row, values in enumerate(zip(*cells, strict=True), start=top):
        described.note(values)
        for place in columns:
            cell = values[place]
            if cell is None:
                continue
            if isinstance(cell, str):
                clean = clean_text(cell)
                altered += clean != cell
                sheet.write_string(row, place, clean, looks[place])
                if 2 * len(clean) > widths[place] < _WIDEST:
                    widths[place] = max(widths[place], screen_width(clean))
            elif isinstance(cell, date):
                moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day
                sheet.write_datetime(row, place, moment, looks[place])
            else:
                sheet.write_number(row, place, cell, looks[place])
    described.finish()
    for place in columns:
        sheet.set_column(place, place, min(widths[place], _WIDEST) + 2, looks[place])
    return altered


def _cells(listing: Listing, column: PrintedColumn) -> Iterator[str | float | date | None]:
    """Yield what the cells of a column show, from top to bottom."""
    values = listing.frame[column.name]
    said: dict[str, str | float | date | None] = {}
    for value, is_missing in zip(values, values.isna(), strict=True):
        if is_missing:
            yield None
        elif column.family and isinstance(value, str):
            if value not in said:
                said[value] = cell_value(listing, column, value)
            yield said[value]
        elif column.kind is Kind.AREA:
            yield float(value)
        else:
            yield cell_value(listing, column, value)


def _write_totals(sheet: Worksheet, top: int, listing: Listing, look: Format) -> None:
    """Write the sums as formulas that hold the printed total already, for readers that do not calculate."""
    bottom = top + len(listing.frame)
    sheet.write_string(bottom, 0, listing.text("lists.total"), look)
    for place, column in enumerate(listing.columns):
        if column.name in listing.totals:
            total = float(listing.totals[column.name])
            if len(listing.frame):
                formula = f"=SUM({xl_range(top, place, bottom - 1, place)})"
                sheet.write_formula(bottom, place, formula, look, total)
            else:
                sheet.write_number(bottom, place, total, look)


def _set_up(sheet: Worksheet, top: int, listing: Listing) -> None:
    """Freeze and repeat the headings, and print as wide as a page."""
    sheet.freeze_panes(top + 1, 1)
    sheet.autofilter(top, 0, top + len(listing.frame), len(listing.columns) - 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def write_csv(listing: Listing, path: Path) -> Written:
    """
    Write a list as CSV that Excel opens rightly (UTF-8 with its mark, CRLF), and beside it what it holds.

    The facts (filter, day, total) stand in ``<name>.csv-metadata.json``, as W3C's CSV on the Web wants it: a CSV has no
    place for them.

    ``altered`` counts cells that looked like formulas and got an apostrophe before them.
    """
    altered = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([listing.heading(column) for column in listing.columns])
        columns = [
            [cell_value(listing, column, value) for value in listing.frame[column.name]] for column in listing.columns
        ]
        for row in zip(*columns, strict=True):
            altered += sum(isinstance(cell, str) and cell.startswith(FORMULA_STARTS) for cell in row)
            writer.writerow([_csv_text(cell, column) for cell, column in zip(row, listing.columns, strict=True)])
    described = json.dumps(_csv_metadata(listing, path.name), ensure_ascii=False, indent=2)
    path.with_name(f"{path.name}-metadata.json").write_text(described + "\n", encoding="utf-8")
    return Written(altered=altered)


def _csv_text(cell: str | float | date | None, column: PrintedColumn) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{rounded(cell):f}" if column.kind is Kind.AREA else f"{cell:.12g}"


def _csv_metadata(listing: Listing, name: str) -> dict[str, object]:
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": listing.title,
        "dc:description": list(listing.lines()),
        "landuse:facts": listing.facts(),
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": listing.heading(column),
                    "datatype": _DATATYPES.get(column.kind, "string"),
                }
                for column in listing.columns
            ]
        },
    }


def clean_text(text: str) -> str:
    """Return what a cell of a workbook can hold of a text: without what XML cannot say, and no longer than a cell."""
    return _NOT_XML.sub("", text)[:_CELL]


def screen_width(text: str) -> int:
    """Return how many columns of a screen a text takes: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text.partition("\n")[0])


def cell_text(listing: Listing, column: PrintedColumn, value: object) -> str:
    """Return what a cell shows on a screen; nothing where nothing is known."""
    cell = cell_value(listing, column, value)
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, date):
        return cell.isoformat()
    return listing.text.number(cell) if column.kind is Kind.AREA else f"{cell:.12g}"
