"""Papers as PDF: text that can be taken out, fonts embedded, headings of tables on every page."""

import io

import pypdf

from landuse.reports.paper_pdf import paper_pdf, picture_png
from tests.reports.papers import BARS, PAPER


def read():
    return pypdf.PdfReader(io.BytesIO(paper_pdf(PAPER, made_at=0)))


def test_every_block_can_be_read_as_it_was_written():
    """Sentences unbroken by spaces, hostile texts literally, what turns writing spelled out."""
    said = "".join(page.extract_text() for page in read().pages)
    for part in (
        "测试通报",
        "完成再供地25亩。",
        '#panic("x") *b* <b>&垟',
        "[U+202E]",
        "街道89",
        "4,005.00",
        "要紧的话",
    ):
        assert part in said


def test_a_long_table_has_its_headings_on_every_page():
    """Three pages of rows: three times the headings."""
    pages = [page.extract_text() for page in read().pages]
    with_rows = [page for page in pages if "街道" in page]
    assert len(with_rows) >= 2
    assert all("完成" in page and "属地" in page for page in with_rows)


def test_fonts_are_embedded_on_every_page():
    """No reader has to have Chinese fonts."""
    for page in read().pages:
        fonts = [
            font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in page["/Resources"]["/Font"].values()
        ]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts)


def test_the_same_paper_gives_the_same_bytes():
    """The moment of making is given, not taken from a clock."""
    assert paper_pdf(PAPER, made_at=0) == paper_pdf(PAPER, made_at=0)
    assert picture_png(BARS, "zh-CN").startswith(b"\x89PNG")
