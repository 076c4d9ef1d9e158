"""Making and opening workspaces, and what a user is told when that cannot be."""

import sqlite3

import pytest

from landuse.config import LEDGER_FILE, SETTINGS_FILE, Settings
from landuse.errors import ArgumentsError, ConflictError, WorkspaceError
from landuse.i18n import LANGUAGES, catalogue
from landuse.model import Layer
from landuse.store import connection, create_workspace, events, open_workspace, records, workspace
from landuse.store.network import file_system
from tests.store.builders import demolition, rows_of


def test_a_workspace_is_a_folder_with_three_things(store):
    """Ledger, attachments, settings; opening it again gives the same settings and rows."""
    store.close()
    assert {path.name for path in store.folder.iterdir()} == {LEDGER_FILE, SETTINGS_FILE, "attachments"}
    again = open_workspace(store.folder)
    assert again.settings == store.settings
    assert len(again.tables().parcels) == 2
    again.close()


def test_a_workspace_is_not_made_twice(store):
    """The one that is there stays as it is."""
    with pytest.raises(ConflictError, match="workspace_exists"):
        create_workspace(store.folder, Settings(name="other"))
    assert open_workspace(store.folder).settings.name == ""


def test_an_interrupted_creation_can_be_repeated(tmp_path, monkeypatch):
    """Without its ledger a folder is no workspace yet."""

    def crash(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(workspace, "record_form", crash)
        with pytest.raises(KeyboardInterrupt):
            create_workspace(tmp_path, Settings())
    with pytest.raises(WorkspaceError, match="workspace_missing"):
        open_workspace(tmp_path)
    create_workspace(tmp_path, Settings()).close()
    assert not list(tmp_path.glob(".landuse*"))


@pytest.mark.parametrize("crs", [4326, 4490, 3857, 999_999, 2236])
def test_areas_need_a_projected_crs_in_metres(tmp_path, crs):
    """Degrees, Web Mercator, feet and unknown codes are refused before anything is written."""
    with pytest.raises(ArgumentsError, match="unknown_crs"):
        create_workspace(tmp_path / "w", Settings(crs=crs))
    assert not (tmp_path / "w").exists()


def test_a_database_server_is_refused_for_now(tmp_path):
    """A workspace that names a server is not silently kept in a file."""
    with pytest.raises(ArgumentsError, match="store_unavailable"):
        create_workspace(tmp_path, Settings(store="postgresql://x/y"))


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 40, b"SQLite format 3\0" + bytes(4000)])
def test_another_file_in_the_ledgers_place_is_refused(store, content):
    """Whatever stands there, opening ends in one sentence."""
    store.close()
    (store.folder / LEDGER_FILE).write_bytes(content)
    with pytest.raises(WorkspaceError, match="workspace_damaged"):
        open_workspace(store.folder)


def test_an_empty_geopackage_is_no_ledger(store):
    """A GeoPackage of somebody else's is refused."""
    store.close()
    (store.folder / LEDGER_FILE).unlink()
    other = sqlite3.connect(store.folder / LEDGER_FILE)
    other.execute("PRAGMA application_id = 1196444487")
    other.execute("CREATE TABLE x (y)")
    other.commit()
    other.close()
    with pytest.raises(WorkspaceError, match="workspace_damaged"):
        open_workspace(store.folder)


def test_a_network_share_is_refused(tmp_path, monkeypatch):
    """At making and at opening; the sentence exists in both languages."""
    create_workspace(tmp_path, Settings()).close()
    monkeypatch.setattr(workspace, "on_network_share", lambda folder: True)
    with pytest.raises(WorkspaceError, match="network_share") as refused:
        open_workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="network_share"):
        create_workspace(tmp_path / "new", Settings())
    for language in LANGUAGES:
        assert str(tmp_path) in catalogue(language)("errors.network_share", **refused.value.values)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/home/a", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/deep/er", "nfs4"),
        ("/srv/shared", "ext4"),
        ("/mnt/my disk/x", "cifs"),
        ("/mnt/ssh", "sshfs"),
        ("/srv/share/local", "xfs"),
    ],
)
def test_the_longest_mount_point_holds_a_path(path, kind):
    """Neighbouring names, spaces and mounts within mounts are told apart."""
    mounts = (
        "rootfs / rootfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\nhost:/x /srv/share nfs4 rw 0 0\n/dev/b /srv/share/local xfs rw 0 0\n"
        "//pc/d /mnt/my\\040disk cifs rw 0 0\nme@host: /mnt/ssh fuse.sshfs rw 0 0\n"
    )
    assert file_system(path, mounts) == kind


def test_a_held_ledger_is_locked_not_broken(store, monkeypatch):
    """Another writer that does not let go: a sentence after the wait, readers go on, and nothing is written."""
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    impatient = open_workspace(store.folder)
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
        with pytest.raises(WorkspaceError, match="workspace_locked"), impatient.writing():
            pass
        assert impatient.tables().events.empty
    assert len(impatient.tables().events) == 1
    impatient.close()


def test_what_raises_writes_nothing(store):
    """An error inside a transaction takes all of it back."""

    def write_and_fail():
        with store.writing() as tx:
            events.append(tx, [demolition()], actor="a")
            records.update(tx, Layer.PARCELS, "P1", {"name": "x"}, expected_version=1, actor="a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert rows_of(store, "SELECT name FROM parcels WHERE fid = 1 UNION ALL SELECT event_id FROM events") == [("一号",)]


def test_a_full_disk_is_said_and_nothing_is_lost(store):
    """SQLite's own page limit stands for the disk: the sentence, and the ledger as it was."""
    pages = rows_of(store, "PRAGMA page_count")[0][0]

    def write_much():
        with store.writing() as tx:
            tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            events.append(tx, [demolition(note="x" * 100_000)], actor="a")

    with pytest.raises(WorkspaceError, match="workspace_full"):
        write_much()
    assert open_workspace(store.folder).tables().events.empty


def test_revisions_of_two_stores_in_one_process_differ(store):
    """A cache keyed by revision must not confuse a workspace with the one that was opened before it."""
    again = open_workspace(store.folder)
    assert again.revision() != store.revision()
    again.close()
