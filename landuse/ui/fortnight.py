"""The page of the coordination meeting (双周协调单), in tables that print: a canvas does not."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from landuse.core.alerts import Alert, AlertLevel
from landuse.core.alerts.supervised import Supervised
from landuse.model import Progress
from landuse.reports.alerts import state_words, told
from landuse.ui import cards, session
from landuse.ui.print_button import print_button
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.alerts import Fortnight, fortnight
from landuse.views.facts import ROUND_DAYS
from landuse.views.supervision import happened

Cell = tuple[str, str]
_KEY = "fortnight_previous"


def fortnight_page(context: Context) -> None:
    """Draw the controls, which do not print, and the page."""
    text, day = context.text, context.selection.as_of
    page = fortnight(context.store, as_of=day, previous=_controls(context))
    cards.section(
        text("warnings.fortnight.title"),
        text(
            "warnings.fortnight.period",
            place=text("common.district"),
            previous=text.day(page.previous),
            day=text.day(day),
        ),
    )
    cards.note(_summary(context, page))
    if context.selection.unit is not None:
        cards.note(text("warnings.fortnight.whole"))
    _part(context, "indicators")
    _indicators(context, page)
    _part(context, "decisions", len(page.decisions))
    lines = [[*_cells(context, item.alert, day), (state_words(item, text), "")] for item in page.decisions]
    _table(context, lines, ("state",))
    _changes(context, page)
    _part(context, "stuck", len(page.stuck))
    lines = [
        [*_cells(context, one.item.alert, day), (_state(context, one.item), ""), (str(one.rounds), "number")]
        for one in page.stuck
    ]
    _table(context, lines, ("state", "rounds"))
    _part(context, "events", len(page.events))
    _events(context, page)


def _controls(context: Context) -> date:
    """Draw the day of the last meeting and the print button; returns the day."""
    text, day = context.text, context.selection.as_of
    usual = day - timedelta(days=ROUND_DAYS)
    kept = session.field(session.remembered(_KEY, usual))
    if not isinstance(kept, date) or kept >= day:
        session.hold(_KEY, usual)
    with st.container(horizontal=True, vertical_alignment="bottom", key="noprint_fortnight"):
        chosen = st.date_input(
            text("warnings.fortnight.previous"),
            max_value=day - timedelta(days=1),
            format="YYYY-MM-DD",
            key=_KEY,
            width=180,
            on_change=partial(session.remember, _KEY),
        )
        print_button(text("warnings.fortnight.print"), key="print_fortnight")
        cards.note(text("warnings.fortnight.print_hint"))
    return chosen


def _summary(context: Context, page: Fortnight) -> str:
    counts = Counter(item.alert.severity for item in page.warnings)
    levels = {str(level): counts[level] for level in AlertLevel}
    return context.text("warnings.fortnight.summary", **levels, open=sum(item.is_open for item in page.warnings))


def _part(context: Context, name: str, count: int | None = None) -> None:
    """Draw the heading of a part, with how many lines it has and what they are."""
    text = context.text
    title = text(f"warnings.fortnight.parts.{name}")
    note = f"warnings.fortnight.notes.{name}"
    words = title if count is None else text("warnings.fortnight.count", title=title, count=count)
    cards.section(words, text(note) if text.has(note) else "")


def _indicators(context: Context, page: Fortnight) -> None:
    """Draw the four indicators at the last meeting and now: added, in all, share, and against the schedule."""
    text = context.text
    before = {row.indicator: row for row in page.before}
    names = ("name", "target", "before", "added", "actual", "share", "difference", "gap")
    rows = []
    for row in page.progress:
        was = before.get(row.indicator)
        amounts = [
            row.target,
            was.actual if was else None,
            row.actual - was.actual if was else None,
            row.actual,
        ]
        unit, places = text.label("measures", row.measure), 0 if row.measure is Measure.M2 else 2
        name = text.label("indicators", row.indicator)
        cells = [(text("warnings.fortnight.indicators.of_unit", name=name, unit=unit), "")]
        cells += [(text.number(amount, places), "number") for amount in amounts]
        cells.append((text.percent(row.share), "number"))
        cells.append((_difference(context, row), "number"))
        cells.append((text.number(row.gap, places), "number"))
        rows.append(cells)
    cards.printed([text(f"warnings.fortnight.indicators.{name}") for name in names], rows)


def _difference(context: Context, row: Progress) -> str:
    """Return how far an indicator is ahead of or behind its schedule, in points of its target."""
    text = context.text
    if row.share is None:
        return text("common.dash")
    points = (row.share - row.elapsed) * 100
    word = "behind" if points < 0 else "ahead"
    return text(f"warnings.fortnight.indicators.{word}", points=text.number(abs(points), 1))


def _changes(context: Context, page: Fortnight) -> None:
    """Draw what is new, risen, fallen and gone (as it was at the last meeting), in one table that names each change."""
    text, moved = context.text, page.changes
    parts: list[tuple[str, date, list[tuple[Alert, str | None]]]] = [
        ("new", page.as_of, [(alert, None) for alert in moved.new]),
        ("risen", page.as_of, [(one.alert, one.was) for one in moved.risen]),
        ("fallen", page.as_of, [(one.alert, one.was) for one in moved.fallen]),
        ("gone", page.previous, [(alert, None) for alert in moved.gone]),
    ]
    lines = [
        [
            *_cells(context, alert, day),
            (text(f"alerts.change.{name}"), ""),
            (text.label("alerts.level", was) if was else "", ""),
        ]
        for name, day, changed in parts
        for alert, was in changed
    ]
    _part(context, "changes", len(lines))
    _table(context, lines, ("change", "was"))


def _cells(context: Context, alert: Alert, day: date) -> list[Cell]:
    """Return the cells that every table of warnings begins with, as the warning reads on a day."""
    text = context.text
    said = told(alert, text, as_of=day, units=context.choices.units)
    owner = text("warnings.separator").join(part for part in (said.owner, said.person) if part)
    return [(said.level, alert.severity), (said.what, ""), (owner, ""), (text.number(said.amount_mu), "number")]


def _table(context: Context, lines: Sequence[list[Cell]], more: Sequence[str]) -> None:
    """Draw a table of warnings with columns of its own behind those that every table has."""
    text = context.text
    if lines:
        names = ("level", "what", "owner", "amount", *more)
        cards.printed([text(f"warnings.columns.{name}") for name in names], lines)
    else:
        cards.note(text("warnings.fortnight.none"))


def _state(context: Context, item: Supervised) -> str:
    """Return where a stuck warning stands, and with whom."""
    words = [state_words(item, context.text), item.owner]
    return context.text("warnings.separator").join(word for word in words if word)


def _events(context: Context, page: Fortnight) -> None:
    text = context.text
    found = happened(context.store, since=page.previous, as_of=page.as_of)
    if found.empty:
        cards.note(text("warnings.fortnight.none"))
        return
    rows = [
        [
            (text.label("kinds", kind), ""),
            (str(count), "number"),
            (text.number(land), "number"),
            (text.number(floor, 0), "number"),
        ]
        for kind, count, land, floor in found.itertuples(index=False, name=None)
    ]
    cards.printed([text(f"warnings.fortnight.events.{name}") for name in ("kind", "count", "land", "floor")], rows)
