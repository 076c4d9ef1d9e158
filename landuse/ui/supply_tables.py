"""Plots, rungs, dates and obligations as ``st.dataframe`` shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.views.coverage import Coverage, Rung
from landuse.views.credit import CreditRow
from landuse.views.obligations import Agreed, Obligation
from landuse.views.schedule import PlotSchedule

_DAY = "YYYY-MM-DD"
_AREA, _WHOLE, _SHARE = "%,.2f", "%d", "%.2f%%"


def plots(
    context: Context, rows: pd.DataFrame, dates: Mapping[str, PlotSchedule], items: Mapping[str, int], count: int
) -> Shown:
    """Return plots with where they stand, what comes next, and by when; *items* of *count* are settled of each."""
    text = context.text
    names = rows["plot_id"].tolist()
    found = [dates.get(name) for name in names]
    frame = pd.DataFrame(
        {
            "plot": names,
            "name": rows["name"].tolist(),
            "stage": [text.label("stages", stage) for stage in rows["stage"]],
            "area": rows["area_mu"].astype(float).tolist(),
            "since": rows["entered_on"].tolist(),
            "days": rows["days"].tolist(),
            "next": [text.label("kinds", one.next_kind) if one and one.next_kind else None for one in found],
            "advised": [_of_next(one, "advised") for one in found],
            "latest": [_of_next(one, "latest") for one in found],
            "can_count": [_yes(text, one.can_count) if one else None for one in found],
            "made": [_made(text, items.get(name), count) for name in names],
            "unit": [context.choices.units.get(code, code) for code in rows["unit"]],
            "zone": [context.choices.zones.get(code, code) for code in rows["zone_id"]],
            "source": [text.label("plot_sources", source) if source else None for source in _none(rows["source"])],
            "firm": [
                winner or intended
                for winner, intended in zip(
                    _none(rows["winning_bidder"]), _none(rows["intended_enterprise"]), strict=True
                )
            ],
            "owner": _none(rows["owner"]),
        }
    )
    columns = _headed(text, frame, numbers={"area": _AREA, "days": _WHOLE}, days=("since", "advised", "latest"))
    columns["plot"] = st.column_config.TextColumn(text("supply.columns.plot"), pinned=True)
    return Shown(frame, columns, tuple((Layer.PLOTS, name) for name in names))


def rungs(context: Context, found: Coverage) -> Shown:
    """Return the ladder: what each rung adds, what of it can count, and how far it carries."""
    text = context.text
    frame = pd.DataFrame(
        {
            "rung": text.label("supply.rungs", rung.row),
            "plots": rung.plots,
            "area": float(rung.amount_mu),
            "on_demolished": float(rung.on_demolished_mu),
            "countable": float(rung.can_count_mu),
            "with_done": _percent(rung.with_done_share),
            "cumulative": _percent(rung.cumulative_share),
        }
        for rung in found.rungs
    )
    formats = {"plots": _WHOLE, "area": _AREA, "on_demolished": _AREA, "countable": _AREA}
    return Shown(frame, _headed(text, frame, numbers={**formats, "with_done": _SHARE, "cumulative": _SHARE}))


def rung_members(context: Context, rung: Rung) -> Shown:
    """Return the plots of a rung."""
    text, rows = context.text, rung.members
    frame = pd.DataFrame(
        {
            "plot": rows["plot_id"],
            "name": rows["name"],
            "unit": [context.choices.units.get(code, code) for code in rows["unit"]],
            "zone": [context.choices.zones.get(code, code) for code in rows["zone_id"]],
            "source": [text.label("plot_sources", source) if source else None for source in _none(rows["source"])],
            "stage": [text.label("stages", stage) for stage in rows["stage"]],
            "since": rows["entered_on"],
            "area": rows["area_mu"].astype(float),
            "on_demolished": rows["on_demolished_mu"].astype(float),
            "can_count": [_yes(text, value) for value in rows["can_count"]],
        }
    )
    columns = _headed(text, frame, numbers={"area": _AREA, "on_demolished": _AREA}, days=("since",))
    return Shown(frame, columns, tuple((Layer.PLOTS, name) for name in rows["plot_id"]))


def steps(context: Context, one: PlotSchedule) -> Shown:
    """Return the backward dates of a plot."""
    text, rows = context.text, one.steps
    frame = pd.DataFrame(
        {
            "kind": [text.label("kinds", kind) for kind in rows["kind"]],
            "state": [text.label("schedule.states", state) for state in rows["state"]],
            "done_on": rows["done_on"],
            "due_on": rows["due_on"],
            "advised": rows["advised"],
            "latest": rows["latest"],
            "clock": [text.label("clocks", clock) if clock else None for clock in _none(rows["clock"])],
            "source": _none(rows["source"]),
        }
    )
    columns: dict[str, Any] = {
        name: st.column_config.DateColumn(text(f"schedule.{name}"), format=_DAY)
        if name in {"done_on", "due_on", "advised", "latest"}
        else st.column_config.TextColumn(text(f"schedule.{name}"))
        for name in frame.columns
    }
    return Shown(frame, columns)


def credits_of(context: Context, rows: Sequence[CreditRow]) -> Shown:
    """Return plots supplied again, declared beside what their ground says."""
    text = context.text
    frame = pd.DataFrame(
        [
            {
                "plot": row.plot_id,
                "name": row.name,
                "supplied_on": row.supplied_on,
                "declared": float(row.declared_mu),
                "by_ground": None if row.by_ground_mu is None else float(row.by_ground_mu),
                "difference": None if row.difference_mu is None else float(row.difference_mu),
                "why": explained(text, row),
            }
            for row in rows
        ],
        columns=["plot", "name", "supplied_on", "declared", "by_ground", "difference", "why"],
    )
    numbers = dict.fromkeys(("declared", "by_ground", "difference"), _AREA)
    columns = _headed(text, frame, numbers=numbers, days=("supplied_on",))
    return Shown(frame, columns, tuple((Layer.PLOTS, row.plot_id) for row in rows))


def explained(text: Catalogue, row: CreditRow) -> str:
    """Return in words why the declared area and the ground's differ."""
    if row.fault is not None:
        linked = text.number(row.by_link_mu)
        return text("supply.credit.fault", fault=text.label("geometry", row.fault), linked=linked)
    said = [
        text(f"supply.credit.{part}", amount=text.number(amount))
        for part, amount in row.parts
        if part != "credit" and amount > 0
    ]
    return text("lists.separator").join(said) or text("supply.credit.whole")


