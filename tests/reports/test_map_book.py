"""The map book: the district, then each zone with the list of its parcels."""

import io

import pypdf
import pytest

from landuse.reports.map_book import BookRequest, map_book
from tests.builders import MAY, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    """Return two zones with ground, of sixty parcels and of one."""
    opened = workspace(
        tmp_path / "workspace",
        zones=[
            {"zone_id": "Z1", "name": "甲工业区", "geometry": square(mu=3000)},
            {"zone_id": "Z2", "name": "乙工业区", "geometry": square(mu=30, east=3000)},
        ],
        parcels=[
            *(parcel(f"A{number:02}", zone_id="Z1", east=110 * number, mu=10.005) for number in range(60)),
            parcel("B1", zone_id="Z2", east=3000),
        ],
    )
    yield opened
    opened.close()


def test_a_sheet_and_a_list_for_every_zone(store):
    """A list that is too long for a page goes on on the next under the same headings; its total is the sum."""
    steps = []
    content = map_book(store, BookRequest(as_of=MAY, paper="A4"), progress=lambda *told: steps.append(told))
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert "甲工业区" in said[1]
    lists = [page for page in said if "地块编号" in page]
    assert len(lists) == 3
    assert all(f"A{number:02}" in "".join(lists[:2]) for number in range(60))
    assert "600.60" in lists[1]
    assert "15.00" in lists[2]
    assert steps[-1][0] == steps[-1][1] == 4


def test_it_can_be_made_again(store):
    """The same ledger and request give the same bytes."""
    request = BookRequest(as_of=MAY)
    assert map_book(store, request) == map_book(store, request)
