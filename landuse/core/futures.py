"""Drawing what is still ahead: each subject step by step to the end of its way, and those nobody has registered yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.durations import AGREED, Pace, Ways
from landuse.rules.forecast import Arrivals, ForecastRules

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
#: Rows drawn at once, so that memory stays small.
_ROWS = 400_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    What every drawn future shares: its pace, the day it starts from (the end of it) and the first day that is too late.

    ``haste`` is how much faster than before each draw runs.
    """

    pace: Pace
    ways: Ways
    rules: ForecastRules
    now: float
    end: float
    haste: Floats


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Who came in each of some past months: members ``starts[m]`` to ``starts[m + 1]`` of way, rank and amount."""

    starts: Numbers
    ways: npt.NDArray[np.object_]
    ranks: Numbers
    amounts: Floats

    @property
    def months(self) -> int:
        """How many months were looked at."""
        return len(self.starts) - 1


def drawing(pace: Pace, ways: Ways, rules: ForecastRules, *, as_of: date, until: date, draws: int) -> Drawing:
    """Return the frame of *draws* futures from the end of *as_of* to the end of *until*."""
    rng = np.random.default_rng([rules.seed, 3])
    haste = np.exp(rules.learning.future * rng.standard_normal(draws))
    return Drawing(pace, ways, rules, as_of.toordinal() + 1.0, until.toordinal() + 1.0, haste)


def added(ahead: Drawing, standing: pd.DataFrame, planned: Mapping[str, dict[int, float]], ratios: Floats) -> Floats:
    """
    Return what each subject adds in each draw.

    Parameters
    ----------
    ahead : Drawing
    standing : DataFrame
        Open subjects (``core.histories.positions``).
    planned : mapping of subject to rank and agreed day (ordinal)
    ratios : array
        What finished subjects counted for, as shares of what was expected of them.

    Returns
    -------
    array, subjects by draws
        In the order of *standing*. A subject's draws depend on its name, the seed and the pace alone, so another
        subject beside it changes nothing.
    """
    draws = len(ahead.haste)
    amounts = np.zeros((len(standing), draws))
    marks = [tuple(sorted(planned.get(name, {}))) for name in standing["subject_id"]]
    places: dict[tuple[str, int, tuple[int, ...]], list[int]] = {}
    for row, (way, rank, mark) in enumerate(zip(standing["way"], standing["rank"], marks, strict=True)):
        places.setdefault((way, rank, mark), []).append(row)
    size = max(_ROWS // draws, 1)
    for place, members in places.items():
        for low in range(0, len(members), size):
            rows = members[low : low + size]
            amounts[rows] = _added_alike(ahead, standing.iloc[rows], place, planned, ratios)
    return amounts


def _added_alike(
    ahead: Drawing,
    standing: pd.DataFrame,
    place: tuple[str, int, tuple[int, ...]],
    planned: Mapping[str, dict[int, float]],
    ratios: Floats,
) -> Floats:
    """Return what subjects at one place of one way add, those with the same steps agreed together."""
    way, rank, mark = place
    names, draws = standing["subject_id"].tolist(), len(ahead.haste)
    steps = len(ahead.ways[way]) - 1 - rank
    streams = [np.random.default_rng([ahead.rules.seed, crc32(name.encode())]) for name in names]
    chances = np.concatenate([stream.random((2 * steps + 2, draws)) for stream in streams], axis=1)
    draw = np.tile(np.arange(draws), len(names))
    since = np.repeat(standing["since"].to_numpy(dtype=float), draws)
    due = {step: np.repeat([planned[name][step] for name in names], draws) for step in mark}
    through = reached(ahead, (way, rank), since, draw, chances[:-2], due)
    share = _share(chances[-2], chances[-1], ratios, ahead.rules.learning.amount)
    left = np.repeat(standing["left"].to_numpy(dtype=float), draws)
    return (np.where(through, left * share, 0.0)).reshape(len(names), draws)


def _share(choose: Floats, which: Floats, ratios: Floats, weight: float) -> Floats:
    """Return 1, or as often as they outweigh it what one of the finished subjects counted for."""
    if not len(ratios):
        return np.ones(len(choose))
    picked = ratios[(which * len(ratios)).astype(np.int64)]
    return np.where(choose < weight / (weight + len(ratios)), 1.0, picked)


def reached(
    ahead: Drawing,
    place: tuple[str, int],
    since: Floats,
    draw: Numbers,
    chances: Floats,
    due: Mapping[int, Floats],
) -> npt.NDArray[np.bool_]:
    """
    Tell which rows are through their way in time.

    Parameters
    ----------
    ahead : Drawing
    place : way, rank
        The way they all go, and the step they are at.
    since : array
        Since when they are there (ordinal days).
    draw : array of int
        Which draw each row belongs to.
    chances : array, two rows a step by rows
        Uniform numbers: the first ones draw the waits, the others the withdrawals.
    due : mapping of rank to array
        Agreed days (ordinal): such a step is taken when it was agreed for and as late as agreed days are kept, never
        sooner than the law allows.
    """
    way, rank = ahead.ways[place[0]], place[1]
    through = np.zeros(len(since), dtype=bool)
    rows = np.arange(len(since))
    steps = len(way) - 1 - rank
    day, at = since, rank
    while at < len(way) - 1 and len(rows):
        to = min((step for step in due if step > at), default=at + 1)
        chance = chances[[to - rank - 1, steps + to - rank - 1]][:, rows]
        day, kept = _step(ahead, way[at : to + 1], day, draw[rows], chance, due[to][rows] if to in due else None)
        rows, day, at = rows[kept], day[kept], to
    through[rows] = True
    return through


def _step(
    ahead: Drawing, kinds: tuple[str, ...], since: Floats, draw: Numbers, chances: Floats, due: Floats | None
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the day of the last of *kinds* and whether it comes, in time; taken from the first of them."""
    pace, clock = ahead.pace, ahead.pace.clock
    pairs = list(pairwise(kinds))
    earliest = since + sum(pace.hazards[pair].least for pair in pairs)
    hazard = pace.hazards[AGREED if due is not None else pairs[0]]
    start = clock.at(due - ahead.rules.slippage.lead if due is not None else earliest)
    already = np.clip(clock.at(np.full(1, ahead.now)) - start, 0.0, None)
    waited = hazard.waited(draw, already, -np.log1p(-chances[0]) / ahead.haste[draw])
    day = clock.day(start + waited)
    if due is not None:
        day = np.maximum(day, earliest)
    leaving = pace.hazards[pairs[-1]].leaving[draw]
    kept = (day < ahead.end) & (chances[1] < np.exp(-leaving * (waited - already)))
    return day, kept


