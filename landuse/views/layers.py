"""The lists: records of each layer as they stand on a day, filtered alike everywhere."""

from datetime import datetime

import geopandas as gpd
import pandas as pd

from landuse.core.statements import latest_statements
from landuse.model import Filter, Layer
from landuse.schema import TABLES
from landuse.store import Store
from landuse.views.filters import filtered
from landuse.views.ground import ground, lies_in
from landuse.views.lineage import retired_on
from landuse.views.standing import standing


def records(store: Store, layer: Layer, chosen: Filter, *, known_at: datetime | None = None) -> pd.DataFrame:
    """
    Return the records of a layer that a filter lets through, as known at a moment (None: now).

    Returns
    -------
    DataFrame or GeoDataFrame
        The layer's columns; zones, parcels and plots also with ``stage`` on the filter's day and the columns of
        :func:`~landuse.views.ground.ground`; parcels and plots with ``lies_in``, the zones by ground; events are those
        up to that day (and those without a day). Records whose ground has all gone to others by the day are left out;
        of statements the ones that stand on it.
    """
    tables = store.tables(known_at=known_at)
    if layer in {Layer.ZONES, Layer.PARCELS, Layer.PLOTS}:
        whole = ground(tables, layer)
        whole = whole.assign(stage=standing(tables, layer, chosen.as_of))
        if layer is not Layer.ZONES:
            whole["lies_in"] = lies_in(tables, layer)
        gone = retired_on(tables, layer, chosen.as_of)
        if gone:
            whole = whole.loc[~whole[TABLES[layer].key].isin(gone)]
        return filtered(whole, chosen, layer)
    frame: pd.DataFrame = getattr(tables, layer)
    if "stated_on" in frame:
        frame = latest_statements(frame, TABLES[layer].series, as_of=chosen.as_of)
    if layer is Layer.EVENTS:
        frame = frame.loc[
            [not isinstance(day, type(chosen.as_of)) or day <= chosen.as_of for day in frame["occurred_on"]]
        ]
        zones = tables.parcels.set_index("parcel_id")["zone_id"]
        frame = frame.assign(zone_id=frame["subject_id"].map(zones))
    return filtered(frame, chosen, layer)


def parcels(store: Store, chosen: Filter) -> gpd.GeoDataFrame:
    """Return the parcels that a filter lets through, as :func:`records` does."""
    return gpd.GeoDataFrame(records(store, Layer.PARCELS, chosen))
