"""One event for many records: each row checked, one batch, taken back as a whole."""

from datetime import date

import pytest

from landuse.actions.record_events import Several, record_events
from landuse.actions.undo_import import undo_import
from landuse.model import SubjectKind
from tests.builders import parcel, workspace

TODAY = date(2023, 6, 1)
DEMOLISHED = Several("demolition", SubjectKind.PARCEL, date(2023, 5, 1), doc_no="文〔2023〕1号")


@pytest.fixture
def store(tmp_path):
    made = workspace(
        tmp_path / "w",
        parcels=[parcel("A", book_mu=12), parcel("B", east=100), parcel("C", mu=None), parcel("D", east=200)],
    )
    yield made
    made.close()


def record(store, keys, several=DEMOLISHED, **given):
    return record_events(store, several, keys, **{"today": TODAY, "actor": "test", "request_id": "r1"} | given)


def test_each_row_is_checked_and_the_good_ones_are_written_together(store):
    """C has no area and is refused by name; A and B are events of one batch, each for its whole ground."""
    found = record(store, ["B", "A", "C", "A"])
    assert found.accepted == ("A", "B")
    assert [(key, error.key) for key, error in found.refused] == [("C", "amount_needed")]
    events = store.tables().events
    assert events["subject_id"].tolist() == ["A", "B"]
    assert events["land_area_m2"].tolist() == [pytest.approx(8000), pytest.approx(10_000)]
    assert set(events["batch_id"]) == {found.batch}
    assert set(events["doc_no"]) == {"文〔2023〕1号"}
    batch = store.tables().batches.iloc[0]
    assert (batch["read"], batch["accepted"], batch["refused"]) == (3, 2, 1)


def test_the_batch_is_taken_back_as_a_whole(store):
    """Undone like an import: nothing of it stands."""
    found = record(store, ["A", "B"])
    undo_import(store, found.batch, actor="test")
    assert store.tables().events.empty


def test_a_double_click_is_one_write(store):
    """The same request answers with the same events and batch, or with none once that was undone."""
    first = record(store, ["A", "B"])
    assert record(store, ["A", "B"]) == first
    assert len(store.tables().events) == 2
    undo_import(store, first.batch, actor="test")
    again = record(store, ["A", "B"])
    assert (again.batch, again.events) == (None, first.events)
    assert store.tables().events.empty
    assert len(store.tables().batches) == 2


def test_a_rehearsal_writes_nothing(store):
    """It tells what would be written and refused."""
    found = record(store, ["A", "C", "nobody"], dry_run=True)
    assert found.accepted == ("A",)
    assert [(key, error.key) for key, error in found.refused] == [("C", "amount_needed"), ("nobody", "unknown_record")]
    assert store.tables().events.empty
    assert store.tables().batches.empty


def test_nothing_is_written_when_nobody_can_have_it(store):
    """A day to come, or a kind that parcels do not have, is refused by every record, and no batch is left behind."""
    tomorrow = Several("demolition", SubjectKind.PARCEL, date(2023, 6, 2))
    others = Several("listing", SubjectKind.PARCEL, date(2023, 5, 1))
    for several, key in ((tomorrow, "future_event"), (others, "kind_not_of_subject")):
        found = record(store, ["A", "B"], several)
        assert found.batch is None
        assert {error.key for _, error in found.refused} == {key}
    assert store.tables().batches.empty
