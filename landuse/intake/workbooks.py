"""A workbook before it is parsed: its archive must be what it announces, of a sane size, and declare no entities."""

import zipfile
import zlib
from pathlib import Path
from typing import IO

from landuse.errors import InputError
from landuse.intake.archive import MAX_MEMBERS, MAX_RATIO, MAX_TOTAL
from landuse.intake.markup import DeclaresEntities, root_of

#: Below this, a workbook of empty cells may well be packed two hundredfold.
SMALL = 64 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (".xml", ".rels")


def require_small_workbook(path: Path, *, name: str) -> None:
    """
    Refuse a workbook that would fill the memory, is locked, or declares entities; old ones (``.xls``) are as they are.

    Raises
    ------
    InputError
        ``workbook_encrypted``, ``archive_too_large``, ``content_with_entities``, ``unreadable_file``.
    """
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            file.seek(0)
            if _ENCRYPTED in file.read(1024 * 1024):
                raise InputError("workbook_encrypted", file=name)
            return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            packed = max(path.stat().st_size, 1)
            if len(members) > MAX_MEMBERS or total > MAX_TOTAL or total > max(SMALL, MAX_RATIO * packed):
                raise InputError("archive_too_large", file=name, members=len(members), megabytes=total // 1024 // 1024)
            for member in members:
                with archive.open(member) as content:
                    _read_through(content, is_markup=member.filename.lower().endswith(_MARKUP))
    except DeclaresEntities:
        raise InputError("content_with_entities", file=name) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None


def _read_through(content: IO[bytes], *, is_markup: bool) -> None:
    """Read a member to the length it announces: one that goes on beyond it fails its checksum here, unparsed."""
    if is_markup:
        root_of(content)
    while content.read(1024 * 1024):
        pass
