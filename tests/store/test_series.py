"""Series: every revision stays, the newest one counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from landuse.model import Layer
from landuse.store import batches, fsck, series
from tests.builders import goal, layer_frame
from tests.store.builders import rows_of

MAY = datetime(2023, 5, 1, tzinfo=UTC)


def append(store, *goals, at=None):
    """Targets in a transaction of their own."""
    with store.writing() as tx:
        return series.append_frame(
            tx, Layer.TARGETS, layer_frame(Layer.TARGETS, list(goals)), batch_id=None, actor="a", at=at
        )


def test_the_newest_revision_of_each_series_counts(store):
    """Year, indicator and unit make a series; the district's own (no unit) is one of them."""
    append(store, goal("demolition_area", 400), goal("demolition_area", 30, unit="tq"))
    assert append(store, goal("demolition_area", 420)) == 1
    frame = store.tables().targets
    assert frame[["unit", "amount", "revision"]].to_numpy().tolist() == [["tq", 30.0, 1], [None, 420.0, 2]]
    assert rows_of(store, "SELECT target_id, amount, revision FROM targets") == [
        ("T0001", 400.0, 1),
        ("T0002", 30.0, 1),
        ("T0003", 420.0, 2),
    ]


def test_targets_as_known_at_a_moment(store):
    """A revision in June does not change what was known in May."""
    append(store, goal("resupply_area", 300), at=MAY)
    append(store, goal("resupply_area", 350), at=MAY + timedelta(days=31))
    known = [store.tables(known_at=MAY + timedelta(days=day)).targets["amount"].tolist() for day in (-1, 0, 31)]
    assert known == [[], [300.0], [350.0]]


def test_one_call_may_revise_itself(store):
    """The same series twice in one table: the later row is the later revision."""
    append(store, goal("resupply_area", 1), goal("resupply_area", 2))
    assert store.tables().targets[["amount", "revision"]].to_numpy().tolist() == [[2.0, 2.0]]


DUE = {"subject_kind": "plot", "subject_id": "G1", "kind": "site_preparation", "due_on": date(2023, 6, 30)}
DONE = {"plot_id": "G1", "item": "soil", "state": "done", "stated_on": date(2023, 5, 9)}


def state(store, layer, *rows, **more):
    """State something in a transaction of its own."""
    with store.writing() as tx:
        return series.append(tx, layer, rows, actor="a", **more)


def test_a_milestone_that_moved_stands_where_it_is_now(store):
    """Both days are kept; the ids count on."""
    assert state(store, Layer.MILESTONES, DUE) == ["M0001"]
    assert state(store, Layer.MILESTONES, DUE | {"due_on": date(2023, 7, 31)}) == ["M0002"]
    assert store.tables().milestones["due_on"].tolist() == [date(2023, 7, 31)]
    assert rows_of(store, "SELECT due_on, revision FROM milestones") == [("2023-06-30", 1), ("2023-07-31", 2)]
    assert fsck.check(store) == []


def test_the_same_request_states_once(store):
    """A double click is one statement."""
    first = state(store, Layer.CHECKLIST, DONE, request_id="r1")
    assert state(store, Layer.CHECKLIST, DONE, request_id="r1") == first
    assert len(store.tables().checklist) == 1


def test_statements_are_all_there_because_the_day_decides(store):
    """A checklist is read with its history."""
    state(store, Layer.CHECKLIST, DONE, DONE | {"state": "open", "stated_on": date(2023, 6, 1)})
    assert store.tables().checklist["state"].tolist() == ["done", "open"]


@pytest.mark.parametrize("statement", ["UPDATE milestones SET owner = 'x'", "DELETE FROM milestones"])
def test_a_series_is_append_only(store, statement):
    """The database refuses, whoever asks."""
    state(store, Layer.MILESTONES, DUE)
    with pytest.raises(IntegrityError, match="append-only"), store.writing() as tx:
        tx.exec_driver_sql(statement)


def test_undoing_an_import_brings_back_what_stood_before(store):
    """The first of two milestones stands again; what came with the batch alone is withdrawn."""
    state(store, Layer.MILESTONES, DUE)
    with store.writing() as tx:
        batch = batches.open_batch(
            tx, layer=Layer.MILESTONES, file_name="m.csv", sha256="0" * 64, mapping={}, actor="a"
        )
        later = [DUE | {"due_on": date(2023, 7, 31)}, DUE | {"kind": "listing"}]
        series.append(tx, Layer.MILESTONES, later, actor="a", batch_id=batch)
        batches.close_batch(tx, batch, read=2, accepted=2, refused=0, uncounted=0, issues=[])
    assert len(store.tables().milestones) == 2
    with store.writing() as tx:
        batches.undo(tx, batch, actor="a")
    assert store.tables().milestones[["kind", "due_on"]].to_numpy().tolist() == [
        ["site_preparation", date(2023, 6, 30)]
    ]
    assert fsck.check(store) == []
