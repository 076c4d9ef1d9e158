"""The plan's workbook: what stands in its cells, how it prints, and that no text is a formula."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from landuse.model import Layer
from landuse.papers import Edit
from landuse.reports.issue import make
from landuse.store import series
from tests.actions.issued import YEAR_SO_FAR, district, plan_request, record

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """Return a small district with a recorded number whose source looks like a formula."""
    opened = district(tmp_path / "workspace", parcels=6)
    record(opened, "tax_per_mu", 22.3, growth=87.4, rank_city=3, rank_province=10)
    record(opened, "burden_relief", 8.86, source="=HYPERLINK(1)")
    yield opened
    opened.close()


def sheet(store, **more):
    """Return the sheet of a document made now."""
    return openpyxl.load_workbook(io.BytesIO(make(store, plan_request(), known_at=NOW, **more).content)).active


def line(found, words):
    """Return the cells of the row that bears these words."""
    return next(row for row in found.iter_rows() if row[1].value == words)


def test_a_row_says_what_when_how_much_and_by_which_rule(store):
    """Numbers are numbers with their unit beside them; direction, per cent and rank stand in words or formats."""
    found = sheet(store)
    cells = line(found, "拆后再供地")
    assert [cell.value for cell in cells[2:7]] == ["亩", "1-5月", 24, 300, 8]
    assert cells[5].number_format == '"≥"#,##0.00'
    assert cells[12].value == "[6]"
    tax = line(found, "亩均税收")
    assert (tax[4].value, tax[8].value, tax[8].number_format) == (22.3, 87.4, '#,##0.00"%"')
    assert tax[9].value == "全市第3;全省第10"
    assert tax[7].value is None


def test_no_text_is_a_formula(store):
    """A source that begins with = arrives as text."""
    cell = line(sheet(store), "企业减负")[10]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_it_prints_on_a3_with_headings_on_every_page(store):
    """Landscape, as wide as one page, page numbers."""
    found = sheet(store)
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (8, "landscape")
    assert (found.sheet_properties.pageSetUpPr.fitToPage, found.page_setup.fitToHeight) == (True, 0)
    assert found.print_title_rows == "$4:$4"
    assert found.oddFooter.center.text == "&P / &N"


def test_the_notes_name_the_rules_that_were_used(store):
    """Each number in the column of rules has its note below; the rounding rule is there."""
    found = sheet(store)
    notes = [cell.value for cell in found["A"] if isinstance(cell.value, str)]
    used = {row[12].value for row in found.iter_rows(min_row=5) if row[12].value}
    assert all(any(note.startswith(mark) for note in notes) for mark in used)
    assert any("四舍五入" in note for note in notes)
    assert found["G4"].value.startswith("完成率[")


def test_an_edited_number_stays_a_number_and_is_marked(store):
    """In the cell's format, and in the notes with what the ledger gave."""
    edit = Edit("resupply_area.actual", "26", "会上核定", "王")
    cell = line(sheet(store, edits=[edit]), "拆后再供地")[4]
    assert (cell.value, cell.number_format) == (26, '#,##0.00"(改)"')


def test_every_figure_has_an_id_of_its_own(store):
    """And the ledger's exact value."""
    document = make(store, plan_request(), known_at=NOW)
    figures = {figure.figure_id: figure for figure in document.figures}
    assert len(figures) == len(document.figures)
    assert figures["resupply_area.share"].value == Decimal("8.00")
    assert figures["gross_output.growth"].source == "区统计局"
    assert document.file_name == "全区2023年度工业用地和工业经济目标任务进展表_2023年上半年_截至2023-05-31.xlsx"


def test_the_same_moment_gives_the_same_bytes(store):
    """Made twice, and in English, which is another document."""
    first, again = (make(store, plan_request(), known_at=NOW).content for _ in range(2))
    assert first == again
    assert make(store, plan_request(language="en"), known_at=NOW).content != first


def test_floor_area_is_printed_in_ten_thousands(store):
    """274,000 m² are 27.4 万㎡."""
    with store.writing() as tx:
        series.append(tx, Layer.RECORDED, [YEAR_SO_FAR | {"indicator": "appeals", "amount": 228.0}], actor="t")
    assert line(sheet(store), "新开工建设")[2].value == "万平方米"
    assert line(sheet(store), "企业诉求")[4].number_format == "#,##0"
