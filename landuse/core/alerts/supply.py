"""W03 to W08: agreed due days, and the way of a plot from the plan to the handover."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from landuse.core.alerts.clocks import approaching, waiting
from landuse.core.alerts.facts import Alert, AlertLevel
from landuse.core.alerts.known import Known, Subject, missing, rows
from landuse.core.workdays import add_months

QUARTERS = 4


def milestone_due(known: Known) -> Iterator[Alert]:
    """W03: an agreed due day that no other rule watches; one warning a subject and kind."""
    for one in known.milestones:
        if one.kind not in known.rules.watched:
            yield from approaching(known, "W03", one.subject, kind=one.kind, part=one.kind)


def plan_not_approved(known: Known) -> Iterator[Alert]:
    """W04: a plot of a year's plan whose quarter has begun (ended) and that has not passed the meeting."""
    for row in rows(known.facts.plots):
        subject = ("plot", row["plot_id"])
        if missing(row["plan_year"]) or known.is_past(subject, "approval_meeting"):
            continue
        # A plot without a quarter can wait for the last one.
        quarter = QUARTERS if missing(row["planned_quarter"]) else int(row["planned_quarter"])
        first = date(int(row["plan_year"]), quarter * 3 - 2, 1)
        after = add_months(first, 3)
        if known.as_of >= first:
            reached = (AlertLevel.RED, after) if known.as_of >= after else (AlertLevel.YELLOW, first)
            values = {"year": first.year, "quarter": quarter}
            yield known.alert("W04", subject, reached=reached, values=values, due_on=after - timedelta(days=1))


def approved_not_noticed(known: Known) -> Iterator[Alert]:
    """W05: past the meeting, and no notice; a plot that was sold anyway is not asked for one."""
    for row in rows(known.facts.plots):
        if row["needs_notice"]:
            yield from waiting(known, "W05", ("plot", row["plot_id"]), after="approval_meeting")


def short_notice(known: Known) -> Iterator[Alert]:
    """W06: fewer days than the law asks for between notice and listing, or listing and award."""
    rule = known.rules["W06"]
    for row in rows(known.facts.plots):
        subject = ("plot", row["plot_id"])
        for first, then, least in (("notice", "listing", rule.red), ("listing", "award", rule.listing_days)):
            for start, end in _spans(known, subject, first, then):
                days = (end - start).days
                if least is not None and days < least:
                    values = {
                        "first": first,
                        "then": then,
                        "start": start,
                        "end": end,
                        "days": days,
                        "least": int(least),
                    }
                    reached, part = (AlertLevel.RED, end), f"{then}:{end.isoformat()}"
                    yield known.alert("W06", subject, reached=reached, values=values, part=part)


def award_without_contract(known: Known) -> Iterator[Alert]:
    """W07: awarded, and no contract within the working days."""
    for row in rows(known.facts.plots):
        yield from waiting(known, "W07", ("plot", row["plot_id"]), after="award")


def not_handed_over(known: Known) -> Iterator[Alert]:
    """W08: a contract whose agreed handover day is near or past."""
    for row in rows(known.facts.plots):
        subject = ("plot", row["plot_id"])
        contract = known.last(subject, "grant_contract")
        if contract is not None:
            yield from approaching(known, "W08", subject, contract=contract)


FINDERS: dict[str, Callable[[Known], Iterator[Alert]]] = {
    "W03": milestone_due,
    "W04": plan_not_approved,
    "W05": approved_not_noticed,
    "W06": short_notice,
    "W07": award_without_contract,
    "W08": not_handed_over,
}


def _spans(known: Known, subject: Subject, first: str, then: str) -> Iterator[tuple[date, date]]:
    """Yield each day of *then* with the last day of *first* up to it: a plot may be offered more than once."""
    starts = known.days(subject, first)
    for end in known.days(subject, then):
        before = [start for start in starts if start <= end]
        if before:
            yield before[-1], end
