"""Many records edited at once, what they said before, and the edits taken back."""

import pytest
import shapely

from landuse.errors import ConflictError, RefusedError
from landuse.model import Layer
from landuse.store import batches, edits, fsck, records
from landuse.store.edits import Edit
from tests.store.builders import rows_of, square


@pytest.fixture
def batch(store):
    """Return a batch that edited two parcels."""
    with store.writing() as tx:
        made = batches.open_batch(tx, layer=Layer.PARCELS, file_name="a", sha256="0" * 64, mapping={}, actor="a")
        wanted = [
            Edit("P1", 1, {"name": "壹", "geometry": square(551_000)}),
            Edit("P2", 1, {"name": "贰", "note": "n"}),
        ]
        count = edits.edit_all(tx, Layer.PARCELS, wanted, actor="a", batch_id=made)
        batches.close_batch(tx, made, read=2, accepted=2, refused=0, uncounted=0, issues=(), changed=count)
    return made


def test_records_are_edited_with_their_trail(store, batch):
    """Versions move on, the trail has before and after of what differs and no more, the R-tree follows the ground."""
    parcels = store.tables().parcels
    assert parcels["name"].tolist() == ["壹", "贰"]
    assert parcels["row_version"].tolist() == [2, 2]
    trail = rows_of(store, "SELECT object_id, before, after FROM audit WHERE action = 'update' ORDER BY fid")
    assert trail[1] == (
        "P2",
        '{"name": "二号", "note": null, "row_version": 1}',
        '{"name": "贰", "note": "n", "row_version": 2}',
    )
    assert fsck.check(store) == []


def test_a_stale_edit_is_refused_whole(store):
    """One of two was edited since: neither is written."""
    wanted = [Edit("P1", 1, {"name": "壹"}), Edit("P2", 7, {"name": "贰"})]
    with pytest.raises(ConflictError, match="changed_meanwhile") as refused, store.writing() as tx:
        edits.edit_all(tx, Layer.PARCELS, wanted, actor="a", batch_id="B1")
    assert refused.value.values["key"] == "P2"
    assert store.tables().parcels["name"].tolist() == ["一号", "二号"]


def test_what_a_record_said_is_read_from_the_trail(store, batch):
    """Through several edits, and only of those that can be traced without a gap."""
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P1", {"name": "首", "note": "x"}, expected_version=2, actor="b")
        tx.exec_driver_sql("UPDATE parcels SET name = 'outside' WHERE parcel_id = 'P2'")
    present = {"P1": 3, "P2": 3}
    with store.reading() as tx:
        first = edits.former_versions(tx, Layer.PARCELS, {"P1": 1, "P2": 1}, present)
        second = edits.former_versions(tx, Layer.PARCELS, {"P1": 2, "P2": 3}, present)
    assert first.keys() == {"P1"}
    assert (first["P1"]["name"], first["P1"]["note"]) == ("一号", None)
    assert second == {"P1": {"name": "壹", "note": None}}


def test_edits_are_taken_back_with_their_ground(store, batch):
    """Values and shapes return under a new version; a deleted record or a later value refuses all of it."""
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P2", {"name": "次"}, expected_version=2, actor="b")
    with pytest.raises(RefusedError, match="changed_since"), store.writing() as tx:
        edits.take_back(tx, Layer.PARCELS, batch, undoing=batch, actor="a")
    assert store.tables().parcels["name"].tolist() == ["壹", "次"]
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P2", {"name": "贰"}, expected_version=3, actor="b")
        batches.undo(tx, batch, actor="a")
    parcels = store.tables().parcels
    assert parcels["name"].tolist() == ["一号", "二号"]
    assert parcels["row_version"].tolist() == [3, 5]
    assert shapely.equals(parcels.geometry.iloc[0], square(550_000))
    assert fsck.check(store) == []
