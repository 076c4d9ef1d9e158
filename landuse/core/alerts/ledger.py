"""W19 to W22: what the records themselves say against each other."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import pairwise
from typing import Any

import pandas as pd

from landuse.core.alerts.clocks import gone, red_day
from landuse.core.alerts.facts import Alert, AlertLevel
from landuse.core.alerts.known import Known, Subject, amount, missing, rows, text

#: The hour of the offices; an instant is a day only in some place.
BEIJING = timezone(timedelta(hours=8))


def area_difference(known: Known) -> Iterator[Alert]:
    """W19: geometry and book area further apart than the shares allow."""
    rule = known.rules["W19"]
    for row in rows(known.facts.differences):
        share = None if missing(row["share"]) else round(float(row["share"]), 9)
        if share is None or rule.yellow is None or rule.red is None or share <= rule.yellow:
            continue
        level = AlertLevel.RED if share > rule.red else AlertLevel.YELLOW
        since = known.as_of if missing(row["recorded_on"]) else min(row["recorded_on"], known.as_of)
        values = {"share": share, "book": amount(row["book_mu"]), "geometry": amount(row["geometry_mu"])}
        subject = (str(row["subject_kind"]), row["subject_id"])
        yield known.alert("W19", subject, reached=(level, since), values=values)


def no_update(known: Known) -> Iterator[Alert]:
    """W20: a running subject of which nothing was heard."""
    rule = known.rules["W20"]
    for row in rows(known.facts.updates):
        last = row["last_update"]
        reached = None if missing(last) else known.reached(rule, last)
        if reached:
            subject = (str(row["subject_kind"]), row["subject_id"])
            values = {"start": last, "gone": gone(known, rule, last)}
            yield known.alert("W20", subject, reached=reached, values=values, due_on=red_day(known, rule, last))


def other_winner(known: Known) -> Iterator[Alert]:
    """W21: the winner is not the firm the plot was meant for; names are compared without width and blanks."""
    for row in rows(known.facts.plots):
        subject = ("plot", row["plot_id"])
        intended, winner = text(row["intended_enterprise"]), text(row["winning_bidder"])
        if intended and winner and _plain(intended) != _plain(winner):
            since = known.last(subject, "award") or date(known.as_of.year, 1, 1)
            values = {"intended": intended, "winner": winner}
            yield known.alert("W21", subject, reached=(AlertLevel.INFO, since), values=values)


def order_broken(known: Known) -> Iterator[Alert]:
    """W22: a step dated before the one it follows, a day that had not come when it was entered, a total that fell."""
    for subject, kinds in known.happened.items():
        yield from _out_of_order(known, subject, {kind: days[0] for kind, days in kinds.items()})
    yield from _from_the_future(known)
    for row in rows(known.facts.totals):
        if row["present"] < row["former"]:
            yield _fallen(known, row)


FINDERS: dict[str, Callable[[Known], Iterator[Alert]]] = {
    "W19": area_difference,
    "W20": no_update,
    "W21": other_winner,
    "W22": order_broken,
}


def _out_of_order(known: Known, subject: Subject, firsts: Mapping[str, date]) -> Iterator[Alert]:
    """Warn of each step whose first day lies before that of the nearest step it follows; once a step."""
    told: set[str] = set()
    for way in known.rules.order.values():
        steps = [kind for kind in way if kind in firsts]
        for first, then in pairwise(steps):
            if firsts[then] < firsts[first] and then not in told:
                told.add(then)
                values = {"fault": "order", "first": first, "then": then, "start": firsts[first], "end": firsts[then]}
                reached = (AlertLevel.RED, firsts[first])
                yield known.alert("W22", subject, reached=reached, values=values, part=f"order:{then}")


def _from_the_future(known: Known) -> Iterator[Alert]:
    """Warn of events that were entered before the day they bear; one not stamped is held against today."""
    events = known.facts.events
    columns = ["event_id", "subject_kind", "subject_id", "kind", "occurred_on"]
    entered = pd.to_datetime(events["recorded_at"], utc=True).dt.tz_convert(BEIJING).dt.date
    dated = events[columns].assign(entered=entered.where(entered.notna(), known.as_of))
    dated = dated.loc[dated["occurred_on"].notna() & (dated["entered"] <= known.as_of)]
    for row in rows(dated.loc[dated["entered"] < dated["occurred_on"]]):
        values = {"fault": "future", "kind": row["kind"], "start": row["entered"], "end": row["occurred_on"]}
        subject, part = (str(row["subject_kind"]), row["subject_id"]), f"future:{row['event_id']}"
        yield known.alert("W22", subject, reached=(AlertLevel.RED, row["entered"]), values=values, part=part)


def _fallen(known: Known, row: Mapping[str, Any]) -> Alert:
    unit, known_on = text(row["unit"]), row["known_on"]
    part = ":".join(["fallen", *([unit] if unit else []), row["day"].isoformat()])
    values = {name: row[name] for name in ("former", "present", "measure")}
    values |= {"fault": "fallen", "start": known_on, "end": row["day"]}
    subject = ("indicator", row["indicator"])
    return replace(known.alert("W22", subject, reached=(AlertLevel.RED, known_on), values=values, part=part), unit=unit)


def _plain(name: str) -> str:
    """Return a name without what a typist may write either way: full-width signs, blanks, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
