"""What of the plan is counted from the ledger besides the annual indicators: zones, firms and plots on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landuse.store import Store
from landuse.units import printed_total
from landuse.views.enterprises import funnel
from landuse.views.obligations import awaiting_acceptance
from landuse.views.plots import plots_on

#: Steps of the funnel that the plan counts in firms, and those it counts in plots and 亩.
_FIRM_STEPS = ("surveyed", "no_own_plant", "demand", "in_plan")
_PLOT_STEPS = ("in_plan", "listed")
#: Stages of a plot that has passed the district mayor's meeting and is not listed yet.
_PASSED = ("approved", "noticed")
#: The batch of old zones that the plan is about.
_BATCH = 2


@dataclass(frozen=True, slots=True)
class PlanCount:
    """One number of the plan on a day, and the ids behind it; ``measure`` is a label of ``measures``."""

    indicator: str
    value: Decimal
    measure: str
    members: tuple[str, ...]


def plan_counts(store: Store, *, as_of: date, known_at: datetime | None = None) -> tuple[PlanCount, ...]:
    """Return the numbers of the plan that are counted from zones, firms and plots, in the order of the plan."""
    tables = store.tables(known_at=known_at)
    zones = tables.zones.loc[(tables.zones["batch_no"] == _BATCH).fillna(value=False), "zone_id"]
    steps = {row.step: row for row in funnel(store, as_of=as_of, known_at=known_at)}
    plots = plots_on(tables, as_of)
    passed = plots.loc[plots["stage"].isin(_PASSED)]
    waiting = awaiting_acceptance(store, as_of=as_of, known_at=known_at)
    found = [_count("pilot_zones", "zones", list(zones))]
    found += [_count(f"firms_{name}", "firms", list(steps[name].members["credit_code"])) for name in _FIRM_STEPS]
    for name in _PLOT_STEPS:
        found += _plots(name, list(steps[name].plots["plot_id"]), steps[name].amount_mu or Decimal(0))
    found += _plots("passed", list(passed["plot_id"]), printed_total(passed["area_mu"]))
    keys = waiting["credit_code"].where(waiting["credit_code"].notna(), waiting["firm"])
    found.append(_count("firms_unaccepted", "firms", sorted({str(key) for key in keys})))
    return tuple(found)


def _count(indicator: str, measure: str, members: list[str]) -> PlanCount:
    return PlanCount(indicator, Decimal(len(members)), measure, tuple(members))


def _plots(name: str, plots: list[str], area_mu: Decimal) -> list[PlanCount]:
    area = PlanCount(f"plots_{name}_area", area_mu, "mu", tuple(plots))
    return [_count(f"plots_{name}", "plots", plots), area]
