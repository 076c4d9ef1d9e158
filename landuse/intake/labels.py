"""
The words that lists are printed in, read back: labels of columns, and of the codes that they hold.

A csv has no hidden sheet; it is known for one of ours by its headings, all of them labels of one language.
"""

from collections.abc import Mapping
from dataclasses import replace

from landuse.i18n import LANGUAGES, Catalogue, catalogue
from landuse.intake.raw import Cells, RawLayer, Returned
from landuse.intake.values import text_of
from landuse.model import Layer
from landuse.schema import TABLES, Column
from landuse.units import Dimension

#: Families of labels for columns that hold codes of the rules.
_OF_COLUMN = {
    "stage": "stages",
    "mode": "modes",
    "low_efficiency_type": "low_efficiency_types",
    "source": "plot_sources",
    "geometry_status": "geometry",
    "book_area_kind": "areas",
    "subject_kind": "subjects",
    "indicator": "indicators",
    "measure": "measures",
    "direction": "lists.directions",
    "supply_method": "supply_methods",
    "delay_cause": "delay_causes",
    "role": "tenure_roles",
}
#: ... where the layer decides.
_OF_LAYER = {
    (Layer.EVENTS, "kind"): "kinds",
    (Layer.MILESTONES, "kind"): "kinds",
    (Layer.CHECKLIST, "item"): "checklist_items",
    (Layer.CHECKLIST, "state"): "checklist_states",
    (Layer.STANDARDS, "item"): "standard_items",
    (Layer.INTENTIONS, "state"): "intention_states",
    (Layer.SUPERVISION, "state"): "supervision_states",
}
#: Share of the office's columns that a list has at least: fewer may be anybody's.
_ENOUGH = 0.6


def family_of(layer: Layer, name: str) -> str | None:
    """Return the family of labels of a printed column that holds codes of the rules, None if it holds none."""
    return _OF_LAYER.get((layer, name), _OF_COLUMN.get(name))


def field_of(layer: Layer, name: str) -> str | None:
    """Return the field that a printed column is read back as; None if it is computed and cannot be changed there."""
    return name if name in _own(layer) else None


def heading_of(text: Catalogue, name: str) -> str:
    """Return the label of a printed column, with its unit of measure."""
    own = f"lists.columns.{name}"
    return text(own) if text.has(own) else text(f"columns.{name}")


def labels(text: Catalogue, family: str) -> dict[str, str]:
    """Return the labels of a family of the catalogue by what they stand for."""
    start = f"{family}."
    return {name.removeprefix(start): said for name, said in text.texts.items() if name.startswith(start)}


def by_word(named: Mapping[str, str]) -> dict[str, str]:
    """Return what each word stands for; a word that stands for two things is left to its reader."""
    said = list(named.values())
    return {" ".join(word.split()): name for name, word in named.items() if said.count(word) == 1}


def as_printed(raw: RawLayer, layer: Layer) -> RawLayer:
    """Return a table that has the headings of one of our lists with its words as codes; any other as it is."""
    if raw.shapes is not None or raw.returned is not None:
        return raw
    for language in LANGUAGES:
        text = catalogue(language)
        own = {heading_of(text, name): name for name in _own(layer)}
        known = set(own) | {said for family in ("columns", "lists.columns") for said in labels(text, family).values()}
        if known.issuperset(raw.names) and len(own.keys() & set(raw.names)) >= _ENOUGH * len(own):
            mapping = {heading: own[heading] for heading in raw.names if heading in own}
            columns = {
                heading: _in_codes(raw.columns[heading], text, family_of(layer, name))
                for heading, name in mapping.items()
            }
            return replace(raw, columns=columns, returned=Returned(layer.value, language=language, mapping=mapping))
    return raw


def _own(layer: Layer) -> dict[str, Column]:
    return {
        f"{column.name.removesuffix('_m2')}_mu" if column.dimension is Dimension.LAND else column.name: column
        for column in TABLES[layer].columns
    }


def _in_codes(cells: Cells, text: Catalogue, family: str | None) -> Cells:
    words = by_word(labels(text, family)) if family else {}
    return Cells([words.get(text_of(cell) or "", cell) for cell in cells.distinct], cells.codes) if words else cells
