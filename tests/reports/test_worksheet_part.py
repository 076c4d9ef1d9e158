"""Templates as Excel, WPS and LibreOffice write them: filled, and compared part by part with what they were."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import openpyxl
import pytest
from lxml import etree

from landuse.errors import RefusedError
from landuse.reports.workbook_xml import MAIN
from tests.builders import happen, parcel, workspace
from tests.reports.excel_template import excel_template, packed
from tests.reports.test_office_template import canonical, filled, parts, template

#: openpyxl, which only reads here, does not know Excel's later extensions.
pytestmark = pytest.mark.filterwarnings("ignore:Conditional Formatting extension", "ignore:Data Validation extension")
SOFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
LIST, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def remediated(folder, count):
    """Return a district in which so many parcels of 10, 20, 30 ... 亩 were remediated."""
    names = [f"P{number}" for number in range(1, count + 1)]
    made = workspace(
        folder,
        units=[{"code": "U1", "name": "甲街道"}],
        parcels=[
            parcel(name, mu=10 * at, east=at * 900.0, unit="U1", low_efficiency_type="old_plant")
            for at, name in enumerate(names, start=1)
        ],
    )
    for at, name in enumerate(names, start=1):
        happen(made, "remediation", name, mu=10 * at, on=date(2023, at, 3), unit="U1")
    return made


@pytest.fixture
def three(tmp_path):
    """Return a district that fills the three rows that wait."""
    made = remediated(tmp_path / "three", 3)
    yield made
    made.close()


@pytest.fixture
def five(tmp_path):
    """Return a district that needs two rows more than wait."""
    made = remediated(tmp_path / "five", 5)
    yield made
    made.close()


def changed(before, after):
    """Return the parts that differ as XML (their bytes may be written otherwise), and those that came or went."""
    names = {name for name in before if name in after and before[name] != after[name]}
    xml = {name for name in names if name.endswith((".xml", ".vml"))}
    same = {
        name for name in xml if etree.canonicalize(before[name].decode()) == etree.canonicalize(after[name].decode())
    }
    return names - same, set(before) ^ set(after)


def formulas(content):
    """Return the formulas of the list by their cells."""
    root = etree.fromstring(content[LIST])
    cells = root.iter(f"{{{MAIN}}}c")
    found = {cell.get("r"): cell.find(f"{{{MAIN}}}f") for cell in cells}
    return {place: (node.text, node.get("t")) for place, node in found.items() if node is not None}


def test_where_no_row_is_added_only_cells_of_the_list_change(three):
    """And of the workbook that it is to be computed anew: no style, theme, drawing, chain or setting is touched."""
    before = excel_template()
    after = parts(filled(three, packed(before)))
    assert changed(before, after) == ({LIST, BOOK, "xl/worksheets/sheet2.xml"}, set())
    assert after[BOOK] == before[BOOK].replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"')
    around = [re.sub(r"<sheetData>.*</sheetData>", "", canonical(one), flags=re.DOTALL) for one in (before, after)]
    assert around[0] == around[1]
    assert formulas(after)["F6"] == (None, "shared")
    sheet = openpyxl.load_workbook(io.BytesIO(packed(after)))["清单 & 附表"]
    assert [[cell.value for cell in row] for row in sheet["A5:D7"]] == [
        [number, f"P{number}", "甲街道", number * 10] for number in (1, 2, 3)
    ]


def test_rows_that_are_added_move_all_that_points_at_them(five):
    """Shared formulas, chain, names, conditions, lists, merged cells, remarks, the seal below; what is above stays."""
    before = excel_template()
    after = parts(filled(five, packed(before)))
    unmoved = {"xl/styles.xml", "xl/sharedStrings.xml", "xl/media/image1.png", "customXml/item1.xml"}
    unmoved |= {"xl/printerSettings/printerSettings1.bin", "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    assert unmoved & changed(before, after)[0] == set()
    assert {place: words for place, (words, _) in formulas(after).items()} == {
        **{f"F{row}": f"D{row}/15" for row in range(5, 10)},
        **{f"{column}10": f"SUM({column}5:{column}9)" for column in "DEF"},
        "D11": "AVERAGE(D5:D9)",
    }
    assert {kind for _, kind in formulas(after).values()} == {None}
    chain = [node.get("r") for node in etree.fromstring(after["xl/calcChain.xml"])]
    assert chain == ["F5", "F6", "F7", "D10", "E10", "F10", "D11", "B1", "A2", "B2"]
    list_xml = after[LIST].decode()
    for said in (
        'conditionalFormatting sqref="D5:D9"',
        "$D5&gt;$D$11",
        'sqref="C5:C9"',
        "<xm:sqref>D5:D9</xm:sqref>",
        "<xm:f>$D$10</xm:f>",
        'ref="A12:C12"',
        'ref="E3:F3"',
    ):
        assert said in list_xml
    book = after[BOOK].decode()
    assert "'清单 &amp; 附表'!$A$1:$F$12" in book
    assert "'清单 &amp; 附表'!$3:$4" in book
    assert "'清单 &amp; 附表'!$D$10" in book
    other = openpyxl.load_workbook(io.BytesIO(packed(after)))["汇总"]
    assert (other["B1"].value, other["B2"].value) == ("='清单 & 附表'!A12", "=SUM('清单 & 附表'!D10:D11)")
    drawn = re.findall(r"<xdr:row>(\d+)</xdr:row>", after["xl/drawings/drawing1.xml"].decode())
    assert drawn == ["0", "1", "10", "13"]
    assert re.findall(r'comment ref="(\w+)"', after["xl/comments1.xml"].decode()) == ["D3", "D10"]
    assert re.findall(r"<x:Row>(\d+)<", after["xl/drawings/vmlDrawing1.vml"].decode()) == ["2", "9"]


@SOFFICE
@pytest.mark.parametrize("count", [3, 5])
def test_the_filled_template_is_opened_and_computes(tmp_path, count):
    """LibreOffice finds sums, mean and the other sheet's doubles as they must be: a template of Excel's, filled."""
    made = remediated(tmp_path / "w", count)
    content = filled(made, packed(excel_template()))
    made.close()
    sheet = converted(tmp_path, content, data_only=True)
    total, at = 10 * count * (count + 1) / 2, 5 + count
    assert [sheet["清单 & 附表"][f"{place}{at}"].value for place in "DF"] == [total, pytest.approx(total / 15)]
    assert sheet["清单 & 附表"][f"D{at + 1}"].value == total / count
    assert sheet["汇总"]["A2"].value == 2 * total
    assert sheet["汇总"]["B2"].value == total + total / count


@SOFFICE
def test_a_template_saved_by_libreoffice_is_filled(five, tmp_path):
    """Its own styles, names and settings: filled, rows added, all other parts as they were."""
    path = saved(tmp_path, template())
    before = parts(path.read_bytes())
    after = parts(filled(five, path.read_bytes()))
    touched, gone = changed(before, after)
    assert gone == set()
    assert touched <= {LIST, BOOK, "xl/worksheets/sheet2.xml"}
    book = openpyxl.load_workbook(io.BytesIO(packed(after)))
    assert [cell.value for (cell,) in book["清单"]["D5:D9"]] == [10, 20, 30, 40, 50]
    assert book["清单"]["D10"].value == "=SUM(D5:D9)"
    assert book["说明页"]["A2"].value == "=清单!D10*2"


def test_rows_and_cells_without_places_are_counted(three):
    """Some programs leave it to their order where a cell stands."""
    given = excel_template()
    given[LIST] = re.sub(rb'(<c) r="[A-F]\d+"', rb"\1", given[LIST])
    sheet = openpyxl.load_workbook(io.BytesIO(filled(three, packed(given))))["清单 & 附表"]
    assert [sheet[f"B{row}"].value for row in (5, 6, 7)] == ["P1", "P2", "P3"]


def test_headings_in_two_lines_that_nobody_merged_are_found(three):
    """The lower line is empty below 企业, 属地, 面积: they are meant all the same."""
    given = excel_template()
    given[LIST] = re.sub(rb'<mergeCell ref="[A-D]3:[A-D]4"/>', b"", given[LIST]).replace(b'count="7"', b'count="3"')
    sheet = openpyxl.load_workbook(io.BytesIO(filled(three, packed(given))))["清单 & 附表"]
    assert [sheet[f"B{row}"].value for row in (4, 5, 6, 7, 8)] == [None, "P1", "P2", "P3", "合计"]


def test_a_row_that_sums_itself_waits_too(three):
    """A row's own total (小计 beside the numbers) is no total of the rows above."""
    given = excel_template()
    given[LIST] = given[LIST].replace(b">D5/15<", b">SUM(D5:E5)<")
    after = parts(filled(three, packed(given)))
    assert formulas(after)["D8"] == ("SUM(D5:D7)", "shared")
    sheet = openpyxl.load_workbook(io.BytesIO(packed(after)))["清单 & 附表"]
    assert sheet["B5"].value == "P1"


