"""Workbooks and csv, read back."""

import csv
import json
from decimal import Decimal

import openpyxl
import pytest

from landuse.model import Filter, Layer
from landuse.reports.listing import file_name, listing
from landuse.reports.lists import FORMULA_STARTS, write_csv, write_xlsx
from landuse.schema import TABLES
from tests.reports.conftest import ALL, CODE


def workbook(store, path, layer=Layer.PARCELS, chosen=ALL, **options):
    """Write a list and return its sheet as (what is written, what is calculated), and the number of altered cells."""
    altered = write_xlsx(listing(store, layer, chosen, language="zh-CN", **options), path)
    return openpyxl.load_workbook(path).active, openpyxl.load_workbook(path, data_only=True).active, altered


def table(sheet):
    """Return headings and rows of a sheet, without the totals."""
    top = int(sheet.freeze_panes[1:]) - 1
    rows = list(sheet.iter_rows(min_row=top))
    return [cell.value for cell in rows[0]], rows[1:-1], rows[-1]


def test_the_head_says_what_the_list_is(store, tmp_path):
    """Title, filter and day, unit and total, and that the data are invented stand above the frozen headings."""
    sheet, _, _ = workbook(store, tmp_path / "a.xlsx", chosen=Filter(as_of=ALL.as_of, unit="U1", stage="demolished"))
    lines = [sheet.cell(row, 1).value for row in range(1, 5)]
    assert lines[0] == "示范区 低效工业用地地块清单"
    assert lines[1] == "筛选:属地=甲街道;阶段=已拆除;截至 2023年5月31日"
    assert lines[2].startswith("共 1 条,合计 30.00 亩。")
    assert "虚构" in lines[3]
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"


def test_numbers_are_numbers_and_codes_are_texts(store, tmp_path):
    """Areas are number cells with two decimals; codes of any length, leading zeros and text stay texts."""
    sheet, _, _ = workbook(store, tmp_path / "a.xlsx")
    headings, rows, _ = table(sheet)
    area = headings.index("计算面积(亩)")
    assert [row[area].value for row in rows] == [30.0, 10.01, 10.01, 0.11, None]
    assert {row[area].number_format for row in rows if row[area].value is not None} == {"#,##0.00"}
    assert [row[0].value for row in rows[:2]] == [CODE, "0012"]
    assert {row[0].data_type for row in rows} == {"s"}
    assert rows[0][headings.index("阶段")].value == "已拆除"


def test_an_empty_cell_looks_like_its_column(store, tmp_path):
    """It is not written, but what is typed into it is a text or an area as in the cells above."""
    sheet, _, _ = workbook(store, tmp_path / "a.xlsx")
    headings, rows, _ = table(sheet)
    written = [cell for row in rows for cell in row if cell.value is not None]
    columns = [sheet.column_dimensions[letter].number_format for letter in "ABCDEF"]
    assert columns == ["@", "@", "@", "@", "@", "#,##0.00"]
    assert {cell.number_format == sheet.column_dimensions[cell.column_letter].number_format for cell in written} == {
        True
    }
    assert len(written) < len(rows) * len(headings)


def test_no_text_is_a_formula_or_a_link(store, tmp_path):
    """Only the totals are formulas; what looks like one or like a link is the text it was."""
    sheet, _, altered = workbook(store, tmp_path / "a.xlsx")
    _, rows, totals = table(sheet)
    assert [row[1].value for row in rows[1:4]] == ['=HYPERLINK("http://x","y")', "+1", "http://example.com"]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in rows for cell in row)
    assert {cell.value[:5] for cell in totals if cell.data_type == "f"} == {"=SUM("}
    assert (rows[4][1].value, altered.altered) == ("<b>&'", 1)


def test_the_total_adds_up_what_is_printed(store, tmp_path):
    """The total is the sum of the rounded rows, as formula and as the value readers see that do not calculate."""
    written, read, _ = workbook(store, tmp_path / "a.xlsx")
    headings, rows, totals = table(read)
    place = headings.index("计算面积(亩)")
    printed = sum(Decimal(str(row[place].value)) for row in rows if row[place].value is not None)
    assert printed == Decimal("50.13")
    assert totals[place].value == 50.13
    assert listing(store, Layer.PARCELS, ALL, language="en").total_mu == printed
    assert table(written)[2][place].value == "=SUM(F6:F10)"


