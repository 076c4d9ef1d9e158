"""The card of a supply plot: where it stands, its next step, land making, its dates, what is owed after supply."""

import streamlit as st

from landuse.i18n import Catalogue
from landuse.maps.legend import legend
from landuse.model import Layer
from landuse.rules import load_rules
from landuse.rules.clocks import plot_steps
from landuse.ui import cards, dialogs, plot_forms, supply_charts, supply_tables
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.checklists import ChecklistItem, checklist
from landuse.views.obligations import Obligation, obligations
from landuse.views.parcels import RecordFile, record_file
from landuse.views.schedule import SUPPLIED, PlotSchedule, gantt_of, schedules


def is_picked(context: Context) -> bool:
    """Whether a plot is picked."""
    record = context.selection.record
    return record is not None and record[0] is Layer.PLOTS


def plot_card(context: Context) -> None:
    """Draw the card of the plot that is picked, or say how to pick one."""
    text, record = context.text, context.selection.record
    if record is None or not is_picked(context):
        cards.nothing(text("supply.card.nothing"), text("supply.card.nothing_next"))
        return
    as_of, plot_id = context.selection.as_of, record[1]
    file = record_file(context.store, Layer.PLOTS, plot_id, as_of=as_of)
    one = schedules(context.store, year=context.year, as_of=as_of, plot=plot_id)[0]
    _head(context, file, one)
    way = _way(file)
    plot_forms.advance_form(context, plot_id, way, one.next_kind or _after(file, way))
    if file.stage in SUPPLIED:
        _owed(context, plot_id)
    else:
        _land_making(context, plot_id)
    _dates(context, one, way)


def outlook(text: Catalogue, one: PlotSchedule) -> tuple[str, bool]:
    """Return whether a plot can still count this year, in words, and whether that is good."""
    day, slack = one.soonest.reached_on, one.soonest.slack_days
    if day is None or slack is None:
        return text("schedule.reached_unrecorded"), False
    if one.next_kind is None:
        return text("schedule.reached", day=text.day(day)), True
    kind = text.label("kinds", one.next_kind)
    key = "schedule.can_count" if one.can_count else "schedule.cannot_count"
    return text(key, day=text.day(day), days=abs(slack), kind=kind), one.can_count


def _head(context: Context, file: RecordFile, one: PlotSchedule) -> None:
    text, names = context.text, context.choices.units
    stage = next((entry for entry in legend(text, [file.stage]) if entry.stage == file.stage), None)
    cards.record_head(text.label("layers", Layer.PLOTS), one.name or one.plot_id, one.plot_id, stage)
    record = file.record
    pairs = [
        (text("supply.columns.area"), text.amount(one.area_mu, Measure.MU)),
        (text("supply.columns.unit"), names.get(one.unit or "", one.unit or text("common.none"))),
        (text("supply.columns.source"), text.label("plot_sources", one.source)),
    ]
    for name in ("supply_method", "industries", "intended_enterprise", "winning_bidder", "owner"):
        if record.get(name):
            value = str(record[name])
            said = text.label("supply_methods", value) if name == "supply_method" else value.replace(";", "、")
            pairs.append((text(f"columns.{name}"), said))
    cards.facts(pairs)
    if file.stage not in SUPPLIED:
        said, good = outlook(text, one)
        (st.success if good else st.error)(said, icon=":material/event_available:" if good else ":material/event_busy:")
    if st.button(text("supply.card.map"), key="plot_card_map", icon=":material/map:", type="tertiary"):
        dialogs.show_on_map(context, ((Layer.PLOTS, one.plot_id),))


def _way(file: RecordFile) -> tuple[str, ...]:
    rules = load_rules()
    source, method = (file.record.get(name) for name in ("source", "supply_method"))
    name = rules.plot_way(*(str(value) if value else None for value in (source, method)))
    return plot_steps(rules, name)


