"""
Every table that travels between layers: its columns, what they hold, and in what unit.

Bulk is a DataFrame (a GeoDataFrame in the workspace's CRS for the layers with ground) whose columns are declared here.
``check`` is called at the doors: after intake, after and before the store, and in tests. Labels of columns are texts
(``columns.<name>``); headings that offices use for them are aliases in ``intake``'s data.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from landuse.model import Layer
from landuse.units import Dimension

if TYPE_CHECKING:
    import pandas as pd


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    DAY = "day"
    INSTANT = "instant"
    AREA = "area"
    GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``dimension`` is set for amounts in m², ``restricted`` keeps it out of exports unless asked for."""

    name: str
    kind: Kind
    required: bool = False
    dimension: Dimension | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table: ``key`` is the column that names a row; ``columns`` are what an office fills in.

    A table with a ``series`` is only ever appended to: rows that agree in those columns are revisions of one thing,
    and the last one stands. Where there is a ``stated_on``, the last statement up to a day stands on that day.
    """

    layer: Layer
    key: str
    columns: tuple[Column, ...]
    has_geometry: bool = False
    series: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the declared column *name*; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns an office fills in, in order."""
        return tuple(column.name for column in self.columns)


#: Kinds of written area, in columns ``<kind>_area_m2``.
AREA_KINDS = ("certificate", "contract", "approved", "redline")

#: Columns that the store adds to the layers an office fills in.
RECORD_COLUMNS = ("fid", "batch_id", "row_version", "recorded_at")
#: ... and to the layers with ground: what was wrong with the shape when it came (a ``GeometryStatus``, or none for a
#: sound or later mended one), a point location as WKT, and the source's columns that were not mapped, as JSON.
GROUND_COLUMNS = ("geometry_fault", "location", "attributes")


def _areas() -> tuple[Column, ...]:
    return tuple(Column(f"{kind}_area_m2", Kind.AREA, dimension=Dimension.LAND) for kind in AREA_KINDS)


def _restricted(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.NUMBER, restricted=True) for name in names)


_TEXT, _CODE = Kind.TEXT, Kind.CODE

#: An amount of an indicator, of the district or a unit, for a period; and the places that a ranking gives it.
_FOR_A_PERIOD = (
    Column("indicator", _CODE, required=True),
    Column("unit", _CODE),
    Column("first_on", Kind.DAY, required=True),
    Column("last_on", Kind.DAY, required=True),
    Column("period", _TEXT),
    Column("amount", Kind.NUMBER, required=True),
)
RANKS = ("rank_city", "rank_province", "growth_rank_city", "growth_rank_province")

