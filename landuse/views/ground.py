"""
The layers with what their ground says: areas by kind, the one that counts, the state of the shape, shared ground.

Geometry areas and states are computed from the geometry each time the ledger changes, never stored: a boundary moved
in another program counts as it lies now.
"""

from collections.abc import Collection
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.core.lineage import shared
from landuse.geo.areas import planar_m2
from landuse.geo.overlay import overlaps, zones_of
from landuse.geo.validity import status
from landuse.model import GeometryStatus, Layer, SubjectKind, subject_key
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables, excerpts
from landuse.units import mu_from_m2, rounded

#: Share of a record's ground below which it does not lie in a zone but touches its border.
SLIVER = 0.01
SUBJECT_LAYERS: dict[SubjectKind, Layer] = {
    SubjectKind.PARCEL: Layer.PARCELS,
    SubjectKind.PLOT: Layer.PLOTS,
    SubjectKind.ZONE: Layer.ZONES,
}


@lru_cache(maxsize=12)
def ground(tables: Tables, layer: Layer) -> gpd.GeoDataFrame:
    """
    Return a layer with what its ground says.

    Returns
    -------
    GeoDataFrame
        The layer's columns and ``geometry_status``, ``geometry_area_m2`` (planar, NaN without a sound shape),
        ``book_area_m2`` and ``book_area_kind`` (the first written area by ``rules/areas.toml``), ``area_m2`` (the one
        that counts: the book area, else the geometry's), ``area_mu`` (that, rounded to 0.01) and ``difference_share``
        (geometry less book, in share of the book area).
    """
    return with_ground(getattr(tables, layer), layer)


