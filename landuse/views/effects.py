"""What a change set does to the totals: the accounting done on the ledger as it is, and as it would be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.intake.read import Harmonised
from landuse.model import Layer, Progress
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import mu_from_m2, rounded
from landuse.views.bases import series_keys
from landuse.views.change_sets import ChangeSet
from landuse.views.ground import ground
from landuse.views.targets import board_of

#: Layers whose ground is added up, each by the columns of :func:`landuse.views.ground.ground`.
_GROUND = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)
_GROUND_SUMS = {"book_mu": "book_area_m2", "geometry_mu": "geometry_area_m2", "counting_mu": "area_m2"}


@dataclass(frozen=True, slots=True)
class IndicatorEffect:
    """One indicator in one year, before and after."""

    indicator: str
    year: int
    before: Progress
    after: Progress


@dataclass(frozen=True, slots=True)
class SumEffect:
    """A sum over the layer, before and after: ``records``, or an area in 亩 (``book_mu``, ``geometry_mu`` …)."""

    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Effects:
    """What becomes of the totals."""

    indicators: tuple[IndicatorEffect, ...]
    sums: tuple[SumEffect, ...]


def effects(
    store: Store,
    found: Harmonised,
    changes: ChangeSet,
    *,
    as_of: date,
    chosen: Collection[tuple[str, str]] = frozenset(),
) -> Effects:
    """
    Return the totals before and after.

    Indicators come for the year of *as_of* and for each other year in which one of them changes (up to its end).
    *chosen* are the cells in conflict that are to have the file's value.
    """
    before = store.tables()
    after = with_changes(before, found, changes, chosen)
    return Effects(_indicators(before, after, as_of), _sums(before, after, changes.layer))


def _indicators(before: Tables, after: Tables, as_of: date) -> tuple[IndicatorEffect, ...]:
    found: list[IndicatorEffect] = []
    for year in sorted(_years(before) | _years(after) | {as_of.year}, reverse=True):
        day = as_of if year == as_of.year else date(year, 12, 31)
        boards = [board_of(tables, year=year, as_of=day) for tables in (before, after)]
        own = [IndicatorEffect(old.indicator, year, old, new) for old, new in zip(*boards, strict=True)]
        if year == as_of.year or any(effect.before != effect.after for effect in own):
            found += own
    return tuple(found)


def _years(tables: Tables) -> set[int]:
    years = {day.year for day in tables.events["occurred_on"] if isinstance(day, date)}
    return years | {int(year) for year in tables.targets["year"]}


def _sums(before: Tables, after: Tables, layer: Layer) -> tuple[SumEffect, ...]:
    pairs = [(name, value, _totals(after, layer)[name]) for name, value in _totals(before, layer).items()]
    return tuple(SumEffect(name, old, new) for name, old, new in pairs)


def _totals(tables: Tables, layer: Layer) -> dict[str, Decimal]:
    frame: pd.DataFrame = getattr(tables, layer)
    totals = {"records": Decimal(len(frame))}
    if layer in _GROUND:
        whole = ground(tables, layer)
        totals |= {name: _mu(whole[column]) for name, column in _GROUND_SUMS.items()}
    if layer is Layer.ENTERPRISES:
        totals["demand_mu"] = _mu(frame["demand_area_m2"])
    return totals


def _mu(areas_m2: pd.Series) -> Decimal:
    return rounded(mu_from_m2(float(areas_m2.astype(float).sum())))


def with_changes(
    tables: Tables, found: Harmonised, changes: ChangeSet, chosen: Collection[tuple[str, str]] = frozenset()
) -> Tables:
    """Return the tables as they would be; ids and moments of what is not entered yet are made up."""
    moment = datetime.now(UTC)
    altered: dict[str, Any] = {}
    layer = changes.layer
    if TABLES[layer].series:
        altered[layer.value] = _revised(getattr(tables, layer), changes.said(chosen), layer, moment)
    elif layer is not Layer.EVENTS:
        altered[layer.value] = _edited(getattr(tables, layer), found.frame.iloc[changes.new], changes, chosen, moment)
    happened = changes.happened
    if len(happened.milestones):
        altered["milestones"] = _revised(tables.milestones, happened.milestones, Layer.MILESTONES, moment)
    if len(happened.events):
        live = tables.events.loc[~tables.events["event_id"].isin(happened.voids)]
        fresh = happened.events.assign(recorded_at=pd.Timestamp(moment), recorded_by="", batch_id=None)
        unnamed = fresh["event_id"].isna()
        made_up = pd.Series([f"+{place}" for place in range(len(fresh))], index=fresh.index, dtype=object)
        fresh["event_id"] = fresh["event_id"].where(~unnamed, made_up)
        fresh["unit"] = _units(tables, altered, fresh)
        altered["events"] = _appended(live, fresh)
    return replace(tables, **altered)


def _edited(
    records: pd.DataFrame,
    fresh: pd.DataFrame,
    changes: ChangeSet,
    chosen: Collection[tuple[str, str]],
    moment: datetime,
) -> pd.DataFrame:
    edited = records.copy()
    places = {key: place for place, key in enumerate(records[TABLES[changes.layer].key])}
    columns: dict[str, dict[int, Any]] = {}
    for edit in changes.edits(chosen):
        for name, value in edit.values.items():
            columns.setdefault(name, {})[places[edit.key]] = value
    for name, values in columns.items():
        edited[name] = _replaced(edited[name], values)
    return _appended(edited, fresh.assign(batch_id=None, row_version=1, recorded_at=pd.Timestamp(moment)))


def _replaced(column: pd.Series, values: Mapping[int, Any]) -> pd.Series:
    said = column.astype(object).tolist()
    for place, value in values.items():
        said[place] = value
    if column.name == "geometry":
        drawn: pd.Series = gpd.GeoSeries(said, index=column.index, crs=column.crs)
        return drawn
    return pd.Series(said, index=column.index, dtype=column.dtype)


def _revised(frame: pd.DataFrame, statements: pd.DataFrame, layer: Layer, moment: datetime) -> pd.DataFrame:
    """Return what stands of a series once statements are appended; all of them where the day decides."""
    fresh = statements.assign(recorded_at=pd.Timestamp(moment), recorded_by="", batch_id=None, revision=1 << 30)
    if "withdrawn" in frame:
        return _appended(frame, fresh.assign(withdrawn=False))
    own = set(series_keys(fresh, layer))
    standing = frame.loc[[key not in own for key in series_keys(frame, layer)]]
    keys = pd.Series(series_keys(fresh, layer), index=fresh.index)
    return _appended(standing, fresh.loc[~keys.duplicated(keep="last")])


def _appended(frame: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with the rows of *fresh* behind it, in its own columns and types."""
    if fresh.empty:
        return frame.reset_index(drop=True)
    rows = pd.DataFrame({name: _as_type(fresh, name, frame[name]) for name in frame.columns if name != "geometry"})
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = [*frame["geometry"], *fresh["geometry"]]
        plain = pd.DataFrame(frame.drop(columns="geometry"))
        both = pd.concat([plain, rows[plain.columns]], ignore_index=True) if len(plain) else rows
        whole: pd.DataFrame = gpd.GeoDataFrame(both, geometry=shapes, crs=frame.crs)[list(frame.columns)]
        return whole
    return pd.concat([frame, rows], ignore_index=True) if len(frame) else rows


def _as_type(fresh: pd.DataFrame, name: str, like: pd.Series) -> pd.Series:
    if name not in fresh:
        filled = range(1 << 30, (1 << 30) + len(fresh)) if name == "fid" else [None] * len(fresh)
        return pd.Series(list(filled), dtype=like.dtype)
    return pd.Series(fresh[name].tolist(), dtype=like.dtype)


def _units(tables: Tables, altered: Mapping[str, pd.DataFrame], fresh: pd.DataFrame) -> pd.Series:
    """Return the unit of each new event: its own, else that of what it is about."""
    named: dict[tuple[str, str], object] = {}
    for kind, layer in (("parcel", Layer.PARCELS), ("plot", Layer.PLOTS), ("zone", Layer.ZONES)):
        frame = altered.get(layer.value, getattr(tables, layer))
        units = zip(frame[TABLES[layer].key], frame["unit"], strict=True)
        named |= {(kind, key): unit for key, unit in units}
    about = zip(fresh["subject_kind"], fresh["subject_id"], fresh["unit"], strict=True)
    said = [unit if isinstance(unit, str) else named.get((kind, key)) for kind, key, unit in about]
    return pd.Series(said, index=fresh.index, dtype=object)
