"""Where each zone stands: its ground, what of it was done this year, what lies idle, what is due next and by whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.model import Filter, GroupBy, Layer, SubjectKind
from landuse.store import Store, Tables
from landuse.units import rounded
from landuse.views.layers import records
from landuse.views.milestones import open_steps
from landuse.views.stocks import IDLE, stocks
from landuse.views.targets import breakdown

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class NextStep:
    """The milestone of a zone that is due first: of which plot or parcel (or the zone itself), and who owes it."""

    kind: str
    due_on: date
    subject_id: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class ZoneStanding:
    """
    One zone on a day.

    ``number`` counts from 1 in the order of the list; ``area_mu`` is what counts of the zone's own ground (None where
    it has none), ``parcels`` how many parcels name it. ``done`` is the year's amount by indicator, in its measure;
    ``idle_mu`` what lies demolished and not supplied again, of ``idle_parcels`` parcels.
    """

    number: int
    zone_id: str
    name: str
    unit: str | None
    batch_no: int | None
    mode: str | None
    area_mu: Decimal | None
    parcels: int
    done: Mapping[str, Decimal]
    idle_mu: Decimal
    idle_parcels: int
    next_step: NextStep | None


def zone_standings(
    store: Store, *, year: int, as_of: date, known_at: datetime | None = None, unit: str | None = None
) -> tuple[ZoneStanding, ...]:
    """
    Return every zone (of one reporting unit), the one with most idle land first, then the largest.

    Parameters
    ----------
    store : Store
    year : int
        Whose amounts are summed.
    as_of : date
        Last day that counts.
    known_at : datetime, optional
        As known at this moment; None is now.
    unit : str, optional
        Code of a reporting unit.
    """
    chosen = Filter(as_of=as_of, unit=unit)
    zones = records(store, Layer.ZONES, chosen, known_at=known_at)
    tables = store.tables(known_at=known_at)
    parcels = records(store, Layer.PARCELS, Filter(as_of=as_of), known_at=known_at).groupby("zone_id").size()
    done = _done(store, year, as_of, known_at)
    idle = _idle(store, as_of, known_at)
    steps = _next_steps(tables, as_of)
    found = [
        ZoneStanding(
            number=0,
            zone_id=str(row["zone_id"]),
            name=row["name"] if isinstance(row["name"], str) and row["name"].strip() else str(row["zone_id"]),
            unit=row["unit"] if isinstance(row["unit"], str) else None,
            batch_no=None if pd.isna(row["batch_no"]) else int(row["batch_no"]),
            mode=row["mode"] if isinstance(row["mode"], str) else None,
            area_mu=None if pd.isna(row["area_mu"]) else rounded(row["area_mu"]),
            parcels=int(parcels.get(row["zone_id"], 0)),
            done=done.get(row["zone_id"], {}),
            idle_mu=idle.get(row["zone_id"], (_NOTHING, 0))[0],
            idle_parcels=idle.get(row["zone_id"], (_NOTHING, 0))[1],
            next_step=steps.get(row["zone_id"]),
        )
        for row in zones.to_dict("records")
    ]
    found.sort(key=lambda one: (-one.idle_mu, -(one.area_mu or _NOTHING), one.zone_id))
    return tuple(replace(one, number=number) for number, one in enumerate(found, start=1))


def _done(store: Store, year: int, as_of: date, known_at: datetime | None) -> dict[str, dict[str, Decimal]]:
    done: dict[str, dict[str, Decimal]] = {}
    for group in breakdown(store, year=year, as_of=as_of, by=GroupBy.ZONE, known_at=known_at):
        if group.key is not None:
            done.setdefault(group.key, {})[group.progress.indicator] = group.progress.actual
    return done


def _idle(store: Store, as_of: date, known_at: datetime | None) -> dict[str, tuple[Decimal, int]]:
    members = next(row for row in stocks(store, as_of=as_of, known_at=known_at) if row.stock == IDLE).members
    return {
        str(zone): (sum(own["amount_mu"], _NOTHING), len(own)) for zone, own in members.groupby("zone_id", sort=True)
    }


def _next_steps(tables: Tables, as_of: date) -> dict[str, NextStep]:
    """Return the milestone that is due first in each zone and has not happened by the day; overdue ones come first."""
    zone_of = dict(_subject_zones(tables))
    first: dict[str, NextStep] = {}
    for step in open_steps(tables, as_of):
        zone = zone_of.get((step.subject_kind, step.subject_id))
        if zone is not None:
            first.setdefault(zone, NextStep(step.kind, step.due_on, step.subject_id, step.owner))
    return first


def _subject_zones(tables: Tables) -> Iterator[tuple[tuple[str, str], str]]:
    for kind, frame, key in (
        (SubjectKind.ZONE, tables.zones, "zone_id"),
        (SubjectKind.PARCEL, tables.parcels, "parcel_id"),
        (SubjectKind.PLOT, tables.plots, "plot_id"),
    ):
        for subject, zone in zip(frame[key], frame["zone_id"], strict=True):
            if isinstance(zone, str):
                yield (str(kind), subject), zone
