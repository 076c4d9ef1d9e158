"""The file of a record: everything the ledger knew of it at a moment."""

from datetime import date

import pytest

from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.store import events, series
from landuse.store.clock import tick
from landuse.views.subject_file import subject_file
from tests.builders import MAY, happen, layer_frame, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    """Return a zone of two parcels, and a plot on one of them."""
    opened = workspace(
        tmp_path / "workspace",
        zones=[{"zone_id": "Z1", "name": "甲工业区", "geometry": square(mu=90)}],
        parcels=[parcel("P1", zone_id="Z1", book_mu=15.5, name="甲厂"), parcel("P2", zone_id="Z1", east=120, mu=10)],
        plots=[{"plot_id": "G1", "name": "丙地块", "parcels": "P1", "source": "cleared", "geometry": square(mu=15)}],
    )
    happen(opened, "signing", "P1", on=date(2023, 2, 1))
    happen(opened, "demolition", "P1", mu=15, on=date(2023, 3, 1))
    yield opened
    opened.close()


def test_areas_by_kind_and_the_way(store):
    """The written area, the shape's, the ellipsoid's; each stage with the day it was entered."""
    file = subject_file(store, Layer.PARCELS, "P1", as_of=MAY)
    assert [kind for kind, _ in file.areas] == ["certificate", "geometry", "ellipsoidal"]
    reached = {one.stage: one.entered_on for one in file.way if one.entered_on}
    assert reached["signed"] == date(2023, 2, 1)
    assert reached["demolished"] == date(2023, 3, 1)
    assert file.stage == "demolished"


def test_as_it_was_known_and_on_the_day(store):
    """What was recorded later is not in the file of before, what happened later not in that of the day."""
    before = tick()
    voided = happen(store, "remediation", "P1", mu=5, on=date(2023, 4, 1))
    with store.writing() as tx:
        events.void(tx, voided, why="重复", actor="test")
    now = subject_file(store, Layer.PARCELS, "P1", as_of=MAY)
    told = now.history.set_index("kind")
    assert told.loc["remediation", "void_reason"] == "重复"
    assert "remediation" not in set(
        subject_file(store, Layer.PARCELS, "P1", as_of=MAY, known_at=before).history["kind"]
    )
    early = subject_file(store, Layer.PARCELS, "P1", as_of=date(2023, 2, 15))
    assert set(early.history["kind"]) == {"signing"}
    assert early.stage == "signed"


def test_members_of_zones_and_plots(store):
    """A zone's parcels by name, a plot's by what it lies on."""
    assert list(subject_file(store, Layer.ZONES, "Z1", as_of=MAY).members["parcel_id"]) == ["P1", "P2"]
    plot = subject_file(store, Layer.PLOTS, "G1", as_of=MAY)
    assert list(plot.members["parcel_id"]) == ["P1"]
    assert len(plot.checklist) == 12


def test_milestones_with_the_day_they_were_met(store):
    """Those that happened say when."""
    columns = ("subject_kind", "subject_id", "kind", "due_on", "owner")
    rows = [
        ("parcel", "P1", "demolition", date(2023, 3, 31), "街道"),
        ("parcel", "P1", "close_out", date(2023, 9, 1), None),
    ]
    frame = layer_frame(Layer.MILESTONES, [dict(zip(columns, row, strict=True)) for row in rows])
    with store.writing() as tx:
        series.append_frame(tx, Layer.MILESTONES, frame, batch_id=None, actor="test")
    due = subject_file(store, Layer.PARCELS, "P1", as_of=MAY).due
    assert [(one.kind, one.done_on, one.owner) for one in due] == [
        ("demolition", date(2023, 3, 1), "街道"),
        ("close_out", None, None),
    ]


def test_a_record_that_is_not_there(store):
    """It is named."""
    with pytest.raises(ArgumentsError) as caught:
        subject_file(store, Layer.ZONES, "Z9", as_of=MAY)
    assert caught.value.key == "unknown_record"
