"""The map book as a document of the office: issued, kept, printed again."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pandas as pd

from landuse.i18n import catalogue
from landuse.model import Filter, Layer
from landuse.papers import Figure, figure_id
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.map_book import BookRequest, map_book
from landuse.reports.pen import Pen
from landuse.store import Store
from landuse.units import rounded
from landuse.views.layers import records


def book_title(store: Store, request: DocumentRequest) -> str:
    """Return the title of the book."""
    text = catalogue(request.language)
    return text("campaign.book.title", district=store.settings.name or text("common.district"), year=request.year)


def book_figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
    """Yield the area of every parcel that a zone's list holds."""
    chosen = Filter(as_of=request.as_of)
    found = records(store, Layer.PARCELS, chosen, known_at=known_at)
    for key, zone, area in found[["parcel_id", "zone_id", "area_mu"]].itertuples(index=False, name=None):
        if isinstance(zone, str):
            value = None if pd.isna(area) else rounded(Decimal(str(area)))
            yield Figure(figure_id("area", "counting", parcel=str(key)), value, "mu", "area", request.as_of)


def write_book(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
    """Return the book; a number that was edited, or that an earlier issue gave differently, is marked."""

    def printed(name: str, words: str) -> str:
        return pen.number(name) if pen.is_edited(name) or pen.is_changed(name) else words

    asked = BookRequest(
        as_of=request.as_of,
        paper=request.option("paper", "A3"),
        language=request.language,
        unit=request.about("unit"),
        known_at=pen.known_at,
    )
    return map_book(store, asked, progress=pen.tell, printed=printed)


WRITER = Writer(
    forms=("pdf",),
    title=book_title,
    figures=book_figures,
    write=write_book,
    of=("unit",),
    options=("paper",),
)
