"""The programme that closes an indicator's gap by the year's end: which ready ground to push in which month."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.core.closing import programme
from landuse.core.programme import Limit, Programme
from landuse.errors import ArgumentsError, RefusedError
from landuse.geo.contiguity import contiguity
from landuse.model import Direction, GeometryStatus, Layer, Progress, SubjectKind
from landuse.rules.contiguity import load_contiguity_rules
from landuse.rules.supply import load_supply_rules
from landuse.store import Store, Tables
from landuse.units import Measure
from landuse.views.accounts import account, indicator_of
from landuse.views.ground import ground
from landuse.views.ready import Ready, ready
from landuse.views.schedule import last_day_to_clear
from landuse.views.targets import target_board

NOTHING = Decimal("0.00")
#: Keys of capacities besides reporting units: all that falls in a month, each unit's share of it, and projects counted.
EACH, PROJECTS = "each", "projects"
PACES = ("law", "usual")


@dataclass(frozen=True, slots=True)
class Planned:
    """A project of the programme and its month (``2023-06``); ``day`` is the first of it that may be."""

    month: str
    day: date
    project: Ready


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project that is not in it: ``not_needed``, ``no_room``, ``excluded``, ``too_late`` or ``no_amount``."""

    project: Ready
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """
    The programme of one indicator.

    ``progress`` is the indicator's, of the district or of ``unit``; ``need`` what is to be closed (its gap, unless
    something else was asked for). ``months`` are those left; ``found`` says what was proven, ``rows`` are by month,
    their amounts add up to ``found.planned``. ``left_out`` is the rest of what is ready. ``clear_by`` is the last day
    on which more ground would have to be cleared to count (re-supply only).
    """

    progress: Progress
    year: int
    as_of: date
    unit: str | None
    need: Decimal
    months: tuple[str, ...]
    limits: tuple[Limit, ...]
    found: Programme
    rows: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]
    clear_by: date | None

    @property
    def status(self) -> str:
        """``reached`` where nothing is missing, else what the programme says."""
        return "reached" if self.need <= 0 else self.found.status

    @property
    def open(self) -> Decimal:
        """What the programme leaves open of the need."""
        return max(self.need - self.found.planned, NOTHING)

    def of_month(self, month: str) -> tuple[Planned, ...]:
        """Return the projects of a month."""
        return tuple(row for row in self.rows if row.month == month)

    def after_usual(self) -> tuple[Planned, ...]:
        """Return the projects that the law lets in and the usual times of practice would not."""
        last = date(self.year, 12, 31)
        return tuple(row for row in self.rows if row.project.usual_on is not None and row.project.usual_on > last)


def plan(
    store: Store,
    *,
    year: int,
    as_of: date,
    indicator: str | None = None,
    unit: str | None = None,
    capacity: Sequence[tuple[str, Decimal]] = (),
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    contiguous: bool = False,
    prefer: str = "effort",
    pace: str = "law",
    need: Decimal | None = None,
) -> Plan:
    """
    Return the programme that closes an indicator's gap.

    Parameters
    ----------
    store : Store
    year : int
    as_of : date
        The last day that counts; nothing is planned for it or before.
    indicator : str, optional
        Re-supply by default.
    unit : str, optional
        Code of a reporting unit: its own ground, against its own target.
    capacity : sequence of (str, Decimal)
        How much a month holds: by the indicator's measure (``mu``, ``m2``, "") or ``projects`` in all; by the code of a
        unit, or ``each`` for every one, in the measure or, followed by ``:projects``, in projects.
    include, exclude : collection of str
        Plots, parcels or zones whose projects have to be in the programme, or may not be.
    contiguous : bool
        Projects that lie side by side go together, or not at all.
    prefer : str
        ``core.programme.PREFERENCES``.
    pace : str
        ``law``: nothing earlier than the shortest lawful periods allow; ``usual``: than the usual times of practice.
    need : Decimal, optional
        What to close, in the indicator's measure, where it is not the gap.

    Raises
    ------
    ArgumentsError
        ``no_target``, ``no_unit_target`` where there is none (and no *need*); ``target_is_limit``;
        ``wrong_capacity``; unknown names.
    RefusedError
        ``not_ready``, ``include_too_late`` for what cannot be included.
    """
    name = indicator_of(indicator or load_supply_rules().coverage.goal).indicator_id
    progress = next(row for row in target_board(store, year=year, as_of=as_of, unit=unit) if row.indicator == name)
    missing = _need(progress, need, year, unit)
    months = months_left(year, as_of)
    pieces = ready(store, name, year=year, as_of=as_of, unit=unit)
    tables = store.tables()
    forced, banned = (_named(tables, pieces, names) for names in (include, exclude))
    work = _work(pieces, months, pace)
    work["excluded"] = [piece.key in banned for piece in pieces]
    _check_included(pieces, work, forced, (banned, tuple(include)), name=name, year=year, months=len(months))
    work["forced"] = [piece.key in forced for piece in pieces]
    can = (~work["excluded"] & (work["first"] < len(months)) & (work["amount"] > 0)).to_numpy(dtype=bool)
    work["group"] = _groups(tables, pieces, can) if contiguous else None
    limits = _limits(store, capacity, pieces, progress, months, as_of)
    counted = work.loc[(work["amount"] > 0).to_numpy(dtype=bool)]
    found = programme(counted, max(missing, NOTHING), limits, months=len(months), prefer=prefer)
    return Plan(
        progress=progress,
        year=year,
        as_of=as_of,
        unit=unit,
        need=missing,
        months=months,
        limits=limits,
        found=found,
        rows=_rows(pieces, found, months, as_of, pace),
        left_out=_left_out(pieces, work, found, len(months)),
        clear_by=last_day_to_clear(year) if name == load_supply_rules().coverage.goal else None,
    )


