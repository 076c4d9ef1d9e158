"""标准地: what is agreed for a plot, what was found of it, and how much of it is built and invested."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from numpy.random import Generator

from landuse.demo.formats import Row
from landuse.demo.supply import STAGES

#: Agreed indicators: least and most of the usual range, and decimals. Money in 万元 (a 亩, a 吨标煤, a 吨).
AGREED = {
    "investment_intensity": (330.0, 480.0, 0),
    "energy_value_added": (1.9, 2.9, 2),
    "emission_value_added": (2800.0, 5200.0, 0),
    "tax_per_mu": (18.0, 30.0, 1),
    "rd_share": (0.018, 0.032, 3),
    "output_per_mu": (420.0, 640.0, 0),
}
#: What producing firms reach of it, least and most, and until when they are measured in the year.
REACHED, MEASURED = (0.72, 1.28), (date(2022, 12, 31), date(2023, 4, 28))
#: Plots under construction: shares built and invested where building stands still; elsewhere the range by stage.
STILL = {"built_share": 0.22, "invested_share": 0.19}
BUILT = {"construction_started": (0.15, 0.85), "completed": (1.0, 1.0)}
#: An agreement is made for what is sold or about to be.
FIRST_STAGE = "in_supply_plan"


def standard_rows(
    ratios: Mapping[str, float],
    stages: Mapping[str, str],
    idle: frozenset[str],
    rng: Generator,
) -> list[Row]:
    """
    Return the indicators of every plot from the plan on, plot by plot.

    *ratios* are the floor area ratios of the plots that have standards, *stages* how far each has come; *idle* are the
    plots whose building stands still.
    """
    rows: list[Row] = []
    for plot_id in sorted(ratios):
        stage = stages[plot_id]
        if stage in STAGES and STAGES.index(stage) >= STAGES.index(FIRST_STAGE):
            rows += _agreed(plot_id, stage, ratios[plot_id], rng)
            rows += _shares(plot_id, stage, rng, stands_still=plot_id in idle)
    return rows


def _agreed(plot_id: str, stage: str, ratio: float, rng: Generator) -> Iterator[Row]:
    produces = stage in {"in_production", "capacity_accepted"}
    accepted = stage == "capacity_accepted"
    for item, (least, most, decimals) in AGREED.items():
        agreed = round(float(rng.uniform(least, most)), decimals)
        reached = max(float(rng.uniform(*REACHED)), 1.0 if accepted else 0.0)
        actual = round(agreed * reached, decimals) if produces else None
        yield _row(plot_id, item, agreed, actual, MEASURED[1] if actual is not None else None)
    yield _row(plot_id, "far", round(ratio * 0.9, 2), ratio if produces else None, MEASURED[0] if produces else None)


def _shares(plot_id: str, stage: str, rng: Generator, *, stands_still: bool) -> Iterator[Row]:
    if stage not in BUILT:
        return
    least, most = BUILT[stage]
    built = round(float(rng.uniform(least, most)), 2)
    shares = {"built_share": built, "invested_share": round(built * float(rng.uniform(0.8, 1.0)), 2)}
    for item, share in (STILL if stands_still else shares).items():
        yield _row(plot_id, item, None, share, MEASURED[1])


def _row(plot_id: str, item: str, agreed: Any, actual: Any, measured_on: date | None) -> Row:
    return {
        "plot_id": plot_id,
        "item": item,
        "agreed": agreed,
        "actual": actual,
        "measured_on": None if measured_on is None else measured_on.isoformat(),
        "note": None,
    }
