"""What somebody selected on the map: by a drawn shape, a place, an outline; added up by stage."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from landuse.core.printed import printed_sum
from landuse.geo.display import WEB_MERCATOR, WGS84
from landuse.model import Filter, Layer
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Store, excerpts
from landuse.views.roll import roll

How = Literal["replace", "add", "remove", "toggle"]
SUMMARY_COLUMNS = ("stage", "count", "area_mu")
#: Pieces that the longest edge of a drawn shape is cut into before it leaves the screen's projection: an edge that is
#: straight there bends in the district's plane, and the error falls by the square of this number (50 km: below 2 cm).
_PIECES = 64


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
    area = drawn_area(ring, crs=store.settings.crs)
    if shapely.is_empty(area):
        return frozenset()
    with store.reading() as connection:
        near = excerpts.records_in(connection, layer, tuple(shapely.bounds(area)), crs=store.settings.crs)
    shapes = near.geometry.to_numpy()
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    shapely.prepare(area)
    meets = shapely.intersects(area, shapes) & ~shapely.touches(area, shapes)
    found = near.loc[meets]
    let_through = roll(store, layer, chosen)["fid"]
    return frozenset(found.loc[found["fid"].isin(let_through), TABLES[layer].key])


def drawn_area(ring: Sequence[tuple[float, float]], *, crs: int) -> shapely.Geometry:
    """Return a shape drawn on a Web Mercator screen, as an area of a CRS."""
    corners = Transformer.from_crs(WGS84, WEB_MERCATOR, always_xy=True).transform(*np.array(ring, dtype=float).T)
    drawn = shapely.make_valid(shapely.polygons(np.column_stack(corners)))
    west, south, east, north = shapely.bounds(drawn)
    fine = shapely.segmentize(drawn, max(east - west, north - south, 1.0) / _PIECES)
    to_plane = Transformer.from_crs(WEB_MERCATOR, crs, always_xy=True)
    placed = shapely.transform(fine, lambda points: np.column_stack(to_plane.transform(*points.T)))
    parts = [part for part in shapely.get_parts(placed) if shapely.area(part) > 0]
    return shapely.union_all(parts)


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
