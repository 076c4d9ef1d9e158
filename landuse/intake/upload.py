"""The gate: what a file is called, how large it is, what it hashes to; nothing is parsed here."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from landuse.errors import InputError

#: What comes with a ``.shp`` and is nothing by itself.
SHAPEFILE_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".xml", ".qix"})
#: A second suffix that says the file is meant to be run.
PROGRAMS = re.compile(r"\.(exe|bat|cmd|com|js|vbs|ps1|scr|msi|dll|sh|py)(\.|$)", re.IGNORECASE)
MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has passed the gate; ``name`` is for people only, ``path`` is where it lies."""

    path: Path
    name: str
    suffix: str
    sha256: str


def receive(path: Path, *, name: str | None = None) -> Upload:
    """
    Let a file through the gate.

    Parameters
    ----------
    path : Path
        A file on a local disk; nothing that GDAL would take for a connection or a virtual path gets here.
    name : str, optional
        What its owner calls it, where that is not the path's own name.

    Raises
    ------
    InputError
        ``no_such_file``, ``file_is_folder``, ``file_program``, ``file_too_large``, ``file_empty``.
    """
    shown = name or path.name
    if path.is_dir():
        raise InputError("file_is_folder", file=str(path))
    if not path.is_file():
        raise InputError("no_such_file", file=str(path))
    suffix = Path(shown).suffix.lower()
    if PROGRAMS.search(shown):
        raise InputError("file_program", file=shown)
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", file=shown)
    if size > MAX_BYTES:
        raise InputError("file_too_large", file=shown, limit=MAX_BYTES // 1024 // 1024)
    return Upload(path=path.absolute(), name=shown, suffix=suffix, sha256=_sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
