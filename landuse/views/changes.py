"""
What a file would change: each of its rows as new, changed, unchanged or refused, and each changed cell old -> new.

Nothing is written here. Records and series are compared cell by cell; events, which are never edited, by what they say
(:mod:`landuse.views.changed_events`). A workbook that this program wrote is compared with what it said when it was
written, too: only cells that somebody edited are changes, and one that the ledger changed meanwhile is a conflict.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.geo.areas import planar_m2
from landuse.intake.mapping import fields_of
from landuse.intake.read import Harmonised
from landuse.model import Issue, Layer, Severity
from landuse.rules import load_rules
from landuse.schema import AREA_KINDS, TABLES, Column
from landuse.store import Store, Tables
from landuse.units import Measure
from landuse.views.bases import record_bases, series_bases, series_keys, standing_series
from landuse.views.change_sets import ChangeSet, Fate, Places, Terms
from landuse.views.changed_cells import CellState, Comparison, cells, compared, joined, plain_values
from landuse.views.happenings import happenings
from landuse.views.same import same_shapes

#: Problems of shapes that keep the ledger's shape where there is one.
_NO_SHAPE = frozenset({"geometry_null", "geometry_empty", "geometry_nan", "geometry_not_area"})


def change_set(store: Store, found: Harmonised, terms: Terms) -> ChangeSet:
    """Compare a file with the ledger as it is now."""
    tables = store.tables()
    if found.returned is not None and not found.returned.ledger:
        found = replace(found, returned=None)
    elif found.returned is not None and found.returned.ledger != store.born():
        note = Issue(0, "", "other_ledger", "", Severity.CHANGED)
        found = replace(found, returned=None, issues=(note, *found.issues))
    table = TABLES[found.layer]
    numbers = np.array(found.numbers, dtype=np.int64)
    compare = _compare(store, tables, found, terms)
    gone = {issue.value for issue in compare.issues}
    happened = happenings(tables, found, correcting=terms.why is not None, without=gone)
    if found.layer is Layer.EVENTS:
        compare = replace(compare, new=np.flatnonzero(happened.is_new), cells=happened.cells)
    changed = set(compare.cells.loc[compare.cells["state"] != CellState.EMPTIED, "row"])
    fates = np.array([Fate.CHANGED if row in changed else Fate.UNCHANGED for row in found.numbers], dtype=object)
    fates[compare.new] = Fate.NEW
    extra = [*compare.issues, *happened.issues]
    refused = {issue.row for issue in extra if issue.severity is Severity.REFUSED}
    fates[np.isin(numbers, list(refused))] = Fate.REFUSED
    if table.series:
        _follow(fates, compare.keys)
    if found.layer is Layer.PLOTS:
        fates[(fates == Fate.UNCHANGED) & np.isin(numbers, list(happened.rows))] = Fate.CHANGED
    missing = _missing(found, compare.keys)
    issues = _issues(found, extra, compare.kept_ground, missing)
    uncounted = {issue.row for issue in issues if issue.severity is Severity.UNCOUNTED}
    told = happened.cells.loc[~happened.cells["row"].isin(numbers[fates == Fate.NEW])]
    rows = pd.DataFrame({"row": numbers, "key": compare.keys, "fate": fates})
    refusals = pd.DataFrame({"row": list(found.refused_keys), "key": list(found.refused_keys.values())})
    rows = pd.concat([rows, refusals.assign(fate=Fate.REFUSED)]) if len(refusals) else rows
    rows = rows.sort_values("row", kind="stable", ignore_index=True)
    return ChangeSet(
        layer=found.layer,
        revision=tables.revision,
        terms=terms,
        read=found.read,
        rows=rows.assign(uncounted=rows["row"].isin(uncounted)),
        cells=compare.cells if found.layer is Layer.EVENTS else joined([compare.cells, told]),
        new=compare.new[fates[compare.new] == Fate.NEW],
        versions=compare.versions,
        shapes=compare.shapes,
        statements=_statements(tables, found, fates, terms) if table.series else found.milestones.iloc[:0],
        happened=happened,
        missing=missing,
        issues=issues,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """What comparing found: the rows' keys, the places of new ones, changed cells, versions, shapes, problems."""

    keys: Sequence[str]
    new: Places
    cells: pd.DataFrame
    versions: Mapping[str, int]
    shapes: Mapping[str, Any]
    issues: list[Issue]
    kept_ground: frozenset[int] = frozenset()


def _compare(store: Store, tables: Tables, found: Harmonised, terms: Terms) -> _Compared:
    if found.layer is Layer.EVENTS:
        return _Compared(_keys(found), np.empty(0, dtype=np.int64), joined([]), {}, {}, [])
    compare = _compare_series if TABLES[found.layer].series else _compare_records
    return compare(store, tables, found, terms)


