"""What the public summary says of the district's plan besides land: facts, as :file:`plan.toml` holds them."""

from collections.abc import Mapping
from typing import Any

from landuse.demo.formats import Row
from landuse.schema import RANKS

#: The year of the plan; the day of the demo's report.
YEAR, REPORTED_ON = 2023, "2023-05-31"


def recorded_rows(plan: Mapping[str, Any]) -> list[Row]:
    """Return the recorded numbers, a row an indicator and period."""
    return [
        {
            "indicator": indicator,
            **_days(plan, part["period"]),
            "amount": amount,
            "growth": plan["growth"].get(indicator, plan["points"].get(indicator)),
            "growth_basis": _basis(plan, indicator),
            **{name: plan["ranks"].get(indicator, {}).get(name) for name in RANKS},
            "source": plan["source"],
        }
        for part in plan["recorded"]
        for indicator, amount in part["amounts"].items()
    ]


def recorded_target_rows(plan: Mapping[str, Any]) -> list[Row]:
    """Return the targets of recorded indicators."""
    return [
        {
            "year": YEAR,
            "indicator": indicator,
            "unit": "",
            "amount": amount,
            "direction": direction,
            "source": plan["target_source"],
        }
        for direction, amounts in plan["targets"].items()
        for indicator, amount in amounts.items()
    ]


def reported_rows(plan: Mapping[str, Any]) -> list[Row]:
    """Return what the summary reports of land."""
    return [
        {
            "indicator": row["indicator"],
            "unit": "",
            **_days(plan, plan["reported_period"]),
            "amount": row["amount"],
            "measure": row["measure"],
            "reported_on": REPORTED_ON,
            "basis": "ledger",
            "source": plan["reported_source"],
        }
        for row in plan["reported"]
    ]


def _days(plan: Mapping[str, Any], period: str) -> Row:
    first, last = plan["periods"][period]
    return {"first_on": first.isoformat(), "last_on": last.isoformat(), "period": period}


def _basis(plan: Mapping[str, Any], indicator: str) -> str | None:
    if indicator in plan["points"]:
        return "points_on_month"
    return "year_on_year" if indicator in plan["growth"] else None
