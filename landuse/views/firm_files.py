"""Everything unrestricted about one firm of data-for-land, and who was meant for a plot against who won it."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from landuse.core.workdays import add_workdays
from landuse.errors import ArgumentsError
from landuse.model import SubjectKind
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.supply import load_supply_rules
from landuse.store import Store
from landuse.views.enterprises import REVIEWS, codes_by_name, intended, latest_reviews, register
from landuse.views.plots import plots_on
from landuse.views.scores import scheme_of, scores

EVENT_COLUMNS = ["event_id", "kind", "occurred_on", "until", "doc_no", "evidence", "note"]
BIDDER_COLUMNS = [
    "plot_id",
    "name",
    "unit",
    "stage",
    "area_mu",
    "intended_code",
    "intended_name",
    "winning_bidder",
    "agrees",
]


@dataclass(frozen=True, slots=True, eq=False)
class FirmScore:
    """A firm's place by the scheme in force: printed score and ranks (None: not scored), and of how many."""

    scheme_id: str
    title: str
    version: str
    score: Decimal | None
    district_rank: int | None
    unit_rank: int | None
    firms: int


@dataclass(frozen=True, slots=True, eq=False)
class FirmFile:
    """
    One firm on a day.

    ``record`` is its row of ``views.enterprises.register``; ``events`` (:data:`EVENT_COLUMNS`, by day; ``until`` is the
    last day of publicity) are its steps, ``review`` the decision that stands (or None); ``plot`` the row of
    ``views.plots.plots_on`` of the plot it is meant for (or None); ``score`` is None for a firm that asks for no land.
    """

    record: dict[Hashable, Any]
    events: pd.DataFrame
    review: str | None
    plot: dict[Hashable, Any] | None
    score: FirmScore | None


def firm_file(store: Store, credit_code: str, *, as_of: date) -> FirmFile:
    """
    Return the file of a firm, without restricted columns.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` if there is no such firm.
    """
    tables = store.tables()
    firms = register(store, as_of=as_of)
    own = firms.loc[firms["credit_code"] == credit_code]
    if own.empty:
        raise ArgumentsError("unknown_record", layer="enterprises", key=credit_code)
    (record,) = own.astype(object).where(own.notna(), None).to_dict("records")
    events = tables.events.loc[
        (tables.events["subject_kind"] == SubjectKind.ENTERPRISE) & (tables.events["subject_id"] == credit_code)
    ]
    events = events.loc[[isinstance(day, date) and day <= as_of for day in events["occurred_on"]]]
    length, calendar = load_supply_rules().publicity.workdays, load_calendar()
    until = [
        add_workdays(day, length, calendar) if kind == "publicity" else None
        for kind, day in zip(events["kind"], events["occurred_on"], strict=True)
    ]
    steps = events.assign(until=pd.Series(until, index=events.index, dtype=object)).sort_values(
        ["occurred_on", "recorded_at"], kind="stable"
    )
    plots = plots_on(tables, as_of)
    plot = plots.loc[plots["plot_id"] == record["plot_id"]].to_dict("records")
    return FirmFile(
        record=record,
        events=steps[EVENT_COLUMNS].astype(object).where(steps[EVENT_COLUMNS].notna(), None).reset_index(drop=True),
        review=latest_reviews(tables, as_of).get(credit_code),
        plot=plot[0] if plot else None,
        score=_score(store, credit_code, as_of),
    )


def bidders(store: Store, *, as_of: date) -> pd.DataFrame:
    """
    Return each plot of data-for-land with whom it is meant for (意向企业) and who won it (竞得人).

    Returns
    -------
    DataFrame
        :data:`BIDDER_COLUMNS`, those that differ first, then by plot; ``winning_bidder`` None before the award;
        ``agrees`` None as long as one of the two is not known.
    """
    tables = store.tables()
    stages = load_rules().plots["listing"]
    plots = plots_on(tables, as_of)
    meant = intended(tables, as_of).drop_duplicates("plot_id").set_index("plot_id")["credit_code"].to_dict()
    names = dict(zip(tables.enterprises["credit_code"], tables.enterprises["name"], strict=True))
    codes = codes_by_name(tables)
    own = plots.loc[plots["plot_id"].isin(list(meant)) | plots["data_for_land"].fillna(value=False).astype(bool)]
    rows = []
    for row in own.to_dict("records"):
        code = meant.get(row["plot_id"])
        is_sold = row["stage"] not in stages or stages.index(row["stage"]) >= stages.index("awarded")
        winner = row["winning_bidder"] if is_sold and isinstance(row["winning_bidder"], str) else None
        agrees = None if code is None or winner is None else codes.get(winner, winner) == code
        kept = {name: row[name] for name in BIDDER_COLUMNS[:5]}
        shown = {"intended_code": code, "intended_name": names.get(str(code)), "winning_bidder": winner}
        rows.append(kept | shown | {"agrees": agrees})
    rows.sort(key=lambda row: (row["agrees"] is not False, row["plot_id"]))
    return pd.DataFrame(rows, columns=BIDDER_COLUMNS, dtype=object)


def next_step(file: FirmFile) -> str:
    """Return what a firm comes to next: application, review, publicity, objection_settled or intention."""
    kinds = file.events["kind"].tolist()
    if not {"application", *REVIEWS} & set(kinds):
        return "application"
    if file.review != REVIEWS[0]:
        return "review"
    if "publicity" not in kinds:
        return "publicity"
    return "objection_settled" if kinds.count("objection") > kinds.count("objection_settled") else "intention"


def _score(store: Store, credit_code: str, as_of: date) -> FirmScore | None:
    scheme = scheme_of(store, None, None, as_of=as_of)
    ranking = scores(store, scheme, as_of=as_of).ranking
    found = ranking.loc[ranking["credit_code"] == credit_code].to_dict("records")
    if not found:
        return None
    row = found[0]
    return FirmScore(
        scheme_id=scheme.scheme_id,
        title=scheme.title,
        version=scheme.version,
        score=row["score"],
        district_rank=row["district_rank"],
        unit_rank=row["unit_rank"],
        firms=len(ranking),
    )