def _after(file: RecordFile, way: tuple[str, ...]) -> str | None:
    """Return the first step of the way that has not been taken after the last one that has."""
    taken = {event["kind"] for event in file.events if event["voided_by"] is None}
    done = [place for place, kind in enumerate(way) if kind in taken]
    following = way[done[-1] + 1 :] if done else way
    return next(iter(following), None)


def _land_making(context: Context, plot_id: str) -> None:
    text, as_of = context.text, context.selection.as_of
    items = checklist(context.store, plot_id, as_of=as_of)
    settled = sum(one.is_settled for one in items)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{text('supply.made_title', settled=settled, count=len(items))}**")
        plot_forms.item_form(context, plot_id, items)
    st.progress(settled / len(items))
    open_items = [one for one in items if not one.is_settled]
    if open_items:
        headings = [text(f"columns.{name}") for name in ("item", "state", "reason", "owner", "due_on")]
        cards.table(headings, [_item_row(context, one) for one in open_items])


def _item_row(context: Context, one: ChecklistItem) -> list[tuple[str, str]]:
    text = context.text
    late = one.is_late(context.selection.as_of)
    due = text.day(one.due_on) if one.due_on else ""
    return [
        (text.label("checklist_items", one.item), ""),
        (text.label("checklist_states", one.state), ""),
        (one.reason or "", ""),
        (one.owner or "", ""),
        (text("supply.item.late", due=due) if late else due, "lu-behind" if late else ""),
    ]


def _dates(context: Context, one: PlotSchedule, way: tuple[str, ...]) -> None:
    text = context.text
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{text('supply.dates_title', year=context.year)}**")
        plot_forms.milestone_form(context, one.plot_id, way)
    bars = gantt_of(context.store, one.plot_id, year=context.year, as_of=context.selection.as_of)
    st.altair_chart(supply_charts.gantt(text, bars, as_of=context.selection.as_of), key="plot_gantt", width="stretch")
    shown = supply_tables.steps(context, one)
    st.dataframe(
        shown.frame,
        key="plot_steps",
        column_config=shown.columns,
        hide_index=True,
        height="content",
        placeholder=text("common.dash"),
    )
    cards.note(text("schedule.note_latest"))


def _owed(context: Context, plot_id: str) -> None:
    text, as_of = context.text, context.selection.as_of
    found = next((row for row in obligations(context.store, as_of=as_of) if row.plot_id == plot_id), None)
    if found is None:
        return
    st.markdown(f"**{text('supply.owed')}**")
    cards.table(
        [
            text("schedule.kind"),
            text("supply.columns.due"),
            text("supply.columns.happened"),
            text("columns.delay_cause"),
        ],
        [
            [
                (text.label("kinds", step.kind), ""),
                (text.day(step.due_on), ""),
                (
                    text.day(step.done_on),
                    "lu-behind" if step.done_on is None and (step.days_late(as_of) or 0) > 0 else "",
                ),
                (text.label("delay_causes", step.delay_cause) if step.delay_cause else "", ""),
            ]
            for step in found.agreed
        ],
    )
    if found.idle_on:
        first, second = (text.day(day) for day in found.idle_on)
        cards.note(text("supply.idle_calendar", first=first, second=second))
    _standards(text, found)


def _standards(text: Catalogue, found: Obligation) -> None:
    if not found.standards:
        return
    st.markdown(f"**{text('supply.standards_title')}**")
    words = {True: ("supply.met", ""), False: ("supply.not_met", "lu-behind"), None: ("supply.not_measured", "")}
    cards.table(
        [text("columns.item"), text("columns.agreed"), text("columns.actual"), text("supply.columns.met")],
        [
            [
                (text.label("standard_items", one.item), ""),
                (text.number(one.agreed), ""),
                (text.number(one.actual), ""),
                (text(words[one.met][0]), words[one.met][1]),
            ]
            for one in found.standards
        ],
    )
