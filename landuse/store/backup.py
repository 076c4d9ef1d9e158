"""
Safety copies: a zip with a snapshot of the ledger, the attachments and the settings, each with its SHA-256.

The snapshot is made by SQLite's own backup, so writers need not stop and the copy is one moment of the ledger.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from landuse.config import LEDGER_FILE, SETTINGS_FILE
from landuse.errors import ConflictError, InputError, WorkspaceError
from landuse.store.connection import Store, connect, explained
from landuse.store.workspace import ATTACHMENTS, open_workspace

_SUMS_FILE = "sha256.json"
_BLOCK = 1 << 20


def snapshot(store: Store, target: Path) -> Path:
    """
    Copy the ledger as it is at this moment to *target*, as one file that any program may open.

    This is what exports give to GDAL, which must not open the live ledger.
    """
    with explained(store.ledger), closing(connect(store.ledger)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    return target


def backup(store: Store, target: Path) -> Path:
    """
    Write a backup of the workspace to *target* (a zip) and return it; an unfinished one never bears that name.

    Raises
    ------
    ConflictError
        ``file_exists`` if there is such a file already.
    WorkspaceError
        ``backup_failed`` if it cannot be written.
    """
    if target.exists():
        raise ConflictError("file_exists", path=str(target))
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup") as folder:
            _pack(unfinished, _members(store, snapshot(store, Path(folder) / LEDGER_FILE)))
        unfinished.replace(target)
    except OSError as error:
        raise WorkspaceError("backup_failed", path=str(target), detail=str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def restore(archive: Path, folder: Path) -> Store:
    """
    Make a workspace in *folder* from a backup and open it.

    Raises
    ------
    ConflictError
        ``workspace_exists`` if the folder holds a ledger already.
    InputError
        ``backup_damaged`` if the archive is not a backup or a member is not what its sum says.
    WorkspaceError
        As :func:`~landuse.store.workspace.open_workspace` and ``workspace_readonly``.
    """
    if (folder / LEDGER_FILE).exists():
        raise ConflictError("workspace_exists", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restore") as temporary:
            unpacked = Path(temporary)
            _unpack(archive, unpacked)
            _outdate_tiles(unpacked / LEDGER_FILE)
            _move_in(unpacked, folder)
    except (zipfile.BadZipFile, KeyError, ValueError, sqlite3.DatabaseError) as error:
        raise InputError("backup_damaged", path=str(archive), detail=str(error)) from error
    except FileNotFoundError as error:
        raise InputError("backup_damaged", path=str(archive), detail=str(error)) from error
    except OSError as error:
        raise WorkspaceError("workspace_readonly", path=str(folder), detail=str(error)) from error
    return open_workspace(folder)


def _members(store: Store, copy: Path) -> dict[str, Path]:
    """Return the files of a backup by their names in it."""
    members = {LEDGER_FILE: copy, SETTINGS_FILE: store.folder / SETTINGS_FILE}
    for path in sorted((store.folder / ATTACHMENTS).rglob("*")):
        if path.is_file():
            members[path.relative_to(store.folder).as_posix()] = path
    return members


def _pack(target: Path, members: dict[str, Path]) -> None:
    sums = {}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, path in members.items():
            archive.write(path, name)
            with archive.open(name) as packed:
                sums[name] = _sum(packed)
        archive.writestr(_SUMS_FILE, json.dumps(sums, ensure_ascii=False, indent=1))
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the members that the list of sums names, each checked; nothing is written outside *folder*."""
    with zipfile.ZipFile(archive) as packed:
        sums = json.loads(packed.read(_SUMS_FILE))
        if not isinstance(sums, dict) or not {LEDGER_FILE, SETTINGS_FILE} <= set(sums):
            raise ValueError(_SUMS_FILE)
        for name, expected in sums.items():
            parts = PurePosixPath(name).parts
            if not (name in {LEDGER_FILE, SETTINGS_FILE} or parts[0] == ATTACHMENTS) or ".." in parts or "\\" in name:
                raise ValueError(name)
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(name) as member, path.open("wb") as file:
                shutil.copyfileobj(member, file, _BLOCK)
            with path.open("rb") as file:
                if _sum(file) != expected:
                    raise ValueError(name)


def _outdate_tiles(ledger: Path) -> None:
    """Give the layers revisions that no tile drawn before the restoring can have."""
    milliseconds = int(datetime.now(UTC).timestamp() * 1000)
    with closing(connect(ledger)) as connection:
        connection.execute("UPDATE layer_revisions SET revision = ?, extent_revision = ?", (milliseconds, milliseconds))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _move_in(unpacked: Path, folder: Path) -> None:
    """Move the files to their place, the ledger last: it makes the folder a workspace."""
    (unpacked / ATTACHMENTS).mkdir(exist_ok=True)
    shutil.copytree(unpacked / ATTACHMENTS, folder / ATTACHMENTS, dirs_exist_ok=True)
    (unpacked / SETTINGS_FILE).replace(folder / SETTINGS_FILE)
    (unpacked / LEDGER_FILE).replace(folder / LEDGER_FILE)


def _sum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
