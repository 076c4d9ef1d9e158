"""Record by hand what a report said (通报数), to be set against the ledger."""

from datetime import date
from decimal import Decimal

from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.periods import Period
from landuse.rules import load_rules
from landuse.rules.reconcile import load_other_rules
from landuse.store import Store, series
from landuse.units import Dimension, Measure
from landuse.views.reconcile import LEDGER


def report_figure(
    store: Store,
    indicator: str,
    amount: Decimal,
    *,
    period: Period,
    reported_on: date,
    actor: str,
    measure: str | None = None,
    unit: str | None = None,
    basis: str | None = None,
    source: str | None = None,
) -> str:
    """
    Record one reported figure and return its id; the same indicator, unit, period and day again is its revision.

    Raises
    ------
    ArgumentsError
        ``unknown_indicator``; ``wrong_choice`` for a measure that is not the indicator's, or an unknown rule.
    """
    indicators = load_rules().indicators
    if indicator not in indicators:
        raise ArgumentsError("unknown_indicator", indicator=indicator, known=", ".join(indicators))
    is_land = indicators[indicator].dimension is Dimension.LAND
    measures = (Measure.MU, Measure.HA, Measure.M2) if is_land else (Measure.M2, Measure.WAN_M2)
    if measure is not None and measure not in measures:
        raise ArgumentsError("wrong_choice", name="measure", known=", ".join(measures))
    rules = (LEDGER, *load_other_rules())
    if basis is not None and basis not in rules:
        raise ArgumentsError("wrong_choice", name="basis", known=", ".join(rules))
    row = {
        "indicator": indicator,
        "unit": unit,
        "first_on": period.first,
        "last_on": period.last,
        "period": period.written,
        "amount": float(amount),
        "measure": measure,
        "reported_on": reported_on,
        "basis": basis,
        "source": source,
    }
    with store.writing() as tx:
        return series.append(tx, Layer.REPORTED, [row], actor=actor)[0]