TABLES: dict[Layer, Table] = {
    table.layer: table
    for table in (
        Table(
            Layer.UNITS,
            "code",
            (
                Column("code", _CODE, required=True),
                Column("name", _TEXT, required=True),
                Column("kind", _CODE),
                Column("aliases", _TEXT),
            ),
            has_geometry=True,
        ),
        Table(
            Layer.ZONES,
            "zone_id",
            (
                Column("zone_id", _CODE, required=True),
                Column("name", _TEXT),
                Column("batch_no", Kind.WHOLE),
                Column("unit", _CODE),
                Column("mode", _CODE),
                Column("use_change", _CODE),
                Column("book_area_m2", Kind.AREA, dimension=Dimension.LAND),
                Column("note", _TEXT),
            ),
            has_geometry=True,
        ),
        Table(
            Layer.PARCELS,
            "parcel_id",
            (
                Column("parcel_id", _CODE, required=True),
                Column("name", _TEXT),
                Column("zone_id", _CODE),
                Column("unit", _CODE),
                Column("low_efficiency_type", _CODE),
                Column("mode", _CODE),
                *_areas(),
                Column("floor_area_m2", Kind.AREA, dimension=Dimension.FLOOR),
                Column("parents", _TEXT),
                Column("note", _TEXT),
            ),
            has_geometry=True,
        ),
        Table(
            Layer.PLOTS,
            "plot_id",
            (
                Column("plot_id", _CODE, required=True),
                Column("name", _TEXT),
                Column("plan_year", Kind.WHOLE),
                Column("unit", _CODE),
                Column("zone_id", _CODE),
                Column("use", _TEXT),
                Column("source", _CODE),
                *_areas(),
                Column("far", Kind.NUMBER),
                Column("data_for_land", Kind.FLAG),
                Column("intended_enterprise", _TEXT),
                Column("winning_bidder", _TEXT),
                Column("parcels", _TEXT),
                Column("planned_quarter", Kind.WHOLE),
                Column("supply_method", _CODE),
                Column("industries", _TEXT),
                *(Column(name, Kind.NUMBER) for name in ("far_min", "far_max")),
                Column("term_years", Kind.WHOLE),
                Column("price_wan_yuan", Kind.NUMBER),
                *(Column(name, _TEXT) for name in ("address", "owner", "note")),
            ),
            has_geometry=True,
        ),
        Table(
            Layer.ENTERPRISES,
            "credit_code",
            (
                Column("credit_code", _CODE, required=True),
                Column("name", _TEXT, required=True),
                Column("unit", _CODE),
                Column("industry", _TEXT),
                Column("own_plant", Kind.FLAG),
                Column("surveyed_demand", Kind.FLAG),
                Column("demand_area_m2", Kind.AREA, dimension=Dimension.LAND),
                Column("parcels", _TEXT),
                *_restricted("output_wan_yuan", "tax_wan_yuan", "rd_wan_yuan"),
                Column("contact", _TEXT, restricted=True),
                Column("designated_size", Kind.FLAG),
                Column("needed_by", Kind.DAY),
                Column("investment_wan_yuan", Kind.NUMBER, restricted=True),
                Column("note", _TEXT),
            ),
        ),
        Table(
            Layer.EVENTS,
            "event_id",
            (
                Column("event_id", _CODE),
                Column("subject_kind", _CODE),
                Column("subject_id", _CODE, required=True),
                Column("kind", _CODE, required=True),
                Column("occurred_on", Kind.DAY),
                Column("land_area_m2", Kind.AREA, dimension=Dimension.LAND),
                Column("floor_area_m2", Kind.AREA, dimension=Dimension.FLOOR),
                Column("unit", _CODE),
                *(Column(name, _TEXT) for name in ("given", "doc_no", "evidence", "note")),
            ),
        ),
        Table(
            Layer.TARGETS,
            "target_id",
            (
                Column("year", Kind.WHOLE, required=True),
                Column("indicator", _CODE, required=True),
                Column("unit", _CODE),
                Column("amount", Kind.NUMBER, required=True),
                Column("measure", _CODE),
                Column("direction", _CODE),
                Column("source", _TEXT),
            ),
            series=("year", "indicator", "unit"),
        ),
        # When something is due that an event will do; delay_cause: government, force_majeure or enterprise.
        Table(
            Layer.MILESTONES,
            "milestone_id",
            (
                Column("subject_kind", _CODE),
                Column("subject_id", _CODE, required=True),
                Column("kind", _CODE, required=True),
                Column("due_on", Kind.DAY, required=True),
                Column("owner", _TEXT),
                Column("delay_cause", _CODE),
                *(Column(name, _TEXT) for name in ("source", "note")),
            ),
            series=("subject_kind", "subject_id", "kind"),
        ),
        # 做地: twelve items a plot.
        Table(
            Layer.CHECKLIST,
            "statement_id",
            (
                Column("plot_id", _CODE, required=True),
                Column("item", _CODE, required=True),
                Column("state", _CODE, required=True),
                Column("reason", _TEXT),
                Column("owner", _TEXT),
                Column("due_on", Kind.DAY),
                Column("stated_on", Kind.DAY, required=True),
            ),
            series=("plot_id", "item"),
        ),
        # 标准地: what the agreement asks of a plot, and what was found.
        Table(
            Layer.STANDARDS,
            "standard_id",
            (
                Column("plot_id", _CODE, required=True),
                Column("item", _CODE, required=True),
                Column("agreed", Kind.NUMBER),
                Column("actual", Kind.NUMBER),
                Column("measured_on", Kind.DAY),
                Column("note", _TEXT),
            ),
            series=("plot_id", "item"),
        ),
        # Figures of firms by year, as the departments hand them over.
        Table(
            Layer.FIGURES,
            "figure_id",
            (
                Column("credit_code", _CODE, required=True),
                Column("year", Kind.WHOLE, required=True),
                Column("figure", _CODE, required=True),
                Column("value", Kind.NUMBER, required=True, restricted=True),
                Column("source", _TEXT),
            ),
            series=("credit_code", "year", "figure"),
        ),
        Table(
            Layer.TENURE,
            "tenure_id",
            (
                Column("parcel_id", _CODE, required=True),
                Column("credit_code", _CODE, required=True),
                Column("role", _CODE, required=True),
                Column("share", Kind.NUMBER),
                Column("held_area_m2", Kind.AREA, dimension=Dimension.LAND),
                Column("note", _TEXT),
            ),
            series=("parcel_id", "credit_code", "role"),
        ),
        # So much ground went from a parent to a child on a day (分割, 合并, 归宗).
        Table(
            Layer.LINEAGE,
            "lineage_id",
            (
                Column("subject_kind", _CODE, required=True),
                Column("parent_id", _CODE, required=True),
                Column("child_id", _CODE, required=True),
                Column("passed_area_m2", Kind.AREA, required=True, dimension=Dimension.LAND),
                Column("occurred_on", Kind.DAY, required=True),
                Column("doc_no", _TEXT),
            ),
            series=("subject_kind", "parent_id", "child_id"),
        ),
        # 意向: which firm was offered which plot, and what became of it.
        Table(
            Layer.INTENTIONS,
            "intention_id",
            (
                Column("credit_code", _CODE, required=True),
                Column("plot_id", _CODE, required=True),
                Column("state", _CODE, required=True),
                Column("reason", _TEXT),
                Column("doc_no", _TEXT),
                Column("stated_on", Kind.DAY, required=True),
            ),
            series=("credit_code", "plot_id"),
        ),
        # 督办: what was done about an alert.
        Table(
            Layer.SUPERVISION,
            "supervision_id",
            (
                Column("alert_key", _CODE, required=True),
                Column("state", _CODE, required=True),
                Column("owner", _TEXT),
                Column("due_on", Kind.DAY),
                Column("reason", _TEXT),
                Column("stated_on", Kind.DAY, required=True),
            ),
            series=("alert_key",),
        ),
        # Indicators of the plan that no event counts: handed over for a period, with growth (per cent) and ranks.
        Table(
            Layer.RECORDED,
            "recorded_id",
            (
                *_FOR_A_PERIOD,
                Column("growth", Kind.NUMBER),
                Column("growth_basis", _CODE),
                *(Column(name, Kind.WHOLE) for name in RANKS),
                *(Column(name, _TEXT) for name in ("source", "note")),
            ),
            series=("indicator", "unit", "first_on", "last_on"),
        ),
        # 通报数: what a report said on a day, to be set against the ledger; basis is the rule it counted by.
        Table(
            Layer.REPORTED,
            "reported_id",
            (
                *_FOR_A_PERIOD,
                Column("measure", _CODE),
                Column("reported_on", Kind.DAY, required=True),
                Column("basis", _CODE),
                Column("source", _TEXT),
            ),
            series=("indicator", "unit", "first_on", "last_on", "reported_on"),
        ),
    )
}

