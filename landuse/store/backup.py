"""
Safety copies: a zip with a snapshot of the ledger, the workspace's other files, and the SHA-256 of each.

The snapshot is made by SQLite's own backup, so writers need not stop and the copy is one moment of the ledger.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import IO

from landuse.config import ATTACHMENTS, CONTEXT, LEDGER_FILE, SETTINGS_FILE
from landuse.errors import ConflictError, WorkspaceError
from landuse.store.connection import Store, connect, explained

#: Folders of a workspace that a backup keeps besides the ledger and its settings.
FOLDERS = (ATTACHMENTS, CONTEXT)
SUMS_FILE = "sha256.json"
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


def _members(store: Store, copy: Path) -> dict[str, Path]:
    """Return the files of a backup by their names in it."""
    members = {LEDGER_FILE: copy, SETTINGS_FILE: store.folder / SETTINGS_FILE}
    for path in sorted(path for name in FOLDERS for path in (store.folder / name).rglob("*")):
        if path.is_file():
            members[path.relative_to(store.folder).as_posix()] = path
    return members


def _pack(target: Path, members: dict[str, Path]) -> None:
    sums = {}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, path in members.items():
            archive.write(path, name)
            with archive.open(name) as packed:
                sums[name] = sha256_of(packed)
        archive.writestr(SUMS_FILE, json.dumps(sums, ensure_ascii=False, indent=1))
    with target.open("rb") as written:
        os.fsync(written.fileno())


def sha256_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file's content, block by block."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
