"""One parcel, plot or zone: what lies at a point, and its file (一地一档)."""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.core.stages import FIRST_STAGE, days_entered, way_of
from landuse.errors import ArgumentsError
from landuse.geo.areas import ellipsoidal_m2, ellipsoidal_m2_of
from landuse.geo.display import from_lonlat, to_lonlat
from landuse.geo.overlay import shares_in
from landuse.geo.validity import status_of
from landuse.model import GeometryStatus, Layer, SubjectKind
from landuse.rules import load_rules
from landuse.schema import AREA_KINDS, TABLES
from landuse.store import Connection, Store, excerpts
from landuse.units import mu_from_m2, rounded
from landuse.views.ground import SLIVER, SUBJECT_LAYERS

#: How far from a border a click still belongs to both sides, in metres: the noise of projecting, not of the hand.
BORDER_M = 0.01
_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}
Row = dict[str, Any]


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
    ones (``voided_by``, ``void_reason``), those without a day last; ``tenure`` is who holds it (``credit_code``,
    ``name``, ``role``, ``share``); ``related`` are (layer, key) of its zone, its plots or its parcels. Missing is None.
    """

    layer: Layer
    key: str
    fid: int
    record: Row
    areas: tuple[tuple[str, float], ...]
    stage: str
    way: tuple[tuple[str, date | None], ...]
    events: tuple[Row, ...]
    tenure: tuple[Row, ...]
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
        found = excerpts.rows_by(connection, layer, TABLES[layer].key, [key])
        if not found:
            raise ArgumentsError("unknown_record", layer=str(layer), key=key)
        record = found[0]
        ground = record.pop("geometry")
        record |= _measured(record, ground, layer)
        plots = excerpts.records_naming(connection, Layer.PLOTS, key) if layer is Layer.PARCELS else []
        subjects = [(str(_KIND_OF[layer]), key), *((str(SubjectKind.PLOT), plot) for plot in plots)]
        history = excerpts.history_of(connection, subjects)
        if layer is not Layer.ZONES:
            record["lies_in"] = _zones_around(connection, record, ground)
        tenure = _tenure(connection, key)
        related = _related(connection, layer, record, plots)
    way = way_of(record, load_rules())
    standing = [event for event in history if event["voided_by"] is None and event["kind"] != "void"]
    entered = days_entered(way, standing, as_of=as_of)
    return RecordFile(
        layer=layer,
        key=key,
        fid=record["fid"],
        record=record,
        areas=_areas(record, ground, layer, crs),
        stage=next(reversed(entered), FIRST_STAGE),
        way=tuple((stage, entered.get(stage)) for stage, _ in way),
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


def _measured(record: Row, ground: BaseGeometry | None, layer: Layer) -> Row:
    """Return the columns that :func:`landuse.views.ground.with_ground` adds to a record."""
    state = status_of(ground, record["geometry_fault"])
    drawn_m2 = None if ground is None or state != GeometryStatus.OK else float(shapely.area(ground))
    kinds = load_rules().book_kinds.get(layer, ())
    kind = next((kind for kind in kinds if record[f"{kind}_area_m2"] is not None), None)
    book_m2 = record[f"{kind}_area_m2"] if kind else None
    area_m2 = drawn_m2 if book_m2 is None else book_m2
    return {
        "geometry_status": state,
        "geometry_area_m2": drawn_m2,
        "book_area_m2": book_m2,
        "book_area_kind": kind,
        "area_m2": area_m2,
        "area_mu": None if area_m2 is None else float(rounded(mu_from_m2(area_m2))),
        "difference_share": (drawn_m2 - book_m2) / book_m2 if book_m2 and drawn_m2 is not None else None,
    }


def _zones_around(connection: Connection, record: Row, ground: BaseGeometry | None) -> str | None:
    """Return the zones a record lies in by ground (``ground.lies_in``), looking only at those whose box it meets."""
    if ground is None or record["geometry_status"] != GeometryStatus.OK:
        return None
    near, grounds = excerpts.places_in(connection, Layer.ZONES, ground.bounds)
    alone = np.empty(1, dtype=object)
    alone[0] = ground
    _, zones, shares = shares_in(alone, grounds)
    held = [(share, near[zone][1]) for zone, share in zip(zones, shares, strict=True) if share >= SLIVER]
    return ";".join(zone for _, zone in sorted(held, key=itemgetter(0), reverse=True))


def _areas(record: Row, ground: BaseGeometry | None, layer: Layer, crs: int) -> tuple[tuple[str, float], ...]:
    kinds = ("book",) if layer is Layer.ZONES else AREA_KINDS
    written = [(kind, record[f"{kind}_area_m2"]) for kind in kinds if record[f"{kind}_area_m2"] is not None]
    if ground is None or record["geometry_area_m2"] is None:
        return tuple(written)
    return *written, ("geometry", record["geometry_area_m2"]), ("ellipsoidal", ellipsoidal_m2_of(ground, crs))


def areas_of(found: gpd.GeoDataFrame, layer: Layer) -> tuple[tuple[str, float], ...]:
    """Return the areas (kind, m²) of the one record of *found*: as written, then the geometry's and the ellipsoidal."""
    row = found.iloc[0]
    kinds = ("book",) if layer is Layer.ZONES else AREA_KINDS
    areas = [(kind, float(row[f"{kind}_area_m2"])) for kind in kinds if pd.notna(row[f"{kind}_area_m2"])]
    if row["geometry_status"] == GeometryStatus.OK:
        areas.append(("geometry", float(row["geometry_area_m2"])))
        areas.append(("ellipsoidal", float(ellipsoidal_m2(found.geometry).iloc[0])))
    return tuple(areas)


def _told(history: list[Row]) -> tuple[Row, ...]:
    told = [event for event in history if event["kind"] != "void"]
    return tuple(sorted(told, key=lambda event: (event["occurred_on"] or date.max, event["recorded_at"])))


def _tenure(connection: Connection, key: str) -> tuple[Row, ...]:
    """Return who holds a parcel: owners and lessees with their share, then firms whose register names it."""
    stated = [(row["credit_code"], row["role"], row["share"]) for row in excerpts.holders_of(connection, key)]
    named = excerpts.records_naming(connection, Layer.ENTERPRISES, key)
    known = {code for code, *_ in stated}
    held = [*stated, *((code, None, None) for code in named if code not in known)]
    if not held:
        return ()
    firms = excerpts.rows_by(connection, Layer.ENTERPRISES, "credit_code", [code for code, *_ in held])
    names = {firm["credit_code"]: firm["name"] for firm in firms}
    return tuple(
        {"credit_code": code, "role": role, "share": share, "name": names.get(code)} for code, role, share in held
    )


def _related(connection: Connection, layer: Layer, record: Row, plots: list[str]) -> tuple[tuple[Layer, str], ...]:
    related: list[tuple[Layer, str]] = []
    if layer is not Layer.ZONES and record["zone_id"] is not None:
        related.append((Layer.ZONES, record["zone_id"]))
    related += [(Layer.PLOTS, name) for name in plots]
    if layer is Layer.PLOTS:
        parcels = (name.strip() for name in (record["parcels"] or "").split(";"))
        related += [(Layer.PARCELS, name) for name in parcels if name]
    if layer is Layer.ZONES:
        within = excerpts.keys_where(connection, Layer.PARCELS, "zone_id", record["zone_id"])
        related += [(Layer.PARCELS, name) for name in within]
    return tuple(related)