def months_left(year: int, as_of: date) -> tuple[str, ...]:
    """
    Return the months of a year that have a day after *as_of*.

    Examples
    --------
    >>> months_left(2023, date(2023, 10, 31)), months_left(2023, date(2023, 12, 31))
    (('2023-11', '2023-12'), ())
    """
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
    return tuple(f"{end:%Y-%m}" for end in ends if end > as_of)


def _need(progress: Progress, need: Decimal | None, year: int, unit: str | None) -> Decimal:
    if need is not None:
        return need
    if progress.gap is None:
        if unit is not None:
            raise ArgumentsError("no_unit_target", indicator=progress.indicator, year=year, unit=unit)
        raise ArgumentsError("no_target", indicator=progress.indicator, year=year)
    if progress.direction is Direction.AT_MOST:
        raise ArgumentsError("target_is_limit", indicator=progress.indicator)
    return progress.gap


def _named(tables: Tables, pieces: Sequence[Ready], names: Collection[str]) -> set[str]:
    """Return the projects that plots, parcels or zones of these names are part of."""
    found: set[str] = set()
    for name in names:
        own = {
            piece.key
            for piece in pieces
            if name in {piece.key, piece.zone_id} or name in {parcel for parcel, _ in piece.parcels}
        }
        known = any(
            (records[key] == name).any()
            for records, key in ((tables.parcels, "parcel_id"), (tables.plots, "plot_id"), (tables.zones, "zone_id"))
        )
        if not own and not known:
            raise ArgumentsError("unknown_record", layer="parcels", key=name)
        found |= own
    return found


def _work(pieces: Sequence[Ready], months: Sequence[str], pace: str) -> pd.DataFrame:
    rows = [
        (piece.key, piece.unit, piece.amount, _first(_earliest(piece, pace), months), piece.days, piece.steps)
        for piece in pieces
    ]
    return pd.DataFrame(rows, columns=["key", "unit", "amount", "first", "days", "steps"])


def _earliest(piece: Ready, pace: str) -> date:
    day = piece.earliest_on if pace == "law" or piece.usual_on is None else piece.usual_on
    return day or date.min


def _first(day: date, months: Sequence[str]) -> int:
    """Return the place of the first month that a day leaves open; their number if it leaves none."""
    return sum(month < day.isoformat()[:7] for month in months)


def _check_included(
    pieces: Sequence[Ready],
    work: pd.DataFrame,
    forced: Collection[str],
    asked: tuple[Collection[str], tuple[str, ...]],
    *,
    name: str,
    year: int,
    months: int,
) -> None:
    """Refuse to include what is excluded, not ready, of no known amount or too late for the year."""
    banned, wishes = asked
    for wish in wishes:
        if not any(wish in {piece.key, piece.zone_id, *(parcel for parcel, _ in piece.parcels)} for piece in pieces):
            raise RefusedError("not_ready", key=wish, indicator=name)
    for piece, first in zip(pieces, work["first"], strict=True):
        if piece.key in forced and piece.key in banned:
            raise ArgumentsError("included_and_excluded", key=piece.key)
        if piece.key in forced and piece.amount <= 0:
            raise RefusedError("not_ready", key=piece.key, indicator=name)
        if piece.key in forced and first >= months:
            raise RefusedError("include_too_late", key=piece.key, day=str(piece.earliest_on), year=year)


