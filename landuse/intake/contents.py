"""A file in quarantine as rows, read by what it is found to be."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from landuse.errors import InputError
from landuse.intake.boundary_txt import parse
from landuse.intake.encodings import (
    contradicted,
    different_words,
    doubted,
    known_encoding,
    shapefile_encoding,
    text_encoding,
)
from landuse.intake.progress import Say, quiet
from landuse.intake.quarantine import Held
from landuse.intake.raw import RawLayer, objects
from landuse.intake.returned import read_returned
from landuse.intake.sandbox import read_layer
from landuse.intake.sheets import read_sheet, read_text
from landuse.model import Issue, Severity

#: How much of a text tells its encoding.
ENOUGH = 4 * 1024 * 1024


class EncodingAsked(InputError):  # noqa: N818 - it says what is to be done
    """
    The texts of a Shapefile read differently as its bytes are and as it says: which is right is for its bringer to say.

    ``readings`` are the first words that differ, by encoding, the likelier first.
    """

    def __init__(self, readings: Mapping[str, str], *, file: str) -> None:
        self.readings = readings
        (found, words), (claimed, as_claimed) = readings.items()
        super().__init__("encoding_asked", file=file, found=found, words=words, claimed=claimed, as_claimed=as_claimed)


def rows_of(
    file: Held, *, name: str, encoding: str | None, recognises: Callable[[str], bool], say: Say = quiet
) -> RawLayer:
    """
    Return a file's rows as they are.

    Parameters
    ----------
    file : Held
    name : str
        For sentences.
    encoding : str, optional
        The user's word.
    recognises : callable
        Whether a heading is one the layer knows; only tables need it.
    say : Say
        Told how far the reading is.

    Raises
    ------
    InputError, ArgumentsError
        See the readers.
    """
    raw = _rows(file, name, encoding, recognises, say)
    return replace(raw, notes=(*file.notes, *raw.notes)) if file.notes else raw


def encoding_of(file: Held) -> str | None:
    """Return the encoding that a file's bytes tell, None where its format settles it; in doubt, the likelier one."""
    if file.content in {"shapefile", "dbf"}:
        choices = doubted(file.path) if file.content == "shapefile" else None
        return known_encoding(choices[0] if choices else shapefile_encoding(file.path))
    if file.content in {"table_text", "boundary_txt", "dxf"}:
        return text_encoding(beginning(file.path))
    return None


def beginning(path: Path) -> bytes:
    """Return as many whole lines of a text as tell its encoding."""
    with path.open("rb") as content:
        head = content.read(ENOUGH)
    return head if len(head) < ENOUGH else head.rpartition(b"\n")[0]


def _rows(file: Held, name: str, encoding: str | None, recognises: Callable[[str], bool], say: Say) -> RawLayer:
    if file.content == "table_text":
        return read_text(file.path, name=name, encoding=encoding).layer(recognises, name=name)
    if file.content == "workbook":
        returned = read_returned(file.path, name=name) if file.part is None else None
        return returned or read_sheet(file.path, name=name, sheet=file.part).layer(recognises, name=name)
    if file.content == "json_table":
        return _of_json(file.path, name)
    chosen = known_encoding(encoding) if encoding else encoding_of(file)
    if file.content == "boundary_txt":
        return _of_boundaries(file.path, name, chosen or "utf-8")
    if file.content == "shapefile" and not encoding and (choices := doubted(file.path)) is not None:
        raise EncodingAsked(different_words(file.path, choices), file=name)
    raw = read_layer(file.path, file.content, name=name, encoding=chosen, layer=file.part, say=say)
    claimed = contradicted(file.path, chosen or "utf-8") if file.content == "shapefile" and not encoding else None
    if claimed in {None, chosen}:
        return raw
    note = Issue(0, "", "encoding_contradicts", claimed, Severity.CHANGED, {"encoding": chosen})
    return replace(raw, notes=(*raw.notes, note))


def _of_boundaries(path: Path, name: str, encoding: str) -> RawLayer:
    try:
        found = parse(path.read_bytes().decode(encoding))
    except UnicodeDecodeError:
        raise InputError("wrong_encoding", file=name, encoding=encoding) from None
    return RawLayer.of_rows(
        found.names,
        found.rows,
        found.numbers,
        shapes=objects(found.shapes),
        faults={place: fault for place, fault in enumerate(found.faults) if fault is not None},
        crs=found.crs,
        notes=found.notes,
    )


def _of_json(path: Path, name: str) -> RawLayer:
    """Return the rows of a table in JSON: ``columns`` once, ``data`` row by row, in whatever order."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
        columns, data = [str(column) for column in document["columns"]], document["data"]
        rows = [[_cell(cell) for cell in row] for row in data]
    except (UnicodeDecodeError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise InputError("table_broken", file=name, detail=str(error)[:200]) from None
    if any(len(row) != len(columns) for row in rows) or len(set(columns)) != len(columns):
        raise InputError("table_broken", file=name, detail="columns")
    return RawLayer.of_rows(columns, rows, range(1, len(rows) + 1))


def _cell(cell: object) -> object:
    return cell if cell is None or isinstance(cell, str | int | float | bool) else json.dumps(cell, ensure_ascii=False)
