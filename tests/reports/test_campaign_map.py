"""The campaign map: every zone on it or in its list, the indicators, and who issued it."""

import io
from datetime import date
from decimal import Decimal

import numpy as np
import pypdf
import pytest
from PIL import Image

from landuse.config import Settings
from landuse.errors import ArgumentsError
from landuse.i18n import catalogue
from landuse.reports.campaign_map import CampaignRequest, campaign_map, zone_boxes
from landuse.reports.campaign_panel import board_table, zone_table
from landuse.views.targets import target_board
from landuse.views.zones import zone_standings
from tests.builders import MAY, goal, happen, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    """Return a district of three zones, one of them without any ground, with one year's targets."""
    opened = workspace(
        tmp_path / "workspace",
        settings=Settings(name="示范区", synthetic=True),
        units=[{"code": "U1", "name": "甲街道", "geometry": square(mu=9000, east=-500, north=-500)}],
        zones=[
            {"zone_id": "Z1", "name": "甲工业区", "unit": "U1", "geometry": square(mu=90)},
            {"zone_id": "Z2", "name": '#f("乙")', "unit": "U1"},
            {"zone_id": "Z3", "name": "丙工业区", "unit": "U1", "book_area_m2": 10_000.0},
        ],
        parcels=[
            parcel("P1", name="甲厂", zone_id="Z1", unit="U1"),
            parcel("P2", name="乙厂", zone_id="Z2", unit="U1", east=900),
            parcel("P3", mu=None, book_mu=5, zone_id="Z3", unit="U1"),
        ],
        goals=[goal("resupply_area", 300), goal("construction_start_floor_area", 40, measure="wan_m2")],
    )
    happen(opened, "demolition", "P1", mu=15)
    yield opened
    opened.close()


def read(store, **asked):
    page = pypdf.PdfReader(io.BytesIO(campaign_map(store, CampaignRequest(as_of=MAY, **asked)))).pages[0]
    return page, page.extract_text()


@pytest.mark.parametrize(("paper", "size"), [("A3", (420, 297)), ("A1", (841, 594)), ("A0", (1189, 841))])
def test_every_zone_is_listed_and_those_with_ground_are_enlarged(store, paper, size):
    """Names as they are written, whatever they look like; the sheet has the paper's size."""
    page, said = read(store, paper=paper)
    assert [round(float(edge) * 25.4 / 72) for edge in page.mediabox[2:]] == list(size)
    for part in (
        "示范区 2023 年工业用地作战图",
        "甲工业区",
        '#f("乙")',
        "丙工业区",
        "15.00",
        "内部资料",
        "虚构",
    ):
        assert part in said
    assert ("甲厂" in said) is (paper != "A3")


def test_who_issued_it_and_its_number_where_it_has_one(store):
    """They stand among the notes; without them nothing is said of them."""
    _, said = read(store, paper="A3", issuer="区专班", approval="浙S(2023)1号", title="会议用图")
    assert all(part in said for part in ("落款:区专班", "审图号:浙S(2023)1号", "会议用图"))
    _, bare = read(store, paper="A3", language="en")
    assert "Map approval" not in bare
    assert "campaign map 2023" in bare


def test_the_indicators_as_targets_say_them(store):
    """Floor area in 万平方米, and in a word how each stands."""
    board = board_table(target_board(store, year=2023, as_of=MAY), catalogue())
    rows = {row[0]: row[1:] for row in board["rows"]}
    assert rows["再供地(亩)"][:2] == ["300", "0"]
    assert rows["新开工(万平方米)"][0] == "40"
    assert rows["再供地(亩)"][-1] == "落后"


def test_the_list_adds_up_to_its_totals(store):
    """Each column of amounts is the sum of its printed rows; texts that are too long are cut, numbers never."""
    zones = zone_standings(store, year=2023, as_of=MAY)
    table = zone_table(zones, {"U1": "甲" * 40}, catalogue(), room=150, points=7)
    for column in (3, 4, 5, 6, 7, 8):
        printed = sum(Decimal(row[column].replace(",", "") or 0) for row in table["rows"])
        assert printed == Decimal(table["total"][column].replace(",", "") or 0)
    assert all(row[2].endswith("…") for row in table["rows"])


def test_a_zone_without_ground_has_no_window(store):
    """Z2 is shown by its parcel, Z3 by nothing: it is in the list alone."""
    zones = zone_standings(store, year=2023, as_of=MAY)
    assert set(zone_boxes(store, zones)) == {"Z1", "Z2"}


def test_stages_can_be_told_without_colour(store):
    """In grey, demolished ground still bears its hatch: the fill is not of one tone."""
    picture = Image.open(io.BytesIO(campaign_map(store, CampaignRequest(as_of=MAY, paper="A2", form="png"))))
    tones = np.asarray(picture.convert("L"))
    assert len(np.unique(tones)) > 20


def test_it_can_be_made_again(store):
    """The same ledger and request give the same bytes; progress is told to the end."""
    steps = []
    request = CampaignRequest(as_of=MAY, paper="A2")
    assert campaign_map(store, request, progress=lambda *told: steps.append(told)) == campaign_map(store, request)
    assert [step for step, _, _ in steps] == list(range(1, steps[-1][1] + 1))


@pytest.mark.parametrize(
    ("asked", "key"), [({"paper": "B5"}, "wrong_choice"), ({"paper": "A3", "form": "gif"}, "unknown_format")]
)
def test_what_cannot_be_printed(store, asked, key):
    """A wrong wish is named."""
    with pytest.raises(ArgumentsError) as caught:
        campaign_map(store, CampaignRequest(as_of=date(2023, 5, 31), **asked))
    assert caught.value.key == key


def test_a_district_without_ground(tmp_path):
    """There is nothing to draw, and that is said."""
    empty = workspace(tmp_path / "empty")
    with pytest.raises(ArgumentsError) as caught:
        campaign_map(empty, CampaignRequest(as_of=MAY))
    assert caught.value.key == "not_on_map"
    empty.close()
