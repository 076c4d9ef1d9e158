"""What a cell of a printed list shows."""

from datetime import date

import pandas as pd

from landuse.reports.columns import PrintedColumn
from landuse.reports.listing import Listing
from landuse.schema import Kind


def cell_value(listing: Listing, column: PrintedColumn, value: object) -> str | float | date | None:
    """Return what a cell shows: words, a number, a day, or None where nothing is known."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False).astimezone().isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value
    if column.kind is Kind.FLAG:
        return listing.text("lists.yes" if value else "lists.no")
    if column.kind in {Kind.AREA, Kind.NUMBER, Kind.WHOLE}:
        return float(value) + 0.0  # type: ignore[arg-type]  # no zero below zero
    return listing.words(column, str(value))
