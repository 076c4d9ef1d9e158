"""A small district whose plan can be issued, and the request for it."""

from datetime import date
from pathlib import Path

from landuse.model import Layer
from landuse.periods import parse_period
from landuse.reports.issue import DocumentRequest
from landuse.store import Store, series
from tests.builders import MAY, goal, happen, parcel, workspace

YEAR_SO_FAR = {"first_on": date(2023, 1, 1), "last_on": date(2023, 5, 31), "period": "1-5月", "source": "区统计局"}


def record(store: Store, indicator: str, amount: float, **more: object) -> None:
    """Record a number of the plan."""
    with store.writing() as tx:
        series.append(tx, Layer.RECORDED, [YEAR_SO_FAR | {"indicator": indicator, "amount": amount, **more}], actor="t")


def district(folder: Path, parcels: int = 60) -> Store:
    """Return a workspace of squares of 10 亩, each remediated and demolished in spring, 25 亩 of them supplied again."""
    rows = [parcel(f"P{number:02d}", mu=10, unit="U1", east=number * 200.0) for number in range(parcels)]
    goals = [goal("remediation_area", 800), goal("demolition_area", 400), goal("resupply_area", 300)]
    store = workspace(folder, units=[{"code": "U1", "name": "甲街道"}], parcels=rows, goals=goals)
    for number in range(parcels):
        day = date(2023, 1 + number % 5, 1 + number % 28)
        happen(store, "remediation", f"P{number:02d}", mu=10, on=day, unit="U1")
        happen(store, "demolition", f"P{number:02d}", mu=8, on=day, unit="U1")
    for number in range(3):
        happen(store, "resupply", f"P{number:02d}", mu=8, on=date(2023, 5, 20), unit="U1")
    record(store, "gross_output", 118.24, growth=10.5)
    return store


def plan_request(**more: object) -> DocumentRequest:
    """Return the request for the plan's board of the first half-year."""
    asked = {"kind": "plan_board", "period": parse_period("2023H1"), "as_of": MAY, **more}
    return DocumentRequest(**asked)  # type: ignore[arg-type]
