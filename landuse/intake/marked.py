"""A table that went back to its town with its problems marked, when it comes in again: what was added is no data."""

from collections.abc import Sequence
from functools import cache

from landuse.i18n import LANGUAGES, catalogue

#: How far down the heading of the added column may stand.
_HEADING_ROWS = 60

Rows = Sequence[Sequence[object]]


@cache
def lists() -> frozenset[str]:
    """Return what the added sheet, which lists all problems, is called in either language."""
    return frozenset(catalogue(language)("problems.list") for language in LANGUAGES)


@cache
def _columns() -> frozenset[str]:
    return frozenset(catalogue(language)("problems.column") for language in LANGUAGES)


def unmarked(rows: Rows) -> Rows:
    """
    Return rows of cells with the added column empty; as they are where there is none.

    Examples
    --------
    >>> unmarked([["编号", "问题(核对结果)"], ["P-1", "第2行:缺名称"]])
    [['编号', None], ['P-1', None]]
    """
    for row in rows[:_HEADING_ROWS]:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.strip() in _columns():
                return [_emptied(each, place) for each in rows]
    return rows


def _emptied(row: Sequence[object], place: int) -> list[object]:
    return [None if at == place else cell for at, cell in enumerate(row)]
