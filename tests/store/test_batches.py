"""Imports as batches, and taking them back."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import Issue, Layer, Place, Severity
from landuse.store import batches, events, fsck, records, series
from tests.builders import goal, layer_frame
from tests.store.builders import demolition, rows_of, square

ZONES = [{"zone_id": "Z1", "name": "老区", "geometry": square(551_000)}]
NEW_PARCELS = [{"parcel_id": "P7", "geometry": square(550_500)}, {"parcel_id": "P8", "geometry_fault": "unmapped"}]


def load(store, layer, content, *, sha256="f" * 64, issues=()):
    """Import *content* (rows, events or targets) as one batch, all accepted."""
    with store.writing() as tx:
        batch = batches.open_batch(
            tx, layer=layer, file_name="表.xlsx", sha256=sha256, mapping={"地块编号": "parcel_id"}, actor="a"
        )
        if layer is Layer.EVENTS:
            events.append(tx, content, actor="a", batch_id=batch)
        elif layer is Layer.TARGETS:
            series.append_frame(tx, layer, layer_frame(layer, content), batch_id=batch, actor="a")
        else:
            records.insert(tx, layer, layer_frame(layer, content), batch_id=batch, actor="a")
        count = len(content)
        batches.close_batch(tx, batch, read=count, accepted=count, refused=0, uncounted=0, issues=issues)
    return batch


def undo(store, batch):
    """Take a batch back in a transaction of its own."""
    with store.writing() as tx:
        return batches.undo(tx, batch, actor="b")


def frames(tables):
    """Return the tables that an undoing must restore."""
    return {
        "zones": tables.zones,
        "parcels": tables.parcels,
        "events": tables.events,
        "targets": tables.targets.drop(
            columns=["target_id", "revision", "recorded_at", "recorded_by", "batch_id", "fid"]
        ),
    }


@pytest.mark.parametrize(
    ("layer", "content"),
    [
        (Layer.ZONES, ZONES),
        (Layer.PARCELS, NEW_PARCELS),
        (Layer.EVENTS, [demolition(), demolition("P2", event_id="own")]),
        (Layer.TARGETS, [goal("demolition_area", 999), goal("resupply_area", 5)]),
    ],
)
def test_undo_restores_the_former_state(store, layer, content):
    """After import and undo the tables are what they were; the undoing is a batch of its own, and fsck is content."""
    load(store, Layer.EVENTS, [demolition("P2")], sha256="1" * 64)
    load(store, Layer.TARGETS, [goal("demolition_area", 400)], sha256="2" * 64)
    before = frames(store.tables())
    batch = load(store, layer, content)
    undoing = undo(store, batch)
    after = store.tables()
    for name, frame in frames(after).items():
        assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before[name]))
    rows = after.batches.set_index("batch_id")
    assert (rows.loc[batch, "undone_by"], rows.loc[undoing, "undoes"]) == (undoing, batch)
    assert fsck.check(store) == []


def test_undone_records_are_kept_in_the_audit_trail(store):
    """What was taken away can be read there, its geometry included."""
    undo(store, load(store, Layer.PARCELS, NEW_PARCELS))
    kept = rows_of(store, "SELECT object_id, before FROM audit WHERE action = 'undo' ORDER BY fid")
    assert [key for key, _before in kept] == ["P7", "P8"]
    assert '"geometry": "4750' in kept[0][1]


def test_the_same_file_is_refused_until_it_is_undone(store):
    """A second import of a file names the first; after undo it is welcome again; another layer is another matter."""
    batch = load(store, Layer.PARCELS, NEW_PARCELS)
    with pytest.raises(ConflictError, match="already_imported") as conflict:
        load(store, Layer.PARCELS, [{"parcel_id": "Q"}])
    seen = conflict.value.args[1]
    assert (seen["batch"], seen["file"]) == (batch, "表.xlsx")
    load(store, Layer.ZONES, ZONES)
    undo(store, batch)
    load(store, Layer.PARCELS, NEW_PARCELS)
    assert store.tables().parcels["parcel_id"].tolist() == ["P1", "P2", "P7", "P8"]


def test_records_that_live_events_stand_on_stay(store):
    """The refusal says how many events there are; once they are voided the batch can go."""
    batch = load(store, Layer.PARCELS, NEW_PARCELS)
    with store.writing() as tx:
        (event_id,) = events.append(tx, [demolition("P7")], actor="a")
    with pytest.raises(RefusedError, match="batch_in_use") as refused:
        undo(store, batch)
    assert refused.value.args[1]["count"] == 1
    with store.writing() as tx:
        events.void(tx, event_id, why="x", actor="a")
    undo(store, batch)
    assert store.tables().parcels["parcel_id"].tolist() == ["P1", "P2"]


def test_undo_is_refused_where_it_makes_no_sense(store):
    """Unknown batches, a second time, and the undoing of an undoing."""
    with pytest.raises(ArgumentsError, match="unknown_batch"):
        undo(store, "B9999")
    batch = load(store, Layer.ZONES, ZONES)
    undoing = undo(store, batch)
    with pytest.raises(RefusedError, match="already_undone"):
        undo(store, batch)
    with pytest.raises(RefusedError, match="undo_is_final"):
        undo(store, undoing)


def test_an_event_that_was_voided_by_hand_stays_voided_once(store):
    """Undo voids what is live and leaves the rest alone."""
    batch = load(store, Layer.EVENTS, [demolition(), demolition("P2")])
    with store.writing() as tx:
        events.void(tx, "E000001", why="x", actor="a")
    undo(store, batch)
    history = store.tables().history
    assert history[history["kind"] == "void"]["voids"].tolist() == ["E000001", "E000002"]
    assert history.set_index("event_id").loc["E000002", "void_reason"] == f"undo of {batch}"


def test_a_later_revision_of_a_target_survives_the_undoing_of_an_earlier_one(store):
    """Only the newest revision is taken back, and what comes back is the one before it that stands."""
    first = load(store, Layer.TARGETS, [goal("demolition_area", 400)], sha256="1" * 64)
    second = load(store, Layer.TARGETS, [goal("demolition_area", 500)], sha256="2" * 64)
    undo(store, first)
    assert store.tables().targets["amount"].tolist() == [500.0]
    undo(store, second)
    assert store.tables().targets.empty


def test_issues_come_back_as_they_were(store):
    """Row, column, code, value, severity, values and place, in order."""
    issues = [
        Issue(3, "面积", "bad_number", "十亩", Severity.REFUSED, {"a": 1}),
        Issue(0, "", "no_crs", "", Severity.DOUBTFUL),
        Issue(4, "geometry", "overlap", "A / B", Severity.DOUBTFUL, {"m2": 5}, Place(560_000.5, 3.1e6, 120.61, 28.01)),
    ]
    batch = load(store, Layer.ZONES, ZONES, issues=issues)
    with store.reading() as tx:
        assert batches.issues(tx, batch) == issues
    with pytest.raises(ArgumentsError, match="unknown_batch"), store.reading() as tx:
        batches.issues(tx, "B7")


def test_targets_come_back_right_whatever_the_order_of_undoing(store):
    """Undoing the newer batch and then the older one leaves no target that nobody stands by."""
    first = load(store, Layer.TARGETS, [goal("demolition_area", 400)], sha256="1" * 64)
    second = load(store, Layer.TARGETS, [goal("demolition_area", 500)], sha256="2" * 64)
    undo(store, second)
    assert store.tables().targets["amount"].tolist() == [400.0]
    undo(store, first)
    assert store.tables().targets.empty
