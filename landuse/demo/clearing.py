"""Cleared parcels: how they came to be cleared, what was counted of them, and the plots that lie on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy.random import Generator

from landuse.demo.cohorts import Cohorts
from landuse.demo.journal import Entry, Journal
from landuse.demo.parcels import Parcel
from landuse.demo.supply import Plot, Reached, cleared_plot
from landuse.demo.workdays import after, spread
from landuse.model import SubjectKind

#: Days between clearing and the contract of 2022's plots, and from the contract to handover.
RESUPPLIED_AFTER, HANDOVER = 200, 20
#: The two plots of 2023 that were cleared and supplied within five months: days of clearing and of the contract.
QUICK = ((date(2023, 1, 9), date(2023, 5, 12)), (date(2023, 1, 12), date(2023, 5, 19)))
#: Stages of a plot on cleared land at which land making is not done.
LAND_BEING_MADE = frozenset({"site_preparing", "in_supply_plan"})
#: The zone (by its place in the layout) whose lots were supplied again one by one, by agreement, without a plot.
BY_AGREEMENT = "Z2-09"


@dataclass(frozen=True, slots=True)
class ClearedPlot:
    """A plot on cleared land with the days its land making began and whether it is done."""

    plot: Plot
    begun: date
    is_made: bool


def write_cleared(parcel: Parcel, day: date, journal: Journal, rng: Generator, note: str) -> None:
    """Write down the way of a parcel to its clearing; the clearing is its remediation as well (nested reading)."""
    vacated = after(day, -float(rng.integers(8, 25)))
    signed = after(vacated, -float(rng.integers(20, 60)))
    launched = after(signed, -float(rng.integers(25, 80)))
    scheme = after(launched, -float(rng.integers(15, 40)))
    for kind, when in (("scheme_approval", scheme), ("launch", launched), ("signing", signed), ("vacating", vacated)):
        if kind != "signing" or parcel.mode != "owner_led":
            journal.write(Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, kind, when))
    for kind in ("demolition", "remediation"):
        journal.write(
            Entry(SubjectKind.PARCEL, parcel.parcel_id, parcel.unit, kind, day, cents=parcel.cents, note=note)
        )


def clear(
    cohorts: Cohorts, campaign: Mapping[str, Any], names: Mapping[str, Any], journal: Journal, rng: Generator
) -> tuple[list[ClearedPlot], dict[str, date]]:
    """
    Clear the cohorts that are cleared.

    Returns
    -------
    (list of ClearedPlot, dict)
        The plots on them, and the day each parcel of the owners was cleared.
    """
    note, shares = names["notes"]["together"], campaign["months"]
    plots = [*_renewed(cohorts.renewed, shares["cleared_2022"], names, journal, rng)]
    owner_days = spread([lot.cents for lot in cohorts.owners], shares["owner_2022"], 2022, rng)
    owned = {lot.parcel_id: day for lot, day in zip(cohorts.owners, owner_days, strict=True)}
    for lot in cohorts.owners:
        write_cleared(lot, owned[lot.parcel_id], journal, rng, note)
    for lots, (cleared, contract), letter in zip(cohorts.quick, QUICK, "AB", strict=True):
        for lot in lots:
            write_cleared(lot, cleared, journal, rng, note)
        plot = cleared_plot(lots, f"{letter}-01", Reached(2023, "resupplied", contract), names["plots"])
        plots.append(ClearedPlot(plot, after(cleared, 5), is_made=True))
    plots += _idle(cohorts.idle, campaign, names, journal, rng)
    return plots, owned


def _renewed(
    lots: list[Parcel], shares: list[float], names: Mapping[str, Any], journal: Journal, rng: Generator
) -> list[ClearedPlot]:
    """Clear last year's lots row by row and supply each row again as one plot (or its lots by agreement)."""
    plots = []
    rows = _rows(lots)
    numbers: dict[str, int] = {}
    days = spread([sum(lot.cents for lot in row) for row in rows], shares, 2022, rng)
    for row, day in zip(rows, days, strict=True):
        for lot in row:
            write_cleared(lot, day, journal, rng, names["notes"]["together"])
        contract = after(day, RESUPPLIED_AFTER)
        zone_id = str(row[0].zone_id)
        if zone_id == BY_AGREEMENT:
            _supply_by_agreement(row, day, contract, names["notes"]["agreement"], journal)
            continue
        numbers[zone_id] = number = numbers.get(zone_id, 0) + 1
        reached = Reached(2022, "handed_over", after(contract, HANDOVER))
        plot = cleared_plot(row, f"A-{number:02d}", reached, names["plots"])
        plots.append(ClearedPlot(plot, after(day, 7), is_made=True))
    return plots


def _supply_by_agreement(row: list[Parcel], cleared: date, contract: date, note: str, journal: Journal) -> None:
    steps = (
        ("site_preparation_start", after(cleared, 10), None),
        ("site_preparation", after(cleared, 70), None),
        ("supply_plan", after(cleared, 90), None),
        ("resupply", contract, note),
    )
    for lot in row:
        for kind, day, text in steps:
            amount = lot.cents if kind == "resupply" else None
            journal.write(Entry(SubjectKind.PARCEL, lot.parcel_id, lot.unit, kind, day, cents=amount, note=text))


def _idle(
    lots: list[Parcel], campaign: Mapping[str, Any], names: Mapping[str, Any], journal: Journal, rng: Generator
) -> list[ClearedPlot]:
    """Clear this year's lots that nobody has supplied again; some have a plot on its way, some have none."""
    order = [way["zone"] for way in campaign["clearing"]]
    ordered = sorted(lots, key=lambda lot: (order.index(lot.zone_id), lot.block, lot.row, lot.place))
    days = spread([lot.cents for lot in ordered], campaign["months"]["idle_2023"], 2023, rng)
    cleared = {lot.parcel_id: day for lot, day in zip(ordered, days, strict=True)}
    for lot in ordered:
        write_cleared(lot, cleared[lot.parcel_id], journal, rng, names["notes"]["together"])
    plots = []
    for way in campaign["clearing"]:
        rows = _rows([lot for lot in ordered if lot.zone_id == way["zone"]])
        for number, (row, at) in enumerate(zip(rows, way["plots"], strict=False), start=1):
            is_made = at["stage"] not in LAND_BEING_MADE
            reached = Reached(2023, at["stage"], at["on"], None if is_made else names["plots"]["deadline"])
            plot = cleared_plot(row, f"{way['letter']}-{number:02d}", reached, names["plots"])
            begun = after(max(cleared[lot.parcel_id] for lot in row), 6)
            plots.append(ClearedPlot(plot, begun, is_made=is_made))
    return plots


def _rows(lots: Sequence[Parcel]) -> list[list[Parcel]]:
    """Return the lots by zone, block and row."""
    rows: dict[tuple[str | None, int, int], list[Parcel]] = {}
    for lot in lots:
        rows.setdefault((lot.zone_id, lot.block, lot.row), []).append(lot)
    return list(rows.values())
