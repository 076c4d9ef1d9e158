"""What somebody selected on the map: by a drawn shape, a place, an outline; added up by stage."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from landuse.core.printed import printed_sum
from landuse.geo.drawing import drawn_area, interiors_meet
from landuse.model import Filter, Layer
from landuse.rules import load_rules
from landuse.store import Connection, Store, excerpts
from landuse.store.boxes import boxes_in, shapes_of
from landuse.store.excerpts import Ints
from landuse.views.roll import roll

How = Literal["replace", "add", "remove", "toggle"]
SUMMARY_COLUMNS = ("stage", "count", "area_mu")


def within_shape(store: Store, layer: Layer, ring: Sequence[tuple[float, float]], chosen: Filter) -> frozenset[str]:
    """
    Return the keys of the records whose ground meets a drawn shape (as QGIS selects by polygon).

    Parameters
    ----------
    store : Store
    layer : Layer
        Zones, parcels or plots.
    ring : sequence of (longitude, latitude)
        Corners in WGS 84 degrees, joined by straight lines of the Web Mercator screen; where lines cross, what the
        shape encloses by the even-odd rule counts.
    chosen : Filter
        Records outside it are not selected; nor are those without ground, or that share no more than a border.
    """
    with store.reading() as connection:
        around = excerpts.box_of(connection, layer)
        if around is None:
            return frozenset()
        area = drawn_area(ring, crs=store.settings.crs, around=around)
        fids = _meeting(connection, layer, area)
    let_through = roll(store, layer, chosen)["fid"].to_numpy()
    return keys_of(store, layer, np.intersect1d(fids, let_through).tolist())


def _meeting(connection: Connection, layer: Layer, area: shapely.Geometry) -> Ints:
    """Return the records whose ground meets an area; only shapes across its border are read."""
    if shapely.is_empty(area):
        return np.empty(0, dtype=np.int64)
    west, south, east, north = shapely.bounds(area).tolist()
    fids, boxes = boxes_in(connection, layer, (west, south, east, north))
    shapely.prepare(area)
    inside = shapely.contains_properly(area, shapely.box(*boxes.T))
    across, shapes = shapes_of(connection, layer, fids[~inside].tolist())
    return np.concatenate([fids[inside], across[interiors_meet(area, shapes)]])


def passing(store: Store, layer: Layer, chosen: Filter) -> frozenset[str]:
    """Return the keys of the records that a filter lets through: those of a zone, a unit, an outline."""
    return keys_of(store, layer, roll(store, layer, chosen)["fid"].tolist())


def keys_of(store: Store, layer: Layer, fids: Collection[int]) -> frozenset[str]:
    """Return the keys of records by their feature ids."""
    with store.reading() as connection:
        return frozenset(key for key, _ in excerpts.names_of(connection, layer, fids).values())


def fids_of(store: Store, layer: Layer, keys: Collection[str]) -> list[int]:
    """Return the feature ids of records by their keys; keys that the ledger does not have are left out."""
    with store.reading() as connection:
        return sorted(excerpts.fids_of(connection, layer, keys).values())


def combined(old: frozenset[str], new: frozenset[str], how: How) -> frozenset[str]:
    """
    Return a selection after a gesture.

    Examples
    --------
    >>> sorted(combined(frozenset("ab"), frozenset("bc"), "toggle"))
    ['a', 'c']
    """
    match how:
        case "replace":
            return new
        case "add":
            return old | new
        case "remove":
            return old - new
        case "toggle":
            return old ^ new


def inverted(store: Store, layer: Layer, keys: frozenset[str], chosen: Filter) -> frozenset[str]:
    """Return what a filter lets through and is not selected."""
    return passing(store, layer, chosen) - keys


def summary(store: Store, layer: Layer, keys: Collection[str], *, as_of: date) -> pd.DataFrame:
    """
    Return number and area of selected records by the stage they stand in on a day.

    Returns
    -------
    DataFrame
        ``stage`` (in the order of the way), ``count``, ``area_mu`` (Decimal: sums of the rounded parts, so that all of
        them add up to the total of the list of the same records).
    """
    standing = roll(store, layer, Filter(as_of=as_of))
    chosen = standing.loc[standing["fid"].isin(fids_of(store, layer, keys))]
    rows = []
    for stage in load_rules().stages:
        own = chosen.loc[chosen["stage"] == stage, "area_mu"]
        if len(own):
            rows.append((stage, len(own), printed_sum(own.to_numpy())))
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def outlined(chosen: Filter, outline: shapely.Geometry) -> Filter:
    """Return a filter narrowed to what lies mostly within an outline that was brought (``geo.outline``)."""
    return replace(chosen, within=bytes(shapely.to_wkb(outline)))
