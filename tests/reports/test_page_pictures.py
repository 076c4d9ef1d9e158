"""Pages of a PDF as pictures."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from PIL import Image

from landuse.reports.blocks import PageBreak, Paper, Paragraph
from landuse.reports.page_pictures import page_count, page_picture
from landuse.reports.paper_pdf import paper_pdf


@pytest.fixture(scope="module")
def three_pages():
    """Return a PDF with one line on each of three pages."""
    blocks = (Paragraph("甲页的话", (), "body"), PageBreak(), Paragraph("乙页的话", (), "body"), PageBreak())
    paper = Paper(
        title="题", lines=(), blocks=(*blocks, Paragraph("丙页的话", (), "body")), mark="内部", language="zh-CN"
    )
    return paper_pdf(paper, made_at=int(datetime(2023, 5, 31, tzinfo=UTC).timestamp()))


def test_each_page_is_a_picture_with_its_words(three_pages):
    """As wide as asked for, with A4's sides, ink on white, and the first words of its own page."""
    assert page_count(three_pages) == 3
    for number, words in enumerate(("甲页的话", "乙页的话", "丙页的话"), start=1):
        content, said = page_picture(three_pages, number, width=700)
        picture = Image.open(io.BytesIO(content)).convert("L")
        assert (picture.width, picture.height) == (pytest.approx(700, abs=1), pytest.approx(990, abs=2))
        assert picture.getpixel((2, 2)) == 255
        assert picture.getextrema()[0] < 100
        assert words in said


def test_many_threads_may_ask_at_once(three_pages):
    """Pages asked for together are the pages asked for alone."""
    alone = [page_picture(three_pages, number, width=301)[1] for number in (1, 2, 3)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda step: page_picture(three_pages, step % 3 + 1, width=300 + step), range(24)))
    assert [said for _, said in found] == alone * 8
