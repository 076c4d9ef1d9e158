"""Targets: every revision stays, the newest one counts."""

from datetime import UTC, datetime, timedelta

from landuse.model import Layer
from landuse.store import targets
from tests.builders import goal, layer_frame
from tests.store.builders import rows_of

MAY = datetime(2023, 5, 1, tzinfo=UTC)


def append(store, *goals, at=None):
    """Targets in a transaction of their own."""
    with store.writing() as tx:
        return targets.append(tx, layer_frame(Layer.TARGETS, list(goals)), batch_id=None, actor="a", at=at)


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
