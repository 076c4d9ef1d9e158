"""Files that leave the ledger are whole, and never the ledger itself."""

import pytest

from landuse.actions.outgoing import refuse_workspace, write_whole
from landuse.errors import ArgumentsError, RefusedError
from tests.builders import workspace


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w")
    yield made
    made.close()


@pytest.mark.parametrize("name", ["landuse.gpkg", "workspace.toml", "attachments/proof.pdf"])
def test_the_workspace_is_not_written_over(store, name):
    """Ledger, settings, attachments."""
    with pytest.raises(RefusedError, match="target_is_workspace"):
        refuse_workspace(store.folder / name, store)


def test_beside_it_is_allowed(store, tmp_path):
    """A file of another name, or of that name elsewhere."""
    refuse_workspace(store.folder / "list.xlsx", store)
    refuse_workspace(tmp_path / "landuse.gpkg", store)


def test_a_file_is_replaced_as_a_whole(tmp_path):
    """And nothing is left beside it."""
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    """A folder that is not there."""
    with pytest.raises(ArgumentsError, match="target_unwritable"):
        write_whole(tmp_path / "nowhere" / "a.pdf", b"")
