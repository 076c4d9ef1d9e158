"""A list before it is written: its rows, and the words that say what it is (filter, day, unit, total)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from landuse.i18n import Catalogue, catalogue
from landuse.intake.labels import heading_of
from landuse.model import Filter, Layer
from landuse.reports.columns import PrintedColumn, presented, printed_columns
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import Measure, printed_total
from landuse.views.bases import series_keys
from landuse.views.layers import records

#: The column whose total a list names.
_MAIN = {Layer.EVENTS: "land_area_mu", Layer.ENTERPRISES: "demand_area_mu"}


@dataclass(frozen=True, slots=True)
class Written:
    """What a format could not hold: ``altered`` texts, and records ``left_out`` because they have no ground."""

    altered: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """
    A list: ``frame`` holds ``columns`` as printed (and ``geometry``), ``totals`` the sums of its printed areas.

    ``recorded`` holds the same records as the ledger has them, areas exact in m². ``units`` are the names of reporting
    units by code; ``filter_words`` say in the list's language what was chosen. ``versions`` is the row version (of a
    series: the revision) of each row's key, in the order of the frame, and ``ledger`` the ledger that it was read from:
    by these a list that comes back is compared with what it said.
    """

    layer: Layer
    columns: tuple[PrintedColumn, ...]
    frame: pd.DataFrame
    recorded: pd.DataFrame
    totals: Mapping[str, Decimal]
    chosen: Filter
    filter_words: str
    units: Mapping[str, str]
    district: str
    synthetic: bool
    text: Catalogue
    versions: tuple[tuple[str, int], ...] = ()
    ledger: str = ""

    @property
    def total_mu(self) -> Decimal | None:
        """The total that the list names, or None where adding up would mean nothing."""
        return self.totals.get(_MAIN.get(self.layer, "area_mu"))

    @property
    def title(self) -> str:
        """What the list is about."""
        return self.text("lists.title", district=self.district, layer=self.text.label("layers", self.layer)).strip()

    def lines(self) -> tuple[str, ...]:
        """Return the lines under the title: filter and day, unit and total, and the notices."""
        text = self.text
        lines = [text("lists.chosen", filter=self.filter_words, day=text.day(self.chosen.as_of)), self._sum_line()]
        if self.synthetic:
            lines.append(text("common.synthetic"))
        if any(column.restricted for column in self.columns):
            lines.append(text("lists.restricted"))
        return tuple(lines)

    def facts(self) -> dict[str, str]:
        """Return what a file of geodata says about itself, as plain texts."""
        return {
            "title": self.title,
            "layer": self.layer.value,
            "filter": self.filter_words,
            "as_of": self.chosen.as_of.isoformat(),
            "rows": str(len(self.frame)),
            "total_mu": "" if self.total_mu is None else str(self.total_mu),
            "synthetic": "true" if self.synthetic else "false",
        }

    def heading(self, column: PrintedColumn) -> str:
        """Return the label of a column, with its unit of measure."""
        return heading_of(self.text, column.name)

    def words(self, column: PrintedColumn, value: str) -> str:
        """Return a text of a cell: codes of the rules as words, units by name."""
        if column.family:
            return self.text.label(column.family, value)
        return self.units.get(value, value) if column.name == "unit" else value

    def _sum_line(self) -> str:
        if self.total_mu is None:
            return self.text("lists.count", count=len(self.frame))
        total = self.text.amount(self.total_mu, Measure.MU)
        return self.text("lists.count_and_total", count=len(self.frame), total=total)


def listing(store: Store, layer: Layer, chosen: Filter, *, language: str, restricted: bool = False) -> Listing:
    """
    Return the list of the records that a filter lets through, as they stand on its day.

    Raises
    ------
    ArgumentsError
        ``unknown_column`` for a ``where`` pair that names no column.
    """
    text = catalogue(language)
    recorded = records(store, layer, chosen)
    frame = presented(recorded, layer, restricted=restricted)
    columns = printed_columns(layer, restricted=restricted)
    tables = store.tables()
    return Listing(
        layer=layer,
        columns=columns,
        frame=frame,
        recorded=recorded,
        totals=_totals(frame, columns, layer),
        chosen=chosen,
        filter_words=filter_words(chosen, tables, text),
        units=unit_names(tables),
        district=store.settings.name,
        synthetic=store.settings.synthetic,
        text=text,
        versions=_versions(recorded, layer),
        ledger=store.born(),
    )


def _versions(found: pd.DataFrame, layer: Layer) -> tuple[tuple[str, int], ...]:
    """Return the key of each row and which version of it this is; of events, which have no versions, 1."""
    keys = series_keys(found, layer) if TABLES[layer].series else found[TABLES[layer].key].tolist()
    numbers = next((found[name].tolist() for name in ("row_version", "revision") if name in found), [1] * len(found))
    return tuple((str(key), int(number)) for key, number in zip(keys, numbers, strict=True))


def unit_names(tables: Tables) -> dict[str, str]:
    """Return the names of reporting units (属地) by code."""
    return dict(zip(tables.units["code"], tables.units["name"], strict=True))


def filter_words(chosen: Filter, tables: Tables, text: Catalogue) -> str:
    """Return what was chosen, in words: 属地=…;阶段=…, or that everything was."""
    zones = dict(zip(tables.zones["zone_id"], tables.zones["name"], strict=True))
    said = {
        "unit": unit_names(tables).get(chosen.unit or "", chosen.unit),
        "zone": zones.get(chosen.zone or "") or chosen.zone,
        "stage": text.label("stages", chosen.stage) if chosen.stage else None,
        "year": chosen.year,
        "text": chosen.text,
        "within": text("lists.within") if chosen.within else None,
        "among": text("lists.among", count=len(chosen.among)) if chosen.among is not None else None,
    }
    named = [(text(f"lists.filter.{name}"), value) for name, value in said.items() if value]
    parts = [text("lists.pair", name=name, value=value) for name, value in (*named, *chosen.where)]
    return text("lists.separator").join(parts) or text("lists.everything")


def file_name(layer: Layer, chosen: Filter, words: str, suffix: str, text: Catalogue) -> str:
    """Return a name for a list's file that says its filter and its day, without characters that a system refuses."""
    stem = text("lists.file_name", layer=text.label("layers", layer), filter=words, day=chosen.as_of.isoformat())
    return re.sub(r'[\x00-\x1f<>:"/\\|?*\s_]+', "_", stem)[:100].strip("._") + suffix


def _totals(frame: pd.DataFrame, columns: tuple[PrintedColumn, ...], layer: Layer) -> dict[str, Decimal]:
    """Return the sums of areas as printed; events of several kinds are nested and never added together."""
    if layer is Layer.EVENTS and len(set(frame["kind"])) != 1:
        return {}
    return {column.name: printed_total(frame[column.name].dropna()) for column in columns if column.adds_up}
