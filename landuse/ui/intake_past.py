"""Past imports, newest first, and what taking one back would do, said before it is done."""

from dataclasses import asdict
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from landuse.actions.undo_import import undo_import
from landuse.model import Batch
from landuse.ui import cards, session
from landuse.ui.forms import actor, notice
from landuse.ui.guard import guarded, guarded_write
from landuse.ui.intake_wording import batch_line, batch_name, moment
from landuse.ui.session import Context
from landuse.views.imports import past_imports, undo_preview

_HEIGHT, _HEAD, _ROW = 360, 38, 35
FORM = "undo"


def past(context: Context) -> None:
    """Draw the list, and the one that is picked."""
    text = context.text
    notice(FORM)
    batches = past_imports(context.store)
    if not batches:
        cards.nothing(text("intake.past.nothing"), text("intake.past.nothing_next"))
        return
    grid = f"intake_past_{len(batches)}"
    picked = st.dataframe(
        _frame(context, batches),
        key=grid,
        column_config=_columns(context),
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(batches)),
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
    )
    rows = picked.selection.rows
    if not rows:
        cards.note(text("intake.past.pick"))
        return
    with st.container(border=True, key="intake_batch"):
        undo_panel(context, batches[rows[0]])


def undo_panel(context: Context, batch: Batch) -> None:
    """Draw what a batch was and what taking it back would do, with the button that does it."""
    text = context.text
    cards.section(batch_line(context.text, batch))
    if batch.undoes is not None:
        cards.note(text("intake.past.is_undo", batch=batch.undoes))
        return
    if batch.undone_by is not None:
        cards.note(text("intake.past.undone", by=batch.undone_by))
        return
    with guarded(text):
        found = undo_preview(context.store, batch.batch_id)
        if found.effect is None:
            if found.refusal is not None:
                st.warning(cards.plain(text.sentence(found.refusal)))
            return
        counts = asdict(found.effect)
        said = [text(f"intake.past.would.{name}", count=count) for name, count in counts.items() if count]
        what = text("lists.separator").join(said) or text("intake.past.would_nothing")
        cards.note(text("intake.past.would_do", what=what))
        st.button(
            text("intake.past.undo", batch=batch.batch_id),
            key=f"intake_undo_{batch.batch_id}",
            icon=":material/undo:",
            on_click=partial(undo, context, batch),
        )


def undo(context: Context, batch: Batch) -> None:
    """Take a batch back; once, however often it is pressed."""
    present = next((one for one in past_imports(context.store) if one.batch_id == batch.batch_id), None)
    if present is None or present.undone_by is not None:
        return
    with guarded_write(context.text, FORM):
        undoing = undo_import(context.store, batch.batch_id, actor=actor())
        session.say(FORM, context.text("intake.past.done", batch=batch.batch_id, undoing=undoing))


def _frame(context: Context, batches: tuple[Batch, ...]) -> pd.DataFrame:
    text = context.text
    return pd.DataFrame(
        {
            "batch": batch.batch_id,
            "when": moment(text, batch.created_at),
            "file": batch_name(text, batch),
            "layer": text.label("layers", batch.layer),
            "added": batch.added,
            "changed": batch.changed,
            "unchanged": batch.unchanged,
            "refused": batch.refused,
            "uncounted": batch.uncounted,
            "by": batch.created_by,
            "state": _state(context, batch),
        }
        for batch in batches
    )


def _state(context: Context, batch: Batch) -> str:
    if batch.undoes is not None:
        return context.text("intake.past.state.undoes", batch=batch.undoes)
    if batch.undone_by is not None:
        return context.text("intake.past.state.undone", batch=batch.undone_by)
    return context.text("intake.past.state.stands")


def _columns(context: Context) -> dict[str, Any]:
    text = context.text
    numbers = {"added", "changed", "unchanged", "refused", "uncounted"}
    names = ("batch", "when", "file", "layer", "added", "changed", "unchanged", "refused", "uncounted", "by", "state")
    return {
        name: st.column_config.NumberColumn(text(f"intake.past.columns.{name}"), format="%d")
        if name in numbers
        else st.column_config.TextColumn(text(f"intake.past.columns.{name}"))
        for name in names
    }
