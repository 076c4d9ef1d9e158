"""One filter for list, map, totals and export."""

from functools import partial

import pandas as pd
import shapely

from landuse.errors import ArgumentsError
from landuse.geo.outline import mostly_within
from landuse.model import Filter, Layer
from landuse.schema import TABLES


def filtered(records: pd.DataFrame, chosen: Filter, layer: Layer) -> pd.DataFrame:
    """
    Return the records that a filter lets through; a filter on a column the layer does not have lets nothing through.

    Raises
    ------
    ArgumentsError
        ``unknown_column`` for a ``where`` pair that names no column.
    """
    keep = pd.Series(data=True, index=records.index)
    zone_column = "zone_id" if "zone_id" in records else None
    for column, value in (("unit", chosen.unit), (zone_column, chosen.zone), ("stage", chosen.stage)):
        if value is not None:
            keep &= records[column] == value if column in records else False
    if chosen.year is not None:
        keep &= _in_year(records, chosen.year)
    if chosen.text:
        keep &= _speaks_of(records, chosen.text, TABLES[layer].key)
    if chosen.among is not None:
        keep &= records[TABLES[layer].key].isin(set(chosen.among))
    for column, value in chosen.where:
        keep &= _equals(records, column, value)
    if chosen.within is not None:
        keep &= mostly_within(records.geometry, shapely.from_wkb(chosen.within)) if "geometry" in records else False
    return records.loc[keep]


def _in_year(records: pd.DataFrame, year: int) -> pd.Series:
    for column in ("plan_year", "year"):
        if column in records:
            return (records[column] == year).fillna(value=False).astype(bool)
    if "occurred_on" in records:
        return pd.Series([day is not None and day.year == year for day in records["occurred_on"]], index=records.index)
    return pd.Series(data=True, index=records.index)


def said_in(wish: str, text: object) -> bool:
    """Whether what somebody typed stands in a text, whatever the case."""
    return isinstance(text, str) and wish.strip().casefold() in text.casefold()


def _speaks_of(records: pd.DataFrame, wish: str, key: str) -> pd.Series:
    said = pd.Series(data=False, index=records.index)
    for column in (key, "name"):
        if column in records:
            said |= records[column].map(partial(said_in, wish)).astype(bool)
    return said


def _equals(records: pd.DataFrame, column: str, value: str) -> pd.Series:
    if column not in records or column == "geometry":
        raise ArgumentsError("unknown_column", column=column, known=", ".join(map(str, records.columns)))
    given = records[column]
    if pd.api.types.is_float_dtype(given):
        try:
            return given == float(value)
        except ValueError:
            return pd.Series(data=False, index=records.index)
    empty = pd.isna(given)
    return empty if not value else ~empty & (given.astype(str).str.casefold() == value.casefold())
