"""Backups: whole, checked, and restored to what was."""

import json
import zipfile

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.errors import ConflictError, InputError
from landuse.store import events, fsck
from landuse.store.backup import backup, snapshot
from landuse.store.restore import restore
from tests.store.builders import demolition, rows_of


@pytest.fixture
def archive(store, tmp_path):
    """Make a backup of a workspace with an event and an attachment."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
    evidence = store.folder / "attachments" / "imports" / "验收单.pdf"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"%PDF evidence")
    roads = store.folder / "context" / "roads.geojson"
    roads.parent.mkdir()
    roads.write_text("{}", encoding="utf-8")
    return backup(store, tmp_path / "备份.zip")


def test_a_backup_restores_everything(store, archive, tmp_path):
    """Tables, settings and attachments are those of the moment of the backup; what came later is not."""
    before = store.tables()
    with store.writing() as tx:
        events.append(tx, [demolition("P2")], actor="a")
    restored = restore(archive, tmp_path / "新 处")
    after = restored.tables()
    assert restored.settings == store.settings
    for name in ("parcels", "plots", "history", "targets", "batches"):
        assert_frame_equal(pd.DataFrame(getattr(after, name)), pd.DataFrame(getattr(before, name)))
    assert (restored.folder / "attachments/imports/验收单.pdf").read_bytes() == b"%PDF evidence"
    assert (restored.folder / "context/roads.geojson").read_text(encoding="utf-8") == "{}"
    assert fsck.check(restored) == []
    assert {path.name for path in restored.folder.iterdir() if path.suffix != ".gpkg-wal" and "-" not in path.name} == {
        *("landuse.gpkg", "workspace.toml", "attachments", "context"),
    }
    restored.close()


def test_tiles_of_the_time_before_are_out_of_date(store, archive, tmp_path):
    """A restored layer's revision is beyond any that the ledger had reached."""
    restored = restore(archive, tmp_path / "new")
    assert restored.tables().geometry_revisions["parcels"] > store.tables().geometry_revisions["parcels"] + 10**9
    restored.close()


def test_nothing_is_overwritten(store, archive, tmp_path):
    """Neither a backup of the same name nor a workspace."""
    with pytest.raises(ConflictError, match="file_exists"):
        backup(store, archive)
    with pytest.raises(ConflictError, match="workspace_exists"):
        restore(archive, store.folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([archive.name, store.folder.name])


def changed(archive, target, change):
    """Return a copy of an archive whose members went through *change*."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as copy:
        members = {name: source.read(name) for name in source.namelist()}
        for name, content in change(members).items():
            copy.writestr(name, content)
    return target


def flip(members):
    """One byte of the ledger is another."""
    ledger = bytearray(members["landuse.gpkg"])
    ledger[5000] ^= 1
    return members | {"landuse.gpkg": bytes(ledger)}


def slip(members):
    """Let a member stand outside the workspace."""
    sums = json.loads(members["sha256.json"]) | {"attachments/../../evil": "0" * 64}
    return members | {"sha256.json": json.dumps(sums), "attachments/../../evil": b"x"}


@pytest.mark.parametrize(
    "change", [flip, slip, lambda members: {"a.txt": b"x"}, lambda members: members | {"sha256.json": b"[]"}]
)
def test_a_damaged_archive_restores_nothing(archive, tmp_path, change):
    """Sums that do not agree, paths that lead out, and files that are no backup: one sentence, no workspace."""
    target = tmp_path / "deep" / "er" / "new"
    with pytest.raises(InputError, match="backup_damaged"):
        restore(changed(archive, tmp_path / "changed.zip", change), target)
    assert list(target.iterdir()) == []
    assert not (tmp_path / "deep" / "evil").exists()


@pytest.mark.parametrize("content", [None, b"", b"not a zip"])
def test_no_archive_at_all(tmp_path, content):
    """A missing, empty or other file is said to be no backup."""
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="backup_damaged"):
        restore(path, tmp_path / "new")


def test_a_snapshot_is_one_plain_file(store, tmp_path):
    """What exports give to GDAL: the ledger of this moment without a write-ahead log beside it."""
    copy = snapshot(store, tmp_path / "copy.gpkg")
    assert copy.read_bytes()[18:20] == b"\x01\x01"
    assert not list(tmp_path.glob("copy.gpkg-*"))
    assert rows_of(store, "PRAGMA journal_mode") == [("wal",)]
