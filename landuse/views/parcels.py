"""One parcel, plot or zone: what lies at a point, and its file (一地一档)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.errors import ArgumentsError
from landuse.geo.areas import ellipsoidal_m2
from landuse.geo.display import from_lonlat
from landuse.model import GeometryStatus, Layer
from landuse.schema import AREA_KINDS, TABLES
from landuse.store import Store, Tables
from landuse.views.ground import SUBJECT_LAYERS, ground, lies_in, plot_parcels
from landuse.views.standing import entries, standing

#: How far from a border a click still belongs to both sides, in metres: the noise of projecting, not of the hand.
BORDER_M = 0.01
_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record whose ground holds a point."""

    layer: Layer
    key: str
    name: str | None
    fid: int


@dataclass(frozen=True, slots=True, eq=False)
class RecordFile:
    """
    Everything the ledger knows of one parcel, plot or zone on a day.

    ``areas`` are (kind, m²) as written, then the geometry's and the ellipsoidal one as its check; ``way`` is each stage
    of its mode with the day it was entered; ``events`` are all its events, those of plots it lies under, and voided
    ones (``voided_by``, ``void_reason``); ``related`` are (layer, key) of its zone, its plots or its parcels.
    """

    layer: Layer
    key: str
    fid: int
    record: Mapping[str, object]
    areas: tuple[tuple[str, float], ...]
    stage: str
    way: tuple[tuple[str, date | None], ...]
    events: pd.DataFrame
    tenure: pd.DataFrame
    related: tuple[tuple[Layer, str], ...]


def at(
    store: Store, *, lng: float, lat: float, layers: tuple[Layer, ...] = (Layer.PARCELS, Layer.PLOTS, Layer.ZONES)
) -> tuple[Hit, ...]:
    """
    Return every record whose ground holds a point: both sides of a shared border, all of a stack.

    Parameters
    ----------
    store : Store
    lng, lat : float
        WGS 84 degrees.
    layers : tuple of Layer
        In which order.
    """
    tables = store.tables()
    point = from_lonlat(lng, lat, crs=store.settings.crs)
    hits = []
    for layer in layers:
        records = ground(tables, layer)
        places = np.sort(records.sindex.query(point, predicate="dwithin", distance=BORDER_M))
        found = records.iloc[places]
        key = TABLES[layer].key
        hits += [
            Hit(layer, name, None if pd.isna(label) else label, int(fid))
            for name, label, fid in found[[key, "name", "fid"]].itertuples(index=False, name=None)
        ]
    return tuple(hits)


def record_file(store: Store, layer: Layer, key: str, *, as_of: date) -> RecordFile:
    """
    Return the file of one parcel, plot or zone.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` if the ledger has none of that key.
    """
    tables = store.tables()
    records = ground(tables, layer)
    found = records.loc[records[TABLES[layer].key] == key]
    if found.empty:
        raise ArgumentsError("unknown_record", layer=str(layer), key=key)
    row = found.iloc[0]
    related = _related(tables, layer, row)
    record = {str(name): None if _is_empty(value) else value for name, value in row.items() if name != "geometry"}
    if layer is not Layer.ZONES:
        record["lies_in"] = lies_in(tables, layer).loc[found.index[0]]
    return RecordFile(
        layer=layer,
        key=key,
        fid=int(row["fid"]),
        record=record,
        areas=_areas(found, layer),
        stage=str(standing(tables, layer, as_of).loc[found.index[0]]),
        way=entries(tables, layer, key, as_of),
        events=_events(tables, layer, key, [name for kind, name in related if kind is Layer.PLOTS]),
        tenure=_tenure(tables, key),
        related=related,
    )


def bounds(store: Store, layer: Layer, key: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of a record's ground in WGS 84 degrees, or None if it has none."""
    records = ground(store.tables(), layer)
    shape = records.loc[records[TABLES[layer].key] == key, "geometry"]
    shape = shape.loc[shape.notna() & ~shape.is_empty]
    if shape.empty:
        return None
    west, south, east, north = gpd.GeoSeries(shape, crs=records.crs).to_crs(4326).total_bounds
    return float(west), float(south), float(east), float(north)


def _areas(found: gpd.GeoDataFrame, layer: Layer) -> tuple[tuple[str, float], ...]:
    row = found.iloc[0]
    kinds = ("book",) if layer is Layer.ZONES else AREA_KINDS
    areas = [(kind, float(row[f"{kind}_area_m2"])) for kind in kinds if pd.notna(row[f"{kind}_area_m2"])]
    if row["geometry_status"] == GeometryStatus.OK:
        areas.append(("geometry", float(row["geometry_area_m2"])))
        areas.append(("ellipsoidal", float(ellipsoidal_m2(found.geometry).iloc[0])))
    return tuple(areas)


def _events(tables: Tables, layer: Layer, key: str, plots: list[str]) -> pd.DataFrame:
    history = tables.history
    own = (history["subject_kind"] == _KIND_OF[layer]) & (history["subject_id"] == key)
    if layer is Layer.PARCELS:
        own |= (history["subject_kind"] == "plot") & history["subject_id"].isin(plots)
    chosen = history.loc[own & (history["kind"] != "void")]
    return chosen.sort_values(["occurred_on", "recorded_at"], na_position="last", ignore_index=True)


def _tenure(tables: Tables, key: str) -> pd.DataFrame:
    """Return who holds a parcel: owners and lessees with their share, then firms whose register names it."""
    firms = tables.enterprises
    of_parcel = tables.tenure.loc[tables.tenure["parcel_id"] == key]
    stated = of_parcel[["credit_code", "role", "share"]]
    named = [key in (parcels or "").split(";") for parcels in firms["parcels"].where(firms["parcels"].notna(), "")]
    unstated = firms.loc[pd.Series(named, index=firms.index) & ~firms["credit_code"].isin(stated["credit_code"])]
    others = unstated[["credit_code"]]
    held = pd.concat([stated, others.assign(role=None, share=np.nan)], ignore_index=True)
    known = firms[["credit_code", "name", "industry", "own_plant"]]
    holders: pd.DataFrame = held.merge(known, on="credit_code", how="left")
    return holders


def _related(tables: Tables, layer: Layer, row: pd.Series) -> tuple[tuple[Layer, str], ...]:
    links = plot_parcels(tables)
    related: list[tuple[Layer, str]] = []
    if layer is not Layer.ZONES and isinstance(row["zone_id"], str):
        related.append((Layer.ZONES, row["zone_id"]))
    if layer is Layer.PARCELS:
        related += [(Layer.PLOTS, name) for name in links.loc[links["parcel_id"] == row["parcel_id"], "plot_id"]]
    if layer is Layer.PLOTS:
        related += [(Layer.PARCELS, name) for name in links.loc[links["plot_id"] == row["plot_id"], "parcel_id"]]
    if layer is Layer.ZONES:
        own = tables.parcels.loc[tables.parcels["zone_id"] == row["zone_id"], "parcel_id"]
        related += [(Layer.PARCELS, name) for name in own]
    return tuple(related)


def _is_empty(value: object) -> bool:
    return value is None or (not isinstance(value, shapely.Geometry) and bool(pd.isna(value)))  # type: ignore[call-overload]
