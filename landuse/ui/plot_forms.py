"""Writing on a plot: the next step with its proof, an item of land making, a day by which something is due."""

from datetime import date
from functools import partial

import streamlit as st

from landuse.actions.advance_subject import advance_subject
from landuse.actions.set_milestone import set_milestone
from landuse.actions.state_item import state_item
from landuse.model import SubjectKind
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.ui import forms, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.views.checklists import STATES, ChecklistItem


def advance_form(context: Context, plot_id: str, way: tuple[str, ...], kind: str | None) -> None:
    """Draw the form that takes a plot to its next step; *way* are the steps to choose from."""
    text = context.text
    form = forms.form(f"advance_{plot_id}")
    forms.notice(form.name)
    with st.expander(text("supply.advance.title"), icon=":material/step:", expanded=True, key=f"{form.name}_box"):
        chosen = st.selectbox(
            text("supply.advance.step"),
            way,
            index=way.index(kind) if kind in way else 0,
            format_func=lambda name: text.label("kinds", name),
            key=form.key("kind"),
        )
        needs = load_supply_rules().steps[chosen].needs
        with st.form(form.key("form"), border=False, enter_to_submit=False):
            left, right = st.columns(2)
            left.date_input(
                text("card.record.on"),
                value=min(context.selection.as_of, session.today()),
                max_value=session.today(),
                format="YYYY-MM-DD",
                key=form.key("on"),
            )
            right.text_input(_label(context, "doc_no", needs), key=form.key("doc_no"))
            left.text_input(_label(context, "evidence", needs), key=form.key("evidence"))
            right.text_input(text("card.record.note"), key=form.key("note"))
            if load_rules().kinds[chosen].amount == "floor":
                left.number_input(text("card.record.floor"), min_value=0.0, value=None, key=form.key("floor"))
            st.form_submit_button(
                text("supply.advance.submit"),
                type="primary",
                key=form.key("submit"),
                on_click=partial(_advance, context, plot_id, form),
            )


def item_form(context: Context, plot_id: str, items: tuple[ChecklistItem, ...]) -> None:
    """Draw the form that says how far an item of land making has come."""
    text = context.text
    form = forms.form(f"item_{plot_id}")
    forms.notice(form.name)
    open_items = [one.item for one in items if not one.is_settled]
    with st.popover(text("supply.item.open"), icon=":material/checklist:"), st.form(form.key("form"), border=False):
        names = [one.item for one in items]
        st.selectbox(
            text("columns.item"),
            names,
            index=names.index(open_items[0]) if open_items else 0,
            format_func=lambda name: text.label("checklist_items", name),
            key=form.key("item"),
        )
        st.selectbox(
            text("columns.state"),
            STATES,
            index=STATES.index("done"),
            format_func=lambda name: text.label("checklist_states", name),
            key=form.key("state"),
        )
        st.text_input(text("columns.reason"), key=form.key("reason"))
        st.text_input(text("columns.owner"), key=form.key("owner"))
        st.date_input(text("columns.due_on"), value=None, format="YYYY-MM-DD", key=form.key("due_on"))
        st.form_submit_button(
            text("supply.item.submit"), key=form.key("submit"), on_click=partial(_state, context, plot_id, form)
        )


def milestone_form(context: Context, plot_id: str, way: tuple[str, ...]) -> None:
    """Draw the form that sets, or moves, the day by which a step is due."""
    text = context.text
    form = forms.form(f"due_{plot_id}")
    forms.notice(form.name)
    with st.popover(text("supply.due.open"), icon=":material/event:"), st.form(form.key("form"), border=False):
        st.selectbox(
            text("supply.advance.step"), way, format_func=lambda name: text.label("kinds", name), key=form.key("kind")
        )
        st.date_input(text("columns.due_on"), value=context.selection.as_of, format="YYYY-MM-DD", key=form.key("on"))
        st.text_input(text("columns.owner"), key=form.key("owner"))
        st.text_input(text("supply.due.source"), key=form.key("source"))
        st.form_submit_button(
            text("supply.due.submit"), key=form.key("submit"), on_click=partial(_due, context, plot_id, form)
        )


def _label(context: Context, name: str, needs: tuple[str, ...]) -> str:
    label = context.text(f"columns.{name}")
    return context.text("supply.advance.needed", field=label) if name in needs else label


def _advance(context: Context, plot_id: str, form: forms.Form) -> None:
    text = context.text
    kind, on = str(session.field(form.key("kind"))), session.field(form.key("on"))
    with guarded_write(text, form.name):
        event = advance_subject(
            context.store,
            kind=kind,
            subject_kind=SubjectKind.PLOT,
            subject_id=plot_id,
            occurred_on=on if isinstance(on, date) else context.selection.as_of,
            today=session.today(),
            actor=forms.actor(),
            doc_no=session.field(form.key("doc_no")),
            evidence=session.field(form.key("evidence")),
            note=session.field(form.key("note")),
            floor_m2=forms.decimal(session.field(form.key("floor"))),
            request_id=form.request_id,
        )
        session.written(form.name, text("card.record.done", event=event, kind=text.label("kinds", kind)))


def _state(context: Context, plot_id: str, form: forms.Form) -> None:
    text = context.text
    item, state = str(session.field(form.key("item"))), str(session.field(form.key("state")))
    with guarded_write(text, form.name):
        state_item(
            context.store,
            plot_id=plot_id,
            item=item,
            state=state,
            stated_on=min(context.selection.as_of, session.today()),
            today=session.today(),
            actor=forms.actor(),
            reason=session.field(form.key("reason")),
            owner=session.field(form.key("owner")),
            due_on=session.field(form.key("due_on")),
            request_id=form.request_id,
        )
        said = {"item": text.label("checklist_items", item), "state": text.label("checklist_states", state)}
        session.written(form.name, text("supply.item.done", **said))


def _due(context: Context, plot_id: str, form: forms.Form) -> None:
    text = context.text
    kind, on = str(session.field(form.key("kind"))), session.field(form.key("on"))
    with guarded_write(text, form.name):
        set_milestone(
            context.store,
            subject_kind=SubjectKind.PLOT,
            subject_id=plot_id,
            kind=kind,
            due_on=on,
            actor=forms.actor(),
            owner=session.field(form.key("owner")),
            source=session.field(form.key("source")),
            request_id=form.request_id,
        )
        session.written(form.name, text("supply.due.done", kind=text.label("kinds", kind), day=text.day(on)))
