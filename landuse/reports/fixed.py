"""The same bytes every time: archives without the moment they were packed at."""

import io
import zipfile
from datetime import UTC, datetime

#: The earliest moment a zip can name.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def fixed_zip(content: bytes) -> bytes:
    """Return an archive (docx, xlsx) packed anew: members in their order, all of one moment, one level of packing."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(target, "w") as made:
        for member in packed.infolist():
            entry = zipfile.ZipInfo(member.filename, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            made.writestr(entry, packed.read(member), compresslevel=6)
    return target.getvalue()


def naive_utc(moment: datetime) -> datetime:
    """Return a moment as properties of documents want it: in UTC, whole seconds, without its zone."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
