"""One sheet of a workbook as XML: its cells read and set, rows drawn, what lies below moved."""

import re
from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from lxml import etree

from landuse.reports.cell_references import Cell, at, copied, named, rows_of, shift
from landuse.reports.workbook_xml import MAIN, NS, parsed

_SUMS = re.compile(r"\b(SUM|SUBTOTAL)\(", re.IGNORECASE)
#: Formulas and ranges of Excel's later extensions (coloured scales, lists of other sheets) stand as texts.
_LATER = "http://schemas.microsoft.com/office/excel/2006/main"
_FORMULAS = (*(f"{{{MAIN}}}{name}" for name in ("f", "formula", "formula1", "formula2")), f"{{{_LATER}}}f")


class Book(Protocol):
    """What a sheet has to know of its workbook."""

    parts: dict[str, bytes]

    @property
    def strings(self) -> Sequence[str]:
        """The shared strings."""

    @property
    def day_styles(self) -> frozenset[int]:
        """The styles that show a number as a day."""


class SheetPart:
    """One sheet; ``is_touched`` once anything of it was changed."""

    def __init__(self, book: Book, name: str, path: str, sheet_id: str) -> None:
        self.book, self.name, self.path, self.sheet_id = book, name, path, sheet_id
        self.root = parsed(book.parts[path])
        self.data = self.root.find("m:sheetData", NS)
        if self.data is None:
            raise ValueError
        self.is_touched = False
        self._cells: dict[Cell, Any] = {}
        self._rows: dict[int, Any] = {}
        self._index()

    def _index(self) -> None:
        self._number()
        self._rows = {int(row.get("r")): row for row in self.data}
        self._cells = {at(cell.get("r")): cell for row in self.data for cell in row}

    def _number(self) -> None:
        """Say of rows and cells where they are, where a program left that to their order."""
        row_at = 0
        for row in self.data.iterchildren(f"{{{MAIN}}}row"):
            row_at = int(row.get("r", row_at + 1))
            row.set("r", str(row_at))
            column = 0
            for cell in row.iterchildren(f"{{{MAIN}}}c"):
                column = at(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", named((row_at, column)))

    @property
    def last_row(self) -> int:
        """The last row with anything in it."""
        return max(self._rows, default=0)

    @property
    def last_column(self) -> int:
        """The last column with anything in it."""
        return max((column for _, column in self._cells), default=0)

    @cached_property
    def _merged(self) -> dict[Cell, Cell]:
        found = {}
        for node in self.root.iterfind("m:mergeCells/m:mergeCell", NS):
            first, _, last = node.get("ref").partition(":")
            (top, left), (bottom, right) = at(first), at(last or first)
            for row in range(top, min(bottom, top + 50) + 1):
                for column in range(left, min(right, left + 200) + 1):
                    found[row, column] = (top, left)
        return found

    def words(self, row: int, column: int) -> str:
        """Return the text of a cell, or of the merged cells it belongs to."""
        return self._text(self._cells.get(self._merged.get((row, column), (row, column))))

    def _text(self, cell: Any) -> str:
        if cell is None:
            return ""
        value = cell.findtext("m:v", "", NS)
        if cell.get("t") == "s":
            known = self.book.strings
            return known[int(value)] if value.isdecimal() and int(value) < len(known) else ""
        if cell.get("t") == "inlineStr":
            return "".join(node.text or "" for path in ("m:is/m:t", "m:is/m:r/m:t") for node in cell.iterfind(path, NS))
        return str(value) if cell.get("t") == "str" else ""

    def is_waiting(self, row: int) -> bool:
        """Whether a row is drawn and waits to be filled: no words in it, no sums of other rows."""
        if row not in self._rows or not len(self._rows[row]):
            return False
        for cell in self._rows[row]:
            has_words = cell.find("m:f", NS) is None and self.words(*at(cell.get("r"))).strip()
            if has_words or _sums_others(self.formula(cell), row):
                return False
        return True

    def formula(self, cell: Any) -> str:
        """Return the formula of a cell, also where it shares another cell's; nothing if it has none."""
        node = cell.find("m:f", NS)
        if node is None:
            return ""
        first = self._shared.get(node.get("si", "")) if node.get("t") == "shared" else None
        if node.text or first is None:
            return node.text or ""
        (row, column), words = first
        here = at(cell.get("r"))
        return copied(words, here[0] - row, here[1] - column)

    @cached_property
    def _shared(self) -> dict[str, tuple[Cell, str]]:
        """The formulas that several cells share, by their number: where the first stands, and its words."""
        found = {}
        for cell in self._cells.values():
            node = cell.find("m:f", NS)
            if node is not None and node.get("t") == "shared" and node.text:
                found[node.get("si", "")] = (at(cell.get("r")), node.text)
        return found

    def unshare(self) -> None:
        """Give each cell that shares a formula its own: rows that are added between them would part them wrongly."""
        for cell in self._cells.values():
            node = cell.find("m:f", NS)
            if node is not None and node.get("t") == "shared":
                words = self.formula(cell)
                for name in ("t", "si", "ref"):
                    node.attrib.pop(name, None)
                node.text, self.is_touched = words, True
        self.__dict__.pop("_shared", None)

    @property
    def quoted(self) -> str:
        """The sheet's name as formulas write it between quotes."""
        return self.name.replace("'", "''")

    def says_any(self, words: set[str]) -> bool:
        """Tell whether a formula of this sheet says one of some words."""
        return any(word in (node.text or "") for node in self.root.iter(*_FORMULAS) for word in words)

    def shows_days(self, cell: Cell) -> bool:
        """Whether a cell shows its number as a day."""
        found = self._cells.get(cell)
        return found is not None and int(found.get("s", "0")) in self.book.day_styles

    def put(self, place: Cell, value: str | float | Decimal) -> None:
        """Set a cell, keeping its style; a formula of the template stays."""
        cell = self._cells.get(place)
        if cell is None:
            cell = self._new_cell(place)
        if cell.find("m:f", NS) is not None:
            return
        self.is_touched = True
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{{{MAIN}}}v").text = f"{value}"

    def _new_cell(self, place: Cell) -> Any:
        row = self._rows.get(place[0])
        if row is None:
            row = etree.Element(f"{{{MAIN}}}row", r=str(place[0]))
            before = sum(number < place[0] for number in self._rows)
            self.data.insert(before, row)
            self._rows[place[0]] = row
        cell = etree.Element(f"{{{MAIN}}}c", r=named(place))
        row.insert(sum(at(other.get("r"))[1] < place[1] for other in row), cell)
        self._cells[place] = cell
        return cell

    def draw_like(self, model: int, row: int) -> None:
        """Draw a row as another one: height and styles; formulas of the row itself move along."""
        if row in self._rows or model not in self._rows:
            return
        drawn = deepcopy(self._rows[model])
        drawn.set("r", str(row))
        for cell in drawn:
            cell.set("r", named((row, at(cell.get("r"))[1])))
            formula = cell.find("m:f", NS)
            for child in list(cell):
                if child is not formula or formula.get("t") is not None or _sums_others(formula.text or "", model):
                    cell.remove(child)
            cell.attrib.pop("t", None)
            if cell.find("m:f", NS) is not None:
                formula.text = copied(formula.text or "", row - model)
        self.data.insert(sum(number < row for number in self._rows), drawn)
        self._rows[row] = drawn
        self._merge_like(model, row)
        self._cells |= {at(cell.get("r")): cell for cell in drawn}
        self.is_touched = True

    def _merge_like(self, model: int, row: int) -> None:
        """Merge the cells of a row as those of another one are."""
        merges = self.root.find("m:mergeCells", NS)
        for node in [] if merges is None else list(merges):
            (top, left), (bottom, right) = (at(end) for end in node.get("ref").split(":"))
            if top == bottom == model:
                etree.SubElement(merges, f"{{{MAIN}}}mergeCell", ref=f"{named((row, left))}:{named((row, right))}")
                merges.set("count", str(len(merges)))

    def move_below(self, last: int, count: int) -> None:
        """Move everything below a row down."""
        self.is_touched = True
        for row in self.data:
            number = int(row.get("r"))
            if number > last:
                row.set("r", str(number + count))
                for cell in row:
                    cell.set("r", named((number + count, at(cell.get("r"))[1])))
        for node in self.root.iter():
            for name in ("ref", "sqref"):
                if isinstance(node.tag, str) and node.get(name):
                    grows = node.tag not in {f"{{{MAIN}}}mergeCell", f"{{{MAIN}}}dimension"}
                    node.set(name, shift(node.get(name), last, count, lambda owner: not owner, grows=grows))
        for node in self.root.iter(f"{{{_LATER}}}sqref"):
            node.text = shift(node.text or "", last, count, lambda owner: not owner)
        for node in self.root.iterfind("m:rowBreaks/m:brk", NS):
            if int(node.get("id")) > last:
                node.set("id", str(int(node.get("id")) + count))
        self.__dict__.pop("_merged", None)
        self._index()

    def shift_formulas(self, moved: "SheetPart", last: int, count: int) -> None:
        """Have formulas refer to where cells of another (or this) sheet have gone."""
        for node in self.root.iter(*_FORMULAS):
            after = shift(
                node.text or "", last, count, lambda owner: owner == moved.name or (not owner and self is moved)
            )
            if after != (node.text or ""):
                node.text, self.is_touched = after, True

    def forget_results(self) -> bool:
        """Take the results of formulas out; tell whether there are any."""
        formulas = [cell for cell in self._cells.values() if cell.find("m:f", NS) is not None]
        for cell in formulas:
            value = cell.find("m:v", NS)
            if value is not None and value.text:
                cell.remove(value)
                self.is_touched = True
        return bool(formulas)


def _sums_others(formula: str, row: int) -> bool:
    """Tell whether a formula sums other rows than its own."""
    return _SUMS.search(formula) is not None and rows_of(formula) != {row}
