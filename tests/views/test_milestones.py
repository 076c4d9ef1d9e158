"""Open milestones: what was agreed and has not happened by a day."""

from datetime import date

from landuse.model import Layer
from landuse.store import series
from landuse.views.milestones import open_steps
from tests.builders import happen, layer_frame, parcel, workspace


def test_open_steps_come_by_their_day(tmp_path):
    """Overdue ones first; what happened later than the day is still open on it."""
    store = workspace(tmp_path / "workspace", parcels=[parcel("P1")], plots=[{"plot_id": "G1"}])
    columns = ("subject_kind", "subject_id", "kind", "due_on", "owner")
    rows = [
        ("plot", "G1", "notice", date(2023, 7, 1), "供地科"),
        ("plot", "G1", "listing", date(2023, 4, 1), None),
        ("parcel", "P1", "signing", date(2023, 5, 1), "街道"),
    ]
    frame = layer_frame(Layer.MILESTONES, [dict(zip(columns, row, strict=True)) for row in rows])
    with store.writing() as tx:
        series.append_frame(tx, Layer.MILESTONES, frame, batch_id=None, actor="test")
    happen(store, "signing", "P1", on=date(2023, 5, 20))
    found = open_steps(store.tables(), date(2023, 5, 19))
    assert [(step.kind, step.owner) for step in found] == [("listing", None), ("signing", "街道"), ("notice", "供地科")]
    assert [step.kind for step in open_steps(store.tables(), date(2023, 5, 20))] == ["listing", "notice"]
    store.close()
