"""
Digests of rows, by which ``fsck`` tells a row that was tampered with (or lost a bit on the disk) from a sound one.

An append-only table is a chain: each row's digest also takes in the digest of the row before, so that a row taken out
is noticed at its successor. A record's digest is its own; an edit by another program drops it (a trigger), because such
an edit is allowed.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import repeat
from json.encoder import encode_basestring
from operator import is_
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
    return _digest(",".join([_JSON_OF.get(type(value), _JSON.encode)(value) for value in values]), before)


def row_digests(columns: Sequence[Sequence[object]]) -> list[str]:
    """
    Return the digests of many rows, given column by column: each as :func:`row_digest` has it, without a row before.

    Examples
    --------
    >>> row_digests([["a", "b"], [None, None]]) == [row_digest(["a", None]), row_digest(["b", None])]
    True
    """
    return [_digest(",".join(row)) for row in zip(*map(_texts, columns), strict=True)]


def _texts(column: Sequence[object]) -> list[str]:
    """Return the JSON of a column's values; of one that holds the same object throughout only once."""
    if column and all(map(is_, column, repeat(column[0]))):
        return [_JSON_OF.get(type(column[0]), _JSON.encode)(column[0])] * len(column)
    kinds = set(map(type, column))
    if len(kinds) == 1:
        return list(map(_JSON_OF.get(kinds.pop(), _JSON.encode), column))
    return [_JSON_OF.get(type(value), _JSON.encode)(value) for value in column]


def _digest(text: str, before: str = "") -> str:
    return hashlib.sha256(f"{before}\n[{text}]".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _of_float(value: float) -> str:
    return repr(value + 0.0) if math.isfinite(value) else _JSON.encode(value)  # SQLite forgets the sign of -0.0


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: What stands for a value in the digest, as JSON, by its type.
_JSON_OF: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    type(None): lambda _: "null",
    int: str,
    bytes: lambda value: f'"{hashlib.sha256(value).hexdigest()}"',
    bool: lambda value: "1" if value else "0",
    float: _of_float,
    datetime: lambda value: f'"{instant_text(value)}"',
    date: lambda value: f'"{value.isoformat()}"',
}