def _keys(found: Harmonised) -> list[str]:
    key = TABLES[found.layer].key
    if TABLES[found.layer].series:
        return series_keys(found.frame, found.layer)
    return ["" if pd.isna(value) else str(value) for value in found.frame[key]]


def _compare_records(store: Store, tables: Tables, found: Harmonised, terms: Terms) -> _Compared:
    key = TABLES[found.layer].key
    ledger: pd.DataFrame = getattr(tables, found.layer).set_index(key, drop=False)
    keys = _keys(found)
    known = pd.Index(keys).isin(ledger.index) if terms.update else np.zeros(len(keys), dtype=bool)
    places, new = np.flatnonzero(known), np.flatnonzero(~known)
    gone = [] if found.returned is None else _gone(found, keys, new)
    if not len(places):
        return _Compared(keys, new, joined([]), {}, {}, gone)
    own = [keys[place] for place in places]
    old = ledger.loc[own].reset_index(drop=True)
    rows = _comparison(found, places, own, old, terms)
    if found.returned is not None:
        base, traced = record_bases(store, found.layer, found.returned, old, own)
        rows = _based(rows, base, traced)
    parts = [compared(rows)]
    shapes: dict[str, Any] = {}
    if "geometry" in found.frame:
        ground, shapes = _ground_cells(rows, found, places, old)
        parts.append(ground)
    versions = dict(zip(own, old["row_version"].astype(int).tolist(), strict=True))
    kept = frozenset(rows.numbers[_has_ground(old)].tolist())
    return _Compared(keys, new, joined(parts), versions, shapes, gone, kept)


def _compare_series(store: Store, tables: Tables, found: Harmonised, terms: Terms) -> _Compared:
    keys = _keys(found)
    ledger = standing_series(tables, found.layer)
    known = pd.Index(keys).isin(ledger.index)
    places, new = np.flatnonzero(known), np.flatnonzero(~known)
    if not len(places):
        return _Compared(keys, new, joined([]), {}, {}, [])
    own = [keys[place] for place in places]
    old = _filled(ledger.loc[own].reset_index(drop=True), found.layer)
    rows = _comparison(found, places, own, old, terms)
    if found.returned is not None:
        base, traced = series_bases(store, found.layer, found.returned, old, own)
        rows = _based(rows, base, traced)
    return _Compared(keys, new, compared(rows), {}, {}, [])


