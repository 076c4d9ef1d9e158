"""Write a map sheet to a file, in the format that its name asks for."""

from dataclasses import dataclass, replace
from pathlib import Path

from landuse.actions.outgoing import refuse_workspace, write_whole
from landuse.errors import ArgumentsError
from landuse.reports.map_sheet import ProgressCall, map_sheet, sheet_name, sheet_ratio
from landuse.reports.sheet_contents import SheetRequest
from landuse.reports.typesetting import FORMS
from landuse.store import Store


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What was written: the file, its paper, and the N of its 1:N."""

    path: Path
    paper: str
    ratio: int


def print_map(
    store: Store, request: SheetRequest, target: Path, *, progress: ProgressCall | None = None
) -> PrintOutcome:
    """
    Write a map sheet, replacing a file of that name; it shows no restricted column, so nothing is noted of it.

    Parameters
    ----------
    store : Store
    request : SheetRequest
    target : Path
        Ends in ``.pdf`` or ``.png``, whatever the request's form; a folder takes a name that says filter and day.
    progress : callable, optional
        Told what is under way.

    Raises
    ------
    ArgumentsError
        ``unknown_format``, ``target_unwritable``, and those of :func:`landuse.reports.map_sheet.map_sheet`.
    RefusedError
        ``target_is_workspace`` rather than write into a ledger's own files.
    """
    if target.is_dir():
        target /= sheet_name(store, request)
    form = target.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise ArgumentsError("unknown_format", path=str(target), known=" ".join(f".{name}" for name in FORMS))
    refuse_workspace(target, store)
    asked = replace(request, form=form)
    write_whole(target, map_sheet(store, asked, progress=progress))
    return PrintOutcome(target, asked.paper, sheet_ratio(store, asked))
