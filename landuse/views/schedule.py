"""By when each step of a plot has to happen for it to count this year, and whether it still can."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd

from landuse.core.schedule import RESUPPLY, Goal, Outlook, PlotDays, backward, dues, forward, gantt, plot_days
from landuse.core.timing import Timing
from landuse.errors import ArgumentsError
from landuse.model import SubjectKind
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.clocks import load_clocks, plot_steps
from landuse.rules.supply import load_supply_rules
from landuse.store import Store, Tables
from landuse.views.plots import plots_on

#: Stages from which a plot has been supplied: nothing is left to schedule.
SUPPLIED = frozenset(
    {
        "contracted",
        "resupplied",
        "handed_over",
        "permitted",
        "construction_started",
        "completed",
        "in_production",
        "capacity_accepted",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class PlotSchedule:
    """
    One plot's way to its contract by the end of a year.

    ``steps`` are the backward dates (``core.schedule.BACKWARD_COLUMNS``); ``soonest`` is what the law's shortest
    periods leave, ``usual`` what the usual times of practice do.
    """

    plot_id: str
    name: str | None
    unit: str | None
    zone_id: str | None
    source: str | None
    stage: str
    area_mu: Decimal
    goal_on: date
    steps: pd.DataFrame
    soonest: Outlook
    usual: Outlook

    @property
    def can_count(self) -> bool:
        """Whether the goal can still be reached in time."""
        return self.soonest.can_count

    @property
    def next_kind(self) -> str | None:
        """The step that has to happen first."""
        return self.soonest.binds


@lru_cache(maxsize=1)
def timing() -> Timing:
    """Return the rules of time that ship with the package."""
    return Timing(load_clocks(), load_calendar(), load_supply_rules())


def schedules(
    store: Store, *, year: int, as_of: date, plot: str | None = None, unit: str | None = None
) -> tuple[PlotSchedule, ...]:
    """
    Return the schedule of each plot that is not yet supplied, nearest to its goal first; of one plot, or of one unit.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` if there is no such plot.
    """
    tables = store.tables()
    if plot is not None:
        plots = plots_on(tables, as_of)
        chosen = plots.loc[plots["plot_id"] == plot]
        if chosen.empty:
            raise ArgumentsError("unknown_record", layer="plots", key=plot)
        return (_schedule(tables, chosen.to_dict("records")[0], year, as_of),)
    return tuple(one for one in _schedules(tables, year, as_of) if unit is None or one.unit == unit)


@lru_cache(maxsize=8)
def _schedules(tables: Tables, year: int, as_of: date) -> tuple[PlotSchedule, ...]:
    plots = plots_on(tables, as_of)
    waiting = plots.loc[~plots["stage"].isin(SUPPLIED)]
    found = [_schedule(tables, row, year, as_of) for row in waiting.to_dict("records")]
    return tuple(sorted(found, key=lambda one: (one.soonest.reached_on or date.max, one.plot_id)))


def gantt_of(store: Store, plot_id: str, *, year: int, as_of: date) -> pd.DataFrame:
    """Return the bars of one plot's way (``core.schedule.GANTT_COLUMNS``)."""
    tables = store.tables()
    row = plots_on(tables, as_of).set_index("plot_id").loc[plot_id]
    goal = _goal(row["source"], row["supply_method"], year)
    return gantt(_days(tables, plot_id, as_of), goal, timing(), as_of=as_of)


@lru_cache(maxsize=8)
def cleared_ground(tables: Tables, *, year: int, as_of: date) -> dict[str, tuple[int, Outlook, Outlook]]:
    """
    Return how each parcel can come back through supply where no plot lies on it yet, by what happened on itself.

    Returns
    -------
    dict of (steps still to do, what the law's shortest periods leave, what the usual times of practice do), by parcel
    """
    goal = _goal(None, None, year)
    found = {}
    for name in tables.parcels["parcel_id"]:
        known = _known_days(tables, as_of, SubjectKind.PARCEL).get(name, PlotDays({}, {}))
        soonest = forward(known, goal, timing(), as_of=as_of)
        found[str(name)] = (steps_left(soonest), soonest, forward(known, goal, timing(), as_of=as_of, usual=True))
    return found


def steps_left(outlook: Outlook) -> int:
    """Return how many steps up to the goal are still to do: those that have not happened, recorded or not."""
    steps = outlook.steps
    return int((steps["done_on"].isna() & steps["earliest"].notna()).sum())


def last_day_to_clear(year: int) -> date:
    """Return the last day on which the way of new ground has to begin for its supply to count in a year."""
    goal = _goal(None, None, year)
    day: date = backward(PlotDays({}, {}), goal, timing(), as_of=date(year, 1, 1))["latest"].min()
    return day


def due_steps(store: Store, *, as_of: date) -> pd.DataFrame:
    """Return what is due of plots, parcels, zones and firms on a day (``core.schedule.DUE_COLUMNS``)."""
    tables = store.tables()
    return dues(tables.events, tables.milestones, timing(), as_of=as_of)


def _schedule(tables: Tables, row: Mapping[Hashable, Any], year: int, as_of: date) -> PlotSchedule:
    plot_id = str(row["plot_id"])
    goal = _goal(row["source"], row["supply_method"], year)
    known = _days(tables, plot_id, as_of)
    return PlotSchedule(
        plot_id=plot_id,
        name=_text(row["name"]),
        unit=_text(row["unit"]),
        zone_id=_text(row["zone_id"]),
        source=_text(row["source"]),
        stage=str(row["stage"]),
        area_mu=row["area_mu"],
        goal_on=goal.on,
        steps=backward(known, goal, timing(), as_of=as_of),
        soonest=forward(known, goal, timing(), as_of=as_of),
        usual=forward(known, goal, timing(), as_of=as_of, usual=True),
    )


def _goal(source: object, method: object, year: int) -> Goal:
    """Return the goal of a plot: its contract (re-supply, on cleared land) within the year."""
    rules = load_rules()
    way = plot_steps(rules, rules.plot_way(_text(source), _text(method)))
    kind = RESUPPLY if RESUPPLY in way else "grant_contract"
    return Goal(on=date(year, 12, 31), way=way, kind=kind, since=date(year, 1, 1))


@lru_cache(maxsize=8)
def _known_days(tables: Tables, as_of: date, subject: SubjectKind = SubjectKind.PLOT) -> dict[str, PlotDays]:
    """Return what is known of every plot (or parcel) that anything is known of."""
    events = tables.events.loc[tables.events["subject_kind"] == subject]
    milestones = tables.milestones.loc[tables.milestones["subject_kind"] == subject]
    happened = {str(name): own for name, own in events.groupby("subject_id")}
    agreed = {str(name): own for name, own in milestones.groupby("subject_id")}
    nothing = (events.iloc[:0], milestones.iloc[:0])
    return {
        name: plot_days(happened.get(name, nothing[0]), agreed.get(name, nothing[1]), as_of=as_of)
        for name in happened.keys() | agreed.keys()
    }


def _days(tables: Tables, plot_id: str, as_of: date) -> PlotDays:
    return _known_days(tables, as_of).get(plot_id, PlotDays({}, {}))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
