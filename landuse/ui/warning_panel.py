"""What is open below the list: one warning told in full, what was decided about it, and what can be done."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from landuse.actions.supervise_alert import supervise_alert
from landuse.core.alerts import Alert
from landuse.core.alerts.supervised import Supervised, SupervisionState
from landuse.model import Group, GroupBy, SubjectKind
from landuse.reports.alerts import Told, state_words, told
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.ui import cards, dialogs, forms, plot_forms, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.ui.tables import Record
from landuse.views.supervision import Entry, history

#: What can be done about a warning in each state.
_ACTS = {
    SupervisionState.OPEN: ("acknowledged", "assigned", "closed"),
    SupervisionState.REOPENED: ("acknowledged", "assigned", "closed"),
    SupervisionState.ACKNOWLEDGED: ("assigned", "closed"),
    SupervisionState.ASSIGNED: ("assigned", "closed"),
    SupervisionState.CLOSED: ("reopened",),
}
_ICONS = {
    "acknowledged": ":material/visibility:",
    "assigned": ":material/person_add:",
    "closed": ":material/task_alt:",
    "reopened": ":material/undo:",
}
_DAYS_GIVEN = 14


def panel(context: Context, item: Supervised, record: Record | None) -> None:
    """Draw a warning: what, since when, why, what ends it, by which rule; and the ways to act on it."""
    text, alert = context.text, item.alert
    said = told(alert, text, as_of=context.selection.as_of, units=context.choices.units)
    with st.container(border=True, key="warning_panel"):
        cards.warning_head(said.level, alert.severity, said.warning, said.subject)
        _buttons(context, item, record)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            cards.told(_sentences(context, item, said))
        with right:
            history_list(context, history(context.store, alert.key, as_of=context.selection.as_of))
            _event_form(context, alert)


def history_list(context: Context, entries: tuple[Entry, ...]) -> None:
    """Draw what was decided about a warning, in the order it was."""
    text = context.text
    st.markdown(f"**{text('warnings.panel.history')}**")
    if not entries:
        cards.note(text("warnings.panel.no_history"))
    for entry in entries:
        due = text("warnings.entry.due", due=text.day(entry.due_on)) if entry.due_on else ""
        details = [entry.reason, text("warnings.entry.recorded", actor=entry.recorded_by), entry.supervision_id]
        word = text.label("alerts.state", entry.state)
        about = text("warnings.separator").join(part for part in (word, entry.owner) if part)
        cards.event(text.day(entry.stated_on), about, due, [detail for detail in details if detail], None)


def advance_notice() -> None:
    """Say what became of an event recorded on the plot whose warning was open last: it may have ended the warning."""
    form = session.field("warnings_advanced")
    if form is not None:
        forms.notice(str(form))


def _sentences(context: Context, item: Supervised, said: Told) -> list[tuple[str, str]]:
    text = context.text
    since = text.day(said.since)
    if said.due_on:
        since = text("warnings.panel.since_due", since=since, due=text.day(said.due_on), late=said.late)
    person = item.owner or said.person
    return [
        (text("warnings.panel.what"), said.what),
        (text("warnings.panel.since"), since),
        (text("warnings.panel.why"), said.why),
        (text("warnings.panel.fix"), said.fix),
        (text("warnings.panel.owner"), text("warnings.separator").join(part for part in (said.owner, person) if part)),
        (text("warnings.panel.state"), state_words(item, text)),
        (text("warnings.panel.rule"), said.based_on),
    ]


def _buttons(context: Context, item: Supervised, record: Record | None) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for act in _ACTS[item.state]:
            act_form(context, item.alert, act)
        _subject_button(context, item.alert, record)


def _subject_button(context: Context, alert: Alert, record: Record | None) -> None:
    """Draw the way to what a warning is about: a record on the map, a number's parts, the firms."""
    text = context.text
    if record is not None:
        if st.button(text("warnings.panel.show"), key="warning_show", icon=":material/map:"):
            dialogs.show_on_map(context, (record,))
    elif alert.subject_kind == SubjectKind.ENTERPRISE:
        if st.button(text("warnings.panel.show_firm"), key="warning_firm", icon=":material/factory:"):
            context.go("enterprises")
    elif alert.subject_id in load_rules().indicators:
        groups = (Group(GroupBy.UNIT, alert.unit),) if alert.unit else ()
        st.button(
            text("warnings.panel.show_number"),
            key="warning_number",
            icon=":material/list:",
            on_click=dialogs.asker("explain", alert.subject_id, groups),
        )


def act_form(context: Context, alert: Alert, act: str) -> None:
    """Draw the button of an act on a warning; whoever has to name an owner or a reason is asked behind it."""
    text = context.text
    form = forms.form(f"{act}_{alert.key}")
    submit = partial(_supervise, context, alert, act, form)
    if act == "acknowledged":
        st.button(text(f"warnings.act.{act}"), key=form.key("submit"), icon=_ICONS[act], on_click=submit)
        forms.notice(form.name)
        return
    with st.popover(text(f"warnings.act.{act}"), icon=_ICONS[act], key=form.key("open")):
        with st.form(form.key("form"), border=False, enter_to_submit=False):
            if act == "assigned":
                _assignment(context, alert, form)
            else:
                label = "reason" if act == "closed" else "reopen_reason"
                st.text_area(text(f"warnings.act.{label}"), key=form.key("reason"), height=90)
            st.caption(text("warnings.act.recorded_on", day=text.day(_day(context))))
            st.form_submit_button(
                text(f"warnings.act.confirm_{act}"), key=form.key("submit"), type="primary", on_click=submit
            )
        forms.notice(form.name)


def _assignment(context: Context, alert: Alert, form: forms.Form) -> None:
    text = context.text
    st.text_input(
        text("warnings.act.owner"),
        value=alert.person or "",
        placeholder=text("warnings.act.owner_hint"),
        key=form.key("owner"),
    )
    st.date_input(
        text("warnings.act.due_on"),
        value=_day(context) + timedelta(days=_DAYS_GIVEN),
        min_value=_day(context),
        format="YYYY-MM-DD",
        key=form.key("due_on"),
    )
    st.text_area(text("warnings.act.note"), key=form.key("reason"), height=70)


def _supervise(context: Context, alert: Alert, act: str, form: forms.Form) -> None:
    text = context.text
    due_on = session.field(form.key("due_on"))
    with guarded_write(text, form.name):
        supervise_alert(
            context.store,
            alert_key=alert.key,
            state=act,
            stated_on=_day(context),
            actor=forms.actor(),
            owner=session.field(form.key("owner")),
            due_on=due_on if isinstance(due_on, date) else None,
            reason=session.field(form.key("reason")),
            request_id=form.request_id,
        )
        said = told(alert, text, as_of=context.selection.as_of, units=context.choices.units)
        session.written(form.name, "")
        session.say("warnings", text(f"warnings.done.{act}", what=said.what))


def _event_form(context: Context, alert: Alert) -> None:
    """Draw the form of the event that ends a plot's warning."""
    kind = alert.closes_by
    if alert.subject_kind != SubjectKind.PLOT or kind is None or kind not in load_supply_rules().steps:
        return
    session.hold("warnings_advanced", f"advance_{alert.subject_id}")
    plot_forms.advance_form(context, alert.subject_id, (kind,), kind)


def _day(context: Context) -> date:
    """Return the day under which a decision is kept: that of the list, so that the list shows it."""
    return min(context.selection.as_of, session.today())
