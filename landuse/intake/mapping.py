"""Which column of a file is which field: by its heading, then by the user's word."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from landuse.errors import ArgumentsError
from landuse.model import Layer, SubjectKind
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


@dataclass(frozen=True, slots=True)
class Field:
    """What a source column can be mapped to: a column of the table and, for areas, the measure it is given in."""

    name: str
    column: str
    measure: Measure | None = None


@cache
def fields_of(layer: Layer) -> dict[str, Field]:
    """Return the fields of a layer by name: areas once per measure (``certificate_area_mu``, ``…_ha``, ``…_m2``)."""
    found: dict[str, Field] = {}
    for column in TABLES[layer].columns:
        if column.kind is Kind.AREA:
            stem = column.name.removesuffix("_m2")
            found |= {f"{stem}_{measure}": Field(f"{stem}_{measure}", column.name, measure) for measure in Measure}
        else:
            found[column.name] = Field(column.name, column.name)
    if layer in SUBJECT_FIELD_LAYERS:
        found |= {name: Field(name, name) for name in SUBJECT_FIELDS}
    return found


def recognises(layer: Layer, heading: str) -> bool:
    """Tell whether a heading is one the layer knows."""
    return _normal(heading) in _aliases(layer)


def propose(layer: Layer, headings: Iterable[str], wishes: Mapping[str, str]) -> dict[str, Field]:
    """
    Return which heading is which field; the user's *wishes* (heading -> field) come first.

    A field is given to one heading only: the one wished for, else the one called like the field itself, else the first.

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
    taken = {field.name for field in mapping.values()}
    free = [heading for heading in headings if heading not in mapping]
    for heading in sorted(free, key=lambda heading: _normal(heading) not in fields):
        name = _aliases(layer).get(_normal(heading))
        if name is not None and name not in taken:
            mapping[heading] = fields[name]
            taken.add(name)
    return {heading: mapping[heading] for heading in headings if heading in mapping}


@cache
def _aliases(layer: Layer) -> dict[str, str]:
    table = tomllib.loads((resources.files("landuse.intake") / "headings.toml").read_text(encoding="utf-8"))
    names = {_normal(heading): field for field, headings in table[str(layer)].items() for heading in headings}
    return names | {_normal(name): name for name in fields_of(layer)}


def _normal(heading: str) -> str:
    """Return a heading without spaces, in one form of brackets, letters and digits."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()
