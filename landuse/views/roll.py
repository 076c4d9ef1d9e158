"""
The roll of a layer: where each record stands and how much ground it is, for maps and totals of a million records.

The lists (:func:`landuse.views.layers.records`) hold every column and every shape; the roll holds a few numbers a
record, read past the whole tables, and answers for any day from the events it keeps as numbers too.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.core.lineage import retired
from landuse.core.printed import printed_mu
from landuse.core.stages import Ways, furthest, with_ways
from landuse.model import Filter, Layer
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Connection, Store, excerpts
from landuse.store.excerpts import Moves
from landuse.store.tables import read_series
from landuse.views.filters import filtered, said_in
from landuse.views.ground import SUBJECT_LAYERS, book_area, linked_parcels
from landuse.views.layers import records
from landuse.views.lineage import lineage_rows

ROLL_LAYERS = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)
_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}
_WAY_COLUMNS = {Layer.PLOTS: ("source", "supply_method")}


class _Records(NamedTuple):
    """What holds until a record changes: columns a record, and the way it goes."""

    frame: pd.DataFrame
    way: npt.NDArray[np.intp]
    ways: Ways


class _Base(NamedTuple):
    """What holds for every day: the records, what happened to them, and their lineage."""

    records: _Records
    moves: Moves
    lineage: pd.DataFrame
    parents: dict[str, int]


def roll(store: Store, layer: Layer, chosen: Filter) -> pd.DataFrame:
    """
    Return the records of a layer that a filter lets through, as few numbers each.

    Parameters
    ----------
    store : Store
    layer : Layer
        Zones, parcels or plots.
    chosen : Filter
        By ``where`` or ``within`` the whole layer is read.

    Returns
    -------
    DataFrame
        ``fid``, ``unit``, ``zone_id``, ``stage`` on the filter's day (categories), ``area_m2`` (the area that counts),
        ``area_mu`` (that, rounded to 0.01; NaN where nobody wrote or drew one); plots also ``plan_year``. The records
        are those of :func:`landuse.views.layers.records`.
    """
    everything = _standing(store, store.revision(), layer, chosen.as_of)
    narrow = replace(chosen, text=None, where=(), within=None, among=None)
    found = filtered(everything, narrow, layer)
    if chosen.text:
        found = found.loc[found["fid"].isin(_speaking_of(store, store.revision(), layer, chosen.text))]
    if chosen.among is not None:
        with store.reading() as connection:
            found = found.loc[found["fid"].isin(excerpts.fids_of(connection, layer, chosen.among).values())]
    if chosen.where or chosen.within is not None:
        found = found.loc[found["fid"].isin(records(store, layer, chosen)["fid"])]
    return found


def named(store: Store, layer: Layer, fids: Collection[int]) -> dict[int, tuple[str, float | None]]:
    """Return what to write on some records of a map: the name (else the key), and the 亩 that count (None: unknown)."""
    frame = _base(store, store.revision(), layer).records.frame
    with store.reading() as connection:
        found = excerpts.names_of(connection, layer, fids)
    places = np.searchsorted(frame["fid"].to_numpy(), list(found))
    areas = frame["area_mu"].to_numpy()[places].tolist()
    return {
        fid: (name or key, None if area != area else area)  # noqa: PLR0124 - NaN is what differs from itself
        for (fid, (key, name)), area in zip(found.items(), areas, strict=True)
    }


def beside(store: Store, layer: Layer, fid: int | None, by: int, chosen: Filter) -> int | None:
    """Return the record after (*by* 1) or before (-1) another of those a filter lets through, round about."""
    fids = roll(store, layer, chosen)["fid"].to_numpy()
    if not len(fids):
        return None
    if fid is None:
        return int(fids[0 if by > 0 else -1])
    place = int(np.searchsorted(fids, fid))
    there = place < len(fids) and fids[place] == fid
    step = by if there else (0 if by > 0 else -1)
    return int(fids[(place + step) % len(fids)])


@lru_cache(maxsize=24)
def _standing(store: Store, revision: int, layer: Layer, as_of: date) -> pd.DataFrame:
    base = _base(store, revision, layer)
    happened = base.moves.day <= as_of.toordinal()
    moves = base.moves
    records = base.records
    place = np.searchsorted(records.frame["fid"].to_numpy(), moves.fid[happened])
    stages = furthest(records.way, place, moves.kind[happened].astype(np.intp), ways=records.ways, kinds=moves.kinds)
    whole = records.frame.assign(stage=stages)
    gone = _retired(base, as_of)
    return whole.loc[~whole["fid"].isin(gone)] if gone else whole


def _retired(base: _Base, as_of: date) -> set[int]:
    """Return the records of which nothing is left."""
    if base.lineage.empty:
        return set()
    own = base.records.frame.set_index("fid")["area_m2"].fillna(0.0)
    areas = {name: float(own[fid]) for name, fid in base.parents.items()}
    return {base.parents[name] for name in retired(areas, base.lineage, as_of=as_of)}


@lru_cache(maxsize=6)
def _base(store: Store, _revision: int, layer: Layer) -> _Base:
    with store.reading() as connection:
        numbers = excerpts.record_revisions(connection)
    found = _records(store, numbers[layer], layer)
    with store.reading() as connection:
        moves = _moves(connection, store, layer, numbers)
        lineage = lineage_rows(read_series(connection, Layer.LINEAGE), layer)
        parents = excerpts.fids_of(connection, layer, lineage["parent_id"].unique().tolist())
    return _Base(found, moves, lineage, parents)


@lru_cache(maxsize=6)
def _records(store: Store, _number: int, layer: Layer) -> _Records:
    kinds = [f"{kind}_area_m2" for kind in load_rules().book_kinds.get(layer, ())]
    way_columns = _WAY_COLUMNS.get(layer, ("mode",))
    more = ("plan_year",) if layer is Layer.PLOTS else ()
    with store.reading() as connection:
        frame = excerpts.columns(connection, layer, ["unit", "zone_id", *more, *way_columns, *kinds])
        area_m2 = book_area(frame, layer)[0]
        drawn = _drawn_areas(connection, layer, kinds)
    area_m2 = area_m2.fillna(frame["fid"].map(drawn))
    way, ways = _ways(frame, way_columns)
    frame = frame[["fid", "unit", "zone_id", *more]].assign(
        area_m2=area_m2, area_mu=printed_mu(area_m2.to_numpy(dtype=float))
    )
    return _Records(frame, way, ways)


def _drawn_areas(connection: Connection, layer: Layer, kinds: list[str]) -> dict[int, float]:
    """Return the planar m² of the records whose area nobody wrote, where the shape is sound."""
    areas: dict[int, float] = {}
    for fids, shapes in excerpts.ground_chunks(connection, layer, without=kinds):
        sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
        areas |= dict(zip(fids[sound].tolist(), shapely.area(shapes[sound]).tolist(), strict=True))
    return areas


def _ways(frame: pd.DataFrame, names: tuple[str, ...]) -> tuple[npt.NDArray[np.intp], Ways]:
    """Return which way each record goes: the few combinations of columns that decide it are told apart once."""
    group = frame.groupby(list(names), sort=False, dropna=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    distinct = frame.iloc[first].assign(**{name: frame[name].iloc[first].astype(object) for name in names})
    ways = with_ways(distinct.assign(key=""), key="key", rules=load_rules())["way"]
    return group.astype(np.intp), tuple(ways)


def _moves(connection: Connection, store: Store, layer: Layer, numbers: Mapping[str, int]) -> Moves:
    """Return what happened to the records of a layer; a plot carries the parcels it lies on along."""
    own = _history(store, layer).read(connection, numbers[layer])
    if layer is not Layer.PARCELS:
        return own
    plots = excerpts.columns(connection, Layer.PLOTS, ["plot_id", "parcels"]).astype({"plot_id": object})
    links = linked_parcels(plots.astype({"parcels": object}))
    fids = excerpts.fids_of(connection, layer, links["parcel_id"].unique().tolist())
    links = links.assign(parcel=links["parcel_id"].map(fids)).dropna(subset=["parcel"])
    of_plots = _history(store, Layer.PLOTS).read(connection, numbers[Layer.PLOTS])
    happened = pd.DataFrame({name: getattr(of_plots, name) for name in ("event", "fid", "kind", "day")})
    carried = links.merge(plots, on="plot_id").merge(happened, on="fid")
    event, fid, kind, day = (carried[name].to_numpy() for name in ("event", "parcel", "kind", "day"))
    return own.and_then(Moves(event, fid.astype(np.int64), kind, day, of_plots.kinds))


class _History:
    """The live events of a layer's own records as far as they were read: what came since is read alone."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._reading = Lock()
        self._read: tuple[int, int, Moves] | None = None

    def read(self, connection: Connection, records: int) -> Moves:
        """Return all that happened; *records* is the number of the layer's own revision."""
        kind = _KIND_OF[self._layer]
        newest = excerpts.newest_event(connection)
        with self._reading:
            if self._read is None or self._read[0] != records or newest < self._read[1]:
                moves = excerpts.moves(connection, self._layer, kind)
            else:
                _, until, told = self._read
                later = excerpts.moves(connection, self._layer, kind, after=until)
                moves = told.without(excerpts.voided_after(connection, until)).and_then(later)
            self._read = (records, newest, moves)
            return moves


@lru_cache(maxsize=12)
def _history(_store: Store, layer: Layer) -> _History:
    return _History(layer)


@lru_cache(maxsize=8)
def _speaking_of(store: Store, _revision: int, layer: Layer, wish: str) -> frozenset[int]:
    """Return the records whose key or name contains what somebody typed."""
    with store.reading() as connection:
        found = excerpts.texts(connection, layer, (TABLES[layer].key, "name"))
        return frozenset(fid for fid, *texts in found if any(said_in(wish, text) for text in texts))
