"""The views of data-for-land: the funnel with its members, the register, intended against winning bidder."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.ui import cards, firms_charts, firms_tables
from landuse.ui.firms_matching import matches
from landuse.ui.firms_picking import firm_table, is_shown, plot_table
from landuse.ui.firms_scores import ranking
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.enterprises import FunnelRow, funnel, register
from landuse.views.firm_files import bidders


def sentence(context: Context, rows: Sequence[FunnelRow]) -> None:
    """Say unasked how many firms came how far, and how many still have no plot."""
    text, mu = context.text, Measure.MU
    at = {row.step: row for row in rows}
    waiting = len(set(at["demand"].members["credit_code"]) - set(at["matched"].members["credit_code"]))
    rest = text("enterprises.rest", count=waiting) if waiting else text("enterprises.rest_none")
    said = text(
        "enterprises.sentence",
        **{step: at[step].firms for step in ("surveyed", "no_own_plant", "demand")},
        plan_firms=at["in_plan"].firms,
        plan=text.amount(at["in_plan"].amount_mu, mu),
        listed_plots=len(at["listed"].plots),
        listed=text.amount(at["listed"].amount_mu, mu),
        rest=rest,
    )
    word = text("enterprises.short" if waiting else "enterprises.enough")
    cards.headline(text, said, good=not waiting, word=word)


def steps(context: Context) -> None:
    """Draw the funnel; a step opens its firms and its plots."""
    text = context.text
    rows = funnel(context.store, as_of=context.selection.as_of)
    at = {row.step: row for row in rows}
    st.altair_chart(firms_charts.funnel(text, rows), key="firms_funnel", width="stretch")
    step = st.pills(
        text("enterprises.columns.step"),
        list(at),
        format_func=lambda name: _step_label(context, at[name]),
        default="demand",
        required=True,
        key="firms_step",
        label_visibility="collapsed",
        width="stretch",
    )
    row = at[str(step)]
    if context.selection.unit or context.selection.search:
        cards.note(text("enterprises.whole_district"))
    firms = register(context.store, as_of=context.selection.as_of)
    chosen = _chosen(context, firms.loc[firms["credit_code"].isin(row.members["credit_code"])])
    if chosen.empty:
        cards.nothing(text("enterprises.no_members"), text("enterprises.no_members_next"))
        return
    label = text.label("enterprises.steps", row.step)
    st.markdown(f"**{text('enterprises.members_title', step=label, count=len(chosen))}**")
    firm_table(context, firms_tables.firms(context, chosen), f"firms_members_{row.step}")
    if row.amount_mu is not None:
        amount = text.amount(row.amount_mu, Measure.MU)
        st.markdown(f"**{text('enterprises.plots_title', count=len(row.plots), amount=amount)}**")
        plot_table(context, firms_tables.plots(context, row.plots), f"firms_plots_{row.step}")


def names(context: Context) -> None:
    """Draw the register, without restricted columns unless they are asked for."""
    text, chosen = context.text, context.selection
    firms = _chosen(context, register(context.store, as_of=chosen.as_of))
    if firms.empty:
        cards.nothing(text("enterprises.not_found"), text("enterprises.not_found_next"))
        return
    cards.note(text("enterprises.register_note", count=len(firms)))
    of = {"as_of": chosen.as_of.isoformat(), "unit": chosen.unit or "*", "search": chosen.search or "*"}
    if is_shown(context, "register", Layer.ENTERPRISES, action="register_restricted", of=of):
        hidden = [column.name for column in TABLES[Layer.ENTERPRISES].columns if column.restricted]
        firms = firms.merge(context.store.tables().enterprises[["credit_code", *hidden]], on="credit_code")
    firm_table(context, firms_tables.firms(context, firms), "firms_register", height=520)


def winners(context: Context) -> None:
    """Draw each plot of data-for-land with whom it is meant for and who won it, flagged where they differ."""
    text = context.text
    rows = bidders(context.store, as_of=context.selection.as_of)
    if context.selection.unit is not None:
        rows = rows.loc[rows["unit"] == context.selection.unit]
    if rows.empty:
        cards.nothing(text("enterprises.no_bidders"), text("enterprises.no_bidders_next"))
        return
    cards.note(text("enterprises.bidders_note"))
    differing = sum(value is False for value in rows["agrees"])
    if differing:
        st.warning(text("enterprises.bidders_differ", count=differing), icon=":material/swap_horiz:")
    elif any(value is True for value in rows["agrees"]):
        st.success(text("enterprises.bidders_agree"), icon=":material/check:")
    plot_table(context, firms_tables.bidders(context, rows), "firms_bidders", height=480)


def _chosen(context: Context, firms: pd.DataFrame) -> pd.DataFrame:
    """Return the firms of the unit and the search beside the page."""
    unit, search = context.selection.unit, context.selection.search
    if unit is not None:
        firms = firms.loc[(firms["unit"] == unit).fillna(value=False)]
    if search:
        wish = search.casefold()
        said = firms["credit_code"].str.casefold().str.contains(wish, regex=False)
        firms = firms.loc[said | firms["name"].fillna("").str.casefold().str.contains(wish, regex=False)]
    return firms


def _step_label(context: Context, row: FunnelRow) -> str:
    text, step = context.text, context.text.label("enterprises.steps", row.step)
    if row.amount_mu is None:
        return text("enterprises.step_of", step=step, firms=row.firms)
    amount = text.amount(row.amount_mu, Measure.MU)
    return text("enterprises.step_of_plots", step=step, firms=row.firms, plots=len(row.plots), amount=amount)


VIEWS: dict[str, Callable[[Context], None]] = {
    "funnel": steps,
    "register": names,
    "scores": ranking,
    "matching": matches,
    "bidders": winners,
}
#: Views of which a row opens the card of a firm.
WITH_CARD = frozenset(VIEWS) - {"bidders"}
