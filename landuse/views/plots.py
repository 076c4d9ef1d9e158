"""The supply plots as they stand on a day: stage, since when, how large, whose."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pandas as pd

from landuse.model import Layer
from landuse.store import Tables
from landuse.units import mu_from_m2, rounded
from landuse.views.ground import ground
from landuse.views.standing import latest_entries, standing

COLUMNS = (
    "plot_id",
    "name",
    "plan_year",
    "planned_quarter",
    "unit",
    "zone_id",
    "source",
    "supply_method",
    "use",
    "far",
    "industries",
    "owner",
    "data_for_land",
    "intended_enterprise",
    "winning_bidder",
    "area_m2",
)
NOTHING = Decimal("0.00")


@lru_cache(maxsize=32)
def plots_on(tables: Tables, as_of: date) -> pd.DataFrame:
    """
    Return every supply plot with where it stands on a day.

    Returns
    -------
    DataFrame, one row a plot, index of the plots' table
        :data:`COLUMNS` (``area_m2`` is the one that counts, NaN without any), ``area_mu`` (Decimal, 0.00 without an
        area), ``stage``, ``entered_on`` (the day it got there, None where no event says) and ``days`` since (NaN).
    """
    plots = pd.DataFrame(ground(tables, Layer.PLOTS))[list(COLUMNS)]
    areas = [NOTHING if pd.isna(area) else rounded(mu_from_m2(area)) for area in plots["area_m2"]]
    entered = latest_entries(tables, Layer.PLOTS, as_of)
    days = [np.nan if day is None else float((as_of - day).days) for day in entered]
    return plots.assign(
        area_mu=pd.Series(areas, index=plots.index, dtype=object),
        stage=standing(tables, Layer.PLOTS, as_of),
        entered_on=entered,
        days=pd.Series(days, index=plots.index, dtype=float),
    )
