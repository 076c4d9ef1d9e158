"""What a file is, before anything is made of it: kind, encoding, layers or sheets, CRS, columns and first rows."""

from dataclasses import dataclass, replace
from pathlib import Path

from pyproj import CRS
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from landuse.errors import InputError
from landuse.intake.archive import members_of
from landuse.intake.contents import beginning, encoding_of, rows_of
from landuse.intake.encodings import encodings_of, known_encoding, shapefile_encodings
from landuse.intake.mapping import recognises
from landuse.intake.quarantine import Held, held
from landuse.intake.raw import RawLayer
from landuse.intake.sandbox import crs_from, look
from landuse.intake.sniff import content_of
from landuse.intake.sources import MAPS, SINGLE
from landuse.intake.upload import Upload, receive
from landuse.model import Issue, Layer

SAMPLE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """
    A layer, a sheet, or a file in an archive.

    ``rows`` is None where counting would mean reading; ``geometry`` is ``polygon``, ``point``, ``line``, ``mixed`` or
    ``none``.
    """

    name: str
    rows: int | None
    geometry: str = "none"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """
    What a file is.

    ``kind`` is a :data:`~landuse.intake.sniff.Content`; ``encoding`` that of its texts and ``encodings`` all that its
    bytes allow, the likeliest first (both empty where the format settles it). ``part`` is the one that ``columns`` and
    ``sample`` are of, None where one must be chosen among ``parts``. ``crs_name`` and ``epsg`` are what the file says.
    """

    file: str
    kind: str
    size_bytes: int
    sha256: str
    encoding: str | None = None
    encodings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    part: str | None = None
    crs_name: str | None = None
    epsg: int | None = None
    columns: tuple[str, ...] = ()
    unit: str | None = None
    sample: tuple[tuple[object, ...], ...] = ()
    notes: tuple[Issue, ...] = ()


def inspect_file(
    path: Path,
    *,
    name: str | None = None,
    part: str | None = None,
    encoding: str | None = None,
    layer: Layer | None = None,
) -> Inspection:
    """
    Return what a file is; nothing of it is applied.

    Parameters
    ----------
    path : Path
    name : str, optional
        What the file's owner calls it.
    part : str, optional
        The layer, sheet or archived file to show.
    encoding : str, optional
        The user's word.
    layer : Layer, optional
        Which layer it feeds, where that is known: its headings are looked for below a table's title.

    Raises
    ------
    InputError
        If the file cannot be read, in one sentence.
    ArgumentsError
        If the part or the encoding is not there.
    """
    upload = receive(path, name=name)
    if part is None and (choice := _archived(upload)) is not None:
        return choice
    with held(upload, part=part) as file:
        if file.content in MAPS:
            return _map_file(upload, file, encoding)
        return _table(upload, file, encoding, layer)


def _archived(upload: Upload) -> Inspection | None:
    """Return the files of an archive that holds several, None for anything else."""
    if content_of(upload.path, upload.suffix, name=upload.name) != "archive":
        return None
    members = members_of(upload.path, name=upload.name)
    if len(members) == 1:
        return None
    return _inspection(upload, "archive", parts=tuple(Part(member, None) for member in members))


def _map_file(upload: Upload, file: Held, encoding: str | None) -> Inspection:
    def named(part: str) -> str:
        return file.title if file.content in SINGLE else part

    chosen, offered = _encodings(file, encoding)
    found = look(file.path, file.content, name=upload.name, rows=SAMPLE_ROWS, encoding=chosen, layer=file.part)
    crs = crs_from(found.get("crs") or "")
    return _inspection(
        upload,
        file.content,
        encoding=chosen,
        encodings=offered,
        parts=tuple(Part(named(part), rows, _geometry(geometry)) for part, rows, geometry in found["found"]),
        part=named(found["layer"]) if "layer" in found else None,
        **_crs(crs),
        columns=tuple(found.get("names", ())),
        sample=tuple(tuple(row) for row in found.get("sample", ())),
        notes=file.notes,
    )


def _table(upload: Upload, file: Held, encoding: str | None, layer: Layer | None) -> Inspection:
    def known(heading: str) -> bool:
        return any(recognises(one, heading) for one in ([layer] if layer else Layer))

    if file.content == "workbook":
        parts = _sheets(file.path, upload.name)
        part = file.part or _only(parts)
        if part is None:
            return _inspection(upload, file.content, parts=parts, notes=file.notes)
        raw = rows_of(replace(file, part=part), name=upload.name, encoding=None, recognises=known)
        return _inspection(upload, file.content, parts=parts, part=part, notes=file.notes, **_shown(raw))
    chosen, offered = _encodings(file, encoding)
    raw = rows_of(file, name=upload.name, encoding=chosen, recognises=known)
    parts = (Part(file.title, len(raw), "polygon" if raw.shapes is not None else "none"),)
    return _inspection(
        upload,
        file.content,
        encoding=chosen,
        encodings=offered,
        parts=parts,
        part=parts[0].name,
        notes=raw.notes,
        **_crs(raw.crs),
        **_shown(raw),
    )


def _crs(crs: CRS | None) -> dict[str, object]:
    return {} if crs is None else {"crs_name": crs.name, "epsg": crs.to_epsg()}


def _inspection(upload: Upload, kind: str, **found: object) -> Inspection:
    given = {"file": upload.name, "kind": kind, "size_bytes": upload.path.stat().st_size, "sha256": upload.sha256}
    return Inspection(**(given | found))  # type: ignore[arg-type]


def _encodings(file: Held, wish: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the encoding of a file's texts and all it could be; none where the format settles it."""
    chosen = known_encoding(wish) if wish else encoding_of(file)
    if chosen is None or encoding_of(file) is None:
        return chosen, ()
    is_dbf = file.content in {"shapefile", "dbf"}
    offered = shapefile_encodings(file.path) if is_dbf else encodings_of(beginning(file.path))
    return chosen, (chosen, *(encoding for encoding in offered if encoding != chosen))


def _sheets(path: Path, name: str) -> tuple[Part, ...]:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        return tuple(
            Part(
                sheet.name,
                workbook.get_sheet_by_name(sheet.name).height,
                hidden=sheet.visible != SheetVisibleEnum.Visible,
            )
            for sheet in workbook.sheets_metadata
        )
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("unreadable_file", file=name, detail=str(error)[:200]) from None


def _only(parts: tuple[Part, ...]) -> str | None:
    filled = [part.name for part in parts if part.rows and not part.hidden]
    return filled[0] if len(filled) == 1 else None


def _shown(raw: RawLayer) -> dict[str, object]:
    rows = tuple(tuple(raw.row(place).values()) for place in range(min(len(raw), SAMPLE_ROWS)))
    return {"columns": tuple(raw.names), "sample": rows, "unit": raw.unit}


def _geometry(told: str) -> str:
    """Return the kind of shape that a driver's word means."""
    word = told.removeprefix("3D ").removeprefix("Measured ").removeprefix("Multi").lower()
    kinds = {"polygon": "polygon", "linestring": "line", "point": "point", "none": "none", "curvepolygon": "polygon"}
    return kinds.get(word, "mixed")
