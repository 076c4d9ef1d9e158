"""
Which step of supply follows which, and how far apart.

Steps follow each other as ``rules/supply.toml`` says (``after``, ``also_after``), as far apart as the shortest periods
of ``rules/clocks.toml`` ask: those with a law, a document or a contract behind them always, the usual times of practice
only where they are wanted. Acts of offices happen on working days: a latest day that is none moves back to one, an
earliest day forward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from landuse.core.workdays import MONTHS, add_months, add_workdays, workday_from, workday_until
from landuse.rules.calendar import Calendar
from landuse.rules.clocks import Bound, Clock, Clocks, Unit
from landuse.rules.supply import Step, SupplyRules


@dataclass(frozen=True, slots=True)
class Timing:
    """The rules of time: periods, working days, and which step follows which."""

    clocks: Clocks
    calendar: Calendar
    supply: SupplyRules


class Link(NamedTuple):
    """Two steps that follow each other; without a clock they may fall on one day."""

    before: str
    after: str
    clock: Clock | None

    @property
    def clock_id(self) -> str | None:
        """Return the id of the period between them."""
        return self.clock.clock_id if self.clock else None


class Latest(NamedTuple):
    """The last possible day of a step, and the period that sets it."""

    day: date
    clock: Clock | None


class Earliest(NamedTuple):
    """The first possible day of a step (None: it happened on a day nobody wrote down), and the link that sets it."""

    day: date | None
    link: Link | None


def clock_end(clock: Clock, start: date, calendar: Calendar) -> date:
    """
    Return the day on which a period that began on *start* is over (the last one, of an ``at_most`` period).

    Source: 民法典 第201, 202条; see ``rules/clocks.toml`` for the days on which no office works.
    """
    return _shifted(start, clock, clock.length, calendar)


def clock_start(clock: Clock, end: date, calendar: Calendar) -> date:
    """Return a day from which the period is over by *end*; the last such day, but for months of unequal length."""
    # A count of working days that ends on a day off has ended on the working day before.
    last = workday_until(end, calendar) if clock.unit is Unit.WORKDAYS else end
    return _shifted(last, clock, -clock.length, calendar)


def latest_days(kinds: Sequence[str], on: date, timing: Timing, *, usual: bool) -> dict[str, Latest]:
    """
    Return the last possible day of each step if the last of *kinds* is to happen by *on*.

    Parameters
    ----------
    kinds : sequence of str
        Steps in the order of a way.
    on : date
        The goal's day.
    timing : Timing
        The rules.
    usual : bool
        Whether the usual times of practice are kept as well.
    """
    links = _links(kinds, timing, usual=usual)
    found: dict[str, Latest] = {}
    for kind in reversed(kinds):
        bounds = [Latest(on, None)]
        for _, after, clock in (link for link in links if link.before == kind):
            follower = found[after].day
            bounds += [Latest(clock_start(clock, follower, timing.calendar) if clock else follower, clock)]
        # Where a period and mere order set the same day, the period is the reason to name.
        day, clock = min(bounds, key=lambda bound: (bound.day, bound.clock is None))
        found[kind] = Latest(workday_until(day, timing.calendar) if kind in timing.clocks.office_acts else day, clock)
    return found


def earliest_days(
    kinds: Sequence[str], done: Mapping[str, date], timing: Timing, *, as_of: date, usual: bool
) -> dict[str, Earliest]:
    """
    Return the first possible day of each step, given what is done.

    Parameters
    ----------
    kinds : sequence of str
        Steps in the order of a way.
    done : mapping of kind to date
        What happened; a step before one of these happened too, and asks for no more time.
    timing : Timing
        The rules.
    as_of : date
        The first day on which anything not done may happen.
    usual : bool
        Whether the usual times of practice are kept as well.
    """
    links = _links(kinds, timing, usual=usual)
    passed = passed_steps(done, timing.supply.steps)
    found: dict[str, Earliest] = {}
    for kind in kinds:
        if kind in done or kind in passed:
            found[kind] = Earliest(done.get(kind), None)
            continue
        bounds = [Earliest(as_of, None)]
        for link in (link for link in links if link.after == kind):
            begun = found[link.before].day
            if begun is not None:
                end = clock_end(link.clock, begun, timing.calendar) if link.clock else begun
                bounds += [Earliest(end, link)]
        day, via = max(bounds, key=_urgency)
        is_act = kind in timing.clocks.office_acts
        found[kind] = Earliest(workday_from(day, timing.calendar) if is_act and day else day, via)
    return found


def precedents(kind: str, kinds: Sequence[str], steps: Mapping[str, Step]) -> tuple[str, ...]:
    """Return which of *kinds* come right before *kind*; a step that is not among them stands for its own precedents."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [kind]
    while waiting:
        step = steps.get(waiting.pop(0))
        for name in (*step.after, *step.also_after) if step else ():
            if name in kinds:
                found[name] = None
            elif name not in seen:
                seen.add(name)
                waiting.append(name)
    return tuple(found)


def passed_steps(done: Iterable[str], steps: Mapping[str, Step]) -> set[str]:
    """Return all steps, on whatever way, that come before any that is *done*."""
    found: set[str] = set()
    waiting = list(done)
    while waiting:
        before = set(precedents(waiting.pop(), tuple(steps), steps)) - found
        found |= before
        waiting += before
    return found


def _links(kinds: Sequence[str], timing: Timing, *, usual: bool) -> list[Link]:
    """Return which of *kinds* follow each other, and how far apart; with *usual* by practice as well."""
    steps = timing.supply.steps
    order = [Link(before, kind, None) for kind in kinds for before in precedents(kind, kinds, steps)]
    periods = [
        Link(clock.from_kind, clock.to_kind, clock)
        for clock in timing.clocks.clocks.values()
        if clock.bound is Bound.AT_LEAST
        and (usual or clock.binds)
        and clock.from_kind in kinds
        and clock.to_kind in kinds
    ]
    return order + periods


def _urgency(bound: Earliest) -> tuple[date, int]:
    """Order bounds by day; of one day a period is named before mere order, and that before the day of asking."""
    if bound.link is None:
        return bound.day or date.min, 0
    return bound.day or date.min, 1 if bound.link.clock is None else 2


def _shifted(day: date, clock: Clock, count: int, calendar: Calendar) -> date:
    if clock.unit is Unit.DAYS:
        return day + timedelta(days=count)
    if clock.unit is Unit.WORKDAYS:
        return add_workdays(day, count, calendar)
    return add_months(day, count if clock.unit is Unit.MONTHS else count * MONTHS)
