"""Older workspaces are brought up once, after a backup; newer ones are refused."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from landuse.errors import WorkspaceError
from landuse.store import events, open_workspace
from landuse.store.migrations import Step, migrate
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
    steps = {2: Step("colour of zones", add_column), 3: Step("nothing", lambda tx: None)}
    assert migrate(store, steps) == [2, 3]
    assert migrate(store, steps) == []
    assert rows_of(store, "SELECT colour FROM zones") == []
    assert rows_of(store, "SELECT number, name FROM ledger_forms") == [
        (1, "created"),
        (2, "colour of zones"),
        (3, "nothing"),
    ]
    (archive,) = (store.folder / "backups").iterdir()
    restored = restore(archive, tmp_path / "before")
    assert rows_of(restored, "SELECT number FROM ledger_forms") == [(1,)]
    assert restored.tables().events["event_id"].tolist() == ["E000001"]
    restored.close()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(store):
    """Neither its changes nor its number are kept."""
    with pytest.raises(RuntimeError):
        migrate(store, {2: Step("colour of zones", fail)})
    assert rows_of(store, "SELECT number FROM ledger_forms") == [(1,)]
    assert ("colour",) not in rows_of(store, "SELECT name FROM pragma_table_info('zones')")


def test_a_newer_workspace_is_refused_with_its_version(store):
    """The sentence names the version that wrote it; nothing is touched."""
    with store.writing() as tx:
        tx.execute(insert(ledger_forms).values(number=9, name="later", applied_at=datetime.now(UTC), version="7.8.9"))
    with pytest.raises(WorkspaceError, match="workspace_newer") as refused:
        open_workspace(store.folder)
    assert refused.value.args[1]["version"] == "7.8.9"
