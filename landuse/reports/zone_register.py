"""The files of the zones as one table (区块档案): ground, firms, way of renewal, where each stands."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from landuse.i18n import catalogue
from landuse.model import Filter, Layer
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, amount, known, listed, words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, area, blank
from landuse.reports.office_writer import office_writer
from landuse.store import Store
from landuse.units import rounded
from landuse.views.layers import records

KIND = "zone_register"
COLUMNS = (
    Column("zone", 18, group="ground"),
    Column("unit", 11, group="ground"),
    blank("location", 12, "ground"),
    area(rule="zone_area", group="ground"),
    Column("floor_area", 12, Look.NUMBER, "ground", "m2", "floor_area", adds_up=True),
    blank("illegal_floor_area", 9, "ground"),
    Column("firm_count", 8, Look.NUMBER, "ground", "firms", "zone_firms", adds_up=True),
    Column("industries", 18, group="ground"),
    blank("before", 14, "ground"),
    blank("leader", 8, "people"),
    blank("contact", 8, "people"),
    blank("phone", 10, "people"),
    blank("city_mode", 9, "scheme"),
    Column("mode", 13, group="scheme"),
    Column("use_after", 10, group="scheme"),
    blank("investment", 9, "scheme"),
    blank("floor_area_after", 10, "scheme"),
    Column("launch_due", 11, Look.DAY, "scheme"),
    Column("finish_due", 11, Look.DAY, "scheme"),
    blank("scheme", 14, "scheme"),
    Column("stage", 10, group="state"),
    Column("state_on", 11, Look.DAY, "state"),
    blank("is_model", 7, "state"),
    Column("year", 7, Look.WHOLE, "state"),
    blank("audited_by", 9, "state"),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table, zones by reporting unit."""
    found = known(store, request, known_at)
    chosen = Filter(as_of=request.as_of, unit=request.about("unit"))
    zones = records(store, Layer.ZONES, chosen, known_at=known_at).sort_values(["unit", "zone_id"])
    text = catalogue(request.language)
    rows = [
        Row(
            str(row["zone_id"]),
            found.unit(row["unit"]) or text("common.unknown_unit"),
            _cells(row, found, request),
        )
        for row in zones.to_dict("records")
    ]
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(text("office.note.zone_register", count=len(rows)),),
        unit_line="mu_and_m2",
        has_subtotals=request.about("unit") is None,
    )


def _cells(row: Mapping[Hashable, Any], found: Known, request: DocumentRequest) -> dict[str, Cell]:
    text = catalogue(request.language)
    zone = str(row["zone_id"])
    parcels = found.tables.parcels.loc[found.tables.parcels["zone_id"] == zone]
    keys = sorted(parcels["parcel_id"])
    codes = found.holders(keys)
    firms = found.tables.enterprises
    industries = firms.loc[firms["credit_code"].isin(codes), "industry"].dropna()
    floors = [rounded(area_m2) for area_m2 in parcels["floor_area_m2"] if not pd.isna(area_m2)]
    days = [day for day in (found.last_on("zone", [zone]), found.last_on("parcel", keys)) if day]
    cells: dict[str, Cell] = {
        "zone": words(row["name"]) or zone,
        "unit": found.unit(row["unit"]),
        "area": amount(row["area_mu"]),
        "floor_area": sum(floors, Decimal("0.00")) if floors else None,
        "firm_count": Decimal(len(codes)),
        "industries": listed(sorted(set(industries)), text("office.joint"), ""),
        "mode": text.label("modes", str(row["mode"])) if words(row["mode"]) else None,
        "use_after": words(row["use_change"]),
        "launch_due": found.due("zone", zone, "launch"),
        "finish_due": found.due("zone", zone, "completion"),
        "stage": text.label("stages", str(row["stage"])) if words(row["stage"]) else None,
        "state_on": max(days, default=None),
        "year": request.year,
    }
    return {column.key: cells[column.name] for column in COLUMNS if column.name in cells}


WRITER = office_writer(KIND, build)
