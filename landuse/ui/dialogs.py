"""What opens over a page: the parcels and events behind a number."""

from functools import partial

import streamlit as st

from landuse.model import Group
from landuse.ui import cards, session, tables, wording
from landuse.ui.guard import guarded
from landuse.ui.map_print import printing
from landuse.ui.session import Context
from landuse.ui.tables import Record, Shown
from landuse.views.places import find
from landuse.views.provenance import explain
from landuse.views.stocks import stocks

_HEIGHT = 300


def open_asked(context: Context) -> None:
    """Open the dialog that was asked for by a number, if one was."""
    match session.asked():
        case ("explain", str() as indicator, tuple() as groups):
            title = context.text("progress.explain.title", indicator=context.text.label("indicators", indicator))
            st.dialog(title, width="large")(explanation)(context, indicator, groups)
        case ("stock", str() as stock):
            st.dialog(context.text.label("stocks", stock), width="large")(stock_members)(context, stock)
        case ("print", tuple() as box, tuple() as layers):
            st.dialog(context.text("map.print.title"), width="large")(printing)(context, box, layers)


def explanation(context: Context, indicator: str, groups: tuple[Group, ...]) -> None:
    """Draw a total, the events that add up to it, and those that do not count."""
    text, chosen = context.text, context.selection
    with guarded(text):
        found = explain(context.store, indicator, year=context.year, as_of=chosen.as_of, groups=groups)
        cards.note(
            text(
                "progress.explain.total",
                place=wording.place_of(text, groups, context.choices),
                day=text.day(chosen.as_of),
                year=context.year,
                count=len(found.contributions),
                total=text.amount(found.total, found.measure),
            )
        )
        _table(context, tables.contributions(context, found, found.contributions), "counted")
        if len(found.uncounted):
            cards.note(text("progress.explain.uncounted", count=len(found.uncounted)))
            _table(context, tables.contributions(context, found, found.uncounted), "uncounted")
        else:
            cards.note(text("progress.explain.all_counted"))


def stock_members(context: Context, stock: str) -> None:
    """Draw what stands in a stock, the longest first."""
    text = context.text
    with guarded(text):
        row = next(row for row in stocks(context.store, as_of=context.selection.as_of) if row.stock == stock)
        day, amount = text.day(context.selection.as_of), text.number(row.amount_mu)
        cards.note(text("progress.stocks.total", day=day, count=row.count, amount=amount))
        if row.unmeasured:
            cards.note(text("progress.stocks.unmeasured", count=row.unmeasured))
        _table(context, tables.members(context, row), "members")


def _table(context: Context, shown: Shown, key: str) -> None:
    """Draw a table whose rows lead to the map: those marked, or all of them."""
    text = context.text
    picked = st.dataframe(
        shown.frame,
        key=f"dialog_{key}",
        column_config=shown.columns,
        hide_index=True,
        height=min(_HEIGHT, 38 + 35 * max(len(shown.frame), 1)),
        placeholder=text("common.dash"),
        on_select="rerun",
        selection_mode="multi-row",
    )
    marked = picked.selection.rows
    label = text("app.show_marked", count=len(marked)) if marked else text("app.show_all", count=len(shown.frame))
    if st.button(label, key=f"dialog_{key}_map", icon=":material/map:", disabled=shown.frame.empty):
        show_on_map(context, shown.chosen(marked or range(len(shown.frame))))


def show_on_map(context: Context, records: tuple[Record, ...]) -> None:
    """Mark records on the map and go there."""
    layers = dict.fromkeys(layer for layer, _ in records)
    found = [hit for layer in layers for hit in find(context.store, layer, [key for at, key in records if at is layer])]
    session.look_at(found)
    context.go("map")


def asker(name: str, *question: object) -> partial[None]:
    """Return what a number calls when it is pressed."""
    return partial(session.ask, name, *question)
