"""Any total, opened down to the dated events behind it and to what it leaves out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.core.ledger import total
from landuse.store import Store
from landuse.units import Measure
from landuse.views.accounts import account, indicator_of


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The total of an indicator and its rows (``schema.CONTRIBUTION_COLUMNS``); ``counted`` adds up to ``total``."""

    indicator: str
    measure: Measure
    total: Decimal
    contributions: pd.DataFrame
    uncounted: pd.DataFrame


def explain(
    store: Store,
    indicator: str,
    *,
    year: int,
    as_of: date,
    known_at: datetime | None = None,
    unit: str | None = None,
    zone: str | None = None,
) -> Explanation:
    """
    Open the total of an indicator, of the district or of one unit or zone of it.

    Raises
    ------
    ArgumentsError
        ``unknown_indicator``.
    """
    counted, left_out = account(store, indicator, as_of=as_of, year=year, known_at=known_at)
    if unit is not None:
        counted, left_out = (rows.loc[rows["unit"] == unit] for rows in (counted, left_out))
    if zone is not None:
        counted, left_out = (rows.loc[rows["zone_id"] == zone] for rows in (counted, left_out))
    return Explanation(indicator, indicator_of(indicator).measure, total(counted), counted, left_out)
