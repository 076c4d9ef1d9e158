"""A small district for the office's tables, and their cells as text to compare with golden files."""

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from landuse.model import Layer
from landuse.periods import parse_period
from landuse.reports.issue import Document, DocumentRequest, make
from landuse.store import Store, series
from landuse.units import m2_from_mu
from tests.builders import MAY, goal, happen, layer_frame, parcel, square, workspace

NOW = datetime(2030, 1, 1, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
CODE, OTHER_CODE = "91330302MA2ABCDE1X", "91330302MA2ABCDE2P"
LONG_PARCEL = "330302001002GB00003"


def _plot(plot_id: str, mu: float, **fields: object) -> dict:
    return {"plot_id": plot_id, "geometry": square(mu=mu, north=3000), "contract_area_m2": m2_from_mu(mu), **fields}


def office_district(folder: Path) -> Store:
    """Return a workspace with something for every table: two units, two zones, four parcels, three plots, two firms."""
    of = {"unit": "U1", "zone_id": "Z1", "low_efficiency_type": "old_plant", "floor_area_m2": 1234.56}
    parcels = [
        parcel(LONG_PARCEL, book_mu=10.004, name="=HYPERLINK(1)", **of),
        parcel("P2", book_mu=20.005, east=500, **of),
        parcel(
            "P3", book_mu=30, east=1000, unit="U2", zone_id="Z2", low_efficiency_type="low_output", mode="owner_led"
        ),
        parcel("P4", mu=None, unit="U2", zone_id="Z2"),
    ]
    store = workspace(
        folder,
        units=[{"code": "U1", "name": "甲街道"}, {"code": "U2", "name": "乙镇"}],
        zones=[
            {"zone_id": "Z1", "name": "东片", "unit": "U1", "batch_no": 2, "book_area_m2": m2_from_mu(31.005)},
            {"zone_id": "Z2", "name": "西片", "unit": "U2", "mode": "owner_led", "geometry": square(mu=40, north=9000)},
        ],
        parcels=parcels,
        plots=[
            _plot("G1", 8, name="一号", unit="U1", zone_id="Z1", plan_year=2023, source="after_demolition", far=1.8),
            _plot("G2", 12.345, name="二号", unit="U2", source="new_land", data_for_land=True, address="某路"),
            _plot("G3", 5, name="三号", unit="U2", plan_year=2022, winning_bidder="乙厂"),
        ],
        enterprises=[_firm(CODE, "甲厂", "U1", 6.5), _firm(OTHER_CODE, "乙厂", "U2", 10)],
        goals=[
            *(goal(name, amount) for name, amount in {"remediation_area": 100, "resupply_area": 40}.items()),
            *(goal("resupply_area", amount, unit=unit) for unit, amount in {"U1": 25, "U2": 5}.items()),
        ],
    )
    _happenings(store)
    _statements(store)
    return store


def _firm(code: str, name: str, unit: str, mu: float) -> dict:
    return {
        "credit_code": code,
        "name": name,
        "unit": unit,
        "industry": "泵阀",
        "own_plant": code == OTHER_CODE,
        "surveyed_demand": True,
        "demand_area_m2": m2_from_mu(mu),
        "output_wan_yuan": 8888.0,
        "investment_wan_yuan": 7777.0,
    }


def _happenings(store: Store) -> None:
    happen(store, "remediation", LONG_PARCEL, mu=10.004, on=date(2023, 4, 3), unit="U1")
    happen(store, "demolition", LONG_PARCEL, mu=10.004, on=date(2023, 4, 5), unit="U1")
    happen(store, "remediation", "P3", mu=30, on=date(2023, 5, 6), unit="U2")
    happen(store, "construction_start", "P3", floor_m2=12_345.67, on=date(2023, 5, 7), unit="U2")
    for kind, day in {"site_preparation": 3, "approval_meeting": 4, "notice": 5, "listing": 26}.items():
        happen(store, kind, "G1", subject="plot", on=date(2023, 4, day), unit="U1")
    happen(store, "resupply", "G1", subject="plot", mu=8, on=date(2023, 5, 9), unit="U1")
    for kind, month in {"award": 1, "grant_contract": 2, "completion": 8, "production_start": 10}.items():
        happen(store, kind, "G3", subject="plot", on=date(2022, month, 1), unit="U2")
    happen(store, "review_passed", CODE, subject="enterprise", on=date(2023, 3, 1))


def _statements(store: Store) -> None:
    due = {"subject_kind": "parcel", "subject_id": "P2", "kind": "remediation", "due_on": date(2023, 10, 31)}
    with store.writing() as tx:
        for layer, rows in {
            Layer.MILESTONES: [
                due,
                {"subject_kind": "plot", "subject_id": "G3", "kind": "capacity_acceptance", "due_on": date(2023, 9, 1)},
            ],
            Layer.TENURE: [{"parcel_id": LONG_PARCEL, "credit_code": CODE, "role": "owner"}],
            Layer.INTENTIONS: [
                {"credit_code": CODE, "plot_id": "G2", "state": "accepted", "stated_on": date(2023, 3, 9)}
            ],
            Layer.STANDARDS: [{"plot_id": "G3", "item": "tax_per_mu", "agreed": 22.5, "actual": 20.0}],
            Layer.CHECKLIST: [
                {"plot_id": "G2", "item": "pipelines", "state": "open", "reason": "待迁", "stated_on": date(2023, 3, 9)}
            ],
        }.items():
            series.append_frame(tx, layer, layer_frame(layer, rows), batch_id=None, actor="t")


def table_request(kind: str, **more: object) -> DocumentRequest:
    """Return the request of a table for May."""
    asked = {"kind": kind, "period": parse_period("2023-05"), "as_of": MAY, **more}
    return DocumentRequest(**asked)  # type: ignore[arg-type]


def table(store: Store, kind: str, **more: object) -> Document:
    """Return a table of the small district as known now."""
    return make(store, table_request(kind, **more), known_at=NOW)


def sheet_of(document: Document, *, values: bool = False):
    """Return the sheet of a table."""
    return openpyxl.load_workbook(io.BytesIO(document.content), data_only=values).active


def cells_as_text(content: bytes) -> str:
    """Return every cell of a workbook: place, value (formula and its cached result), format, fill; and the merges."""
    formulas = openpyxl.load_workbook(io.BytesIO(content)).active
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    lines = []
    for row in formulas.iter_rows():
        for cell in (cell for cell in row if cell.value is not None):
            kind = "formula" if cell.data_type == "f" else {"s": "text", "n": "number", "d": "day"}[cell.data_type]
            said = f"{cell.coordinate}\t{kind}\t{cell.value}"
            if kind == "formula":
                said += f"\t-> {cached[cell.coordinate].value}"
            if kind in {"number", "formula"}:
                said += f"\t{cell.number_format}"
            if cell.fill.fgColor.rgb not in {"00000000", None} and cell.fill.fill_type:
                said += f"\t{cell.fill.fgColor.rgb}"
            lines.append(said.replace("\n", "\\n"))
    lines.append("merged\t" + " ".join(sorted(str(found) for found in formulas.merged_cells.ranges)))
    return "\n".join(lines) + "\n"


def check_golden(kind: str, content: bytes) -> None:
    """Compare a workbook with its golden file cell by cell; ``UPDATE_GOLDEN=1`` writes the file anew."""
    path, found = GOLDEN / f"{kind}.tsv", cells_as_text(content)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
