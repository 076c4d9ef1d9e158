"""One day on which each of the 22 rules fires, for what has to hold of all of them."""

from datetime import date
from decimal import Decimal

from landuse.core.alerts import Coverage
from landuse.units import Measure
from tests.core.alerts.builders import event, facts, milestone, parcel, plot, progress, zone

DAY = date(2023, 5, 31)

PLOTS = [
    plot("G1", plan_year=2023, planned_quarter=1),
    plot("G2"),
    plot("G3"),
    plot("G4", intended_enterprise="Juyi", winning_bidder="Minuo", owner="Li"),
    plot("G5"),
    plot("G6"),
    plot("G7"),
    plot("G8"),
    plot("G9"),
]
EVENTS = [
    event("approval_meeting", date(2023, 4, 3), of="G2"),
    event("notice", date(2023, 5, 2), of="G3"),
    event("listing", date(2023, 5, 9), of="G3"),
    event("award", date(2023, 5, 15), of="G4"),
    event("grant_contract", date(2023, 1, 9), of="G5"),
    event("handover", date(2023, 2, 1), of="G6"),
    event("permit", date(2023, 2, 1), of="G7"),
    event("construction_start", date(2020, 2, 3), of="G8"),
    event("suspension", date(2022, 4, 1), of="G8"),
    event("production_start", date(2023, 5, 1), of="G9"),
    event("completion", date(2023, 5, 12), of="G9"),
]
MILESTONES = [
    milestone("site_preparation", date(2023, 6, 30), of="G1"),
    milestone("handover", date(2023, 6, 9), of="G5"),
    milestone("construction_start", date(2021, 5, 4), of="G7", owner="Chen"),
    milestone("construction_start", date(2021, 5, 4), of="G5", delay_cause="government"),
    milestone("completion", date(2023, 7, 1), of="G8"),
    milestone("capacity_acceptance", date(2023, 7, 1), of="G9"),
    milestone("signing", date(2023, 6, 5), of="Z1", subject="zone"),
]
GIVEN = {
    "progress": (progress(25 / 300, 5 / 12),),
    "coverage": (
        Coverage(
            indicator="resupply_area",
            measure=Measure.MU,
            done=Decimal(25),
            target=Decimal(300),
            pipeline=Decimal("96.36"),
            from_stage="approved",
            since=date(2023, 1, 31),
        ),
    ),
    "plots": PLOTS,
    "parcels": [parcel(demolished_on=date(2022, 5, 5))],
    "zones": [zone(signed_share=0.8)],
    "events": EVENTS,
    "milestones": MILESTONES,
    "standards": [{"plot_id": "G8", "built_share": 0.1, "invested_share": 0.2}],
    "differences": [
        {
            "subject_kind": "parcel",
            "subject_id": "P1",
            "share": 0.03,
            "book_mu": 10.0,
            "geometry_mu": 10.3,
            "recorded_on": date(2023, 4, 3),
        }
    ],
    "updates": [{"subject_kind": "zone", "subject_id": "Z1", "last_update": date(2023, 5, 10)}],
    "totals": [
        {
            "indicator": "resupply_area",
            "unit": None,
            "day": date(2023, 4, 30),
            "former": Decimal(25),
            "present": Decimal(20),
            "measure": Measure.MU,
            "known_on": date(2023, 5, 4),
        }
    ],
}


def everything():
    """Return the facts of that day."""
    return facts(DAY, **GIVEN)
