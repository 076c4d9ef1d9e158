"""Every office table: how it prints, that its sums recalculate, that LibreOffice opens it."""

import io
import shutil
import subprocess

import openpyxl
import pytest

from landuse.papers import Edit
from landuse.reports.issue import make
from tests.reports.office import NOW, sheet_of, table, table_request

KINDS = (
    *("zone_progress", "zone_register", "monthly_ranking", "supply_list"),
    *("firm_register", "remediation_list", "supervision_sheet", "capacity_sheet"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_it_prints_landscape_with_its_headings_on_every_page(district, kind):
    """A3 or A4, as wide as a page, headings repeated, pages numbered; made twice, the same bytes."""
    document = table(district, kind)
    found = sheet_of(document)
    assert found.page_setup.orientation == "landscape"
    assert found.page_setup.paperSize in {8, 9}
    assert (found.sheet_properties.pageSetUpPr.fitToPage, found.page_setup.fitToHeight) == (True, 0)
    assert found.print_title_rows.startswith("$3:$")
    assert "&P" in found.oddFooter.center.text
    assert document.content == table(district, kind).content


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_a_table_is_in_both_languages(district, kind):
    """A table in English is written, too."""
    assert sheet_of(table(district, kind, language="en"))["A1"].value


def test_an_edited_number_is_marked_and_enters_the_sum(district):
    """The sum is over what is printed; the note says what the ledger has."""
    edit = Edit("remediation_list.area@row=P2", "21.00", "会上核定", "王")
    document = make(district, table_request("remediation_list"), known_at=NOW, edits=[edit])
    found = sheet_of(document)
    cell = next(cell for cell in found["E"] if cell.value == 21)
    assert "(改)" in cell.number_format
    total = [cell.value for cell in sheet_of(document, values=True)["E"] if isinstance(cell.value, int | float)][-1]
    assert total == 61.0
    assert any("20.01" in str(cell.value) and "21.00" in str(cell.value) for cell in found["A"])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_all_tables_and_recalculates_to_the_same(district, tmp_path):
    """Each table converted with recalculation: every formula gives what the file already held."""
    made, calculated = tmp_path / "made", tmp_path / "calculated"
    made.mkdir()
    for kind in KINDS:
        book = openpyxl.load_workbook(io.BytesIO(table(district, kind).content))
        book.save(made / f"{kind}.xlsx")  # openpyxl leaves cached values out: LibreOffice has to calculate
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(calculated)]
    subprocess.run([*command, *map(str, sorted(made.iterdir()))], check=True, capture_output=True, timeout=300)
    sums = 0
    for kind in KINDS:
        formulas = sheet_of(table(district, kind))
        cached = sheet_of(table(district, kind), values=True)
        again = openpyxl.load_workbook(calculated / f"{kind}.xlsx", data_only=True).active
        for row in formulas.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                sums += 1
                expected, found = cached[cell.coordinate].value, again[cell.coordinate].value
                assert (found or 0) == pytest.approx(expected or 0, abs=1e-9), (kind, cell.coordinate)
    assert sums > 40
