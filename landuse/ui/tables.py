"""Frames as ``st.dataframe`` shows them: words for codes, numbers with their unit in the heading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from landuse.i18n import Catalogue
from landuse.model import Layer, SubjectKind
from landuse.reports.headline import standing
from landuse.reports.listing import Listing
from landuse.schema import TABLES, Kind
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.ground import SUBJECT_LAYERS
from landuse.views.provenance import Explanation
from landuse.views.stocks import StockRow
from landuse.views.targets import GroupProgress

_DAY = "YYYY-MM-DD"
Record = tuple[Layer, str]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame to show, how its columns look, and the record that each row is about (or None)."""

    frame: pd.DataFrame
    columns: dict[str, Any]
    records: tuple[Record | None, ...] = ()

    def chosen(self, rows: Iterable[int]) -> tuple[Record, ...]:
        """Return the records of these rows."""
        found = (self.records[row] for row in rows if row < len(self.records))
        return tuple(record for record in found if record is not None)


def groups(context: Context, rows: Sequence[GroupProgress]) -> Shown:
    """Return the progress of one indicator by unit, zone or month: an absolute amount beside each percentage."""
    text = context.text
    frame = pd.DataFrame(
        {
            "name": row.name or (row.key or text(f"progress.groups.no_{row.by}")),
            "actual": float(row.progress.actual),
            "target": _number(row.progress.target),
            "share": _percent(row.progress.share),
            "pace": row.progress.pace_index if row.key else None,
            "word": text(f"progress.pace.{standing(row.progress)}") if row.key else None,
            "gap": _number(row.progress.gap),
            "needed": _number(row.progress.needed_per_month),
            "achieved": _number(row.progress.achieved_per_month),
            "uncounted": row.progress.uncounted.count,
            "declared": float(row.progress.uncounted.declared),
        }
        for row in rows
    )
    unit = text.label("measures", rows[0].progress.measure) if rows else ""
    headings = {name: text(f"progress.groups.{name}", unit=unit) for name in frame.columns}
    formats = {"share": "%.1f%%", "uncounted": "%d"}
    columns: dict[str, Any] = {
        name: st.column_config.NumberColumn(heading, format=formats.get(name, "%,.2f"))
        for name, heading in headings.items()
        if name not in {"name", "word"}
    }
    columns |= {name: st.column_config.TextColumn(headings[name]) for name in ("name", "word") if name in headings}
    return Shown(frame, columns)


def contributions(context: Context, found: Explanation, rows: pd.DataFrame) -> Shown:
    """Return events as an explanation tells them; their ``counted`` adds up to its total."""
    text, units, zones = context.text, context.choices.units, context.choices.zones
    unit = text.label("measures", found.measure)
    frame = pd.DataFrame(
        {
            "occurred_on": rows["occurred_on"],
            "subject": rows["subject_id"],
            "kind": [text.label("kinds", kind) for kind in rows["kind"]],
            "unit": [units.get(code, code) for code in rows["unit"]],
            "zone": [zones.get(code, code) for code in rows["zone_id"]],
            "declared": rows["declared"].astype(float),
            "counted": rows["counted"].astype(float),
            "reason": [text.label("reasons", reason) for reason in rows["reason"]],
            "event": rows["event_id"],
        }
    ).reset_index(drop=True)
    columns = _columns(text, frame, unit, numbers=("declared", "counted"))
    return Shown(frame, columns, _records(rows["subject_kind"], rows["subject_id"]))


def members(context: Context, row: StockRow) -> Shown:
    """Return what stands in a stock, the longest first."""
    text, units, zones = context.text, context.choices.units, context.choices.zones
    found = row.members
    frame = pd.DataFrame(
        {
            "subject": found["subject_id"],
            "name": found["name"],
            "unit": [units.get(code, code) for code in found["unit"]],
            "zone": [zones.get(code, code) for code in found["zone_id"]],
            "since": found["since"],
            "days": found["days"],
            "amount": found["amount_mu"].astype(float),
        }
    )
    columns = _columns(text, frame, text.label("measures", Measure.MU), numbers=("amount",))
    columns["days"] = st.column_config.NumberColumn(text("app.columns.days"), format="%d")
    return Shown(frame, columns, _records([row.subject] * len(found), found["subject_id"]))


