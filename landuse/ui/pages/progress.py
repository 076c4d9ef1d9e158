"""The first screen: which annual target is in trouble, and why."""

import streamlit as st

from landuse.reports.headline import headline_sentence
from landuse.ui import cards, dialogs
from landuse.ui.breakdowns import breakdowns
from landuse.ui.indicator_card import indicator_card
from landuse.ui.session import Context
from landuse.ui.warning_list import count_button
from landuse.views.stocks import IDLE
from landuse.views.targets import Headline, headline, target_board


def page(context: Context) -> None:
    """Draw the target board below the sentence that matters."""
    text, chosen = context.text, context.selection
    dialogs.open_asked(context)
    place = context.choices.units.get(chosen.unit, chosen.unit) if chosen.unit else text("common.district")
    cards.title(
        text("progress.title", year=context.year), text("progress.detail", place=place, day=text.day(chosen.as_of))
    )
    board = target_board(context.store, year=context.year, as_of=chosen.as_of, unit=chosen.unit)
    worst = headline(context.store, year=context.year, as_of=chosen.as_of)
    has_goals = any(row.target is not None for row in board)
    if not has_goals:
        cards.nothing(text("progress.empty", year=context.year), text("progress.empty_next", year=context.year))
    elif worst is None:
        cards.headline(text, text("progress.headline.all_well"), good=True)
    else:
        cards.headline(text, headline_sentence(text, worst), good=False)
    _ways(context, worst if has_goals else None)
    for column, row in zip(st.columns(len(board), gap="small"), board, strict=True):
        with column:
            indicator_card(context, row)
    cards.note(text("progress.nested"))
    breakdowns(context, board, worst.progress.indicator if worst else board[0].indicator)


def _ways(context: Context, found: Headline | None) -> None:
    """Draw what is one press away: the parcels and events of what matters, and the warnings."""
    text = context.text
    with st.container(horizontal=True):
        if found is not None:
            st.button(
                text("progress.headline.parcels", count=len(found.idle_parcels), amount=text.number(found.idle_mu)),
                key="headline_parcels",
                type="primary",
                icon=":material/list:",
                disabled=not found.idle_parcels,
                on_click=dialogs.asker("stock", IDLE),
            )
            st.button(
                text("progress.headline.events", indicator=text(f"progress.short.{found.progress.indicator}")),
                key="headline_events",
                on_click=dialogs.asker("explain", found.progress.indicator, ()),
            )
        count_button(context)
