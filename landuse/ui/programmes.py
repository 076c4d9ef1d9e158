"""The programme that closes a gap, on the page that shows the gap: what is asked, the months, the list to take away."""

from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

import pandas as pd
import streamlit as st

from landuse.core.programme import PREFERENCES
from landuse.model import SubjectKind
from landuse.reports.alerts import Sheet, write_sheet
from landuse.reports.programme import advice, left_words, parcel_words, programme_sheet, usual_note, verdict
from landuse.store import Store
from landuse.ui import cards
from landuse.ui.dialogs import show_on_map
from landuse.ui.guard import guarded
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.ui.warning_list import place
from landuse.units import Measure
from landuse.views.ground import SUBJECT_LAYERS
from landuse.views.programme import PACES, PROJECTS, Plan, plan

#: Of the list, in pixels.
_MOST, _HEAD, _ROW = 420, 38, 35
_CLOSED = frozenset({"reached", "optimal", "feasible"})


def programmes(context: Context, indicator: str) -> None:
    """Draw what is asked, the verdict, the months and the projects of the programme of an indicator."""
    text, chosen = context.text, context.selection
    asked = _asked(context, indicator)
    with guarded(text):
        with st.spinner(text("programme.ui.solving")):
            found = _found(
                context.store, context.store.revision(), (context.year, chosen.as_of, indicator, chosen.unit), *asked
            )
        _say(context, found)
        if found.rows:
            left, right = st.columns([3, 10], gap="small")
            with left:
                _months(context, found)
            with right:
                _projects(context, found)
        for line in (usual_note(text, found), left_words(text, found)):
            if line:
                cards.note(line)


@lru_cache(maxsize=16)
def _found(
    store: Store,
    _revision: int,
    about: tuple[int, date, str, str | None],
    capacity: tuple[tuple[str, Decimal], ...],
    prefer: str,
    pace: str,
    contiguous: bool,  # noqa: FBT001 - an answer kept by its question
) -> Plan:
    year, as_of, indicator, unit = about
    return plan(
        store,
        year=year,
        as_of=as_of,
        indicator=indicator,
        unit=unit,
        capacity=capacity,
        prefer=prefer,
        pace=pace,
        contiguous=contiguous,
    )


def _asked(context: Context, indicator: str) -> tuple[tuple[tuple[str, Decimal], ...], str, str, bool]:
    """Draw the questions: how much and how many a month, what is preferred, by which periods, neighbours together."""
    text = context.text
    measure = Measure.M2 if indicator == "construction_start_floor_area" else Measure.MU
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        amount = st.number_input(
            text("programme.ui.amount", unit=text.label("measures", measure)),
            min_value=0.0,
            value=None,
            step=10.0 if measure is Measure.MU else 10_000.0,
            placeholder=text("programme.ui.no_limit"),
            key=f"programme_amount_{measure}",
            width=200,
        )
        count = st.number_input(
            text("programme.ui.projects"),
            min_value=0,
            value=None,
            step=1,
            placeholder=text("programme.ui.no_limit"),
            key="programme_projects",
            width=200,
        )
        prefer = st.selectbox(
            text("programme.ui.prefer"),
            list(PREFERENCES),
            format_func=lambda name: text(f"programme.ui.prefers.{name}"),
            key="programme_prefer",
            width=160,
        )
        pace = st.selectbox(
            text("programme.ui.pace"),
            list(PACES),
            format_func=lambda name: text(f"programme.ui.paces.{name}"),
            key="programme_pace",
            width=200,
        )
        contiguous = st.toggle(text("programme.ui.contiguous"), key="programme_contiguous")
    limits = [] if amount is None else [(str(measure), Decimal(str(amount)))]
    limits += [] if count is None else [(PROJECTS, Decimal(count))]
    return tuple(limits), str(prefer), str(pace), contiguous


