"""The whole plan on one board: what the ledger computes and what was recorded, with what contradicts itself."""

from functools import partial

import streamlit as st

from landuse.periods import Scope, period_label, periods_in
from landuse.reports.pen import spoken
from landuse.reports.plan_sheet import contradiction_sentence
from landuse.ui import cards, session
from landuse.ui.reports_tables import table
from landuse.ui.reports_wording import with_unit
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.figures import in_print, printed_measure
from landuse.views.plan_board import PlanRow, plan_board

_KEY = "reports_recorded_by"
_HEIGHT = 620


def plan(context: Context) -> None:
    """Draw the day up to which recorded periods count, the board, and its contradictions in words."""
    text, day = context.text, context.selection.as_of
    halves = periods_in(Scope.HALF_YEAR, context.year, until=day)
    usual = max(day, halves[0].last) if halves else day
    recorded_by = st.date_input(
        text("reports.plan.recorded_by"),
        format="YYYY-MM-DD",
        help=text("reports.plan.recorded_by_help"),
        key=session.remembered(_KEY, usual),
        width=260,
        on_change=partial(session.remember, _KEY),
    )
    board = plan_board(context.store, year=context.year, as_of=day, recorded_by=recorded_by)
    if not board.rows:
        cards.nothing(text("reports.plan.empty", year=context.year), text("reports.plan.empty_next"))
        return
    if board.contradictions:
        cards.section(text("board.contradictions"))
        for one in board.contradictions:
            cards.note(contradiction_sentence(text, one, board))
    rows = [_cells(context, row) for row in board.rows]
    table(context, rows, key="plan_board", family="board.heading", height=_HEIGHT)


def _cells(context: Context, row: PlanRow) -> dict[str, str]:
    text = context.text
    dash = text("common.dash")
    period = dash if row.period is None else period_label(row.period, text)
    amounts = {name: _amount(context, row, name) for name in ("actual", "target")}
    if row.target is not None:
        amounts["target"] = text(f"board.direction.{row.direction}") + amounts["target"]
    basis = text("board.points") if row.growth_basis == "points_on_month" else "%"
    ranks = [text(f"board.{rank}", place=place) for rank, place in row.ranks]
    return {
        "indicator": text.label("indicators", row.indicator),
        "period": text("board.ahead", period=period) if row.ahead else period,
        **amounts,
        "share": text.percent(row.share),
        "elapsed": dash if row.target is None else text.percent(row.elapsed),
        "growth": "" if row.growth is None else spoken(row.growth, 2) + basis,
        "ranks": text("board.rank_joint").join(ranks),
        "source": text("board.from_ledger") if row.computed else row.source or "",
        "flags": text("board.flag_joint").join(text(f"board.flag.{kind}") for kind in row.contradictions),
    }


def _amount(context: Context, row: PlanRow, name: str) -> str:
    value = row.actual if name == "actual" else row.target
    if value is None or row.measure not in set(Measure):
        return with_unit(context, value, row.measure, row.places)
    measure = Measure(row.measure)
    return with_unit(context, in_print(value, measure), printed_measure(measure))
