"""分割、合并、归宗: records of ground take the place of others, and the area goes with them."""

from collections.abc import Mapping, Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.core.lineage import retired, until
from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import GeometryStatus, Layer, SubjectKind
from landuse.rules import load_rules
from landuse.schema import GROUND_COLUMNS, TABLES, Kind
from landuse.store import Store, records, series
from landuse.units import mu_from_m2, rounded
from landuse.views.ground import ground
from landuse.views.lineage import areas_of, lineage_of

_LAYERS = {SubjectKind.PARCEL: Layer.PARCELS, SubjectKind.PLOT: Layer.PLOTS}
#: Written area of a record made here, by layer.
_AREA = {Layer.PARCELS: "certificate_area_m2", Layer.PLOTS: "approved_area_m2"}
#: What a child takes over from its largest parent.
_INHERITED = ("unit", "zone_id", "mode", "low_efficiency_type", "plan_year", "use", "source", "supply_method", "owner")


def declared_children(subject_kind: SubjectKind, areas_m2: Mapping[str, float]) -> gpd.GeoDataFrame:
    """Return children given by id and m² only, without shapes, as records of their layer."""
    layer = _LAYERS[subject_kind]
    key = TABLES[layer].key
    frame = _empty(layer, len(areas_m2))
    frame[key] = list(areas_m2)
    frame[_AREA[layer]] = list(areas_m2.values())
    frame["geometry_fault"] = str(GeometryStatus.UNMAPPED)
    return frame


def reshape_ground(
    store: Store,
    *,
    subject_kind: SubjectKind,
    parents: Sequence[str],
    children: gpd.GeoDataFrame,
    occurred_on: date,
    today: date,
    actor: str,
    doc_no: str | None = None,
) -> list[str]:
    """
    Put *children* in the place of *parents* and return the ids of the lineage rows, all in one transaction.

    Parameters
    ----------
    subject_kind : SubjectKind
        Parcels or plots.
    parents : sequence of str
        Their ground goes to the children whole; their events stay theirs.
    children : GeoDataFrame
        New records (the layer's columns). Between sound shapes the overlay says who gets what, else the written areas
        do, mixed evenly. Unit, zone, mode and the like are the largest parent's where a child leaves them out.

    Raises
    ------
    ArgumentsError
        ``unknown_record``; ``nothing_to_reshape`` without parents or children.
    ConflictError
        ``duplicate_record`` if a child's id is taken.
    RefusedError
        ``future_event``; ``already_retired`` if a parent has passed its ground on before; ``area_not_conserved`` with
        both areas, beyond the tolerance of ``rules/areas.toml``.
    """
    layer = _LAYERS[subject_kind]
    key = TABLES[layer].key
    if not parents or children.empty:
        raise ArgumentsError("nothing_to_reshape")
    if occurred_on > today:
        raise RefusedError("future_event", on=occurred_on.isoformat())
    tables = store.tables()
    known = ground(tables, layer).set_index(key, drop=False)
    for name in parents:
        if name not in known.index:
            raise ArgumentsError("unknown_record", layer=layer.value, key=name)
    areas, lineage = areas_of(tables, layer), lineage_of(tables, layer)
    for name in retired(areas, lineage, as_of=occurred_on) & set(parents):
        raise RefusedError("already_retired", key=name)
    given = until(lineage, occurred_on).groupby("parent_id")["area_m2"].sum()
    left = {name: areas.get(name, 0.0) - float(given.get(name, 0.0)) for name in parents}
    own = known.loc[list(parents)]
    born = _inherited(children, own.loc[max(left, key=lambda name: left[name])])
    passed = _passed(own, born, left, layer)
    rows = [
        {
            "subject_kind": str(subject_kind),
            "parent_id": parent,
            "child_id": child,
            "passed_area_m2": area,
            "occurred_on": occurred_on,
            "doc_no": doc_no,
        }
        for (parent, child), area in passed.items()
    ]
    if layer is Layer.PARCELS:
        from_whom = {child: ";".join(parent for parent, other in passed if other == child) for child in born[key]}
        born["parents"] = born[key].map(from_whom)
    with store.writing() as tx:
        if taken := records.existing_keys(tx, layer) & set(born[key]):
            raise ConflictError("duplicate_record", layer=layer.value, key=min(taken))
        records.insert(tx, layer, born, batch_id=None, actor=actor)
        return series.append(tx, Layer.LINEAGE, rows, actor=actor)


def _passed(
    own: pd.DataFrame, born: gpd.GeoDataFrame, left: Mapping[str, float], layer: Layer
) -> dict[tuple[str, str], float]:
    """Return who gives how much to whom, m²; refuse what does not add up."""
    key = TABLES[layer].key
    tolerance = load_rules().difference.yellow
    shapes = np.array([*own.geometry, *born.geometry], dtype=object)
    if (shapely.is_valid(shapes) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)).all():
        found: dict[tuple[str, str], float] = {}
        for parent, shape in zip(own.index, own.geometry, strict=True):
            whole = shapely.area(shape)
            for child, other in zip(born[key], born.geometry, strict=True):
                share = float(shapely.area(shapely.intersection(shape, other)) / whole)
                if share * left[parent] > 1.0:
                    found[parent, child] = share * left[parent]
        total = sum(float(shapely.area(shape)) for shape in born.geometry)
        before = sum(float(shapely.area(shape)) for shape in own.geometry)
    else:
        total, before = float(born[_AREA[layer]].sum()), sum(left.values())
        found = {
            (parent, child): float(area) * left[parent] / before
            for parent in own.index
            for child, area in zip(born[key], born[_AREA[layer]], strict=True)
        }
    covered = sum(found.values())
    if abs(total - before) > before * tolerance or abs(covered - sum(left.values())) > sum(left.values()) * tolerance:
        raise RefusedError(
            "area_not_conserved", before=str(rounded(mu_from_m2(before))), after=str(rounded(mu_from_m2(total)))
        )
    return found


def _inherited(children: gpd.GeoDataFrame, parent: pd.Series) -> gpd.GeoDataFrame:
    born = children.copy()
    for name in _INHERITED:
        if name in born and name in parent.index and not pd.isna(parent[name]):
            born[name] = born[name].astype(object).where(born[name].notna(), parent[name])
    return born


def _empty(layer: Layer, count: int) -> gpd.GeoDataFrame:
    columns = {
        column.name: pd.Series([None] * count, dtype=float if column.kind in {Kind.AREA, Kind.NUMBER} else object)
        for column in TABLES[layer].columns
    }
    columns |= {name: pd.Series([None] * count, dtype=object) for name in GROUND_COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([None] * count))
