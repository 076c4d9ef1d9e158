"""
Digests of rows, by which ``fsck`` tells a row that was tampered with (or lost a bit on the disk) from a sound one.

An append-only table is a chain: each row's digest also takes in the digest of the row before, so that a row taken out
is noticed at its successor. A record's digest is its own; an edit by another program drops it (a trigger), because such
an edit is allowed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from landuse.store.clock import instant_text

#: Hexadecimal digits kept of SHA-256: 128 bits tell damage apart with room to spare, at half the size.
_DIGITS = 32


def row_digest(values: Iterable[object], before: str = "") -> str:
    """
    Return the digest of a row's *values*, following a row whose digest was *before*.

    Values may be given as Python has them or as SQLite returns them: both give the same digest.

    Examples
    --------
    >>> row_digest([date(2023, 5, 31), True, 5.0]) == row_digest(["2023-05-31", 1, 5.0])
    True
    """
    text = _JSON.encode([_PLAIN.get(type(value), _as_it_is)(value) for value in values])
    return hashlib.sha256(f"{before}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _as_it_is(value: Any) -> object:
    return value


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: What stands for a value in the digest, by its type; texts and whole numbers stand for themselves.
_PLAIN: dict[type, Callable[[Any], object]] = {
    bytes: lambda value: hashlib.sha256(value).hexdigest(),
    bool: int,
    float: lambda value: value + 0.0,  # SQLite forgets the sign of -0.0
    datetime: instant_text,
    date: date.isoformat,
}
