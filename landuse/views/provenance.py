"""Any total, opened down to the dated events behind it and to what it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.core.ledger import total
from landuse.model import Group
from landuse.store import Store
from landuse.units import Measure
from landuse.views.accounts import account, indicator_of, of_group


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
    groups: Sequence[Group] = (),
) -> Explanation:
    """
    Open the total of an indicator, of the district or of what of it belongs to all of *groups*.

    Raises
    ------
    ArgumentsError
        ``unknown_indicator``.
    """
    counted, left_out = account(store, indicator, as_of=as_of, year=year, known_at=known_at)
    for group in groups:
        counted, left_out = of_group(counted, group), of_group(left_out, group)
    return Explanation(indicator, indicator_of(indicator).measure, total(counted), counted, left_out)
