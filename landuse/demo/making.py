"""做地 of the plots of the year: how far the twelve items have come, who has them and what is in the way."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator

from landuse.demo.duties import making_days
from landuse.demo.formats import Row
from landuse.demo.supply import STAGES, Plot

#: Plots of this plan are reported on, from the beginning of land making to the listing.
YEAR, LAST_STAGE = 2023, "noticed"
#: Days before the last round on which done items were reported.
DONE_BEFORE = (21, 75)


def checklist_rows(
    plots: Mapping[str, Plot],
    made: Mapping[str, date],
    making: Mapping[str, Any],
    duties: Mapping[str, Any],
    rng: Generator,
) -> list[Row]:
    """
    Return the statements on the items, by day and plot; a later one on an item replaces the one before.

    *made* says on which day the land of a plot was made.
    """
    rows: list[Row] = []
    for plot_id, plot in plots.items():
        if plot.plan_year != YEAR or plot.stage not in STAGES[: STAGES.index(LAST_STAGE) + 1]:
            continue
        if plot_id in made:
            rows += _made(plot_id, plot, made[plot_id], making)
        else:
            rows += _being_made(plot_id, plot, making, making_days(plot_id, plot, duties), rng)
    return sorted(rows, key=lambda row: (str(row["stated_on"]), str(row["plot_id"])))


def _being_made(
    plot_id: str, plot: Plot, making: Mapping[str, Any], days: Mapping[str, date], rng: Generator
) -> Iterator[Row]:
    """Say of each item how far it is; those in hand were open in the round before."""
    needed = [item for item, of in making["items"].items() if plot.source in of["needed"]]
    progress, rounds = making["progress"][plot_id], making["rounds"]
    done, in_hand = progress["done"], progress["done"] + progress["in_hand"]
    last_day = days.get("site_preparation", date.max)
    for item in (item for item in making["items"] if item not in needed):
        yield _row(plot_id, item, "not_needed", making, rounds["before"])
    for item in needed[:done]:
        # What is cleared was cleared a few weeks ago at most: its items were reported in the last round.
        earlier = 0 if plot.is_cleared_land else int(rng.integers(*DONE_BEFORE))
        yield _row(plot_id, item, "done", making, max(rounds["last"] - timedelta(days=earlier), plot.on))
    for place, item in enumerate(needed[done:], start=done):
        state = "in_progress" if place < in_hand else "open"
        by = min(rounds["last"] + timedelta(days=rounds["due"][state]), last_day)
        if state == "in_progress":
            before = _row(plot_id, item, "open", making, rounds["before"])
            yield before | {"due_on": by.isoformat()}
        row = _row(plot_id, item, state, making, rounds["last"])
        yield row | {"reason": str(rng.choice(making["reasons"][item])), "due_on": by.isoformat()}


def _made(plot_id: str, plot: Plot, made: date, making: Mapping[str, Any]) -> Iterator[Row]:
    """Say that everything is settled; the papers for the listing are confirmed again in the last round."""
    rounds = making["rounds"]
    last = rounds["late"].get(plot_id, rounds["last"])
    for item, of in making["items"].items():
        state = "done" if plot.source in of["needed"] else "not_needed"
        yield _row(plot_id, item, state, making, min(made, last))
        if item == "listing_papers" and last > made:
            yield _row(plot_id, item, state, making, last)


def _row(plot_id: str, item: str, state: str, making: Mapping[str, Any], stated_on: date) -> Row:
    return {
        "plot_id": plot_id,
        "item": item,
        "state": state,
        "reason": None,
        "owner": making["items"][item]["owner"],
        "due_on": None,
        "stated_on": stated_on.isoformat(),
    }
