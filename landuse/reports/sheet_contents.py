"""What a printed map shows: the records in its window, which of them the filter lets through, and their totals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.model import Filter, GeometryStatus, Layer
from landuse.reports.sheet_frame import Box, Frame
from landuse.schema import TABLES
from landuse.store import Store
from landuse.symbology import load_symbology
from landuse.units import printed_total
from landuse.views.context import context_shapes
from landuse.views.layers import records

#: The layers that a sheet can show, from the lowest to the highest.
SHEET_LAYERS = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)
#: How far outside of the window shapes are cut, in mm: their outlines end there, unseen.
BRIM_MM = 5.0
#: An unsound outline is drawn as it is: whoever mends it has to see it.
_DRAWN = (GeometryStatus.OK, GeometryStatus.INVALID)
_AREAL = 2


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """
    What to print.

    Parameters
    ----------
    box : west, south, east, north
        In WGS 84 degrees: what the map has to show; it shows more where the paper has another shape.
    chosen : Filter
        The day, and the filter: records that it leaves out are drawn faint and not counted.
    layers : collection of Layer
        Those shown, of zones, parcels and plots.
    paper : str
        ``A4`` or ``A3``, landscape.
    form : str
        ``pdf`` or ``png``.
    language : str
        One of :data:`landuse.i18n.LANGUAGES`.
    selected : mapping
        Keys or feature ids by layer, outlined in red.
    title : str, optional
        Instead of the district's name and the map's.
    known_at : datetime, optional
        As known at this moment; None is now.
    """

    box: Box
    chosen: Filter
    layers: Collection[Layer] = SHEET_LAYERS
    paper: str = "A4"
    form: str = "pdf"
    language: str = "zh-CN"
    selected: Mapping[Layer, Collection[int | str]] = field(default_factory=dict)
    title: str | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """How many records, and their 亩 as printed (those without an area count as none)."""

    count: int
    area_mu: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class ShownLayer:
    """
    One layer in the window.

    ``shown`` has the columns ``key``, ``name``, ``stage``, ``area_mu``, ``inside`` (the filter lets it through),
    ``selected`` and ``geometry`` (in the workspace's CRS, cut to the window), largest first. ``by_stage`` are the
    amounts of what is inside, in the order of the way; ``unmapped`` those that the filter lets through and that no map
    can show.
    """

    layer: Layer
    shown: gpd.GeoDataFrame
    by_stage: Mapping[str, Amount]
    inside: Amount
    outside: Amount
    unmapped: Amount


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Everything in the window: the ledger's layers, and base layers (``name``, ``geometry``) by name."""

    layers: tuple[ShownLayer, ...]
    context: Mapping[str, gpd.GeoDataFrame]


def contents_of(store: Store, request: SheetRequest, frame: Frame) -> Contents:
    """
    Return what a window shows.

    A record is in the window if some of its ground is, and is counted whole.

    Raises
    ------
    ArgumentsError
        ``unknown_column`` for a ``where`` pair that names no column.
    """
    layers = tuple(_shown_layer(store, layer, request, frame) for layer in SHEET_LAYERS if layer in request.layers)
    context = {name: _context(store, name, frame) for name in load_symbology().context}
    return Contents(layers, context)


def amount_of(areas_mu: pd.Series) -> Amount:
    """Return the number of areas and the sum of those that are known, as lists print it."""
    return Amount(len(areas_mu), printed_total(areas_mu.dropna()))


def _shown_layer(store: Store, layer: Layer, request: SheetRequest, frame: Frame) -> ShownLayer:
    everything = records(store, layer, Filter(as_of=request.chosen.as_of), known_at=request.known_at)
    let_through = records(store, layer, request.chosen, known_at=request.known_at)["fid"]
    shapes = everything.geometry.to_numpy()
    mapped = everything["geometry_status"].isin(_DRAWN).to_numpy()
    inside = everything["fid"].isin(let_through).to_numpy()
    pieces, in_window = cut_to(shapes, mapped, frame)
    wanted = list(request.selected.get(layer, ()))
    key = TABLES[layer].key
    shown = gpd.GeoDataFrame(
        {
            "key": everything[key],
            "name": everything["name"],
            "stage": everything["stage"],
            "area_mu": everything["area_mu"],
            "inside": inside,
            "selected": everything["fid"].isin(wanted) | everything[key].isin(wanted),
        },
        geometry=pieces,
        crs=everything.crs,
    ).loc[in_window]
    counted = shown.loc[shown["inside"]]
    largest_first = np.argsort(-shapely.area(shown.geometry.to_numpy()), kind="stable")
    return ShownLayer(
        layer=layer,
        shown=shown.iloc[largest_first].reset_index(drop=True),
        by_stage=_by_stage(counted),
        inside=amount_of(counted["area_mu"]),
        outside=amount_of(shown.loc[~shown["inside"], "area_mu"]),
        unmapped=amount_of(everything.loc[inside & ~mapped, "area_mu"]),
    )


def _by_stage(counted: pd.DataFrame) -> dict[str, Amount]:
    present = {str(stage): amount_of(rows["area_mu"]) for stage, rows in counted.groupby("stage")}
    order = [*load_symbology().stages, *present]
    return {stage: present[stage] for stage in dict.fromkeys(order) if stage in present}


def cut_to(
    shapes: npt.NDArray[np.object_], usable: npt.NDArray[np.bool_], frame: Frame
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """
    Return shapes cut a little outside a frame's window, and which have ground (or a length) in it.

    A shape that is not sound is not cut, and is there if its box is.

    Examples
    --------
    >>> frame = Frame(west=0, north=2, width=2, height=2, ratio=1000)
    >>> squares = np.array([shapely.box(-50, 0, 1, 2), shapely.box(2, 0, 4, 2)])
    >>> pieces, there = cut_to(squares, np.array([True, True]), frame)
    >>> pieces[0].bounds, there.tolist()
    ((-5.0, 0.0, 1.0, 2.0), [True, False])
    """
    west, south, east, north = frame.bounds
    brim = BRIM_MM / frame.mm_per_m
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        near = usable & (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
        whole = (bounds[:, 0] >= west) & (bounds[:, 2] <= east) & (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
    crossing = near & ~whole & shapely.is_valid(shapes)
    within = shapely.clip_by_rect(shapes[crossing], west, south, east, north)
    measure = np.where(shapely.get_dimensions(shapes[crossing]) == _AREAL, shapely.area(within), shapely.length(within))
    pieces, there = shapes.copy(), near.copy()
    pieces[crossing] = shapely.clip_by_rect(shapes[crossing], west - brim, south - brim, east + brim, north + brim)
    there[crossing] = measure > 0
    return pieces, there


def _context(store: Store, name: str, frame: Frame) -> gpd.GeoDataFrame:
    shapes = context_shapes(store, name)
    everything = shapes.geometry.to_numpy()
    pieces, there = cut_to(everything, np.ones(len(everything), dtype=bool), frame)
    return gpd.GeoDataFrame({"name": shapes["name"]}, geometry=pieces, crs=shapes.crs).loc[there].reset_index(drop=True)
