"""
What an indicator will stand at by the year's end: an interval, drawn from how long steps take here and agreed days.

Every subject under way is drawn to the end of its way many times, with the hazards that the district's own events have
taught (``core.durations``); agreed days replace the wait for their step; projects to come are drawn from the months
that were. The interval holds the uncertainty of the waits, of what was learnt from few of them, and of a pace that
changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.durations import AGREED, Pace, Pair, Ways, learn, median_days, recorded_ways, spells, waits
from landuse.core.futures import Cohorts, added, arriving, cohorts, drawing
from landuse.core.histories import History, agreed_waits, plans, positions
from landuse.core.seasons import usual_clock
from landuse.core.throughput import off, throughput, trials, trust
from landuse.model import Direction
from landuse.rules.forecast import ForecastRules, Spell
from landuse.units import rounded

Floats = npt.NDArray[np.float64]

#: Fewer draws where very many subjects are under way: what each does matters less, and time is short.
_CELLS, _FEWEST = 4_000_000, 200
#: Half of the last decimal that amounts are printed with.
_HALF_A_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Goal:
    """What is forecast: an indicator from the day after ``since`` (a year's last day) to the end of ``until``."""

    indicator: str
    since: date
    until: date
    target: Decimal | None = None
    direction: Direction = Direction.AT_LEAST


@dataclass(frozen=True, slots=True)
class Assumption:
    """
    What one step was taken to need.

    ``finished``, ``waiting``, ``dropped``: how many waits of the ledger it was learnt from; ``weight``: how many
    finished ones the usual days (``usual_days``, from ``source``) count for; ``median_days``: what came of both (None:
    less than half ever get through); ``least_days``: what the law asks for. Of agreed days (kinds ``agreed`` and
    ``done``) the days are those after the day agreed for (negative: before it).
    """

    from_kind: str
    to_kind: str
    finished: int
    waiting: int
    dropped: int
    weight: float
    usual_days: float
    least_days: int
    median_days: float | None
    source: str


@dataclass(frozen=True, slots=True)
class StageShare:
    """
    What stands at one step and how much of it is expected in time (the mean of the draws).

    ``kind`` is the last event; None stands for projects not yet registered (``subjects`` and ``amount`` are then what
    came a month). ``planned`` of the subjects have an agreed day ahead.
    """

    kind: str | None
    subjects: float
    planned: int
    amount: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    One indicator at the end of ``goal.until``, amounts in its measure.

    ``low``, ``median`` and ``high`` are None where nothing is known (``notes`` then holds ``nothing_known``);
    ``chance`` is the share of draws that keep the target, None without one; ``run_rate`` the straight line;
    ``by_steps`` the share of draws that go by steps, the others by what came through a month (``core.throughput``).
    ``notes``: ``over`` (no time is left), ``nothing_known``, ``prior_only`` (no step was ever finished here: usual days
    alone), ``no_arrivals`` (the ledger is too young to say what is still to come), ``nothing_under_way``.
    """

    goal: Goal
    as_of: date
    done: Decimal
    low: Decimal | None
    median: Decimal | None
    high: Decimal | None
    level: float
    chance: float | None
    run_rate: Decimal | None
    by_steps: float
    by_stage: tuple[StageShare, ...]
    assumptions: tuple[Assumption, ...]
    notes: tuple[str, ...]
    draws: int
    seed: int


def year_goal(
    indicator: str, year: int, *, target: Decimal | None = None, direction: Direction = Direction.AT_LEAST
) -> Goal:
    """Return the goal of an indicator for a calendar *year*."""
    return Goal(indicator, date(year - 1, 12, 31), date(year, 12, 31), target, direction)


def forecast(history: History, goal: Goal, *, as_of: date, rules: ForecastRules, draws: int | None = None) -> Forecast:
    """
    Forecast an indicator from what was on record at the end of *as_of*.

    Parameters
    ----------
    history : History
        May hold later rows: they are cut off.
    goal : Goal
    as_of : date
        Last day that counts; the draws begin on the day after.
    rules : ForecastRules
    draws : int, optional
        Instead of ``rules.draws``.

    Returns
    -------
    Forecast
        The same for the same history, goal, day and ``rules.seed``. Never below what is done.

    Notes
    -----
    Low and high are points that some draw reached (no interpolation between lumps), so the interval may hold a little
    more than its level.
    """
    known = history.known(as_of)
    done = done_of(known, goal)
    standing = _standing(known, goal.indicator, rules, as_of=as_of)
    notes = _notes(as_of, goal, standing)
    if "over" in notes or "nothing_known" in notes:
        return _plain(goal, as_of, done, notes, rules)
    count = min(draws or rules.draws, max(_FEWEST, _CELLS // max(len(standing.under_way), 1)))
    by_steps = _by_steps(known, standing, as_of=as_of, until=goal.until, rules=rules, draws=count)
    by_months = throughput(known, as_of=as_of, until=goal.until, rules=rules, draws=count)
    share = 1.0
    if by_months is not None:
        scores = _scores(known, goal.indicator, as_of=as_of, rules=rules)
        share = trust(scores, rules, little=rules.trust.little * float(by_months.mean()))
    chosen = np.random.default_rng([rules.seed, 5]).random(count) < share
    totals = float(done) + (by_steps.added if by_months is None else np.where(chosen, by_steps.added, by_months))
    low, median, high = _points(totals, rules.level)
    return Forecast(
        goal=goal,
        as_of=as_of,
        done=done,
        low=low,
        median=median,
        high=high,
        level=rules.level,
        chance=_chance(totals, goal),
        run_rate=_run_rate(done, goal, as_of),
        by_steps=share,
        by_stage=(*_by_stage(standing, by_steps), *_to_come(standing.past, by_steps.coming)),
        assumptions=_assumptions(by_steps, rules),
        notes=notes if int(by_steps.pace.counts["finished"].sum()) else (*notes, "prior_only"),
        draws=count,
        seed=rules.seed,
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who stands where: of ``everyone`` the ``leading`` lead to the indicator, those ``under_way`` still add to it."""

    ways: Ways
    full: Ways
    everyone: pd.DataFrame
    leading: pd.DataFrame
    under_way: pd.DataFrame
    past: Cohorts | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Futures drawn by steps: ``sure`` is subjects by draws, ``coming`` what nobody has registered yet."""

    steps: dict[Pair, Spell]
    pace: Pace
    agreed: Mapping[str, dict[int, float]]
    sure: Floats
    coming: Floats

    @property
    def added(self) -> Floats:
        """What each draw adds to what is done."""
        return np.asarray(self.sure.sum(axis=0) + self.coming)


def _standing(known: History, indicator: str, rules: ForecastRules, *, as_of: date) -> _Standing:
    full = rules.ways_of(indicator)
    ways = recorded_ways(full, known.entries)
    everyone = positions(known, ways)
    leading = everyone.loc[everyone["way"].isin(rules.indicators[indicator].ways)]
    under_way = leading.loc[leading["open"].astype(bool) & (leading["left"] > 0)].reset_index(drop=True)
    return _Standing(ways, full, everyone, leading, under_way, cohorts(leading, rules.arrivals, as_of=as_of))


def _by_steps(
    known: History, standing: _Standing, *, as_of: date, until: date, rules: ForecastRules, draws: int
) -> _Drawn:
    steps = _steps(spells(standing.ways, standing.full, rules), rules)
    pace = _pace(known, standing, steps, rules, as_of=as_of, draws=draws)
    ahead = drawing(pace, standing.ways, rules, as_of=as_of, until=until, draws=draws)
    ratios = _ratios(standing.leading, standing.ways)
    agreed = plans(known, standing.under_way, standing.ways)
    sure = added(ahead, standing.under_way, agreed, ratios)
    coming = np.zeros(draws) if standing.past is None else arriving(ahead, standing.past, ratios)
    return _Drawn(steps, pace, agreed, sure, coming)


def _scores(known: History, indicator: str, *, as_of: date, rules: ForecastRules) -> list[tuple[float, float]]:
    """Return how far off steps and months would have been at the trials, where both could say something."""
    found = []
    for then, until in trials(known, as_of=as_of, rules=rules):
        past = known.known(then)
        came = float(done_of(known, Goal(indicator, then, until)))
        by_months = throughput(past, as_of=then, until=until, rules=rules, draws=_FEWEST)
        if by_months is not None:
            standing = _standing(past, indicator, rules, as_of=then)
            by_steps = _by_steps(past, standing, as_of=then, until=until, rules=rules, draws=_FEWEST)
            found.append((off(by_steps.added, came), off(by_months, came)))
    return found


def done_of(known: History, goal: Goal) -> Decimal:
    """Return what counted within the days of the *goal*: the sum of amounts as they are printed."""
    rows = known.counted
    inside = [goal.since < day <= goal.until for day in rows["occurred_on"]]
    return sum((rounded(amount) for amount in rows.loc[inside, "counted"]), Decimal("0.00"))


def _notes(as_of: date, goal: Goal, standing: _Standing) -> tuple[str, ...]:
    if as_of >= goal.until:
        return ("over",)
    if standing.past is None and standing.under_way.empty:
        return ("nothing_known",)
    found = ["no_arrivals"] if standing.past is None else []
    return (*found, *(["nothing_under_way"] if standing.under_way.empty else []))


def _plain(goal: Goal, as_of: date, done: Decimal, notes: tuple[str, ...], rules: ForecastRules) -> Forecast:
    """Return the forecast that needs no draw: the year is over, or nothing is known."""
    point = done if "over" in notes else None
    chance = None if point is None else _chance(np.array([float(done)]), goal)
    run_rate = _run_rate(done, goal, as_of)
    return Forecast(
        goal, as_of, done, point, point, point, rules.level, chance, run_rate, 1.0, (), (), notes, 0, rules.seed
    )


def _steps(found: Mapping[Pair, Spell], rules: ForecastRules) -> dict[Pair, Spell]:
    """Return the steps of the ways and, as one more, the keeping of agreed days (from the lead before the day)."""
    slippage = rules.slippage
    return {**found, AGREED: slippage.model_copy(update={"days": slippage.lead + slippage.days})}


def _pace(
    known: History, standing: _Standing, steps: dict[Pair, Spell], rules: ForecastRules, *, as_of: date, draws: int
) -> Pace:
    seen = waits(known.entries, known.subjects, standing.ways, as_of=as_of)
    kept = agreed_waits(known, standing.everyone, standing.ways, lead=rules.slippage.lead, as_of=as_of)
    observed = (
        pd.concat([rows for rows in (seen, kept) if len(rows)], ignore_index=True) if len(seen) + len(kept) else seen
    )
    first = min(known.entries["entered_on"], default=as_of)
    earliest = date.fromordinal(int(min(observed["since"], default=as_of.toordinal())))
    clock = usual_clock(rules.season, first=min(first, earliest), last=as_of)
    return learn(observed, steps, rules, clock=clock, draws=draws)


def _ratios(leading: pd.DataFrame, ways: Ways) -> Floats:
    """Return what finished subjects counted for, as shares of what was expected of them."""
    last = leading["way"].map({name: len(way) - 1 for name, way in ways.items()})
    through = leading.loc[(leading["rank"] == last) & (leading["amount"] > 0) & (leading["counted"] > 0)]
    shares: Floats = (through["counted"] / through["amount"]).to_numpy(dtype=float)
    return shares


def _points(totals: Floats, level: float) -> tuple[Decimal, Decimal, Decimal]:
    tail = (1 - level) / 2
    low, median, high = np.quantile(totals, [tail, 0.5, 1 - tail], method="inverted_cdf")
    return rounded(low), rounded(median), rounded(high)


def _chance(totals: Floats, goal: Goal) -> float | None:
    if goal.target is None:
        return None
    target = float(goal.target)
    kept = totals >= target - _HALF_A_CENT if goal.direction is Direction.AT_LEAST else totals <= target + _HALF_A_CENT
    return float(kept.mean())


def _run_rate(done: Decimal, goal: Goal, as_of: date) -> Decimal | None:
    gone = (min(as_of, goal.until) - goal.since).days
    return rounded(done * (goal.until - goal.since).days / gone) if gone > 0 else None


def _by_stage(standing: _Standing, drawn: _Drawn) -> list[StageShare]:
    """Return a row a step that something stands at, the nearest to the end first."""
    under_way, ways = standing.under_way, standing.ways
    kinds = [ways[way][rank] for way, rank in zip(under_way["way"], under_way["rank"], strict=True)]
    to_go = [len(ways[way]) - rank for way, rank in zip(under_way["way"], under_way["rank"], strict=True)]
    rows = under_way.assign(kind=kinds, to_go=to_go, expected=drawn.sure.mean(axis=1))
    rows["planned"] = rows["subject_id"].isin(set(drawn.agreed))
    return [
        StageShare(
            kind=str(kind),
            subjects=float(len(group)),
            planned=int(group["planned"].sum()),
            amount=sum((rounded(amount) for amount in group["left"]), Decimal("0.00")),
            expected=rounded(group["expected"].sum()),
        )
        for kind, group in sorted(rows.groupby("kind"), key=lambda found: (found[1]["to_go"].min(), found[0]))
    ]


def _to_come(past: Cohorts | None, coming: Floats) -> list[StageShare]:
    if past is None:
        return []
    a_month = rounded(past.amounts.sum() / past.months)
    return [StageShare(None, len(past.amounts) / past.months, 0, a_month, rounded(coming.mean()))]


def _assumptions(drawn: _Drawn, rules: ForecastRules) -> tuple[Assumption, ...]:
    found = []
    pace = drawn.pace
    counts = dict(zip(pace.counts.index, pace.counts.to_numpy(dtype=int).tolist(), strict=True))
    for pair, spell in drawn.steps.items():
        lead = rules.slippage.lead if pair == AGREED else 0
        median = median_days(pace.hazards[pair])
        finished, waiting, dropped = counts[pair]
        found.append(
            Assumption(
                *pair,
                finished=finished,
                waiting=waiting,
                dropped=dropped,
                weight=spell.weight,
                usual_days=spell.days - lead,
                least_days=pace.hazards[pair].least,
                median_days=None if median is None else round(median - lead, 1),
                source=spell.source,
            )
        )
    return tuple(found)
