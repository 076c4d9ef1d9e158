"""
Wide sheets: one row a plot or a firm, one column an item, as offices keep them; read as one row a statement.

A checklist (做地清单) has a column an item with its state, and columns that say more (``管线原因``, ``管线责任人``). A
sheet of figures (企业 × 指标) has a column a figure, its year in another column or before its name (``2022年产值``).
A sheet of standards has a column an indicator, agreed unless it says otherwise (``实际容积率``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from landuse.intake.headings import normal, wide_affixes
from landuse.intake.mapping import propose
from landuse.intake.raw import RawLayer
from landuse.intake.values import text_of, word_of
from landuse.model import Layer

#: Layers that come wide: the column of the item, the family of its words, the column of what the cell says.
_WIDE = {
    Layer.CHECKLIST: ("item", "checklist_item", "state"),
    Layer.FIGURES: ("figure", "figure", "value"),
    Layer.STANDARDS: ("item", "standard_item", "agreed"),
}
_YEAR = re.compile(r"((?:19|20)\d{2})(.+)")
_PER_CENT, _IN_PER_CENT = "%", "(%)"


@dataclass(frozen=True, slots=True)
class Told:
    """What a wide heading tells: which column of the layer, of which item, of which year."""

    column: str
    item: str
    year: str | None = None


def tells(layer: Layer, heading: str) -> Told | None:
    """
    Return what a heading of a wide sheet tells, None if it is no such heading.

    Examples
    --------
    >>> tells(Layer.CHECKLIST, "管线原因")
    Told(column='reason', item='pipelines', year=None)
    >>> tells(Layer.FIGURES, "2022年亩均税收(万元/亩)")
    Told(column='value', item='tax_per_mu', year='2022')
    """
    return _tells(layer, normal(heading)) if layer in _WIDE else None


@cache
def _tells(layer: Layer, heading: str) -> Told | None:
    _, family, value = _WIDE[layer]
    heading = heading.removesuffix(_IN_PER_CENT)
    if (item := word_of(heading, family)) is not None:
        return Told(value, item)
    for column, affixes in wide_affixes(layer).items():
        for affix in map(normal, affixes):
            stem = heading.removesuffix(affix).removeprefix(affix).strip("_-:")
            if stem != heading and (item := word_of(stem, family)) is not None:
                return Told(column, item)
    dated = _YEAR.fullmatch(heading) if layer is Layer.FIGURES else None
    if dated is not None:
        year, name = dated.groups()
        item = word_of(name, family) or word_of(name[1:], family)  # a character for "year" may stand between
        return None if item is None else Told(value, item, year)
    return None


def melted(raw: RawLayer, layer: Layer, wishes: Mapping[str, str]) -> RawLayer:
    """
    Return a wide sheet as one row a statement, each with its row's number in the file; others as they are.

    A sheet is wide if no column holds the items themselves. Cells without a state or a value make no statement; one
    with a reason, somebody or a day alone is open (its state is the first of the vocabulary's, ``open``).
    """
    if layer not in _WIDE or raw.shapes is not None:
        return raw
    item_column, _, value_column = _WIDE[layer]
    given = {field.name for field in propose(layer, raw.names, wishes).values()}
    wide = {name: told for name in raw.names if name not in wishes and (told := tells(layer, name)) is not None}
    if item_column in given or not wide:
        return raw
    kept = [name for name in raw.names if name not in wide]
    names = [*kept, *dict.fromkeys((item_column, *(told.column for told in wide.values())))]
    if any(told.year for told in wide.values()):
        names.append("year")
    headings = list(dict.fromkeys(names))
    rows, numbers = [], []
    for place, number in enumerate(raw.numbers.tolist()):
        cells = raw.row(place)
        for statement in _statements(cells, wide, item_column, value_column):
            row = {**{name: cells.get(name) for name in kept}, **statement}
            rows.append([row.get(name) for name in headings])
            numbers.append(number)
    return RawLayer.of_rows(headings, rows, numbers, unit=raw.unit, notes=raw.notes)


def _statements(
    cells: Mapping[str, object], wide: Mapping[str, Told], item_column: str, value_column: str
) -> list[dict[str, object]]:
    """Return what one row says, a statement an item (and year), in the order of the columns."""
    found: dict[tuple[str, str | None], dict[str, object]] = {}
    for heading, told in wide.items():
        if text_of(cells.get(heading)) is not None:
            statement = found.setdefault((told.item, told.year), {item_column: told.item})
            if told.year is not None:
                statement["year"] = told.year
            in_per_cent = normal(heading).endswith(_IN_PER_CENT)
            written = f"{text_of(cells[heading])}".rstrip(_PER_CENT)
            statement[told.column] = f"{written}{_PER_CENT}" if in_per_cent else cells[heading]
    for statement in found.values():
        if value_column == "state":
            statement.setdefault(value_column, "open")
    return list(found.values())
