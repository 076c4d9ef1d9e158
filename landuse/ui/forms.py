"""Writing from a card: record an event, void one. Each form bears the id of its write, so a double click is one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from getpass import getuser
from typing import Any

import streamlit as st

from landuse.actions.record_event import record_event
from landuse.actions.void_event import void_event
from landuse.model import SubjectKind
from landuse.rules import EventKind, load_rules
from landuse.ui import cards, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.views.ground import SUBJECT_LAYERS
from landuse.views.parcels import RecordFile

_UNKNOWN_USER = "app"
_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}


def actor() -> str:
    """Return who writes: the user of the machine that serves the app."""
    try:
        return getuser()
    except (KeyError, OSError):
        return _UNKNOWN_USER


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what it is about, and the id of its next write."""

    name: str
    request_id: str

    def key(self, field: str) -> str:
        """Return the key of one of its widgets."""
        return f"{self.name}_{self.request_id}_{field}"


def form(name: str) -> Form:
    """Return the form *name* with the id of its next write."""
    return Form(name, session.request_id(name))


def notice(name: str) -> None:
    """Say what became of a form's write."""
    found = session.notice(name)
    if found is not None:
        good, sentence = found
        (st.success if good else st.error)(cards.plain(sentence))


def record_form(context: Context, file: RecordFile) -> None:
    """Draw the form that records an event on a parcel, plot or zone."""
    text, subject = context.text, _KIND_OF[file.layer]
    own = form(f"record_{file.layer}_{file.key}")
    kinds = {name: kind for name, kind in load_rules().kinds.items() if subject in kind.subjects}
    notice(own.name)
    box = st.expander(
        text("card.record.title"), icon=":material/edit_calendar:", key=f"{own.name}_expander", on_change="rerun"
    )
    if box.open:
        with box:
            _record_fields(context, file, own, kinds)


def _record_fields(context: Context, file: RecordFile, own: Form, kinds: dict[str, EventKind]) -> None:
    """Draw what a form asks for; only where it is open, because a card comes with each click."""
    text = context.text
    kind = st.selectbox(
        text("card.record.kind"),
        list(kinds),
        index=list(kinds).index(_next_kind(file, kinds)),
        format_func=lambda name: text.label("kinds", name),
        key=own.key("kind"),
    )
    with st.form(own.key("form"), border=False, enter_to_submit=False):
        left, right = st.columns(2)
        left.date_input(
            text("card.record.on"),
            value=min(context.selection.as_of, session.today()),
            max_value=session.today(),
            format="YYYY-MM-DD",
            key=own.key("on"),
        )
        with right:
            _amount_field(context, file, own, kinds[kind])
        left.text_input(text("card.record.doc"), placeholder=text("card.record.doc_hint"), key=own.key("doc"))
        right.text_input(text("card.record.note"), key=own.key("note"))
        st.form_submit_button(
            text("card.record.submit"),
            type="primary",
            key=own.key("submit"),
            on_click=partial(_record, context, file, own),
        )


def void_form(context: Context, event_id: str) -> None:
    """Draw the button that takes an event back, behind which it asks why."""
    text = context.text
    own = form(f"void_{event_id}")
    popover = st.popover(
        text("card.void.open"),
        type="tertiary",
        help=text("card.void.help", event=event_id),
        key=f"{own.name}_open",
        on_change="rerun",
    )
    if not popover.open:
        return
    with popover:
        st.text_input(text("card.void.why"), placeholder=text("card.void.why_hint"), key=own.key("why"))
        st.button(
            text("card.void.submit", event=event_id),
            key=own.key("submit"),
            on_click=partial(_void, context, event_id, own),
        )


def _amount_field(context: Context, file: RecordFile, form: Form, kind: EventKind) -> None:
    text = context.text
    if kind.amount == "none":
        st.caption(text("card.record.no_amount"))
        return
    area_mu = file.record.get("area_mu")
    whole = kind.amount == "land" and area_mu is not None
    st.number_input(
        text(f"card.record.{kind.amount}"),
        min_value=0.0,
        value=None,
        step=0.01 if kind.amount == "land" else 1.0,
        placeholder=text("card.record.whole", amount=text.number(float(str(area_mu)))) if whole else " ",
        key=form.key(kind.amount),
    )


def _next_kind(file: RecordFile, kinds: dict[str, EventKind]) -> str:
    """Return the kind of event that would bring a record to its next stage; the first kind at the end of its way."""
    stages = [stage for stage, _ in file.way]
    entered_by = load_rules().stages
    for stage in stages[stages.index(file.stage) + 1 :] if file.stage in stages else stages:
        for kind in entered_by[stage]:
            if kind in kinds:
                return kind
    return next(iter(kinds))


def _record(context: Context, file: RecordFile, form: Form) -> None:
    text = context.text
    kind = str(session.field(form.key("kind")))
    on = session.field(form.key("on"))
    with guarded_write(text, form.name):
        event = record_event(
            context.store,
            kind=kind,
            subject_kind=SubjectKind(_KIND_OF[file.layer]),
            subject_id=file.key,
            occurred_on=on if isinstance(on, date) else context.selection.as_of,
            today=session.today(),
            actor=actor(),
            land_mu=decimal(session.field(form.key("land"))),
            floor_m2=decimal(session.field(form.key("floor"))),
            doc_no=session.field(form.key("doc")),
            note=session.field(form.key("note")),
            request_id=form.request_id,
        )
        said = text("card.record.done", event=event, kind=text.label("kinds", kind))
        late = isinstance(on, date) and on > context.selection.as_of
        session.written(form.name, f"{said} {text('card.record.later')}" if late else said)


def _void(context: Context, event_id: str, form: Form) -> None:
    with guarded_write(context.text, "void"):
        void_event(
            context.store,
            event_id,
            why=session.field(form.key("why"), ""),
            actor=actor(),
            request_id=form.request_id,
        )
        session.written(form.name, "")
        session.say("void", context.text("card.void.done", event=event_id))


def decimal(value: Any) -> Decimal | None:
    """Return what a number field holds, exactly."""
    return None if value is None else Decimal(str(value))
