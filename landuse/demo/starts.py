"""Where building begins, and how much of it: floor areas that make the year's total."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from numpy.random import Generator

from landuse.demo.cohorts import Cohorts
from landuse.demo.exact import shared_out
from landuse.demo.journal import Entry, Journal
from landuse.demo.workdays import after
from landuse.model import SubjectKind
from landuse.units import m2_from_mu

#: Days from a handover to the start of building and from the permit to the start; from the start of owners who build
#: again to completion, and from there to production (their machines only move back in).
STARTED, PERMITTED, COMPLETED, PRODUCING = 45, 10, 330, 20
#: Floor areas are permitted in tens of square metres; where a year has no total of its own, by this floor area ratio.
STEP, USUAL_RATIO = 10, 2.1


def write_starts_on_plots(plots: Mapping[str, tuple[str, date]], journal: Journal, rng: Generator) -> None:
    """Start building on every other plot of last year's cleared land: *plots* gives unit and day of handover by id."""
    for place, (plot_id, (unit, handover)) in enumerate(plots.items()):
        if place % 2 == 0:
            start = after(handover, STARTED + float(rng.integers(0, 40)))
            for kind, day in (("permit", after(start, -PERMITTED)), ("construction_start", start)):
                journal.write(Entry(SubjectKind.PLOT, plot_id, unit, kind, day))


def write_starts_of_owners(cohorts: Cohorts, cleared: Mapping[str, date], journal: Journal, rng: Generator) -> None:
    """Let owners build again on what they cleared: two of three the same year, the others this spring."""
    owners = [lot for lot in cohorts.owners if lot.mode == "owner_led"]
    for place, lot in enumerate(owners):
        start = after(cleared[lot.parcel_id], float(rng.integers(45, 75)))
        if place % 3 == 2:
            start = after(date(2023, 2, 8), float(rng.integers(0, 100)))
        done = after(start, COMPLETED)
        steps = (("construction_start", start), ("completion", done), ("production_start", after(done, PRODUCING)))
        for kind, day in steps:
            journal.write(Entry(SubjectKind.PARCEL, lot.parcel_id, lot.unit, kind, day))


def with_floor_areas(
    entries: Sequence[Entry], areas: Mapping[str, int], totals: Mapping[int, int], rng: Generator
) -> list[Entry]:
    """
    Return the events with floor areas for the starts, so that each year's add up to its total.

    *areas* are the book areas of the subjects in hundredths of a 亩; a year without a total takes the usual ratio.
    """
    starts = [place for place, entry in enumerate(entries) if entry.kind == "construction_start"]
    ratios = dict(zip(starts, rng.uniform(0.85, 1.2, len(starts)), strict=True))
    measured = list(entries)
    for year in sorted({entries[place].day.year for place in starts}):
        places = [place for place in starts if entries[place].day.year == year]
        ground = [m2_from_mu(areas[entries[place].subject_id] / 100) for place in places]
        total = totals.get(year, round(sum(ground) * USUAL_RATIO / STEP) * STEP)
        weights = [area * float(ratios[place]) for area, place in zip(ground, places, strict=True)]
        for place, floor in zip(places, shared_out(weights, total, STEP), strict=True):
            measured[place] = replace(entries[place], floor_m2=floor)
    return measured


def floor_area_ratio(entries: Sequence[Entry], plot_id: str, plot_cents: int) -> float | None:
    """Return the ratio that a plot was started with; None if it has not been."""
    floors = [entry.floor_m2 for entry in entries if entry.subject_id == plot_id and entry.floor_m2 is not None]
    return round(floors[0] / m2_from_mu(plot_cents / 100), 2) if floors else None
