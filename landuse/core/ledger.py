"""
What counts: dated events against the ground they stand on.

A record counts once per indicator, up to its area, however many events, imports or overlapping polygons repeat it; what
does not count stands beside it with its reason. Amounts are rounded event by event, so that the list adds up to the
total. Source: ``docs/design/area-policy.md``, ``docs/design/ledger.md``.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from landuse.model import GeometryStatus, Indicator, Reason, subject_key
from landuse.schema import CONTRIBUTION_COLUMNS
from landuse.units import Dimension, amount_in, rounded

NOTHING = Decimal("0.00")
#: Share of a record's ground from which a building started on ground that already counts is the same building.
SAME_GROUND = 0.5

#: Reasons for which an event is left out of the total and listed as uncounted (未计入).
UNCOUNTED = frozenset(
    {
        Reason.MISSING_DATE,
        Reason.MISSING_AREA,
        Reason.UNKNOWN_SUBJECT,
        Reason.NULL_GEOMETRY,
        Reason.EMPTY_GEOMETRY,
        Reason.NAN_GEOMETRY,
        Reason.INVALID_GEOMETRY,
        Reason.NOT_AREA_GEOMETRY,
    }
)


def contributions(
    events: pd.DataFrame, subjects: pd.DataFrame, indicator: Indicator, *, overlaps: pd.DataFrame
) -> pd.DataFrame:
    """
    Count the events of an indicator over the whole history they hold.

    Parameters
    ----------
    events : DataFrame
        Live events (``schema.TABLES["events"]`` columns and ``recorded_at``), already cut to what is to be known.
    subjects : DataFrame, indexed by :func:`landuse.model.subject_key`
        Columns ``area_m2`` (what counts, NaN if unknown), ``geometry_status``, ``zone_id``.
    indicator : Indicator
        Which kinds count, in which measure.
    overlaps : DataFrame
        Ground that two subjects share: ``a``, ``b`` (keys), ``share_a``, ``share_b`` (of each one's area, 0 to 1).

    Returns
    -------
    DataFrame with ``schema.CONTRIBUTION_COLUMNS``, a row an event, by day; ``declared`` and ``counted`` are Decimal in
    the indicator's measure, rounded half up to 0.01 (``declared`` None where the event states no amount).

    Notes
    -----
    Ground shared with an earlier counted record is taken off first, as far as that record was counted; where three
    records share the same ground this may leave out more than the ground, never count it twice.
    """
    chosen = events.loc[events["kind"].isin(indicator.kinds)]
    chosen = chosen.sort_values(["occurred_on", "recorded_at", "event_id"], na_position="last", kind="stable")
    count = _Count(indicator, subjects, _neighbours(overlaps))
    rows = [count.row(event) for event in chosen.to_dict("records")]
    return pd.DataFrame(rows, columns=list(CONTRIBUTION_COLUMNS))


def total(rows: pd.DataFrame) -> Decimal:
    """Return the sum of the ``counted`` column, exactly as its rows are printed."""
    return sum(rows["counted"], NOTHING)


@dataclass
class _Count:
    """The running account of one indicator: what each subject has been counted for."""

    indicator: Indicator
    subjects: pd.DataFrame
    neighbours: dict[str, list[tuple[str, float, float]]]
    used: dict[str, Decimal] = field(default_factory=dict)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    areas: dict[str, Decimal | None] = field(init=False)
    statuses: dict[str, str] = field(init=False)
    zones: dict[str, str | None] = field(init=False)

    def __post_init__(self) -> None:
        measure = self.indicator.measure
        self.areas = {
            str(key): None if pd.isna(area) else rounded(amount_in(area, measure))
            for key, area in self.subjects["area_m2"].items()
        }
        self.statuses = {str(key): str(status) for key, status in self.subjects["geometry_status"].items()}
        self.zones = {str(key): zone for key, zone in self.subjects["zone_id"].items()}

    def row(self, event: Mapping[Hashable, Any]) -> dict[str, object]:
        """Return the contribution of one event, and remember it."""
        key = subject_key(str(event["subject_kind"]), str(event["subject_id"]))
        declared = self._declared(event)
        counted, reason = self._counted(key, declared, event)
        if counted:
            self.used[key] = self.used.get(key, NOTHING) + counted
        return {
            **{name: event.get(name) for name in CONTRIBUTION_COLUMNS},
            "zone_id": self.zones.get(key),
            "declared": declared,
            "counted": counted,
            "reason": str(reason),
        }

    def _declared(self, event: Mapping[Hashable, Any]) -> Decimal | None:
        column = "land_area_m2" if self.indicator.dimension is Dimension.LAND else "floor_area_m2"
        area = event[column]
        return None if pd.isna(area) else rounded(amount_in(float(area), self.indicator.measure))

    def _counted(self, key: str, declared: Decimal | None, event: Mapping[Hashable, Any]) -> tuple[Decimal, Reason]:
        fault = self._fault(key, declared, event)
        if fault is not None or declared is None:
            return NOTHING, fault or Reason.MISSING_AREA
        if self._is_repeated(key, declared, event):
            return NOTHING, Reason.DUPLICATE
        if self.indicator.dimension is Dimension.FLOOR:
            return self._counted_floor(key, declared)
        return self._counted_land(key, declared)

    def _fault(self, key: str, declared: Decimal | None, event: Mapping[Hashable, Any]) -> Reason | None:
        if key not in self.statuses:
            return Reason.UNKNOWN_SUBJECT
        if pd.isna(event["occurred_on"]):
            return Reason.MISSING_DATE
        if declared is None:
            return Reason.MISSING_AREA
        status = GeometryStatus(self.statuses[key])
        return None if status.counts else Reason(f"{status}_geometry")

    def _is_repeated(self, key: str, declared: Decimal, event: Mapping[Hashable, Any]) -> bool:
        """Tell a second report of the same thing; floor area has no ceiling, so there the day does not matter."""
        day = event["occurred_on"] if self.indicator.dimension is Dimension.LAND else None
        mark = (key, event["kind"], day, declared)
        if mark in self.seen:
            return True
        self.seen.add(mark)
        return False

    def _counted_floor(self, key: str, declared: Decimal) -> tuple[Decimal, Reason]:
        shared = any(share >= SAME_GROUND and other in self.used for other, share, _ in self.neighbours.get(key, ()))
        return (NOTHING, Reason.OVERLAP) if shared else (declared, Reason.COUNTED)

    def _counted_land(self, key: str, declared: Decimal) -> tuple[Decimal, Reason]:
        area = self.areas[key]
        if area is None:
            return declared, Reason.COUNTED
        shared = self._shared_ground(key, area)
        left = max(area - shared - self.used.get(key, NOTHING), NOTHING)
        if declared <= left:
            return declared, Reason.COUNTED if declared == area else Reason.PARTIAL
        return left, Reason.OVERLAP if shared else Reason.CAPPED

    def _shared_ground(self, key: str, area: Decimal) -> Decimal:
        """Return how much of a record's area is ground that other records were counted for before."""
        shared = NOTHING
        for other, share, share_of_other in self.neighbours.get(key, ()):
            used = self.used.get(other, NOTHING)
            other_area = self.areas.get(other)
            if used and other_area:
                common = other_area * Decimal(repr(share_of_other))
                shared += area * Decimal(repr(share)) * min(Decimal(1), used / common)
        return min(rounded(shared), area)


def _neighbours(overlaps: pd.DataFrame) -> dict[str, list[tuple[str, float, float]]]:
    found: dict[str, list[tuple[str, float, float]]] = {}
    pairs: Iterable[tuple[str, str, float, float]] = overlaps[["a", "b", "share_a", "share_b"]].itertuples(
        index=False, name=None
    )
    for a, b, share_a, share_b in pairs:
        found.setdefault(a, []).append((b, share_a, share_b))
        found.setdefault(b, []).append((a, share_b, share_a))
    return found
