"""Firms, plots, scores and matches as ``st.dataframe`` shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from landuse.core.replay import Replay
from landuse.core.scoring import Scores
from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.units import mu_from_m2, rounded
from landuse.views.matches import Matches

_DAY = "YYYY-MM-DD"
_AREA, _WHOLE, _SCORE, _MONEY = "%,.2f", "%d", "%.2f", "%,.0f"
_MOST_TIED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """A table of which each row is about a firm, with their credit codes."""

    table: Shown
    codes: tuple[str, ...]


def firms(context: Context, rows: pd.DataFrame) -> Firms:
    """Return firms of the register; restricted columns are among them only where *rows* have them."""
    text = context.text
    frame = pd.DataFrame(
        {
            "firm": rows["name"].tolist(),
            "unit": _units(context, rows["unit"]),
            "industry": _none(rows["industry"]),
            "demand": [_yes(text, value) for value in rows["surveyed_demand"]],
            "need": [None if pd.isna(area) else float(rounded(mu_from_m2(area))) for area in rows["demand_area_m2"]],
            "needed_by": _none(rows["needed_by"]),
            "step": [text.label("enterprises.steps", step) for step in rows["step"]],
            "plot": _none(rows["plot_id"]),
            "own_plant": [_yes(text, value) for value in rows["own_plant"]],
            "designated": [_yes(text, value) for value in rows["designated_size"]],
            "credit_code": rows["credit_code"].tolist(),
        }
    )
    hidden = [column for column in TABLES[Layer.ENTERPRISES].columns if column.restricted and column.name in rows]
    columns = _headed(text, frame, numbers={"need": _AREA}, days=("needed_by",))
    for place, column in enumerate(hidden, start=1):
        is_text = column.name == "contact"
        frame.insert(place, column.name, _none(rows[column.name]) if is_text else rows[column.name].tolist())
        heading = text(f"columns.{column.name}")
        kind = (
            st.column_config.TextColumn(heading) if is_text else st.column_config.NumberColumn(heading, format=_MONEY)
        )
        columns[column.name] = kind
    return Firms(Shown(frame, columns), tuple(rows["credit_code"]))


def plots(context: Context, rows: pd.DataFrame) -> Shown:
    """Return plots with the firm they are meant for."""
    text = context.text
    known = dict(zip(*(context.store.tables().enterprises[name] for name in ("credit_code", "name")), strict=True))
    frame = pd.DataFrame(
        {
            "plot": rows["plot_id"].tolist(),
            "plot_name": _none(rows["name"]),
            "stage": [text.label("stages", stage) for stage in rows["stage"]],
            "area": rows["area_mu"].astype(float).tolist(),
            "intended": [known.get(code, code) for code in rows["credit_code"]],
        }
    )
    columns = _headed(text, frame, numbers={"area": _AREA})
    return Shown(frame, columns, tuple((Layer.PLOTS, name) for name in rows["plot_id"]))


def bidders(context: Context, rows: pd.DataFrame) -> Shown:
    """Return whom plots are meant for, who won them, and in a word whether that is the same."""
    text = context.text
    words = {True: "yes", False: "no", None: "open"}
    frame = pd.DataFrame(
        {
            "plot": rows["plot_id"].tolist(),
            "plot_name": _none(rows["name"]),
            "unit": _units(context, rows["unit"]),
            "stage": [text.label("stages", stage) for stage in rows["stage"]],
            "area": rows["area_mu"].astype(float).tolist(),
            "intended": _none(rows["intended_name"]),
            "winner": _none(rows["winning_bidder"]),
            "agrees": [text(f"enterprises.agree.{words[value]}") for value in rows["agrees"]],
        }
    )
    columns = _headed(text, frame, numbers={"area": _AREA})
    return Shown(frame, columns, tuple((Layer.PLOTS, name) for name in rows["plot_id"]))


def ranking(context: Context, found: Scores, names: Mapping[str, str]) -> Firms:
    """Return firms by their rank; a tie says with whom, and what set them apart."""
    text, rows = context.text, found.ranking
    frame = pd.DataFrame(
        {
            "rank": _numbers(rows["rank"]),
            "firm": [names.get(code, code) for code in rows["credit_code"]],
            "unit": _units(context, rows["unit"]),
            "score": _numbers(rows["score"]),
            "tie": [_tie(text, tied, by, names) for tied, by in zip(rows["tied_with"], rows["broken_by"], strict=True)],
            "district_rank": _numbers(rows["district_rank"]),
            "unit_rank": _numbers(rows["unit_rank"]),
            "credit_code": rows["credit_code"].tolist(),
        }
    )
    # The rank that counts is one of these two already.
    frame = frame.drop(columns=f"{found.scheme.ranking}_rank")
    whole = dict.fromkeys(("rank", "district_rank", "unit_rank"), _WHOLE)
    return Firms(Shown(frame, _headed(text, frame, numbers=whole | {"score": _SCORE})), tuple(rows["credit_code"]))


def versions(context: Context, rows: pd.DataFrame, first: str, second: str) -> Firms:
    """Return two versions of a scheme side by side, with the change of rank."""
    text = context.text
    numbers = [f"{name}_{which}" for name in ("rank", "score") for which in ("first", "second", "change")]
    frame = pd.DataFrame({"firm": rows["name"].tolist(), **{name: _numbers(rows[name]) for name in numbers}})
    columns = _headed(text, frame.drop(columns=numbers), numbers={})
    for name in numbers:
        version = {"first": first, "second": second}.get(name.rsplit("_", 1)[1], "")
        own = "%+d" if name == "rank_change" else "%+.2f" if name == "score_change" else None
        shape = own or (_WHOLE if name.startswith("rank") else _SCORE)
        heading = text(f"enterprises.columns.{name}", version=version)
        columns[name] = st.column_config.NumberColumn(heading, format=shape)
    return Firms(Shown(frame, columns), tuple(rows["credit_code"]))


def lines(context: Context, rows: pd.DataFrame, *, restricted: bool) -> Shown:
    """Return a firm's score item by item; what its figures say only where they were asked for."""
    text = context.text
    frame = pd.DataFrame(
        {
            "item": [text.label("scoring.items", name) for name in rows["item"]],
            "weight": _numbers(rows["weight"]),
            "points": _numbers(rows["points"]),
            "state": [text.label("scoring.states", name) for name in rows["state"]],
            "rule": [text.label("scoring.rules", name) if name else None for name in rows["rule"]],
        }
    )
    figures = ("numerator", "denominator", "value", "benchmark", "ratio")
    if restricted:
        for name in figures:
            frame[name] = _numbers(rows[name])
        frame["capped"] = [_yes(text, value) for value in rows["capped"]]
    shapes = {"weight": "%.0f", "points": _SCORE, **dict.fromkeys(figures, "%,.4g")}
    return Shown(frame, _headed(text, frame, numbers=shapes))


