"""Issues in the ledger: appended, read back whole, refused to change, checked with their files, carried by backups."""

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from landuse.errors import WorkspaceError
from landuse.papers import Edit, Figure, Snapshot
from landuse.store import events, fsck, snapshots
from landuse.store.backup import backup
from landuse.store.clock import tick
from landuse.store.keeping import ISSUES, keep_file, kept_file, kept_path
from landuse.store.restore import restore
from tests.store.builders import demolition, rows_of

MAY = date(2023, 5, 31)


def issue(store, content=b"paper", **more):
    """Keep a file and append its issue; return the issue as it is read back."""
    known_at = tick()
    sha256 = keep_file(store, ISSUES, content, "xlsx")
    figures = (
        Figure("resupply_area.actual", Decimal("25.00"), "mu", "resupply_area", MAY),
        Figure("resupply_area.growth", None, "percent", "recorded", MAY, "区经信局", 1),
    )
    with store.writing() as tx:
        name = snapshots.append(
            tx,
            Snapshot(
                **{
                    "snapshot_id": "",
                    "kind": "plan_board",
                    "title": "进展表",
                    "form": "xlsx",
                    "period": "2023H1",
                    "as_of": MAY,
                    "known_at": known_at,
                    "language": "zh-CN",
                    "of": (("unit", "tq"),),
                    "options": (),
                    "figures": figures,
                    "passages": (("opening", "1-5月"),),
                    "edits": (Edit("opening", "一至五月", "领导要求", "王"),),
                    "rules": "r",
                    "inputs": snapshots.inputs_at(tx, known_at),
                    "file_name": "进展表.xlsx",
                    "sha256": sha256,
                    "size": len(content),
                    "issued_at": datetime.now(UTC),
                    "issued_by": "王",
                    **more,
                }
            ),
        )
    with store.reading() as connection:
        return snapshots.read_snapshot(connection, name)


def test_an_issue_is_read_back_as_it_was(store):
    """Figures keep their exact decimals, edits their reasons; ids count on."""
    first, second = issue(store), issue(store)
    assert (first.snapshot_id, second.snapshot_id) == ("B0001", "B0002")
    assert first.figures[0].value == Decimal("25.00")
    assert str(first.figures[0].value) == "25.00"
    assert first.figures[1].value is None
    assert first.figures[1].places == 1
    assert first.edits == (Edit("opening", "一至五月", "领导要求", "王"),)
    assert (first.of, first.passages, first.issued_by) == ((("unit", "tq"),), (("opening", "1-5月"),), "王")
    with store.reading() as connection:
        assert [one.snapshot_id for one in snapshots.read_snapshots(connection)] == ["B0001", "B0002"]
        assert snapshots.read_snapshot(connection, "B9") is None
    assert fsck.check(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshots SET title = 'x'",
        "DELETE FROM snapshots",
        "INSERT OR REPLACE INTO snapshots SELECT * FROM snapshots",
    ],
)
def test_an_issue_cannot_be_changed(store, statement):
    """Not by any program that opens the file."""
    issue(store)
    connection = sqlite3.connect(store.ledger)
    with pytest.raises((sqlite3.IntegrityError, IntegrityError), match="append-only"):
        connection.execute(statement)
    connection.close()


def test_a_file_that_was_changed_is_found(store):
    """Fsck names the issue; reading it is refused with a sentence; a missing file is found as well."""
    kept = issue(store)
    path = kept_path(store, ISSUES, kept.sha256, "xlsx")
    path.write_bytes(b"papes")
    assert [(finding.code, finding.key) for finding in fsck.check(store)] == [("kept_file", "B0001")]
    with pytest.raises(WorkspaceError, match="kept_file_damaged"):
        kept_file(store, ISSUES, kept.sha256, "xlsx")
    path.unlink()
    assert [finding.code for finding in fsck.check(store)] == ["kept_file"]
    assert keep_file(store, ISSUES, b"paper", "xlsx") == kept.sha256
    assert fsck.check(store) == []


def test_a_row_that_was_changed_is_found(store):
    """Where somebody takes the triggers off and edits a number, the chain tells."""
    issue(store)
    connection = sqlite3.connect(store.ledger)
    connection.execute("DROP TRIGGER snapshots_no_update")
    connection.execute("UPDATE snapshots SET figures = replace(figures, '25.00', '26.00')")
    connection.commit()
    connection.close()
    assert {(finding.code, finding.table) for finding in fsck.check(store)} == {
        ("tampered", "snapshots"),
        ("trigger_missing", "snapshots"),
    }


def test_inputs_tell_one_ledger_from_another(store):
    """An event later than the moment changes nothing; one before it does; so does a record."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
    moment = tick()
    with store.reading() as connection:
        first = snapshots.inputs_at(connection, moment)
    with store.writing() as tx:
        events.append(tx, [demolition("P2")], actor="a")
    with store.reading() as connection:
        assert snapshots.inputs_at(connection, moment) == first
        assert snapshots.inputs_at(connection, tick())["events"] != first["events"]


def test_what_an_issue_was_made_from_is_found_missing(store):
    """An issue that names a state of the events which the ledger never had is told of."""
    issue(store, inputs={"events": "0" * 32})
    assert [(finding.code, finding.key) for finding in fsck.check(store)] == [("lost_input", "B0001")]


def test_a_backup_carries_issues_and_their_files(store, tmp_path):
    """The restored workspace reprints the same bytes."""
    kept = issue(store, b"\x00paper")
    restored = restore(backup(store, tmp_path / "copy.zip"), tmp_path / "again")
    assert kept_file(restored, ISSUES, kept.sha256, "xlsx") == b"\x00paper"
    assert rows_of(restored, "SELECT snapshot_id FROM snapshots") == [("B0001",)]
    assert fsck.check(restored) == []
    restored.close()
