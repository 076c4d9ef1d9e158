"""One indicator against its target: words, numbers, bullet and curve."""

import streamlit as st

from landuse.model import Group, GroupBy, Progress
from landuse.reports.headline import done_of, standing
from landuse.ui import cards, charts
from landuse.ui.dialogs import asker
from landuse.ui.session import Context
from landuse.ui.wording import amount_of
from landuse.views.targets import cumulative


def indicator_card(context: Context, row: Progress) -> None:
    """Draw the card of one indicator; its numbers open what is behind them."""
    text, unit = context.text, context.selection.unit
    question = ("explain", row.indicator, (Group(GroupBy.UNIT, unit),) if unit else ())
    with st.container(border=True, key=f"indicator_{row.indicator}"):
        word = text(f"progress.pace.{standing(row)}")
        if row.pace_index is not None:
            word = text("progress.pace.indexed", word=word, index=text.number(row.pace_index))
        cards.pace(text.label("indicators", row.indicator), word, standing(row))
        st.button(
            done_of(text, row),
            key=f"number_actual_{row.indicator}",
            type="tertiary",
            help=text("progress.open"),
            on_click=asker(*question),
        )
        if row.target is not None:
            st.altair_chart(charts.bullet(text, row), key=f"bullet_{row.indicator}", width="stretch")
        cards.facts(_facts(context, row))
        st.button(
            text(
                "progress.uncounted",
                count=row.uncounted.count,
                declared=amount_of(text, row.uncounted.declared, row.measure),
            ),
            key=f"number_uncounted_{row.indicator}",
            type="tertiary",
            help=text("progress.open_uncounted"),
            on_click=asker(*question),
        )
        way = cumulative(
            context.store, year=context.year, as_of=context.selection.as_of, indicator=row.indicator, unit=unit
        )
        st.altair_chart(charts.curve(text, way, row), key=f"curve_{row.indicator}", width="stretch")


def _facts(context: Context, row: Progress) -> list[tuple[str, str]]:
    text = context.text
    speed = text.number(row.speed_up) if row.speed_up is not None else text("common.dash")
    return [
        (text("progress.facts.share"), text.percent(row.share)),
        (text("progress.facts.elapsed"), text.percent(row.elapsed)),
        (text("progress.facts.gap"), amount_of(text, row.gap, row.measure)),
        (text("progress.facts.needed"), amount_of(text, row.needed_per_month, row.measure)),
        (text("progress.facts.achieved"), amount_of(text, row.achieved_per_month, row.measure)),
        (text("progress.facts.speed_up"), speed),
        (text("progress.facts.run_rate"), amount_of(text, row.run_rate_year_end, row.measure)),
    ]
