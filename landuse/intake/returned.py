"""
A list that this program printed as a workbook, when it comes back edited.

The workbook carries a hidden sheet (:data:`SHEET`) that says what was printed: of which ledger, when, which column is
which field, what its words stand for, and each record's version. Rows may have been sorted, deleted or added, columns
moved, hidden or left out: a row is known by its key, a column by its heading. What the sheet says is data like any
other cell's, checked like it; a workbook without it is read as any table is.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from python_calamine import CalamineError, CalamineWorkbook

from landuse.errors import InputError
from landuse.intake.marked import lists, unmarked
from landuse.intake.raw import Cells, RawLayer, Returned

#: The hidden sheet, what its first cell says, and the number of its form (1 had a row for each record).
SHEET, MARK, FORM = "_landuse", "landuse.list", 2
#: What stands between records of which many are packed into a cell.
SEPARATOR = ";"
#: How far down the headings may have been pushed, and how large the workbook's table of contents may be.
_HEADING_ROWS, _CONTENTS_BYTES = 60, 1 << 20
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """
    What the hidden sheet holds.

    ``facts`` are names and texts; ``columns`` headings with their fields (none: computed); ``words`` what a field's
    words stand for; ``rows`` the version, and a mark of the computed cells, by key.
    """

    facts: Mapping[str, str]
    columns: tuple[tuple[str, str], ...]
    words: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, tuple[int, str]]


def packed(key: str, version: int, mark: str) -> str:
    """
    Return a record's line of the hidden sheet, without :data:`SEPARATOR` in it.

    Examples
    --------
    >>> packed("A;1", 2, "0f0f")
    'A%3B1,2,0f0f'
    """
    return f"{quote(key, safe='', errors='replace')},{version},{mark}"


def _unpacked(cell: str) -> Iterator[tuple[str, str, str]]:
    """Yield the key, version and mark of packed records; what is none is left out."""
    for record in cell.split(SEPARATOR):
        match record.split(","):
            case [key, version, mark]:
                yield unquote(key), version, mark


def described(lines: Rows) -> Described | None:
    """Return what a hidden sheet says, None if it is not one of ours."""
    if not lines or _text(lines[0][0]) != MARK:
        return None
    parts: dict[str, list[list[str]]] = {}
    for line in lines[1:]:
        tag, *cells = [_text(cell) for cell in line]
        parts.setdefault(tag, []).append([*cells, "", "", ""])
    words: dict[str, dict[str, str]] = {}
    for field, word, code, *_ in parts.get("word", []):
        words.setdefault(field, {})[word] = code
    rows = [(key, version, mark) for key, version, mark, *_ in parts.get("row", [])]
    rows += [record for cell, *_ in parts.get("rows", []) for record in _unpacked(cell)]
    return Described(
        facts={name: value for name, value, *_ in parts.get("fact", [])},
        columns=tuple((heading, field) for heading, field, *_ in parts.get("column", [])),
        words=words,
        rows={key: (int(version), mark) for key, version, mark in rows if version.isdecimal()},
    )


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else plain(cell)


def mark_of(cells: Sequence[object]) -> str:
    """Return a short mark of each computed cell of a row, by which an edit of one is noticed."""
    return "".join([_cell_mark(cell) for cell in cells])


@lru_cache(maxsize=4096, typed=True)
def _cell_mark(cell: object) -> str:
    return f"{zlib.crc32(plain(cell).encode()) & 0xFFFF:04x}"


def plain(cell: object) -> str:
    """
    Return what a cell says, whichever program wrote it.

    Examples
    --------
    >>> plain(-0.0), plain(12), plain("a  b"), plain(None)
    ('0', '12', 'a b', '')
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell + 0.0:.10g}"
    return "" if cell is None else " ".join(str(cell).split())


