"""Where each zone, parcel and plot stands on a day; a plot carries the parcels it lies on along."""

from datetime import date
from functools import lru_cache

import pandas as pd

from landuse.core.stages import stage_entries, stages, with_ways
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Tables
from landuse.views.ground import SUBJECT_LAYERS, plot_parcels

_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}


@lru_cache(maxsize=64)
def standing(tables: Tables, layer: Layer, as_of: date) -> pd.Series:
    """Return the stage of each record of zones, parcels or plots on a day (index of the layer's table)."""
    return stages(_events_of(tables, layer), _ways(tables, layer), as_of=as_of)


@lru_cache(maxsize=64)
def latest_entries(tables: Tables, layer: Layer, as_of: date) -> pd.Series:
    """Return the day each record entered the stage it stands in (None: no event says), index of the layer's table."""
    ways = _ways(tables, layer)
    found = stage_entries(_events_of(tables, layer), ways, as_of=as_of).sort_values("rank")
    days = found.drop_duplicates("subject_id", keep="last").set_index("subject_id")["entered_on"].to_dict()
    return pd.Series([days.get(name) for name in ways["subject_id"]], index=ways.index, dtype=object)


def way_of(tables: Tables, layer: Layer, key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the way of one record: its stages with the kinds of event that enter them; empty for an unknown one."""
    return ways_of(tables, layer).get(key, ())


@lru_cache(maxsize=8)
def ways_of(tables: Tables, layer: Layer) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the way of every record of a layer by its key."""
    ways = _ways(tables, layer)
    return dict(zip(ways["subject_id"], ways["way"], strict=True))


def _ways(tables: Tables, layer: Layer) -> pd.DataFrame:
    records: pd.DataFrame = getattr(tables, layer)
    return with_ways(records, key=TABLES[layer].key, rules=load_rules())


def _events_of(tables: Tables, layer: Layer) -> pd.DataFrame:
    events = tables.events[["subject_kind", "subject_id", "kind", "occurred_on"]]
    own = events.loc[events["subject_kind"] == _KIND_OF[layer]]
    if layer is not Layer.PARCELS:
        return own
    of_plots = events.loc[events["subject_kind"] == SubjectKind.PLOT]
    carried = of_plots.merge(plot_parcels(tables), left_on="subject_id", right_on="plot_id")
    return pd.concat([own, carried.assign(subject_id=carried["parcel_id"])[own.columns]], ignore_index=True)
