"""Tables of which a row opens a card, and restricted figures that are shown only when somebody asks for them."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.actions.export_list import note_restricted
from landuse.model import Layer
from landuse.ui import cards, forms, session
from landuse.ui.firms_tables import Firms
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.ui.tables import Shown

_HEIGHT = 330
_ROW, _HEAD = 35, 38


def firm_table(context: Context, shown: Firms, key: str, *, height: int = _HEIGHT) -> None:
    """Draw a table of which a row opens the firm's card beside it."""
    _table(context, shown.table, key, height, partial(_pick_firm, shown, key))


def plot_table(context: Context, shown: Shown, key: str, *, height: int = _HEIGHT) -> None:
    """Draw a table of which a row opens the plot on the supply page."""
    if _table(context, shown, key, height, partial(_pick_plot, context, shown, key)):
        context.go("supply")


def is_shown(context: Context, name: str, layer: Layer, *, action: str, of: dict[str, str]) -> bool:
    """
    Draw the box that asks for restricted figures and tell whether they are to be shown.

    Asking writes to the audit trail, once for each showing: of other records (*of*) they have to be asked for again,
    and nothing is shown if it could not be written.
    """
    key = "_".join(["restricted", name, *of.values()])
    st.checkbox(
        context.text(f"enterprises.restricted.{name}"),
        key=key,
        on_change=partial(_note, context, key, layer, action, of),
    )
    forms.notice(key)
    return bool(session.field(key))


def hide(context: Context) -> None:
    """Draw the button that closes the firm's card."""
    st.button(
        context.text("enterprises.card.close"),
        key="firm_card_close",
        icon=":material/close:",
        type="tertiary",
        on_click=partial(session.change, firm=None),
    )


def nothing_picked(context: Context) -> None:
    """Say how to open a card."""
    cards.nothing(context.text("enterprises.card.nothing"), context.text("enterprises.card.nothing_next"))


def _table(context: Context, shown: Shown, key: str, height: int, pick: "partial[None]") -> bool:
    """Draw a table; returns whether a row of it is marked."""
    picked: Any = st.dataframe(
        shown.frame,
        key=key,
        column_config=shown.columns,
        hide_index=True,
        height=min(height, _HEAD + _ROW * max(len(shown.frame), 1)),
        placeholder=context.text("common.dash"),
        on_select=pick,
        selection_mode="single-row",
    )
    return bool(picked.selection.rows)


def _pick_firm(shown: Firms, key: str) -> None:
    for row in session.field(key).selection.rows:
        if row < len(shown.codes):
            session.pick_firm(shown.codes[row])


def _pick_plot(context: Context, shown: Shown, key: str) -> None:
    for layer, name in shown.chosen(session.field(key).selection.rows):
        session.pick_record(context.store, layer, name)


def _note(context: Context, key: str, layer: Layer, action: str, of: dict[str, str]) -> None:
    if not session.field(key):
        return
    written = False
    with guarded_write(context.text, key):
        note_restricted(context.store, layer, actor=forms.actor(), action=action, of=of)
        session.say(key, context.text("enterprises.restricted.noted", actor=forms.actor()))
        written = True
    session.hold(key, written)
