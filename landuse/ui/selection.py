"""What can be chosen, and how a link says it: parsed once at the door, nothing of it believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from landuse.config import Settings
from landuse.i18n import language_of
from landuse.model import Filter, Layer

#: Layers with ground, in the order they are offered.
MAP_LAYERS = (Layer.PARCELS, Layer.PLOTS, Layer.ZONES)
LIST_LAYERS = (Layer.PARCELS, Layer.ZONES, Layer.PLOTS, Layer.ENTERPRISES)


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What a visitor looks at; ``record`` is the one whose card is open, ``firm`` that of a firm (its credit code).

    ``draft`` is the import that is under way.
    """

    language: str
    as_of: date
    year: int | None = None
    unit: str | None = None
    zone: str | None = None
    stage: str | None = None
    search: str | None = None
    record: tuple[Layer, str] | None = None
    firm: str | None = None
    draft: str | None = None

    @property
    def filter(self) -> Filter:
        """The filter of list, map, totals and export."""
        return Filter(
            as_of=self.as_of, unit=self.unit, zone=self.zone, stage=self.stage, year=self.year, text=self.search
        )


def link_of(chosen: Selection) -> dict[str, str]:
    """Return the query of the link that :func:`selection_of` reads back as *chosen*."""
    layer, key = chosen.record or (None, None)
    said = {
        "year": None if chosen.year is None else str(chosen.year),
        "asof": chosen.as_of.isoformat(),
        "unit": chosen.unit,
        "zone": chosen.zone,
        "stage": chosen.stage,
        "q": chosen.search,
        "parcel": key if layer in {None, Layer.PARCELS} else f"{layer}/{key}",
        "firm": chosen.firm,
        "import": chosen.draft,
        "lang": chosen.language,
    }
    return {name: value for name, value in said.items() if value}


def selection_of(link: Mapping[str, str], *, settings: Settings, today: date) -> Selection:
    """
    Return what a link asks for; what it leaves out, or says in a way that is none, is what the workspace opens with.

    Examples
    --------
    >>> found = selection_of({"asof": "2023-05-31", "parcel": "plots/P-1"}, settings=Settings(), today=date(2024, 1, 1))
    >>> found.as_of.isoformat(), found.record[1], found.language
    ('2023-05-31', 'P-1', 'zh-CN')
    """
    return Selection(
        language=language_of(link.get("lang")),
        as_of=_day(link.get("asof")) or settings.as_of or today,
        year=_year(link.get("year")),
        unit=link.get("unit") or None,
        zone=link.get("zone") or None,
        stage=link.get("stage") or None,
        search=link.get("q") or None,
        record=_record(link.get("parcel")),
        firm=link.get("firm") or None,
        draft=_draft(link.get("import")),
    )


def _draft(value: str | None) -> str | None:
    return value if value and re.fullmatch("[0-9a-f]{32}", value) else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _year(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) == 4 else None


def _record(value: str | None) -> tuple[Layer, str] | None:
    """Return layer and key of ``LC-0001`` (a parcel) or ``plots/GD-01``."""
    if not value:
        return None
    layer, slash, key = value.partition("/")
    return (Layer(layer), key) if slash and layer in MAP_LAYERS else (Layer.PARCELS, value)
