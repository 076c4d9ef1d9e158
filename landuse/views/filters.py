"""One filter for list, map, totals and export."""

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


def _speaks_of(records: pd.DataFrame, text: str, key: str) -> pd.Series:
    wish = text.strip().casefold()
    said = pd.Series(data=False, index=records.index)
    for column in (key, "name"):
        if column in records:
            said |= records[column].fillna("").astype(str).str.casefold().str.contains(wish, regex=False)
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
