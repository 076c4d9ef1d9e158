"""A template of an office: through the gate, then kept by its digest."""

import hashlib
import io
import zipfile

import openpyxl
import pytest

from landuse.actions.keep_template import LARGEST, keep_template
from landuse.errors import InputError, RefusedError
from landuse.store.keeping import TEMPLATES, kept_file
from tests.reports.office import office_district


@pytest.fixture
def store(tmp_path):
    """Return the small district."""
    opened = office_district(tmp_path / "workspace")
    yield opened
    opened.close()


def workbook(**more: bytes) -> bytes:
    """Return a workbook with further parts."""
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in more.items():
            packed.writestr(f"xl/{name}", content)
    return target.getvalue()


def test_it_is_kept_as_it_came(store, tmp_path):
    """Under the digest of its bytes, whatever its owner calls it."""
    path = tmp_path / "upload"
    path.write_bytes(workbook())
    sha256 = keep_template(store, path, name="../../报表模板.XLSX")
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept_file(store, TEMPLATES, sha256, "xlsx") == path.read_bytes()
    assert [one.name for one in (store.folder / "attachments" / TEMPLATES).iterdir()] == [f"{sha256}.xlsx"]


@pytest.mark.parametrize(
    ("name", "content", "error", "key"),
    [
        ("a.xlsm", b"PK", InputError, "template_form"),
        ("a.xls", b"PK", InputError, "template_form"),
        ("模板.xlsx.exe", b"MZ", InputError, "file_program"),
        ("a.xlsx", b"", InputError, "file_empty"),
        ("a.xlsx", b"<html>", RefusedError, "template_unreadable"),
        ("a.xlsx", workbook(**{"vbaProject.bin": b"x"}), RefusedError, "template_has_macros"),
        ("a.xlsx", workbook(big=bytes(65 * 1024 * 1024)), RefusedError, "template_unreadable"),
        ("a.xlsx", b"PK" + bytes(LARGEST), InputError, "template_form"),
    ],
    ids=["macros by name", "old form", "program", "empty", "no workbook", "macros", "bomb", "too large"],
)
def test_what_is_no_template_is_refused_and_nothing_is_kept(store, tmp_path, name, content, error, key):
    """By its name, its size, its parts; before anything of it is filled."""
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(error, match=key):
        keep_template(store, path, name=name)
    assert not (store.folder / "attachments" / TEMPLATES).exists()


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE workbook [<!ENTITY a "x">]><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        b"<workbook>" + b"<a/>" * 5_000_000 + b"</workbook>",
        b"<workbook>" * 100_000,
    ],
    ids=["entities", "millions of nodes", "deep"],
)
def test_xml_that_is_out_to_harm_is_refused(store, tmp_path, part):
    """One sentence, whatever it would have done."""
    path, target = tmp_path / "a.xlsx", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            made.writestr(name, part if name == "xl/workbook.xml" else packed.read(name))
    path.write_bytes(target.getvalue())
    with pytest.raises(RefusedError, match="template_unreadable"):
        keep_template(store, path)
