"""What a file really is, by its first bytes: a name says what its owner hopes."""

from pathlib import Path
from typing import Literal

from landuse.errors import InputError

Content = Literal["geopackage", "shapefile", "geojson", "table_text", "workbook"]
HEAD = 64 * 1024
_SIGNATURES: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"SQLite format 3\x00",), "geopackage"),
    ((b"\x00\x00\x27\x0a",), "shapefile"),
    ((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"), "workbook"),
    ((b"%PDF",), "pdf"),
    ((b"MZ", b"\x7fELF", b"#!"), "program"),
)


def content_of(path: Path, suffix: str, *, name: str) -> Content:
    """
    Return what a file is, which must be what its suffix says.

    Raises
    ------
    InputError
        ``content_is_web_page``, ``content_is_other`` (what was found, what was expected).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _found(head, text)
    if found == "html":
        raise InputError("content_is_web_page", file=name)
    expected: dict[str, Content] = {
        ".gpkg": "geopackage",
        ".shp": "shapefile",
        ".geojson": "geojson",
        ".json": "geojson",
        ".csv": "table_text",
        ".txt": "table_text",
        ".xlsx": "workbook",
        ".xlsm": "workbook",
        ".xls": "workbook",
    }
    wish = expected[suffix]
    if found != wish:
        raise InputError("content_is_other", file=name, found=found, expected=wish)
    return wish


def _found(head: bytes, text: bytes) -> str:
    for signatures, found in _SIGNATURES:
        if head.startswith(signatures):
            return found
    if b"<html" in text[:200].lower() or text[:14].lower().startswith(b"<!doctype html"):
        return "html"
    if text.startswith(b"<"):
        return "xml"
    if text.startswith((b"{", b"[")):
        return "geojson"
    return "binary" if _is_binary(head) else "table_text"


def _is_binary(head: bytes) -> bool:
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not utf16 and head.count(b"\x00") > 0