def _limits(
    store: Store,
    capacity: Sequence[tuple[str, Decimal]],
    pieces: Sequence[Ready],
    progress: Progress,
    months: Sequence[str],
    as_of: date,
) -> tuple[Limit, ...]:
    """Return the limits that capacities name; of a running month what is left after what happened in it."""
    spent = _spent(store, progress, as_of) if months and months[0] == f"{as_of:%Y-%m}" else None
    units = sorted({piece.unit for piece in pieces if piece.unit})
    found: list[Limit] = []
    for asked, amount in capacity:
        key = asked or str(progress.measure)
        name, mark, counted = key.partition(":")
        of_projects = PROJECTS in {counted, key}
        wrong = not amount.is_finite() or amount < 0 or (of_projects and amount != amount.to_integral_value())
        wrong = wrong or (bool(mark) and counted != PROJECTS) or (name in set(Measure) and name != progress.measure)
        if wrong:
            raise ArgumentsError("wrong_capacity", value=f"{key}={amount}", measure=progress.measure)
        of_all = name in {PROJECTS, str(progress.measure)}
        for unit in [None] if of_all else units if name == EACH else [name]:
            left = amount if spent is None else max(amount - _spent_of(spent, unit, of_projects=of_projects), NOTHING)
            label = key if name != EACH or unit is None else key.replace(EACH, unit, 1)
            found.append(Limit(label, unit, of_projects, amount, left))
    return tuple(found)


def _spent(store: Store, progress: Progress, as_of: date) -> pd.DataFrame:
    """Return what counted in the month of a day, up to it."""
    counted, _ = account(store, progress.indicator, as_of=as_of, year=as_of.year)
    return counted.loc[[day.month == as_of.month for day in counted["occurred_on"]]]


def _spent_of(spent: pd.DataFrame, unit: str | None, *, of_projects: bool) -> Decimal:
    own = spent if unit is None else spent.loc[spent["unit"] == unit]
    return Decimal(own["subject_id"].nunique()) if of_projects else sum(own["counted"], NOTHING)


def _groups(tables: Tables, pieces: Sequence[Ready], can: np.ndarray) -> list[str | None]:
    """Return which projects lie side by side, by a name of the group; None for those that cannot be done anyway."""
    shapes = {
        kind: dict(
            zip(records[key], records.geometry.where(records["geometry_status"] == GeometryStatus.OK), strict=True)
        )
        for kind, layer, key in (
            (SubjectKind.PARCEL, Layer.PARCELS, "parcel_id"),
            (SubjectKind.PLOT, Layer.PLOTS, "plot_id"),
        )
        for records in (ground(tables, layer),)
    }
    drawn = [_shape(piece, shapes) if may else None for piece, may in zip(pieces, can, strict=True)]
    rule = load_contiguity_rules().neighbours
    records = gpd.GeoDataFrame({"key": [piece.key for piece in pieces]}, geometry=drawn, crs=tables.parcels.crs)
    found = contiguity(records, "key", edge_m=rule.edge_m, tolerance_m=rule.tolerance_m)
    return [f"{number}" if number >= 0 else None for number in found.group.tolist()]


def _shape(piece: Ready, shapes: dict[SubjectKind, dict[str, shapely.Geometry]]) -> shapely.Geometry | None:
    """Return the ground of a project: its own shape, else that of the parcels it lies on."""
    own = shapes[piece.subject].get(piece.key)
    if own is not None:
        return own
    under = [shapes[SubjectKind.PARCEL].get(parcel) for parcel, _ in piece.parcels]
    there = [shape for shape in under if shape is not None]
    return shapely.union_all(there) if there else None


def _rows(
    pieces: Sequence[Ready], found: Programme, months: Sequence[str], as_of: date, pace: str
) -> tuple[Planned, ...]:
    rows = []
    for piece in pieces:
        if piece.key in found.month_of:
            month = months[found.month_of[piece.key]]
            opens = max(_earliest(piece, pace), as_of + timedelta(days=1), date.fromisoformat(f"{month}-01"))
            rows.append(Planned(month, opens, piece))
    return tuple(sorted(rows, key=lambda row: (row.month, -row.project.days, row.project.key)))


def _left_out(pieces: Sequence[Ready], work: pd.DataFrame, found: Programme, months: int) -> tuple[LeftOut, ...]:
    left = []
    for piece, first, excluded in zip(pieces, work["first"], work["excluded"], strict=True):
        if piece.key not in found.month_of:
            rest = "not_needed" if found.status in {"optimal", "feasible"} else "no_room"
            reason = "no_amount" if piece.amount <= 0 else "excluded" if excluded else rest
            late = piece.amount > 0 and not excluded and first >= months
            left.append(LeftOut(piece, "too_late" if late else reason))
    return tuple(left)
