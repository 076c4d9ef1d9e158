"""Write a list to a file, in the format that its name asks for."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from landuse.actions.outgoing import refuse_workspace
from landuse.errors import ArgumentsError
from landuse.i18n import catalogue
from landuse.model import Filter, Layer
from landuse.reports.geodata import write_geojson, write_gpkg, write_shp, write_shp_zip
from landuse.reports.listing import Listing, file_name, filter_words, listing
from landuse.reports.lists import write_csv, write_xlsx
from landuse.schema import TABLES
from landuse.store import Store, audit

WRITERS: dict[str, Callable[[Listing, Path], int]] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".gpkg": write_gpkg,
    ".geojson": write_geojson,
    ".shp": write_shp,
    ".zip": write_shp_zip,
}


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """
    What was written.

    ``total_mu`` is the total that the file names (None where there is none); ``altered`` counts texts that had to be
    changed for the format: formula-looking ones in a csv, too long ones in a Shapefile or workbook.
    """

    path: Path
    layer: Layer
    rows: int
    total_mu: Decimal | None
    filter_words: str
    altered: int


def export_list(
    store: Store,
    layer: Layer,
    target: Path,
    *,
    filter: Filter,  # noqa: A002 - the word of the command and of the page
    language: str,
    actor: str,
    include_restricted: bool = False,
) -> ExportOutcome:
    """
    Write the records that a filter lets through, replacing a file of that name.

    Parameters
    ----------
    store : Store
    layer : Layer
    target : Path
        Ends in one of :data:`WRITERS`; a folder takes a workbook named after its filter and day.
    filter : Filter
    language : str
        Of headings and words in xlsx and csv; geodata keeps the data's own names.
    actor : str
        Who asks.
    include_restricted : bool
        Whether restricted columns are wanted; asking is written to the audit trail.

    Raises
    ------
    ArgumentsError
        ``unknown_format``, ``no_ground`` for geodata of a layer without, ``unknown_column``, ``target_unwritable``.
    RefusedError
        ``target_is_workspace`` rather than write over a ledger or its settings.
    """
    if target.is_dir():
        target /= default_name(store, layer, filter=filter, language=language)
    suffix = target.suffix.lower()
    if suffix not in WRITERS:
        raise ArgumentsError("unknown_format", path=str(target), known=" ".join(WRITERS))
    refuse_workspace(target, store)
    chosen = listing(store, layer, filter, language=language, restricted=include_restricted)
    if any(column.restricted for column in chosen.columns):
        note_restricted(store, layer, actor=actor, action="export_restricted", of=chosen.facts())
    try:
        altered = _write(WRITERS[suffix], chosen, target)
    except OSError as error:
        raise ArgumentsError("target_unwritable", path=str(target), detail=error.strerror or str(error)) from error
    return ExportOutcome(target, layer, len(chosen.frame), chosen.total_mu, chosen.filter_words, altered)


def default_name(store: Store, layer: Layer, *, filter: Filter, language: str, suffix: str = ".xlsx") -> str:  # noqa: A002
    """Return a name for a list's file that says layer, filter and day."""
    text = catalogue(language)
    return file_name(layer, filter, filter_words(filter, store.tables(), text), suffix, text)


def note_restricted(store: Store, layer: Layer, *, actor: str, action: str, of: dict[str, str]) -> None:
    """Write down in the audit trail that somebody asked for restricted columns, and of which records."""
    columns = [column.name for column in TABLES[layer].columns if column.restricted]
    with store.writing() as tx:
        audit.record(
            tx, actor=actor, action=action, object_kind=layer.value, object_id="*", after={**of, "columns": columns}
        )


def _write(writer: Callable[[Listing, Path], int], chosen: Listing, target: Path) -> int:
    """Write beside the target and move into place, the named file last: a broken export leaves the old file alone."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export") as folder:
        altered = writer(chosen, Path(folder) / target.name)
        for path in sorted(Path(folder).iterdir(), key=lambda path: path.name == target.name):
            path.replace(target.parent / path.name)
    return altered