def cohorts(standing: pd.DataFrame, rules: Arrivals, *, as_of: date) -> Cohorts | None:
    """
    Return who came in the whole months before the end of *as_of*; None if the ledger is too young to tell.

    Parameters
    ----------
    standing : DataFrame
        Subjects that lead to the indicator (``core.histories.positions``), whether open or not.
    rules : Arrivals
        How far back, and from when on the ledger tells.
    as_of : date
    """
    if standing.empty:
        return None
    month = [_month(date.fromordinal(int(first))) for first in standing["first"]]
    tomorrow = date.fromordinal(as_of.toordinal() + 1)
    last = _month(tomorrow) - 1
    start = max(min(month) + rules.settling, last - rules.months + 1)
    if last - start + 1 < rules.least:
        return None
    came = standing.assign(month=month)
    came = came.loc[(came["month"] >= start) & (came["month"] <= last) & ~came["follows"] & (came["amount"] > 0)]
    came = came.sort_values(["first", "subject_id"])
    counts = np.bincount(came["month"].to_numpy(dtype=np.int64) - start, minlength=last - start + 1)
    return Cohorts(
        starts=np.concatenate([[0], np.cumsum(counts)]),
        ways=came["way"].to_numpy(dtype=object),
        ranks=came["first_rank"].to_numpy(dtype=np.int64),
        amounts=came["amount"].to_numpy(dtype=float),
    )


def arriving(ahead: Drawing, past: Cohorts, ratios: Floats) -> Floats:
    """
    Return what projects not yet registered add, by draw.

    Each month to come is one of the past months over again, drawn with weights that stand for how little a few months
    tell (Bayesian bootstrap), so that lumps stay lumps.
    """
    draws = len(ahead.haste)
    rng = np.random.default_rng([ahead.rules.seed, 2])
    total = np.zeros(draws)
    ends = np.cumsum(rng.dirichlet(np.ones(past.months), draws), axis=1)
    for number, (first, days, share) in enumerate(_months_ahead(ahead)):
        chosen = np.minimum((rng.random((draws, 1)) > ends).sum(axis=1), past.months - 1)
        low, many = past.starts[chosen], np.diff(past.starts)[chosen]
        draw, member, chances = _month_over_again(ahead, low, many, number)
        came = np.flatnonzero(chances[0] < share)
        since = first + days * chances[1, came]
        total += _arrived(ahead, past, (draw[came], member[came], since), ratios, chances[2:, came])
    return total


def _month_over_again(ahead: Drawing, low: Numbers, many: Numbers, number: int) -> tuple[Numbers, Numbers, Floats]:
    """
    Return, row by row, the draw, the member and the chances of those who come in one month ahead.

    The chances of the first, second, ... to come in it are drawn apart, so that one more changes nothing for others.
    """
    width = 2 * max(len(way) for way in ahead.ways.values()) + 4
    rows = [np.flatnonzero(many > place) for place in range(int(many.max(initial=0)))]
    if not rows:
        return low[:0], low[:0], np.empty((width, 0))
    streams = [np.random.default_rng([ahead.rules.seed, 2, number, place]) for place in range(len(rows))]
    chances = [stream.random((width, len(low)))[:, row] for stream, row in zip(streams, rows, strict=True)]
    member = [low[row] + place for place, row in enumerate(rows)]
    return np.concatenate(rows), np.concatenate(member), np.concatenate(chances, axis=1)


def _arrived(
    ahead: Drawing, past: Cohorts, came: tuple[Numbers, Numbers, Floats], ratios: Floats, chances: Floats
) -> Floats:
    draw, member, since = came
    total = np.zeros(len(ahead.haste))
    places = sorted(set(zip(past.ways[member], past.ranks[member], strict=True)))
    for way, rank in places:
        rows = np.flatnonzero((past.ways[member] == way) & (past.ranks[member] == rank))
        steps = len(ahead.ways[way]) - 1 - int(rank)
        own = chances[:, rows]
        through = reached(ahead, (way, int(rank)), since[rows], draw[rows], own[2 : 2 + 2 * steps], {})
        share = _share(own[0], own[1], ratios, ahead.rules.learning.amount)
        amount = np.where(through & (since[rows] < ahead.end), past.amounts[member[rows]] * share, 0.0)
        total += np.bincount(draw[rows], weights=amount, minlength=len(total))
    return total


def _months_ahead(ahead: Drawing) -> list[tuple[float, float, float]]:
    """Return first day, days and share of each (part of a) month from now to the end."""
    found = []
    at = ahead.now
    while at < ahead.end:
        day = date.fromordinal(int(at))
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
        whole = following - day.replace(day=1).toordinal()
        days = min(following, ahead.end) - at
        found.append((at, days, days / whole))
        at = float(following)
    return found


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
