"""Archives: every member is looked at before one is written."""

import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from landuse.errors import ArgumentsError, InputError

MAX_MEMBERS, MAX_TOTAL, MAX_RATIO = 2_000, 1024 * 1024 * 1024, 200
#: A zip's directory takes some fifty bytes a member: what is longer is not read to be counted.
MAX_DIRECTORY = 4 * 1024 * 1024
#: What is worth importing, in this order: where there are maps, tables beside them are left alone.
MAPS = (".shp", ".gpkg", ".gdb", ".geojson", ".geojsonl", ".json", ".fgb", ".parquet", ".kml", ".gml", ".dxf", ".thf")
TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".txt")
PACKED = frozenset({".zip", ".kmz", ".rar", ".7z", ".gz", ".bz2", ".tgz"})
#: What belongs to a member: files of its name, or everything in its folder.
_BESIDE = {".shp": frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})}
_WITH_FOLDER = frozenset({".gdb", ".thf"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: where it says it lies, how large it becomes, how it is opened."""

    path: PurePosixPath
    size: int
    opened: Callable[[], IO[bytes] | None]

    @property
    def suffix(self) -> str:
        """The suffix, lower case."""
        return self.path.suffix.lower()


@dataclass(frozen=True, slots=True)
class Extracted:
    """
    A layer taken out of an archive.

    ``path`` is the file (or folder) under a name of our own, ``member`` what it is called in the archive, ``within``
    what of the asked part is left to choose inside it.
    """

    path: Path
    member: str
    within: str | None


def members_of(path: Path, *, name: str) -> tuple[str, ...]:
    """Return what an archive holds that can be imported, by path without suffix; see :func:`extract` for the errors."""
    with _open(path, name) as members:
        return tuple(_layers(members, name))


def extract(path: Path, folder: Path, *, name: str, part: str | None = None) -> Extracted:
    """
    Extract one layer of an archive into *folder* under names of our own.

    Parameters
    ----------
    path, folder : Path
    name : str
        Of the archive, for sentences.
    part : str, optional
        Which of several: the member's path or name; ``member/layer`` where the member has layers itself.

    Raises
    ------
    InputError
        ``archive_broken``, ``archive_encrypted``, ``archive_path`` (a member that would leave the folder, or a link),
        ``archive_too_large`` (members, ratio or total), ``archive_nested``, ``archive_empty``.
    ArgumentsError
        ``layer_needed`` with those there are, ``unknown_sheet``.
    """
    with _open(path, name) as members:
        member, within = _chosen(_layers(members, name), part, name)
        return Extracted(_written(members, member, folder, name), _title(member), within)


@contextmanager
def _open(path: Path, name: str) -> Iterator[list[Member]]:
    """Yield the checked members of a zip or a packed tar."""
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    try:
        if is_zip:
            require_small_directory(path, name=name)
            with zipfile.ZipFile(path) as archive:
                yield _checked(_zip_members(archive, name), path.stat().st_size, name)
        else:
            with tarfile.open(path, "r:*") as packed:
                yield _checked(_tar_members(packed, name), path.stat().st_size, name)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise InputError("archive_broken", file=name, detail=str(error)[:120]) from None


def require_small_directory(path: Path, *, name: str) -> None:
    """Refuse a zip of a hundred thousand entries (``archive_too_large``) before its directory is parsed."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end >= 0 and len(tail) >= end + 16:
        entries = int.from_bytes(tail[end + 10 : end + 12], "little")
        directory = int.from_bytes(tail[end + 12 : end + 16], "little")
        if entries > MAX_MEMBERS or directory > MAX_DIRECTORY:
            raise InputError("archive_too_large", file=name, members=entries, megabytes=size // 1024 // 1024)


def _zip_members(archive: zipfile.ZipFile, name: str) -> Iterator[Member]:
    for info in archive.infolist():
        _require_inside(info.filename, name)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise InputError("archive_path", file=name, member=info.filename[:120])
        if info.flag_bits & 0x1:
            raise InputError("archive_encrypted", file=name)
        if not info.is_dir():
            yield Member(PurePosixPath(_spelled(info)), info.file_size, partial(archive.open, info))


def _spelled(info: zipfile.ZipInfo) -> str:
    """Return a member's path: names of Chinese Windows come in GBK, which a zip calls code page 437."""
    path = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800 or path.isascii():
        return path
    try:
        return path.encode("cp437").decode("gb18030")
    except UnicodeError:
        return path


def _tar_members(packed: tarfile.TarFile, name: str) -> Iterator[Member]:
    """Yield a tar's members; it is unpacked as it is read, so its members count before the next is asked for."""
    count = total = 0
    while (info := packed.next()) is not None:
        count, total = count + 1, total + info.size
        if count > MAX_MEMBERS or total > MAX_TOTAL:
            raise InputError("archive_too_large", file=name, members=count, megabytes=total // 1024 // 1024)
        _require_inside(info.name, name)
        if not (info.isfile() or info.isdir()):
            raise InputError("archive_path", file=name, member=info.name[:120])
        if info.isfile():
            yield Member(PurePosixPath(info.name), info.size, partial(packed.extractfile, info))


def _require_inside(filename: str, name: str) -> None:
    inside = PurePosixPath(filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in filename or "\x00" in filename:
        raise InputError("archive_path", file=name, member=filename[:120])


def _checked(found: Iterator[Member], packed: int, name: str) -> list[Member]:
    members = list(found)
    total = sum(member.size for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL or total > MAX_RATIO * max(packed, 1):
        raise InputError("archive_too_large", file=name, members=len(members), megabytes=total // 1024 // 1024)
    return [member for member in members if "__MACOSX" not in member.path.parts and member.path.name[:2] != "._"]


def _layers(members: list[Member], name: str) -> dict[str, PurePosixPath]:
    """Return what can be imported, title -> path; maps go before tables."""
    paths = list(dict.fromkeys(_whole(member.path) for member in members))
    for suffixes in (MAPS, TABLES):
        found = [path for path in paths if path.suffix.lower() in suffixes]
        titles = Counter(map(_title, found))
        if found:
            return {_title(path) if titles[_title(path)] == 1 else str(path): path for path in found}
    if any(path.suffix.lower() in PACKED for path in paths):
        raise InputError("archive_nested", file=name)
    raise InputError("archive_empty", file=name)


def _whole(path: PurePosixPath) -> PurePosixPath:
    """Return the geodatabase that a file lies in, else the file itself."""
    return next((folder for folder in path.parents if folder.suffix.lower() == ".gdb"), path)


def _title(path: PurePosixPath) -> str:
    return str(path.with_suffix(""))


def _chosen(layers: dict[str, PurePosixPath], part: str | None, name: str) -> tuple[PurePosixPath, str | None]:
    if len(layers) == 1:
        title, path = next(iter(layers.items()))
        return path, (None if part in {title, path.name, path.stem} else part)
    if part is None:
        raise ArgumentsError("layer_needed", file=name, known=", ".join(layers))
    for title, path in layers.items():
        if part in {title, str(path), path.name, path.stem}:
            return path, None
        if part.startswith(f"{title}/"):
            return path, part.removeprefix(f"{title}/")
    raise ArgumentsError("unknown_sheet", sheet=part, known=", ".join(layers))


def _written(members: list[Member], layer: PurePosixPath, folder: Path, name: str) -> Path:
    """Write the layer and what belongs to it as ``layer.<suffix>``, never more bytes than may be."""
    suffix = layer.suffix.lower()
    target, written = folder / f"layer{suffix}", 0
    for member in members:
        place = _place(member, layer, folder)
        if place is None:
            continue
        place.parent.mkdir(exist_ok=True)
        with member.opened() or BytesIO() as source, place.open("wb") as sink:
            while chunk := source.read(1024 * 1024):
                written += len(chunk)
                if written > MAX_TOTAL:
                    raise InputError("archive_too_large", file=name, members=1, megabytes=written // 1024 // 1024)
                sink.write(chunk)
        if member.path == layer and suffix in _WITH_FOLDER:
            target = place
    return target


def _place(member: Member, layer: PurePosixPath, folder: Path) -> Path | None:
    """Return where a member goes, None if it does not belong to the layer."""
    suffix = layer.suffix.lower()
    if suffix == ".gdb":
        return folder / "layer.gdb" / member.path.name if member.path.parent == layer else None
    if suffix == ".thf":
        return folder / "edigeo" / member.path.name if member.path.parent == layer.parent else None
    beside = _BESIDE.get(suffix, frozenset({suffix}))
    same = str(member.path.with_suffix("")).lower() == str(layer.with_suffix("")).lower()
    return folder / f"layer{member.suffix}" if same and member.suffix in beside else None