def matched(context: Context, found: Matches) -> Firms:
    """Return who gets which plot, and why in short."""
    text, pairs = context.text, found.found.pairs
    about, sites = found.firms.set_index("credit_code"), found.plots.set_index("plot_id")
    frame = pd.DataFrame(
        {
            "rank": _numbers(pairs["rank"]),
            "firm": [about.loc[code, "name"] for code in pairs["credit_code"]],
            "need": _numbers(pairs["demand_mu"]),
            "plot": pairs["plot_id"].tolist(),
            "plot_name": [sites.loc[name, "name"] for name in pairs["plot_id"]],
            "area": _numbers(pairs["area_mu"]),
            "score": _numbers(pairs["score"]),
            "reasons": [_short_reasons(text, found, row) for row in pairs.to_dict("records")],
        }
    )
    shapes = {"rank": _WHOLE, "need": _AREA, "area": _AREA, "score": _SCORE}
    return Firms(Shown(frame, _headed(text, frame, numbers=shapes)), tuple(pairs["credit_code"]))


def unmatched(context: Context, found: Matches) -> Firms:
    """Return firms without a match: what binds them, and the plot that misses by least."""
    text = context.text
    about = found.firms.set_index("credit_code")
    bound = {str(row["credit_code"]): row for row in found.bound.to_dict("records")}
    rows = found.found.unmatched.to_dict("records")
    codes = [str(row["credit_code"]) for row in rows]
    nearest = [bound[code]["plot_id"] if code in bound else None for code in codes]
    shorts = [
        short_by(text, bound[code]["constraints"][0], bound[code]["short_by"])
        if code in bound and bound[code]["constraints"]
        else None
        for code in codes
    ]
    frame = pd.DataFrame(
        {
            "rank": _numbers(about.loc[codes, "rank"]),
            "firm": [about.loc[code, "name"] for code in codes],
            "need": _numbers(about.loc[codes, "need_mu"]),
            "situation": [text.label("matching.states", str(row["state"])) for row in rows],
            "binding": [binds(text, row) for row in rows],
            "nearest": nearest,
            "short": shorts,
        }
    )
    return Firms(Shown(frame, _headed(text, frame, numbers={"rank": _WHOLE, "need": _AREA})), tuple(codes))


def near(context: Context, found: Matches) -> Firms:
    """Return the pairs that miss by one constraint, and by how much; a firm's own figures stay out."""
    text, rows = context.text, found.near
    about, sites = found.firms.set_index("credit_code"), found.plots.set_index("plot_id")
    frame = pd.DataFrame(
        {
            "firm": [about.loc[code, "name"] for code in rows["credit_code"]],
            "plot": rows["plot_id"].tolist(),
            "area": [float(sites.loc[name, "area_mu"]) for name in rows["plot_id"]],
            "constraint": [text.label("matching.constraints", name) for name in rows["constraint"]],
            "required": [
                asked(text, low, high) for low, high in zip(rows["required"], rows["required_to"], strict=True)
            ],
            "offered": [
                brought(text, name, value) for name, value in zip(rows["constraint"], rows["offered"], strict=True)
            ],
            "short": [
                short_by(text, name, value) for name, value in zip(rows["constraint"], rows["short_by"], strict=True)
            ],
        }
    )
    return Firms(Shown(frame, _headed(text, frame, numbers={"area": _AREA})), tuple(rows["credit_code"]))


