"""Which parcels the campaign reached, chosen so that what was counted of them adds up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any

from numpy.random import Generator

from landuse.demo.exact import exact_sum
from landuse.demo.parcels import UPGRADE, Parcel, Zone

#: How many lots of each owner-led zone, and of the zone that leaves industry, were cleared in 2022.
OWNERS, LEAVERS = 5, 4
#: How many parcels without a shape were remediated in each year.
UNMAPPED_2022, UNMAPPED_2023 = 4, 6


@dataclass(frozen=True, slots=True)
class Cohorts:
    """
    Parcels by what happened to them.

    ``renewed`` were cleared and supplied again in 2022, ``owners`` cleared in 2022 by those who keep them (or for
    good), ``quick`` cleared and supplied again in 2023 (two neighbouring groups), ``idle`` cleared in 2023 and not
    supplied, ``upgraded_2022`` and ``upgraded_2023`` remediated where they stand.
    """

    renewed: list[Parcel]
    owners: list[Parcel]
    quick: tuple[list[Parcel], list[Parcel]]
    idle: list[Parcel]
    upgraded_2022: list[Parcel]
    upgraded_2023: list[Parcel]

    def ids(self) -> set[str]:
        """Return the ids of all parcels in any cohort."""
        members: list[Parcel] = []
        for field in fields(self):
            group = getattr(self, field.name)
            members += [*group[0], *group[1]] if isinstance(group, tuple) else group
        return {parcel.parcel_id for parcel in members}


def choose(
    zones: Sequence[Zone],
    parcels: Sequence[Parcel],
    unmapped: Sequence[Parcel],
    totals: Mapping[str, Any],
    rng: Generator,
) -> Cohorts:
    """Choose the cohorts; *totals* are those of ``campaign.toml``."""
    of_phase = {phase: [zone for zone in zones if zone.phase == phase] for phase in {zone.phase for zone in zones}}
    quick = _quick(of_phase["clearing"], parcels, cents(totals["resupplied"]))
    idle_candidates = [parcel for zone in of_phase["clearing"] for parcel in _cleared(zone, parcels)]
    idle = _exactly(idle_candidates, cents(totals["demolished_not_resupplied"]))
    owners = [
        parcel
        for zone in (*of_phase["owner"], *of_phase["exit"])
        for parcel in _of_mode(zone, parcels)[: OWNERS if zone.phase == "owner" else LEAVERS]
    ]
    quiet = {zone.zone_id for zone in of_phase["registered"]}
    pool = [parcel for parcel in parcels if parcel.mode in {UPGRADE, "undecided"} and parcel.zone_id not in quiet]
    pool = [pool[place] for place in rng.permutation(len(pool))]
    first = _about([*unmapped[:UNMAPPED_2022], *pool], cents(totals["upgraded_2022"]))
    rest = [parcel for parcel in pool if parcel not in first]
    cleared_2023 = cents(totals["resupplied"]) + cents(totals["demolished_not_resupplied"])
    second = _exactly(
        [*unmapped[UNMAPPED_2022 : UNMAPPED_2022 + UNMAPPED_2023], *rest], cents(totals["remediated"]) - cleared_2023
    )
    return Cohorts(
        renewed=[parcel for zone in of_phase["renewed"] for parcel in _cleared(zone, parcels)],
        owners=owners,
        quick=quick,
        idle=idle,
        upgraded_2022=first,
        upgraded_2023=second,
    )


def cents(amount: float) -> int:
    """Return an amount in hundredths."""
    return round(amount * 100)


def area(parcels: Iterable[Parcel]) -> int:
    """Return the book area of parcels together, in hundredths of a 亩."""
    return sum(parcel.cents for parcel in parcels)


def _of_mode(zone: Zone, parcels: Iterable[Parcel]) -> list[Parcel]:
    return [parcel for parcel in parcels if parcel.zone_id == zone.zone_id and parcel.mode == zone.mode]


def _cleared(zone: Zone, parcels: Iterable[Parcel]) -> list[Parcel]:
    return [parcel for parcel in _of_mode(zone, parcels) if parcel.block < zone.cleared]


def _exactly(parcels: list[Parcel], total: int) -> list[Parcel]:
    return [parcels[place] for place in exact_sum([parcel.cents for parcel in parcels], total)]


def _about(parcels: list[Parcel], total: int) -> list[Parcel]:
    chosen: list[Parcel] = []
    for parcel in parcels:
        if area(chosen) >= total:
            break
        chosen.append(parcel)
    return chosen


def _quick(zones: list[Zone], parcels: Sequence[Parcel], total: int) -> tuple[list[Parcel], list[Parcel]]:
    """Return two runs of neighbouring lots, in zones of different units, that have the total area together."""
    runs = {
        zone.zone_id: _runs([lot for lot in _of_mode(zone, parcels) if lot.block >= zone.cleared]) for zone in zones
    }
    for one, other in combinations(zones, 2):
        if one.unit == other.unit:
            continue
        by_area = {area(run): run for run in runs[other.zone_id]}
        for run in runs[one.zone_id]:
            if total - area(run) in by_area:
                return run, by_area[total - area(run)]
    raise ValueError(f"no two runs of lots make {total}")


def _runs(lots: list[Parcel]) -> list[list[Parcel]]:
    """Return every one to three lots in a row of a block that lie side by side, the longer runs first."""
    rows: dict[tuple[int, int], list[Parcel]] = {}
    for lot in lots:
        rows.setdefault((lot.block, lot.row), []).append(lot)
    return [
        row[start : start + count]
        for row in rows.values()
        for count in (3, 2, 1)
        for start in range(len(row) - count + 1)
        if row[start + count - 1].place - row[start].place == count - 1
    ]
