"""The bulletin: the office's sentences from data, what was edited marked, tables that add up, maps of what matters."""

import io
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pypdf
import pytest

from landuse.i18n import catalogue
from landuse.papers import Edit
from landuse.periods import parse_period
from landuse.reports.bulletin_facts import facts_of, idle_members
from landuse.reports.bulletin_tables import idle_parcels
from landuse.reports.issue import DocumentRequest, make
from landuse.store import events, open_workspace
from landuse.store.clock import tick
from tests.builders import happen

DAY = date(2023, 5, 31)
REQUEST = DocumentRequest("bulletin", parse_period("2023H1"), DAY, form="docx", options=(("maps", "0"),))
SENTENCE = "1-5月,完成低效工业用地整治464.35亩,老旧工业区拆除面积207.31亩,再供地面积25亩,新开工建设27.4万平方米"


@pytest.fixture(scope="module")
def demo(demo_folder):
    """Return the demo district, to be read only."""
    store = open_workspace(demo_folder)
    yield store
    store.close()


@pytest.fixture
def own(demo_folder, tmp_path):
    """Return a copy of the demo district to write in."""
    shutil.copytree(demo_folder, tmp_path / "workspace")
    store = open_workspace(tmp_path / "workspace")
    yield store
    store.close()


def made(store, request=REQUEST, **asked):
    return make(store, request, known_at=asked.pop("known_at", datetime.now(UTC)), **asked)


def sentences(document):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(document.content)).paragraphs]


@pytest.fixture(scope="module")
def half_year(demo):
    """Return the half-year's bulletin of the demo."""
    return made(demo)


def test_the_source_document_s_sentences_come_out_of_events(half_year):
    """Word for word, with its exact figures."""
    said = "".join(sentences(half_year))
    assert SENTENCE in said
    assert "已有4家企业纳入供地计划,共计64.67亩,其中3宗58.33亩已挂牌" in said
    assert "另有7宗96.36亩已通过区长办公会议" in said
    assert "目前拆而未供182.31亩,涉及18宗地块" in said
    assert "再供地完成年度目标的8.33%,低于时序进度33.34个百分点" in said
    assert (
        "争取全年完成低效工业用地整治800亩以上,拆除重建400亩以上,拆后再供地300亩以上,新开工建设40万平方米以上" in said
    )


def test_the_pdf_says_the_same(demo):
    """Its text can be taken out, whole sentences but for the breaks of lines."""
    found = made(demo, replace(REQUEST, form="pdf"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(found.content)).pages).replace("\n", "")
    assert SENTENCE in text


def test_another_event_another_sentence(own):
    """One more award on cleared ground, and the bulletin of the same day says so; as known before, it does not."""
    before = tick()
    idle = idle_members(facts_of(own, REQUEST, before), None)["subject_id"].iloc[0]
    happen(own, "resupply", idle, mu=1.5, on=DAY)
    assert "再供地面积26.5亩" in "".join(sentences(made(own)))
    assert SENTENCE in "".join(sentences(made(own, known_at=before)))


def test_what_is_edited_is_marked_and_noted(demo):
    """A number and a sentence changed before issue: printed so, marked, explained; the figure keeps the ledger's."""
    edits = [
        Edit("resupply_area.actual", "26", "按部门核定", "张三"),
        Edit("units.ranked", "排名仅供参考。", "会议要求", "张三"),
    ]
    document = made(demo, edits=edits)
    said = "".join(sentences(document))
    assert "再供地面积26(改)亩" in said
    assert "排名仅供参考。(改)" in said
    assert "按部门核定" in said
    kept = {figure.figure_id: figure.value for figure in document.figures}
    assert kept["resupply_area.actual"] == Decimal("25.00")


def test_every_sentence_has_a_name_of_its_own(half_year):
    """Each indicator's sentence can be edited by itself: as many names as sentences."""
    named = [name for name, _ in half_year.passages if name.startswith("land.norm.")]
    assert len(named) == 4


def test_every_rule_is_noted_once(half_year):
    """The numbers behind sentences are those of the notes."""
    lines = sentences(half_year)
    notes = [line for line in lines if line.startswith("[")]
    assert [line[: line.index("]") + 1] for line in notes] == [f"[{number}]" for number in range(1, len(notes) + 1)]


def test_tables_add_up(demo):
    """The idle parcels printed and the others are the total; units are ranked by share, equal ones alike."""
    facts = facts_of(demo, REQUEST, datetime.now(UTC))
    table = idle_parcels(idle_members(facts, None), facts, catalogue())
    assert sum(Decimal(row[4]) for row in table.rows) == Decimal(table.total[4]) == Decimal("182.31")
    document = made(demo)
    grid = docx.Document(io.BytesIO(document.content)).tables[2]
    ranks = [row.cells[0].text for row in grid.rows[2:]]
    numbered = [int(rank) for rank in ranks if rank]
    assert numbered == sorted(numbered)
    assert numbered[0] == 1


def test_one_unit_alone(demo):
    """A unit's bulletin has its own figures, no ranking and no funnel of the district."""
    said = "".join(sentences(made(demo, replace(REQUEST, of=(("unit", "SY"),)))))
    assert "双屿街道" in said
    assert "家企业纳入供地计划" not in said
    assert "排名" not in said


def test_complete_in_english(demo):
    """No Chinese sentence is left."""
    said = sentences(made(demo, replace(REQUEST, language="en")))
    assert any("25 mu re-supplied" in line for line in said)
    assert not any("亩" in line or "完成" in line for line in said)


def test_maps_of_the_zones_that_matter(demo):
    """As many as asked, those with idle land first."""
    document = made(demo, replace(REQUEST, options=(("maps", "2"),)))
    captions = [line for line in sentences(document) if line.startswith("大塘垟工业区(")]
    assert captions == ["大塘垟工业区(红线为拆而未供,共 49.83 亩)"]
    shapes = docx.Document(io.BytesIO(document.content)).inline_shapes
    assert len(shapes) == 1 + 1 + 2


def test_the_same_bytes_again(demo):
    """For one moment of knowledge, in both forms."""
    moment = datetime.now(UTC)
    for form in ("docx", "pdf"):
        asked = replace(REQUEST, form=form)
        assert made(demo, asked, known_at=moment).content == made(demo, asked, known_at=moment).content


def test_voided_events_leave_the_sentence(own):
    """A demolition that is voided is no longer counted."""
    told = own.tables().events
    demolished = told.loc[(told["kind"] == "demolition") & (told["occurred_on"] >= date(2023, 1, 1)), "event_id"]
    with own.writing() as tx:
        events.void(tx, demolished.iloc[0], why="重复", actor="test")
    said = "".join(sentences(made(own)))
    assert SENTENCE not in said
    assert "完成低效工业用地整治464.35亩" in said
