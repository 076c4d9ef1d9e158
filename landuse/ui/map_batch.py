"""Recording one event for everything that is selected, and taking it back."""

from functools import partial

import streamlit as st

from landuse.actions.record_events import Several, record_events
from landuse.actions.undo_import import undo_import
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.ui import cards, session
from landuse.ui.forms import Form, actor, form, notice
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.views.ground import SUBJECT_LAYERS

_FORM = "batch"
_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}
#: Refused records that are named one by one.
_MOST_NAMED = 20


def batch_form(context: Context, layer: Layer, keys: frozenset[str]) -> None:
    """Draw the form that records an event for each selected record, with what became of the last one."""
    text, own = context.text, form(_FORM)
    kinds = [
        name for name, kind in load_rules().kinds.items() if _KIND_OF[layer] in kind.subjects and kind.amount != "floor"
    ]
    notice(_FORM)
    _last(context)
    with (
        st.expander(text("map.batch.title", count=len(keys)), icon=":material/edit_calendar:", key="batch_expander"),
        st.form(own.key("form"), border=False, enter_to_submit=False),
    ):
        st.selectbox(
            text("card.record.kind"), kinds, format_func=lambda name: text.label("kinds", name), key=own.key("kind")
        )
        st.date_input(
            text("card.record.on"),
            value=min(context.selection.as_of, session.today()),
            max_value=session.today(),
            format="YYYY-MM-DD",
            key=own.key("on"),
        )
        st.text_input(text("card.record.doc"), placeholder=text("card.record.doc_hint"), key=own.key("doc"))
        st.caption(text("map.batch.whole"))
        st.form_submit_button(
            text("map.batch.submit", count=len(keys)),
            type="primary",
            key=own.key("submit"),
            on_click=partial(_record, context, layer, keys, own),
        )


def _record(context: Context, layer: Layer, keys: frozenset[str], own: Form) -> None:
    text = context.text
    kind = str(session.field(own.key("kind")))
    several = Several(
        kind=kind,
        subject_kind=SubjectKind(_KIND_OF[layer]),
        occurred_on=session.field(own.key("on")),
        doc_no=session.field(own.key("doc")),
    )
    with guarded_write(text, _FORM):
        found = record_events(
            context.store, several, keys, today=session.today(), actor=actor(), request_id=own.request_id
        )
        label = text.label("kinds", kind)
        said = text("map.batch.done", kind=label, count=len(found.events), batch=found.batch or text("common.dash"))
        refused = [(key, text.sentence(error)) for key, error in found.refused]
        session.written(_FORM, said)
        session.keep_batch(found.batch, refused)


def _last(context: Context) -> None:
    """Name what was refused, and offer to take the batch back."""
    text = context.text
    batch, refused = session.kept_batch()
    if refused:
        cards.note(text("map.batch.refused", count=len(refused)))
        cards.table(
            [text("map.batch.record"), text("map.batch.why")],
            [((key, ""), (why, "")) for key, why in refused[:_MOST_NAMED]],
        )
    if batch is not None:
        st.button(
            text("map.batch.undo", batch=batch),
            key="batch_undo",
            icon=":material/undo:",
            on_click=partial(_undo, context, batch),
        )


def _undo(context: Context, batch: str) -> None:
    with guarded_write(context.text, _FORM):
        undo_import(context.store, batch, actor=actor())
        session.keep_batch(None, [])
        session.say(_FORM, context.text("map.batch.undone", batch=batch))
