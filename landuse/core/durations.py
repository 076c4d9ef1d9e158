"""
How long the steps of a way take: what was observed, finished or not, against what is usual.

A step's hazard (the chance a day of being taken, among those still waiting) is level between a few ages, so a subject
that still waits tells as much as one that went on: leaving it out would make every step look quicker than it is. The
hazard is that of the usual days times three factors that the events pull away from 1: the district's pace, the step's
pace, the step's shape. Gamma priors make each one's posterior a gamma; draws are taken by turns (Gibbs sampling), many
chains side by side. Days are counted by the season's clock: a day of December counts for more than one of February.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.seasons import SeasonClock, ordinal
from landuse.rules.forecast import ForecastRules, Spell, Transition

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
Ways = Mapping[str, tuple[str, ...]]

#: Ages at which a hazard may change, in usual days.
AGES = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.4, 2.0, 3.0, 5.0])
#: What is done on the day it began took half a day.
HALF_A_DAY = 0.5
#: Agreed days are a step of their own: from the lead before the day agreed to the day it was done.
AGREED: Pair = ("agreed", "done")
WAIT_COLUMNS = ["subject_id", "from_kind", "to_kind", "since", "until", "end"]
_USUAL_SPAN = 12.0


@dataclass(frozen=True, slots=True)
class Hazard:
    """
    What is known of one step: hazards a day of the season's clock, by draw and age.

    ``ages`` are the lower ends; ``rates`` and ``risen`` (the cumulative hazard at each lower end) are draws by ages;
    ``least`` are the days before which it cannot happen; ``leaving`` is the hazard of being withdrawn, by draw.
    """

    ages: Floats
    rates: Floats
    risen: Floats
    least: int
    leaving: Floats

    def waited(self, draw: npt.NDArray[np.int64], already: Floats, more: Floats) -> Floats:
        """Return the age at which the cumulative hazard of *draw* has risen by *more* since the age *already*."""
        number = np.searchsorted(self.ages, already, side="right") - 1
        goal = more + self.risen[draw, number] + self.rates[draw, number] * (already - self.ages[number])
        number = np.zeros(len(goal), dtype=np.int64)
        for age in range(1, len(self.ages)):
            number += goal >= self.risen[draw, age]
        return np.asarray(self.ages[number] + (goal - self.risen[draw, number]) / self.rates[draw, number])


@dataclass(frozen=True, slots=True)
class Pace:
    """The steps of a district as its events show them, and the clock they are counted by."""

    hazards: dict[Pair, Hazard]
    clock: SeasonClock
    counts: pd.DataFrame


def recorded_ways(ways: Ways, entries: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """
    Leave out kinds that no entry has, except the first and the last of a way; all stay where there are no entries.

    Parameters
    ----------
    ways : mapping of name to kinds
    entries : DataFrame
        ``kind``; see :class:`landuse.core.forecast.History`.
    """
    seen = set(entries["kind"])
    if not seen:
        return dict(ways)
    return {
        name: tuple(kind for kind in way if kind in seen or kind in {way[0], way[-1]}) for name, way in ways.items()
    }


def spells(ways: Ways, full: Ways, rules: ForecastRules) -> dict[Pair, Transition]:
    """Return each step of *ways*; of one that skips kinds of the *full* way, days add up and trust is the least."""
    found: dict[Pair, Transition] = {}
    for name, way in ways.items():
        whole = full[name]
        for pair in pairwise(way):
            between = whole[whole.index(pair[0]) : whole.index(pair[1]) + 1]
            parts = [rules.transitions[part] for part in pairwise(between)]
            found.setdefault(pair, _joined(pair, parts))
    return found


def _joined(pair: Pair, parts: list[Transition]) -> Transition:
    if len(parts) == 1:
        return parts[0]
    return Transition(
        from_kind=pair[0],
        to_kind=pair[1],
        days=sum(part.days for part in parts),
        spread=max(part.spread for part in parts),
        weight=min(part.weight for part in parts),
        never=1 - float(np.prod([1 - part.never for part in parts])),
        source=";".join(dict.fromkeys(part.source for part in parts)),
        least=sum(part.least for part in parts),
    )


def entered_days(entries: pd.DataFrame, members: pd.Index, way: tuple[str, ...]) -> Floats:
    """Return the day (ordinal) each of *members* entered each kind of a *way*; infinite where it did not."""
    of_way = entries.loc[entries["kind"].isin(way) & entries["subject_id"].isin(members)]
    days = np.full((len(members), len(way)), np.inf)
    rows, columns = (
        members.get_indexer(pd.Index(of_way["subject_id"])),
        pd.Index(way).get_indexer(pd.Index(of_way["kind"])),
    )
    np.minimum.at(days, (rows, columns), ordinal(of_way["entered_on"]))
    return days


def waits(entries: pd.DataFrame, subjects: pd.DataFrame, ways: Ways, *, as_of: date) -> pd.DataFrame:
    """
    Return what the subjects waited for between two steps of their way, finished or not.

    Parameters
    ----------
    entries : DataFrame
        ``subject_id``, ``kind``, ``entered_on`` (date), all up to *as_of*.
    subjects : DataFrame
        ``subject_id`` (unique), ``way``, ``joined_on``, ``dropped_on`` (date or None).
    ways : mapping of name to kinds
    as_of : date
        Last day that is known.

    Returns
    -------
    DataFrame
        ``subject_id``, ``from_kind``, ``to_kind``, ``since``, ``until`` (ordinal days), ``end``: ``finished``,
        ``waiting`` (on *as_of*) or ``dropped``. A step whose event is missing between two others took nobody knows how
        long: neither of its sides is a row. What begins once another carries a subject on (``joined_on``) is that
        other's.
    """
    today = float(as_of.toordinal())
    found = []
    for name, members in subjects.groupby("way", sort=True):
        way = ways[str(name)]
        days = entered_days(entries, pd.Index(members["subject_id"]), way)
        joined, dropped = (ordinal(members[column]) for column in ("joined_on", "dropped_on"))
        for rank, pair in enumerate(pairwise(way)):
            since = days[:, rank]
            onward = days[:, rank + 1 :].min(axis=1)
            finished = (onward == days[:, rank + 1]) & (onward >= since) & np.isfinite(onward) & np.isfinite(since)
            still = np.isfinite(since) & ~np.isfinite(onward)
            gone = still & (dropped <= today)
            until = np.where(finished, onward, np.where(gone, np.maximum(dropped, since), today))
            end = np.where(finished, "finished", np.where(gone, "dropped", "waiting"))
            rows = np.flatnonzero((finished | still) & (since < joined))
            found.append(
                pd.DataFrame(
                    {
                        "subject_id": members["subject_id"].to_numpy()[rows],
                        "from_kind": pair[0],
                        "to_kind": pair[1],
                        "since": since[rows],
                        "until": until[rows],
                        "end": end[rows],
                    }
                )
            )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=WAIT_COLUMNS)


def usual_hazard(spell: Spell, *, least: int = 0, withdrawn_apart: bool = False) -> tuple[Floats, Floats]:
    """
    Return ages and the hazard from each on, of a lognormal of the usual days (above the *least*).

    The share that is never finished takes part as subjects that wait for ever, unless the ledger says who is withdrawn.

    Examples
    --------
    >>> ages, rates = usual_hazard(Spell(days=100, spread=0.7, weight=1, never=0, source="-"))
    >>> float(ages[4]), bool(rates[4] > rates[0])
    (100.0, True)
    """
    median = max(spell.days - least, 1.0)
    never = 0.0 if withdrawn_apart else spell.never
    ages = AGES * median
    ends = np.append(ages[1:], _USUAL_SPAN * median)
    fine = np.linspace(ages, ends, 41)
    with np.errstate(divide="ignore"):
        away = np.log(fine / median) / (spell.spread * sqrt(2))
    waiting = never + (1 - never) * np.vectorize(erfc)(away) / 2
    taken = waiting[0] - waiting[-1]
    at_risk = np.trapezoid(waiting, fine, axis=0)
    return ages, np.maximum(taken / at_risk, 1e-9)


def learn(
    observed: pd.DataFrame, steps: Mapping[Pair, Spell], rules: ForecastRules, *, clock: SeasonClock, draws: int
) -> Pace:
    """
    Return what *observed* waits say about the *steps*, as draws of their hazards.

    Parameters
    ----------
    observed : DataFrame
        As :func:`waits` returns it; rows of steps that are not among *steps* are left alone.
    steps : mapping of pair of kinds to Spell
        What is usual, and how much it weighs.
    rules : ForecastRules
        The weights of the district's pace, of the shapes and of withdrawals; the seed.
    clock : SeasonClock
        The usual seasons; what the events show of them is learnt here.
    draws : int
        How many draws.

    Notes
    -----
    Piecewise exponential model with gamma factors; a proposal of this tool, no norm behind it.
    """
    order = list(steps)
    withdrawn_apart = bool((observed["end"] == "dropped").any())
    least = np.array([getattr(steps[pair], "least", 0) for pair in order])
    usual = [
        usual_hazard(steps[pair], least=int(low), withdrawn_apart=withdrawn_apart)
        for pair, low in zip(order, least, strict=True)
    ]
    ages, base = np.array([row[0] for row in usual]), np.array([row[1] for row in usual])
    at = _step_numbers(observed, order)
    known, at = observed.loc[at >= 0], at[at >= 0]
    since = known["since"].to_numpy(dtype=float) + least[at]
    finished = (known["end"] == "finished").to_numpy()
    until = np.maximum(known["until"].to_numpy(dtype=float), since) + np.where(finished, HALF_A_DAY, 0.0)
    weight = np.array([steps[pair].weight for pair in order])
    for _ in range(3):
        events, exposed = _cells(clock, at, since, until, finished, ages)
        factors = _point(events, base * exposed, weight, rules)
        clock = clock.learnt(since, until, finished, ages[at], (base * factors)[at])
    events, exposed = _cells(clock, at, since, until, finished, ages)
    rng = np.random.default_rng([rules.seed, 1])
    rates = base * _drawn(events, base * exposed, weight, rules, rng, draws)
    risen = np.zeros_like(rates)
    np.cumsum(rates[:, :, :-1] * np.diff(ages), axis=2, out=risen[:, :, 1:])
    leaving = _leaving(
        int((known["end"] == "dropped").sum()), exposed, [steps[pair] for pair in order], rules, rng, draws
    )
    hazards = {
        pair: Hazard(ages[number], rates[:, number], risen[:, number], int(least[number]), leaving[:, number])
        for number, pair in enumerate(order)
    }
    return Pace(hazards, clock, _counts(known, at, order))


def median_days(hazard: Hazard) -> float | None:
    """Return the days after which half are through, by the middle of the draws; None if that takes over 20 years."""
    rates = np.median(hazard.rates, axis=0)
    risen = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(hazard.ages))])
    half = np.log(2)
    number = int(np.searchsorted(risen, half, side="right")) - 1
    days = hazard.ages[number] + (half - risen[number]) / rates[number] + hazard.least
    return float(days) if days < 20 * 365 else None


def _step_numbers(observed: pd.DataFrame, order: list[Pair]) -> npt.NDArray[np.int64]:
    numbers = {pair: number for number, pair in enumerate(order)}
    pairs = zip(observed["from_kind"], observed["to_kind"], strict=True)
    return np.array([numbers.get(pair, -1) for pair in pairs], dtype=np.int64)


def _cells(
    clock: SeasonClock,
    at: npt.NDArray[np.int64],
    since: Floats,
    until: Floats,
    finished: npt.NDArray[np.bool_],
    ages: Floats,
) -> tuple[Floats, Floats]:
    """Return, by step and age, how many were finished and how many days were waited."""
    waited = clock.at(until) - clock.at(since)
    lower = ages[at]
    upper = np.concatenate([lower[:, 1:], np.full((len(at), 1), np.inf)], axis=1)
    exposure = np.clip(np.minimum(waited[:, None], upper) - lower, 0.0, None)
    done = finished[:, None] & (waited[:, None] > lower) & (waited[:, None] <= upper)
    events, exposed = np.zeros(ages.shape), np.zeros(ages.shape)
    np.add.at(exposed, at, exposure)
    np.add.at(events, at, done.astype(float))
    return events, exposed


def _point(events: Floats, expected: Floats, weight: Floats, rules: ForecastRules) -> Floats:
    """Return the likely factor on each usual hazard, without drawing."""
    learning = rules.learning
    district = (learning.district + events.sum()) / (learning.district + expected.sum())
    step = (weight + events.sum(axis=1)) / (weight + district * expected.sum(axis=1))
    pace = (district * step)[:, None]
    return np.asarray(pace * (learning.shape + events) / (learning.shape + pace * expected))


def _drawn(
    events: Floats, expected: Floats, weight: Floats, rules: ForecastRules, rng: np.random.Generator, draws: int
) -> Floats:
    """Return draws of the factor on each usual hazard (draws by steps by ages)."""
    learning = rules.learning
    district = np.ones((draws, 1, 1))
    step = np.ones((draws, len(weight), 1))
    shape = np.ones((draws, *events.shape))
    by_step = events.sum(axis=1)[None, :, None]
    for _ in range(learning.sweeps):
        reached = (shape * expected).sum(axis=2, keepdims=True)
        district = rng.gamma(learning.district + events.sum(), 1.0, (draws, 1, 1)) / (
            learning.district + (step * reached).sum(axis=1, keepdims=True)
        )
        step = rng.gamma(weight[None, :, None] + by_step, 1.0, step.shape) / (
            weight[None, :, None] + district * reached
        )
        shape = rng.gamma(learning.shape + events, 1.0, shape.shape) / (learning.shape + district * step * expected)
    return np.asarray(district * step * shape)


def _leaving(
    gone: int, exposed: Floats, steps: list[Spell], rules: ForecastRules, rng: np.random.Generator, draws: int
) -> Floats:
    """Return draws of the hazard of being withdrawn (draws by steps); none where the ledger knows of no withdrawal."""
    if not gone:
        return np.zeros((draws, len(steps)))
    usual = np.array([-np.log1p(-step.never) / step.days for step in steps])
    expected = float((exposed.sum(axis=1) * usual).sum())
    weight = rules.learning.dropped
    factor = rng.gamma(weight + gone, 1.0, (draws, 1)) / (weight + expected)
    return np.asarray(factor * usual)


def _counts(known: pd.DataFrame, at: npt.NDArray[np.int64], order: list[Pair]) -> pd.DataFrame:
    """Return ``finished``, ``waiting`` and ``dropped`` waits of each step."""
    ends = known["end"].to_numpy()
    found = {
        end: np.bincount(at[ends == end], minlength=len(order)).tolist() for end in ("finished", "waiting", "dropped")
    }
    return pd.DataFrame(found, index=pd.MultiIndex.from_tuples(order, names=["from_kind", "to_kind"]))
