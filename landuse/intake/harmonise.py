"""
Rows of a file to rows of a table: every cell read by its column's kind, every row accepted or refused with its reason.

Rows never vanish: read = accepted + refused.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import pandas as pd

from landuse.intake.mapping import SUBJECT_FIELD_LAYERS, SUBJECT_FIELDS, Field
from landuse.intake.raw import RawLayer
from landuse.intake.values import (
    Unreadable,
    day_of,
    first_day_of,
    flag_of,
    key_text,
    number_of,
    period_kinds,
    share_or_number_of,
    text_of,
    wan_yuan_of,
    whole_of,
    word_of,
)
from landuse.model import Issue, Layer, Severity
from landuse.schema import TABLES, Column, Kind
from landuse.units import m2_from

#: Columns whose words are names of the rules, and the family they are looked up in.
FAMILIES: dict[tuple[Layer, str], str] = {
    (Layer.ZONES, "mode"): "mode",
    (Layer.PARCELS, "mode"): "mode",
    (Layer.PARCELS, "low_efficiency_type"): "low_efficiency_type",
    (Layer.PLOTS, "source"): "source",
    (Layer.EVENTS, "kind"): "kind",
    (Layer.EVENTS, "subject_kind"): "subject_kind",
    (Layer.TARGETS, "indicator"): "indicator",
    (Layer.TARGETS, "measure"): "measure",
    (Layer.TARGETS, "direction"): "direction",
    (Layer.PLOTS, "supply_method"): "supply_method",
    (Layer.MILESTONES, "subject_kind"): "subject_kind",
    (Layer.MILESTONES, "kind"): "kind",
    (Layer.MILESTONES, "delay_cause"): "delay_cause",
    (Layer.CHECKLIST, "item"): "checklist_item",
    (Layer.CHECKLIST, "state"): "checklist_state",
    (Layer.STANDARDS, "item"): "standard_item",
    (Layer.FIGURES, "figure"): "figure",
    (Layer.TENURE, "role"): "tenure_role",
    (Layer.LINEAGE, "subject_kind"): "subject_kind",
    (Layer.INTENTIONS, "state"): "intention_state",
    (Layer.SUPERVISION, "state"): "supervision_state",
}
#: Families whose unknown words are left out: those that read them know no others.
_CLOSED = frozenset({"measure", "direction", "subject_kind", "delay_cause"})
#: ... and whose unknown words are kept even where one is required: schemes of scores may name what they like.
_OPEN = frozenset({"figure"})
#: Columns where 0 is written for nothing.
_NEVER_ZERO = frozenset({"far", "far_min", "far_max", "term_years"})


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """
    What the ledger knows already, as far as rows are checked against it.

    ``keys`` are those of the layer; ``units`` has ``code``, ``name``, ``aliases``; ``subjects`` maps
    ``model.subject_key`` to the unit and the area in m² (None if unknown) of what events can be about; ``parcels`` are
    those that new ones may share ground with. With ``update`` a row whose key is known speaks of that record and need
    not say all of it; otherwise it is refused.
    """

    keys: frozenset[str] = frozenset()
    units: pd.DataFrame | None = None
    subjects: Mapping[str, tuple[str | None, float | None]] = field(default_factory=dict)
    parcels: gpd.GeoDataFrame | None = None
    update: bool = False

    def unit_names(self) -> dict[str, str]:
        """Return every name, code and alias of a reporting unit with its code."""
        names: dict[str, str] = {}
        if self.units is not None:
            for code, name, aliases in self.units[["code", "name", "aliases"]].itertuples(index=False, name=None):
                for word in (code, name, *(aliases.split(";") if isinstance(aliases, str) else ())):
                    names["".join(word.split())] = code
        return names


@dataclass(frozen=True, slots=True)
class Told:
    """A dated cell of a sheet of plots: the day of an event or the number of its document, under its heading."""

    heading: str
    value: date | str


@dataclass(slots=True)
class Row:
    """
    One row on its way: its number in the file, what its columns hold, and what is wrong with it.

    ``told`` is what it tells of events, by one of :data:`landuse.intake.mapping.DATED` and kind; ``zeros`` are the
    headings under which 0 was taken for nothing.
    """

    number: int
    cells: dict[str, object]
    place: int
    issues: list[Issue] = field(default_factory=list)
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    zeros: list[str] = field(default_factory=list)

    def complain(self, column: str, code: str, value: object, severity: Severity, **values: object) -> None:
        """Note what is wrong with a cell."""
        shown = "" if value is None else str(value)[:200]
        self.issues.append(Issue(self.number, column, code, shown, severity, values))

    @property
    def refused(self) -> bool:
        """Whether something is wrong that keeps the row out."""
        return any(issue.severity is Severity.REFUSED for issue in self.issues)


def read_rows(raw: RawLayer, mapping: Mapping[str, Field], layer: Layer, known: Known) -> list[Row]:
    """Read every cell that is mapped; cells that are not are kept in ``attributes``."""
    units = known.unit_names()
    rest = [name for name in raw.names if name not in mapping]
    rows = []
    for place, (number, cells) in enumerate(zip(raw.numbers, raw.rows, strict=True)):
        row = Row(number, dict.fromkeys(TABLES[layer].names), place)
        for heading, target in mapping.items():
            if layer in SUBJECT_FIELD_LAYERS and target.name in SUBJECT_FIELDS:
                _read_subject(row, target, cells.get(heading))
            elif target.kind is not None:
                _read_told(row, heading, target.column, target.kind, cells.get(heading))
            else:
                _read_cell(row, heading, target, cells.get(heading), layer, units)
        if TABLES[layer].has_geometry:
            kept = {name: text for name in rest if (text := text_of(cells.get(name))) is not None}
            row.cells["attributes"] = json.dumps(kept, ensure_ascii=False) if kept else None
        rows.append(row)
    return rows


def check_keys(rows: list[Row], layer: Layer, known: Known, headings: Mapping[str, Field]) -> None:
    """Refuse rows without an id, and rows whose id was there before: the first stands. Events may come without one."""
    key = TABLES[layer].key
    if key not in TABLES[layer].names:
        return
    heading = next((name for name, target in headings.items() if target.column == key), key)
    seen: set[str] = set()
    for row in rows:
        value = row.cells.get(key)
        if value is None:
            if layer is not Layer.EVENTS:
                row.complain(heading, "missing_id", None, Severity.REFUSED)
        elif value in known.keys and not known.update:
            row.complain(heading, "known_id", value, Severity.REFUSED)
        elif value in seen:
            row.complain(heading, "repeated_id", value, Severity.REFUSED)
        elif not row.refused:
            seen.add(str(value))


def check_required(rows: list[Row], layer: Layer, known: Known) -> None:
    """Refuse rows that lack a column without which they mean nothing, unless the ledger has it already."""
    key = TABLES[layer].key
    for row in rows:
        if known.update and layer is not Layer.EVENTS and row.cells.get(key) in known.keys:
            continue
        for column in TABLES[layer].columns:
            absent = column.required and column.name != key and row.cells[column.name] is None
            if absent and not any(issue.severity is Severity.REFUSED for issue in row.issues):
                row.complain(column.name, "missing_value", None, Severity.REFUSED)


def zero_notes(rows: list[Row]) -> list[Issue]:
    """Return a note on the file for every column whose zeros were taken for nothing."""
    counts = Counter(heading for row in rows for heading in row.zeros)
    return [
        Issue(0, heading, "zeros_are_empty", "0", Severity.CHANGED, {"count": count})
        for heading, count in counts.items()
    ]


def _read_subject(row: Row, target: Field, cell: object) -> None:
    subject = text_of(cell)
    if subject is not None:
        row.cells |= {"subject_id": subject, "subject_kind": str(SUBJECT_FIELDS[target.name])}


def _read_told(row: Row, heading: str, what: str, kind: str, cell: object) -> None:
    """Read the day of an event, or the number of its document; the row stays whatever the cell holds."""
    value: date | str | None
    try:
        if what == "doc":
            value = text_of(cell)
        else:
            value = first_day_of(cell) if what == "on" and kind in period_kinds() else day_of(cell)
    except Unreadable as error:
        row.complain(heading, error.code, cell, Severity.DOUBTFUL)
        return
    if value is not None:
        row.told[what, kind] = Told(heading, value)


def _read_cell(row: Row, heading: str, target: Field, cell: object, layer: Layer, units: Mapping[str, str]) -> None:
    column = TABLES[layer].column(target.column)
    try:
        value = _value(cell, target, column)
    except Unreadable as error:
        needed = column.required or column.kind is Kind.AREA or (layer is Layer.EVENTS and column.kind is Kind.DAY)
        row.complain(heading, error.code, cell, Severity.REFUSED if needed else Severity.DOUBTFUL)
        return
    if value == 0 and target.column in _NEVER_ZERO:
        row.zeros.append(heading)
    elif layer is Layer.TARGETS and target.column == "unit" and word_of(str(value), "measure") is not None:
        row.cells["measure"] = row.cells["measure"] or word_of(str(value), "measure")
    elif isinstance(value, float) and column.kind is Kind.AREA:
        if _is_area(row, heading, value, cell):
            _put(row, target.column, value)
            if layer is Layer.EVENTS:
                row.cells["given"] = f"{text_of(cell)} {target.measure}"
    elif target.column == "unit" and value is not None:
        _put(row, target.column, _unit(row, heading, str(value), units))
    elif (layer, target.column) in FAMILIES and value is not None:
        _put(row, target.column, _word(row, heading, str(value), FAMILIES[layer, target.column], column))
    else:
        _put(row, target.column, value)


def _put(row: Row, column: str, value: object) -> None:
    """Put a value into its column unless an earlier one filled it."""
    if row.cells.get(column) is None:
        row.cells[column] = value


def _is_area(row: Row, heading: str, area: float, cell: object) -> bool:
    """Tell whether an area is one: below 0 the row is refused, 0 is none."""
    if area < 0:
        row.complain(heading, "area_negative", cell, Severity.REFUSED)
    elif not area:
        row.complain(heading, "area_zero", cell, Severity.DOUBTFUL)
    return area > 0


def _value(cell: object, target: Field, column: Column) -> object:
    if column.kind is Kind.DAY:
        return day_of(cell)
    if column.kind is Kind.FLAG:
        return flag_of(cell)
    if column.kind is Kind.AREA:
        assert target.measure is not None
        area = number_of(cell, measures=frozenset({target.measure}))
        return None if area is None else m2_from(area, target.measure)
    if column.kind is Kind.NUMBER:
        number = wan_yuan_of(cell) if column.name.endswith("_wan_yuan") else share_or_number_of(cell)
        return None if number is None else float(number)
    if column.kind is Kind.WHOLE:
        return whole_of(cell)
    return key_text(cell) if column.required else text_of(cell)


def _unit(row: Row, heading: str, text: str, units: Mapping[str, str]) -> str | None:
    if word_of(text, "district") is not None:
        return None
    code = units.get("".join(text.split()))
    if code is None and units:
        row.complain(heading, "unknown_unit", text, Severity.DOUBTFUL)
    return code or text


def _word(row: Row, heading: str, text: str, family: str, column: Column) -> str | None:
    word = word_of(text, family)
    if word is None:
        severity = Severity.REFUSED if column.required and family not in _OPEN else Severity.DOUBTFUL
        row.complain(heading, f"unknown_{family}", text, severity)
    return word or (None if family in _CLOSED else text)
