"""A workbook's parts: named cells, and files that are none."""

import pytest

from landuse.errors import RefusedError
from landuse.reports.workbook_parts import Parts
from tests.reports.excel_template import excel_template, packed


def test_shared_strings_are_read_without_what_only_says_how_they_sound():
    """A heading in two letterings, with pinyin above it, is its words."""
    assert Parts(packed(excel_template())).strings[2] == "企业/地块"


def test_named_cells_are_known_by_sheet_and_reference():
    """Of a sheet whose name has signs in it, too; what is no single range is left out."""
    found = {
        name: (sheet.name, reference) for name, (sheet, reference) in Parts(packed(excel_template())).names.items()
    }
    assert found["总面积"] == ("清单 & 附表", "D8")


def test_a_workbook_with_prefixed_names_is_computed_anew(tmp_path):
    """Some programs write x:workbook, x:calcPr and so on, or no calcPr at all."""
    for before, after in ((b'<calcPr calcId="191029"/>', b""), (b"<calcPr ", b"<calcPr ")):
        given = excel_template()
        given["xl/workbook.xml"] = given["xl/workbook.xml"].replace(before, after)
        parts = Parts(packed(given))
        parts.recalculate(parts.sheets[0])
        assert parts.parts["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1
        Parts(parts.packed())


@pytest.mark.parametrize("cut", [0, 30, 2_000])
def test_a_file_that_was_cut_off_is_refused_in_a_sentence(cut):
    """Wherever it ends."""
    with pytest.raises(RefusedError, match="template_unreadable"):
        Parts(packed(excel_template())[:cut])
