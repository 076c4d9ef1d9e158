"""What a file really is, by its first bytes: a name says what its owner hopes."""

import re
import zipfile
from pathlib import Path
from typing import Literal, get_args

from landuse.errors import InputError
from landuse.intake.archive import require_small_directory
from landuse.intake.boundary_txt import is_section
from landuse.intake.encodings import begins, text_encoding, unmarked_utf16
from landuse.intake.markup import DeclaresEntities, root_of

Content = Literal[
    "geopackage",
    "shapefile",
    "dbf",
    "geodatabase",
    "geojson",
    "geojson_lines",
    "flatgeobuf",
    "parquet",
    "kml",
    "gml",
    "dxf",
    "edigeo",
    "osm",
    "boundary_txt",
    "json_table",
    "table_text",
    "workbook",
    "archive",
]
#: What a suffix promises; any other suffix promises nothing, and the content decides.
PROMISES: dict[str, tuple[Content, ...]] = {
    ".gpkg": ("geopackage",),
    ".shp": ("shapefile",),
    ".dbf": ("dbf",),
    ".geojson": ("geojson", "geojson_lines"),
    ".geojsonl": ("geojson_lines", "geojson"),
    ".json": ("geojson", "geojson_lines", "json_table"),
    ".fgb": ("flatgeobuf",),
    ".parquet": ("parquet",),
    ".kml": ("kml",),
    ".kmz": ("archive",),
    ".gml": ("gml",),
    ".dxf": ("dxf",),
    ".thf": ("edigeo",),
    ".pbf": ("osm",),
    ".zip": ("archive",),
    ".csv": ("table_text", "boundary_txt"),
    ".txt": ("table_text", "boundary_txt"),
    ".xlsx": ("workbook",),
    ".xlsm": ("workbook",),
    ".xlsb": ("workbook",),
    ".xls": ("workbook",),
    ".et": ("workbook",),
    ".ods": ("workbook",),
    ".bz2": ("archive",),
    ".tgz": ("archive",),
    ".gz": ("archive",),
}
#: What belongs to a ``.shp`` and is nothing by itself.
PARTS = frozenset({".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix"})
HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"SQLite format 3\x00",), "geopackage"),
    ((b"\x00\x00\x27\x0a",), "shapefile"),
    ((b"fgb\x03fgb",), "flatgeobuf"),
    ((b"PAR1",), "parquet"),
    ((_OLE,), "workbook"),
    ((b"BZh", b"\x1f\x8b"), "archive"),
    ((b"AutoCAD Binary DXF",), "binary_dxf"),
    ((b"BOMT 12:",), "edigeo"),
    ((b"%PDF",), "pdf"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "binary"),
    ((b"MZ", b"\x7fELF", b"#!"), "program"),
)
_PATTERNS = (
    (re.compile(rb"AC10\d\d"), "dwg"),
    (re.compile(rb".{6}OSMHeader", re.DOTALL), "osm"),
    (re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\r?\n"), "dxf"),
)
#: A point's number, its ring, two coordinates in metres.
_BOUNDARY_POINT = re.compile(
    r"^[ \t]*\w{0,8}[ \t]*,[ \t]*\d{1,3}[ \t]*,[ \t]*\d{6,8}(?:\.\d{1,9})?[ \t]*,[ \t]*\d{6,8}", re.MULTILINE
)
_ENOUGH_POINTS = 3
#: Control characters that texts do not have, and the share of them that a text may have all the same.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_STRAY_SHARE = 0.1
_FEATURE_LINE = re.compile(rb"\x1e|\{[^\n]*\"type\"\s*:\s*\"Feature\"[^\n]*\}\s*\n\s*\{")
_JSON = re.compile(rb'\{|\x1e|\[\s*[\[{"\d-]')
_JSON_TABLE = (re.compile(rb'"columns"\s*:\s*\['), re.compile(rb'"data"\s*:\s*\['))
_GEOJSON = re.compile(rb'"type"\s*:\s*"(?:Feature|Point|Multi|LineString|Polygon|GeometryCollection)')


def content_of(path: Path, suffix: str, *, name: str) -> Content:
    """
    Return what a file is, which must be among what its suffix promises; a suffix that is none promises nothing.

    Raises
    ------
    InputError
        ``archive_too_large`` (a zip by its directory), ``content_is_web_page``, ``content_is_drawing`` (DWG and binary
        DXF), ``content_with_entities``, ``shapefile_part``, ``unreadable_file``, ``content_unknown``,
        ``content_is_other`` (what was found, expected).
    """
    if suffix in PARTS:
        raise InputError("shapefile_part", file=name)
    found = _found(path, name)
    if found == "html":
        raise InputError("content_is_web_page", file=name)
    if found in {"dwg", "binary_dxf"}:
        raise InputError("content_is_drawing", file=name)
    promised = PROMISES.get(suffix)
    if found == "broken_archive":
        if promised not in {None, ("archive",)}:
            raise InputError("unreadable_file", file=name, detail="zip")
        found = "archive"
    if promised is not None and found not in promised:
        raise InputError("content_is_other", file=name, found=found, expected=promised[0])
    if found not in get_args(Content):
        raise InputError("content_unknown", file=name, found=found)
    known: Content = found  # type: ignore[assignment]
    return known


def _found(path: Path, name: str) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    signed = next((found for signatures, found in _SIGNATURES if head.startswith(signatures)), None)
    if signed is not None:
        return signed
    if head.startswith(b"PK"):
        require_small_directory(path, name=name)
        return _zipped(path)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return _marked_up(path, text, name)
    if _JSON.match(text):
        return _json(path, text)
    return next((found for pattern, found in _PATTERNS if pattern.match(head)), None) or _text(head)


def _zipped(path: Path) -> str:
    """Tell a workbook from another archive by the members' names."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "workbook"
            if "mimetype" in names and "content.xml" in names:
                return "workbook"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken_archive"
    return "archive"


def _marked_up(path: Path, text: bytes, name: str) -> str:
    if b"<html" in text[:200].lower() or text[:14].lower().startswith(b"<!doctype html"):
        return "html"
    try:
        with path.open("rb") as document:
            root = root_of(document)
    except DeclaresEntities:
        raise InputError("content_with_entities", file=name) from None
    if root is None:
        return "xml"
    if root.name == "kml":
        return "kml"
    is_gml = any("opengis.net/gml" in space or "opengis.net/wfs" in space for space in root.namespaces)
    return "gml" if is_gml or root.name == "featurecollection" else "xml"


def _json(path: Path, text: bytes) -> str:
    if _FEATURE_LINE.match(text):
        return "geojson_lines"
    if not _GEOJSON.search(text):
        content = path.read_bytes()
        if all(pattern.search(content) for pattern in _JSON_TABLE):
            return "json_table"
    return "geojson"


def _text(head: bytes) -> str:
    """Tell boundary points (界址点) from other tables by a section's name or by their lines."""
    if _is_dbf(head):
        return "dbf"
    if _is_binary(head):
        return "binary"
    encoding = text_encoding(head)
    words = head.decode(encoding, errors="replace")
    if any(map(is_section, words.splitlines())) or len(_BOUNDARY_POINT.findall(words)) >= _ENOUGH_POINTS:
        return "boundary_txt"
    return "table_text"


def _is_dbf(head: bytes) -> bool:
    """Tell a dBASE table by its head: version, day of the last change, lengths that fit."""
    if len(head) < 32 or head[0] & 0x07 not in {0x00, 0x03, 0x05} or not (head[2] <= 12 and head[3] <= 31):
        return False
    start, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    return 32 < start <= len(head) and start % 32 in {1, 2} and width > 1 and head[start - start % 32] in b"\r\n\x00"


def _is_binary(head: bytes) -> bool:
    """Tell what is no text; a NUL or another control character here and there does not make it one."""
    if b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(head) is not None:
        return False
    written = head.rstrip(b"\x00")
    controls = len(_CONTROLS.findall(written))
    return controls > _STRAY_SHARE * len(written) or not any(
        begins(written, encoding) for encoding in ("utf-8", "gb18030")
    )