#: Layers that are only ever appended to, as revisions of a series.
SERIES_LAYERS = tuple(layer for layer, table in TABLES.items() if table.series)

#: Columns of the events table as the store returns it, besides the office's own.
EVENT_STORE_COLUMNS = ("recorded_at", "recorded_by", "batch_id", "voids", "void_reason")
#: Columns of a series as the store returns it, besides its key and the office's own.
SERIES_STORE_COLUMNS = ("revision", "recorded_at", "recorded_by", "batch_id")

#: What the accounting returns, one row an event of the indicator's kinds; amounts in the indicator's measure.
CONTRIBUTION_COLUMNS = (
    *("event_id", "subject_kind", "subject_id", "kind", "unit", "zone_id"),
    *("occurred_on", "declared", "counted", "reason"),
)


def check(frame: "pd.DataFrame", layer: Layer) -> None:
    """
    Check that *frame* has the columns of *layer* and that its key is there and unique.

    Raises
    ------
    ValueError
        Naming what is missing: a programmer's error, never a user's.
    """
    table = TABLES[layer]
    missing = [name for name in table.names if name not in frame.columns]
    if table.has_geometry and "geometry" not in frame.columns:
        missing.append("geometry")
    if missing:
        message = f"{layer}: columns missing: {', '.join(missing)}"
        raise ValueError(message)
    if layer is not Layer.EVENTS and not table.series:
        keys = frame[table.key]
        if keys.isna().any() or keys.duplicated().any():
            message = f"{layer}: {table.key} must be there and unique"
            raise ValueError(message)
