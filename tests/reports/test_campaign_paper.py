"""Campaign map and map book as documents: figures, edits marked, the same bytes for one moment."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pypdf
import pytest

from landuse.papers import Edit
from landuse.periods import parse_period
from landuse.reports.issue import DocumentRequest, make
from tests.builders import MAY, goal, happen, parcel, square, workspace

PERIOD = parse_period("2023H1")
CAMPAIGN = DocumentRequest("campaign_map", PERIOD, MAY, form="pdf", options=(("paper", "A3"), ("issuer", "区专班")))
BOOK = DocumentRequest("map_book", PERIOD, MAY, form="pdf", options=(("paper", "A4"),))


@pytest.fixture
def store(tmp_path):
    opened = workspace(
        tmp_path / "workspace",
        zones=[{"zone_id": "Z1", "name": "甲工业区", "geometry": square(mu=90)}],
        parcels=[parcel("P1", zone_id="Z1"), parcel("P2", zone_id="Z1", east=120)],
        goals=[goal("demolition_area", 400)],
    )
    happen(opened, "demolition", "P1", mu=15)
    yield opened
    opened.close()


def made(store, request, **asked):
    document = make(store, request, known_at=asked.pop("known_at", datetime.now(UTC)), **asked)
    pages = pypdf.PdfReader(io.BytesIO(document.content)).pages
    return document, "".join(page.extract_text() for page in pages)


def test_the_map_s_figures_and_its_issuer(store):
    """Indicators and zones are figures with ids; who issues it is printed."""
    document, said = made(store, CAMPAIGN)
    values = {figure.figure_id: figure.value for figure in document.figures}
    assert values["idle.area@zone=Z1"] == Decimal("15.00")
    assert values["demolition_area.actual"] == Decimal("15.00")
    assert "区专班" in said


def test_edits_are_marked_on_both(store):
    """A zone's idle land on the map, a parcel's area in the book."""
    _, said = made(store, CAMPAIGN, edits=[Edit("idle.area@zone=Z1", "14", "核减", "张三")])
    assert "14.00(改)" in said
    _, said = made(store, BOOK, edits=[Edit("area.counting@parcel=P2", "14.5", "重测", "张三")])
    assert "14.50(改)" in said


@pytest.mark.parametrize("request_of", [CAMPAIGN, BOOK])
def test_one_moment_the_same_bytes(store, request_of):
    """What was recorded later does not change them."""
    moment = datetime.now(UTC)
    first, _ = made(store, request_of, known_at=moment)
    happen(store, "demolition", "P2", mu=15)
    again, _ = made(store, request_of, known_at=moment)
    assert first.content == again.content
