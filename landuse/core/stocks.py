"""Land that stands between two stages, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pandas as pd

NOTHING = Decimal("0.00")


def idle_after_demolition(
    demolished: pd.DataFrame,
    resupplied: pd.DataFrame,
    links: pd.DataFrame,
    *,
    forebears: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> pd.DataFrame:
    """
    Return what of each demolished parcel has not been supplied again (拆而未供).

    Parameters
    ----------
    demolished, resupplied : DataFrame
        Contributions (``core.ledger``) of the demolition and the re-supply indicator, cut to the day.
    links : DataFrame
        ``plot_id``, ``parcel_id``: which parcels a plot lies on. A plot's re-supply is credited to its parcels in
        the order of their demolition, to each at most what still stands idle there.
    forebears : mapping
        The parcels that a parcel's ground was part of before (地块分合): what is supplied of it was theirs.

    Returns
    -------
    DataFrame
        ``subject_id``, ``since`` (first day of demolition), ``amount`` (Decimal, > 0), by subject.
    """
    parcels = demolished.loc[(demolished["subject_kind"] == "parcel") & (demolished["counted"] > 0)]
    idle: dict[str, Decimal] = {}
    since: dict[str, date] = {}
    for subject_id, counted, day in parcels[["subject_id", "counted", "occurred_on"]].itertuples(
        index=False, name=None
    ):
        idle[subject_id] = idle.get(subject_id, NOTHING) + counted
        since.setdefault(subject_id, day)
    parcels_of = links.groupby("plot_id")["parcel_id"].agg(list).to_dict()
    for kind, subject_id, counted in resupplied[["subject_kind", "subject_id", "counted"]].itertuples(
        index=False, name=None
    ):
        named = [subject_id] if kind == "parcel" else parcels_of.get(subject_id, [])
        lies_on = dict.fromkeys([*named, *(older for name in named for older in forebears.get(name, ()))])
        for parcel_id in sorted((name for name in lies_on if name in idle), key=lambda name: (since[name], name)):
            credit = min(counted, idle[parcel_id])
            idle[parcel_id] -= credit
            counted -= credit  # noqa: PLW2901 - what is left of the plot goes on to its next parcel
    rows = [(name, since[name], amount) for name, amount in sorted(idle.items()) if amount > 0]
    return pd.DataFrame(rows, columns=["subject_id", "since", "amount"])


def standing_between(
    events: pd.DataFrame, *, subject_kind: str, entered_by: tuple[str, ...], left_by: tuple[str, ...], as_of: date
) -> pd.DataFrame:
    """
    Return the subjects that an event brought into a stock and none has taken out by the day.

    Parameters
    ----------
    events : DataFrame
        Live events: ``subject_kind``, ``subject_id``, ``kind``, ``occurred_on``.
    subject_kind, entered_by, left_by
        The stock's rule.
    as_of : date
        Last day that counts.

    Returns
    -------
    DataFrame
        ``subject_id``, ``since`` (first day it was entered).
    """
    of_kind = events.loc[(events["subject_kind"] == subject_kind) & events["occurred_on"].notna()]
    of_kind = of_kind.loc[of_kind["occurred_on"] <= as_of]
    entered = of_kind.loc[of_kind["kind"].isin(entered_by)].groupby("subject_id")["occurred_on"].min()
    left = set(of_kind.loc[of_kind["kind"].isin(left_by), "subject_id"])
    return entered.loc[~entered.index.isin(left)].rename("since").reset_index()


def ageing(days: pd.Series, amounts: pd.Series, bounds: tuple[int, ...]) -> list[tuple[int, int | None, Decimal, int]]:
    """
    Sort a stock into ageing buckets.

    Parameters
    ----------
    days : Series
        Days each member has stood.
    amounts : Series
        Its amount (Decimal), same index.
    bounds : tuple of int
        Upper ends of the buckets, rising; the last bucket is open.

    Returns
    -------
    list of (from day, to day or None, amount, count)

    Examples
    --------
    >>> ageing(pd.Series([10, 100]), pd.Series([Decimal(1), Decimal(2)]), (90,))
    [(0, 90, Decimal('1.00'), 1), (91, None, Decimal('2.00'), 1)]
    """
    buckets: list[tuple[int, int | None, Decimal, int]] = []
    start = 0
    for end in (*bounds, None):
        within = (days >= start) & (days <= end) if end is not None else days >= start
        buckets.append((start, end, sum(amounts[within], NOTHING), int(within.sum())))
        start = 0 if end is None else end + 1
    return buckets
