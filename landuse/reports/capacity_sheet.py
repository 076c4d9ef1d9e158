"""What supplied plots owe after their supply (达产履约表): agreed standards, completion, production, acceptance."""

from datetime import datetime

from landuse.i18n import Catalogue, catalogue
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, amount, known
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, area, blank
from landuse.reports.office_writer import office_writer
from landuse.store import Store
from landuse.views.obligations import Obligation, obligations

KIND = "capacity_sheet"
#: The agreed standards that the table shows.
STANDARDS = {"investment_intensity": "intensity", "output_per_mu": "output", "tax_per_mu": "tax"}
COLUMNS = (
    Column("firm", 26),
    Column("credit_code", 21),
    Column("plot_no", 13),
    Column("plot", 18),
    Column("unit", 11),
    area(rule="plot_area"),
    Column("award", 11, Look.DAY),
    *(Column(name, 11, Look.NUMBER, "agreed", "wan_yuan_per_mu", "standard") for name in STANDARDS.values()),
    *(Column(name, 11, Look.NUMBER, "found", "wan_yuan_per_mu", "standard") for name in STANDARDS.values()),
    Column("completion", 11, Look.DAY, "fulfilled"),
    Column("production", 11, Look.DAY, "fulfilled"),
    Column("capacity_due", 11, Look.DAY, "fulfilled"),
    Column("acceptance", 16),
    blank("breach", 12),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: every supplied plot, by reporting unit."""
    found = known(store, request, known_at)
    text, unit = catalogue(request.language), request.about("unit")
    owed = obligations(store, as_of=request.as_of, known_at=known_at, with_accepted=True)
    chosen = sorted(
        (one for one in owed if unit in {None, one.unit}),
        key=lambda one: (one.unit is None, one.unit or "", one.plot_id),
    )
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(
            Row(one.plot_id, found.unit(one.unit) or text("common.unknown_unit"), _cells(one, found, text))
            for one in chosen
        ),
        notes=(text("office.note.capacity_sheet", count=len(chosen)),),
        unit_line="mu_and_wan_yuan_per_mu",
        has_subtotals=unit is None,
    )


def _cells(one: Obligation, found: Known, text: Catalogue) -> dict[str, Cell]:
    days = {step.kind: step for step in one.agreed}
    standards: dict[str, Cell] = {}
    for item in one.standards:
        if item.item in STANDARDS:
            standards[f"agreed_{STANDARDS[item.item]}"] = amount(item.agreed)
            standards[f"found_{STANDARDS[item.item]}"] = amount(item.actual)
    accepted = days["capacity_acceptance"].done_on
    return {
        "firm": one.firm,
        "credit_code": one.credit_code,
        "plot_no": one.plot_id,
        "plot": one.name,
        "unit": found.unit(one.unit),
        "area": one.area_mu,
        "award": found.on("plot", one.plot_id, "award"),
        "fulfilled_completion": days["completion"].done_on,
        "fulfilled_production": days["production_start"].done_on,
        "fulfilled_capacity_due": days["capacity_acceptance"].due_on,
        "acceptance": text("office.accepted", day=text.day(accepted)) if accepted else None,
        **standards,
    }


WRITER = office_writer(KIND, build)
