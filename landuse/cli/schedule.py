"""Dates and cover: by when each step has to happen, and how far what is on its way covers what is missing."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.period import period
from landuse.cli.session import Session
from landuse.cli.targets import AS_OF, KNOWN_AT, UNIT, YEAR
from landuse.i18n import Catalogue
from landuse.units import Measure, rounded

if TYPE_CHECKING:
    from datetime import datetime

    from landuse.views.coverage import Coverage, Rung
    from landuse.views.schedule import PlotSchedule


@verb("schedule", YEAR, AS_OF, click.option("--plot", metavar="ID"), UNIT)
def schedule(session: Session, *, year: int | None, as_of: date | None, plot: str | None, unit: str | None) -> None:
    """Show by when each step has to happen for plots to count this year."""
    from landuse.cli.filters import unit_code
    from landuse.views.schedule import schedules

    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        found = schedules(store, year=year, as_of=as_of, plot=plot, unit=unit_code(store.tables(), unit))
        synthetic = store.settings.synthetic
    if session.as_json:
        print_json([_schedule_record(one) for one in found])
        return
    text = session.text
    say(text("cli.schedule_of", year=year, day=text.day(as_of)))
    if synthetic:
        say(text("common.synthetic"))
    if plot is not None:
        _print_steps(text, found[0])
    else:
        _print_schedules(text, found)
    say(text("schedule.note_latest"))


def _schedule_record(one: "PlotSchedule") -> dict[str, object]:
    return {
        "plot": one.plot_id,
        "name": one.name,
        "unit": one.unit,
        "stage": one.stage,
        "source": one.source,
        "area_mu": one.area_mu,
        "goal_on": one.goal_on,
        "can_count": one.can_count,
        "earliest": one.soonest.reached_on,
        "usual": one.usual.reached_on,
        "slack_days": one.soonest.slack_days,
        "next": one.next_kind,
        "steps": one.steps.astype(object).where(one.steps.notna(), None).to_dict("records"),
    }


def _print_schedules(text: Catalogue, found: "tuple[PlotSchedule, ...]") -> None:
    names = ("plot", "name", "stage", "area", "next_step", "latest", "earliest", "usual", "can_count")
    rows = []
    for one in found:
        latest = one.steps.set_index("kind")["latest"].get(one.next_kind)
        rows.append(
            [
                one.plot_id,
                one.name or "",
                text.label("stages", one.stage),
                text.amount(one.area_mu, Measure.MU),
                text.label("kinds", one.next_kind),
                text.day(latest),
                text.day(one.soonest.reached_on),
                text.day(one.usual.reached_on),
                text("lists.yes" if one.can_count else "lists.no"),
            ]
        )
    print_table([text(f"cli.heading.{name}") for name in names], rows, numbers=[3])


def _print_steps(text: Catalogue, one: "PlotSchedule") -> None:
    names = ("kind", "state", "done_on", "due_on", "advised", "latest", "source")
    rows = [
        [
            text.label("kinds", row["kind"]),
            text.label("schedule.states", row["state"]),
            *(text.day(row[name]) for name in ("done_on", "due_on", "advised", "latest")),
            row["source"] or "",
        ]
        for row in one.steps.to_dict("records")
    ]
    say(f"{one.plot_id} {one.name or ''}".strip(), said_outlook(text, one))
    print_table([text(f"schedule.{name}") for name in names], rows)


def said_outlook(text: Catalogue, one: "PlotSchedule") -> str:
    """Return whether a plot can still count, and how much time there is."""
    day, slack = one.soonest.reached_on, one.soonest.slack_days
    if day is None or slack is None:
        return text("schedule.reached_unrecorded")
    if one.next_kind is None:
        return text("schedule.reached", day=text.day(day))
    kind = text.label("kinds", one.next_kind)
    key = "schedule.can_count" if one.can_count else "schedule.cannot_count"
    return text(key, day=text.day(day), days=abs(slack), kind=kind)


@verb("coverage", YEAR, AS_OF, KNOWN_AT)
def coverage(session: Session, *, year: int | None, as_of: date | None, known_at: "datetime | None") -> None:
    """Show how far what is on its way covers what is missing."""
    from landuse.views.coverage import coverage as covered

    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        found = covered(store, year=year, as_of=as_of, known_at=known_at)
        synthetic = store.settings.synthetic
    if session.as_json:
        print_json(_coverage_record(found))
        return
    text = session.text
    say(text("cli.coverage_of", indicator=text.label("indicators", found.indicator), year=year, day=text.day(as_of)))
    if synthetic:
        say(text("common.synthetic"))
    _print_coverage(text, found)


def _coverage_record(found: "Coverage") -> dict[str, object]:
    return {
        "indicator": found.indicator,
        "done": found.done,
        "target": found.target,
        "gap": found.gap,
        "pipeline": found.pipeline_mu,
        "cover": _six(found.cover),
        "rungs": [_rung_record(rung) for rung in found.rungs],
    }


def _rung_record(rung: "Rung") -> dict[str, Any]:
    members = rung.members.astype(object).where(rung.members.notna(), None)
    return {
        "rung": rung.row,
        "plots": rung.plots,
        "amount_mu": rung.amount_mu,
        "on_demolished_mu": rung.on_demolished_mu,
        "can_count_mu": rung.can_count_mu,
        "with_done_share": _six(rung.with_done_share),
        "cumulative_share": _six(rung.cumulative_share),
        "members": members.rename(columns={"plot_id": "plot"}).to_dict("records"),
    }


def _six(share: float | None) -> object:
    return None if share is None else rounded(share, 6)


def _print_coverage(text: Catalogue, found: "Coverage") -> None:
    mu = Measure.MU
    say(
        text(
            "supply.cover",
            done=text.amount(found.done, mu),
            target=text.amount(found.target, mu),
            gap=text.amount(found.gap, mu),
            pipeline=text.amount(found.pipeline_mu, mu),
            cover=text.percent(found.cover),
        )
    )
    names = ("rung", "count", "amount", "on_demolished", "can_count_area", "with_done", "cumulative")
    rows = [
        [
            text.label("supply.rungs", rung.row),
            str(rung.plots),
            *(text.amount(area, mu) for area in (rung.amount_mu, rung.on_demolished_mu, rung.can_count_mu)),
            text.percent(rung.with_done_share, 2),
            text.percent(rung.cumulative_share, 2),
        ]
        for rung in found.rungs
    ]
    print_table([text(f"cli.heading.{name}") for name in names], rows, numbers=range(1, len(names)))


COMMANDS = commands(schedule, coverage)
