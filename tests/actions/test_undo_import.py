"""Undoing: the ledger as it was, and the undoing on record."""

from datetime import date

import pytest

from landuse.actions.import_layer import import_layer
from landuse.actions.undo_import import undo_import
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Layer
from tests.builders import happen, workspace
from tests.intake.files import table


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w")
    path = table(tmp_path / "a.csv", [["A", "", "", 5]])
    import_layer(made, path, layer=Layer.PARCELS, actor="test", today=date(2023, 6, 1))
    yield made
    made.close()


def test_an_import_is_taken_back(store):
    """Its parcels are gone; two batches tell the story."""
    undo_import(store, "B0001", actor="test")
    tables = store.tables()
    assert tables.parcels.empty
    assert tables.batches["undoes"].tolist() == [None, "B0001"]


def test_an_import_that_is_stood_on_is_not(store):
    """An event on one of its parcels keeps it."""
    happen(store, "demolition", "A", mu=5)
    with pytest.raises(RefusedError, match="batch_in_use"):
        undo_import(store, "B0001", actor="test")


def test_an_undo_names_a_batch_that_is_there(store):
    """Unknown batches are named; undone ones stay undone."""
    with pytest.raises(ArgumentsError, match="unknown_batch"):
        undo_import(store, "B0009", actor="test")
    undo_import(store, "B0001", actor="test")
    with pytest.raises(RefusedError, match="already_undone"):
        undo_import(store, "B0001", actor="test")
