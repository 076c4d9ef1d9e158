"""In which encoding a text is: UTF-8 and GB18030 can be told for certain, the rest is a guess by frequency."""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from landuse.errors import ArgumentsError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: What a user may choose from where the bytes leave a choice.
OFFERED = ("utf-8", "gb18030", "big5", "utf-16", "cp932", "cp1252")
#: What the head of a .dbf says by a number (LDID) of its code page.
_LDIDS = {
    0x03: "cp1252",
    0x13: "cp932",
    0x4D: "gb18030",
    0x4E: "cp949",
    0x4F: "big5",
    0x57: "cp1252",
    0x59: "cp1252",
    0x78: "big5",
    0x79: "cp949",
    0x7A: "gb18030",
    0x7B: "cp932",
    0x7C: "cp874",
    0xC8: "cp1250",
    0xC9: "cp1251",
}
#: Unicode blocks of Chinese text: punctuation to unified ideographs, full-width forms.
_CHINESE_BLOCKS = (range(0x3000, 0xA000), range(0xFF00, 0xFFF0))
#: Share of characters of a GB18030 reading that must be Chinese for it to be one.
CHINESE_SHARE = 0.5
#: Leading bytes of common characters, the first trailing byte of GB 2312, and the least share of it in a text.
_GB_COMMON, _BIG5_COMMON = range(0xB0, 0xD8), range(0xA4, 0xC7)
_GB_TRAIL, _GB_SHARE = 0xA1, 0.2
#: A letter run on to a number, which Python's names have a hyphen before (``koi8r``).
_GLUED = re.compile(r"(\d)([a-z])$", re.IGNORECASE)
#: How much of a text tells whether it is UTF-16, by the digits and marks between cells that every table has.
_HEAD, _MARKS_BETWEEN = 64 * 1024, b"0123456789,;\t\r\n"
#: How many words a question about an encoding shows.
_WORDS = 4
#: Encodings of Chinese, which the bytes tell; those of the languages beside it; other claims are of western letters.
_CHINESE = frozenset({"gb18030", "big5"})
_WIDE = frozenset({"gbk", "gb2312", "big5", "big5hkscs", "cp949", "euc_kr", "cp932", "shift_jis", "euc_jp", *_CHINESE})
_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\xfe]")


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
    wide = unmarked_utf16(content)
    if wide is not None:
        return wide
    if _decodes(content, "utf-8"):
        return "utf-8"
    if _decodes(content, "gb18030") and _is_chinese(content.decode("gb18030")) and not _is_accented(content):
        return "big5" if _decodes(content, "big5") and _is_rather_big5(content) else "gb18030"
    best = from_bytes(content, cp_isolation=["cp1252", "latin_1", "big5", "cp949", "cp932", "utf_16"]).best()
    return best.encoding if best is not None else "cp1252"


def unmarked_utf16(content: bytes) -> str | None:
    r"""
    Return which UTF-16 a text without a mark is in, None if in none: beside its digits and marks stand NULs.

    Examples
    --------
    >>> unmarked_utf16("编号,名称\n1,甲厂".encode("utf-16-le")), unmarked_utf16("编号,名称\n1,甲厂".encode("utf-16-be"))
    ('utf-16-le', 'utf-16-be')
    >>> unmarked_utf16(b"a,b\n1,\x002") is None
    True
    """
    head = content[: _HEAD - _HEAD % 2]
    if b"\0" not in head:
        return None
    marks = sum(map(head.count, _MARKS_BETWEEN))
    for encoding, low, high in (("utf-16-le", head[::2], head[1::2]), ("utf-16-be", head[1::2], head[::2])):
        if 2 * sum(not above and below in _MARKS_BETWEEN for below, above in zip(low, high, strict=False)) > marks:
            return encoding if begins(head, encoding) else None
    return None


def begins(content: bytes, encoding: str) -> bool:
    """Tell whether the beginning of a text is in an encoding; its last character may be cut."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True


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
    Return the encoding of a Shapefile's attributes: what the bytes say before what the file claims.

    A GBK file without (or with a lying) ``.cpg`` would read as mojibake without any error; so would one that claims
    western letters, in which nearly all bytes can be read. What is claimed, in the ``.cpg`` or in the table's own head,
    settles what the bytes leave open.
    """
    table = path.with_suffix(".dbf")
    if not table.is_file():
        return "utf-8"
    content = table.read_bytes()
    text = _letters(content)
    if _decodes(text, "utf-8"):
        return "utf-8"
    found = text_encoding(text)
    is_chinese = found in _CHINESE and not _is_accented(text)
    for claimed in (_of_cpg(path.with_suffix(".cpg")), _LDIDS.get(content[29])):
        if claimed and _decodes(text, claimed) and (claimed in _WIDE or not is_chinese):
            return claimed
    return found


