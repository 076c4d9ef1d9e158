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
from landuse.reports.boundary_points import write_txt
from landuse.reports.drawings import write_dxf
from landuse.reports.geodata import write_fgb, write_gdb_zip, write_geojson, write_gpkg, write_parquet
from landuse.reports.kml import write_kml
from landuse.reports.listing import Listing, Written, file_name, filter_words, listing
from landuse.reports.lists import write_csv, write_xlsx
from landuse.reports.shapefiles import write_shp, write_shp_gbk, write_shp_zip, write_shp_zip_gbk
from landuse.schema import TABLES
from landuse.store import Store, audit

WRITERS: dict[str, Callable[[Listing, Path], Written]] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".gpkg": write_gpkg,
    ".geojson": write_geojson,
    ".shp": write_shp,
    ".zip": write_shp_zip,
    ".kml": write_kml,
    ".dxf": write_dxf,
    ".txt": write_txt,
    ".fgb": write_fgb,
    ".parquet": write_parquet,
    ".gdb.zip": write_gdb_zip,
}
#: Formats that cannot hold a list: it stands beside them as csv.
WITH_LIST = frozenset({".dxf", ".txt"})
#: The same in GBK, for programs that know no other: headings are Chinese then.
IN_GBK: dict[str, Callable[[Listing, Path], Written]] = {".shp": write_shp_gbk, ".zip": write_shp_zip_gbk}


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """
    What was written.

    ``total_mu`` is the total that the file names (None where there is none); ``altered`` counts texts that had to be
    changed for the format: formula-looking ones in a csv, too long ones in a Shapefile or workbook. ``left_out`` counts
    records that a drawing or boundary points cannot hold, having no ground; they stand in the csv beside it.
    """

    path: Path
    layer: Layer
    rows: int
    total_mu: Decimal | None
    filter_words: str
    altered: int
    left_out: int = 0


def export_list(
    store: Store,
    layer: Layer,
    target: Path,
    *,
    filter: Filter,  # noqa: A002 - the word of the command and of the page
    language: str,
    actor: str,
    include_restricted: bool = False,
    encoding: str | None = None,
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
    encoding : str, optional
        ``gbk`` for a Shapefile with Chinese headings; formats choose for themselves otherwise.

    Raises
    ------
    ArgumentsError
        ``unknown_format``, ``format_has_encoding``, ``no_zone``, ``no_ground`` for geodata of a layer without,
        ``unknown_column``, ``target_unwritable``.
    RefusedError
        ``target_is_workspace`` rather than write over a ledger or its settings.
    """
    if target.is_dir():
        target /= default_name(store, layer, filter=filter, language=language)
    writer = _writer(target, encoding)
    refuse_workspace(target, store)
    chosen = listing(store, layer, filter, language=language, restricted=include_restricted)
    if any(column.restricted for column in chosen.columns):
        note_restricted(store, layer, actor=actor, action="export_restricted", of=chosen.facts())
    try:
        written = _write(writer, chosen, target)
    except OSError as error:
        raise ArgumentsError("target_unwritable", path=str(target), detail=error.strerror or str(error)) from error
    rows, total = len(chosen.frame), chosen.total_mu
    return ExportOutcome(target, layer, rows, total, chosen.filter_words, written.altered, written.left_out)


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


def _writer(target: Path, encoding: str | None) -> Callable[[Listing, Path], Written]:
    """Return who writes a file of that name in that encoding."""
    name = target.name.lower()
    suffix = next((suffix for suffix in (".gdb.zip", *WRITERS) if name.endswith(suffix)), None)
    if suffix is None:
        raise ArgumentsError("unknown_format", path=str(target), known=" ".join(WRITERS))
    if encoding in {None, "utf-8"}:
        return WRITERS[suffix]
    if encoding != "gbk" or suffix not in IN_GBK:
        raise ArgumentsError("format_has_encoding", encoding=encoding, known=" ".join(IN_GBK))
    return IN_GBK[suffix]


def _write(writer: Callable[[Listing, Path], Written], chosen: Listing, target: Path) -> Written:
    """Write beside the target and move into place, the named file last: a broken export leaves the old file alone."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export") as folder:
        written = writer(chosen, Path(folder) / target.name)
        for path in sorted(Path(folder).iterdir(), key=lambda path: path.name == target.name):
            path.replace(target.parent / path.name)
    return written
