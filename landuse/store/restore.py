"""A workspace from its backup: every member checked against its SHA-256 before the ledger is put in its place."""

import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from landuse.config import ATTACHMENTS, LEDGER_FILE, SETTINGS_FILE
from landuse.errors import ConflictError, InputError, WorkspaceError
from landuse.store.backup import FOLDERS, SUMS_FILE, sha256_of
from landuse.store.connection import Store, connect
from landuse.store.workspace import open_workspace

_BLOCK = 1 << 20


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


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the members that the list of sums names, each checked; nothing is written outside *folder*."""
    with zipfile.ZipFile(archive) as packed:
        sums = json.loads(packed.read(SUMS_FILE))
        if not isinstance(sums, dict) or not {LEDGER_FILE, SETTINGS_FILE} <= set(sums):
            raise ValueError(SUMS_FILE)
        for name, expected in sums.items():
            parts = PurePosixPath(name).parts
            if not (name in {LEDGER_FILE, SETTINGS_FILE} or parts[0] in FOLDERS) or ".." in parts or "\\" in name:
                raise ValueError(name)
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(name) as member, path.open("wb") as file:
                shutil.copyfileobj(member, file, _BLOCK)
            with path.open("rb") as file:
                if sha256_of(file) != expected:
                    raise ValueError(name)


def _outdate_tiles(ledger: Path) -> None:
    """Give the layers revisions that no tile drawn before the restoring can have."""
    milliseconds = int(datetime.now(UTC).timestamp() * 1000)
    with closing(connect(ledger)) as connection:
        connection.execute(
            "UPDATE layer_revisions SET revision = ?1, extent_revision = ?1, records = ?1", (milliseconds,)
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _move_in(unpacked: Path, folder: Path) -> None:
    """Move the files to their place, the ledger last: it makes the folder a workspace."""
    (unpacked / ATTACHMENTS).mkdir(exist_ok=True)
    for name in (name for name in FOLDERS if (unpacked / name).is_dir()):
        shutil.copytree(unpacked / name, folder / name, dirs_exist_ok=True)
    (unpacked / SETTINGS_FILE).replace(folder / SETTINGS_FILE)
    (unpacked / LEDGER_FILE).replace(folder / LEDGER_FILE)
