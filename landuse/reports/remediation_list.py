"""Inefficient industrial land to be remediated (低效用地整治清单), a row a parcel."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from landuse.i18n import Catalogue, catalogue
from landuse.model import Filter, Layer
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, amount, known, listed, words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, area, blank
from landuse.reports.office_writer import office_writer
from landuse.store import Store
from landuse.views.layers import records

KIND = "remediation_list"
COLUMNS = (
    Column("firm_or_parcel", 28),
    Column("parcel_no", 22),
    Column("unit", 11),
    area(rule="parcel_area"),
    Column("low_efficiency_type", 14),
    blank("tax_per_mu", 9),
    blank("grade", 8),
    Column("mode", 13, group="remediation"),
    blank("measures", 14, "remediation"),
    blank("freed_land", 10, "remediation"),
    blank("freed_energy", 10, "remediation"),
    Column("due_month", 11, Look.MONTH, "remediation"),
    Column("done_month", 11, Look.MONTH, "acceptance"),
    Column("evidence", 16, group="acceptance"),
    blank("opinion", 10, "acceptance"),
    Column("closed_on", 11, Look.DAY, "acceptance"),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: the parcels that were found inefficient, by reporting unit."""
    found = known(store, request, known_at)
    text = catalogue(request.language)
    chosen = Filter(as_of=request.as_of, unit=request.about("unit"))
    parcels = records(store, Layer.PARCELS, chosen, known_at=known_at)
    parcels = parcels.loc[parcels["low_efficiency_type"].notna()].sort_values(["unit", "parcel_id"])
    rows = tuple(
        Row(str(row["parcel_id"]), found.unit(row["unit"]) or text("common.unknown_unit"), _cells(row, found, text))
        for row in parcels.drop(columns="geometry").to_dict("records")
    )
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=rows,
        notes=(text("office.note.remediation_list", count=len(rows)),),
        has_subtotals=request.about("unit") is None,
    )


def _cells(row: Mapping[Hashable, Any], found: Known, text: Catalogue) -> dict[str, Cell]:
    key = str(row["parcel_id"])
    done = found.event("parcel", key, "remediation")
    firms = [found.firms.get(code, code) for code in found.holders([key])]
    name = parcel = words(row["name"]) or key
    if firms:
        firm = listed(firms, text("office.joint"), text("office.and_others"))
        name = text("office.firm_on", firm=firm, parcel=parcel)
    kind, mode = words(row["low_efficiency_type"]), words(row["mode"])
    return {
        "firm_or_parcel": name,
        "parcel_no": key,
        "unit": found.unit(row["unit"]),
        "area": amount(row["area_mu"]),
        "low_efficiency_type": text.label("low_efficiency_types", kind) if kind else None,
        "remediation_mode": text.label("modes", mode) if mode else None,
        "remediation_due_month": found.due("parcel", key, "remediation"),
        "acceptance_done_month": done.on if done else None,
        "acceptance_evidence": (done.evidence or done.doc_no) if done else None,
        "acceptance_closed_on": found.on("parcel", key, "close_out"),
    }


WRITER = office_writer(KIND, build)
