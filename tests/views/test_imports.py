"""Past imports, and what undoing one would do, told without doing it."""

from datetime import date

import pytest

from landuse.actions.import_layer import apply_import, import_layer, prepare_import
from landuse.actions.record_event import record_event
from landuse.actions.undo_import import undo_import
from landuse.intake.read import Request
from landuse.model import Layer, SubjectKind
from landuse.views.change_sets import Terms
from landuse.views.imports import past_imports, undo_preview
from tests.builders import MAY, parcel, workspace


@pytest.fixture
def store(tmp_path):
    opened = workspace(tmp_path / "workspace", parcels=[parcel("P-1", mu=10, name="甲")])
    yield opened
    opened.close()


def brought(store, tmp_path, text, layer=Layer.PARCELS, name="a.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    asked = Request(layer=layer, mapping={})
    prepared = prepare_import(store, path, asked=asked, today=date(2023, 6, 1), terms=Terms(update=True))
    return apply_import(store, prepared, actor="t").batch


def test_the_newest_comes_first_with_what_became_of_its_rows(store, tmp_path):
    """One new row, one changed, one refused; then its undoing."""
    batch = brought(store, tmp_path, "parcel_id,name\nP-1,乙\nP-2,丙\n,丁\n")
    (found,) = past_imports(store)
    assert (found.batch_id, found.added, found.changed, found.unchanged, found.refused) == (batch, 1, 1, 0, 1)
    undoing = undo_import(store, batch, actor="t")
    newest, oldest = past_imports(store)
    assert (newest.batch_id, newest.undoes, oldest.undone_by) == (undoing, batch, undoing)


def test_the_preview_is_what_undoing_then_does(store, tmp_path):
    """It removes one record and restores one; nothing is written by asking."""
    batch = brought(store, tmp_path, "parcel_id,name\nP-1,乙\nP-2,丙\n")
    effect = undo_preview(store, batch).effect
    assert (effect.removed, effect.restored, effect.voided, effect.withdrawn) == (1, 1, 0, 0)
    assert set(store.tables().parcels["name"]) == {"乙", "丙"}
    undo_import(store, batch, actor="t")
    assert set(store.tables().parcels["name"]) == {"甲"}
    assert undo_preview(store, batch).refusal.key == "already_undone"


def test_a_batch_that_is_in_use_says_why_it_cannot_be_undone(store, tmp_path):
    """Another's event happened on its record; a later batch built on it."""
    batch = brought(store, tmp_path, "parcel_id,name,certificate_area_mu\nP-2,丙,3\n")
    record_event(
        store,
        kind="demolition",
        subject_kind=SubjectKind.PARCEL,
        subject_id="P-2",
        occurred_on=MAY,
        today=MAY,
        actor="t",
    )
    assert undo_preview(store, batch).refusal.key == "batch_in_use"
    other = brought(store, tmp_path, "parcel_id,name\nP-3,丁\n", name="b.csv")
    brought(store, tmp_path, "parcel_id,name\nP-3,戊\n", name="c.csv")
    assert undo_preview(store, other).refusal.key == "batch_built_on"


def test_events_and_statements_are_counted(store, tmp_path):
    """A file of events is voided, a file of targets withdrawn."""
    path = tmp_path / "events.csv"
    path.write_text("parcel_id,kind,occurred_on\nP-1,demolition,2023-05-01\n", encoding="utf-8")
    events = import_layer(store, path, layer=Layer.EVENTS, actor="t", today=MAY).batch
    assert undo_preview(store, events).effect.voided == 1
    targets = brought(
        store, tmp_path, "year,indicator,amount,measure\n2023,demolition_area,5,mu\n", Layer.TARGETS, "targets.csv"
    )
    assert undo_preview(store, targets).effect.withdrawn == 1