def differences(context: Context, found: Matches, again: Replay) -> Firms:
    """Return who gains and who loses if a firm waits."""
    text, rows = context.text, again.differences
    names = dict(zip(found.firms["credit_code"], found.firms["name"], strict=True))
    frame = pd.DataFrame(
        {
            "firm": [names.get(code, code) for code in rows["credit_code"]],
            "change": [text.label("matching.changes", change) for change in rows["change"]],
            "before": _none(rows["plot_before"]),
            "after": _none(rows["plot_after"]),
            "passed_on": [names.get(code) if code else None for code in _none(rows["now_with"])],
            "freed": [names.get(code) if code else None for code in _none(rows["freed_by"])],
        }
    )
    return Firms(Shown(frame, _headed(text, frame, numbers={})), tuple(rows["credit_code"]))


def binds(text: Catalogue, row: Mapping[Any, Any]) -> str:
    """Return in words why a firm has no plot."""
    if row["state"] == "waiting":
        return text("enterprises.matching.waiting")
    if row["state"] == "outranked":
        return text("enterprises.matching.outranked", count=row["fitting_plots"])
    if not row["constraints"]:
        return text("enterprises.matching.no_plots")
    names = text("lists.separator").join(text.label("matching.constraints", name) for name in row["constraints"])
    return text("enterprises.matching.binds", constraints=names, opens=row["opens"])


def short_by(text: Catalogue, constraint: str, amount: Any) -> str | None:
    """Return by how much a constraint is missed, with its unit (None where nothing can be measured or shown)."""
    if amount is None or pd.isna(amount):
        return None
    if constraint == "ready":
        return text("enterprises.matching.short_days", amount=int(amount))
    return text("enterprises.matching.short_mu", amount=text.number(amount))


def asked(text: Catalogue, low: Any, high: Any) -> str | None:
    """Return what a constraint asks for: a range of 亩, a day, names or a number."""
    if high is not None and not pd.isna(high):
        return text("enterprises.matching.between", low=text.number(low), high=text.number(high))
    return said(text, low)


def brought(text: Catalogue, constraint: str, value: Any) -> str | None:
    """Return what stands against what a constraint asks, an area with its unit."""
    return (
        text("enterprises.matching.short_mu", amount=text.number(value)) if constraint == "area" else said(text, value)
    )


def said(text: Catalogue, value: Any) -> str | None:
    """Return a value of a constraint in words."""
    if value is None or (not isinstance(value, str | date) and pd.isna(value)):
        return None
    if isinstance(value, date):
        return text.day(value)
    return value.replace(";", text("lists.separator")) if isinstance(value, str) else text.number(value)


def _short_reasons(text: Catalogue, found: Matches, row: Mapping[Any, Any]) -> str:
    why = found.why(str(row["credit_code"])).set_index("reason")
    ready = found.plots.set_index("plot_id").loc[row["plot_id"], "ready_on"]
    own = "enterprises.matching"
    unranked = pd.isna(row["rank"])
    parts = [
        text(f"{own}.reason_unranked") if unranked else text(f"{own}.reason_rank", rank=row["rank"]),
        text(f"{own}.reason_area", area=text.number(row["area_mu"]), need=text.number(row["demand_mu"])),
    ]
    place = why["required"].get("choice")
    first = place == 1
    parts.append(text(f"{own}.reason_choice") if first else text(f"{own}.reason_other", place=place))
    if ready is not None:
        parts.append(text(f"{own}.reason_ready", day=text.day(ready)))
    return text("lists.separator").join(parts)


def _tie(text: Catalogue, tied: Sequence[str], by: str | None, names: Mapping[str, str]) -> str | None:
    if not tied:
        return None
    firms_said = text("lists.separator").join(names.get(code, code) for code in tied[:_MOST_TIED])
    return text("enterprises.scores.tie", firms=firms_said, by=text.label("scoring.figures", by or "credit_code"))


def _headed(
    text: Catalogue, frame: pd.DataFrame, *, numbers: Mapping[str, str], days: Sequence[str] = ()
) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in frame.columns:
        heading = text(f"enterprises.columns.{name}")
        if name in numbers:
            columns[name] = st.column_config.NumberColumn(heading, format=numbers[name])
        elif name in days:
            columns[name] = st.column_config.DateColumn(heading, format=_DAY)
        else:
            columns[name] = st.column_config.TextColumn(heading, pinned=name == "firm")
    return columns


def _units(context: Context, codes: pd.Series) -> list[str | None]:
    return [None if code is None else context.choices.units.get(code, code) for code in _none(codes)]


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if value is None or pd.isna(value) else float(value) for value in values]


def _none(values: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in values]


def _yes(text: Catalogue, value: Any) -> str | None:
    return None if pd.isna(value) else text("lists.yes" if value else "lists.no")
