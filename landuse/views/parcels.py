"""One parcel, plot or zone: what lies at a point, and its file (一地一档)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.core.stages import stage_entries, stages, with_ways
from landuse.errors import ArgumentsError
from landuse.geo.areas import ellipsoidal_m2
from landuse.geo.display import from_lonlat, to_lonlat
from landuse.model import GeometryStatus, Layer, SubjectKind
from landuse.rules import load_rules
from landuse.schema import AREA_KINDS, TABLES
from landuse.store import Connection, Store, excerpts
from landuse.store.tables import live, read_series
from landuse.views.ground import SUBJECT_LAYERS, linked_parcels, with_ground, zones_named

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
    point = from_lonlat(lng, lat, crs=store.settings.crs)
    box = (point.x - BORDER_M, point.y - BORDER_M, point.x + BORDER_M, point.y + BORDER_M)
    hits = []
    with store.reading() as connection:
        for layer in layers:
            near, shapes = excerpts.places_in(connection, layer, box)
            here = shapely.dwithin(shapes, point, BORDER_M)
            hits += [Hit(layer, key, name, fid) for (fid, key, name), holds in zip(near, here, strict=True) if holds]
    return tuple(hits)


def record_file(store: Store, layer: Layer, key: str, *, as_of: date) -> RecordFile:
    """
    Return the file of one parcel, plot or zone.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` if the ledger has none of that key.
    """
    crs = store.settings.crs
    with store.reading() as connection:
        found = excerpts.records_by(connection, layer, TABLES[layer].key, [key], crs=crs)
        if found.empty:
            raise ArgumentsError("unknown_record", layer=str(layer), key=key)
        found = with_ground(gpd.GeoDataFrame(found), layer)
        plots = _plots_on(connection, key) if layer is Layer.PARCELS else []
        subjects = [(str(_KIND_OF[layer]), key), *((str(SubjectKind.PLOT), plot) for plot in plots)]
        history = excerpts.history_of(connection, subjects)
        record = _record(found.iloc[0])
        if layer is not Layer.ZONES:
            record["lies_in"] = _zones_around(connection, layer, found)
        tenure = _tenure(connection, key, crs)
        related = _related(connection, layer, found.iloc[0], plots)
    way, stage = _way(found, layer, live(history), as_of)
    return RecordFile(
        layer=layer,
        key=key,
        fid=int(found["fid"].iloc[0]),
        record=record,
        areas=areas_of(found, layer),
        stage=stage,
        way=way,
        events=_told(history),
        tenure=tenure,
        related=related,
    )


def bounds(store: Store, layer: Layer, key: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of a record's ground in WGS 84 degrees, or None if it has none."""
    with store.reading() as connection:
        found = excerpts.records_by(connection, layer, TABLES[layer].key, [key], crs=store.settings.crs)
    shape = gpd.GeoSeries(found["geometry"], crs=store.settings.crs)
    shape = shape.loc[shape.notna() & ~shape.is_empty]
    if shape.empty:
        return None
    west, south, east, north = to_lonlat(shape).total_bounds
    return float(west), float(south), float(east), float(north)


def _record(row: pd.Series) -> dict[str, object]:
    return {str(name): None if _is_empty(value) else value for name, value in row.items() if name != "geometry"}


def _plots_on(connection: Connection, parcel_id: str) -> list[str]:
    links = linked_parcels(excerpts.records_naming(connection, Layer.PLOTS, parcel_id))
    return [str(name) for name in links.loc[links["parcel_id"] == parcel_id, "plot_id"]]


def _zones_around(connection: Connection, layer: Layer, found: gpd.GeoDataFrame) -> object:
    """Return the zones a record lies in by ground (``ground.lies_in``), looking only at those whose box it meets."""
    if found["geometry_status"].iloc[0] != GeometryStatus.OK:
        return None
    west, south, east, north = found.total_bounds
    crs = found.crs.to_epsg()
    near = excerpts.records_in(connection, Layer.ZONES, (west, south, east, north), crs=crs)
    return zones_named(found, near, key=TABLES[layer].key).iloc[0]


def _way(
    found: gpd.GeoDataFrame, layer: Layer, events: pd.DataFrame, as_of: date
) -> tuple[tuple[tuple[str, date | None], ...], str]:
    """Return each stage of a record's way with the day it was entered, and the stage it stands in."""
    ways = with_ways(found, key=TABLES[layer].key, rules=load_rules())
    own = events.assign(subject_id=ways["subject_id"].iloc[0])
    entered = stage_entries(own, ways, as_of=as_of).set_index("stage")["entered_on"]
    way = tuple((stage, entered.get(stage)) for stage, _ in ways["way"].iloc[0])
    return way, str(stages(own, ways, as_of=as_of).iloc[0])


def areas_of(found: gpd.GeoDataFrame, layer: Layer) -> tuple[tuple[str, float], ...]:
    """Return the areas (kind, m²) of the one record of *found*: as written, then the geometry's and the ellipsoidal."""
    row = found.iloc[0]
    kinds = ("book",) if layer is Layer.ZONES else AREA_KINDS
    areas = [(kind, float(row[f"{kind}_area_m2"])) for kind in kinds if pd.notna(row[f"{kind}_area_m2"])]
    if row["geometry_status"] == GeometryStatus.OK:
        areas.append(("geometry", float(row["geometry_area_m2"])))
        areas.append(("ellipsoidal", float(ellipsoidal_m2(found.geometry).iloc[0])))
    return tuple(areas)


def _told(history: pd.DataFrame) -> pd.DataFrame:
    chosen = history.loc[history["kind"] != "void"]
    return chosen.sort_values(["occurred_on", "recorded_at"], na_position="last", ignore_index=True)


def _tenure(connection: Connection, key: str, crs: int) -> pd.DataFrame:
    """Return who holds a parcel: owners and lessees with their share, then firms whose register names it."""
    of_parcel = read_series(connection, Layer.TENURE, where=("parcel_id = ?", (key,)))
    stated = of_parcel[["credit_code", "role", "share"]]
    naming = excerpts.records_naming(connection, Layer.ENTERPRISES, key)
    if stated.empty and naming.empty:
        return stated.assign(name=None, industry=None, own_plant=None)
    named = [code for code, parcels in naming.itertuples(index=False, name=None) if key in parcels.split(";")]
    others = pd.DataFrame(
        {"credit_code": [code for code in named if code not in set(stated["credit_code"])]}, dtype=object
    )
    held = pd.concat([stated, others.assign(role=None, share=np.nan)], ignore_index=True)
    firms = excerpts.records_by(connection, Layer.ENTERPRISES, "credit_code", held["credit_code"].tolist(), crs=crs)
    holders: pd.DataFrame = held.merge(
        firms[["credit_code", "name", "industry", "own_plant"]], on="credit_code", how="left"
    )
    return holders


def _related(connection: Connection, layer: Layer, row: pd.Series, plots: list[str]) -> tuple[tuple[Layer, str], ...]:
    related: list[tuple[Layer, str]] = []
    if layer is not Layer.ZONES and isinstance(row["zone_id"], str):
        related.append((Layer.ZONES, row["zone_id"]))
    related += [(Layer.PLOTS, name) for name in plots]
    if layer is Layer.PLOTS:
        own = linked_parcels(pd.DataFrame([row[["plot_id", "parcels"]]]))
        related += [(Layer.PARCELS, str(name)) for name in own["parcel_id"]]
    if layer is Layer.ZONES:
        within = excerpts.keys_where(connection, Layer.PARCELS, "zone_id", row["zone_id"])
        related += [(Layer.PARCELS, name) for name in within]
    return tuple(related)


def _is_empty(value: object) -> bool:
    return value is None or (not isinstance(value, shapely.Geometry) and bool(pd.isna(value)))  # type: ignore[call-overload]
