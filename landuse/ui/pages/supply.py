"""Land supply: what stands where, what it covers, by when each step has to happen, and what is owed after."""

import streamlit as st

from landuse.ui import cards, supply_board
from landuse.ui.plot_card import is_picked, plot_card
from landuse.ui.session import Context
from landuse.views.coverage import coverage


def page(context: Context) -> None:
    """Draw the sentence that matters, the view that is chosen, and the card of the plot that is picked."""
    text, chosen = context.text, context.selection
    cards.title(text("supply.title", year=context.year), text("supply.detail", day=text.day(chosen.as_of)))
    supply_board.sentence(context, coverage(context.store, year=context.year, as_of=chosen.as_of))
    view = st.segmented_control(
        text("supply.view"),
        list(supply_board.VIEWS),
        format_func=lambda name: text(f"supply.views.{name}"),
        default="board",
        required=True,
        key="supply_view",
        label_visibility="collapsed",
    )
    if view == "forecast" or not is_picked(context):
        supply_board.VIEWS[str(view)](context)
        if view in supply_board.WITH_CARD:
            plot_card(context)
        return
    left, right = st.columns([8, 6], gap="small")
    with left:
        supply_board.VIEWS[str(view)](context)
    with right, st.container(border=True, height=760, key="plot_card"):
        plot_card(context)
