"""The parts of a workbook (xlsx) as XML: cells read and set, rows added, everything else passed on byte for byte."""

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cached_property
from typing import Any

from lxml import etree

from landuse.errors import RefusedError
from landuse.reports.cell_references import Cell, at, lowered, named, shift

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = {"m": _MAIN}
_MOST_PARTS, _MOST_BYTES, _MOST_XML = 2000, 64 * 1024 * 1024, 16 * 1024 * 1024
_SUMS = re.compile(r"(?:SUM|SUBTOTAL\(9,|SUBTOTAL\(109,)\(?", re.IGNORECASE)
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Parts:
    """A workbook's parts; ``names`` are its named cells: the sheet and the reference of each."""

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                self.members = packed.infolist()
                if len(self.members) > _MOST_PARTS or sum(one.file_size for one in self.members) > _MOST_BYTES:
                    raise RefusedError("template_unreadable")
                self.parts = {one.filename: packed.read(one) for one in self.members}
            if any(name.endswith("vbaProject.bin") for name in self.parts):
                raise RefusedError("template_has_macros")
            self.book = parsed(self.parts["xl/workbook.xml"])
            self.sheets = tuple(self._sheets())
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError) as error:
            raise RefusedError("template_unreadable") from error
        self.added: dict[str, tuple[int, int]] = {}

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        root = parsed(self.parts["xl/sharedStrings.xml"])
        return [
            "".join(node.text or "" for node in item.iterfind(".//m:t", _NS)) for item in root.iterfind("m:si", _NS)
        ]

    @cached_property
    def day_styles(self) -> frozenset[int]:
        """The styles that show a number as a day."""
        root = parsed(self.parts["xl/styles.xml"])
        own = {
            int(node.get("numFmtId")): re.sub(r'"[^"]*"|\[[^\]]*\]', "", node.get("formatCode", ""))
            for node in root.iterfind("m:numFmts/m:numFmt", _NS)
        }
        days = _DAY_FORMATS | {key for key, code in own.items() if re.search("[ymd]", code, re.IGNORECASE)}
        styles = root.iterfind("m:cellXfs/m:xf", _NS)
        return frozenset(place for place, node in enumerate(styles) if int(node.get("numFmtId", "0")) in days)

    @cached_property
    def names(self) -> dict[str, tuple["SheetPart", str]]:
        """Named cells and ranges of one sheet."""
        found = {}
        by_name = {sheet.name: sheet for sheet in self.sheets}
        for node in self.book.iterfind("m:definedNames/m:definedName", _NS):
            owner, mark, reference = (node.text or "").rpartition("!")
            name = owner.removeprefix("'").removesuffix("'").replace("''", "'")
            if mark and name in by_name and "," not in reference:
                found[node.get("name")] = (by_name[name], reference.replace("$", ""))
        return found

    def _sheets(self) -> Iterator["SheetPart"]:
        relations = parsed(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {node.get("Id"): node.get("Target") for node in relations}
        for node in self.book.iterfind("m:sheets/m:sheet", _NS):
            target = str(targets[node.get(f"{{{_RELATIONS}}}id")])
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if path in self.parts and "worksheets/" in path:
                yield SheetPart(self, node.get("name"), path, node.get("sheetId"))

    def make_room(self, sheet: "SheetPart", last: int, count: int) -> None:
        """Add rows behind the row *last* of a sheet: what lies below moves, and so does what refers to it."""
        if sheet.root.find("m:tableParts", _NS) is not None:
            raise RefusedError("template_has_table")
        self.added[sheet.path] = (last, count)
        sheet.move_below(last, count)
        for other in self.sheets:
            other.shift_formulas(sheet, last, count)
        self._shift_names(sheet, last, count)
        self._shift_chain(sheet, last, count)

    def moved(self, sheet: "SheetPart", reference: str) -> Cell:
        """Return where a cell of the template is by now."""
        last, count = self.added.get(sheet.path, (0, 0))
        row, column = at(reference.partition(":")[0])
        return (row + count if count and row > last else row), column

    def _shift_names(self, sheet: "SheetPart", last: int, count: int) -> None:
        def shifted(found: re.Match[bytes]) -> bytes:
            words = found[2].decode("utf-8")
            return found[1] + shift(words, last, count, lambda owner: owner == sheet.name).encode("utf-8") + found[3]

        path = "xl/workbook.xml"
        self.parts[path] = re.sub(rb"(<definedName[^>]*>)([^<]*)(</definedName>)", shifted, self.parts[path])

    def _shift_chain(self, sheet: "SheetPart", last: int, count: int) -> None:
        path = "xl/calcChain.xml"
        if path not in self.parts:
            return
        root, owner = parsed(self.parts[path]), ""
        for node in root:
            owner = node.get("i", owner)
            if owner == sheet.sheet_id:
                node.set("r", shift(node.get("r"), last, count, lambda name: not name))
        self.parts[path] = written(root)

    def recalculate(self, sheet: "SheetPart") -> None:
        """Have formulas on and about a sheet computed when the file is opened: their results are not known here."""
        own = f"{sheet.name}!", f"'{sheet.name}'!"
        found = [other.forget_results(None if other is sheet else own) for other in self.sheets]
        if not any(found):
            return
        path = "xl/workbook.xml"
        if b'fullCalcOnLoad="1"' in self.parts[path]:
            return
        book = re.sub(rb'\s+fullCalcOnLoad="[^"]*"', b"", self.parts[path])
        if b"<calcPr" in book:
            book = book.replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1)
        else:
            end = b"</definedNames>" if b"</definedNames>" in book else b"</sheets>"
            book = book.replace(end, end + b'<calcPr fullCalcOnLoad="1"/>', 1)
        self.parts[path] = book

    def packed(self) -> bytes:
        """Return the workbook: the parts that were touched anew, all others as they came."""
        for sheet in self.sheets:
            if sheet.is_touched:
                self.parts[sheet.path] = written(sheet.root)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for member in self.members:
                entry = zipfile.ZipInfo(member.filename, member.date_time)
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
                made.writestr(entry, self.parts[member.filename], compresslevel=6)
        return target.getvalue()


