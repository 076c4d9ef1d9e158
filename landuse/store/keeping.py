"""Files that the ledger refers to, kept under ``attachments`` by their SHA-256: the same bytes are one file."""

import hashlib
import os
import tempfile
from pathlib import Path

from landuse.config import ATTACHMENTS
from landuse.errors import WorkspaceError
from landuse.store.connection import Store

ISSUES, TEMPLATES = "issues", "templates"


def keep_file(store: Store, folder: str, content: bytes, form: str) -> str:
    """
    Keep *content* under *folder* of the attachments and return its SHA-256; it is there whole, or not at all.

    Raises
    ------
    WorkspaceError
        ``workspace_readonly`` if it cannot be written.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = kept_path(store, folder, sha256, form)
    try:
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".keeping", delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
    except OSError as error:
        raise WorkspaceError("workspace_readonly", path=str(store.folder), detail=str(error)) from error
    return sha256


def kept_file(store: Store, folder: str, sha256: str, form: str) -> bytes:
    """
    Return the bytes of a kept file.

    Raises
    ------
    WorkspaceError
        ``kept_file_damaged`` if it is gone or is not what its name says.
    """
    path = kept_path(store, folder, sha256, form)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WorkspaceError("kept_file_damaged", path=str(path)) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WorkspaceError("kept_file_damaged", path=str(path))
    return content


def kept_path(store: Store, folder: str, sha256: str, form: str) -> Path:
    """Return where a kept file stands."""
    return store.folder / ATTACHMENTS / folder / f"{sha256}.{form}"
