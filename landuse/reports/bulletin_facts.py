"""What a bulletin reports: read from the ledger once, as known at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pandas as pd

from landuse.core.alerts.facts import AlertLevel
from landuse.core.alerts.supervised import Supervised
from landuse.model import GroupBy, Progress
from landuse.papers import Figure, Snapshot, figure_id
from landuse.reports.issue import DocumentRequest
from landuse.store import Store
from landuse.views.alerts import warnings_on
from landuse.views.figures import added_figures, indicator_figures
from landuse.views.milestones import OpenStep, open_steps
from landuse.views.plan_counts import plan_counts
from landuse.views.snapshots import all_snapshots
from landuse.views.stocks import IDLE, StockRow, stocks
from landuse.views.targets import breakdown, target_board
from landuse.views.zones import ZoneStanding, zone_standings

#: The levels that a bulletin counts.
LEVELS = (AlertLevel.RED, AlertLevel.YELLOW)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """
    The facts of one bulletin.

    ``board`` is the whole (or the unit's) progress, ``by_unit`` that of each reporting unit by its code and indicator,
    ``last`` the issue before this one of the same kind and scope, None if there was none.
    """

    board: tuple[Progress, ...]
    by_unit: dict[str, dict[str, Progress]]
    unit_names: dict[str, str]
    idle: StockRow
    warnings: tuple[Supervised, ...]
    steps: tuple[OpenStep, ...]
    zones: tuple[ZoneStanding, ...]
    last: Snapshot | None


def facts_of(store: Store, request: DocumentRequest, known_at: datetime) -> Facts:
    """Return what a bulletin says of a day as known at a moment."""
    unit, as_of, year = request.about("unit"), request.as_of, request.year
    tables = store.tables(known_at=known_at)
    by_unit: dict[str, dict[str, Progress]] = {}
    names: dict[str, str] = {}
    for group in breakdown(store, year=year, as_of=as_of, by=GroupBy.UNIT, known_at=known_at):
        if group.key is not None and unit in {None, group.key}:
            by_unit.setdefault(group.key, {})[group.progress.indicator] = group.progress
            names[group.key] = group.name or group.key
    return Facts(
        board=target_board(store, year=year, as_of=as_of, known_at=known_at, unit=unit),
        by_unit=by_unit,
        unit_names=names,
        idle=next(row for row in stocks(store, as_of=as_of, known_at=known_at) if row.stock == IDLE),
        warnings=warnings_on(store, as_of=as_of, known_at=known_at, unit=unit),
        steps=open_steps(tables, as_of),
        zones=zone_standings(store, year=year, as_of=as_of, known_at=known_at, unit=unit),
        last=_last_issue(store, request, known_at),
    )


def bulletin_figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
    """Yield every figure of a bulletin: of the whole, of each unit, of supply, of idle land and of warnings."""
    unit, as_of = request.about("unit"), request.as_of
    facts = facts_of(store, request, known_at)
    yield from indicator_figures(store, year=request.year, as_of=as_of, known_at=known_at, unit=unit)
    yield from added_figures(store, period=request.period, known_at=known_at, unit=unit)
    if unit is None:
        for code in facts.by_unit:
            yield from indicator_figures(store, year=request.year, as_of=as_of, known_at=known_at, unit=code)
        for count in plan_counts(store, as_of=as_of, known_at=known_at):
            places = 2 if count.measure == "mu" else 0
            name = figure_id(count.indicator, "actual")
            yield Figure(name, count.value, count.measure, count.indicator, as_of, places=places)
    members = idle_members(facts, unit)
    area = sum(members["amount_mu"], Decimal("0.00"))
    yield Figure(figure_id("idle", "area", unit=unit), area, "mu", "idle", as_of)
    yield Figure(figure_id("idle", "parcels", unit=unit), Decimal(len(members)), "plots", "idle", as_of, places=0)
    for level in LEVELS:
        still = sum(one.alert.severity is level and one.is_open for one in facts.warnings)
        yield Figure(figure_id("warnings", level, unit=unit), Decimal(still), "items", "warnings", as_of, places=0)


def idle_members(facts: Facts, unit: str | None) -> pd.DataFrame:
    """Return the idle parcels (of one unit), those with most land first."""
    members = facts.idle.members
    own = members if unit is None else members.loc[members["unit"] == unit]
    return own.sort_values(["amount_mu", "subject_id"], ascending=[False, True], ignore_index=True)


def _last_issue(store: Store, request: DocumentRequest, known_at: datetime) -> Snapshot | None:
    earlier = [
        issue
        for issue in all_snapshots(store)
        if issue.kind == request.kind
        and issue.of == request.of
        and issue.as_of < request.as_of
        and issue.issued_at <= known_at
    ]
    return max(earlier, key=lambda issue: (issue.as_of, issue.issued_at), default=None)
