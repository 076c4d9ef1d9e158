"""
Columns of a file to columns of a table: each cell read by its column's kind, each row accepted or refused, and why.

Rows never vanish: read = accepted + refused.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.intake.mapping import SUBJECT_FIELD_LAYERS, SUBJECT_FIELDS, Field
from landuse.intake.raw import Cells, are_none, objects
from landuse.intake.readers import Reader, Reading, reader_of, told_reader
from landuse.intake.rows import Rows, Told
from landuse.intake.values import Noted, Unreadable, says_itself, text_of, vocabulary, word_of
from landuse.model import Issue, Layer, Severity, SubjectKind
from landuse.schema import TABLES, Column, Kind
from landuse.units import mu_from_m2, rounded

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
    (Layer.RECORDED, "indicator"): "indicator",
    (Layer.RECORDED, "growth_basis"): "growth_basis",
    (Layer.REPORTED, "indicator"): "indicator",
    (Layer.REPORTED, "measure"): "measure",
    (Layer.REPORTED, "basis"): "basis",
}
#: Families whose unknown words are left out: those that read them know no others.
_CLOSED = frozenset({"measure", "direction", "subject_kind", "delay_cause"})
#: ... and whose unknown words are kept even where one is required: schemes of scores may name what they like.
_OPEN = frozenset({"figure"})
#: Columns where 0 is written for nothing.
_NEVER_ZERO = frozenset({"far", "far_min", "far_max", "term_years"})
#: Square metres by which one area may differ from itself in another unit: 亩 are written with two decimals, ...
_ROUNDING_M2 = 4.0
#: ... and the share by which it does if 亩 are taken for 667 or 666 m².
_FACTOR_SHARE = 0.0011


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """
    What the ledger knows already, as far as rows are checked against it.

    ``keys`` are those of the layer; ``units`` has ``code``, ``name``, ``aliases``; ``subjects`` maps
    ``model.subject_key`` to the unit and the area in m² (None if unknown) of what events can be about; ``parcels`` are
    those that new ones may share ground with. With ``update`` a row whose key is known speaks of that record and need
    not say all of it; otherwise it is refused. ``ground`` are shapes of zones, parcels and plots, None where there are
    none: what a file's coordinates are compared with.
    """

    keys: frozenset[str] = frozenset()
    units: pd.DataFrame | None = None
    subjects: Mapping[str, tuple[str | None, float | None]] = field(default_factory=dict)
    parcels: gpd.GeoDataFrame | None = None
    update: bool = False
    ground: npt.NDArray[np.object_] | None = None

    def unit_names(self) -> dict[str, str]:
        """Return every name, code and alias of a reporting unit with its code."""
        names: dict[str, str] = {}
        if self.units is not None:
            for code, name, aliases in self.units[["code", "name", "aliases"]].itertuples(index=False, name=None):
                for word in (code, name, *(aliases.split(";") if isinstance(aliases, str) else ())):
                    names["".join(word.split())] = code
        return {**_shortened(names), **names}


def _shortened(names: Mapping[str, str]) -> dict[str, str]:
    """Return names of units without what kind of unit they are, of those that are told apart so."""
    codes: dict[str, set[str]] = {}
    for name, code in names.items():
        for ending in vocabulary("town")["ending"]:
            short = name.removesuffix(ending)
            if short != name and len(short) > 1:
                codes.setdefault(short, set()).add(code)
    return {short: found.pop() for short, found in codes.items() if len(found) == 1}


def read_rows(reading: Reading, mapping: Mapping[str, Field], layer: Layer, known: Known) -> Rows:
    """Read every column that is mapped, each different cell once; those that are not are kept in ``attributes``."""
    raw = reading.raw
    units = known.unit_names()
    rows = Rows(raw.numbers)
    naming = SUBJECT_FIELDS if layer in SUBJECT_FIELD_LAYERS else {}
    for heading, target in mapping.items():
        cells = raw.columns[heading]
        if target.name in naming:
            continue
        if target.kind is not None:
            _read_told(rows, heading, target, cells, told_reader(target.column, target.kind, heading, cells, reading))
        else:
            column = TABLES[layer].column(target.column)
            judge = _Judge(reader_of(target, column, heading, cells, reading), column, layer, units)
            _read_column(rows, heading, target, cells, judge)
    _read_subjects(rows, {one.name: raw.columns[heading] for heading, one in mapping.items() if one.name in naming})
    if TABLES[layer].has_geometry:
        rows["attributes"] = _attributes(
            {name: raw.columns[name] for name in raw.names if name not in mapping}, len(raw)
        )
    return rows


def check_keys(rows: Rows, layer: Layer, known: Known, headings: Mapping[str, Field]) -> None:
    """Refuse rows without an id, and rows whose id was there before: the first stands. Events may come without one."""
    key = TABLES[layer].key
    if key not in TABLES[layer].names:
        return
    heading = next((name for name, target in headings.items() if target.column == key), key)
    seen: set[str] = set()
    for at, value in enumerate(rows[key].tolist()):
        if value is None:
            if layer is not Layer.EVENTS and not rows.refused[at]:
                rows.complain(heading, "missing_id", None, Severity.REFUSED, at)
        elif value in known.keys and not known.update:
            rows.complain(heading, "known_id", value, Severity.REFUSED, at)
        elif value in seen:
            rows.complain(heading, "repeated_id", value, Severity.REFUSED, at)
        elif not rows.refused[at]:
            seen.add(value)


def check_required(rows: Rows, layer: Layer, known: Known) -> None:
    """Refuse rows that lack a column without which they mean nothing, unless the ledger has it already."""
    key = TABLES[layer].key
    told = np.zeros(len(rows), dtype=bool)
    if known.update and layer is not Layer.EVENTS:
        told = np.fromiter((value in known.keys for value in rows[key].tolist()), bool, len(rows))
    for column in TABLES[layer].columns:
        if column.required and column.name != key:
            for at in np.flatnonzero(rows.missing(column.name) & ~rows.refused & ~told).tolist():
                rows.complain(column.name, "missing_value", None, Severity.REFUSED, at)


def zero_notes(rows: Rows) -> list[Issue]:
    """Return a note on the file for every column whose zeros were taken for nothing."""
    return [
        Issue(0, heading, "zeros_are_empty", "0", Severity.CHANGED, {"count": count})
        for heading, count in rows.zeros.items()
    ]


def _attributes(columns: Mapping[str, Cells], count: int) -> npt.NDArray[np.object_]:
    """Return the filled cells of columns as one JSON text a row, None where there are none."""
    parts = []
    for name, cells in columns.items():
        heading = json.dumps(name, ensure_ascii=False)
        texts = [text_of(cell) for cell in cells.distinct]
        made = [None if text is None else f"{heading}: {json.dumps(text, ensure_ascii=False)}" for text in texts]
        parts.append(cells.spread(made).tolist())
    if not parts:
        return np.full(count, None, dtype=object)
    kept = (", ".join(filter(None, row)) for row in zip(*parts, strict=True))
    return objects([f"{{{text}}}" if text else None for text in kept])


def _read_subjects(rows: Rows, naming: Mapping[str, Cells]) -> None:
    """Take what names a row's subject: its own columns, else parcel, plot or firm, else a zone."""
    own = ~rows.missing("subject_id") & ~rows.missing("subject_kind")
    for name in sorted(naming, key=lambda name: SUBJECT_FIELDS[name] is not SubjectKind.ZONE):
        cells = naming[name]
        subjects = cells.spread([text_of(cell) for cell in cells.distinct])
        there = ~are_none(subjects) & ~own
        rows["subject_id"][there] = subjects[there]
        rows["subject_kind"][there] = str(SUBJECT_FIELDS[name])