def test_an_empty_list_has_a_total_of_nothing(store, tmp_path):
    """No rows: no formula over nothing."""
    _, read, _ = workbook(store, tmp_path / "a.xlsx", chosen=Filter(as_of=ALL.as_of, unit="U9"))
    _, rows, totals = table(read)
    assert (rows, totals[0].value, totals[5].value) == ([], "合计", 0)


@pytest.mark.parametrize("layer", list(Layer), ids=str)
def test_every_layer_has_its_list(store, tmp_path, layer):
    """Each layer is written with its key first and as many rows as it has."""
    sheet, _, _ = workbook(store, tmp_path / "a.xlsx", layer=layer)
    found = listing(store, layer, ALL, language="en")
    headings, rows, _ = table(sheet)
    assert (len(rows), len(headings)) == (len(found.frame), len(found.columns))
    assert found.columns[0].name in {TABLES[layer].key, TABLES[layer].names[0]}


def test_days_are_days(store, tmp_path):
    """The day of an event is a date cell."""
    sheet, _, _ = workbook(store, tmp_path / "a.xlsx", layer=Layer.EVENTS)
    headings, rows, _ = table(sheet)
    cell = rows[0][headings.index("发生日期")] if "发生日期" in headings else next(c for c in rows[0] if c.is_date)
    assert (cell.is_date, cell.value.date().isoformat()) == (True, "2023-03-01")


def test_events_of_several_kinds_are_not_added_up(store):
    """整治, 拆除 and 再供地 are nested: a sum over kinds would mean nothing."""
    assert listing(store, Layer.EVENTS, ALL, language="en").total_mu is None
    one = Filter(as_of=ALL.as_of, where=(("kind", "demolition"),))
    assert listing(store, Layer.EVENTS, one, language="en").total_mu == Decimal("30.00")


def test_restricted_columns_are_asked_for(store):
    """A firm's tax and contact are there only on request, and the list says so."""
    plain = listing(store, Layer.ENTERPRISES, ALL, language="en")
    asked = listing(store, Layer.ENTERPRISES, ALL, language="en", restricted=True)
    extra = {column.name for column in asked.columns} - {column.name for column in plain.columns}
    assert extra == {"output_wan_yuan", "tax_wan_yuan", "rd_wan_yuan", "contact", "investment_wan_yuan"}
    assert "contact" not in plain.frame
    assert len(asked.lines()) == len(plain.lines()) + 1


def test_csv_reads_back(store, tmp_path):
    """UTF-8 with its mark, CRLF, quoted newlines; formula-looking cells are neutralised and counted."""
    path = tmp_path / "a.csv"
    altered = write_csv(listing(store, Layer.PARCELS, ALL, language="zh-CN"), path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 6
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["计算面积(亩)"] for row in rows] == ["30.00", "10.01", "10.01", "0.11", ""]
    assert [next(iter(row.values())) for row in rows[:2]] == [CODE, "0012"]
    numbers = "图形与台账面积之差(占比)"
    cells = [cell for row in rows for name, cell in row.items() if name != numbers]
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert (altered.altered, "'+1" in cells, "第一行\n第二行" in cells) == (2, True, True)


def test_beside_the_csv_stands_what_it_is(store, tmp_path):
    """Filter, day and total stand in the metadata file that CSV on the Web looks for."""
    chosen = Filter(as_of=ALL.as_of, unit="U1")
    write_csv(listing(store, Layer.PARCELS, chosen, language="zh-CN"), tmp_path / "a.csv")
    described = json.loads((tmp_path / "a.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["url"] == "a.csv"
    facts = described["landuse:facts"]
    assert (facts["filter"], facts["as_of"], facts["total_mu"]) == ("属地=甲街道", "2023-05-31", "30.00")


def test_a_files_name_says_filter_and_day(store):
    """The offered name holds layer, filter and day, and nothing a file system refuses."""
    found = listing(store, Layer.PARCELS, Filter(as_of=ALL.as_of, text='a/b:"c"'), language="zh-CN")
    name = file_name(found.layer, found.chosen, found.filter_words, ".xlsx", found.text)
    assert name == "低效工业用地地块_搜索=a_b_c_截至2023-05-31.xlsx"
