"""The first steps of zones and parcels, and the remediation of those that stay where they stand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from numpy.random import Generator

from landuse.demo.journal import Entry, Journal
from landuse.demo.parcels import Parcel, Zone
from landuse.demo.workdays import after, spread
from landuse.model import SubjectKind

#: The first steps, and how many days each takes at least and at most.
STEPS = (("scheme_approval", 0, 1), ("launch", 25, 60), ("signing", 50, 140), ("vacating", 30, 75))
#: A parcel is one step behind its zone, level with it or one ahead, with these shares.
BEHIND, AHEAD = 0.24, 0.06
#: Share of parcels outside the zones whose scheme has been approved, and of last year's that are closed out.
OUTSIDE, CLOSED = 0.35, 0.55


def write_zone_steps(zones: Sequence[Zone], phases: Mapping[str, Any], journal: Journal) -> None:
    """Write down how far the zones have come, by the phase they are in."""
    for zone in zones:
        phase = phases[zone.phase]
        day = phase.get("begun")
        for kind, least, _ in STEPS[: min(phase["reach"], 2)]:
            day = after(day, least)
            journal.write(Entry(SubjectKind.ZONE, zone.zone_id, zone.unit, kind, day))


def write_parcel_steps(
    zones: Sequence[Zone], parcels: Sequence[Parcel], phases: Mapping[str, Any], journal: Journal, rng: Generator
) -> None:
    """Write down how far the parcels have come that nothing has been counted of; not all of them keep up."""
    phase_of = {zone.zone_id: phases[zone.phase] for zone in zones}
    for parcel in parcels:
        if parcel.zone_id is None:
            begun, reach = date(2022, 9, 6), 1 + int(rng.random() < 0.4) if rng.random() < OUTSIDE else 0
        else:
            phase = phase_of[parcel.zone_id]
            begun, reach = phase.get("begun"), phase["reach"]
            lag = float(rng.random())
            reach = max(reach - 1, 0) if lag < BEHIND else min(reach + int(lag > 1 - AHEAD), len(STEPS)) if reach else 0
        if parcel.mode == "comprehensive_upgrade":
            reach = min(reach, 2)
        _write_steps(parcel, begun, reach, journal, rng)


def _write_steps(parcel: Parcel, begun: date | None, reach: int, journal: Journal, rng: Generator) -> None:
    day = begun
    for kind, least, most in STEPS[:reach]:
        assert day is not None
        day = after(day, float(rng.integers(least, most)))
        if kind != "signing" or parcel.mode != "owner_led":
            journal.write(Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, kind, day))


def write_upgrades(
    parcels: Sequence[Parcel], shares: Sequence[float], year: int, note: str, journal: Journal, rng: Generator
) -> None:
    """Remediate parcels where they stand, and close out some of them later."""
    days = spread([parcel.cents for parcel in parcels], shares, year, rng)
    for parcel, day in zip(parcels, days, strict=True):
        launched = after(day, -float(rng.integers(60, 150)))
        steps = (("scheme_approval", after(launched, -float(rng.integers(15, 40)))), ("launch", launched))
        for kind, when in steps:
            journal.write(Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, kind, when))
        journal.write(
            Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, "remediation", day, cents=parcel.cents, note=note)
        )
        if rng.random() < CLOSED:
            closed = after(day, float(rng.integers(45, 150)))
            journal.write(Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, "close_out", closed))
