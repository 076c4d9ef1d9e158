"""The board opened sideways: an indicator by unit, zone and month, what closes its gap, the stocks between stages."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from landuse.model import Group, GroupBy, Progress
from landuse.ui import cards, session, tables
from landuse.ui.programmes import programmes
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.views.stocks import StockRow, stocks
from landuse.views.targets import GroupProgress, breakdown

_STOCKS, _PROGRAMME = "stocks", "programme"


def breakdowns(context: Context, board: tuple[Progress, ...], worst: str) -> None:
    """Draw the tables below the board, first for the indicator in most trouble."""
    text = context.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            text("progress.groups.view"),
            [*GroupBy, _PROGRAMME, _STOCKS],
            format_func=lambda name: text(f"progress.groups.by_{name}"),
            default=GroupBy.UNIT,
            required=True,
            key="breakdown_view",
        )
        indicator = st.segmented_control(
            text("progress.groups.indicator"),
            [row.indicator for row in board],
            format_func=lambda name: text(f"progress.short.{name}"),
            default=worst,
            required=True,
            key="breakdown_indicator",
            disabled=view == _STOCKS,
        )
    if view == _STOCKS:
        _stocks(context)
    elif view == _PROGRAMME:
        programmes(context, str(indicator))
    else:
        _groups(context, GroupBy(view), str(indicator))


def _groups(context: Context, by: GroupBy, indicator: str) -> None:
    text, chosen = context.text, context.selection
    rows = [
        row
        for row in breakdown(context.store, year=context.year, as_of=chosen.as_of, by=by)
        if row.progress.indicator == indicator
    ]
    if not rows:
        cards.nothing(text("progress.groups.nothing"), text("progress.groups.nothing_next"))
        return
    cards.note(text(f"progress.groups.note_{by}"))
    shown = tables.groups(context, rows)
    key = f"groups_{by}_{indicator}_{session.times_asked()}"
    _asking_table(context, shown, key, partial(_ask_group, key, rows))


def _ask_group(key: str, rows: list[GroupProgress]) -> None:
    for place, _ in session.field(key).selection.cells:
        row = rows[place]
        session.ask("explain", row.progress.indicator, (Group(row.by, row.key),))


def _stocks(context: Context) -> None:
    rows = stocks(context.store, as_of=context.selection.as_of)
    shown = tables.stocks(context, rows)
    cards.note(context.text("progress.stocks.note"))
    key = f"stocks_{session.times_asked()}"
    _asking_table(context, shown, key, partial(_ask_stock, key, rows))


def _ask_stock(key: str, rows: tuple[StockRow, ...]) -> None:
    for place, _ in session.field(key).selection.cells:
        session.ask("stock", rows[place].stock)


def _asking_table(context: Context, shown: Shown, key: str, ask: Callable[[], None]) -> None:
    """Draw a table of which every cell opens what is behind its row."""
    st.dataframe(
        shown.frame,
        key=key,
        column_config=shown.columns,
        hide_index=True,
        height="content",
        placeholder=context.text("common.dash"),
        on_select=ask,
        selection_mode="single-cell",
    )
