"""The accounts behind every number: the contributions of an indicator on a day, from the ledger and the rules."""

from datetime import date, datetime
from functools import lru_cache

import pandas as pd

from landuse.core.ledger import UNCOUNTED, contributions
from landuse.errors import ArgumentsError
from landuse.model import Group, GroupBy, Indicator
from landuse.rules import load_rules
from landuse.store import Store, Tables
from landuse.views.ground import shared_ground, subjects


def indicator_of(name: str) -> Indicator:
    """Return the indicator *name*; ArgumentsError ``unknown_indicator`` if the rules have none."""
    indicators = load_rules().indicators
    if name not in indicators:
        raise ArgumentsError("unknown_indicator", indicator=name, known=", ".join(indicators))
    return indicators[name]


@lru_cache(maxsize=16)
def _whole_account(tables: Tables, indicator: str) -> pd.DataFrame:
    found = load_rules().indicators[indicator]
    return contributions(tables.events, subjects(tables), found, overlaps=shared_ground(tables, found.kinds))


def account(
    store: Store, indicator: str, *, as_of: date, year: int | None = None, known_at: datetime | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return what counts for an indicator and what does not.

    Parameters
    ----------
    store : Store
    indicator : str
    as_of : date
        Last day that counts.
    year : int, optional
        Only its events count (earlier ones still use up their ground); the whole history otherwise.
    known_at : datetime, optional
        The instant whose knowledge is asked for; the present otherwise.

    Returns
    -------
    (DataFrame, DataFrame)
        Contributions and uncounted rows, both with ``schema.CONTRIBUTION_COLUMNS``. An event without a day is
        uncounted on every day.
    """
    indicator_of(indicator)
    return account_of(store.tables(known_at=known_at), indicator, as_of=as_of, year=year)


def account_of(
    tables: Tables, indicator: str, *, as_of: date, year: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return :func:`account` of tables, be they the ledger's or what it would be."""
    rows = _whole_account(tables, indicator)
    day = rows["occurred_on"]
    undated = day.isna()
    last = as_of if year is None else min(as_of, date(year, 12, 31))
    within = ~undated & (day.fillna(last) <= last)
    if year is not None:
        within &= day.fillna(last) >= date(year, 1, 1)
    left_out = rows["reason"].isin([str(reason) for reason in UNCOUNTED])
    return rows.loc[within & ~left_out], rows.loc[(within | undated) & left_out]


def group_keys(rows: pd.DataFrame, by: GroupBy) -> pd.Series:
    """Return which unit, zone or month each row of an account belongs to (None: none)."""
    if by is GroupBy.MONTH:
        months = [day.strftime("%Y-%m") if isinstance(day, date) else None for day in rows["occurred_on"]]
        return pd.Series(months, index=rows.index, dtype=object)
    return rows["unit" if by is GroupBy.UNIT else "zone_id"]


def of_group(rows: pd.DataFrame, group: Group) -> pd.DataFrame:
    """Return the rows of an account that belong to a group."""
    keys = group_keys(rows, group.by)
    return rows.loc[keys.isna() if group.key is None else keys == group.key]
