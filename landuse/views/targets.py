"""The target board: every indicator against its annual target, in whole and by unit, zone and month."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.core.ledger import NOTHING, total
from landuse.core.targets import norm_share, progress
from landuse.model import Direction, Group, GroupBy, Indicator, Progress, Uncounted
from landuse.rules import load_rules
from landuse.store import Store, Tables
from landuse.units import Measure, amount_in, m2_from, rounded
from landuse.views.accounts import account, account_of, group_keys, of_group
from landuse.views.stocks import IDLE, stocks


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """The progress of one indicator in one unit, zone or month; ``key`` None stands for what belongs to none."""

    by: GroupBy
    key: str | None
    name: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Headline:
    """The indicator in most trouble, and the land that lies demolished and idle (拆而未供)."""

    progress: Progress
    idle_mu: Decimal
    idle_parcels: tuple[str, ...]


def target_board(
    store: Store, *, year: int, as_of: date, known_at: datetime | None = None, unit: str | None = None
) -> tuple[Progress, ...]:
    """Return each indicator's progress, of the district or of one reporting unit, in the order of the rules."""
    return board_of(store.tables(known_at=known_at), year=year, as_of=as_of, unit=unit)


def board_of(tables: Tables, *, year: int, as_of: date, unit: str | None = None) -> tuple[Progress, ...]:
    """Return the :func:`target_board` of tables, be they the ledger's or what it would be."""
    targets = _targets(tables, year)
    board = []
    for indicator in load_rules().indicators.values():
        counted, left_out = account_of(tables, indicator.indicator_id, as_of=as_of, year=year)
        if unit is not None:
            counted, left_out = counted.loc[counted["unit"] == unit], left_out.loc[left_out["unit"] == unit]
        board.append(_progress(indicator, counted, left_out, targets.get((indicator.indicator_id, unit)), year, as_of))
    return tuple(board)


def breakdown(
    store: Store, *, year: int, as_of: date, by: GroupBy, known_at: datetime | None = None
) -> tuple[GroupProgress, ...]:
    """
    Return each indicator's progress by reporting unit, zone or month; the groups add up to the board.

    Units stand with their own targets, ``key`` None with the unallocated remainder (the district's target less its
    units'). Zones and months have no targets.
    """
    targets = _targets(store.tables(known_at=known_at), year)
    names = _names(store, by, known_at)
    groups: list[GroupProgress] = []
    for indicator in load_rules().indicators.values():
        name = indicator.indicator_id
        counted, left_out = account(store, name, as_of=as_of, year=year, known_at=known_at)
        of_units = {unit: target for (owner, unit), target in targets.items() if owner == name and unit is not None}
        own = of_units if by is GroupBy.UNIT else {}
        remainder = _remainder(targets.get((name, None)), own) if by is GroupBy.UNIT else None
        keys = sorted({*own, *group_keys(counted, by).dropna(), *group_keys(left_out, by).dropna()})
        unnamed = bool(group_keys(counted, by).isna().any() or group_keys(left_out, by).isna().any())
        for key in [*keys, *([None] if unnamed or remainder is not None else [])]:
            in_group, out_group = (of_group(rows, Group(by, key)) for rows in (counted, left_out))
            target = remainder if key is None else own.get(key)
            found = _progress(indicator, in_group, out_group, target, year, as_of)
            groups.append(GroupProgress(by, key, names.get(key, key) if key else None, found))
    return tuple(groups)


def headline(store: Store, *, year: int, as_of: date, known_at: datetime | None = None) -> Headline | None:
    """Return the indicator furthest behind its norm, if one is behind, and the land that lies idle meanwhile."""
    behind = [row for row in target_board(store, year=year, as_of=as_of, known_at=known_at) if _is_behind(row)]
    if not behind:
        return None
    idle = next(row for row in stocks(store, as_of=as_of, known_at=known_at) if row.stock == IDLE)
    worst = min(behind, key=lambda row: row.pace_index or 0.0)
    return Headline(worst, idle.amount_mu, tuple(idle.members["subject_id"]))


