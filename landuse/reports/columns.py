"""What a printed record consists of: the office's columns with land in 亩, where it stands, what its ground says."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.intake.labels import family_of
from landuse.model import Layer
from landuse.schema import SERIES_LAYERS, TABLES, Kind
from landuse.units import Dimension, mu_from_m2, rounded

#: Layers whose records stand in a stage and have an area that counts.
STANDING = frozenset({Layer.ZONES, Layer.PARCELS, Layer.PLOTS})
#: What comes first in every list, behind the key.
_FIRST = ("name", "unit", "zone_id", "stage", "area_mu")


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """One column of a list; land areas bear ``_mu`` in their name, ``family`` is where its codes have their labels."""

    name: str
    kind: Kind
    family: str | None = None
    restricted: bool = False
    adds_up: bool = False


_COMPUTED = (
    PrintedColumn("stage", Kind.CODE, "stages"),
    PrintedColumn("area_mu", Kind.AREA, adds_up=True),
    PrintedColumn("book_area_mu", Kind.AREA, adds_up=True),
    PrintedColumn("book_area_kind", Kind.CODE, "areas"),
    PrintedColumn("geometry_area_mu", Kind.AREA, adds_up=True),
    PrintedColumn("difference_share", Kind.NUMBER),
    PrintedColumn("geometry_status", Kind.CODE, "geometry"),
)
_RECORDED = (
    PrintedColumn("recorded_at", Kind.INSTANT),
    PrintedColumn("recorded_by", Kind.TEXT),
    PrintedColumn("batch_id", Kind.CODE),
)
_LIES_IN = PrintedColumn("lies_in", Kind.CODE)
_ADDED = {
    Layer.ZONES: _COMPUTED,
    **dict.fromkeys((Layer.PARCELS, Layer.PLOTS), (*_COMPUTED, _LIES_IN)),
    Layer.EVENTS: (PrintedColumn("zone_id", Kind.CODE), *_RECORDED),
    **dict.fromkeys(SERIES_LAYERS, (PrintedColumn("revision", Kind.WHOLE), *_RECORDED)),
}


def printed_columns(layer: Layer, *, restricted: bool = False) -> tuple[PrintedColumn, ...]:
    """Return the columns of a layer's list in order; restricted ones only if they are asked for."""
    table = TABLES[layer]
    own = []
    for column in table.columns:
        is_land = column.dimension is Dimension.LAND
        name = f"{column.name.removesuffix('_m2')}_mu" if is_land else column.name
        family = family_of(layer, name)
        own.append(PrintedColumn(name, column.kind, family, column.restricted, column.kind is Kind.AREA))
    named = {column.name: column for column in (*own, *_ADDED.get(layer, ()))}
    order = dict.fromkeys(name for name in (table.key, table.names[0], *_FIRST, *named) if name in named)
    return tuple(named[name] for name in order if restricted or not named[name].restricted)


def presented(records: pd.DataFrame, layer: Layer, *, restricted: bool = False) -> pd.DataFrame:
    """
    Return records as they are printed.

    Parameters
    ----------
    records : DataFrame or GeoDataFrame
        As :func:`landuse.views.layers.records` returns them.
    layer : Layer
    restricted : bool
        Whether restricted columns (a firm's output, tax, contacts) are among them.

    Returns
    -------
    DataFrame or GeoDataFrame
        The columns of :func:`printed_columns`, land in 亩 and floor in m², both rounded half up to 0.01 (NaN where
        there is none), ``difference_share`` to 0.0001; and ``geometry`` where the layer has ground.
    """
    printed = records.copy(deep=False)
    columns = printed_columns(layer, restricted=restricted)
    for column in columns:
        if column.kind is Kind.AREA and column.name != "area_mu":
            source = f"{column.name.removesuffix('_mu')}_m2" if column.name.endswith("_mu") else column.name
            printed[column.name] = _rounded(records[source], in_mu=column.name.endswith("_mu"))
    if "difference_share" in printed:
        printed["difference_share"] = [
            float(rounded(share, 4)) if np.isfinite(share) else np.nan for share in printed["difference_share"]
        ]
    names = [column.name for column in columns]
    return printed[[*names, "geometry"] if TABLES[layer].has_geometry else names]


def _rounded(areas_m2: pd.Series, *, in_mu: bool) -> list[float]:
    return [
        float(rounded(mu_from_m2(area) if in_mu else area)) if np.isfinite(area) else np.nan
        for area in areas_m2.astype(float)
    ]
