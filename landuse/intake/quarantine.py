"""A stranger's file while it is read: a copy under names of our own in a folder of our own, and what it is."""

import contextlib
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from landuse.errors import ArgumentsError, InputError
from landuse.intake.archive import extract
from landuse.intake.field_names import mend_names
from landuse.intake.sniff import PROMISES, Content, content_of
from landuse.intake.sources import SINGLE
from landuse.intake.upload import Upload
from landuse.intake.workbooks import require_small_workbook
from landuse.model import Issue, Severity

#: What our folders are called, and after how long one is taken to be nobody's.
_PREFIX, _LEFT_SECONDS = "landuse-", 24 * 3600
#: Parts of a loose Shapefile that are read.
_READ_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg"})


@dataclass(frozen=True, slots=True)
class Held:
    """
    The copy and what it is.

    ``title`` is what its only layer is called, in files that have but one; ``part`` is what is left to choose inside
    the file (its layer or sheet), once a member of an archive was chosen; ``notes`` say what is missing of it.
    """

    path: Path
    content: Content
    title: str
    part: str | None
    notes: tuple[Issue, ...] = ()


@contextmanager
def held(upload: Upload, *, part: str | None) -> Iterator[Held]:
    """
    Yield the copy of a file, or of the one asked for in an archive; afterwards it is gone with all that was made of it.

    Raises
    ------
    InputError, ArgumentsError
        See :func:`landuse.intake.sniff.content_of` and :func:`landuse.intake.archive.extract`;
        ``shapefile_incomplete`` where the attributes (``.dbf``) are missing.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        yield _copied(upload, Path(folder), part)


def _sweep() -> None:
    """Remove what a reading left behind that was ended with its whole program, once it is a day old."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < time.time() - _LEFT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _copied(upload: Upload, folder: Path, part: str | None) -> Held:
    content = content_of(upload.path, upload.suffix, name=upload.name)
    title = Path(upload.name).stem
    if content == "archive":
        taken = extract(upload.path, folder, name=upload.name, part=part)
        path, title, part = taken.path, taken.member, taken.within
        content = "geodatabase" if path.is_dir() else content_of(path, path.suffix, name=upload.name)
    else:
        path = folder / f"{uuid.uuid4().hex}{_suffix(content, upload.suffix)}"
        shutil.copyfile(upload.path, path)
        if content in {"shapefile", "dbf"}:
            _copy_parts(upload.path, path)
    if content == "workbook":
        require_small_workbook(path, name=upload.name)
    notes = _whole_shapefile(path, upload.name) if content == "shapefile" else ()
    if content in {"shapefile", "dbf"}:
        mend_names(path.with_suffix(".dbf"))
    if content in SINGLE or content in {"table_text", "boundary_txt", "json_table"}:
        if part not in {None, title, Path(title).name}:
            raise ArgumentsError("unknown_sheet", sheet=part, known=title)
        part = None
    return Held(path, content, title, part, notes)


def _suffix(content: Content, suffix: str) -> str:
    """Return the suffix readers expect: a file without one gets that of its content."""
    return suffix if suffix in PROMISES else next(known for known, promised in PROMISES.items() if content in promised)


def _copy_parts(source: Path, target: Path) -> None:
    for part in source.parent.iterdir():
        suffix = part.suffix.lower()
        is_other = part.stem.lower() == source.stem.lower() and suffix != source.suffix.lower()
        if is_other and suffix in _READ_PARTS:
            shutil.copyfile(part, target.with_suffix(suffix))


def _whole_shapefile(path: Path, name: str) -> tuple[Issue, ...]:
    """Require the attributes; say that an index is rebuilt and that the CRS is missing."""
    missing = [suffix for suffix in (".dbf", ".shx") if not path.with_suffix(suffix).is_file()]
    if ".dbf" in missing:
        raise InputError("shapefile_incomplete", file=name, missing=" ".join(missing))
    notes = [Issue(0, "", "index_rebuilt", "", Severity.CHANGED)] if missing else []
    return tuple(notes)
