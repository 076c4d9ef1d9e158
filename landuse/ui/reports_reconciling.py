"""Reconciliation on the screen: what was reported against what the ledger says, the difference parcel by parcel."""

from decimal import Decimal

import streamlit as st

from landuse.core.reconcile import Part
from landuse.periods import period_label
from landuse.rules import load_rules
from landuse.ui import cards
from landuse.ui.reports_tables import table
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.reconcile import ReconciledRow, reconcile


def reconciling(context: Context) -> None:
    """Draw every reported figure of the year beside the ledger's, and what explains the one that is chosen."""
    text = context.text
    rows = reconcile(context.store, year=context.year, unit=context.selection.unit)
    if not rows:
        cards.nothing(text("reports.reconcile.empty", year=context.year), text("reports.reconcile.empty_next"))
        return
    agreeing = sum(row.result.difference == 0 for row in rows)
    cards.note(text("reports.reconcile.count", count=len(rows), agreeing=agreeing, other=len(rows) - agreeing))
    cells = [_cells(context, row) for row in rows]
    table(context, cells, key="reconciled", family="reports.reconcile.columns")
    differing = [place for place, row in enumerate(rows) if row.result.parts]
    if not differing:
        return
    chosen = st.selectbox(
        text("reports.reconcile.choose"),
        differing,
        format_func=lambda place: text("reports.joint").join(list(cells[place].values())[:4]),
        key=f"reconciled_row_{context.year}_{context.selection.unit}",
    )
    _parts(context, rows[int(chosen)])


def _cells(context: Context, row: ReconciledRow) -> dict[str, str]:
    text, said, result = context.text, row.statement, row.result
    of = context.choices.units.get(said.unit, said.unit) if said.unit else text("common.district")
    return {
        "indicator": text.label("indicators", said.indicator),
        "of": of,
        "period": period_label(said.period, text, with_year=True),
        "source": said.source if said.snapshot is None else text("reports.issued_as", snapshot=said.snapshot),
        **{name: _amount(context, row, getattr(result, name)) for name in ("reported", "ledger", "difference")},
        "causes": text("board.flag_joint").join(dict.fromkeys(_cause(context, part) for part in result.parts)),
    }


def _amount(context: Context, row: ReconciledRow, amount: Decimal) -> str:
    measure: Measure = load_rules().indicators[row.statement.indicator].measure
    return context.text.amount(amount, measure)


def _cause(context: Context, part: Part) -> str:
    text = context.text
    if part.rule is not None:
        return text("reconcile.by_rule", rule=text.label("reconcile.rule", part.rule))
    return text(f"reconcile.cause.{part.cause}")


def _parts(context: Context, row: ReconciledRow) -> None:
    """Draw the parts of one difference; they add up to it."""
    text = context.text
    if not row.dated:
        cards.note(text("reconcile.undated"))
    parts = [
        {
            "cause": _cause(context, part),
            "subject": (part.subject or "").partition(":")[2] or text("common.dash"),
            "amount": _amount(context, row, part.amount),
            "events": " ".join(part.events),
        }
        for part in row.result.parts
    ]
    table(context, parts, key="reconciled_parts", family="reconcile.heading")
    cards.total(text("reports.reconcile.total", difference=_amount(context, row, row.result.difference)))