def _read_told(rows: Rows, heading: str, target: Field, cells: Cells, read: Reader) -> None:
    """Read the days of events, or the numbers of their documents; the rows stay whatever the cells hold."""
    what, kind = target.column, str(target.kind)
    found = [_read(cell, read) for cell in cells.distinct]
    for at, code in enumerate(cells.codes.tolist()):
        value = found[code]
        if isinstance(value, Unreadable):
            rows.complain(heading, value.code, cells[at], Severity.DOUBTFUL, at)
        elif isinstance(value, date | str):
            rows.told.setdefault(at, {})[what, kind] = Told(heading, value)


def _read(cell: object, read: Callable[[object], object]) -> object:
    """Return what a cell says, or why it cannot be read."""
    try:
        return read(cell)
    except Unreadable as error:
        return error


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a cell puts into its column, and what is wrong with it: a code, how bad it is, and what is shown."""

    value: object
    code: str | None = None
    severity: Severity = Severity.DOUBTFUL
    shown: object = None


def _read_column(rows: Rows, heading: str, target: Field, cells: Cells, judge: "_Judge") -> None:
    values, judged = judge.all_of(cells.distinct)
    if judged:
        for at in np.flatnonzero(cells.where(code in judged for code in range(len(values)))).tolist():
            one = judged[int(cells.codes[at])]
            rows.complain(heading, str(one.code), one.shown, one.severity, at)
    if target.column in _NEVER_ZERO:
        zeros = int(cells.where(value == 0 for value in values).sum())
        if zeros:
            rows.zeros[heading] += zeros
        values = [None if value == 0 else value for value in values]
    if judge.layer is Layer.TARGETS and target.column == "unit":
        values = _without_measures(rows, cells, values)
    spread = cells.spread(values)
    if target.measure is not None and target.column.endswith("_area_m2"):
        _note_other_areas(rows, heading, target.column, spread)
    rows.put(target.column, spread)
    if judge.layer is Layer.EVENTS and target.measure is not None:
        given = cells.spread([f"{text_of(cell)} {target.measure}" for cell in cells.distinct])
        filled = cells.where(value is not None for value in values)
        rows["given"][filled] = given[filled]


def _note_other_areas(rows: Rows, heading: str, column: str, areas: npt.NDArray[np.object_]) -> None:
    """Note areas (m²) that an earlier column of their kind gives otherwise, which stands; 667 m² to the 亩 is told."""
    both = np.flatnonzero(~(rows.missing(column) | are_none(areas)))
    before, after = rows[column][both].astype(float), areas[both].astype(float)
    apart = np.abs(after - before) > _ROUNDING_M2
    by_factor = apart & (np.abs(after - before) <= _FACTOR_SHARE * np.abs(before))
    if by_factor.any():
        values: dict[str, object] = {"count": int(by_factor.sum())}
        rows.issues.append(Issue(0, heading, "mu_rounded", str(values["count"]), Severity.DOUBTFUL, values))
    for at, own, other in zip(
        both[apart & ~by_factor], after[apart & ~by_factor], before[apart & ~by_factor], strict=True
    ):
        said = {"mu": str(rounded(mu_from_m2(own))), "first_mu": str(rounded(mu_from_m2(other)))}
        rows.complain(heading, "areas_disagree", said["mu"], Severity.DOUBTFUL, int(at), None, **said)


def _without_measures(rows: Rows, cells: Cells, values: list[object]) -> list[object]:
    """Take the measures out of a column called ``unit``, which may hold them instead of reporting units."""
    measures = [word_of(str(value), "measure") if value is not None else None for value in values]
    rows.put("measure", cells.spread(measures))
    return [None if measure is not None else value for value, measure in zip(values, measures, strict=True)]


@dataclass(frozen=True, slots=True)
class _Judge:
    """Reads the cells of one column, and judges what they say."""

    read: Callable[[object], object]
    column: Column
    layer: Layer
    units: Mapping[str, str]

    def all_of(self, cells: Sequence[object]) -> tuple[list[object], dict[int, _Judged]]:
        """Return what cells put into their column, and by place those with which something is wrong."""
        column = self.column
        plain = column.name != "unit" and column.kind is not Kind.AREA and (self.layer, column.name) not in FAMILIES
        is_text = plain and column.kind in {Kind.TEXT, Kind.CODE}
        values: list[object] = []
        wrong: dict[int, _Judged] = {}
        for place, cell in enumerate(cells):
            if is_text and says_itself(cell):
                values.append(cell)
                continue
            value = _read(cell, self.read)
            if not plain or isinstance(value, Noted | Unreadable):
                judged = self._judged(value, cell)
                value = judged.value
                if judged.code is not None:
                    wrong[place] = judged
            values.append(value)
        return values, wrong

    def _judged(self, value: object, cell: object) -> _Judged:
        column = self.column
        if isinstance(value, Noted):
            return self._noted(value, cell)
        if isinstance(value, Unreadable):
            is_day_of_event = self.layer is Layer.EVENTS and column.kind is Kind.DAY
            needed = column.required or column.kind is Kind.AREA or is_day_of_event
            return _Judged(None, value.code, Severity.REFUSED if needed else Severity.DOUBTFUL, cell)
        if isinstance(value, float) and column.kind is Kind.AREA:
            return _area(value, cell)
        if value is not None and column.name == "unit":
            return self._unit(str(value))
        if value is not None and (self.layer, column.name) in FAMILIES:
            return _word(str(value), FAMILIES[self.layer, column.name], column)
        return _Judged(value)

    def _noted(self, noted: Noted, cell: object) -> _Judged:
        is_area = isinstance(noted.value, float) and self.column.kind is Kind.AREA
        judged = _area(float(str(noted.value)), cell) if is_area else _Judged(noted.value)
        return judged if judged.code is not None else _Judged(judged.value, noted.code, Severity.DOUBTFUL, cell)

    def _unit(self, text: str) -> _Judged:
        if self.layer is Layer.TARGETS and word_of(text, "measure") is not None:
            return _Judged(text)
        if word_of(text, "district") is not None:
            return _Judged(None)
        code = self.units.get("".join(text.split()))
        if code is None and self.units:
            return _Judged(text, "unknown_unit", Severity.DOUBTFUL, text)
        return _Judged(code or text)


def _area(area: float, cell: object) -> _Judged:
    """Judge an area: below 0 the row is refused, 0 is none."""
    if area < 0:
        return _Judged(None, "area_negative", Severity.REFUSED, cell)
    return _Judged(area) if area else _Judged(None, "area_zero", Severity.DOUBTFUL, cell)


def _word(text: str, family: str, column: Column) -> _Judged:
    word = word_of(text, family)
    if word is None:
        severity = Severity.REFUSED if column.required and family not in _OPEN else Severity.DOUBTFUL
        return _Judged(None if family in _CLOSED else text, f"unknown_{family}", severity, text)
    return _Judged(word)
