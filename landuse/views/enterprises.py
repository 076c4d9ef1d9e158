"""数据得地: the register of firms and their funnel, from the survey to the award; restricted columns stay out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from landuse.core.statements import latest_statements
from landuse.core.workdays import add_workdays
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.supply import load_supply_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import printed_total
from landuse.views.plots import plots_on

#: Steps of the funnel in order, the ones the district reports first; a firm in one need not be in the one before.
FUNNEL = (
    "surveyed",
    "no_own_plant",
    "demand",
    "applied",
    "review_passed",
    "publicised",
    "matched",
    "in_plan",
    "approved",
    "listed",
    "awarded",
)
#: Steps that are counted in plots as well, and the stage of a plot that enters them.
_PLOT_STEPS = {"in_plan": "in_supply_plan", "approved": "approved", "listed": "listed", "awarded": "awarded"}
#: The decision of a review that stands is the latest of these.
REVIEWS = ("review_passed", "review_deferred", "review_rejected")
ACCEPTED = "accepted"
#: States of an intention that is over.
GONE = ("declined", "withdrawn")


@dataclass(frozen=True, slots=True, eq=False)
class FunnelRow:
    """
    One step of the funnel: which firms and, from the match on, which plots and how much of them (sum of printed 亩).

    ``members`` are ``credit_code``, ``name``, ``unit``, ``industry``; ``plots`` ``plot_id``, ``name``, ``stage``,
    ``area_mu`` and ``credit_code`` of the firm they are meant for.
    """

    step: str
    firms: int
    members: pd.DataFrame
    plots: pd.DataFrame
    amount_mu: Decimal | None


def register(store: Store, *, as_of: date) -> pd.DataFrame:
    """
    Return the firms without their restricted columns.

    Returns
    -------
    DataFrame
        ``credit_code``, ``name``, ``unit``, ``industry``, ``own_plant``, ``surveyed_demand``, ``demand_area_m2``,
        ``designated_size``, ``needed_by``, ``step`` (the furthest of :data:`FUNNEL` it has come to on the day) and
        ``plot_id`` of the plot it is meant for.
    """
    tables = store.tables()
    restricted = {column.name for column in TABLES[Layer.ENTERPRISES].columns if column.restricted}
    shown = [name for name in TABLES[Layer.ENTERPRISES].names if name not in {*restricted, "parcels", "note"}]
    firms = tables.enterprises[shown]
    reached = _reached(tables, as_of)
    furthest = {code: step for step in FUNNEL for code in reached[step]}
    meant = intended(tables, as_of).drop_duplicates("credit_code").set_index("credit_code")["plot_id"]
    return firms.assign(step=firms["credit_code"].map(furthest), plot_id=firms["credit_code"].map(meant))


def funnel(store: Store, *, as_of: date, known_at: datetime | None = None) -> tuple[FunnelRow, ...]:
    """Return the funnel of data-for-land on a day, step by step, every number with its members."""
    tables = store.tables(known_at=known_at)
    reached = _reached(tables, as_of)
    meant = intended(tables, as_of)
    stages = load_rules().plots["listing"]
    plots = plots_on(tables, as_of).merge(meant, on="plot_id")
    rank = plots["stage"].map({stage: place for place, stage in enumerate(stages)}).fillna(-1)
    rows = []
    for step in FUNNEL:
        own = plots.iloc[:0]
        if step in _PLOT_STEPS:
            own = plots.loc[rank >= stages.index(_PLOT_STEPS[step])]
        elif step == "matched":
            own = plots
        firms = tables.enterprises.loc[tables.enterprises["credit_code"].isin(reached[step])]
        counted_in_plots = step in {"matched", *_PLOT_STEPS}
        rows.append(
            FunnelRow(
                step=step,
                firms=len(firms),
                members=firms[["credit_code", "name", "unit", "industry"]].reset_index(drop=True),
                plots=own[["plot_id", "name", "stage", "area_mu", "credit_code"]].reset_index(drop=True),
                amount_mu=printed_total(own["area_mu"]) if counted_in_plots else None,
            )
        )
    return tuple(rows)


def firms_of(tables: Tables, step: str, as_of: date) -> frozenset[str]:
    """Return the credit codes of the firms that have come to a step of :data:`FUNNEL` by a day."""
    return frozenset(_reached(tables, as_of)[step])


@lru_cache(maxsize=8)
def intended(tables: Tables, as_of: date) -> pd.DataFrame:
    """
    Return which firm each plot is meant for (意向企业): ``plot_id``, ``credit_code``.

    An accepted intention says so; where there is none, the plot's own field does, by code or by name, unless that firm
    has turned the plot down. The winning bidder (竞得人) is another thing and does not enter here.
    """
    stated = latest_statements(tables.intentions, TABLES[Layer.INTENTIONS].series, as_of=as_of)
    accepted = stated.loc[stated["state"] == ACCEPTED, ["plot_id", "credit_code"]]
    codes = codes_by_name(tables)
    plots = tables.plots.loc[tables.plots["data_for_land"].fillna(value=False).astype(bool)]
    silent = plots.loc[~plots["plot_id"].isin(accepted["plot_id"]) & plots["intended_enterprise"].notna()]
    gone = stated.loc[stated["state"].isin(GONE), ["plot_id", "credit_code"]]
    over = set(gone.itertuples(index=False, name=None))
    firms = [codes.get(firm) for firm in silent["intended_enterprise"]]
    named = [row for row in zip(silent["plot_id"], firms, strict=True) if row[1] and row not in over]
    fields = pd.DataFrame(named, columns=["plot_id", "credit_code"], dtype=object)
    return pd.concat([accepted, fields], ignore_index=True)


def codes_by_name(tables: Tables) -> dict[str, str]:
    """Return the credit code of each firm by its code and by its name."""
    firms = tables.enterprises
    codes = {str(name): str(code) for code, name in zip(firms["credit_code"], firms["name"], strict=True)}
    return codes | {code: code for code in firms["credit_code"]}


def latest_reviews(tables: Tables, as_of: date) -> dict[str, str]:
    """Return the decision on each firm that stands on a day: the latest of :data:`REVIEWS`."""
    events = _of_firms(tables, as_of)
    decided = events.loc[events["kind"].isin(REVIEWS)].sort_values(["occurred_on", "recorded_at"], kind="stable")
    return dict(zip(decided["subject_id"], decided["kind"], strict=True))


def publicised(tables: Tables, as_of: date) -> set[str]:
    """Return the firms whose publicity (公示) is over on a day, without an objection that is not settled."""
    events = _of_firms(tables, as_of)
    calendar, length = load_calendar(), load_supply_rules().publicity.workdays
    begun = events.loc[events["kind"] == "publicity"].groupby("subject_id")["occurred_on"].max()
    over = {str(code) for code, day in begun.items() if add_workdays(day, length, calendar) <= as_of}
    raised = _last(events, "objection")
    settled = _last(events, "objection_settled")
    return {code for code in over if code not in raised or settled.get(code, date.min) >= raised[code]}


def _reached(tables: Tables, as_of: date) -> dict[str, set[str]]:
    """Return the firms of each step."""
    firms = tables.enterprises
    without = firms.loc[~firms["own_plant"].fillna(value=True).astype(bool)]
    asking = without.loc[without["surveyed_demand"].fillna(value=False).astype(bool)]
    events = _of_firms(tables, as_of)
    meant = intended(tables, as_of).merge(plots_on(tables, as_of)[["plot_id", "stage"]], on="plot_id")
    stages = load_rules().plots["listing"]
    rank = meant["stage"].map({stage: place for place, stage in enumerate(stages)}).fillna(-1)
    steps = {
        "surveyed": set(firms["credit_code"]),
        "no_own_plant": set(without["credit_code"]),
        "demand": set(asking["credit_code"]),
        "applied": set(events.loc[events["kind"].isin(("application", *REVIEWS)), "subject_id"]),
        "review_passed": {code for code, kind in latest_reviews(tables, as_of).items() if kind == REVIEWS[0]},
        "publicised": publicised(tables, as_of),
        "matched": set(meant["credit_code"]),
    }
    return steps | {
        step: set(meant.loc[rank >= stages.index(stage), "credit_code"]) for step, stage in _PLOT_STEPS.items()
    }


def _of_firms(tables: Tables, as_of: date) -> pd.DataFrame:
    events = tables.events.loc[tables.events["subject_kind"] == SubjectKind.ENTERPRISE]
    return events.loc[_until(events["occurred_on"], as_of)]


def _until(days: Iterable[date | None], as_of: date) -> list[bool]:
    return [isinstance(day, date) and day <= as_of for day in days]


def _last(events: pd.DataFrame, kind: str) -> dict[str, date]:
    return dict(events.loc[events["kind"] == kind].groupby("subject_id")["occurred_on"].max())
