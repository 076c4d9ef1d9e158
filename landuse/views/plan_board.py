"""
The board of the whole plan: computed and recorded indicators side by side, each by its own period.

What contradicts itself is flagged beside the numbers and never corrected (``rules/contradictions.toml``).
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from landuse.core.targets import MONTHS, months_elapsed
from landuse.model import Direction, Progress
from landuse.periods import Period, months_until, period_of
from landuse.rules.recorded import PlanRules, load_plan_rules
from landuse.schema import RANKS
from landuse.store import Store
from landuse.units import rounded
from landuse.views.plan_counts import plan_counts
from landuse.views.targets import target_board

#: The group of the indicators that the ledger computes.
LAND = "land"
#: Kinds of contradictions: more than its whole; actual and target of different names.
EXCEEDS, RENAMED = "exceeds", "renamed"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """
    One indicator of the plan.

    ``period`` is None where only a target is known; ``ahead`` says that it ends after the day that is asked about.
    ``share`` is of the target (None without one), ``elapsed`` what of the year is over at the end of the period;
    ``growth`` is in per cent, or in points where ``growth_basis`` says so; ``contradictions`` name their kinds.
    """

    indicator: str
    group: str
    computed: bool
    measure: str
    places: int
    period: Period | None
    actual: Decimal | None
    target: Decimal | None
    direction: Direction
    share: float | None
    elapsed: float | None
    growth: Decimal | None = None
    growth_basis: str | None = None
    ranks: tuple[tuple[str, int], ...] = ()
    source: str | None = None
    target_source: str | None = None
    ahead: bool = False
    contradictions: tuple[str, ...] = ()

    @property
    def pace_index(self) -> float | None:
        """Share done over share of the year gone, of a lower bound."""
        lower = self.direction is Direction.AT_LEAST
        return self.share / self.elapsed if lower and self.share is not None and self.elapsed else None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Numbers that cannot both be so (``exceeds``: ``first`` is more than ``second``), or two names of one thing."""

    kind: str
    first: str
    second: str
    first_value: Decimal | None
    second_value: Decimal | None


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """The rows, in the order of the plan, and what of them contradicts itself."""

    year: int
    as_of: date
    rows: tuple[PlanRow, ...]
    contradictions: tuple[Contradiction, ...]


def plan_board(
    store: Store, *, year: int, as_of: date, recorded_by: date | None = None, known_at: datetime | None = None
) -> PlanBoard:
    """
    Return every indicator of the plan with its period, actual, target and source.

    Parameters
    ----------
    store : Store
    year : int
    as_of : date
        The last day that counts of what is computed.
    recorded_by : date, optional
        The last day that periods of recorded numbers may end on (a half-year report counts land to the end of May and
        takes in what was recorded in June); *as_of* otherwise. A number whose periods all end later stands there as
        ``ahead``.
    known_at : datetime, optional
    """
    rules = load_plan_rules()
    progress = target_board(store, year=year, as_of=as_of, known_at=known_at)
    targets, sources = _targets(store, year, known_at)
    rows = [_computed(row, as_of, sources.get(row.indicator)) for row in progress]
    rows += [
        _counted(count.indicator, count.value, count.measure, as_of)
        for count in plan_counts(store, as_of=as_of, known_at=known_at)
    ]
    handed_over = store.tables(known_at=known_at).recorded
    rows += _recorded(handed_over, year, recorded_by or as_of, targets, sources)
    found = _contradictions(rules, rows)
    flags: dict[str, list[str]] = {}
    for one in found:
        for name in {one.first: None, one.second: None}:
            flags.setdefault(name, []).append(one.kind)
    flagged = [_flagged(row, flags.get(row.indicator, [])) for row in rows]
    return PlanBoard(year, as_of, tuple(flagged), found)


def _computed(row: Progress, as_of: date, source: str | None) -> PlanRow:
    return PlanRow(
        indicator=row.indicator,
        group=LAND,
        computed=True,
        measure=str(row.measure),
        places=2,
        period=months_until(as_of),
        actual=row.actual,
        target=row.target,
        direction=row.direction,
        share=row.share,
        elapsed=row.elapsed,
        target_source=source,
    )


def _counted(indicator: str, value: Decimal, measure: str, as_of: date) -> PlanRow:
    places = 2 if measure == "mu" else 0
    way = Direction.AT_LEAST
    return PlanRow(indicator, LAND, True, measure, places, months_until(as_of), value, None, way, None, None)


