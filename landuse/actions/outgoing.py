"""Files that leave the ledger: never over the workspace itself, and whole or not at all."""

import tempfile
from pathlib import Path

from landuse.config import ATTACHMENTS, LEDGER_FILE, SETTINGS_FILE
from landuse.errors import ArgumentsError, RefusedError
from landuse.store import Store


def refuse_workspace(target: Path, store: Store) -> None:
    """
    Refuse to write over the ledger, its settings or attachments, of this workspace or another one.

    Raises
    ------
    RefusedError
        ``target_is_workspace``.
    """
    folder = target.resolve().parent
    is_ledger = target.name in {LEDGER_FILE, SETTINGS_FILE} and (folder / SETTINGS_FILE).exists()
    if is_ledger or store.folder.resolve() / ATTACHMENTS in (folder, *folder.parents):
        raise RefusedError("target_is_workspace", path=str(target))


def write_whole(target: Path, content: bytes) -> None:
    """
    Write beside the target and move into place: a broken writing leaves the old file alone.

    Raises
    ------
    ArgumentsError
        ``target_unwritable``.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export") as folder:
            made = Path(folder) / target.name
            made.write_bytes(content)
            made.replace(target)
    except OSError as error:
        raise ArgumentsError("target_unwritable", path=str(target), detail=error.strerror or str(error)) from error
