"""How a kind of office table becomes a document: drawn by us, or filled into the office's own template."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from landuse.papers import Figure
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.office_sheet import write_sheet
from landuse.reports.office_table import Build, table_figures, table_title
from landuse.reports.office_template import fill_template
from landuse.reports.pen import Pen
from landuse.store import Store
from landuse.store.keeping import TEMPLATES, kept_file

#: Options of every table: the SHA-256 of a kept template; whether restricted columns are filled.
TEMPLATE, RESTRICTED = "template", "restricted"


def office_writer(kind: str, build: Build, *, of: tuple[str, ...] = ("unit",), options: tuple[str, ...] = ()) -> Writer:
    """Return the writer of a table that *build* reads from the ledger."""

    def figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
        return table_figures(build(store, request, known_at), request.as_of)

    def write(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
        table = build(store, request, pen.known_at)
        title = table_title(kind, store, request)
        template = request.option(TEMPLATE)
        if template:
            return fill_template(kept_file(store, TEMPLATES, template, "xlsx"), table, title, request, pen)
        return write_sheet(table, title, request, pen, is_synthetic=store.settings.synthetic)

    return Writer(
        forms=("xlsx",),
        title=partial(table_title, kind),
        figures=figures,
        write=write,
        of=of,
        options=(TEMPLATE, *options),
    )
