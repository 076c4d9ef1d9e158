"""The supply plots: where they lie, what they are for, and their way through the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator

from landuse.demo.cohorts import area, cents
from landuse.demo.firms import Firm
from landuse.demo.journal import Entry, Journal
from landuse.demo.parcels import ROADSIDE, Parcel
from landuse.demo.sketch import MILLIMETRE, Frame, beside
from landuse.demo.terrain import Terrain
from landuse.demo.workdays import workday
from landuse.model import SubjectKind
from landuse.units import m2_from_mu

#: The way of a plot: the stage, the event that enters it, and the days since the event before.
WAY = (
    ("site_preparing", "site_preparation_start", 0),
    ("site_prepared", "site_preparation", 70),
    ("in_supply_plan", "supply_plan", 30),
    ("approved", "approval_meeting", 35),
    ("noticed", "notice", 10),
    ("listed", "listing", 28),
    ("awarded", "award", 18),
    ("contracted", "grant_contract", 7),
    ("resupplied", "resupply", 0),
    ("handed_over", "handover", 20),
    ("permitted", "permit", 20),
    ("construction_started", "construction_start", 25),
    ("completed", "completion", 330),
    ("in_production", "production_start", 80),
    ("capacity_accepted", "capacity_acceptance", 200),
)
STAGES = tuple(stage for stage, _, _ in WAY)
#: Stages of plots that have passed the meeting and are not listed.
PAST_MEETING = ("approved", "noticed")
#: The plan of a year is published by the end of March.
PLAN_MONTH, PLAN_DAY = 3, 29
#: Days that land making takes on cleared ground.
LAND_MAKING = 45
#: Letters of the plots of each year, and the share of free plots on new land (the others are on stock land).
LETTERS, NEW_LAND = {2019: "X", 2020: "Y", 2021: "A", 2022: "B", 2023: "C"}, 0.55
#: Depth of a plot and the gap to its neighbour, in metres.
DEPTH, GAP = 110.0, 14.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A supply plot; ``stage`` is the furthest it has come, ``on`` the day it got there."""

    name: str
    plan_year: int
    unit: str
    zone_id: str | None
    use: str
    source: str
    cents: int
    shape: shapely.Geometry
    stage: str
    on: date
    parcels: tuple[str, ...] = ()
    firm: int | None = None
    method: str = "listing"
    note: str | None = None

    def has_reached(self, stage: str) -> bool:
        """Whether the plot has come as far as a stage."""
        return self.stage in STAGES and STAGES.index(self.stage) >= STAGES.index(stage)

    @property
    def is_cleared_land(self) -> bool:
        """Whether the plot lies on cleared parcels, so that its contract is a re-supply."""
        return bool(self.parcels)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a plot of a year's plan has come, and when."""

    year: int
    stage: str
    on: date
    note: str | None = None


def free_plots(
    supply: Mapping[str, Any], approved: Sequence[Plot], terrain: Terrain, names: Mapping[str, Any], rng: Generator
) -> list[Plot]:
    """
    Lay out the plots on new and stock land.

    *approved* are plots on cleared land that have passed the meeting; with them the one plot whose area is left open
    makes the total of all that passed and are not listed.
    """
    closing = cents(supply["approved_total"]) - area_past_meeting(approved) - _declared(supply)
    return [plot for site in supply["sites"] for plot in _site_plots(site, closing, terrain, names, rng)]


def earlier_plots(supply: Mapping[str, Any], terrain: Terrain, names: Mapping[str, Any], rng: Generator) -> list[Plot]:
    """Lay out the plots of earlier plans."""
    return [plot for site in supply["earlier"] for plot in _site_plots(site, 0, terrain, names, rng)]


def contract_day(plot: Plot) -> date | None:
    """Return the day of a plot's contract; None where there is none yet."""
    return days_of_way(plot).get("contracted") if plot.stage in STAGES else None


def days_of_way(plot: Plot) -> dict[str, date]:
    """Return the day a plot entered each stage up to its own, back from the day it got there by the usual intervals."""
    day = plot.on
    days: dict[str, date] = {}
    for place in range(STAGES.index(plot.stage), -1, -1):
        stage, _, interval = WAY[place]
        days[stage] = day
        day -= timedelta(days=interval)
    return days


def area_past_meeting(plots: Sequence[Plot]) -> int:
    """Return the area of plots that have passed the meeting and are not listed."""
    return sum(plot.cents for plot in plots if plot.stage in PAST_MEETING)


def _declared(supply: Mapping[str, Any]) -> int:
    rows = [row for site in supply["sites"] for row in site["plots"] if row["stage"] in PAST_MEETING]
    return sum(cents(row["mu"]) for row in rows if "mu" in row)


