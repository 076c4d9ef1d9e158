"""The hidden sheet by which a printed list is compared with what it said, when it comes back edited."""

from datetime import UTC, datetime

import xlsxwriter

from landuse.intake.labels import by_word, field_of, labels
from landuse.intake.returned import SHEET, Described, mark_of
from landuse.reports.columns import PrintedColumn
from landuse.reports.listing import Listing
from landuse.reports.printing import cell_value
from landuse.schema import TABLES, Kind


def write_description(book: xlsxwriter.Workbook, listing: Listing) -> None:
    """Add the hidden sheet to a workbook that holds a list."""
    sheet = book.add_worksheet(SHEET)
    sheet.very_hidden()
    for row, line in enumerate(description(listing).lines()):
        for place, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(row, place, cell)
            else:
                sheet.write_string(row, place, cell)


def description(listing: Listing) -> Described:
    """Return what a list says of itself to whoever reads it back."""
    key = TABLES[listing.layer].key
    fields = [(column, field_of(listing.layer, column.name) or "") for column in listing.columns]
    computed = [
        [cell_value(listing, column, value) for value in listing.frame[column.name]]
        for column, field in fields
        if not field
    ]
    marks = [mark_of(cells) for cells in zip(*computed, strict=True)] if computed else [""] * len(listing.frame)
    return Described(
        facts={
            "layer": listing.layer.value,
            "key": key if key in TABLES[listing.layer].names else "",
            "ledger": listing.ledger,
            "language": listing.text.language,
            "exported_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "as_of": listing.chosen.as_of.isoformat(),
            "filter": listing.filter_words,
            "total": listing.text("lists.total"),
        },
        columns=tuple((listing.heading(column), field) for column, field in fields),
        words={field: words for column, field in fields if field and (words := _words(listing, column))},
        rows={key: (version, mark) for (key, version), mark in zip(listing.versions, marks, strict=True)},
    )


def _words(listing: Listing, column: PrintedColumn) -> dict[str, str]:
    """Return what the words of a column stand for; a word that stands for two things is left to its reader."""
    if column.kind is Kind.FLAG:
        return {listing.text("lists.yes"): "yes", listing.text("lists.no"): "no"}
    if column.family:
        return by_word(labels(listing.text, column.family))
    return by_word(dict(listing.units)) if column.name == "unit" else {}
