"""The parts of a workbook (xlsx) as XML: cells read and set, rows added, everything else passed on byte for byte."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from xml.sax.saxutils import escape, unescape

from lxml import etree

from landuse.errors import RefusedError
from landuse.reports.cell_references import Cell, at, shift
from landuse.reports.workbook_xml import NS, RELATIONS, parsed, written
from landuse.reports.worksheet_neighbours import move_neighbours
from landuse.reports.worksheet_part import SheetPart

_MOST_PARTS, _MOST_BYTES = 2000, 64 * 1024 * 1024
#: What a file that is none, is cut off, is locked by a password or says nonsense of itself raises.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError),
    *(etree.XMLSyntaxError, KeyError, ValueError, TypeError),
)
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


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
        except _BROKEN as error:
            raise RefusedError("template_unreadable") from error
        self.added: dict[str, tuple[int, int]] = {}

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        root = parsed(self.parts["xl/sharedStrings.xml"])
        return [
            "".join(node.text or "" for path in ("m:t", "m:r/m:t") for node in item.iterfind(path, NS))
            for item in root.iterfind("m:si", NS)
        ]

    @cached_property
    def day_styles(self) -> frozenset[int]:
        """The styles that show a number as a day."""
        root = parsed(self.parts["xl/styles.xml"])
        own = {
            int(node.get("numFmtId")): re.sub(r'"[^"]*"|\[[^\]]*\]', "", node.get("formatCode", ""))
            for node in root.iterfind("m:numFmts/m:numFmt", NS)
        }
        days = _DAY_FORMATS | {key for key, code in own.items() if re.search("[ymd]", code, re.IGNORECASE)}
        styles = root.iterfind("m:cellXfs/m:xf", NS)
        return frozenset(place for place, node in enumerate(styles) if int(node.get("numFmtId", "0")) in days)

    @cached_property
    def names(self) -> dict[str, tuple[SheetPart, str]]:
        """Named cells and ranges of one sheet."""
        found = {}
        by_name = {sheet.name: sheet for sheet in self.sheets}
        for node in self.book.iterfind("m:definedNames/m:definedName", NS):
            owner, mark, reference = (node.text or "").rpartition("!")
            name = owner.removeprefix("'").removesuffix("'").replace("''", "'")
            if mark and name in by_name and "," not in reference:
                found[node.get("name")] = (by_name[name], reference.replace("$", ""))
        return found

    def _sheets(self) -> Iterator[SheetPart]:
        relations = parsed(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {node.get("Id"): node.get("Target") for node in relations}
        for node in self.book.iterfind("m:sheets/m:sheet", NS):
            target = str(targets[node.get(f"{{{RELATIONS}}}id")])
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if path in self.parts and "worksheets/" in path:
                yield SheetPart(self, node.get("name"), path, node.get("sheetId"))

    def make_room(self, sheet: SheetPart, last: int, count: int) -> None:
        """Add rows behind the row *last* of a sheet: what lies below moves, and so does what refers to it."""
        if sheet.root.find("m:tableParts", NS) is not None:
            raise RefusedError("template_has_table")
        self.added[sheet.path] = (last, count)
        sheet.unshare()
        sheet.move_below(last, count)
        for other in self.sheets:
            if other is not sheet and other.says_any({sheet.quoted}):
                other.unshare()
            other.shift_formulas(sheet, last, count)
        self._shift_names(sheet, last, count)
        self._shift_chain(sheet, last, count)
        move_neighbours(self.parts, sheet.path, sheet.name, last, count)

    def moved(self, sheet: SheetPart, reference: str) -> Cell:
        """Return where a cell of the template is by now."""
        last, count = self.added.get(sheet.path, (0, 0))
        row, column = at(reference.partition(":")[0])
        return (row + count if count and row > last else row), column

    def _shift_names(self, sheet: SheetPart, last: int, count: int) -> None:
        def shifted(found: re.Match[bytes]) -> bytes:
            words = shift(unescape(found[2].decode()), last, count, lambda owner: owner == sheet.name)
            return found[1] + escape(words).encode() + found[3]

        path = "xl/workbook.xml"
        names = rb"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)(</(?:\w+:)?definedName>)"
        self.parts[path] = re.sub(names, shifted, self.parts[path])

    def _shift_chain(self, sheet: SheetPart, last: int, count: int) -> None:
        path = "xl/calcChain.xml"
        if path not in self.parts:
            return
        root, owner = parsed(self.parts[path]), ""
        for node in root:
            owner = node.get("i", owner)
            if owner == sheet.sheet_id:
                node.set("r", shift(node.get("r"), last, count, lambda name: not name))
        self.parts[path] = written(root)

    def recalculate(self, sheet: SheetPart) -> None:
        """Have formulas on and about a sheet computed when the file is opened: their results are not known here."""
        found = [one.forget_results() for one in self._depending(sheet)]
        if not any(found):
            return
        path = "xl/workbook.xml"
        if b'fullCalcOnLoad="1"' in self.parts[path]:
            return
        book = re.sub(rb'\s+fullCalcOnLoad="[^"]*"', b"", self.parts[path])
        book, found_there = re.subn(rb"(<(?:\w+:)?calcPr\b)", rb'\1 fullCalcOnLoad="1"', book, count=1)
        if not found_there:
            end = b"definedNames>" if b"definedNames>" in book else b"sheets>"
            book = re.sub(rb"</(\w+:)?" + end, rb'\g<0><\g<1>calcPr fullCalcOnLoad="1"/>', book, count=1)
        self.parts[path] = book

    def _depending(self, sheet: SheetPart) -> list[SheetPart]:
        """Return a sheet and those whose formulas name it, or a name that lies in it, or one of these in turn."""
        found = [sheet]
        for one in found:
            nodes = self.book.iterfind("m:definedNames/m:definedName", NS)
            words = {one.quoted, *(node.get("name") for node in nodes if one.quoted in (node.text or ""))}
            found += [other for other in self.sheets if other not in found and other.says_any(words)]
        return found

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
