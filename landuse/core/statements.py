"""Statements: what somebody said of a thing on a day, until somebody says something else."""

from collections.abc import Sequence
from datetime import date

import pandas as pd


def latest_statements(statements: pd.DataFrame, series: Sequence[str], *, as_of: date) -> pd.DataFrame:
    """
    Return the statement of each series that stands on a day.

    Parameters
    ----------
    statements : DataFrame
        ``stated_on``, ``revision``, ``withdrawn`` and the columns of *series*; any others stay.
    series : sequence of str
        Columns that say what a statement is about.
    as_of : date
        Statements of later days are left out.

    Returns
    -------
    DataFrame
        The columns of *statements* without ``withdrawn``; of two statements of one day the later revision stands, and
        one that was withdrawn leaves nothing.
    """
    until = statements.loc[[day <= as_of for day in statements["stated_on"]]]
    ordered = until.sort_values(["stated_on", "revision"], kind="stable")
    standing = ordered.drop_duplicates(list(series), keep="last").sort_index()
    return standing.loc[~standing["withdrawn"].astype(bool)].drop(columns="withdrawn").reset_index(drop=True)