def cumulative(
    store: Store,
    *,
    year: int,
    as_of: date,
    indicator: str,
    known_at: datetime | None = None,
    unit: str | None = None,
) -> pd.DataFrame:
    """
    Return the curve of an indicator through the year, of the district or of one reporting unit.

    Returns
    -------
    DataFrame
        ``day``, ``actual`` (cumulative, in the indicator's measure; NaN after *as_of*) and ``norm`` (what the norm
        asks for; NaN without a target), at the year's start, each month's end, each day something counted, and
        *as_of*.
    """
    found = load_rules().indicators[indicator]
    norm = load_rules().norms[found.norm]
    counted, _ = account(store, indicator, as_of=as_of, year=year, known_at=known_at)
    if unit is not None:
        counted = counted.loc[counted["unit"] == unit]
    target = _targets(store.tables(known_at=known_at), year).get((indicator, unit))
    ends = [stamp.date() for stamp in pd.date_range(date(year, 1, 1), periods=12, freq="ME")]
    days = sorted({date(year, 1, 1), *ends, *counted["occurred_on"], *([as_of] if as_of.year == year else [])})
    rows = []
    for day in days:
        done = total(counted.loc[counted["occurred_on"] <= day])
        due = None if target is None else float(target[0]) * norm_share(norm, year, day)
        rows.append((day, float(done) if day <= as_of else None, due))
    return pd.DataFrame(rows, columns=["day", "actual", "norm"]).astype({"actual": float, "norm": float})


def _is_behind(row: Progress) -> bool:
    return row.pace_index is not None and row.pace_index < 1 and bool(row.gap)


def _progress(
    indicator: Indicator,
    counted: pd.DataFrame,
    left_out: pd.DataFrame,
    target: tuple[Decimal, Direction] | None,
    year: int,
    as_of: date,
) -> Progress:
    declared = [amount for amount in left_out["declared"] if amount is not None]
    return progress(
        indicator,
        actual=total(counted),
        target=target[0] if target else None,
        direction=target[1] if target else None,
        norm=load_rules().norms[indicator.norm],
        year=year,
        as_of=as_of,
        uncounted=Uncounted(len(left_out), sum(declared, NOTHING)),
    )


def _targets(tables: Tables, year: int) -> dict[tuple[str, str | None], tuple[Decimal, Direction]]:
    """Return the year's targets by indicator and unit (None: the district), in the indicator's measure."""
    rows = tables.targets
    found: dict[tuple[str, str | None], tuple[Decimal, Direction]] = {}
    indicators = load_rules().indicators
    columns = ["indicator", "unit", "amount", "measure", "direction"]
    for name, unit, amount, measure, direction in rows.loc[rows["year"] == year, columns].itertuples(
        index=False, name=None
    ):
        if name in indicators:
            given = Measure(measure) if isinstance(measure, str) else indicators[name].measure
            value = rounded(amount_in(m2_from(amount, given), indicators[name].measure))
            way = Direction(direction) if isinstance(direction, str) else indicators[name].direction
            found[name, unit if isinstance(unit, str) else None] = (value, way)
    return found


def _remainder(
    district: tuple[Decimal, Direction] | None, own: dict[str, tuple[Decimal, Direction]]
) -> tuple[Decimal, Direction] | None:
    if district is None or not own:
        return None
    left = district[0] - sum((target for target, _ in own.values()), NOTHING)
    return (left, district[1]) if left > 0 else None


def _names(store: Store, by: GroupBy, known_at: datetime | None) -> dict[str | None, str]:
    if by is GroupBy.MONTH:
        return {}
    tables = store.tables(known_at=known_at)
    records, key = (tables.units, "code") if by is GroupBy.UNIT else (tables.zones, "zone_id")
    return dict(zip(records[key], records["name"], strict=True))
