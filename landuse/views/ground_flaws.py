"""What is wrong or odd about the ground of a layer as it lies in the ledger, each with its place."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.geo.display import places
from landuse.geo.flaws import flaws
from landuse.geo.gaps import gaps
from landuse.geo.overlay import WHOLE, all_overlaps
from landuse.model import Layer, Place
from landuse.schema import TABLES
from landuse.store import Store
from landuse.views.lineage import retired_on


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    A flaw of a record, or between records.

    ``flaw`` is one of :func:`landuse.geo.flaws.flaws`, ``overlap``, ``duplicate_shape``, ``gap`` or ``hole``; ``m2`` is
    the ground concerned (None where it cannot be measured), ``share`` that of the smaller record, ``width_m`` a gap's.
    """

    flaw: str
    keys: tuple[str, ...]
    place: Place | None
    m2: float | None
    share: float | None = None
    width_m: float | None = None


def standing_ground(store: Store, layer: Layer) -> gpd.GeoDataFrame:
    """Return the records of a layer that have not passed their ground on, with their shapes."""
    tables = store.tables()
    records: gpd.GeoDataFrame = getattr(tables, layer)
    gone = retired_on(tables, layer, date.max)
    return records.loc[~records[TABLES[layer].key].isin(gone)].reset_index(drop=True)


def ground_flaws(store: Store, layer: Layer, *, with_gaps: bool = True) -> tuple[Flaw, ...]:
    """Return the flaws of a layer with ground: of each shape, of pairs, then what nobody covers (takes longest)."""
    records, crs = standing_ground(store, layer), store.settings.crs
    key = TABLES[layer].key
    alone = flaws(records.geometry.to_numpy())
    names = records[key].to_numpy(dtype=object)[alone["at"].to_numpy(dtype=int)]
    found = [
        Flaw(flaw, (name,), place, None if np.isnan(m2) else m2)
        for flaw, name, m2, place in zip(alone["flaw"], names, alone["m2"], _places(alone, crs), strict=True)
    ]
    pairs = all_overlaps(records, key)
    smaller = pairs[["share_a", "share_b"]].max(axis=1)
    copies = pairs[["share_a", "share_b"]].min(axis=1) >= WHOLE
    found += [
        Flaw("duplicate_shape" if is_copy else "overlap", (a, b), place, m2, share)
        for a, b, m2, share, is_copy, place in zip(
            pairs["a"], pairs["b"], pairs["overlap_m2"], smaller, copies, _places(pairs, crs), strict=True
        )
    ]
    return (*found, *(_gaps(records, key, crs) if with_gaps else ()))


def _gaps(records: gpd.GeoDataFrame, key: str, crs: int) -> list[Flaw]:
    between = gaps(records, key)
    middles = shapely.get_coordinates(shapely.point_on_surface(between.geometry.to_numpy())).reshape(-1, 2)
    return [
        Flaw(kind, keys, place, m2, None, width)
        for kind, keys, m2, width, place in zip(
            between["kind"],
            between["keys"],
            between["m2"],
            between["width_m"],
            places(*middles.T, crs=crs),
            strict=True,
        )
    ]


def _places(found: pd.DataFrame, crs: int) -> list[Place | None]:
    return places(found["x"].to_numpy(dtype=float), found["y"].to_numpy(dtype=float), crs=crs)
