"""The campaign map as a document of the office: issued, kept, printed again."""

from collections.abc import Iterator
from datetime import datetime

from landuse.i18n import catalogue
from landuse.papers import Figure
from landuse.reports.campaign_map import CampaignRequest, campaign_map
from landuse.reports.campaign_panel import zone_figures
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.pen import Pen
from landuse.store import Store
from landuse.views.figures import indicator_figures
from landuse.views.zones import zone_standings


def campaign_title(store: Store, request: DocumentRequest) -> str:
    """Return the title of the map, the one that was asked for or the district's."""
    text = catalogue(request.language)
    district = store.settings.name or text("common.district")
    return request.option("title") or text("campaign.title", district=district, year=request.year)


def campaign_figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
    """Yield the year's indicators and the amounts of every zone."""
    unit, as_of = request.about("unit"), request.as_of
    yield from indicator_figures(store, year=request.year, as_of=as_of, known_at=known_at, unit=unit)
    for zone in zone_standings(store, year=request.year, as_of=as_of, known_at=known_at, unit=unit):
        for column, (name, amount) in zone_figures(zone).items():
            yield Figure(name, amount, "mu", column, as_of)


def write_campaign(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
    """Return the map; numbers that were edited, or that an earlier issue gave differently, are marked."""

    def printed(name: str, words: str) -> str:
        return pen.number(name) if pen.is_edited(name) or pen.is_changed(name) else words

    asked = CampaignRequest(
        as_of=request.as_of,
        paper=request.option("paper", "A0"),
        form=request.form,
        language=request.language,
        unit=request.about("unit"),
        title=campaign_title(store, request),
        issuer=request.option("issuer") or None,
        approval=request.option("approval") or None,
        known_at=pen.known_at,
    )
    return campaign_map(store, asked, progress=pen.tell, printed=printed)


WRITER = Writer(
    forms=("pdf", "png"),
    title=campaign_title,
    figures=campaign_figures,
    write=write_campaign,
    of=("unit",),
    options=("paper", "title", "issuer", "approval"),
)