def obligations(context: Context, rows: Sequence[Obligation]) -> Shown:
    """Return supplied plots with what is agreed for them."""
    text, as_of = context.text, context.selection.as_of
    frame = pd.DataFrame(
        [
            {
                "plot": row.plot_id,
                "name": row.name,
                "firm": row.firm,
                "area": float(row.area_mu),
                "stage": text.label("stages", row.stage),
                **{step.kind: _agreed(text, step, as_of) for step in row.agreed},
                "idle": row.idle_on[0] if row.idle_on else None,
                "standards": _standards(text, row),
                "unit": context.choices.units.get(row.unit or "", row.unit),
            }
            for row in rows
        ]
    )
    columns = _headed(text, frame, numbers={"area": _AREA}, days=("idle",)) if rows else {}
    return Shown(frame, columns, tuple((Layer.PLOTS, row.plot_id) for row in rows))


def _standards(text: Catalogue, row: Obligation) -> str | None:
    measured = [one.met for one in row.standards if one.met is not None]
    if not row.standards:
        return None
    return text("supply.standards_met", met=sum(measured), measured=len(measured), count=len(row.standards))


def _agreed(text: Catalogue, step: Agreed, as_of: date) -> str | None:
    """Return an agreed day, and whether it was kept."""
    due_on, done_on = step.due_on, step.done_on
    if step.is_passed:
        return text("supply.agreed.passed", due=due_on.isoformat() if due_on else "")
    if due_on is None:
        return text("supply.agreed.done", on=done_on.isoformat()) if done_on else None
    if done_on is not None:
        key = "late" if done_on > due_on else "kept"
        return text(f"supply.agreed.{key}", due=due_on.isoformat(), on=done_on.isoformat())
    key = "overdue" if due_on < as_of else "open"
    return text(f"supply.agreed.{key}", due=due_on.isoformat(), days=abs((as_of - due_on).days))


def _headed(
    text: Catalogue, frame: pd.DataFrame, *, numbers: Mapping[str, str], days: Sequence[str] = ()
) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in frame.columns:
        own = f"supply.columns.{name}"
        heading = text(own) if text.has(own) else text.label("kinds", name)
        if name in numbers:
            columns[name] = st.column_config.NumberColumn(heading, format=numbers[name])
        elif name in days:
            columns[name] = st.column_config.DateColumn(heading, format=_DAY)
        else:
            columns[name] = st.column_config.TextColumn(heading)
    return columns


def _of_next(one: PlotSchedule | None, column: str) -> object:
    if one is None or one.next_kind is None:
        return None
    rows = one.steps.loc[one.steps["kind"] == one.next_kind, column]
    return None if rows.empty else rows.iloc[0]


def _made(text: Catalogue, settled: int | None, count: int) -> str | None:
    return None if settled is None else text("supply.made", settled=settled, count=count)


def _none(values: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in values]


def _yes(text: Catalogue, value: object) -> str:
    return text("lists.yes" if value else "lists.no")


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
