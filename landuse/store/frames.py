"""Columns of frames to plain Python values and back, by what the column holds."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from landuse.schema import Kind
from landuse.store.clock import parse_instant

_TO_PLAIN: dict[Kind, Callable[[Any], object]] = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.NUMBER: float,
    Kind.AREA: float,
    Kind.WHOLE: int,
    Kind.FLAG: bool,
    Kind.DAY: lambda value: value.date() if isinstance(value, datetime) else value,
    Kind.INSTANT: lambda value: value,
}


def plain(values: pd.Series, kind: Kind) -> list[Any]:
    """Return the values of a column as plain Python; whatever pandas calls missing becomes None."""
    convert = _TO_PLAIN[kind]
    missing = values.isna()
    if missing.all():
        return [None] * len(values)
    if not missing.any():
        return list(map(convert, values.tolist()))
    return [None if gone else convert(value) for value, gone in zip(values.tolist(), missing.tolist(), strict=True)]


def plain_value(value: Any, kind: Kind) -> Any:
    """Return one value as :func:`plain` would."""
    return plain(pd.Series([value], dtype=object), kind)[0]


def read_value(value: Any, kind: Kind) -> Any:
    """Return one value as SQLite has it as plain Python: what :func:`series` makes of many."""
    if value is None or kind in {Kind.TEXT, Kind.CODE}:
        return value
    if kind is Kind.DAY:
        return date.fromisoformat(value[:10])
    return parse_instant(value) if kind is Kind.INSTANT else _TO_PLAIN[kind](value)


def series(values: Sequence[Any], kind: Kind) -> pd.Series:
    """Return values as SQLite has them as a column: text as objects, areas as float64, days as ``date`` objects."""
    if kind in {Kind.TEXT, Kind.CODE}:
        return pd.Series(list(values), dtype=object)
    if kind in {Kind.NUMBER, Kind.AREA}:
        return pd.Series(values, dtype="float64")
    if kind is Kind.WHOLE:
        return pd.Series(values, dtype="Int64")
    if kind is Kind.FLAG:
        return pd.Series([None if value is None else bool(value) for value in values], dtype="boolean")
    if kind is Kind.DAY:
        return pd.Series([None if value is None else date.fromisoformat(value[:10]) for value in values], dtype=object)
    moments = [None if value is None else parse_instant(value) for value in values]
    return pd.Series(moments, dtype="datetime64[us, UTC]")
