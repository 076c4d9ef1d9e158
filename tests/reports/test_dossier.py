"""One file per plot, parcel, zone and firm: what is in it, and what is not."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import Image

from landuse.actions.attach_file import attach_file
from landuse.errors import ArgumentsError
from landuse.model import SubjectKind
from landuse.papers import Edit
from landuse.periods import parse_period
from landuse.reports.issue import DocumentRequest, make
from landuse.store import events
from tests.builders import MAY, happen, parcel, square, workspace

REQUEST = DocumentRequest("dossier", parse_period("2023-05"), MAY, form="pdf", of=(("parcel", "P1"),))
CODE = "91330302145012345X"


@pytest.fixture
def store(tmp_path):
    """Return a parcel with a neighbour, a plot, a zone and a firm with restricted figures."""
    opened = workspace(
        tmp_path / "workspace",
        units=[{"code": "U1", "name": "甲街道"}],
        zones=[{"zone_id": "Z1", "name": "甲工业区", "unit": "U1", "geometry": square(mu=90)}],
        parcels=[
            parcel("P1", zone_id="Z1", unit="U1", book_mu=15.5, name="甲厂<b>", note="#panic()"),
            parcel("P2", zone_id="Z1", unit="U1", east=120, name="邻厂"),
            parcel("P3", mu=None, book_mu=5),
        ],
        plots=[{"plot_id": "G1", "name": "丙地块", "unit": "U1", "geometry": square(mu=15)}],
        enterprises=[
            {"credit_code": CODE, "name": "甲公司", "unit": "U1", "tax_wan_yuan": 7777.5, "contact": "张某 13800000000"}
        ],
    )
    happen(opened, "demolition", "P1", mu=15)
    yield opened
    opened.close()


def made(store, request=REQUEST, **asked):
    return make(store, request, known_at=asked.pop("known_at", datetime.now(UTC)), **asked)


def said(store, request=REQUEST, **asked):
    pages = pypdf.PdfReader(io.BytesIO(made(store, request, **asked).content)).pages
    return "".join(page.extract_text() for page in pages)


def test_a_parcel_s_file(store):
    """Areas by kind with their difference, boundary points with X to the north, stages, events, neighbours."""
    found = said(store)
    for part in (
        "甲厂<b>",
        "#panic()",
        "15.50",
        "15.00",
        "邻厂",
        "3100000.000",
        "560000.000",
        "100.00",
        "拆除",
        "甲街道",
    ):
        assert part in found


def test_what_lies_on_no_map_says_so(store):
    """P3 has no shape: no map, no points."""
    found = said(store, replace(REQUEST, of=(("parcel", "P3"),)))
    assert "未落图" in found
    assert "界址点" not in found


def test_photos_are_printed_and_papers_listed(store, tmp_path):
    """The photo's pixels are in the file; both stand in the list with who added them."""
    path = tmp_path / "现场.png"
    Image.new("RGB", (300, 200), (10, 200, 30)).save(path)
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7 x")
    before = made(store).content
    for one in (path, paper):
        attach_file(store, one, subject_kind=SubjectKind.PARCEL, subject_id="P1", actor="李四", note="佐证")
    after = made(store)
    found = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(after.content)).pages)
    assert "现场.png" in found
    assert "合同.pdf" in found
    assert "李四" in found
    images = [image for page in pypdf.PdfReader(io.BytesIO(after.content)).pages for image in page.images]
    assert len(images) == 1 + sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(before)).pages)


def test_voided_events_are_told_as_such(store):
    """They stay in the history with the reason."""
    event = happen(store, "remediation", "P1", mu=3)
    with store.writing() as tx:
        events.void(tx, event, why="登记重复", actor="test")
    assert "已作废:登记重复" in said(store)


@pytest.mark.parametrize("of", [("plot", "G1"), ("zone", "Z1"), ("firm", CODE)])
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_every_scope_in_both_forms(store, of, form):
    """A plot with its twelve items, a zone with its parcels, a firm; the same bytes again."""
    moment = datetime.now(UTC)
    request = replace(REQUEST, of=(of,), form=form)
    first = made(store, request, known_at=moment)
    assert first.content == made(store, request, known_at=moment).content


def test_nothing_restricted_of_a_firm(store):
    """Its tax and its contact are not in its file, in neither language."""
    for language in ("zh-CN", "en"):
        found = said(store, replace(REQUEST, of=(("firm", CODE),), language=language))
        assert "甲公司" in found
        assert "7,777" not in found
        assert "7777" not in found
        assert "13800000000" not in found


def test_an_edited_area_is_marked(store):
    """And noted with the ledger's own."""
    found = said(store, edits=[Edit("area.certificate@parcel=P1", "16", "重测", "张三")])
    assert "16.00(改)" in found
    assert "重测" in found


def test_records_that_are_not_there(store):
    """They are named; without a scope there is no file."""
    for of in ((("parcel", "P9"),), (("firm", "X"),)):
        with pytest.raises(ArgumentsError) as caught:
            made(store, replace(REQUEST, of=of))
        assert caught.value.key == "unknown_record"
    with pytest.raises(ArgumentsError) as caught:
        made(store, replace(REQUEST, of=()))
    assert caught.value.key == "wrong_scope"
