"""Importing: one transaction, the file kept, nothing twice."""

from datetime import date

import pytest

from landuse.actions.import_layer import import_layer
from landuse.errors import ConflictError
from landuse.model import Layer
from landuse.store import batches
from tests.builders import parcel, workspace
from tests.intake.files import table

TODAY = date(2023, 6, 1)


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w", units=[{"code": "SY", "name": "双屿街道", "aliases": "双屿"}])
    yield made
    made.close()


def run(store, path, layer=Layer.PARCELS, **asked):
    return import_layer(store, path, layer=layer, actor="test", today=TODAY, **asked)


def test_good_rows_are_kept_and_the_others_named(store, tmp_path):
    """One of three refused: two in the ledger, the problem stored with the batch, the file kept whole."""
    path = table(tmp_path / "a.csv", [["A", "", "双屿", 5], ["B", "", "", 5], ["A", "", "", 9]])
    outcome = run(store, path)
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 2, 1)
    assert store.tables().parcels[["parcel_id", "unit"]].values.tolist()[0] == ["A", "SY"]
    with store.reading() as tx:
        assert batches.issues(tx, outcome.batch) == list(outcome.issues)
    kept = list((store.folder / "attachments" / "imports").iterdir())
    assert [file.read_bytes() for file in kept] == [path.read_bytes()]


def test_a_dry_run_writes_nothing(store, tmp_path):
    """The outcome is told, the ledger and the attachments stay as they were."""
    before = store.revision()
    outcome = run(store, table(tmp_path / "a.csv", [["A", "", "", 5]]), dry_run=True)
    assert (outcome.batch, outcome.accepted) == (None, 1)
    assert store.revision() == before
    assert not (store.folder / "attachments" / "imports").exists()


def test_nothing_accepted_writes_nothing(store, tmp_path):
    """A file of refused rows leaves no batch."""
    outcome = run(store, table(tmp_path / "a.csv", [["", "nobody", "", 5]]))
    assert (outcome.batch, outcome.refused) == (None, 1)
    assert store.tables().batches.empty


def test_the_same_file_is_recognised_until_it_is_undone(store, tmp_path):
    """By its bytes, whatever it is called."""
    rows = [["A", "", "", 5]]
    outcome = run(store, table(tmp_path / "a.csv", rows))
    with pytest.raises(ConflictError, match="already_imported"):
        run(store, table(tmp_path / "again.csv", rows))
    with store.writing() as tx:
        batches.undo(tx, outcome.batch, actor="test")
    assert run(store, table(tmp_path / "again.csv", rows)).accepted == 1


def test_events_are_checked_against_what_is_there(store, tmp_path):
    """An event needs its parcel; it keeps the parcel's unit."""
    run(store, table(tmp_path / "a.csv", [["A", "", "双屿", 5]]))
    headings = ["地块编号", "事项", "日期", "面积(亩)"]
    rows = [["A", "拆除", "2023-05-01", 5], ["B", "拆除", "2023-05-01", 5]]
    outcome = run(store, table(tmp_path / "e.csv", rows, headings), Layer.EVENTS)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert store.tables().events["unit"].tolist() == ["SY"]


def test_new_parcels_are_laid_over_those_that_are_there(tmp_path):
    """A copy of a parcel of an earlier import is named."""
    from tests.intake.files import degrees, geojson  # noqa: PLC0415 - only here

    first = parcel("A")
    made = workspace(tmp_path / "w", parcels=[first])
    outcome = run(made, geojson(tmp_path / "b.geojson", [({"parcel_id": "B"}, degrees(first["geometry"]))]))
    assert [issue.value for issue in outcome.issues if issue.code == "overlap"] == ["B / A"]
    made.close()
