"""Where a record stands: the furthest stage of its renewal mode's way that an event has entered by the day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.rules import Rules

FIRST_STAGE = "registered"
Way = tuple[tuple[str, tuple[str, ...]], ...]
Ways = Sequence[Way]
Kinds = Sequence[str]


def stage_entries(events: pd.DataFrame, records: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """
    Return the first day each record entered each stage of its way.

    Parameters
    ----------
    events : DataFrame
        ``subject_id``, ``kind``, ``occurred_on`` of live events on these records.
    records : DataFrame
        ``subject_id`` and ``way`` (a tuple of stages, with the kinds that enter each: see :func:`ways`).
    as_of : date
        Last day that counts; events without a day do not move a stage.

    Returns
    -------
    DataFrame
        ``subject_id``, ``stage``, ``rank`` (place in the way), ``entered_on``; a row a stage entered.
    """
    dated = events.loc[events["occurred_on"].notna(), ["subject_id", "kind", "occurred_on"]]
    dated = dated.loc[dated["occurred_on"] <= as_of]
    placed = dated.merge(records[["subject_id", "way_name"]], on="subject_id").merge(
        _places(records), on=["way_name", "kind"]
    )
    first = placed.groupby(["subject_id", "stage", "rank"], sort=False)["occurred_on"].min()
    return first.rename("entered_on").reset_index()


def stages(events: pd.DataFrame, records: pd.DataFrame, *, as_of: date) -> pd.Series:
    """
    Return the stage of each record on a day.

    Parameters
    ----------
    events, records, as_of
        As for :func:`stage_entries`.

    Returns
    -------
    Series named ``stage``, with the index of *records*.
    """
    dated = events.loc[events["occurred_on"].notna()]
    dated = dated.loc[dated["occurred_on"] <= as_of]
    place = pd.Index(records["subject_id"]).get_indexer(pd.Index(dated["subject_id"]))
    dated, place = dated.loc[place >= 0], place[place >= 0]
    kind, kinds = pd.factorize(dated["kind"])
    way, names = pd.factorize(records["way_name"])
    ways = records.drop_duplicates("way_name").set_index("way_name")["way"]
    found = furthest(way, place, kind, ways=[ways[name] for name in names], kinds=list(kinds))
    return pd.Series(found.astype(object), index=records.index, name="stage")


def furthest(
    way: npt.NDArray[np.intp], record: npt.NDArray[np.intp], kind: npt.NDArray[np.intp], *, ways: Ways, kinds: Kinds
) -> pd.Categorical:
    """
    Return the furthest stage that each record has entered.

    Parameters
    ----------
    way : (records) array of int
        Which of *ways* each record goes.
    record, kind : (events) arrays of int
        For each event the place of its record in *way* and of its kind in *kinds*.
    ways : sequence of ways
        Each a tuple of (stage, kinds that enter it).
    kinds : sequence of str

    Returns
    -------
    (records) Categorical of the stages that are met
        :data:`FIRST_STAGE` where no event says more.
    """
    names = sorted({FIRST_STAGE, *(stage for way in ways for stage, _ in way)})
    codes = {stage: code for code, stage in enumerate(names)}
    ranks = np.full((len(ways), max(len(kinds), 1)), -1)
    # By way and rank; the last column is met as rank -1: no event at all.
    stage_codes = np.full((len(ways), max(map(len, ways), default=0) + 1), codes[FIRST_STAGE], dtype=np.int8)
    for row, stages_of_way in enumerate(ways):
        for rank, (stage, entering) in enumerate(stages_of_way):
            stage_codes[row, rank] = codes[stage]
            for name in entering:
                if name in kinds:
                    ranks[row, kinds.index(name)] = rank
    reached = np.full(len(way), -1)
    np.maximum.at(reached, record, ranks[way[record], kind])
    stages_there = pd.Index(names, dtype=object)
    found: pd.Categorical = pd.Categorical.from_codes(stage_codes[way, reached], categories=stages_there)
    return found.remove_unused_categories()


def with_ways(records: pd.DataFrame, *, key: str, rules: Rules) -> pd.DataFrame:
    """
    Return ``subject_id``, ``way_name`` and ``way`` of each record, on the index of *records*.

    A way is a tuple of (stage, kinds that enter it). Records with a ``mode`` (the renewal mode) go that mode's way,
    plots the one of their ``source`` and ``supply_method``.
    """
    if "supply_method" in records:
        known = records[["source", "supply_method"]].astype(object)
        known = known.where(known.notna(), None)
        names = ["plots." + rules.plot_way(*row) for row in known.itertuples(index=False, name=None)]
    else:
        names = ["modes." + (mode if mode in rules.modes else "undecided") for mode in records["mode"]]
    ways = {f"modes.{name}": _way(mode.way, rules) for name, mode in rules.modes.items()}
    ways |= {f"plots.{name}": _way(way, rules) for name, way in rules.plots.items()}
    return pd.DataFrame(
        {
            "subject_id": records[key],
            "way_name": pd.Series(names, index=records.index, dtype=object),
            "way": pd.Series([ways[name] for name in names], index=records.index, dtype=object),
        },
        index=records.index,
    )


def way_of(record: Mapping[str, Any], rules: Rules) -> Way:
    """Return the way of one record: what :func:`with_ways` says of many."""
    if "supply_method" in record:
        return _way(rules.plots[rules.plot_way(record["source"], record["supply_method"])], rules)
    mode = record["mode"]
    return _way(rules.modes[mode if mode in rules.modes else "undecided"].way, rules)


def days_entered(way: Way, events: Iterable[Mapping[str, Any]], *, as_of: date) -> dict[str, date]:
    """
    Return the first day that one record entered each stage of its way: what :func:`stage_entries` says of many.

    The last of them is where it stands; without any it stands at :data:`FIRST_STAGE`.
    """
    dated = [(event["kind"], event["occurred_on"]) for event in events if event["occurred_on"] is not None]
    days: dict[str, date] = {}
    for stage, kinds in way:
        entered = [on for kind, on in dated if kind in kinds and on <= as_of]
        if entered:
            days[stage] = min(entered)
    return days


def _way(names: tuple[str, ...], rules: Rules) -> Way:
    return tuple((name, rules.stages[name]) for name in names)


def _places(records: pd.DataFrame) -> pd.DataFrame:
    distinct = records.drop_duplicates("way_name")
    rows = [
        (name, kind, stage, rank)
        for name, way in zip(distinct["way_name"], distinct["way"], strict=True)
        for rank, (stage, kinds) in enumerate(way)
        for kind in kinds
    ]
    return pd.DataFrame(rows, columns=["way_name", "kind", "stage", "rank"])
