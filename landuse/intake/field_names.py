"""
Field names of a dBASE table that were cut within a character.

Ten bytes are five Chinese characters in GBK, three and a third in UTF-8. The half of a character makes the name, and
with it the whole table, unreadable in its own encoding. It is taken off in our copy; the characters before it stay.
"""

import codecs
from pathlib import Path

#: Most bytes of a name, and where names stand: from 32 on, 32 bytes a field.
_MOST, _FIELD, _NAME = 10, 32, 11
_ENCODINGS = ("utf-8", "gb18030")


def mend_names(table: Path) -> None:
    """Take off halves of characters at the ends of the field names of a table, which is a copy of our own."""
    content = table.read_bytes()
    start = int.from_bytes(content[8:10], "little")
    mended = bytearray(content)
    for at in range(_FIELD, min(start, len(content)) - 1, _FIELD):
        mended[at : at + _NAME] = whole_name(content[at : at + _NAME].split(b"\0")[0]).ljust(_NAME, b"\0")
    if mended != content:
        table.write_bytes(mended)


def whole_name(name: bytes) -> bytes:
    """
    Return a field's name without the half of a character at its end.

    Examples
    --------
    >>> whole_name("低效用地名称".encode("gbk")[:10]).decode("gbk"), whole_name("1地块编号".encode("gbk")).decode("gbk")
    ('低效用地名', '1地块编号')
    >>> whole_name("1地块编号名".encode("gbk")[:10]).decode("gbk"), whole_name("地块编号".encode()[:10]).decode()
    ('1地块编号', '地块编')
    """
    if len(name) != _MOST:
        return name
    for encoding in _ENCODINGS:
        try:
            words = codecs.getincrementaldecoder(encoding)().decode(name)
        except UnicodeDecodeError:
            continue
        return words.encode(encoding) if not words.isascii() else name
    return name
