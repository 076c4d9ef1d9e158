"""Zip archives: every member is looked at before one is written."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from landuse.errors import InputError

MAX_MEMBERS, MAX_TOTAL, MAX_RATIO = 200, 1024 * 1024 * 1024, 200
#: Suffixes worth extracting; anything else in the archive is left where it is.
WANTED = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".geojson", ".json"})
READABLE = (".shp", ".gpkg", ".geojson", ".json")


def extract(path: Path, folder: Path, *, name: str) -> Path:
    """
    Extract the one layer of an archive into *folder* under names of our own, and return its file.

    Raises
    ------
    InputError
        ``archive_broken``, ``archive_encrypted``, ``archive_path`` (a member that would leave the folder, or a link),
        ``archive_too_large`` (members, ratio or total), ``archive_empty`` or ``archive_several`` (which layers).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked(archive, name)
            layer = _the_layer(members, name)
            return _extracted(archive, members, layer, folder, name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise InputError("archive_broken", file=name, detail=str(error)[:120]) from None


def _checked(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL or total > MAX_RATIO * max(packed, 1):
        raise InputError("archive_too_large", file=name, members=len(members), megabytes=total // 1024 // 1024)
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if inside.is_absolute() or ".." in inside.parts or ":" in member.filename or is_link:
            raise InputError("archive_path", file=name, member=member.filename[:120])
        if member.flag_bits & 0x1:
            raise InputError("archive_encrypted", file=name)
    return [member for member in members if not member.filename.startswith("__MACOSX/")]


def _the_layer(members: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    layers = [member for member in members if PurePosixPath(member.filename.lower()).suffix in READABLE]
    if not layers:
        raise InputError("archive_empty", file=name)
    if len(layers) > 1:
        raise InputError("archive_several", file=name, layers=", ".join(member.filename for member in layers[:5]))
    return layers[0]


def _extracted(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], layer: zipfile.ZipInfo, folder: Path, name: str
) -> Path:
    """Write the layer and the files that belong to it as ``layer.<suffix>``, never more bytes than were announced."""
    stem = str(PurePosixPath(layer.filename).with_suffix("")).lower()
    written = 0
    for member in members:
        inside = PurePosixPath(member.filename)
        suffix = inside.suffix.lower()
        if suffix in WANTED and str(inside.with_suffix("")).lower() == stem:
            with archive.open(member) as source, (folder / f"layer{suffix}").open("wb") as target:
                while chunk := source.read(1024 * 1024):
                    written += len(chunk)
                    if written > MAX_TOTAL:
                        raise InputError("archive_too_large", file=name, members=1, megabytes=written // 1024 // 1024)
                    target.write(chunk)
    return folder / f"layer{PurePosixPath(layer.filename).suffix.lower()}"