def _say(context: Context, found: Plan) -> None:
    text = context.text
    closed = found.status in _CLOSED
    word = text("programme.ui.closes" if closed else "programme.ui.open")
    cards.headline(text, verdict(text, found), good=closed, word=word)
    lines = advice(text, found)
    if lines:
        with cards.one_piece():
            for line in lines:
                cards.note(line)


def _months(context: Context, found: Plan) -> None:
    """Draw what falls in each month left, and what it comes to."""
    text, running = context.text, Decimal("0.00")
    rows = []
    for month in found.months:
        own = found.of_month(month)
        amount = sum((row.project.amount for row in own), Decimal("0.00"))
        running += amount
        # A month without any is left blank.
        rows.append(
            [
                (month, ""),
                (str(len(own)) if own else "", ""),
                (text.number(amount) if own else "", ""),
                (text.number(running), ""),
            ]
        )
    unit = text.label("measures", found.progress.measure)
    names = ("month", "projects", "amount", "cumulative")
    cards.table([text(f"programme.ui.column.{name}", unit=unit) for name in names], rows)


def _projects(context: Context, found: Plan) -> None:
    """Draw the projects by month, the way to the map, and the list as a workbook."""
    text = context.text
    shown = _shown(context, found)
    state = st.dataframe(
        shown.frame,
        key=f"programme_{found.progress.indicator}",
        column_config=shown.columns,
        hide_index=True,
        height=min(_MOST, _HEAD + _ROW * len(shown.frame)),
        placeholder=text("common.dash"),
        on_select="rerun",
        selection_mode="multi-row",
    )
    marked = [row for row in state.selection.rows if row < len(shown.frame)]
    with st.container(horizontal=True):
        label = text("app.show_marked", count=len(marked)) if marked else text("app.show_all", count=len(shown.frame))
        if st.button(label, key="programme_map", icon=":material/map:"):
            show_on_map(context, shown.chosen(marked or range(len(shown.frame))))
        sheet = programme_sheet(found, text, place(context))
        st.download_button(
            text("programme.ui.export"),
            data=partial(_bytes, sheet),
            file_name=sheet.file_name,
            mime="application/octet-stream",
            key="programme_export",
            icon=":material/download:",
            on_click="ignore",
        )


def _bytes(sheet: Sheet) -> bytes:
    target = BytesIO()
    write_sheet(sheet, target)
    return target.getvalue()


def _shown(context: Context, found: Plan) -> Shown:
    """Return the projects as the list shows them."""
    text, units = context.text, context.choices.units
    projects = [row.project for row in found.rows]
    frame = pd.DataFrame(
        {
            "month": [row.month for row in found.rows],
            "key": [one.key for one in projects],
            "name": [one.name for one in projects],
            "unit": [units.get(one.unit, one.unit) if one.unit else None for one in projects],
            "amount": [float(one.amount) for one in projects],
            "next": [text.label("kinds", one.next_kind) for one in projects],
            "earliest": [one.earliest_on for one in projects],
            "usual": [one.usual_on for one in projects],
            "steps": [one.steps for one in projects],
            "days": [one.days for one in projects],
            "stage": [text.label("stages", one.stage) for one in projects],
            "parcels": [
                parcel_words(text, row) if row.project.subject is SubjectKind.PLOT else None for row in found.rows
            ],
        }
    )
    unit = text.label("measures", found.progress.measure)
    headings = {name: text(f"programme.heading.{name}", unit=unit) for name in frame.columns}
    columns: dict[str, Any] = {name: st.column_config.TextColumn(heading) for name, heading in headings.items()}
    columns |= {name: st.column_config.TextColumn(headings[name], pinned=True) for name in ("month", "key")}
    columns["amount"] = st.column_config.NumberColumn(headings["amount"], format="%,.2f")
    columns |= {name: st.column_config.NumberColumn(headings[name], format="%d") for name in ("days", "steps")}
    columns |= {
        name: st.column_config.DateColumn(headings[name], format="YYYY-MM-DD") for name in ("earliest", "usual")
    }
    return Shown(frame, columns, tuple((SUBJECT_LAYERS[one.subject], one.key) for one in projects))