@pytest.mark.parametrize(
    "broken",
    [
        {LIST: b"<worksheet/>"},
        {LIST: f'<worksheet xmlns="{MAIN}"/>'.encode()},
        {LIST: f'<worksheet xmlns="{MAIN}"><sheetData><row r="x"/></sheetData></worksheet>'.encode()},
        {"xl/_rels/workbook.xml.rels": b"<Relationships/>"},
        {BOOK: "<!DOCTYPE a>".encode("utf-16")},
    ],
    ids=["no sheet", "no data", "no number", "no relations", "another encoding"],
)
def test_parts_that_say_nonsense_are_refused_in_a_sentence(three, broken):
    """Whatever stands in them; so is a file behind a password."""
    with pytest.raises(RefusedError, match="template_unreadable"):
        filled(three, packed(excel_template() | broken))


def converted(tmp_path, content, **options):
    """Return a workbook as LibreOffice computes and saves it."""
    return openpyxl.load_workbook(saved(tmp_path, content), **options)


def saved(tmp_path, content):
    """Have LibreOffice save a workbook and return where."""
    (tmp_path / "given.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "given.xlsx")], check=True, capture_output=True, timeout=180)
    assert zipfile.is_zipfile(tmp_path / "out" / "given.xlsx")
    return tmp_path / "out" / "given.xlsx"