def contradicted(path: Path, chosen: str) -> str | None:
    """Return the encoding that a Shapefile claims for its attributes, if they read otherwise as they were *chosen*."""
    table = path.with_suffix(".dbf")
    claimed = _of_cpg(path.with_suffix(".cpg"))
    if claimed is None or not table.is_file():
        return None
    text = _letters(table.read_bytes())
    as_chosen = text.decode(chosen, errors="replace")
    return None if _decodes(text, claimed) and text.decode(claimed) == as_chosen else claimed


def doubted(path: Path) -> tuple[str, str] | None:
    """
    Return the two encodings that a Shapefile may be in, if it cannot be told: that of its bytes, and the claimed one.

    Both can be read and differ, and each is one of Chinese or of a language that is written alike.
    """
    table, claimed = path.with_suffix(".dbf"), _of_cpg(path.with_suffix(".cpg"))
    if claimed not in _WIDE or not table.is_file():
        return None
    text = _letters(table.read_bytes())
    found = text_encoding(text)
    if found not in _CHINESE or not _decodes(text, claimed) or text.decode(claimed) == text.decode(found):
        return None
    return found, claimed


def different_words(path: Path, encodings: tuple[str, ...]) -> dict[str, str]:
    """Return how the first words that differ are read in each of some encodings."""
    text = _letters(path.with_suffix(".dbf").read_bytes())
    readings = {encoding: text.decode(encoding, errors="replace").split() for encoding in encodings}
    first, *others = readings.values()
    at = [place for place, word in enumerate(first) if any(other[place : place + 1] != [word] for other in others)]
    return {
        name: " ".join(words[place] for place in at[:_WORDS] if place < len(words)) for name, words in readings.items()
    }


def first_other_line(content: bytes) -> int | None:
    r"""
    Return the number of the first line that is not in the encoding of those before it, None where all are in one.

    Only what is certain is told: Chinese in UTF-8 beside lines that are no UTF-8. A word of two short characters (联通)
    is UTF-8 by chance.

    Examples
    --------
    >>> first_other_line("编号,名称\n1,甲厂".encode()), first_other_line("编号\n".encode() + "甲厂".encode("gbk"))
    (None, 2)
    """
    if _decodes(content, "utf-8") or content.startswith(tuple(mark for mark, _ in _MARKS[1:])):
        return None
    if unmarked_utf16(content) is not None:
        return None
    first = None
    for number, line in enumerate(content.splitlines(), start=1):
        if line.isascii():
            continue
        is_utf8 = _decodes(line, "utf-8")
        if is_utf8 and not _is_chinese(line.decode("utf-8")):
            continue
        if first is not None and is_utf8 != first:
            return number
        first = is_utf8
    return None


def _of_cpg(path: Path) -> str | None:
    """Return what a ``.cpg`` claims: a name that Python knows, or a Windows code page by its number."""
    if not path.is_file():
        return None
    name = path.read_text("ascii", errors="ignore").strip().replace("ANSI ", "cp")
    for spelled in (name, f"cp{name}", name.replace("-", ""), _GLUED.sub(r"\1-\2", name)):
        try:
            return codecs.lookup(spelled).name
        except (LookupError, ValueError):
            continue
    return None


def shapefile_encodings(path: Path) -> tuple[str, ...]:
    """Return every encoding in which a Shapefile's attributes can be read, the likeliest first."""
    found = encodings_of(_letters(path.with_suffix(".dbf").read_bytes()))
    return tuple(encoding for encoding in found if not encoding.startswith("utf-16"))


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


def _is_rather_big5(content: bytes) -> bool:
    """
    Tell traditional characters in Big5 from simplified ones in GB18030, where the bytes allow both.

    Each code keeps its common characters in a block of its own; a text has most of its characters there.
    """
    pairs = _PAIRS.findall(content)
    simplified = sum(pair[0] in _GB_COMMON and pair[1] >= _GB_TRAIL for pair in pairs)
    traditional = sum(pair[0] in _BIG5_COMMON and (pair[1] < 0x7F or pair[1] >= _GB_TRAIL) for pair in pairs)
    return bool(traditional > simplified)


def _is_accented(content: bytes) -> bool:
    """Tell letters with accents from Chinese: hardly a pair is of GB 2312, the other half of a letter is plain."""
    pairs = _PAIRS.findall(content)
    return bool(sum(pair[1] >= _GB_TRAIL for pair in pairs) < _GB_SHARE * len(pairs))


def _is_chinese(text: str) -> bool:
    foreign = [letter for letter in text if ord(letter) > 0x7F]
    chinese = [letter for letter in foreign if any(ord(letter) in block for block in _CHINESE_BLOCKS)]
    return bool(foreign) and len(chinese) > CHINESE_SHARE * len(foreign)
