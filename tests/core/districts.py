"""
Simulated districts: projects that go their way by rules of their own, which the forecast is not told.

Waits are mixtures of lognormal and gamma, different in every district and slower for some projects than for others; some
projects are withdrawn (said or not), things move slowly at the Spring Festival and are pulled before the year's end,
projects arrive in lumps, some have agreed days that are kept more or less.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd

from landuse.core.histories import COUNTED_COLUMNS, ENTRY_COLUMNS, MILESTONE_COLUMNS, SUBJECT_COLUMNS, History
from landuse.rules.forecast import load_forecast_rules

ROUTES = {"resupply_area": "supply_again", "demolition_area": "clearance"}
YEAR = 2023
NEW_YEAR = date(YEAR + 1, 1, 1).toordinal()


@dataclass(frozen=True)
class District:
    """A simulated district: all that ever happens in it, the day it is looked at, and what kind it is."""

    history: History
    as_of: date
    thick: bool
    says_withdrawn: bool
    plans: bool


@dataclass(frozen=True)
class Nature:
    """How one district really works."""

    medians: np.ndarray
    spreads: np.ndarray
    quick: float
    moody: float
    lost: float
    rush: float
    festival: float


def district(number, indicator="resupply_area"):
    """Return the simulated district of a number, for one indicator."""
    rng = np.random.default_rng([number, sorted(ROUTES).index(indicator)])
    rules = load_forecast_rules()
    way = rules.ways[ROUTES[indicator]]
    steps = [rules.transitions[pair] for pair in pairwise(way)]
    thick = bool(rng.random() < 0.6)
    nature = Nature(
        medians=np.array([step.days for step in steps]) * rng.lognormal(rng.normal(0, 0.25), 0.45, len(steps)),
        spreads=rng.uniform(0.3, 0.9, len(steps)),
        quick=rng.uniform(0.0, 0.3),
        moody=rng.uniform(0.0, 0.35),
        lost=rng.uniform(0.0, 0.06),
        rush=rng.uniform(0.0, 0.7),
        festival=rng.uniform(0, 25),
    )
    start = date(YEAR - 1 - int(rng.integers(0, 2)), int(rng.integers(1, 9)), 1)
    as_of = date(YEAR, int(rng.integers(3, 11)), 28)
    months = (date(YEAR, 12, 1) - start).days // 30 + 1
    arrivals = _arrivals(rng, start, months, rng.uniform(3, 8) if thick else rng.uniform(0.7, 2))
    days = np.array([_life(rng, day, nature, [step.least for step in steps]) for day in arrivals]).reshape(-1, len(way))
    says_withdrawn, plans = bool(rng.random() < 0.4), bool(rng.random() < 0.4)
    return District(_history(rng, indicator, way, days, says_withdrawn, plans), as_of, thick, says_withdrawn, plans)


def _arrivals(rng, start, months, rate):
    """Projects come month by month, now and then many at once."""
    size = rng.uniform(0.8, 4)
    found = []
    for month in range(months):
        many = rng.poisson(rng.gamma(size, rate / size))
        found += [start.toordinal() + 30 * month + int(day) for day in rng.integers(0, 30, many)]
    return sorted(found)


def _life(rng, first, nature, least):
    """Return the days of one project's steps; NaN from where it was lost."""
    days = [float(first)]
    mood = rng.lognormal(0, nature.moody)
    for median, spread, low in zip(nature.medians, nature.spreads, least, strict=True):
        if rng.random() < nature.lost:
            days += [np.nan] * (len(nature.medians) + 1 - len(days))
            return days
        own = max(median - low, 1)
        quick = rng.random() < nature.quick
        wait = rng.gamma(1.5, own * 0.4) if quick else own * mood * rng.lognormal(0, spread)
        days.append(_calendar(rng, days[-1] + low + np.ceil(wait), days[-1] + low, nature))
    return days


def _calendar(rng, day, earliest, nature):
    """Things due in February slip; what would come early in a year is pulled before its beginning, if the law lets it."""
    at = date.fromordinal(int(day))
    if at.month == 2:
        day += nature.festival
    if at.month <= 2 and rng.random() < nature.rush:
        pulled = date(at.year, 1, 1).toordinal() - int(rng.integers(1, 25))
        return float(max(pulled, earliest)) if earliest < date(at.year, 1, 1).toordinal() else day
    return float(day)


def _history(rng, indicator, way, days, says_withdrawn, plans):
    names = [f"plot:{number:04d}" for number in range(len(days))]
    amounts = np.round(rng.lognormal(2.5, 0.6, len(days)), 2)
    entries, counted, subjects, milestones = [], [], [], []
    for name, life, amount in zip(names, days, amounts, strict=True):
        on = [None if np.isnan(day) else date.fromordinal(int(day)) for day in life]
        entries += [(name, kind, day) for kind, day in zip(way, on, strict=True) if day]
        lost = on[-1] is None
        gone = (
            max(day for day in on if day) + timedelta(days=int(rng.integers(20, 120)))
            if lost and says_withdrawn
            else None
        )
        subjects.append((name, ROUTES[indicator], float(amount), None, gone, False))
        if not lost:
            share = 1.0 if rng.random() < 0.8 else rng.uniform(0.7, 1.0)
            counted.append((name, on[-1], Decimal(str(round(amount * share, 2)))))
        if plans and rng.random() < 0.5:
            milestones += _agreed(rng, name, way, on)
    return History(
        entries=pd.DataFrame(entries, columns=ENTRY_COLUMNS),
        subjects=pd.DataFrame(subjects, columns=SUBJECT_COLUMNS),
        counted=pd.DataFrame(counted, columns=COUNTED_COLUMNS),
        milestones=pd.DataFrame(milestones, columns=MILESTONE_COLUMNS),
    )


def _agreed(rng, name, way, on):
    """Return a day agreed for one later step some time before it: about right, often hopeful; made up where it never comes."""
    step = int(rng.integers(1, len(way)))
    if on[step - 1] is None:
        return []
    done = on[step] or on[step - 1] + timedelta(days=int(rng.integers(20, 200)))
    due = done - timedelta(days=int(rng.normal(20, 30)))
    stated = min(due, done) - timedelta(days=int(rng.integers(30, 120)))
    return [(name, way[step], due, stated)]
