"""The office's own template filled: cells filled by heading and name, and nothing else of the file changed."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName

from landuse.errors import RefusedError
from landuse.reports.issue import make
from landuse.reports.office_template import plain_heading
from landuse.store.keeping import TEMPLATES, keep_file
from tests.reports.office import NOW, table_request

GREEN = PatternFill("solid", fgColor="FF00AA55")


def template(*, rows: int = 1, total: bool = True) -> bytes:
    """Return an office's template: own style, two lines of headings, merged cells, a total, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet["A1"] = "某某街道旧标题"
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = Font(name="方正小标宋", size=22)
    sheet["A2"] = "截至 年 月 日"
    heads = {
        "A3": "序号",
        "B3": "企业/地块",
        "C3": "镇街",
        "D3": "面 积\n(亩)",
        "E3": "完成和验收",
        "E4": "完成月份",
        "F4": "经办",
    }
    for cell, words in heads.items():
        sheet[cell] = words
        sheet[cell].alignment = Alignment(wrap_text=True, horizontal="center")
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3"):
        sheet.merge_cells(merged)
    thin = Side(style="thin")
    for row in range(5, 5 + rows):
        for column in "ABCDEF":
            sheet[f"{column}{row}"].border = Border(top=thin, bottom=thin, left=thin, right=thin)
        sheet[f"D{row}"].fill = GREEN
        sheet[f"E{row}"].number_format = 'yyyy"年"m"月"'
        sheet.row_dimensions[row].height = 33
    after = 5 + rows
    if total:
        sheet[f"B{after}"] = "合计"
        sheet[f"D{after}"] = f"=SUM(D5:D{after - 1})"
    sheet[f"A{after + 1}"] = "填表人:张三"
    sheet.merge_cells(f"A{after + 1}:C{after + 1}")
    sheet.column_dimensions["B"].width = 41
    sheet.print_title_rows = "3:4"
    sheet.print_area = f"A1:F{after + 1}"
    other = book.create_sheet("说明页")
    other["A1"] = "此页不动"
    other["A2"] = f"=清单!D{after}*2"
    other["A3"] = "=SUM(B1:B9)"
    book.defined_names["标题"] = DefinedName("标题", attr_text="清单!$A$1")
    book.defined_names["截至"] = DefinedName("截至", attr_text="清单!$A$2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def filled(district, content: bytes, kind: str = "remediation_list") -> bytes:
    """Return the template filled with a table of the small district."""
    kept = keep_file(district, TEMPLATES, content, "xlsx")
    return make(district, table_request(kind, options=(("template", kept),)), known_at=NOW).content


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def canonical(found: dict[str, bytes]) -> str:
    """Return the XML of the table's sheet in its one form."""
    return etree.canonicalize(found["xl/worksheets/sheet1.xml"].decode())


def test_rows_are_filled_under_their_headings_and_the_total_moves_down(district):
    """Three parcels in a template of one row: two rows are added in its style, the sum covers them all."""
    sheet = openpyxl.load_workbook(io.BytesIO(filled(district, template())))["清单"]
    assert [[cell.value for cell in row] for row in sheet["A5:D7"]] == [
        [1, "甲厂/=HYPERLINK(1)", "甲街道", 10],
        [2, "P2", "甲街道", 20.01],
        [3, "P3", "乙镇", 30],
    ]
    assert (sheet["B8"].value, sheet["D8"].value, sheet["A9"].value) == ("合计", "=SUM(D5:D7)", "填表人:张三")
    assert [sheet[f"D{row}"].fill.fgColor.rgb for row in (5, 6, 7)] == ["FF00AA55"] * 3
    assert [sheet.row_dimensions[row].height for row in (5, 6, 7)] == [33, 33, 33]
    assert "A9:C9" in {str(one) for one in sheet.merged_cells.ranges}
    assert (sheet["B5"].data_type, sheet["E5"].value.date()) == ("s", date(2023, 4, 3))
    assert (sheet["A1"].value, sheet["A2"].value) == ("全区低效工业用地整治清单", "2023年5月31日")
    assert sheet.print_area == "'清单'!$A$1:$F$9"


def test_nothing_else_of_the_template_changes(district):
    """Every other part is the same byte for byte; of the sheet, only cells that were filled differ."""
    content = template(rows=3)
    before, after = parts(content), parts(filled(district, content))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    around = [re.sub(r"<sheetData>.*</sheetData>", "", canonical(one), flags=re.DOTALL) for one in (before, after)]
    assert around[0] == around[1]
    styles = [
        {cell.coordinate: cell._style for row in book["清单"].iter_rows() for cell in row}
        for book in (openpyxl.load_workbook(io.BytesIO(one)) for one in (content, filled(district, content)))
    ]
    assert styles[0] == styles[1]


def test_formulas_elsewhere_follow_the_total(district):
    """A formula of another sheet that names the total names it where it has gone; its own cells do not move."""
    other = openpyxl.load_workbook(io.BytesIO(filled(district, template())))["说明页"]
    assert (other["A2"].value, other["A3"].value) == ("=清单!D8*2", "=SUM(B1:B9)")


def test_the_same_template_gives_the_same_bytes(district):
    """No moment of filling in the file."""
    assert filled(district, template(rows=2)) == filled(district, template(rows=2))


def test_a_template_without_our_headings_is_refused(district):
    """And one that holds macros, or is no workbook."""
    book = openpyxl.Workbook()
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(RefusedError, match="template_unmatched"):
        filled(district, target.getvalue())
    with pytest.raises(RefusedError, match="template_unreadable"):
        filled(district, b"PK nothing")
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(RefusedError, match="template_has_macros"):
        filled(district, target.getvalue())


def test_headings_are_compared_without_blanks_and_brackets():
    """What stands in brackets is the unit."""
    assert plain_heading("面 积\n(亩)") == plain_heading("面积[1]") == "面积"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_filled_template_and_sums_it(district, tmp_path):
    """The template's own sum, over the rows that were added."""
    (tmp_path / "a.xlsx").write_bytes(filled(district, template()))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "b")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=300)
    book = openpyxl.load_workbook(tmp_path / "b" / "a.xlsx", data_only=True)
    assert (book["清单"]["D8"].value, book["说明页"]["A2"].value) == (60.01, 120.02)


def test_a_sheet_without_waiting_rows_gets_them(district):
    """Headings with the total right below: every row is added, drawn like the total's, and stands above it."""
    sheet = openpyxl.load_workbook(io.BytesIO(filled(district, template(rows=0))))["清单"]
    assert [sheet[f"D{row}"].value for row in (5, 6, 7)] == [10, 20.01, 30]
    assert sheet["B8"].value == "合计"