def _site_plots(
    site: Mapping[str, Any], closing: int, terrain: Terrain, names: Mapping[str, Any], rng: Generator
) -> list[Plot]:
    """Return the plots of a site, side by side; the one without an area takes the *closing* one."""
    texts = names["plots"]
    amounts = [cents(row["mu"]) if "mu" in row else closing for row in site["plots"]]
    sides = [m2_from_mu(amount / 100) / DEPTH for amount in amounts]
    starts = np.cumsum([0.0, *(side + GAP for side in sides[:-1])])
    width = sum(sides) + GAP * (len(sides) - 1)
    frame = beside(terrain.roads[site["road"]].line, at=site["at"], side=site["side"], width=width, gap=ROADSIDE)
    plots = []
    for number, row in enumerate(site["plots"]):
        label = f"{LETTERS[row['year']]}-{number + 1:02d}"
        plots.append(
            Plot(
                name=texts["name"].format(place=names["places"][site["name"]], label=label),
                plan_year=row["year"],
                unit=site["unit"],
                zone_id=None,
                use=texts[row.get("use", "industry")],
                source=texts["new_land"] if rng.random() < NEW_LAND else texts["stock_land"],
                cents=amounts[number],
                shape=_shape(frame, float(starts[number]), sides[number], rng),
                stage=row["stage"],
                on=row["on"],
                firm=row.get("firm"),
                method=row.get("method", "listing"),
                note=texts["head_office"] if row.get("head_office") else None,
            )
        )
    return plots


def _shape(frame: Frame, start: float, side: float, rng: Generator) -> shapely.Polygon:
    """Return a plot of exactly side x DEPTH: slanted, its back a little broken."""
    lean, dent = rng.uniform(-6.0, 6.0), rng.uniform(-5.0, 5.0)
    drawn = np.array(
        [
            [start, 0.0],
            [start + side, 0.0],
            [start + side + lean, DEPTH - dent],
            [start + side * 0.5 + lean, DEPTH + dent],
            [start + lean, DEPTH - dent],
        ]
    )
    surplus = shapely.Polygon(drawn).area - side * DEPTH
    drawn[2:, 1] -= surplus / side
    return shapely.normalize(shapely.Polygon(np.round(frame.place(drawn), MILLIMETRE)))


def cleared_plot(parcels: Sequence[Parcel], label: str, reached: Reached, texts: Mapping[str, Any]) -> Plot:
    """Return the plot that is made of cleared parcels: their ground together, their book area together."""
    first = parcels[0]
    return Plot(
        name=texts["name"].format(place=first.neighbourhood, label=label),
        plan_year=reached.year,
        unit=first.unit,
        zone_id=first.zone_id,
        use=texts["industry"],
        source=texts["cleared_land"],
        cents=area(parcels),
        shape=shapely.normalize(shapely.unary_union([parcel.shape for parcel in parcels])),
        stage=reached.stage,
        on=reached.on,
        parcels=tuple(parcel.parcel_id for parcel in parcels),
        note=reached.note,
    )


def write_way(plot: Plot, plot_id: str, journal: Journal, *, begun: date | None = None, is_made: bool = True) -> None:
    """
    Write down how a plot came to its stage: back from the day it got there, by the usual intervals.

    *begun* is the day land making began where it had to wait for the clearing; *is_made* whether it is done.
    """
    if plot.stage not in STAGES:
        return
    days = days_of_way(plot)
    if "in_supply_plan" in days:
        days["in_supply_plan"] = min(days["in_supply_plan"], date(plot.plan_year, PLAN_MONTH, PLAN_DAY))
    if begun is not None:
        days["site_preparing"], days["site_prepared"] = begun, begun + timedelta(days=LAND_MAKING)
    if not is_made:
        days.pop("site_prepared", None)
    if not plot.is_cleared_land:
        days.pop("resupplied", None)
    for stage, kind, _ in WAY:
        if stage in days:
            amount = plot.cents if kind == "resupply" else None
            journal.write(Entry(SubjectKind.PLOT, plot_id, plot.unit, kind, workday(days[stage]), cents=amount))


def bidders(plots: Mapping[str, Plot], firms: Sequence[Firm]) -> dict[str, tuple[str | None, str | None]]:
    """
    Return whom each plot is meant for and who won it (names); now and then they are not the same.

    Plots of data-for-land are meant for firms without a plant, the others are won by firms that have one.
    """
    owners = [firm.name for firm in firms if firm.owns_plant]
    found: dict[str, tuple[str | None, str | None]] = {}
    for place, (plot_id, plot) in enumerate(plots.items()):
        if plot.firm is not None:
            found[plot_id] = (firms[plot.firm].name, None)
        elif plot.has_reached("awarded"):
            found[plot_id] = (owners[place], owners[place + 1] if place % 11 == 3 else owners[place])
        else:
            found[plot_id] = (None, None)
    return found
