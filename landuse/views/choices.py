"""What a planner can choose from: years, reporting units, zones and the stages that occur."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from landuse.model import Filter, Layer
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Store, excerpts
from landuse.store.tables import read_series
from landuse.views.roll import ROLL_LAYERS, roll


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What the filters offer on a day.

    ``units`` and ``zones`` are names by code; ``unit_of`` is a zone's reporting unit; ``years`` are those that have
    targets, the latest first; ``stages`` stand in the order of the rules.
    """

    years: tuple[int, ...]
    units: Mapping[str, str]
    zones: Mapping[str, str]
    unit_of: Mapping[str, str | None]
    stages: tuple[str, ...]

    def zones_in(self, unit: str | None) -> tuple[str, ...]:
        """Return the zones of a reporting unit, or all."""
        return tuple(zone for zone in self.zones if unit is None or self.unit_of[zone] == unit)


def choices(store: Store, *, as_of: date) -> Choices:
    """Return what the ledger has to choose from; records of a unit that no table names offer its bare code."""
    with store.reading() as connection:
        zones = excerpts.columns(connection, Layer.ZONES, ["zone_id", "name", "unit"]).astype(object)
        named = excerpts.columns(connection, Layer.UNITS, ["code", "name"]).astype(object)
        aims = read_series(connection, Layer.TARGETS)
    units = dict(_pairs(named["code"], named["name"]))
    present: set[str] = set()
    for layer in ROLL_LAYERS:
        records = roll(store, layer, Filter(as_of=as_of))
        present |= set(records["stage"].cat.categories)
        units |= {code: code for code in sorted(records["unit"].cat.categories) if code not in units}
    years = {int(year) for year in aims["year"].dropna()}
    return Choices(
        years=tuple(sorted(years, reverse=True)),
        units=units,
        zones=dict(_pairs(zones["zone_id"], zones["name"])),
        unit_of={
            zone: unit if isinstance(unit, str) else None
            for zone, unit in zip(zones["zone_id"], zones["unit"], strict=True)
        },
        stages=tuple(stage for stage in load_rules().stages if stage in present),
    )


def named(store: Store, layer: Layer) -> dict[str, str]:
    """Return the names of a layer's records by their keys; one without a name is called by its key."""
    key = TABLES[layer].key
    with store.reading() as connection:
        found = excerpts.columns(connection, layer, [key, "name"]).astype(object)
    return dict(_pairs(found[key], found["name"]))


def _pairs(codes: Iterable[object], names: Iterable[object]) -> list[tuple[str, str]]:
    named = zip(codes, names, strict=True)
    return [(str(code), name if isinstance(name, str) else str(code)) for code, name in named]