def _filled(old: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """Return targets with the measure and the direction that they have where none was written."""
    if layer is not Layer.TARGETS:
        return old
    rules = load_rules().indicators
    known = [rules.get(name) for name in old["indicator"]]
    for column in ("measure", "direction"):
        usual = [None if one is None else str(getattr(one, column)) for one in known]
        said = zip(old[column], usual, strict=True)
        old[column] = pd.Series([own if isinstance(own, str) else other for own, other in said], dtype=object)
    return old


def _comparison(found: Harmonised, places: Places, keys: Sequence[str], old: pd.DataFrame, terms: Terms) -> Comparison:
    filled = columns_filled(found)
    named = _fields(found)
    unread = {
        (issue.row, named.get(issue.column, (issue.column,))[0])
        for issue in found.issues
        if issue.row and issue.severity is Severity.DOUBTFUL
    }
    return Comparison(
        numbers=np.array(found.numbers, dtype=np.int64)[places],
        keys=keys,
        new=pd.DataFrame(found.frame[[column.name for column, _ in filled]]).iloc[places].reset_index(drop=True),
        old=old,
        columns=filled,
        unread=frozenset(unread),
        clears=terms.clears and terms.update,
    )


def _based(rows: Comparison, base: pd.DataFrame, traced: npt.NDArray[np.bool_]) -> Comparison:
    return replace(rows, base=base, traced=traced)


def _fields(found: Harmonised) -> dict[str, tuple[str, Measure | None]]:
    """Return the column, and the measure of an area, that each heading of the file fills."""
    fields = fields_of(found.layer)
    named = {heading: fields[name] for heading, name in found.mapping.items() if name in fields}
    return {heading: (field.column, field.measure) for heading, field in named.items()}


def columns_filled(found: Harmonised) -> tuple[tuple[Column, Measure | None], ...]:
    """Return the columns that a file fills and that say something of a row, with the measure of areas."""
    table = TABLES[found.layer]
    filled: dict[str, Measure | None] = {}
    for column, measure in _fields(found).values():
        filled.setdefault(column, measure)
    return tuple(
        (column, filled[column.name])
        for column in table.columns
        if column.name in filled and column.name != table.key and column.name not in table.series
    )


def _ground_cells(
    rows: Comparison, found: Harmonised, places: Places, old: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the shapes that differ, as areas before and after, and what the records' ground is to be."""
    frame = found.frame.iloc[places]
    drawn, present = np.asarray(frame["geometry"], dtype=object), np.asarray(old["geometry"], dtype=object)
    differs = np.flatnonzero(~shapely.is_missing(drawn) & ~same_shapes(present, drawn))
    faults = frame["geometry_fault"].astype(object).tolist()
    shapes = {
        rows.keys[at]: {"geometry": drawn[at], "geometry_fault": _text(faults[at]), "location": None}
        for at in differs.tolist()
    }
    before, after = (_areas(part[differs], found.frame.crs) for part in (present, drawn))
    ground = cells(rows, differs, "geometry", CellState.EDITED, (before, after, before))
    pointed = frame["location"].notna().to_numpy() & shapely.is_missing(present)
    at = np.flatnonzero(pointed & (frame["location"].to_numpy() != old["location"].to_numpy()))
    said = [plain_values(part.iloc[at]) for part in (old["location"], frame["location"], old["location"])]
    return joined([ground, cells(rows, at, "location", CellState.EDITED, said)]), shapes


def _areas(shapes: npt.NDArray[np.object_], crs: Any) -> list[object]:
    sound = shapely.is_valid(shapes)
    return plain_values(planar_m2(gpd.GeoSeries(shapes, crs=crs)).where(sound))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _has_ground(old: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which records have a shape, or an area that somebody wrote."""
    has = np.zeros(len(old), dtype=bool)
    if "geometry" in old:
        has |= ~shapely.is_missing(np.asarray(old["geometry"], dtype=object))
    for name in (*(f"{kind}_area_m2" for kind in AREA_KINDS), "book_area_m2"):
        if name in old:
            has |= old[name].notna().to_numpy()
    return has


def _gone(found: Harmonised, keys: Sequence[str], new: Places) -> list[Issue]:
    """Refuse rows of a returned workbook whose record was taken away meanwhile: they are no new ones."""
    assert found.returned is not None
    return [
        Issue(found.numbers[place], TABLES[found.layer].key, "record_gone", keys[place], Severity.REFUSED)
        for place in new
        if keys[place] in found.returned.versions
    ]


def _follow(fates: npt.NDArray[np.object_], keys: Sequence[str]) -> None:
    """Let rows of a thing that an earlier row of the file changed be revisions, too: the last one is to stand."""
    moved: set[str] = set()
    for place, key in enumerate(keys):
        if fates[place] in {Fate.NEW, Fate.CHANGED}:
            moved.add(key)
        elif fates[place] == Fate.UNCHANGED and key in moved:
            fates[place] = Fate.CHANGED


def _missing(found: Harmonised, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys that a returned workbook had and has no more."""
    if found.returned is None or (TABLES[found.layer].series and found.refused):
        return ()
    there = {*keys, *found.refused_keys.values()}
    return tuple(key for key in found.returned.versions if key not in there)


def _issues(
    found: Harmonised, extra: Sequence[Issue], kept_ground: Collection[int], missing: Sequence[str]
) -> tuple[Issue, ...]:
    """Return the problems of the file and of comparing; a record that has ground does not lack it."""
    kept: list[Issue] = []
    for issue in found.issues:
        if issue.row in kept_ground and issue.code == "no_area":
            continue
        if issue.row in kept_ground and issue.code in _NO_SHAPE:
            kept.append(Issue(issue.row, "geometry", "geometry_kept", issue.value, Severity.DOUBTFUL))
        else:
            kept.append(issue)
    if found.returned is not None:
        kept += _returned_notes(found, missing)
    return tuple(sorted([*kept, *extra], key=lambda issue: issue.row))


def _returned_notes(found: Harmonised, missing: Sequence[str]) -> list[Issue]:
    """Tell what of a returned workbook has no effect: rows that were deleted, computed cells that were written over."""
    assert found.returned is not None
    notes = [Issue(row, heading, "computed_edited", "", Severity.CHANGED) for row, heading in found.returned.edited]
    if missing:
        shown = ", ".join(missing[:10])
        notes.append(Issue(0, "", "rows_missing", shown, Severity.CHANGED, {"count": len(missing)}))
    return notes


def _statements(tables: Tables, found: Harmonised, fates: npt.NDArray[np.object_], terms: Terms) -> pd.DataFrame:
    """
    Return the rows of a series that are to be appended, indexed by the file's row and the key.

    When a file is taken as an update, what it leaves empty is taken over from the standing revision.
    """
    keys = series_keys(found.frame, found.layer)
    places = np.flatnonzero([fate in {Fate.NEW, Fate.CHANGED} for fate in fates])
    frame = found.frame.iloc[places].reset_index(drop=True)
    named = pd.MultiIndex.from_tuples([(found.numbers[at], keys[at]) for at in places.tolist()], names=["row", "key"])
    if frame.empty:
        return frame
    if not terms.update or terms.clears:
        return frame.set_index(named)
    standing = standing_series(tables, found.layer).reindex(series_keys(frame, found.layer))
    for column in TABLES[found.layer].columns:
        if column.name != "stated_on":
            own = frame[column.name]
            earlier = standing[column.name].set_axis(own.index)
            frame[column.name] = own.where(own.notna(), earlier)
    return frame.set_index(named)
