"""In which encoding a text is: UTF-8 and GB18030 can be told for certain, the rest is a guess by frequency."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from landuse.errors import ArgumentsError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: What a user may choose from where the bytes leave a choice.
OFFERED = ("utf-8", "gb18030", "big5", "utf-16", "cp932", "cp1252")
#: Unicode blocks of Chinese text: punctuation to unified ideographs, full-width forms.
_CHINESE_BLOCKS = (range(0x3000, 0xA000), range(0xFF00, 0xFFF0))
#: Share of characters of a GB18030 reading that must be Chinese for it to be one.
CHINESE_SHARE = 0.5


def text_encoding(content: bytes) -> str:
    """
    Return the encoding of a text.

    Examples
    --------
    >>> text_encoding("地块编号".encode("gb18030")), text_encoding("地块".encode())
    ('gb18030', 'utf-8')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if _decodes(content, "utf-8"):
        return "utf-8"
    if _decodes(content, "gb18030") and _is_chinese(content.decode("gb18030")):
        return "gb18030"
    best = from_bytes(content, cp_isolation=["cp1252", "latin_1", "big5", "cp949", "cp932", "utf_16"]).best()
    return best.encoding if best is not None else "cp1252"


def encodings_of(content: bytes) -> tuple[str, ...]:
    """
    Return every encoding in which a text can be read, the likeliest first.

    Examples
    --------
    >>> encodings_of("地块编号".encode("gb18030"))[0]
    'gb18030'
    """
    first = text_encoding(content)
    if content.isascii():
        return (first,)
    return (first, *(encoding for encoding in OFFERED if encoding != first and _decodes(content, encoding)))


def known_encoding(name: str) -> str:
    """Return the name Python knows an encoding by; ArgumentsError ``unknown_encoding`` if it knows none."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ArgumentsError("unknown_encoding", encoding=name) from None


def shapefile_encoding(path: Path) -> str:
    """
    Return the encoding of a Shapefile's attributes: what the bytes say, whatever the ``.cpg`` beside it claims.

    A GBK file without (or with a lying) ``.cpg`` would read as mojibake without any error.
    """
    table = path.with_suffix(".dbf")
    if not table.is_file():
        return "utf-8"
    text = _letters(table.read_bytes())
    if _decodes(text, "utf-8"):
        return "UTF-8"
    claimed = path.with_suffix(".cpg")
    if claimed.is_file():
        name = claimed.read_text("ascii", errors="ignore").strip()
        if name and _decodes(text, name):
            return name
    return "GB18030" if _decodes(text, "gb18030") else "cp1252"


def shapefile_encodings(path: Path) -> tuple[str, ...]:
    """Return every encoding in which a Shapefile's attributes can be read, the likeliest first."""
    return encodings_of(_letters(path.with_suffix(".dbf").read_bytes()))


def _letters(content: bytes) -> bytes:
    """Return the field names and the records of a .dbf: the rest of its header holds numbers."""
    start = int.from_bytes(content[8:10], "little")
    names = [content[at : at + 11].split(b"\x00")[0] for at in range(32, start - 1, 32)]
    return b"\n".join([*names, content[start:].replace(b"\x00", b" ")])


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_chinese(text: str) -> bool:
    foreign = [letter for letter in text if ord(letter) > 0x7F]
    chinese = [letter for letter in foreign if any(ord(letter) in block for block in _CHINESE_BLOCKS)]
    return bool(foreign) and len(chinese) > CHINESE_SHARE * len(foreign)
