"""A file's problems as a workbook for the town that made it: of a batch, or of a file that was only read."""

from collections.abc import Mapping
from pathlib import Path

from landuse.actions.import_layer import KEPT, Prepared
from landuse.actions.outgoing import refuse_workspace, write_whole
from landuse.errors import ArgumentsError, LanduseError
from landuse.i18n import catalogue
from landuse.intake.original import Original, original
from landuse.intake.read import Request, read_raw
from landuse.intake.upload import Upload, receive
from landuse.model import Batch, Layer
from landuse.reports.problems import Problems, write_problems
from landuse.schema import TABLES
from landuse.store import Store, batches
from landuse.views.imports import past_imports

FORM = ".xlsx"


def prepared_problems(prepared: Prepared, *, asked: Request, language: str) -> bytes:
    """
    Return the workbook of a file that was read and compared; nothing is written.

    Parameters
    ----------
    prepared : Prepared
    asked : Request
        What it was read by: sheet and encoding are the user's.
    language : str
        Of headings and sentences.
    """
    found, changes = prepared.found, prepared.changes
    rows = changes.rows
    keys = dict(zip(rows["row"].tolist(), map(str, rows["key"].tolist()), strict=True))
    table = _table(found.upload, found.layer, found.mapping, sheet=asked.sheet, encoding=asked.encoding)
    problems = Problems(found.layer, changes.issues, keys, found.mapping, table)
    return write_problems(problems, catalogue(language))


def batch_problems(store: Store, batch_id: str, *, language: str) -> bytes:
    """
    Return the workbook of a batch, made of the file as it was kept; where that is gone, the list of its problems.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    """
    batch = next((one for one in past_imports(store) if one.batch_id == batch_id), None)
    if batch is None:
        raise ArgumentsError("unknown_batch", batch=batch_id)
    with store.reading() as connection:
        issues = batches.issues(connection, batch_id)
        mapping = batches.mapping(connection, batch_id)
    layer = Layer(batch.layer)
    kept = _kept(store, batch)
    table = None if kept is None else _table(kept, layer, mapping)
    keys = {} if kept is None else _keys(kept, layer, mapping)
    return write_problems(Problems(layer, issues, keys, mapping, table), catalogue(language))


def save_problems(store: Store, target: Path, content: bytes) -> None:
    """
    Write the workbook, replacing a file of that name.

    Raises
    ------
    ArgumentsError
        ``unknown_format`` for a file that is not called a workbook, ``target_unwritable``.
    RefusedError
        ``target_is_workspace``.
    """
    if target.suffix.lower() != FORM:
        raise ArgumentsError("unknown_format", path=str(target), known=FORM)
    refuse_workspace(target, store)
    write_whole(target, content)


def _kept(store: Store, batch: Batch) -> Upload | None:
    """Return the file of a batch, None if it is not there: a workspace may have been restored without it."""
    folder = store.folder / KEPT
    path = next(iter(sorted(folder.glob(f"{batch.sha256}*"))), None) if folder.is_dir() else None
    return None if path is None else receive(path, name=batch.file_name)


def _table(
    upload: Upload, layer: Layer, mapping: Mapping[str, str], *, sheet: str | None = None, encoding: str | None = None
) -> Original | None:
    """Return the file's table; None where it cannot be read again, as a loose Shapefile without its other parts."""
    try:
        return original(upload, layer=layer, mapping=mapping, sheet=sheet, encoding=encoding)
    except LanduseError:
        return None


def _keys(upload: Upload, layer: Layer, mapping: Mapping[str, str]) -> dict[int, str]:
    """Return the ids of a file's rows as it writes them, none where no column holds them."""
    heading = next((heading for heading, name in mapping.items() if name == TABLES[layer].key), None)
    try:
        raw = read_raw(upload, Request(layer=layer, mapping=mapping))
    except LanduseError:
        return {}
    if heading not in raw.columns:
        return {}
    cells = raw.columns[heading]
    return {int(number): "" if cells[place] is None else str(cells[place]) for place, number in enumerate(raw.numbers)}
