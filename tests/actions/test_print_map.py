"""A map sheet on disk: its format by its name, whole or not at all, never over the ledger."""

import pytest

from landuse.actions.print_map import print_map
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Filter
from landuse.reports.sheet_contents import SheetRequest
from tests.builders import MAY, parcel, workspace

ASKED = SheetRequest(box=(120.60, 28.00, 120.61, 28.01), chosen=Filter(as_of=MAY))


@pytest.fixture
def store(tmp_path):
    """Return an open workspace of one parcel."""
    opened = workspace(tmp_path / "w", parcels=[parcel("P1")])
    yield opened
    opened.close()


@pytest.mark.parametrize(("name", "start"), [("a.pdf", b"%PDF-"), ("b.PNG", b"\x89PNG")])
def test_the_name_tells_the_format(store, tmp_path, name, start):
    """PDF or PNG, whatever the request says."""
    outcome = print_map(store, ASKED, tmp_path / name)
    assert outcome.path.read_bytes().startswith(start)
    assert (outcome.paper, outcome.ratio) == ("A4", 8000)


def test_a_folder_takes_a_name_of_its_own(store, tmp_path):
    """... that says filter and day."""
    assert print_map(store, ASKED, tmp_path).path.name == "工业用地地图_全部_截至2023-05-31.pdf"


def test_what_fails_leaves_the_old_file(store, tmp_path):
    """A box that is none: the file of that name is as it was, and nothing lies beside it."""
    target = tmp_path / "map.pdf"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(ArgumentsError):
        print_map(store, SheetRequest(box=(1, 1, 0, 0), chosen=ASKED.chosen), target)
    assert target.read_text(encoding="utf-8") == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"w", "map.pdf"}


def test_refusals(store, tmp_path):
    """Another format, a folder that is not there, the workspace's attachments."""
    for target, error, key in (
        (tmp_path / "a.svg", ArgumentsError, "unknown_format"),
        (tmp_path / "none" / "a.pdf", ArgumentsError, "target_unwritable"),
        (store.folder / "attachments" / "a.pdf", RefusedError, "target_is_workspace"),
    ):
        with pytest.raises(error) as caught:
            print_map(store, ASKED, target)
        assert caught.value.key == key
