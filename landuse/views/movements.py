"""What moved between stages from one day to another: every plot leaves one stage and enters one, none is lost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from landuse.rules import load_rules
from landuse.store import Store
from landuse.units import printed_total
from landuse.views.plots import plots_on

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class StageBalance:
    """One stage: what stood in it, what came, what went, what stands; the first two less the third is the last (亩)."""

    stage: str
    opening_mu: Decimal
    entered_mu: Decimal
    left_mu: Decimal
    closing_mu: Decimal
    opening: int
    entered: int
    left: int
    closing: int


@dataclass(frozen=True, slots=True, eq=False)
class Movements:
    """
    The stages of plots on two days.

    ``moves`` has ``from_stage``, ``to_stage``, ``plots``, ``amount_mu`` for every pair that a plot went; ``balances``
    one row a stage, in the order of the rules. What stands in all stages together is the same on both days.
    """

    since: date
    as_of: date
    moves: pd.DataFrame
    balances: tuple[StageBalance, ...]

    @property
    def is_conserved(self) -> bool:
        """Whether every stage's opening, entries and departures make its closing, and no land is lost in between."""
        each = all(
            row.opening_mu + row.entered_mu - row.left_mu == row.closing_mu
            and row.opening + row.entered - row.left == row.closing
            for row in self.balances
        )
        opening = sum((row.opening_mu for row in self.balances), NOTHING)
        return each and opening == sum((row.closing_mu for row in self.balances), NOTHING)


def movements(store: Store, *, since: date, as_of: date) -> Movements:
    """Return what moved between the stages of plots after *since* and up to *as_of*."""
    tables = store.tables()
    now = plots_on(tables, as_of)
    both = now[["plot_id", "area_mu"]].assign(from_stage=plots_on(tables, since)["stage"], to_stage=now["stage"])
    moved = both.loc[both["from_stage"] != both["to_stage"]]
    groups = moved.groupby(["from_stage", "to_stage"], sort=False)
    moves = pd.DataFrame(
        [(start, end, len(rows), printed_total(rows["area_mu"])) for (start, end), rows in groups],
        columns=["from_stage", "to_stage", "plots", "amount_mu"],
    )
    return Movements(
        since=since,
        as_of=as_of,
        moves=moves,
        balances=tuple(
            _balance(stage, both, moved)
            for stage in load_rules().stages
            if stage in {*both["from_stage"], *both["to_stage"]}
        ),
    )


def _balance(stage: str, both: pd.DataFrame, moved: pd.DataFrame) -> StageBalance:
    sets = (
        both.loc[both["from_stage"] == stage],
        moved.loc[moved["to_stage"] == stage],
        moved.loc[moved["from_stage"] == stage],
        both.loc[both["to_stage"] == stage],
    )
    opening, entered, left, closing = (printed_total(rows["area_mu"]) for rows in sets)
    return StageBalance(stage, opening, entered, left, closing, *(len(rows) for rows in sets))
