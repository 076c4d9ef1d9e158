"""The hidden sheet by which a printed list is compared with what it said, when it comes back edited."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from xlsxwriter.worksheet import Worksheet

from landuse.intake.labels import by_word, field_of, labels
from landuse.intake.returned import FORM, MARK, SEPARATOR, mark_of, packed
from landuse.reports.columns import PrintedColumn
from landuse.reports.listing import Listing
from landuse.schema import TABLES, Kind

#: How long a cell of packed records may grow; a spreadsheet's own limit is 32,767.
_PACKED = 30_000


class Description:
    """The hidden sheet of a list, written while the list's own rows are; many records go into a cell."""

    def __init__(self, sheet: Worksheet, listing: Listing) -> None:
        sheet.very_hidden()
        sheet.write_string(0, 0, MARK)
        sheet.write_number(0, 1, FORM)
        self._row = 1
        self._sheet = sheet
        self._versions = iter(listing.versions)
        self._computed = [place for place, column in enumerate(listing.columns) if not _field(listing, column)]
        self._held: list[str] = []
        self._length = 0
        for line in _lines(listing):
            self._write(line)

    def note(self, cells: Sequence[object]) -> None:
        """Note the version of the next row of the list, and a mark of its computed cells."""
        record = packed(*next(self._versions), mark_of([cells[place] for place in self._computed]))
        if self._length + len(record) > _PACKED:
            self.finish()
        self._held.append(record)
        self._length += len(record) + len(SEPARATOR)

    def finish(self) -> None:
        """Write what is held."""
        if self._held:
            self._write(("rows", SEPARATOR.join(self._held)))
        self._held.clear()
        self._length = 0

    def _write(self, line: Sequence[str]) -> None:
        for place, cell in enumerate(line):
            self._sheet.write_string(self._row, place, cell)
        self._row += 1


def _lines(listing: Listing) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the sheet that come before the records."""
    for name, value in _facts(listing).items():
        yield "fact", name, value
    for column in listing.columns:
        yield "column", listing.heading(column), _field(listing, column)
    for column in listing.columns:
        if field := _field(listing, column):
            for word, code in _words(listing, column).items():
                yield "word", field, word, code


def _field(listing: Listing, column: PrintedColumn) -> str:
    """Return the field that a column is read back as; nothing if it is computed."""
    return field_of(listing.layer, column.name) or ""


def _facts(listing: Listing) -> dict[str, str]:
    key = TABLES[listing.layer].key
    return {
        "layer": listing.layer.value,
        "key": key if key in TABLES[listing.layer].names else "",
        "ledger": listing.ledger,
        "language": listing.text.language,
        "exported_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "as_of": listing.chosen.as_of.isoformat(),
        "filter": listing.filter_words,
        "total": listing.text("lists.total"),
    }


def _words(listing: Listing, column: PrintedColumn) -> dict[str, str]:
    """Return what the words of a column stand for; a word that stands for two things is left to its reader."""
    if column.kind is Kind.FLAG:
        return {listing.text("lists.yes"): "yes", listing.text("lists.no"): "no"}
    if column.family:
        return by_word(labels(listing.text, column.family))
    return by_word(dict(listing.units)) if column.name == "unit" else {}
