"""
When the steps of supply must, should and can happen.

Backward from a goal ("to count this year, notice by …"), forward from what is done, and the days that are due now.
The latest days keep the periods with a law, a document or a contract behind them, the advised ones the usual times of
practice as well; how, :mod:`landuse.core.timing` says.

A re-supply counts on the day of the grant contract, so it is a step of its own only where it is recorded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from landuse.core.timing import Timing, clock_end, earliest_days, latest_days, passed_steps, precedents
from landuse.rules.calendar import Calendar
from landuse.rules.clocks import Bound, Clock

RESUPPLY, CONTRACT = "resupply", "grant_contract"
MILESTONE = "milestone"

BACKWARD_COLUMNS = (
    "kind",
    "earliest",
    "latest",
    "advised",
    "due_on",
    "due_basis",
    "done_on",
    "state",
    "clock",
    "source",
    "advised_clock",
)
FORWARD_COLUMNS = ("kind", "earliest", "done_on", "after", "clock")
DUE_COLUMNS = ("subject_kind", "subject_id", "kind", "due_on", "basis", "source", "days_left")
GANTT_COLUMNS = ("kind", "start", "end", "part")


class State(StrEnum):
    """
    How a step stands.

    ``UNRECORDED`` is a step without an event though a later one is done; ``LATE`` one that can no longer happen by its
    latest day, because that has passed or what comes before was done too late; of one ``BEHIND`` the advised or the due
    day has passed.
    """

    DONE = "done"
    UNRECORDED = "unrecorded"
    LATE = "late"
    BEHIND = "behind"
    OPEN = "open"


class Part(StrEnum):
    """What a bar of the Gantt shows: what happened, what is advised, what is possible at the latest."""

    DONE = "done"
    ADVISED = "advised"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Goal:
    """
    What is to be reached by the end of a day: an event kind, on a way (``rules.clocks.plot_steps``).

    With ``since`` it counts only if it is reached on that day or later (the first of the year, for a year's target).
    """

    on: date
    way: tuple[str, ...]
    kind: str = RESUPPLY
    since: date = date.min


@dataclass(frozen=True, slots=True)
class PlotDays:
    """What is known of one plot: the first day of each kind of event, and the day each kind is agreed for."""

    done: Mapping[str, date]
    due: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    The soonest a plot can reach a goal.

    ``steps`` has a row a step (``FORWARD_COLUMNS``); ``reached_on`` is the goal's day (None: it happened, nobody wrote
    down when), ``slack_days`` the calendar days from it to the goal's day, negative if it comes too late. ``path`` are
    the steps still to do that wait for each other up to the goal, the first of them binds; ``clocks`` are the ids of
    the periods between them.
    """

    steps: pd.DataFrame
    reached_on: date | None
    can_count: bool
    slack_days: int | None
    path: tuple[str, ...]
    clocks: tuple[str, ...]

    @property
    def binds(self) -> str | None:
        """Return the step that has to happen first for the goal, None once it is reached."""
        return self.path[0] if self.path else None


def plot_days(events: pd.DataFrame, milestones: pd.DataFrame, *, as_of: date) -> PlotDays:
    """
    Return the days of one plot.

    Parameters
    ----------
    events : DataFrame
        ``kind``, ``occurred_on`` of its live events; those without a day or after *as_of* are left out.
    milestones : DataFrame
        ``kind``, ``due_on`` of its standing milestones, one a kind.
    as_of : date
        Last day that counts.
    """
    due = zip(milestones["kind"], milestones["due_on"], strict=True)
    known = _until(events, as_of).sort_values("occurred_on", ascending=False, kind="stable")
    return PlotDays(done=dict(zip(known["kind"], known["occurred_on"], strict=True)), due=dict(due))


def backward(plot: PlotDays, goal: Goal, timing: Timing, *, as_of: date) -> pd.DataFrame:
    """
    Return by when each step up to a goal has to happen.

    Parameters
    ----------
    plot, goal, timing
        What is known, what is wanted, and the rules.
    as_of : date
        The day against which steps are late or behind; on its own last day a step is neither.

    Returns
    -------
    DataFrame with ``BACKWARD_COLUMNS``, a row a step in the order of the way
        ``earliest`` is as of :func:`forward`; ``latest`` keeps only the periods that bind, ``advised`` those of
        practice too, whatever is done already. The goal is within reach as long as no step is late. ``due_on`` is the
        milestone, or else a day fixed in the goal's year, with ``due_basis`` ("milestone" or the id). ``clock`` and
        ``source`` are of the period that sets ``latest``, ``advised_clock`` of the one that sets ``advised`` (None
        where only the order of the steps or the goal's day does).
    """
    kinds = _kinds(plot, goal)
    latest = latest_days(kinds, goal.on, timing, usual=False)
    advised = latest_days(kinds, goal.on, timing, usual=True)
    earliest = earliest_days(kinds, plot.done, timing, as_of=as_of, usual=False)
    fixed = {row.kind: (row.of(goal.on.year), name) for name, row in timing.clocks.fixed.items()}
    rows = []
    for kind in kinds:
        due_on, basis = (plot.due[kind], MILESTONE) if kind in plot.due else fixed.get(kind, (None, None))
        clock, usual = latest[kind].clock, advised[kind].clock
        soonest, last = earliest[kind].day, latest[kind].day
        is_behind = min(advised[kind].day, due_on or date.max) < as_of
        rows.append(
            {
                "kind": kind,
                "earliest": soonest,
                "latest": last,
                "advised": advised[kind].day,
                "due_on": due_on,
                "due_basis": basis,
                "done_on": plot.done.get(kind),
                "state": State.DONE.value
                if kind in plot.done
                else _open_state(soonest, last, is_behind=is_behind).value,
                "clock": clock.clock_id if clock else None,
                "source": clock.source if clock else None,
                "advised_clock": usual.clock_id if usual else None,
            }
        )
    return pd.DataFrame(rows, columns=list(BACKWARD_COLUMNS), dtype=object)


def forward(plot: PlotDays, goal: Goal, timing: Timing, *, as_of: date, usual: bool = False) -> Outlook:
    """
    Return how soon each step, and so the goal, can happen.

    Parameters
    ----------
    plot, goal, timing
        What is known, what is wanted, and the rules.
    as_of : date
        The first day on which anything not done may happen.
    usual : bool
        Whether the usual times of practice are kept as well.
    """
    kinds = _kinds(plot, goal)
    found = earliest_days(kinds, plot.done, timing, as_of=as_of, usual=usual)
    rows = [
        (kind, day, plot.done.get(kind), link.before if link else None, link.clock_id if link else None)
        for kind, (day, link) in found.items()
    ]
    reached_on = found[kinds[-1]].day
    path: list[str] = []
    clocks: list[str] = []
    kind: str | None = None if reached_on is None else kinds[-1]
    while kind is not None and kind not in plot.done:
        path.append(kind)
        link = found[kind].link
        if link and link.clock_id:
            clocks.append(link.clock_id)
        kind = link.before if link else None
    return Outlook(
        steps=pd.DataFrame(rows, columns=list(FORWARD_COLUMNS), dtype=object),
        reached_on=reached_on,
        can_count=reached_on is not None and goal.since <= reached_on <= goal.on,
        slack_days=None if reached_on is None else (goal.on - reached_on).days,
        path=tuple(reversed(path)),
        clocks=tuple(reversed(clocks)),
    )


def gantt(plot: PlotDays, goal: Goal, timing: Timing, *, as_of: date) -> pd.DataFrame:
    """
    Return the bars of one plot's way to a goal.

    Parameters
    ----------
    plot, goal, timing, as_of
        As for :func:`backward`.

    Returns
    -------
    DataFrame with ``GANTT_COLUMNS``
        A done step has a ``done`` bar, one to come an ``advised`` and a ``latest`` bar; a bar ends on the step's day
        and starts on that of the last step it follows (on its own day where that is later, or unknown).
    """
    table = backward(plot, goal, timing, as_of=as_of)
    known = table.loc[table["state"] != State.UNRECORDED.value]
    kinds = tuple(known["kind"])
    plans: dict[Part, Mapping[str, date]] = {
        part: dict(zip(known["kind"], known[part.value], strict=True)) for part in (Part.ADVISED, Part.LATEST)
    }
    rows: list[tuple[str, date, date, str]] = []
    for kind in kinds:
        before = precedents(kind, kinds, timing.supply.steps)
        parts = {Part.DONE: plot.done} if kind in plot.done else plans
        for part, days in parts.items():
            end = days[kind]
            starts = [plot.done.get(name, days.get(name, end)) for name in before]
            rows.append((kind, min(max(starts, default=end), end), end, part.value))
    return pd.DataFrame(rows, columns=list(GANTT_COLUMNS), dtype=object)


def dues(events: pd.DataFrame, milestones: pd.DataFrame, timing: Timing, *, as_of: date) -> pd.DataFrame:
    """
    Return what is due of many subjects: every step not done that is agreed for a day or whose clock runs.

    Parameters
    ----------
    events : DataFrame
        ``subject_kind``, ``subject_id``, ``kind``, ``occurred_on`` of live events.
    milestones : DataFrame
        ``subject_kind``, ``subject_id``, ``kind``, ``due_on``, ``source``: standing ones, one a subject and kind.
    timing : Timing
        The rules.
    as_of : date
        Last day that counts.

    Returns
    -------
    DataFrame with ``DUE_COLUMNS``, by day
        An agreed day wins over the clocks, of several clocks the one that ends first; ``basis`` is "milestone" or the
        clock's id, ``days_left`` negative once the day has passed. What idle land leads to (clocks that start from an
        agreed day) is not due and left out, as is a step without an event before one that is done; a milestone stays
        until its own event is recorded.
    """
    running = [
        clock
        for clock in timing.clocks.clocks.values()
        if clock.bound is Bound.AT_MOST and clock.recorded and clock.starts == "event"
    ]
    first, last = _days_by_subject(_until(events, as_of))
    agreed: dict[tuple[str, str], dict[str, tuple[date, str, str | None]]] = {}
    columns = milestones[["subject_kind", "subject_id", "kind", "due_on", "source"]]
    for subject_kind, subject_id, kind, due_on, source in columns.itertuples(index=False, name=None):
        agreed.setdefault((subject_kind, subject_id), {})[kind] = (due_on, MILESTONE, source)
    rows: list[tuple[str, str, str, date, str, str | None, int]] = []
    for subject in {**first, **agreed}:
        done = first.get(subject, {})
        passed = passed_steps(done, timing.supply.steps)
        found = _running(running, done, last.get(subject, {}), timing.calendar)
        found = {kind: due for kind, due in found.items() if kind not in passed}
        found |= {kind: due for kind, due in agreed.get(subject, {}).items() if kind not in done}
        rows += [(*subject, kind, *due, (due[0] - as_of).days) for kind, due in found.items()]
    table = pd.DataFrame(rows, columns=list(DUE_COLUMNS)).astype({"days_left": "int64"})
    return table.sort_values(["due_on", "subject_kind", "subject_id", "kind"], ignore_index=True)


def _kinds(plot: PlotDays, goal: Goal) -> tuple[str, ...]:
    """Return the steps up to the goal; of a re-supply that is not recorded, up to the contract."""
    way = tuple(kind for kind in goal.way if kind != RESUPPLY or kind in plot.done)
    last = CONTRACT if goal.kind == RESUPPLY and RESUPPLY not in way else goal.kind
    if last not in way:
        message = f"{last} is no step of the way"
        raise ValueError(message)
    return way[: way.index(last) + 1]


def _open_state(earliest: date | None, latest: date, *, is_behind: bool) -> State:
    if earliest is None:
        return State.UNRECORDED
    if earliest > latest:
        return State.LATE
    return State.BEHIND if is_behind else State.OPEN


def _running(
    clocks: Sequence[Clock], first: Mapping[str, date], last: Mapping[str, date], calendar: Calendar
) -> dict[str, tuple[date, str, str | None]]:
    """Return by kind what runs out first of one subject: day, clock, source."""
    found: dict[str, tuple[date, str, str | None]] = {}
    for clock in clocks:
        days = last if clock.repeats else first
        start, end = days.get(clock.from_kind), days.get(clock.to_kind)
        over = end is not None and (not clock.repeats or start is None or end >= start)
        if start is None or over or clock.until in first:
            continue
        due = (clock_end(clock, start, calendar), clock.clock_id, clock.source)
        found[clock.to_kind] = min(found.get(clock.to_kind, due), due, key=lambda one: one[0])
    return found


_Days = dict[tuple[str, str], dict[str, date]]


def _days_by_subject(events: pd.DataFrame) -> tuple[_Days, _Days]:
    """Return the first and the last day of each kind, by subject."""
    first: _Days = {}
    last: _Days = {}
    columns = events[["subject_kind", "subject_id", "kind", "occurred_on"]]
    for subject_kind, subject_id, kind, day in columns.itertuples(index=False, name=None):
        of_first = first.setdefault((subject_kind, subject_id), {})
        of_last = last.setdefault((subject_kind, subject_id), {})
        of_first[kind] = min(of_first.get(kind, day), day)
        of_last[kind] = max(of_last.get(kind, day), day)
    return first, last


def _until(events: pd.DataFrame, as_of: date) -> pd.DataFrame:
    dated = events.loc[events["occurred_on"].notna()]
    return dated.loc[[day <= as_of for day in dated["occurred_on"]]]
