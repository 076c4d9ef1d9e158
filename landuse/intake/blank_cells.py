"""
What the reader of workbooks leaves blank: error values, and formulas whose result was never stored.

A blank cell means "nothing"; ``#REF!`` does not, and neither does a formula that no spreadsheet has worked out yet.
Only workbooks of markup (xlsx, xlsm) can be looked through for them.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

#: What stands for a formula without a stored result, as Excel shows one that it cannot work out.
NOT_WORKED_OUT = "#CALC!"
_ERRORS = re.compile(r"#(REF|DIV/0|N/A|NAME\?|NULL|NUM|VALUE|CALC|SPILL|GETTING_DATA|BUSY|BLOCKED|FIELD)!?")
_CHUNK = 4 * 1024 * 1024
_LONGEST = 64 * 1024
_SIGNS = (b't="e"', b"</f>")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\bid="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]+)"')


def is_error(cell: object) -> bool:
    """
    Tell an error value of a spreadsheet.

    Examples
    --------
    >>> is_error("#REF!"), is_error("#N/A"), is_error("#1 地块")
    (True, True, False)
    """
    return isinstance(cell, str) and cell.startswith("#") and _ERRORS.fullmatch(cell.strip()) is not None


def blank_cells(path: Path, place: int) -> dict[tuple[int, int], str]:
    """
    Return the error values, and :data:`NOT_WORKED_OUT` for formulas without a result, by row and column from 0.

    Parameters
    ----------
    path : Path
        A workbook; one that is no archive of markup has none that can be told.
    place : int
        Which sheet, in the workbook's order.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_member(archive, place)) as sheet:
            return dict(_found(sheet))
    except (zipfile.BadZipFile, KeyError, IndexError, OSError):
        return {}


def _member(archive: zipfile.ZipFile, place: int) -> str:
    """Return the member that holds a sheet."""
    relation = _SHEET.findall(archive.read("xl/workbook.xml"))[place]
    for found in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(found))
        if attributes.get(b"Id") == relation:
            target = attributes[b"Target"].decode()
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(relation)


def _found(sheet: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    rest = b""
    while chunk := sheet.read(_CHUNK):
        text = rest + chunk
        if any(sign in text for sign in _SIGNS):
            for letters, number, attributes, content in _CELL.findall(text):
                value = _VALUE.search(content)
                if b't="e"' in attributes:
                    shown = value.group(1).decode(errors="replace") if value else NOT_WORKED_OUT
                    yield (int(number) - 1, _column(letters)), shown
                elif b"<f" in content and (value is None or not value.group(1)) and b't="str"' not in attributes:
                    yield (int(number) - 1, _column(letters)), NOT_WORKED_OUT
        cut = text.rfind(b"<c ", max(len(text) - _LONGEST, 0))
        rest = text[cut:] if cut >= 0 else b""


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
