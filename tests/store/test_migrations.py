"""Older workspaces are brought up once, after a backup; newer ones are refused."""

import sqlite3
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely
from sqlalchemy import insert

from landuse.errors import WorkspaceError
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.store import batches, events, fsck, mappings, open_workspace, records, series
from landuse.store.excerpts import geometry_revisions, record_revisions
from landuse.store.migrations import CREATED_FORM, Step, migrate
from landuse.store.restore import restore
from landuse.store.schema import ledger_forms
from tests.store.builders import demolition, rows_of


def add_column(tx):
    """Give zones another column."""
    tx.exec_driver_sql("ALTER TABLE zones ADD COLUMN colour TEXT")


def fail(tx):
    """Break half-way."""
    tx.exec_driver_sql("ALTER TABLE zones ADD COLUMN colour TEXT")
    raise RuntimeError


def test_steps_are_applied_once_with_a_backup_beforehand(store, tmp_path):
    """The second time there is nothing to do; the backup holds the ledger as it was."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
    first, second = CREATED_FORM + 1, CREATED_FORM + 2
    steps = {first: Step("colour of zones", add_column), second: Step("nothing", lambda tx: None)}
    assert migrate(store, steps) == [first, second]
    assert migrate(store, steps) == []
    assert rows_of(store, "SELECT colour FROM zones") == []
    assert rows_of(store, "SELECT number, name FROM ledger_forms") == [
        (CREATED_FORM, "created"),
        (first, "colour of zones"),
        (second, "nothing"),
    ]
    (archive,) = (store.folder / "backups").iterdir()
    restored = restore(archive, tmp_path / "before")
    assert rows_of(restored, "SELECT number FROM ledger_forms") == [(CREATED_FORM,)]
    assert restored.tables().events["event_id"].tolist() == ["E000001"]
    restored.close()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(store):
    """Neither its changes nor its number are kept."""
    with pytest.raises(RuntimeError):
        migrate(store, {CREATED_FORM + 1: Step("colour of zones", fail)})
    assert rows_of(store, "SELECT number FROM ledger_forms") == [(CREATED_FORM,)]
    assert ("colour",) not in rows_of(store, "SELECT name FROM pragma_table_info('zones')")


def test_a_newer_workspace_is_refused_with_its_version(store):
    """The sentence names the version that wrote it; nothing is touched."""
    with store.writing() as tx:
        tx.execute(insert(ledger_forms).values(number=99, name="later", applied_at=datetime.now(UTC), version="7.8.9"))
    with pytest.raises(WorkspaceError, match="workspace_newer") as refused:
        open_workspace(store.folder)
    assert refused.value.args[1]["version"] == "7.8.9"


def unpacked(tmp_path, name):
    """Return the folder of a workspace that an older program wrote."""
    with zipfile.ZipFile(Path(__file__).parent / "ledgers" / name) as archive:
        archive.extractall(tmp_path / "old")
    return tmp_path / "old"


@pytest.fixture
def first_form(tmp_path):
    """Return a workspace that the first form's program wrote: a parcel, a plot, a firm, two events and a target."""
    return unpacked(tmp_path, "form-1.zip")


def test_a_ledger_of_the_second_form_counts_changes_of_records(tmp_path):
    """A new name counts as a change of the record and not of its ground; a new shape as both."""
    store = open_workspace(unpacked(tmp_path, "form-2.zip"))
    assert store.tables().events["kind"].tolist() == ["demolition"]
    for change, ground_too in (({"name": "改名"}, False), ({"geometry": shapely.box(0, 0, 9, 9)}, True)):
        with store.reading() as connection:
            before = record_revisions(connection)["parcels"], geometry_revisions(connection)["parcels"]
        version = int(store.tables().parcels["row_version"].iloc[0])
        with store.writing() as tx:
            records.update(tx, Layer.PARCELS, "P1", change, expected_version=version, actor="a")
        with store.reading() as connection:
            assert record_revisions(connection)["parcels"] > before[0]
            assert (geometry_revisions(connection)["parcels"] > before[1]) == ground_too
    assert fsck.check(store) == []
    store.close()


def test_a_ledger_of_the_third_form_can_keep_issues(tmp_path):
    """Its events stand, its chains hold, and what the new form has is there and guarded."""
    store = open_workspace(unpacked(tmp_path, "form-3.zip"))
    tables = store.tables()
    assert (tables.events["kind"].tolist(), tables.targets["amount"].tolist()) == (["demolition"], [400.0])
    assert tables.recorded.empty
    assert tables.reported.empty
    assert fsck.check(store) == []
    given = {"indicator": "gross_output", "first_on": date(2023, 1, 1), "last_on": date(2023, 5, 31), "amount": 118.24}
    with store.writing() as tx:
        series.append(tx, Layer.RECORDED, [given], actor="a")
    assert store.tables().recorded["amount"].tolist() == [118.24]
    assert fsck.check(store) == []
    store.close()


def test_a_ledger_of_the_fourth_form_tells_kinds_of_rows_apart(tmp_path):
    """Its batch added all that it accepted, and can be taken back; the ledger stays sound."""
    store = open_workspace(unpacked(tmp_path, "form-4.zip"))
    batch = store.tables().batches.iloc[0]
    assert batch[["accepted", "refused", "changed", "unchanged"]].tolist() == [1, 1, 0, 0]
    assert fsck.check(store) == []
    with store.writing() as tx:
        batches.undo(tx, batch["batch_id"], actor="a")
    assert store.tables().parcels["parcel_id"].tolist() == ["P1"]
    assert fsck.check(store) == []
    store.close()


def test_a_ledger_of_the_first_form_is_brought_up_and_stays_sound(first_form):
    """Nothing is lost, the chains hold, and what the new form can do can be done."""
    store = open_workspace(first_form)
    tables = store.tables()
    assert tables.events["kind"].tolist() == ["demolition", "listing"]
    assert tables.plots["planned_quarter"].isna().all()
    assert tables.milestones.empty
    assert fsck.check(store) == []
    about_a_firm = NewEvent(SubjectKind.ENTERPRISE, "91330302DEM000014G", "application", date(2023, 4, 1))
    with store.writing() as tx:
        events.append(tx, [about_a_firm], actor="a")
    assert store.tables().events["subject_kind"].tolist() == ["parcel", "plot", "enterprise"]
    assert fsck.check(store) == []
    store.close()


def test_what_was_tampered_with_before_is_found_after(first_form):
    """Bringing a ledger up does not launder it."""
    connection = sqlite3.connect(first_form / "landuse.gpkg")
    connection.execute("DROP TRIGGER enterprises_edited_outside")
    connection.execute("UPDATE enterprises SET name = 'another'")
    connection.commit()
    connection.close()
    store = open_workspace(first_form)
    assert [(finding.code, finding.table) for finding in fsck.check(store)] == [("tampered", "enterprises")]
    store.close()


def test_a_ledger_of_the_fifth_form_remembers_mappings(tmp_path):
    """What it holds stands, it remembers nothing yet, and can."""
    store = open_workspace(unpacked(tmp_path, "form-5.zip"))
    assert store.tables().parcels["parcel_id"].tolist() == ["LC-1"]
    said = {"headings": ["甲"], "mapping": {"甲": "parcel_id"}, "answers": {}, "file_name": "a.csv", "actor": "a"}
    with store.writing() as tx:
        assert mappings.remembered(tx) == ()
        mappings.remember(tx, layer=Layer.PARCELS, fingerprint="f", **said)
        assert len(mappings.remembered(tx)) == 1
    assert fsck.check(store) == []
    store.close()
