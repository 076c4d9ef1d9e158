"""
One file per plot, parcel, zone or firm (一地一档、一企一档): map, areas, boundary points, stages, papers, people.

Restricted columns of firms are not in it: whoever may see them looks into the app, where asking is noted.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from landuse.errors import ArgumentsError
from landuse.i18n import catalogue
from landuse.model import Layer
from landuse.papers import Figure, figure_id
from landuse.reports.blocks import Block, Paper
from landuse.reports.dossier_firm import firm_blocks, firm_name
from landuse.reports.dossier_parts import Parts
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.paper_docx import paper_docx
from landuse.reports.paper_pdf import paper_pdf
from landuse.reports.pen import Pen
from landuse.store import Store
from landuse.units import mu_from_m2, rounded
from landuse.views.subject_file import SubjectFile, subject_file

_LAYERS = {"plot": Layer.PLOTS, "parcel": Layer.PARCELS, "zone": Layer.ZONES}
SCOPES = (*_LAYERS, "firm")


def dossier_title(store: Store, request: DocumentRequest) -> str:
    """Return the title: what kind of file, and of whom."""
    text = catalogue(request.language)
    ((scope, key),) = request.of
    if scope == "firm":
        return text("dossier.title.firm", name=firm_name(store, key))
    records = getattr(store.tables(), _LAYERS[scope])
    names = dict(zip(records[f"{scope}_id"], records["name"], strict=True))
    if key not in names:
        raise ArgumentsError("unknown_record", layer=str(_LAYERS[scope]), key=key)
    name = names[key]
    return text(f"dossier.title.{scope}", name=name if isinstance(name, str) else key)


def dossier_figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
    """Yield the areas of the record by kind, and what of it counts, in 亩; a firm's file has no figures."""
    ((scope, key),) = request.of
    if scope == "firm":
        return
    file = subject_file(store, _LAYERS[scope], key, as_of=request.as_of, known_at=known_at)
    of = {scope: key}
    for kind, area in file.areas:
        value = rounded(mu_from_m2(area))
        yield Figure(figure_id("area", kind, **of), value, "mu", "area", request.as_of)
    counting = file.record.get("area_mu")
    counted = None if counting is None else rounded(Decimal(str(counting)))
    yield Figure(figure_id("area", "counting", **of), counted, "mu", "area", request.as_of)


def write_dossier(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
    """Return the file as PDF or docx."""
    paper = Paper(
        title=dossier_title(store, request),
        lines=tuple(_lines(store, request, pen)),
        blocks=tuple(_blocks(store, request, pen)),
        mark=pen.text("common.internal"),
        language=request.language,
    )
    if request.form == "docx":
        return paper_docx(paper, made_at=pen.known_at)
    return paper_pdf(paper, made_at=int(pen.known_at.timestamp()))


def _lines(store: Store, request: DocumentRequest, pen: Pen) -> Iterator[str]:
    ((_, key),) = request.of
    yield pen.text("dossier.line", key=key, day=pen.text.day(request.as_of))
    if store.settings.synthetic:
        yield pen.text("common.synthetic")


def _blocks(store: Store, request: DocumentRequest, pen: Pen) -> Iterator[Block]:
    ((scope, key),) = request.of
    if scope == "firm":
        yield from firm_blocks(store, key, request, pen)
        return
    file: SubjectFile = subject_file(store, _LAYERS[scope], key, as_of=request.as_of, known_at=pen.known_at)
    yield from Parts(store, request, pen, file).blocks()


WRITER = Writer(
    forms=("pdf", "docx"),
    title=dossier_title,
    figures=dossier_figures,
    write=write_dossier,
    of=SCOPES,
    needs_scope=True,
)
