"""Which column of a file is which field: by its heading, then by the user's word."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from landuse.errors import ArgumentsError
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.schema import TABLES, Kind
from landuse.units import Measure

#: Columns that name what an event or a milestone is about, and of which kind it is then.
SUBJECT_FIELDS = {
    "parcel_id": SubjectKind.PARCEL,
    "plot_id": SubjectKind.PLOT,
    "zone_id": SubjectKind.ZONE,
    "credit_code": SubjectKind.ENTERPRISE,
}
SUBJECT_FIELD_LAYERS = frozenset({Layer.EVENTS, Layer.MILESTONES})
#: What a column of a sheet of plots tells of an event: the day it happened, the day it is due, its document's number.
#: Fields are called ``on_award``, ``due_construction_start``, ``doc_grant_contract``.
DATED = ("on", "due", "doc")
#: The table of ``headings.toml`` for sheets of plots whose rows are contracts.
_CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class Field:
    """
    What a source column can be mapped to.

    A column of the table and, for areas, the measure it is given in; or one of :data:`DATED` (then ``column``) of an
    event of ``kind``.
    """

    name: str
    column: str
    measure: Measure | None = None
    kind: str | None = None


@cache
def fields_of(layer: Layer) -> dict[str, Field]:
    """
    Return the fields of a layer by name.

    Areas are there once per measure (``certificate_area_mu``, ``…_ha``, ``…_m2``); plots have the dated fields.
    """
    found: dict[str, Field] = {}
    for column in TABLES[layer].columns:
        if column.kind is Kind.AREA:
            stem = column.name.removesuffix("_m2")
            found |= {f"{stem}_{measure}": Field(f"{stem}_{measure}", column.name, measure) for measure in Measure}
        else:
            found[column.name] = Field(column.name, column.name)
    if layer in SUBJECT_FIELD_LAYERS:
        found |= {name: Field(name, name) for name in SUBJECT_FIELDS}
    if layer is Layer.PLOTS:
        kinds = [name for name, rule in load_rules().kinds.items() if SubjectKind.PLOT in rule.subjects]
        found |= {f"{what}_{kind}": Field(f"{what}_{kind}", what, kind=kind) for what in DATED for kind in kinds}
    return found


def recognises(layer: Layer, heading: str) -> bool:
    """Tell whether a heading is one the layer knows."""
    return normal(heading) in _aliases(layer) or (layer is Layer.PLOTS and normal(heading) in _contract_aliases())


def propose(
    layer: Layer, headings: Iterable[str], wishes: Mapping[str, str], *, unit: str | None = None
) -> dict[str, Field]:
    """
    Return which heading is which field; the user's *wishes* (heading -> field) come first.

    A field is given to one heading only: the one wished for, else the one called like the field itself, else the first.
    A heading without a unit of measure has *unit*, that of the line above the table (``单位:亩``).

    Raises
    ------
    ArgumentsError
        ``unknown_heading`` or ``unknown_field`` in the wishes, with those there are.
    """
    headings = list(headings)
    fields = fields_of(layer)
    mapping: dict[str, Field] = {}
    for heading, wish in wishes.items():
        if heading not in headings:
            raise ArgumentsError("unknown_heading", heading=heading, known=", ".join(headings))
        if wish not in fields:
            raise ArgumentsError("unknown_field", field=wish, layer=str(layer), known=", ".join(fields))
        mapping[heading] = fields[wish]
    aliases = _aliases(layer)
    number = _contract_number(headings, mapping) if layer is Layer.PLOTS else None
    if number is not None:
        aliases = aliases | _contract_aliases() | {normal(number): TABLES[layer].key}
    taken = {field.name for field in mapping.values()}
    free = [heading for heading in headings if heading not in mapping]
    for heading in sorted(free, key=lambda heading: normal(heading) not in fields):
        name = aliases.get(normal(heading)) or (aliases.get(normal(f"{heading}({unit})")) if unit else None)
        if name is not None and name not in taken:
            mapping[heading] = fields[name]
            taken.add(name)
    return {heading: mapping[heading] for heading in headings if heading in mapping}


def is_by_contract(mapping: Mapping[str, Field]) -> bool:
    """Tell whether the rows of a sheet of plots go by a number that only a contract has."""
    key = TABLES[Layer.PLOTS].key
    return any(field.name == key and normal(heading) in _contract_numbers() for heading, field in mapping.items())


def wide_affixes(layer: Layer) -> dict[str, list[str]]:
    """Return what stands behind or before an item's name in a heading of a wide sheet, by the column it then fills."""
    affixes: dict[str, list[str]] = _headings()["wide"].get(str(layer), {})
    return affixes


def group_word(heading: str) -> str | None:
    """
    Return what the upper line of a heading in two lines means before the words beneath it, None if nothing of its own.

    Examples
    --------
    >>> group_word("约定时间"), group_word("时间节点")
    ('约定', None)
    """
    groups = _headings()["groups"].items()
    return next((word for word, headings in groups if normal(heading) in map(normal, headings)), None)


def normal(heading: str) -> str:
    """Return a heading without spaces, in one form of brackets, letters and digits."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


def _contract_number(headings: list[str], mapping: Mapping[str, Field]) -> str | None:
    """Return the heading of the contract's number where it names the rows: the user says so, or nothing else does."""
    key = TABLES[Layer.PLOTS].key
    naming = [heading for heading, field in mapping.items() if field.name == key]
    naming = naming or [heading for heading in headings if _aliases(Layer.PLOTS).get(normal(heading)) == key]
    numbers = _contract_numbers()
    if naming:
        return naming[0] if normal(naming[0]) in numbers else None
    there = {normal(heading): heading for heading in reversed(headings) if heading not in mapping}
    return next((there[number] for number in numbers if number in there), None)


def _contract_numbers() -> list[str]:
    return [normal(heading) for heading in _headings()[_CONTRACTS][TABLES[Layer.PLOTS].key]]


@cache
def _contract_aliases() -> dict[str, str]:
    """Return what a sheet of contracts calls otherwise, but for the number itself."""
    key = TABLES[Layer.PLOTS].key
    table = _headings()[_CONTRACTS]
    return {normal(heading): field for field, headings in table.items() if field != key for heading in headings}


@cache
def _aliases(layer: Layer) -> dict[str, str]:
    names: dict[str, str] = {}
    for field, headings in _headings()[str(layer)].items():
        if field in DATED:
            names |= {normal(heading): f"{field}_{kind}" for kind, words in headings.items() for heading in words}
        else:
            names |= {normal(heading): field for heading in headings}
    return names | {normal(name): name for name in fields_of(layer)}


@cache
def _headings() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("landuse.intake") / "headings.toml").read_text(encoding="utf-8"))