class SheetPart:
    """One sheet; ``is_touched`` once anything of it was changed."""

    def __init__(self, parts: Parts, name: str, path: str, sheet_id: str) -> None:
        self.parts, self.name, self.path, self.sheet_id = parts, name, path, sheet_id
        self.root = parsed(parts.parts[path])
        self.data = self.root.find("m:sheetData", _NS)
        self.is_touched = False
        self._cells: dict[Cell, Any] = {}
        self._rows: dict[int, Any] = {}
        self._index()

    def _index(self) -> None:
        self._rows = {int(row.get("r")): row for row in self.data}
        self._cells = {at(cell.get("r")): cell for row in self.data for cell in row}

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
        for node in self.root.iterfind("m:mergeCells/m:mergeCell", _NS):
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
        value = cell.findtext("m:v", "", _NS)
        if cell.get("t") == "s":
            return self.parts.strings[int(value)] if value else ""
        if cell.get("t") == "inlineStr":
            return "".join(node.text or "" for node in cell.iterfind(".//m:t", _NS))
        return str(value) if cell.get("t") == "str" else ""

    def is_waiting(self, row: int) -> bool:
        """Whether a row is drawn and waits to be filled: no words in it, no sums."""
        if row not in self._rows or not len(self._rows[row]):
            return False
        for cell in self._rows[row]:
            formula = cell.findtext("m:f", "", _NS)
            if self.words(*at(cell.get("r"))).strip() or re.search(r"\b(SUM|SUBTOTAL)\(", formula or "", re.IGNORECASE):
                return False
        return True

    def shows_days(self, cell: Cell) -> bool:
        """Whether a cell shows its number as a day."""
        found = self._cells.get(cell)
        return found is not None and int(found.get("s", "0")) in self.parts.day_styles

    def put(self, place: Cell, value: str | float | Decimal) -> None:
        """Set a cell, keeping its style; a formula of the template stays."""
        cell = self._cells.get(place)
        if cell is None:
            cell = self._new_cell(place)
        if cell.find("m:f", _NS) is not None:
            return
        self.is_touched = True
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{{{_MAIN}}}v").text = f"{value}"

    def _new_cell(self, place: Cell) -> Any:
        row = self._rows.get(place[0])
        if row is None:
            row = etree.Element(f"{{{_MAIN}}}row", r=str(place[0]))
            before = sum(number < place[0] for number in self._rows)
            self.data.insert(before, row)
            self._rows[place[0]] = row
        cell = etree.Element(f"{{{_MAIN}}}c", r=named(place))
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
            formula = cell.find("m:f", _NS)
            for child in list(cell):
                if child is not formula or formula.get("t") is not None or _SUMS.search(formula.text or ""):
                    cell.remove(child)
            cell.attrib.pop("t", None)
            if cell.find("m:f", _NS) is not None:
                formula.text = lowered(formula.text, row - model)
        self.data.insert(sum(number < row for number in self._rows), drawn)
        self._rows[row] = drawn
        self._merge_like(model, row)
        self._cells |= {at(cell.get("r")): cell for cell in drawn}
        self.is_touched = True

    def _merge_like(self, model: int, row: int) -> None:
        """Merge the cells of a row as those of another one are."""
        merges = self.root.find("m:mergeCells", _NS)
        for node in [] if merges is None else list(merges):
            (top, left), (bottom, right) = (at(end) for end in node.get("ref").split(":"))
            if top == bottom == model:
                etree.SubElement(merges, f"{{{_MAIN}}}mergeCell", ref=f"{named((row, left))}:{named((row, right))}")
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
                    grows = node.tag not in {f"{{{_MAIN}}}mergeCell", f"{{{_MAIN}}}dimension"}
                    node.set(name, shift(node.get(name), last, count, lambda owner: not owner, grows=grows))
        for node in self.root.iterfind("m:rowBreaks/m:brk", _NS):
            if int(node.get("id")) > last:
                node.set("id", str(int(node.get("id")) + count))
        self.__dict__.pop("_merged", None)
        self._index()

    def shift_formulas(self, moved: "SheetPart", last: int, count: int) -> None:
        """Have formulas refer to where cells of another (or this) sheet have gone."""
        for node in self.root.iter(
            f"{{{_MAIN}}}f", f"{{{_MAIN}}}formula", f"{{{_MAIN}}}formula1", f"{{{_MAIN}}}formula2"
        ):
            after = shift(
                node.text or "", last, count, lambda owner: owner == moved.name or (not owner and self is moved)
            )
            if after != (node.text or ""):
                node.text, self.is_touched = after, True

    def forget_results(self, about: tuple[str, ...] | None) -> bool:
        """Take the results of formulas out, of all or of those *about* a sheet; tell whether there are any."""
        formulas = [
            cell
            for cell in self._cells.values()
            if (formula := cell.find("m:f", _NS)) is not None
            and (about is None or any(name in (formula.text or "") for name in about))
        ]
        for cell in formulas:
            value = cell.find("m:v", _NS)
            if value is not None and value.text:
                cell.remove(value)
                self.is_touched = True
        return bool(formulas)


def parsed(content: bytes) -> Any:
    """Return XML that a stranger wrote, without entities or anything from outside; ValueError if it is too much."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or len(content) > _MOST_XML:
        raise ValueError
    return etree.fromstring(content, etree.XMLParser(**_PARSER))


def written(root: Any) -> bytes:
    """Return XML as a workbook holds it."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
