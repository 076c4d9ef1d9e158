"""Add a photo or a paper to a parcel, plot, zone or firm."""

import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from landuse.errors import ArgumentsError, InputError
from landuse.model import Layer, SubjectKind
from landuse.store import Store, attachments, records
from landuse.store.keeping import keep_file

#: Suffixes that are taken, and how their files begin.
FORMS: dict[str, tuple[bytes, ...]] = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
MAX_BYTES = 50 * 1024 * 1024
#: The most pixels of a photo: more is no photo of a phone or a camera.
MAX_PIXELS = 120_000_000
_LAYERS = {
    SubjectKind.PARCEL: Layer.PARCELS,
    SubjectKind.PLOT: Layer.PLOTS,
    SubjectKind.ZONE: Layer.ZONES,
    SubjectKind.ENTERPRISE: Layer.ENTERPRISES,
}


def attach_file(
    store: Store, path: Path, *, subject_kind: SubjectKind, subject_id: str, actor: str, note: str | None = None
) -> str:
    """
    Keep a file with a record and return its SHA-256.

    Raises
    ------
    ArgumentsError
        ``unknown_record``.
    InputError
        ``no_such_file``, ``attachment_kind``, ``file_empty``, ``file_too_large``, ``content_is_other`` for a file
        that is not what its suffix says.
    """
    content, form = _checked(path)
    layer = _LAYERS[subject_kind]
    with store.reading() as connection:
        if subject_id not in records.existing_keys(connection, layer):
            raise ArgumentsError("unknown_record", layer=layer.value, key=subject_id)
    sha256 = keep_file(store, attachments.RECORDS, content, form)
    with store.writing() as tx:
        attachments.note_attachment(
            tx,
            subject_kind=subject_kind,
            subject_id=subject_id,
            name=path.name,
            form=form,
            sha256=sha256,
            size=len(content),
            note=note or None,
            actor=actor,
        )
    return sha256


def _checked(path: Path) -> tuple[bytes, str]:
    form = path.suffix.lower().removeprefix(".")
    if not path.is_file():
        raise InputError("no_such_file", file=str(path))
    if form not in FORMS:
        raise InputError("attachment_kind", file=path.name, known=" ".join(f".{name}" for name in FORMS))
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", file=path.name)
    if size > MAX_BYTES:
        raise InputError("file_too_large", file=path.name, limit=MAX_BYTES // 1024 // 1024)
    content = path.read_bytes()
    if not content.startswith(FORMS[form]) or (form in {"jpg", "jpeg", "png"} and not _is_photo(content)):
        raise InputError("content_is_other", file=path.name, found="binary", expected=form)
    return content, form


def _is_photo(content: bytes) -> bool:
    """Whether a picture's head can be read and its size is one; its pixels are not unpacked."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as photo:
            width, height = photo.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return 0 < width * height <= MAX_PIXELS
