"""Plan and progress of the old industrial zones (老旧工业区改造提升计划进度表), a row a zone."""

from datetime import date, datetime
from decimal import Decimal

from landuse.i18n import catalogue
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, known, listed, words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, area, blank
from landuse.reports.office_writer import office_writer
from landuse.store import Store
from landuse.units import Measure
from landuse.views.figures import in_print
from landuse.views.zones import ZoneStanding, zone_standings

KIND = "zone_progress"
_DEMOLITION, _RESUPPLY, _START = "demolition_area", "resupply_area", "construction_start_floor_area"
#: What is agreed for each of the three, by kind of event.
_DUE = {_DEMOLITION: "demolition", _RESUPPLY: "resupply", _START: "construction_start"}
COLUMNS = (
    Column("batch", 7),
    Column("zone", 18),
    Column("firms", 24),
    Column("credit_codes", 21),
    Column("unit", 11),
    blank("leading_industry"),
    area(rule="zone_area"),
    blank("planned_use"),
    blank("land_type"),
    Column("mode", 13),
    blank("industry_after"),
    blank("planned", 9, _DEMOLITION),
    area("done", rule=_DEMOLITION, group=_DEMOLITION, width=10),
    Column("due_month", 10, Look.MONTH, _DEMOLITION),
    blank("planned", 9, _RESUPPLY),
    area("done", rule=_RESUPPLY, group=_RESUPPLY, width=10),
    Column("due_month", 10, Look.MONTH, _RESUPPLY),
    blank("planned", 9, _START),
    Column("done", 10, Look.NUMBER, _START, "wan_m2", _START, adds_up=True),
    Column("due_month", 10, Look.MONTH, _START),
    Column("note", 16),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: zones by reporting unit, the year's amounts from the ledger."""
    found = known(store, request, known_at)
    text = catalogue(request.language)
    zones = zone_standings(store, year=request.year, as_of=request.as_of, known_at=known_at, unit=request.about("unit"))
    order = sorted(zones, key=lambda zone: (zone.unit is None, zone.unit or "", zone.zone_id))
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(
            Row(zone.zone_id, found.unit(zone.unit) or text("common.unknown_unit"), _cells(zone, found, request))
            for zone in order
        ),
        notes=(text("office.note.zone_progress", count=len(order)),),
        unit_line="mu_and_wan_m2",
        has_subtotals=request.about("unit") is None,
    )


def _cells(zone: ZoneStanding, found: Known, request: DocumentRequest) -> dict[str, Cell]:
    text = catalogue(request.language)
    parcels = _parcels(found, zone.zone_id)
    codes = found.holders(parcels)
    names = [found.firms.get(code, code) for code in codes]
    notes = found.tables.zones.set_index("zone_id")["note"]
    done = {
        name: in_print(zone.done.get(name, Decimal("0.00")), Measure.M2 if name == _START else Measure.MU)
        for name in _DUE
    }
    return {
        "batch": text("office.batch", number=zone.batch_no) if zone.batch_no else None,
        "zone": zone.name,
        "firms": listed(names, text("office.joint"), text("office.and_others")),
        "credit_codes": listed(codes, "\n", ""),
        "unit": found.unit(zone.unit),
        "area": zone.area_mu,
        "mode": text.label("modes", zone.mode) if zone.mode else None,
        "note": words(notes.get(zone.zone_id)),
        **{f"{name}_done": amount for name, amount in done.items()},
        **{f"{name}_due_month": _due(found, zone.zone_id, parcels, kind) for name, kind in _DUE.items()},
    }


def _parcels(found: Known, zone: str) -> list[str]:
    parcels = found.tables.parcels
    return sorted(parcels.loc[parcels["zone_id"] == zone, "parcel_id"])


def _due(found: Known, zone: str, parcels: list[str], kind: str) -> date | None:
    """Return the day that is agreed for a zone, else the last one of its parcels."""
    own = found.due("zone", zone, kind)
    days = [day for key in parcels if (day := found.due("parcel", key, kind))]
    return own or max(days, default=None)


WRITER = office_writer(KIND, build)
