"""Values of the ledger's columns in words: areas with their unit, days, labels for codes, names for units."""

from datetime import date
from functools import cache

import pandas as pd

from landuse.model import Layer
from landuse.reports.columns import printed_columns
from landuse.schema import TABLES, Column, Kind
from landuse.ui.intake_wording import cell_text
from landuse.ui.session import Context
from landuse.units import Dimension, mu_from_m2

#: Columns that are not the office's: what of a record's ground is compared.
_GROUND = "geometry"


def shown_value(context: Context, layer: Layer, column: str, value: object) -> str:
    """Return a value of a column of a layer in words, areas in the unit that its heading names; a dash for nothing."""
    text = context.text
    declared = _columns(layer).get(column)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return text("common.dash")
    if column == _GROUND:
        return text.number(mu_from_m2(float(str(value))))
    if declared is not None and declared.kind is Kind.AREA:
        area = float(str(value))
        return text.number(mu_from_m2(area) if declared.dimension is Dimension.LAND else area)
    return _words(context, layer, column, value)


def shown_column(context: Context, layer: Layer, column: str) -> str:
    """Return what a column is called, land in 亩."""
    text = context.text
    if column == _GROUND:
        return text("intake.fates.ground")
    declared = _columns(layer).get(column)
    if declared is not None and declared.dimension is Dimension.LAND:
        return text.field(f"{column.removesuffix('_m2')}_mu")
    return text.label("columns", column)


def _words(context: Context, layer: Layer, column: str, value: object) -> str:
    text, family = context.text, _families(layer).get(column)
    if isinstance(value, bool):
        return text("lists.yes" if value else "lists.no")
    if isinstance(value, date):
        return value.isoformat()
    if family:
        return text.label(family, str(value))
    return context.choices.units.get(str(value), str(value)) if column == "unit" else cell_text(text, value)


@cache
def _columns(layer: Layer) -> dict[str, Column]:
    return {one.name: one for one in TABLES[layer].columns}


@cache
def _families(layer: Layer) -> dict[str, str]:
    return {one.name: one.family for one in printed_columns(layer, restricted=True) if one.family}