def stocks(context: Context, rows: Sequence[StockRow]) -> Shown:
    """Return the stocks with their ageing."""
    text = context.text
    frame = pd.DataFrame(
        {
            "stock": text.label("stocks", row.stock),
            "of": text.label("subjects", row.subject),
            "count": row.count,
            "amount": float(row.amount_mu),
            **{_bucket(text, start, end): float(mu) for start, end, mu, _ in row.ageing},
        }
        for row in rows
    )
    unit = text.label("measures", Measure.MU)
    columns: dict[str, Any] = {
        "stock": st.column_config.TextColumn(text("progress.stocks.stock")),
        "of": st.column_config.TextColumn(text("progress.stocks.of")),
        "count": st.column_config.NumberColumn(text("progress.stocks.count"), format="%d"),
        "amount": st.column_config.NumberColumn(text("app.columns.amount", unit=unit), format="%,.2f"),
    }
    columns |= {
        name: st.column_config.NumberColumn(name, format="%,.2f") for name in frame.columns if name not in columns
    }
    return Shown(frame, columns)


def listed(context: Context, found: Listing) -> Shown:
    """Return a list as its exports print it: the same columns, words and numbers."""
    key = TABLES[found.layer].key
    frame = pd.DataFrame(index=range(len(found.frame)))
    columns: dict[str, Any] = {}
    for column in found.columns:
        values = found.frame[column.name].reset_index(drop=True)
        is_zone = column.name == "zone_id" and found.layer is not Layer.ZONES
        heading = context.text("app.columns.zone") if is_zone else found.heading(column)
        if column.kind in {Kind.AREA, Kind.NUMBER}:
            is_share = column.name == "difference_share"
            frame[column.name] = values.astype(float) * (100 if is_share else 1)
            columns[column.name] = st.column_config.NumberColumn(heading, format="%.2f%%" if is_share else "%,.2f")
        elif column.kind is Kind.WHOLE:
            frame[column.name] = values
            columns[column.name] = st.column_config.NumberColumn(heading, format="%d")
        elif column.kind is Kind.DAY:
            frame[column.name] = values
            columns[column.name] = st.column_config.DateColumn(heading, format=_DAY)
        else:
            frame[column.name] = [_words(context, found, column, value) for value in values]
            columns[column.name] = st.column_config.TextColumn(heading, pinned=column.name == key)
    on_map = found.layer in SUBJECT_LAYERS.values()
    return Shown(frame, columns, tuple((found.layer, name) if on_map else None for name in found.frame[key]))


def _words(context: Context, found: Listing, column: Any, value: object) -> str | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if column.kind is Kind.FLAG:
        return context.text("lists.yes" if value else "lists.no")
    if column.name == "zone_id" and found.layer is not Layer.ZONES:
        return context.choices.zones.get(str(value), str(value))
    return found.words(column, str(value))


def _columns(text: Catalogue, frame: pd.DataFrame, unit: str, *, numbers: Sequence[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in frame.columns:
        heading = text(f"app.columns.{name}", unit=unit)
        if name in numbers:
            columns[name] = st.column_config.NumberColumn(heading, format="%,.2f")
        elif name in {"occurred_on", "since"}:
            columns[name] = st.column_config.DateColumn(heading, format=_DAY)
        else:
            columns[name] = st.column_config.TextColumn(heading)
    return columns


def _records(kinds: Iterable[str], keys: Iterable[str]) -> tuple[Record | None, ...]:
    known = set(SubjectKind)
    return tuple(
        (SUBJECT_LAYERS[SubjectKind(kind)], key) if kind in known else None
        for kind, key in zip(kinds, keys, strict=True)
    )


def _bucket(text: Catalogue, start: int, end: int | None) -> str:
    unit = text.label("measures", Measure.MU)
    if end is None:
        return text("progress.stocks.over", start=start, unit=unit)
    return text("progress.stocks.between", start=start, end=end, unit=unit)


def _number(amount: Any) -> float | None:
    return None if amount is None else float(amount)


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
