"""The demo district, made from one seed: the same ground, books and events every time."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
from numpy.random import Generator

from landuse.demo.clearing import ClearedPlot, clear
from landuse.demo.cohorts import Cohorts, choose
from landuse.demo.duties import write_further_events
from landuse.demo.faults import plant
from landuse.demo.firms import Firm, make_firms, with_rebuilding
from landuse.demo.journal import Entry, Journal
from landuse.demo.parcels import UPGRADE, Parcel, Zone, make_parcels, make_zones
from landuse.demo.preparation import write_parcel_steps, write_upgrades, write_zone_steps
from landuse.demo.reviews import write_reviews
from landuse.demo.starts import with_floor_areas, write_starts_of_owners, write_starts_on_plots
from landuse.demo.supply import Plot, earlier_plots, free_plots, write_way
from landuse.demo.terrain import Terrain, make_terrain
from landuse.model import SubjectKind

#: Every part of the district draws from its own stream, so that a change in one leaves the others as they are.
SEED = 2023
STREAMS = (
    *("terrain", "zones", "parcels", "unmapped", "cohorts", "supply", "clearing", "steps", "starts", "firms"),
    *("making", "standards", "figures", "tenure"),
)
UNMAPPED = 25
REPORT_YEAR, LAST_YEAR = 2023, 2022


@dataclass(frozen=True, slots=True)
class District:
    """
    Everything the files are written from; ``plots`` by id.

    ``texts``, ``campaign``, ``duties``, ``making`` and ``reviews`` are the tables beside this module; ``rebuilt`` are
    the parcels on which their owners built again and produce.
    """

    texts: Mapping[str, Any]
    campaign: Mapping[str, Any]
    duties: Mapping[str, Any]
    making: Mapping[str, Any]
    reviews: Mapping[str, Any]
    terrain: Terrain
    zones: list[Zone]
    parcels: list[Parcel]
    unmapped: list[Parcel]
    plots: dict[str, Plot]
    firms: list[Firm]
    rebuilt: tuple[Parcel, ...]
    journal: Journal


def stream(name: str) -> Generator:
    """Return one of :data:`STREAMS` from its beginning."""
    return np.random.default_rng([SEED, STREAMS.index(name) + 1])


def read_table(name: str) -> dict[str, Any]:
    """Return one of the tables beside this module."""
    return tomllib.loads((resources.files("landuse.demo") / f"{name}.toml").read_text(encoding="utf-8"))


def make_district() -> District:
    """Make the demo district."""
    layout, names, campaign, supply = (read_table(name) for name in ("layout", "names", "campaign", "supply"))
    duties, reviews = read_table("duties"), read_table("reviews")
    streams = {name: stream(name) for name in STREAMS}
    terrain = make_terrain(layout, streams["terrain"])
    zones = make_zones(layout, terrain, names, streams["zones"])
    sound = make_parcels(layout, zones, terrain, names, streams["parcels"])
    planted = plant(sound, [zone.zone_id for zone in zones if zone.phase == "registered"], names["faults"])
    unmapped = _unmapped(len(planted.parcels), zones, names, streams["unmapped"])
    cohorts = choose(zones, sound, unmapped, campaign, streams["cohorts"])
    journal = Journal()
    cleared, owned = clear(cohorts, campaign, names, journal, streams["clearing"])
    free = free_plots(supply, [each.plot for each in cleared], terrain, names, streams["supply"])
    earlier = earlier_plots(supply, terrain, names, streams["supply"])
    plots, handovers = _write_plots(cleared, free, earlier, journal)
    write_starts_on_plots(handovers, journal, streams["starts"])
    write_starts_of_owners(cohorts, owned, journal, streams["starts"])
    write_further_events(plots, duties, names["notes"], journal)
    _write_upgrades(cohorts, names, campaign, journal, streams["steps"])
    write_zone_steps(zones, campaign["phases"], journal)
    others = [parcel for parcel in (*sound, *unmapped) if parcel.parcel_id not in cohorts.ids()]
    write_parcel_steps(zones, others, campaign["phases"], journal, streams["steps"])
    _write_uncounted(planted.parcels, planted.broken, names, journal)
    areas = {parcel.parcel_id: parcel.cents for parcel in sound} | {name: plot.cents for name, plot in plots.items()}
    floors = {REPORT_YEAR: campaign["construction_start_m2"]}
    journal.entries = with_floor_areas(journal.entries, areas, floors, streams["starts"])
    demands = [plot.cents for plot in sorted(_for_firms(free), key=lambda plot: plot.firm or 0)]
    standing = [parcel for parcel in sound if parcel.parcel_id not in cohorts.ids()]
    producing = journal.days("production_start", SubjectKind.PARCEL)
    rebuilt = tuple(parcel for parcel in sound if parcel.parcel_id in producing)
    firms = with_rebuilding(make_firms(standing, demands, names, streams["firms"]), rebuilt)
    write_reviews(firms, reviews, journal)
    return District(
        texts=names,
        campaign=campaign,
        duties=duties,
        making=read_table("making"),
        reviews=reviews,
        terrain=terrain,
        zones=zones,
        parcels=planted.parcels,
        unmapped=unmapped,
        plots=plots,
        firms=firms,
        rebuilt=rebuilt,
        journal=journal,
    )


def _unmapped(count: int, zones: Sequence[Zone], names: Mapping[str, Any], rng: Generator) -> list[Parcel]:
    """Return parcels that are in the books and on no map yet."""
    industrial = [zone for zone in zones if zone.phase != "registered"]
    parcels = []
    for number in range(1, UNMAPPED + 1):
        zone = industrial[int(rng.integers(len(industrial)))]
        unit = names["units"][zone.unit]["aliases"].split(";")[0]
        amount = int(rng.integers(120, 900))
        parcels.append(
            Parcel(
                parcel_id=f"LC-{count + number:04d}",
                name=names["parcels"]["unmapped"].format(unit=unit, number=number),
                unit=zone.unit,
                zone_id=zone.zone_id if number % 2 else None,
                neighbourhood=unit,
                block=0,
                row=0,
                place=number,
                mode=UPGRADE,
                low_efficiency=str(rng.choice(names["low_efficiency"]["types"], p=names["low_efficiency"]["shares"])),
                cents=amount,
                floor_m2=round(amount * 6.67 * float(rng.uniform(0.5, 1.3)) / 10) * 10,
                shape=None,
            )
        )
    return parcels


def _write_plots(
    cleared: Sequence[ClearedPlot], free: Sequence[Plot], earlier: Sequence[Plot], journal: Journal
) -> tuple[dict[str, Plot], dict[str, tuple[str, date]]]:
    """Give the plots numbers by year and write their ways down; return them, and where and when building may begin."""
    plots: dict[str, Plot] = {}
    handovers: dict[str, tuple[str, date]] = {}
    made = {id(each.plot): each for each in cleared}
    ordered = sorted([*(each.plot for each in cleared), *free], key=lambda plot: plot.plan_year)
    for plot in (*ordered, *earlier):
        number = 1 + sum(other.plan_year == plot.plan_year for other in plots.values())
        plot_id = f"GD{plot.plan_year}-{number:03d}"
        plots[plot_id] = plot
        on_cleared = made.get(id(plot))
        if on_cleared is None:
            write_way(plot, plot_id, journal)
            continue
        write_way(plot, plot_id, journal, begun=on_cleared.begun, is_made=on_cleared.is_made)
        if plot.plan_year == LAST_YEAR:
            handovers[plot_id] = (plot.unit, plot.on)
        elif plot.stage == "resupplied" and plot.on.day < 15:
            handovers[plot_id] = (plot.unit, date(2023, 4, 3))
    return plots, handovers


def _write_upgrades(
    cohorts: Cohorts, names: Mapping[str, Any], campaign: Mapping[str, Any], journal: Journal, rng: Generator
) -> None:
    note = names["notes"]["upgraded"]
    for year, chosen in ((LAST_YEAR, cohorts.upgraded_2022), (REPORT_YEAR, cohorts.upgraded_2023)):
        shuffled = [chosen[place] for place in rng.permutation(len(chosen))]
        write_upgrades(shuffled, campaign["months"][f"upgraded_{year}"], year, note, journal, rng)


def _write_uncounted(
    parcels: Sequence[Parcel], broken: Sequence[str], names: Mapping[str, Any], journal: Journal
) -> None:
    """Write remediation down for parcels whose shape is no shape: it stands in the row of what is not counted."""
    days = (date(2023, 4, 12), date(2023, 5, 16))
    by_id = {parcel.parcel_id: parcel for parcel in parcels}
    for parcel_id, day in zip(broken, days, strict=True):
        parcel = by_id[parcel_id]
        note = names["notes"]["upgraded"]
        journal.write(
            Entry(SubjectKind.PARCEL, parcel_id, parcel.unit, "remediation", day, cents=parcel.cents, note=note)
        )


def _for_firms(plots: Sequence[Plot]) -> list[Plot]:
    return [plot for plot in plots if plot.firm is not None]