def read_returned(path: Path, *, name: str) -> RawLayer | None:
    """
    Read a workbook of ours by its hidden sheet; None if it has none.

    Raises
    ------
    InputError
        ``unreadable_file``, ``returned_without_key`` if the column that names the records is gone.
    """
    if not _has_sheet(path):
        return None
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if SHEET not in workbook.sheet_names:
            return None
        said = described(workbook.get_sheet_by_name(SHEET).to_python(skip_empty_area=False))
        others = [title for title in workbook.sheet_names if title != SHEET and title not in lists()]
        if said is None or not others:
            return None
        sheets = [unmarked(workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in others]
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None
    rows, top = max(((rows, *_heading_row(rows, said)) for rows in sheets), key=lambda found: found[2])[:2]
    return _layer(rows, top, said, name)


def _has_sheet(path: Path) -> bool:
    """Tell from a workbook's table of contents whether it has our sheet; cheaper than opening it."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as contents:
            return f'"{SHEET}"'.encode() in contents.read(_CONTENTS_BYTES)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return False


def _heading_row(rows: Rows, said: Described) -> tuple[int, int]:
    """Return the row that holds the headings, and how many of them are there."""
    known = {plain(heading) for heading, _ in said.columns}
    counts = [len({plain(cell) for cell in row} & known) for row in rows[:_HEADING_ROWS]]
    best = max(counts, default=0)
    return (counts.index(best) if counts else 0), best


def _layer(rows: Rows, top: int, said: Described, name: str) -> RawLayer:
    if not rows:
        raise InputError("table_empty", file=name)
    fields: dict[str, list[str]] = {}
    for title, target in said.columns:
        fields.setdefault(plain(title), []).append(target)
    places: dict[str, int] = {}
    computed: dict[str, int] = {}
    mapping: dict[str, str] = {}
    for place, cell in enumerate(rows[top]):
        heading = plain(cell)
        meant = fields.get(heading)
        field: str | None = meant.pop(0) if meant else None
        if field == "":
            computed[heading] = place
        elif heading and heading not in places:
            places[heading] = place
            if field is not None:
                mapping[heading] = field
    naming = _naming(said, mapping, places, name)
    below = _records(rows, top, naming, said.facts.get("total", ""))
    columns = {
        heading: _translated([_cell(rows[at], place) for at in below], said.words.get(mapping.get(heading, ""), {}))
        for heading, place in places.items()
    }
    raw = RawLayer.of_rows([], [()] * len(below), [at + 1 for at in below])
    returned = Returned(
        layer=said.facts.get("layer", ""),
        ledger=said.facts.get("ledger", ""),
        language=said.facts.get("language", ""),
        exported_at=said.facts.get("exported_at", ""),
        filter_words=said.facts.get("filter", ""),
        mapping=mapping,
        versions={named: version for named, (version, _) in said.rows.items()},
        edited=_written_over(rows, below, naming, computed, said),
    )
    return replace(raw, columns=columns, returned=returned)


def _naming(said: Described, mapping: Mapping[str, str], places: Mapping[str, int], name: str) -> int | None:
    """Return where the column stands that names the records; None in a list of statements, which have no names."""
    key = said.facts.get("key", "")
    found = next((places[heading] for heading, field in mapping.items() if field == key), None)
    if key and found is None:
        heading = next((heading for heading, field in said.columns if field == key), key)
        raise InputError("returned_without_key", file=name, heading=heading)
    return found


def _records(rows: Rows, top: int, naming: int | None, total: str) -> list[int]:
    """Return the rows below the headings that hold a record: neither empty nor the row of totals."""
    found = []
    for at in range(top + 1, len(rows)):
        said = {plain(cell) for cell in rows[at]} - {""}
        is_total = total in said and (naming is None or plain(_cell(rows[at], naming)) in {"", total})
        if said and not is_total:
            found.append(at)
    return found


def _cell(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None


def _translated(cells: list[object], words: Mapping[str, str]) -> Cells:
    """Return a column with the words of the list's language as the names that they stand for."""
    held = Cells.of(cells)
    if not words:
        return held
    return Cells([words.get(plain(cell), cell) for cell in held.distinct], held.codes)


def _written_over(
    rows: Rows, below: Sequence[int], naming: int | None, computed: Mapping[str, int], said: Described
) -> tuple[tuple[int, str], ...]:
    """Return the computed cells that say something else than was printed: row and heading."""
    if naming is None:
        return ()
    order = [plain(heading) for heading, field in said.columns if not field]
    found = []
    for at in below:
        _, mark = said.rows.get(plain(_cell(rows[at], naming)), (0, ""))
        for place, heading in enumerate(order if mark else ()):
            printed = mark[4 * place : 4 * place + 4]
            if heading in computed and mark_of([_cell(rows[at], computed[heading])]) != printed:
                found.append((at + 1, heading))
    return tuple(found)
