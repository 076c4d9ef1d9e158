"""A map book: the district, then a sheet for every zone and behind it the list of its parcels, in one PDF."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue, catalogue
from landuse.model import Filter, Layer
from landuse.papers import figure_id
from landuse.reports.campaign_map import ProgressCall, district_box, zone_boxes
from landuse.reports.campaign_panel import Printed, as_it_is
from landuse.reports.map_sheet import TEMPLATES, sheet_page
from landuse.reports.sheet_contents import SheetRequest
from landuse.reports.sheet_letters import printable
from landuse.reports.typesetting import typeset
from landuse.store import Store
from landuse.units import printed_total
from landuse.views.layers import records
from landuse.views.zones import ZoneStanding, zone_standings

_LIST_COLUMNS = ("number", "parcel_id", "name", "stage", "mode", "area")


@dataclass(frozen=True, slots=True)
class BookRequest:
    """
    What to print: the zones of the district or of one unit (its code) on a day, on ``A4`` or ``A3``.

    ``known_at`` is the moment as known at which; None is now.
    """

    as_of: date
    paper: str = "A3"
    language: str = "zh-CN"
    unit: str | None = None
    known_at: datetime | None = None


def map_book(
    store: Store, request: BookRequest, *, progress: ProgressCall | None = None, printed: Printed = as_it_is
) -> bytes:
    """
    Return the map book as a PDF; zones are numbered as on the campaign map, those without ground have a list alone.

    Raises
    ------
    ArgumentsError
        ``wrong_choice`` for an unknown paper, ``not_on_map`` where no record has ground.
    """
    text = catalogue(request.language)
    zones = zone_standings(
        store, year=request.as_of.year, as_of=request.as_of, known_at=request.known_at, unit=request.unit
    )
    boxes = zone_boxes(store, zones, known_at=request.known_at)
    pages: list[dict[str, object]] = []
    drawings: dict[str, str] = {}
    for step, (asked, zone) in enumerate(_sheets(store, request, zones, boxes, text), start=1):
        if progress is not None:
            progress(step, len(boxes) + 2, zone.name if zone else text("common.district"))
        page, drawing = sheet_page(store, asked)
        drawings[f"map-{len(pages)}"] = drawing
        pages.append(page | ({"list": _parcel_list(store, request, zone, text, printed)} if zone else {}))
    if progress is not None:
        progress(len(boxes) + 2, len(boxes) + 2, text("sheet.step.typesetting"))
    moment = 0 if request.known_at is None else int(request.known_at.timestamp())
    return typeset(TEMPLATES, {"pages": pages}, drawings=drawings, form="pdf", made_at=moment)


def _sheets(
    store: Store,
    request: BookRequest,
    zones: tuple[ZoneStanding, ...],
    boxes: dict[str, tuple[float, float, float, float]],
    text: Catalogue,
) -> Iterator[tuple[SheetRequest, ZoneStanding | None]]:
    box = district_box(store)
    if box is None:
        raise ArgumentsError("not_on_map", key=text("common.district"))
    first = SheetRequest(
        box=box,
        chosen=Filter(as_of=request.as_of, unit=request.unit),
        paper=request.paper,
        language=request.language,
        known_at=request.known_at,
    )
    yield first, None
    for zone in zones:
        if zone.zone_id in boxes:
            title = text("campaign.book.zone", number=zone.number, name=zone.name)
            chosen = Filter(as_of=request.as_of, zone=zone.zone_id)
            yield replace(first, box=boxes[zone.zone_id], chosen=chosen, title=title), zone


def _parcel_list(
    store: Store, request: BookRequest, zone: ZoneStanding, text: Catalogue, printed: Printed
) -> dict[str, object]:
    chosen = Filter(as_of=request.as_of, zone=zone.zone_id)
    parcels = records(store, Layer.PARCELS, chosen, known_at=request.known_at).sort_values("parcel_id")
    columns = parcels[["parcel_id", "name", "stage", "mode", "area_mu"]]
    rows = [
        [
            str(number),
            printable(str(key)),
            printable(name) if isinstance(name, str) else "",
            text.label("stages", stage),
            text.label("modes", mode) if isinstance(mode, str) else "",
            printed(figure_id("area", "counting", parcel=key), text.number(None if pd.isna(area) else area)),
        ]
        for number, (key, name, stage, mode, area) in enumerate(columns.itertuples(index=False, name=None), start=1)
    ]
    total = text.number(printed_total(parcels["area_mu"].dropna()))
    return {
        "title": printable(text("campaign.book.list", number=zone.number, name=zone.name, count=len(rows))),
        "headings": [text(f"campaign.book.{name}") for name in _LIST_COLUMNS],
        "rows": rows,
        "total": ["", text("sheet.total"), "", "", "", total],
    }
