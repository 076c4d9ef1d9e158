"""Papers as Word documents: real headings and tables, texts literally, the same bytes again."""

import io
from datetime import UTC, datetime

import docx
import pytest

from landuse.reports.paper_docx import paper_docx
from tests.reports.papers import PAPER

MADE = datetime(2023, 6, 5, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def read():
    """Return the document as Word would find it."""
    return docx.Document(io.BytesIO(paper_docx(PAPER, made_at=MADE)))


def test_headings_are_headings_and_stay_with_what_follows(read):
    """An office can make a table of contents of them, and none stands alone at the foot of a page."""
    found = [paragraph for paragraph in read.paragraphs if paragraph.style.name.startswith("Heading")]
    assert [(one.text, one.style.name) for one in found] == [("一、进展", "Heading 1"), ("附图", "Heading 2")]
    assert all(one.paragraph_format.keep_with_next for one in found)


def test_texts_are_literal(read):
    """Hostile ones too; footnotes stand raised behind their sentence."""
    said = [paragraph.text for paragraph in read.paragraphs]
    assert "完成再供地25亩。[1][2]" in said
    assert any('#panic("x") *b* <b>&垟𠮷[U+202E]' in one for one in said)
    raised = [run.text for paragraph in read.paragraphs for run in paragraph.runs if run.font.superscript]
    assert raised == ["[1]", "[2]"]


def test_a_table_of_two_line_headings(read):
    """The upper heading is merged over its columns, both lines are repeated, rows stay whole, the total comes last."""
    table = read.tables[0]
    assert table.cell(0, 1)._tc is table.cell(0, 2)._tc
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "4,005.00", "135.00"]
    xml = [row._tr.xml for row in table.rows]
    assert ["w:tblHeader" in one for one in xml[:3]] == [True, True, False]
    assert all("w:cantSplit" in one for one in xml[2:])
    widths = [column.width for column in table.columns]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)


def test_pictures_say_what_they_show(read):
    """Who cannot see the picture is told its caption."""
    described = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert described == ["图:进度"]


def test_the_same_paper_gives_the_same_bytes():
    """The moment of making is the caller's, also within the archive."""
    assert paper_docx(PAPER, made_at=MADE) == paper_docx(PAPER, made_at=MADE)
    properties = docx.Document(io.BytesIO(paper_docx(PAPER, made_at=MADE))).core_properties
    assert properties.created == MADE.replace(tzinfo=properties.created.tzinfo)
    assert properties.title == "测试通报"
