"""Land supply on one screen: the board by stage, the ladder of cover, dates, credit by ground, what is owed after."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.ui import cards, session, supply_charts, supply_tables
from landuse.ui.forecasts import forecasts
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.units import Measure, printed_total
from landuse.views.checklists import settled_items
from landuse.views.coverage import Coverage, coverage
from landuse.views.credit import credit_rows
from landuse.views.facts import ROUND_DAYS
from landuse.views.movements import movements
from landuse.views.obligations import awaiting_acceptance, obligations
from landuse.views.plots import plots_on
from landuse.views.schedule import schedules

_HEIGHT = 420


def sentence(context: Context, found: Coverage) -> None:
    """Say unasked how far what is on its way carries, and how much of it can count at all."""
    text, mu = context.text, Measure.MU
    if found.target is None:
        cards.nothing(text("supply.no_target", year=context.year), text("progress.empty_next", year=context.year))
        return
    past = found.rung("approved")
    said = text(
        "supply.sentence",
        done=text.number(found.done),
        target=text.number(found.target),
        plots=past.plots,
        past=text.amount(past.amount_mu, mu),
        share=text.percent(past.with_done_share, 2),
        cleared=text.amount(past.on_demolished_mu, mu),
    )
    good = (past.with_done_share or 0) >= 1
    cards.headline(text, said, good=good, word=text("supply.enough" if good else "supply.short"))


def board(context: Context) -> None:
    """Draw the plots by stage, each stage with its number and 亩."""
    text, as_of = context.text, context.selection.as_of
    tables = context.store.tables()
    plots = _chosen(context, plots_on(tables, as_of))
    present = [stage for stage in load_rules().stages if (plots["stage"] == stage).any()]
    labels = {stage: _stage_label(context, plots.loc[plots["stage"] == stage], stage) for stage in present}
    stage = st.pills(
        text("supply.stage"),
        present,
        format_func=lambda name: labels[name],
        key="supply_stage",
        label_visibility="collapsed",
    )
    rows = plots if stage is None else plots.loc[plots["stage"] == stage]
    if rows.empty:
        cards.nothing(text("supply.empty"), text("supply.empty_next"))
        return
    ranks = {name: place for place, name in enumerate(load_rules().stages)}
    rows = rows.assign(rank=rows["stage"].map(ranks)).sort_values(["rank", "entered_on"], kind="stable")
    dates = {one.plot_id: one for one in schedules(context.store, year=context.year, as_of=as_of)}
    shown = supply_tables.plots(context, rows, dates, settled_items(tables, as_of), len(load_supply_rules().checklist))
    picking_table(context, shown, "supply_board")


def ladder(context: Context) -> None:
    """Draw how far what is on its way covers what is missing."""
    text = context.text
    found = coverage(context.store, year=context.year, as_of=context.selection.as_of)
    mu = Measure.MU
    cards.note(
        text(
            "supply.cover",
            done=text.amount(found.done, mu),
            target=text.amount(found.target, mu),
            gap=text.amount(found.gap, mu),
            pipeline=text.amount(found.pipeline_mu, mu),
            cover=text.percent(found.cover),
        )
    )
    st.altair_chart(supply_charts.ladder(text, found), key="supply_ladder", width="stretch")
    shown = supply_tables.rungs(context, found)
    st.dataframe(shown.frame, key="supply_rungs", column_config=shown.columns, hide_index=True, height="content")
    cards.note(text("supply.ladder_note"))
    _moves(context)
    rung = st.selectbox(
        text("supply.rung_members"),
        [row.row for row in found.rungs],
        index=[row.row for row in found.rungs].index("approved"),
        format_func=lambda name: text.label("supply.rungs", name),
        key="supply_rung",
    )
    picking_table(context, supply_tables.rung_members(context, found.rung(rung)), f"supply_rung_{rung}")


def _moves(context: Context) -> None:
    """Draw what moved between stages in the last fortnight: opening, in, out, closing."""
    text, as_of = context.text, context.selection.as_of
    found = movements(context.store, since=as_of - timedelta(days=ROUND_DAYS), as_of=as_of)
    with st.expander(text("supply.moves.title", day=text.day(found.since)), key="supply_moves"):
        headings = [text(f"supply.moves.{name}") for name in ("stage", "opening", "entered", "left", "closing")]
        cards.table(
            headings,
            [
                [
                    (text.label("stages", row.stage), ""),
                    (text.number(row.opening_mu), ""),
                    (text.number(row.entered_mu) if row.entered else "", ""),
                    (text.number(row.left_mu) if row.left else "", ""),
                    (text.number(row.closing_mu), ""),
                ]
                for row in found.balances
            ],
        )
        cards.note(text("supply.moves.conserved" if found.is_conserved else "supply.moves.broken"))


def dates(context: Context) -> None:
    """Draw by when plots must take their next step to count this year, the most urgent first."""
    text, as_of = context.text, context.selection.as_of
    found = schedules(context.store, year=context.year, as_of=as_of, unit=context.selection.unit)
    lost = [one for one in found if not one.can_count]
    cards.note(
        text(
            "supply.dates_note",
            year=context.year,
            count=len(found),
            lost=len(lost),
            amount=text.amount(printed_total(one.area_mu for one in lost), Measure.MU),
        )
    )
    plots = plots_on(context.store.tables(), as_of).set_index("plot_id", drop=False)
    rows = plots.loc[[one.plot_id for one in found]]
    by_name = {one.plot_id: one for one in found}
    items = settled_items(context.store.tables(), as_of)
    shown = supply_tables.plots(context, rows, by_name, items, len(load_supply_rules().checklist))
    picking_table(context, shown, "supply_dates")


def credit(context: Context) -> None:
    """Draw what was declared as re-supplied beside what the ground says."""
    text = context.text
    rows = credit_rows(context.store, year=context.year, as_of=context.selection.as_of)
    if not rows:
        cards.nothing(text("supply.credit.none", year=context.year), text("supply.credit.none_next"))
        return
    cards.note(text("supply.credit.note"))
    picking_table(context, supply_tables.credits_of(context, rows), "supply_credit")


def after_supply(context: Context) -> None:
    """Draw what is owed for supplied plots, and the firms that produce and have not been accepted."""
    text, as_of = context.text, context.selection.as_of
    waiting = awaiting_acceptance(context.store, as_of=as_of)
    firms = waiting["credit_code"].fillna(waiting["firm"]).nunique()
    cards.note(text("supply.waiting", count=firms, plots=len(waiting)))
    found = [row for row in obligations(context.store, as_of=as_of) if context.selection.unit in {None, row.unit}]
    if not found:
        cards.nothing(text("supply.owed_none"), text("supply.owed_none_next"))
        return
    picking_table(context, supply_tables.obligations(context, found), "supply_owed")


def picking_table(context: Context, shown: Shown, key: str) -> None:
    """Draw a table of which a row opens the card beside it."""
    st.dataframe(
        shown.frame,
        key=key,
        column_config=shown.columns,
        hide_index=True,
        height=min(_HEIGHT, 38 + 35 * max(len(shown.frame), 1)),
        placeholder=context.text("common.dash"),
        on_select=partial(_pick, context, shown, key),
        selection_mode="single-row",
    )


def _pick(context: Context, shown: Shown, key: str) -> None:
    for layer, name in shown.chosen(session.field(key).selection.rows):
        session.pick_record(context.store, layer, name)


def _chosen(context: Context, plots: pd.DataFrame) -> pd.DataFrame:
    """Return the plots of the filters beside the page."""
    chosen = context.selection
    for column, value in (("unit", chosen.unit), ("zone_id", chosen.zone), ("plan_year", chosen.year)):
        if value is not None:
            plots = plots.loc[(plots[column] == value).fillna(value=False)]
    if chosen.search:
        wish = chosen.search.casefold()
        said = plots["plot_id"].str.casefold().str.contains(wish, regex=False)
        plots = plots.loc[said | plots["name"].fillna("").str.casefold().str.contains(wish, regex=False)]
    return plots


def _stage_label(context: Context, rows: pd.DataFrame, stage: str) -> str:
    text = context.text
    amount = text.amount(printed_total(rows["area_mu"]), Measure.MU)
    return text("supply.stage_of", stage=text.label("stages", stage), count=len(rows), amount=amount)


VIEWS: dict[str, Callable[[Context], None]] = {
    "board": board,
    "ladder": ladder,
    "dates": dates,
    "credit": credit,
    "after_supply": after_supply,
    "forecast": forecasts,
}
#: Views of which a row opens the card of a plot.
WITH_CARD = frozenset(VIEWS) - {"forecast"}
