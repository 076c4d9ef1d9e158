"""
The open font within a Word document, for machines that lack the ones it names.

An office's machines have FangSong and SimHei; where they are missing (Linux, a phone), the letters of this document out
of Noto Sans CJK SC stand in for them, under their names in the table of fonts; the font's own name stays (OFL). As
TrueType outlines: Word embeds no others.
"""

import hashlib
import io
from collections.abc import Iterable
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from landuse.reports.sheet_letters import FAMILIES, font_files
from landuse.reports.workbook_xml import written

_TABLE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable"
_FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_CONTENT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
#: Chinese letters of GBK; how many bytes of an embedded font are hidden, by a key of how many.
_CHARSET, _HIDDEN, _KEY = "86", 32, 16
#: Letters that are always there: what a reader may type into a number or between two words.
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + ",。、;:?!“”‘’()《》〈〉【】—…·%〔〕"
_UNUSED = ("CFF ", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE")
#: How far a curve may differ from the font's own, in its units (1,000 an em).
_CLOSE = 1.0


def embed_fonts(document: Any, names: Iterable[str], words: Iterable[str]) -> None:
    """
    Put the letters of *words* into a document as what stands in for fonts called *names*.

    Parameters
    ----------
    document : docx.Document
    names : iterable of str
        Fonts that the document names and a reader's machine may lack.
    words : iterable of str
        All that is written in these.
    """
    content = letters("".join(words))
    digest = hashlib.sha256(content).hexdigest().upper()
    guid = f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"
    table = document.part.part_related_by(_TABLE)
    package = document.part.package
    part = Part(PackURI("/word/fonts/font1.odttf"), _CONTENT, obfuscated(content, guid), package)
    relation = table.relate_to(part, _FONT)
    root = parse_xml(table.blob)
    for name in (*names, FAMILIES[0]):
        root.append(_entry(name, relation, guid))
    table._blob = written(root)  # noqa: SLF001 - python-docx keeps this part as bytes
    _say_so(document.settings.element)


def letters(words: str) -> bytes:
    """Return a font that holds the letters of *words* that the open font has, as TrueType; the same for the same."""
    font = TTFont(font_files()[0], recalcTimestamp=False, lazy=True)
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted({ord(sign) for sign in words + _ALWAYS}))
    cutter.subset(font)
    _as_truetype(font)
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def obfuscated(content: bytes, guid: str) -> bytes:
    """Return a font with its head hidden by a key, or shown again: ECMA-376, part 4, 2.8.1."""
    key = bytes.fromhex(guid.strip("{}").replace("-", ""))[::-1]
    head = bytes(byte ^ key[place % _KEY] for place, byte in enumerate(content[:_HIDDEN]))
    return head + content[_HIDDEN:]


def _as_truetype(font: TTFont) -> None:
    """Turn a font's cubic curves into quadratic ones, in place."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, _CLOSE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    for tag in _UNUSED:
        if tag in font:
            del font[tag]
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    most = font["maxp"]
    most.tableVersion, most.maxZones = 0x00010000, 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions"):
        setattr(most, f"max{name}", 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def _entry(name: str, relation: str, guid: str) -> Any:
    """Return what the table of fonts says of one: what else it may be, and where its letters are."""
    entry = OxmlElement("w:font")
    entry.set(qn("w:name"), name)
    said = [("altName", FAMILIES[0])] if name != FAMILIES[0] else []
    for tag, value in (*said, ("charset", _CHARSET), ("family", "auto"), ("pitch", "variable")):
        child = OxmlElement(f"w:{tag}")
        child.set(qn("w:val"), value)
        entry.append(child)
    embedded = OxmlElement("w:embedRegular")
    embedded.set(qn("r:id"), relation)
    embedded.set(qn("w:fontKey"), guid)
    embedded.set(qn("w:subsetted"), "1")
    entry.append(embedded)
    return entry


def _say_so(settings: Any) -> None:
    """Have the program that saves the document keep its fonts in it, no more letters than it needs."""
    zoom = settings.find(qn("w:zoom"))
    place = 0 if zoom is None else settings.index(zoom) + 1
    for tag in ("saveSubsetFonts", "embedTrueTypeFonts"):
        settings.insert(place, OxmlElement(f"w:{tag}"))
