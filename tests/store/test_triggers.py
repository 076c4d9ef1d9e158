"""The database itself refuses what must never happen, whoever asks."""

import sqlite3

import pytest

from landuse.model import Layer
from landuse.store import events, records, series
from landuse.store.connection import connect
from landuse.store.geometry import register_functions
from tests.builders import layer_frame
from tests.store.builders import demolition

TARGET = {"year": 2023, "indicator": "demolition_area", "unit": None, "amount": 400.0, "measure": "mu"}


@pytest.fixture
def plain(store):
    """Open a connection as another program opens it, without our PRAGMAs, to a ledger with an event and a target."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
        series.append_frame(tx, Layer.TARGETS, layer_frame(Layer.TARGETS, [TARGET]), batch_id=None, actor="a")
    connection = sqlite3.connect(store.ledger, isolation_level=None)
    register_functions(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize("table", ["events", "targets", "audit"])
@pytest.mark.parametrize("statement", ["UPDATE {t} SET digest = 'x'", "DELETE FROM {t}"])
def test_append_only_tables_refuse_update_and_delete(plain, table, statement):
    """Neither works, and nothing is changed."""
    before = plain.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute(statement.format(t=table))
    assert plain.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("table", ["events", "targets", "audit"])
def test_append_only_tables_refuse_insert_over(plain, table):
    """INSERT OR REPLACE walks around a delete trigger; it is refused all the same."""
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_insert_over_by_a_unique_column_is_refused(plain):
    """A new fid with a taken event id, or a second void of one event, displaces nothing."""
    columns = "subject_kind, subject_id, kind, recorded_at, recorded_by, digest"
    values = "'parcel', 'P1', 'void', '2023-01-01T00:00:00.000Z', 'x', 'x'"
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute(f"INSERT OR REPLACE INTO events (event_id, voids, {columns}) VALUES ('E000001', 'Q', {values})")
    plain.execute(f"INSERT INTO events (event_id, voids, {columns}) VALUES ('V1', 'E000001', {values})")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute(f"INSERT OR REPLACE INTO events (event_id, voids, {columns}) VALUES ('V2', 'E000001', {values})")


def test_a_record_with_live_events_stays(plain, store):
    """Its deletion and a change of its code are refused until its events are voided."""
    for statement in ("DELETE FROM parcels WHERE parcel_id = 'P1'", "UPDATE parcels SET parcel_id = 'Z'"):
        with pytest.raises(sqlite3.IntegrityError, match="live events"):
            plain.execute(statement)
    plain.execute("DELETE FROM parcels WHERE parcel_id = 'P2'")
    with store.writing() as tx:
        events.void(tx, "E000001", why="x", actor="a")
    plain.execute("DELETE FROM parcels WHERE parcel_id = 'P1'")
    assert plain.execute("SELECT count(*) FROM parcels").fetchone() == (0,)


def test_an_outside_edit_makes_an_open_edit_stale(plain, store):
    """An edit by another program raises the row's version, so that ours does not overwrite it unseen."""
    plain.execute("UPDATE parcels SET name = 'QGIS' WHERE parcel_id = 'P1'")
    assert plain.execute("SELECT row_version, digest FROM parcels WHERE parcel_id = 'P1'").fetchone() == (2, None)
    with pytest.raises(Exception, match="stale_record"), store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P1", {"name": "mine"}, expected_version=1, actor="a")


def test_connections_are_opened_as_the_ledger_needs(store):
    """WAL, full synchronisation, foreign keys, recursive triggers and ten seconds of patience, on every connection."""
    connection = connect(store.ledger)
    names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
    assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names] == ["wal", 2, 1, 1, 10_000]
    connection.close()
    with store.reading() as reader:
        pragmas = [reader.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert pragmas == ["wal", 2, 1, 1, 10_000]
