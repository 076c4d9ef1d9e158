"""Data for land: the funnel, the register, scores, matching, and who was meant for a plot against who won it."""

import streamlit as st

from landuse.ui import cards, firms_board
from landuse.ui.firms_card import firm_card
from landuse.ui.session import Context
from landuse.views.enterprises import funnel


def page(context: Context) -> None:
    """Draw the sentence that matters, the view that is chosen, and the card of the firm that is picked."""
    text, chosen = context.text, context.selection
    cards.title(text("enterprises.title"), text("enterprises.detail", day=text.day(chosen.as_of)))
    rows = funnel(context.store, as_of=chosen.as_of)
    if not rows[0].firms:
        cards.nothing(text("enterprises.no_firms"), text("enterprises.no_firms_next"))
        return
    firms_board.sentence(context, rows)
    view = st.segmented_control(
        text("enterprises.view"),
        list(firms_board.VIEWS),
        format_func=lambda name: text(f"enterprises.views.{name}"),
        default="funnel",
        required=True,
        key="firms_view",
        label_visibility="collapsed",
    )
    if chosen.firm is None:
        firms_board.VIEWS[str(view)](context)
        if view in firms_board.WITH_CARD:
            firm_card(context)
        return
    left, right = st.columns([8, 6], gap="small")
    with left:
        firms_board.VIEWS[str(view)](context)
    with right, st.container(border=True, height=760, key="firm_card"):
        firm_card(context)
