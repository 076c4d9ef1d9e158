"""Which records: the filter that lists and exports share; units and zones by code or by name."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.parameters import Day, Pair
from landuse.cli.session import today
from landuse.errors import ArgumentsError
from landuse.model import Filter, Layer

if TYPE_CHECKING:
    import pandas as pd

    from landuse.store import Store, Tables

LAYER = click.argument("layer", type=click.Choice([layer.value for layer in Layer]), metavar="LAYER")
FILTERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--unit", metavar="U"),
    click.option("--zone", metavar="Z"),
    click.option("--stage", metavar="S"),
    click.option("--year", type=int, metavar="Y"),
    click.option("--as-of", type=Day(), metavar="DATE"),
    click.option("--text", metavar="TEXT"),
    click.option("--where", type=Pair(), multiple=True, metavar="KEY=VALUE"),
    click.option("--within", type=click.Path(path_type=Path), metavar="FILE"),
    click.option("--restricted", is_flag=True),
)


def chosen_filter(
    store: "Store",
    *,
    unit: str | None,
    zone: str | None,
    stage: str | None,
    year: int | None,
    as_of: date | None,
    text: str | None,
    where: tuple[tuple[str, str], ...],
    within: Path | None,
) -> Filter:
    """
    Return the filter that the options of :data:`FILTERS` ask for.

    Raises
    ------
    ArgumentsError
        ``unknown_unit``, ``unknown_zone``, ``unknown_stage``.
    InputError
        If the outline's file cannot be read.
    """
    from landuse.rules import load_rules

    stages = load_rules().stages
    if stage is not None and stage not in stages:
        raise ArgumentsError("unknown_stage", stage=stage, known=", ".join(stages))
    tables = store.tables()
    return Filter(
        as_of=as_of or store.settings.as_of or today(),
        unit=unit_code(tables, unit),
        zone=zone_id(tables, zone),
        stage=stage,
        year=year,
        text=text,
        where=where,
        within=None if within is None else _outline(within, store),
    )


def unit_code(tables: "Tables", wish: str | None) -> str | None:
    """Return the code of the reporting unit (属地) that *wish* names by code, name or alias."""
    if wish is None:
        return None
    units = tables.units
    for code, name, aliases in zip(units["code"], units["name"], units["aliases"], strict=True):
        if wish in {code, name, *(alias.strip() for alias in (aliases or "").split(";"))}:
            return str(code)
    if any((records["unit"] == wish).any() for records in (tables.zones, tables.parcels, tables.plots, tables.events)):
        return wish
    raise ArgumentsError("unknown_unit", unit=wish, known=_some(units["code"] + " " + units["name"]))


def zone_id(tables: "Tables", wish: str | None) -> str | None:
    """Return the id of the old industrial zone that *wish* names by id or by name."""
    if wish is None:
        return None
    zones = tables.zones
    found = zones.loc[(zones["zone_id"] == wish) | (zones["name"] == wish), "zone_id"]
    if len(found):
        return str(found.iloc[0])
    if (tables.parcels["zone_id"] == wish).any():
        return wish
    raise ArgumentsError("unknown_zone", zone=wish, known=_some(zones["zone_id"]))


def _some(names: "pd.Series") -> str:
    """Return the first names as a hint."""
    return ", ".join(names.head(20)) + (", …" if len(names) > 20 else "")


def _outline(path: Path, store: "Store") -> bytes:
    import shapely

    from landuse.intake.outline import read_outline

    return bytes(shapely.to_wkb(read_outline(path, settings=store.settings)))
