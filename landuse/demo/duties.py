"""What is due of plots, zones and parcels, and what was decided about warnings."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from landuse.demo.formats import Row
from landuse.demo.journal import Entry, Journal
from landuse.demo.supply import PAST_MEETING, Plot, contract_day
from landuse.demo.workdays import after
from landuse.model import SubjectKind

#: Who answers for a kind of due day (roles of ``names.toml``); the unit for all others.
OFFICES = {
    "handover": "land",
    "award": "land",
    "listing": "land",
    "construction_start": "economy",
    "completion": "economy",
    "production_start": "economy",
    "capacity_acceptance": "economy",
}
#: Month and day on which the quarters end.
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 29))


def write_further_events(
    plots: Mapping[str, Plot], duties: Mapping[str, Any], notes: Mapping[str, str], journal: Journal
) -> None:
    """Write down the events of plots that are off the usual way."""
    for row in duties["events"]:
        unit, note = plots[row["plot"]].unit, notes.get(row.get("note", ""))
        journal.write(Entry(SubjectKind.PLOT, row["plot"], unit, row["kind"], row["on"], note=note))


def quarter_of(plot_id: str, duties: Mapping[str, Any]) -> int | None:
    """Return the quarter a plot is planned for; None where nobody has said."""
    return next((int(quarter) for quarter, plots in duties["quarters"].items() if plot_id in plots), None)


def role(kind: str, unit: str, names: Mapping[str, Any]) -> str:
    """Return the role that answers for a kind of due day in a *unit*."""
    return str(names["roles"][OFFICES.get(kind, "unit")].format(unit=names["units"][unit]["name"]))


def milestone_rows(
    plots: Mapping[str, Plot],
    rebuilt: Mapping[str, str],
    zone_units: Mapping[str, str],
    duties: Mapping[str, Any],
    names: Mapping[str, Any],
) -> list[Row]:
    """
    Return what is due, row by row; a later row of the same subject and kind is a revision.

    *rebuilt* are the parcels on which owners produce again, with their units; *zone_units* the units of zones.
    """
    sources = names["milestones"]
    rows = []
    for plot_id, kind, due in _of_plots(plots, duties):
        source = sources["contract" if kind in duties["contract"] else "plan"]
        rows.append(_row("plot", plot_id, kind, due, role(kind, plots[plot_id].unit, names), source))
    for plot_id, due in duties["countdown"]["plot"].items():
        owner = role("capacity_acceptance", plots[plot_id].unit, names)
        rows.append(_row("plot", plot_id, "capacity_acceptance", due, owner, sources["countdown"]))
    for parcel_id, unit in rebuilt.items():
        owner = role("capacity_acceptance", unit, names)
        due = duties["countdown"]["owners"]
        rows.append(_row("parcel", parcel_id, "capacity_acceptance", due, owner, sources["countdown"]))
    for zone_id, due in duties["signing"].items():
        rows.append(_row("zone", zone_id, "signing", due, role("signing", zone_units[zone_id], names), sources["plan"]))
    for moved in duties["moved"]:
        owner = role(moved["kind"], plots[moved["plot"]].unit, names)
        row = _row("plot", moved["plot"], moved["kind"], moved["due_on"], owner, sources["moved"])
        rows.append(row | {"delay_cause": moved["cause"], "note": moved["note"]})
    return rows


def supervision_rows(duties: Mapping[str, Any], units: Mapping[str, str], names: Mapping[str, Any]) -> list[Row]:
    """Return what was decided about warnings, by day; *units* are those of plots and zones by id."""
    rows: list[Row] = []
    heard = duties["heard"]
    of_zones = [heard | {"alert_key": f"W20:zone:{name}", "state": "acknowledged"} for name in heard["zones"]]
    for entry in sorted([*of_zones, *duties["supervision"]], key=lambda entry: entry["stated_on"]):
        unit = names["units"][units[entry["alert_key"].split(":")[2]]]["name"]
        due = entry.get("due_on")
        rows.append(
            {
                "alert_key": entry["alert_key"],
                "state": entry["state"],
                "owner": names["roles"][entry["owner"]].format(unit=unit),
                "due_on": None if due is None else due.isoformat(),
                "reason": entry.get("reason"),
                "stated_on": entry["stated_on"].isoformat(),
            }
        )
    return rows


def _of_plots(plots: Mapping[str, Plot], duties: Mapping[str, Any]) -> Iterator[tuple[str, str, date]]:
    agreed = {row["plot"]: row["days"] for row in duties["agreed"]}
    for plot_id, plot in sorted(plots.items()):
        signed = contract_day(plot)
        if signed is not None:
            usual = {kind: after(signed, days) for kind, days in duties["contract"].items()}
            if plot_id in duties["countdown"]["plot"]:
                del usual["capacity_acceptance"]
            yield from ((plot_id, kind, day) for kind, day in (usual | agreed.get(plot_id, {})).items())
            continue
        quarter = quarter_of(plot_id, duties)
        if plot.stage in PAST_MEETING and quarter is not None:
            yield plot_id, "listing", date(plot.plan_year, *QUARTER_ENDS[quarter - 1])
        yield from ((plot_id, kind, day) for kind, day in making_days(plot_id, plot, duties).items())


def making_days(plot_id: str, plot: Plot, duties: Mapping[str, Any]) -> dict[str, date]:
    """Return by when the land of a plot is to be made and, for the key plots, sold; empty where nothing is fixed."""
    key = duties["key"]
    if plot.zone_id in key["zones"]:
        return {kind: key[kind] for kind in ("site_preparation", "award")}
    return {"site_preparation": duties["making"][plot_id]} if plot_id in duties["making"] else {}


def _row(subject_kind: str, subject_id: str, kind: str, due_on: date, owner: str, source: str) -> Row:
    return {
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "kind": kind,
        "due_on": due_on.isoformat(),
        "owner": owner,
        "delay_cause": None,
        "source": source,
        "note": None,
    }
