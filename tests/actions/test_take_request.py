"""What a request brings along: its template is kept, asking for restricted figures is noted."""

import openpyxl
import pytest

from landuse.actions.take_request import take_request
from landuse.errors import InputError
from tests.actions.test_export_list import audits
from tests.reports.office import office_district, table_request


@pytest.fixture
def store(tmp_path):
    """Return the small district."""
    opened = office_district(tmp_path / "workspace")
    yield opened
    opened.close()


def test_a_template_is_kept_and_named_by_its_digest(store, tmp_path):
    """Taken once more by its digest, the request is the same: a reprint finds it when the file is gone."""
    path = tmp_path / "模板.xlsx"
    openpyxl.Workbook().save(path)
    taken = take_request(store, table_request("supply_list", options=(("template", str(path)),)), actor="t")
    path.unlink()
    assert len(taken.option("template")) == 64
    assert take_request(store, taken, actor="t") == taken


def test_a_file_of_another_form_is_refused(store, tmp_path):
    """By its name, before anything of it is read."""
    path = tmp_path / "a.xlsm"
    path.write_bytes(b"x")
    with pytest.raises(InputError, match="template_form"):
        take_request(store, table_request("supply_list", options=(("template", str(path)),)), actor="t")


def test_asking_for_restricted_figures_is_written_down(store):
    """With who asked and for which document."""
    take_request(store, table_request("firm_register", options=(("restricted", "yes"),)), actor="王")
    assert ("report_restricted", "王") in audits(store)
