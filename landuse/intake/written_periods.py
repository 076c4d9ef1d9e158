"""Periods as a cell writes them (``2023年1-5月``, ``截至2023年6月14日``, ``2023H1``), by the patterns of a table."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from landuse.errors import ArgumentsError
from landuse.periods import Period, parse_period


def period_written(text: str) -> Period | None:
    """
    Return the period that a cell names together with its year; None if it names none.

    Examples
    --------
    >>> period_written("2023 年 1—5 月").code, period_written("2023Q1").code, period_written("1-5月")
    ('2023-01..2023-05', '2023Q1', None)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for pattern, code in _patterns():
        found = pattern.fullmatch(plain)
        if found is not None:
            return _period(code.format(**{name: int(number) for name, number in found.groupdict().items()}))
    return _period(plain)


def without_year(text: str) -> str:
    """
    Return how a cell writes a period, less the year at its beginning.

    Examples
    --------
    >>> without_year("2023年1-5月"), without_year("上半年")
    ('1-5月', '上半年')
    """
    return _patterns_of_years().sub("", text.strip(), count=1) or text.strip()


@cache
def _patterns_of_years() -> re.Pattern[str]:
    return re.compile(_table()["year"])


def _period(code: str) -> Period | None:
    try:
        return parse_period(code)
    except ArgumentsError:
        return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["code"]) for row in _table()["written"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("landuse.intake") / "periods.toml").read_text(encoding="utf-8"))
