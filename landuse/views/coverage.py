"""How far what is on its way covers what is missing: the ladder from registered land to the year's re-supply."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.store import Store
from landuse.units import mu_from_m2, printed_total, rounded
from landuse.views.credit import on_demolished_m2
from landuse.views.plots import plots_on
from landuse.views.schedule import SUPPLIED, schedules
from landuse.views.targets import target_board

NOTHING = Decimal("0.00")
MEMBER_COLUMNS = (
    "plot_id",
    "name",
    "unit",
    "zone_id",
    "source",
    "stage",
    "entered_on",
    "area_mu",
    "on_demolished_mu",
    "can_count",
)


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """
    Plots of some stages, as a rung of the ladder; areas are sums of printed 亩.

    ``with_done_share`` is (done + this rung) of the target, ``cumulative_share`` that with every nearer rung as well;
    ``can_count_mu`` is what can still be supplied this year, ``on_demolished_mu`` what of it lies on cleared ground
    that no other plot has used: no more than that can count as re-supply. None where there is no target.
    """

    row: str
    plots: int
    amount_mu: Decimal
    on_demolished_mu: Decimal
    can_count_mu: Decimal
    with_done_share: float | None
    cumulative_share: float | None
    members: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """
    The ladder: ``done`` of ``target`` (亩), what is missing, and the rungs, nearest first.

    ``pipeline_mu`` are the rungs that are set against the gap (W02), ``cover`` their share of it.
    """

    indicator: str
    done: Decimal
    target: Decimal | None
    gap: Decimal | None
    rungs: tuple[Rung, ...]
    pipeline_mu: Decimal
    cover: float | None

    def rung(self, row: str) -> Rung:
        """Return the rung *row*; KeyError if there is none."""
        return {rung.row: rung for rung in self.rungs}[row]


def coverage(store: Store, *, year: int, as_of: date, known_at: datetime | None = None) -> Coverage:
    """
    Return the ladder on a day.

    A plot stands on the rung of its stage; one whose contract counts already (a re-supply event) is among what is done
    and on no rung, nor is one under contract on land that was never cleared. Every other plot counts here, on cleared
    land or not, as the district's own reports add up; ``on_demolished_mu`` says how much of it can count as re-supply
    (拆后再供地) at all.
    """
    rules = load_supply_rules().coverage
    tables = store.tables(known_at=known_at)
    progress = next(
        row for row in target_board(store, year=year, as_of=as_of, known_at=known_at) if row.indicator == rules.goal
    )
    plots = plots_on(tables, as_of)
    counted = set(tables.events.loc[tables.events["kind"].isin(rules.goal_kinds), "subject_id"])
    open_plots = plots.loc[~plots["plot_id"].isin(counted) & ~_is_over(plots)]
    possible = {one.plot_id for one in schedules(store, year=year, as_of=as_of) if one.can_count}
    cleared = on_demolished_m2(tables, as_of)
    members = open_plots.assign(
        on_demolished_mu=pd.Series(
            [rounded(mu_from_m2(cleared.get(name, 0.0))) for name in open_plots["plot_id"]],
            index=open_plots.index,
            dtype=object,
        ),
        can_count=[name in possible for name in open_plots["plot_id"]],
    )
    rungs: list[Rung] = []
    nearer = progress.actual
    for row in rules.rows:
        own = members.loc[members["stage"].isin(row.stages)]
        amount = printed_total(own["area_mu"])
        nearer += amount
        rungs.append(
            Rung(
                row=row.row,
                plots=len(own),
                amount_mu=amount,
                on_demolished_mu=printed_total(own["on_demolished_mu"]),
                can_count_mu=printed_total(own.loc[own["can_count"].astype(bool), "area_mu"]),
                with_done_share=_share(progress.actual + amount, progress.target),
                cumulative_share=_share(nearer, progress.target),
                members=own[list(MEMBER_COLUMNS)].sort_values(["entered_on", "plot_id"], ignore_index=True),
            )
        )
    pipeline = sum((rung.amount_mu for rung in rungs if rung.row in rules.pipeline.rows), NOTHING)
    return Coverage(
        indicator=rules.goal,
        done=progress.actual,
        target=progress.target,
        gap=progress.gap,
        rungs=tuple(rungs),
        pipeline_mu=pipeline,
        cover=_share(pipeline, progress.gap),
    )


def _is_over(plots: pd.DataFrame) -> pd.Series:
    """Tell plots that are under contract on land that was never cleared: nothing of them is to come."""
    rules = load_rules()
    given = plots[["source", "supply_method"]].astype(object)
    known = given.where(given.notna(), None).itertuples(index=False, name=None)
    ways = [rules.plots[rules.plot_way(*row)] for row in known]
    again = pd.Series(["resupplied" in way for way in ways], index=plots.index)
    return plots["stage"].isin(SUPPLIED) & ~again


def _share(amount: Decimal, of: Decimal | None) -> float | None:
    return float(amount / of) if of else None