def _targets(
    store: Store, year: int, known_at: datetime | None
) -> tuple[dict[str, tuple[Decimal, Direction]], dict[str, str]]:
    """Return the district's targets of recorded indicators, and the source of every target of the district."""
    table, rules = store.tables(known_at=known_at).targets, load_plan_rules().recorded
    own = table.loc[(table["year"] == year) & table["unit"].isna()]
    amounts, sources = {}, {}
    columns = ["indicator", "amount", "direction", "source"]
    for name, amount, direction, source in own[columns].itertuples(index=False, name=None):
        if isinstance(source, str):
            sources[name] = source
        if name in rules:
            way = Direction(direction) if isinstance(direction, str) else rules[name].direction
            amounts[name] = (rounded(amount, 4), way)
    return amounts, sources


def _recorded(
    table: pd.DataFrame,
    year: int,
    recorded_by: date,
    targets: dict[str, tuple[Decimal, Direction]],
    sources: dict[str, str],
) -> Iterator[PlanRow]:
    """Yield the recorded indicators that have a number or a target: the newest period over, else the first ahead."""
    within = [day.year == year for day in table["last_on"]]
    table = table.loc[pd.Series(within, index=table.index, dtype=bool) & table["unit"].isna()]
    table = table.sort_values(["last_on", "first_on"], ascending=[True, False], kind="stable")
    for name, rule in load_plan_rules().recorded.items():
        own = table.loc[table["indicator"] == name].to_dict("records")
        over = [row for row in own if row["last_on"] <= recorded_by]
        target, way = targets.get(name, (None, rule.direction))
        row = PlanRow(
            indicator=name,
            group=rule.group,
            computed=False,
            measure=rule.unit,
            places=rule.places,
            period=None,
            actual=None,
            target=target,
            direction=way,
            share=None,
            elapsed=None,
            target_source=sources.get(name) if target is not None else None,
        )
        if over:
            yield _with_number(row, over[-1], ahead=False)
        elif own:
            yield _with_number(row, own[0], ahead=True)
        elif target is not None:
            yield row


def _with_number(row: PlanRow, given: Mapping[Hashable, Any], *, ahead: bool) -> PlanRow:
    """Return a row with what was handed over."""

    def number(name: str) -> Decimal | None:
        return None if pd.isna(given[name]) else rounded(given[name], 4)

    def words(name: str) -> str | None:
        return given[name] if isinstance(given[name], str) else None

    actual, last = number("amount"), given["last_on"]
    return replace(
        row,
        period=period_of(given["first_on"], last, words("period")),
        actual=actual,
        share=float(actual / row.target) if actual is not None and row.target and not ahead else None,
        elapsed=None if ahead else months_elapsed(last.year, last) / MONTHS,
        growth=number("growth"),
        growth_basis=words("growth_basis"),
        ranks=tuple((name, int(given[name])) for name in RANKS if not pd.isna(given[name])),
        source=words("source"),
        ahead=ahead,
    )


def _contradictions(rules: PlanRules, rows: list[PlanRow]) -> tuple[Contradiction, ...]:
    """Return parts that are more than their whole in the same period, and names that differ where both are there."""
    by_name = {row.indicator: row for row in rows}
    found = []
    for part, whole in rules.wholes.items():
        one, other = by_name.get(part), by_name.get(whole)
        if one and other and _exceeds(one, other):
            found.append(Contradiction(EXCEEDS, part, whole, one.actual, other.actual))
    for pair in rules.renamed:
        one, other = by_name.get(pair.actual), by_name.get(pair.target)
        if one and other and one.actual is not None and other.target is not None:
            found.append(Contradiction(RENAMED, pair.actual, pair.target, one.actual, other.target))
    return tuple(found)


def _exceeds(part: PlanRow, whole: PlanRow) -> bool:
    """Tell whether a part is more than its whole in the same period."""
    if part.period is None or whole.period is None or part.actual is None or whole.actual is None:
        return False
    same = (part.period.first, part.period.last) == (whole.period.first, whole.period.last)
    return same and part.actual > whole.actual


def _flagged(row: PlanRow, kinds: list[str]) -> PlanRow:
    return replace(row, contradictions=tuple(dict.fromkeys(kinds))) if kinds else row
