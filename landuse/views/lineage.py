"""Which records took the place of others: lineage as the ledger has it, and who is retired on a day."""

from datetime import date
from functools import lru_cache

import pandas as pd

from landuse.core.lineage import ancestors, retired
from landuse.model import Layer, SubjectKind
from landuse.schema import TABLES
from landuse.store import Tables
from landuse.views.ground import ground

_KINDS = {Layer.PARCELS: SubjectKind.PARCEL, Layer.PLOTS: SubjectKind.PLOT}


@lru_cache(maxsize=8)
def lineage_of(tables: Tables, layer: Layer) -> pd.DataFrame:
    """Return the lineage of parcels or plots as ``core.lineage`` takes it."""
    return lineage_rows(tables.lineage, layer)


def lineage_rows(lineage: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """Return the rows of a layer as ``core.lineage`` takes them; none for layers that are never divided."""
    rows = lineage.loc[lineage["subject_kind"] == _KINDS.get(layer, "")]
    return rows.rename(columns={"passed_area_m2": "area_m2"})[["parent_id", "child_id", "area_m2", "occurred_on"]]


@lru_cache(maxsize=8)
def areas_of(tables: Tables, layer: Layer) -> dict[str, float]:
    """Return the m² that count of every record of parcels or plots, 0 where nobody wrote or drew one."""
    records = ground(tables, layer)
    return dict(zip(records[TABLES[layer].key], records["area_m2"].fillna(0.0).astype(float), strict=True))


@lru_cache(maxsize=16)
def retired_on(tables: Tables, layer: Layer, as_of: date) -> frozenset[str]:
    """Return the records whose ground had all gone to others by a day; zones are never retired."""
    if layer not in _KINDS or tables.lineage.empty:
        return frozenset()
    return retired(areas_of(tables, layer), lineage_of(tables, layer), as_of=as_of)


def forebears(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return the parcels that each parcel's ground was part of before."""
    if tables.lineage.empty:
        return {}
    lineage = lineage_of(tables, Layer.PARCELS)
    return {str(name): ancestors(str(name), lineage) for name in lineage["child_id"].unique()}