def with_ground(records: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Return some records of a layer (its columns, workspace CRS) with the columns that :func:`ground` adds."""
    records = records.copy()
    records["geometry_status"] = status(records).astype(object)
    sound = records["geometry_status"] == GeometryStatus.OK
    records["geometry_area_m2"] = planar_m2(records.geometry).where(sound)
    book, book_kind = book_area(records, layer)
    records["book_area_m2"] = book
    records["book_area_kind"] = book_kind
    records["area_m2"] = book.fillna(records["geometry_area_m2"])
    records["area_mu"] = [np.nan if pd.isna(area) else float(rounded(mu_from_m2(area))) for area in records["area_m2"]]
    records["difference_share"] = (records["geometry_area_m2"] - book) / book
    return records


@lru_cache(maxsize=4)
def subjects(tables: Tables) -> pd.DataFrame:
    """Return every record that events can be about, indexed by ``model.subject_key``, as the ledger needs it."""
    frames = []
    for kind, layer in SUBJECT_LAYERS.items():
        records = ground(tables, layer)
        key = TABLES[layer].key
        frames.append(
            pd.DataFrame(
                {
                    "area_m2": records["area_m2"].to_numpy(dtype=float),
                    "geometry_status": records["geometry_status"].to_numpy(),
                    "zone_id": records["zone_id"].to_numpy(),
                    "unit": records["unit"].to_numpy(),
                    "name": records["name"].to_numpy(),
                },
                index=pd.Index([subject_key(kind, name) for name in records[key]], dtype=object),
            )
        )
    return pd.concat(frames)


def subjects_named(store: Store, kind: SubjectKind, names: Collection[str]) -> pd.DataFrame:
    """
    Return some of what events can be about, read past the whole tables.

    Returns
    -------
    DataFrame
        ``area_m2`` (the area that counts; NaN where nobody wrote or drew one, and for firms) and ``unit``, indexed by
        the records' own ids; what the ledger does not know is left out.
    """
    layer = Layer.ENTERPRISES if kind is SubjectKind.ENTERPRISE else SUBJECT_LAYERS[kind]
    key = TABLES[layer].key
    with store.reading() as connection:
        found = excerpts.records_by(connection, layer, key, names, crs=store.settings.crs)
    area_m2 = with_ground(found, layer)["area_m2"] if isinstance(found, gpd.GeoDataFrame) else np.nan
    return found.assign(area_m2=area_m2).set_index(key)[["area_m2", "unit"]]


@lru_cache(maxsize=8)
def shared_ground(tables: Tables, kinds: tuple[str, ...]) -> pd.DataFrame:
    """
    Return the ground that subjects of events of these *kinds* share.

    Columns ``a`` and ``b`` (subject keys), ``overlap_m2``, ``share_a``, ``share_b`` (of each one's own ground).
    Shapes are overlaid; where a plot and its parcel have no shapes to overlay, the office's link between them speaks,
    and where a record took the place of another (分割, 合并) their lineage does.
    """
    concerned = tables.events.loc[tables.events["kind"].isin(kinds)]
    frames = []
    for kind, layer in SUBJECT_LAYERS.items():
        records = ground(tables, layer)
        key = TABLES[layer].key
        named = set(concerned.loc[concerned["subject_kind"] == kind, "subject_id"])
        chosen = records.loc[records[key].isin(named) & (records["geometry_status"] == GeometryStatus.OK)]
        frames.append(chosen.assign(key=[subject_key(kind, name) for name in chosen[key]])[["key", "geometry"]])
    drawn = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=tables.parcels.crs)
    pairs = overlaps(drawn, "key")
    linked = pd.concat([pairs, _linked(tables, concerned, pairs)], ignore_index=True)
    return pd.concat([linked, _descended(tables, concerned, linked)], ignore_index=True)


@lru_cache(maxsize=8)
def lies_in(tables: Tables, layer: Layer) -> pd.Series:
    """
    Return which zones the ground of each parcel or plot lies in, whatever the office wrote.

    Returns
    -------
    Series of text, index of the layer's table
        One zone, several joined by ``;`` (most of the ground first, slivers under 1 % left out), empty for none; None
        where there is no sound shape to tell by.
    """
    return zones_named(ground(tables, layer), ground(tables, Layer.ZONES), key=TABLES[layer].key)


def zones_named(records: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, key: str) -> pd.Series:
    """Return :func:`lies_in` for some records (with their ground) and the zones that may hold them."""
    sound = records["geometry_status"] == GeometryStatus.OK
    found = zones_of(records.loc[sound], zones, key=key, zone_key="zone_id")
    found = found.loc[found["share"] >= SLIVER].sort_values("share", ascending=False, kind="stable")
    zones = records[key].map(found.groupby(key)["zone_id"].agg(";".join)).astype(object)
    named: pd.Series = zones.where(zones.notna(), "").where(sound, None).rename("lies_in")
    return named


def plot_parcels(tables: Tables) -> pd.DataFrame:
    """Return which parcels a plot lies on, as the office says: ``plot_id``, ``parcel_id``."""
    return linked_parcels(tables.plots)


def linked_parcels(plots: pd.DataFrame) -> pd.DataFrame:
    """Return the parcels named by *plots* (``plot_id``; ``parcels``, joined by ``;``): ``plot_id``, ``parcel_id``."""
    linked = plots.loc[plots["parcels"].notna(), ["plot_id", "parcels"]]
    rows = [
        (plot_id, parcel_id.strip())
        for plot_id, parcels in linked.itertuples(index=False, name=None)
        for parcel_id in parcels.split(";")
        if parcel_id.strip()
    ]
    return pd.DataFrame(rows, columns=["plot_id", "parcel_id"])


def _linked(tables: Tables, concerned: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return links between plots and parcels that both have events and are not in *pairs* already."""
    areas = subjects(tables)["area_m2"]
    named = {
        subject_key(kind, name) for kind, name in zip(concerned["subject_kind"], concerned["subject_id"], strict=True)
    }
    known = set(zip(pairs["a"], pairs["b"], strict=True)) | set(zip(pairs["b"], pairs["a"], strict=True))
    rows = []
    for plot_id, parcel_id in plot_parcels(tables).itertuples(index=False, name=None):
        plot, parcel = subject_key("plot", plot_id), subject_key("parcel", parcel_id)
        if {plot, parcel} <= named and (plot, parcel) not in known and parcel in areas.index:
            common = min(areas[plot], areas[parcel])
            if common > 0:
                rows.append((plot, parcel, common, common / areas[plot], common / areas[parcel]))
    return pd.DataFrame(rows, columns=["a", "b", "overlap_m2", "share_a", "share_b"])


def _descended(tables: Tables, concerned: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return ground that records with events share by lineage and not by their shapes."""
    areas = subjects(tables)["area_m2"]
    named = {
        subject_key(kind, name) for kind, name in zip(concerned["subject_kind"], concerned["subject_id"], strict=True)
    }
    known = {frozenset(pair) for pair in zip(pairs["a"], pairs["b"], strict=True)}
    rows = []
    for kind, own in tables.lineage.groupby("subject_kind"):
        passed = shared(own.rename(columns={"passed_area_m2": "area_m2"}))
        for older, younger, common in passed.itertuples(index=False, name=None):
            a, b = subject_key(str(kind), older), subject_key(str(kind), younger)
            if {a, b} <= named and frozenset((a, b)) not in known and areas.get(a, 0) > 0 and areas.get(b, 0) > 0:
                rows.append((a, b, common, min(common / areas[a], 1.0), min(common / areas[b], 1.0)))
    return pd.DataFrame(rows, columns=["a", "b", "overlap_m2", "share_a", "share_b"])


def book_area(records: pd.DataFrame, layer: Layer) -> tuple[pd.Series, pd.Series]:
    """Return the book area and its kind: the first written one in the order of the rules."""
    area = pd.Series(np.nan, index=records.index, dtype=float)
    kinds = pd.Series(None, index=records.index, dtype=object)
    for kind in load_rules().book_kinds.get(layer, ()):
        column = records[f"{kind}_area_m2"].astype(float)
        fills = area.isna() & column.notna()
        area = area.where(~fills, column)
        kinds = kinds.where(~fills, kind)
    return area, kinds
