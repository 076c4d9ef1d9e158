"""The two clocks that most rules share: so long since something happened, and so long until something is due."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from landuse.core.alerts.facts import Alert
from landuse.core.alerts.known import Known, Subject
from landuse.core.workdays import workdays_between
from landuse.rules.alerts import AlertRule, ThresholdUnit


def waiting(known: Known, rule: str, subject: Subject, *, after: str) -> Iterator[Alert]:
    """
    Warn of a *subject* to which *after* happened so long ago, and not yet what closes the rule.

    Where *after* happened more than once (a listing that found no buyer and came again), the last time counts.
    """
    of_rule = known.rules[rule]
    start = known.last(subject, after)
    if start is None or of_rule.closes_by is None or known.is_past(subject, of_rule.closes_by):
        return
    reached = known.reached(of_rule, start)
    if reached:
        values = {"start": start, "gone": gone(known, of_rule, start)}
        yield known.alert(rule, subject, reached=reached, values=values, due_on=red_day(known, of_rule, start))


def approaching(
    known: Known, rule: str, subject: Subject, *, kind: str | None = None, part: str = "", **values: object
) -> Iterator[Alert]:
    """Warn of a *subject* whose milestone (of the rule, or *kind*) is near or past and not done."""
    of_rule = known.rules[rule]
    kind = kind or of_rule.milestone or ""
    due = known.due.get((subject, kind))
    if due is None or known.is_past(subject, kind):
        return
    reached = known.reached(of_rule, due.due_on)
    if reached:
        shown = {"kind": kind, "cause": due.cause, **values}
        found = known.alert(rule, subject, reached=reached, values=shown, due_on=due.due_on, part=part)
        yield replace(found, person=due.person or found.person)


def red_day(known: Known, rule: AlertRule, start: date) -> date | None:
    """Return the day on which a clock that began on *start* turns red."""
    return None if rule.red is None else known.begins(rule, start, int(rule.red))


def gone(known: Known, rule: AlertRule, start: date) -> int:
    """Return how much of a clock is gone, in the unit of its rule (whole months)."""
    if rule.unit is ThresholdUnit.WORKDAYS:
        return workdays_between(start, known.as_of, known.facts.calendar)
    if rule.unit is ThresholdUnit.MONTHS:
        return months_gone(known, rule, start)
    return (known.as_of - start).days


def months_gone(known: Known, rule: AlertRule, start: date) -> int:
    """Return the whole months since *start*, a month's last day standing in for a day it does not have."""
    months = (known.as_of.year - start.year) * 12 + known.as_of.month - start.month
    return months if known.begins(rule, start, months) <= known.as_of else months - 1
