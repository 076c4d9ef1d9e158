"""The facts of a day, indexed once: who a subject is, what happened to it when, and what is due."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from landuse.core.alerts.facts import Alert, AlertLevel, Facts
from landuse.core.workdays import add_months, add_workdays
from landuse.rules.alerts import AlertRule, AlertRules, Counted, ThresholdUnit
from landuse.units import rounded

Subject = tuple[str, str]
#: A level and the day it began.
Reached = tuple[AlertLevel, date]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a warning says about its subject: name, unit, who is named for it, its 亩."""

    name: str
    unit: str | None = None
    person: str | None = None
    area_mu: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is due of a subject."""

    subject: Subject
    kind: str
    due_on: date
    person: str | None
    cause: str | None


class Known:
    """The facts with their indices; everything that happened after ``as_of`` is left out of ``happened``."""

    def __init__(self, facts: Facts, rules: AlertRules) -> None:
        self.facts = facts
        self.rules = rules
        self.as_of = facts.as_of
        self._later: dict[str, frozenset[str]] = {}

    @cached_property
    def identities(self) -> Mapping[Subject, Identity]:
        """Every record by its kind and id."""
        facts = self.facts
        tables = (
            ("plot", "plot_id", facts.plots),
            ("parcel", "parcel_id", facts.parcels),
            ("zone", "zone_id", facts.zones),
            ("enterprise", "credit_code", facts.enterprises),
        )
        return {(kind, row[key]): _identity(row, row[key]) for kind, key, frame in tables for row in rows(frame)}

    @cached_property
    def happened(self) -> Mapping[Subject, Mapping[str, tuple[date, ...]]]:
        """The days of each subject's events up to the day, by kind, rising."""
        events = self.facts.events
        dated = events.loc[events["occurred_on"].notna()]
        dated = dated.loc[dated["occurred_on"] <= self.as_of]
        days: dict[Subject, dict[str, list[date]]] = {}
        columns = dated[["subject_kind", "subject_id", "kind", "occurred_on"]]
        for subject_kind, subject_id, kind, day in columns.itertuples(index=False, name=None):
            days.setdefault((str(subject_kind), subject_id), {}).setdefault(kind, []).append(day)
        return {who: {kind: tuple(sorted(found)) for kind, found in kinds.items()} for who, kinds in days.items()}

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """What is due, of every subject."""
        return tuple(
            Milestone(
                subject=(str(row["subject_kind"]), row["subject_id"]),
                kind=row["kind"],
                due_on=row["due_on"],
                person=text(row["owner"]),
                cause=text(row["delay_cause"]),
            )
            for row in rows(self.facts.milestones)
            if not missing(row["due_on"])
        )

    @cached_property
    def due(self) -> Mapping[tuple[Subject, str], Milestone]:
        """What is due, by subject and kind of event."""
        return {(one.subject, one.kind): one for one in self.milestones}

    def days(self, subject: Subject, kind: str) -> tuple[date, ...]:
        """Return the days on which *kind* happened to *subject*, rising."""
        return self.happened.get(subject, {}).get(kind, ())

    def first(self, subject: Subject, kind: str) -> date | None:
        """Return the first day on which *kind* happened to *subject*."""
        return next(iter(self.days(subject, kind)), None)

    def last(self, subject: Subject, kind: str) -> date | None:
        """Return the last day on which *kind* happened to *subject*."""
        return next(reversed(self.days(subject, kind)), None)

    def is_past(self, subject: Subject, kind: str) -> bool:
        """Whether *kind* happened to *subject*, or something that follows it: then it is not asked for again."""
        if kind not in self._later:
            self._later[kind] = self.rules.later(kind)
        return not self._later[kind].isdisjoint(self.happened.get(subject, {}))

    def reached(self, rule: AlertRule, start: date) -> Reached | None:
        """
        Return the level of a clock and the day it began; None before the first.

        *start* is the due day of a rule that counts what is left, the beginning of one that counts what is gone.
        """
        for level, threshold in ((AlertLevel.RED, rule.red), (AlertLevel.YELLOW, rule.yellow)):
            begins = None if threshold is None else self.begins(rule, start, int(threshold))
            if begins is not None and begins <= self.as_of:
                return level, begins
        return None

    def begins(self, rule: AlertRule, start: date, threshold: int) -> date:
        """Return the day on which a level with this threshold begins."""
        if rule.counted is Counted.LEFT:
            return start - timedelta(days=threshold)
        return _AFTER[rule.unit](self, start, threshold)

    def alert(
        self,
        rule: str,
        subject: Subject,
        *,
        reached: Reached,
        values: Mapping[str, object],
        due_on: date | None = None,
        part: str = "",
    ) -> Alert:
        """Return the warning of *rule* about a subject, with what the records say of it."""
        who = self.identities.get(subject) or Identity(name=subject[1])
        return Alert(
            rule=rule,
            severity=reached[0],
            subject_kind=subject[0],
            subject_id=subject[1],
            part=part,
            name=who.name,
            unit=who.unit,
            owner=str(self.rules[rule].owner),
            person=who.person,
            since=reached[1],
            due_on=due_on,
            amount_mu=who.area_mu,
            values=values,
            closes_by=self.rules[rule].closes_by,
        )


_AFTER: dict[ThresholdUnit, Callable[[Known, date, int], date]] = {
    ThresholdUnit.DAYS: lambda _, start, count: start + timedelta(days=count),
    ThresholdUnit.WORKDAYS: lambda known, start, count: add_workdays(start, count, known.facts.calendar),
    ThresholdUnit.MONTHS: lambda _, start, count: add_months(start, count),
}


def rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row of *frame* by column."""
    names = [str(name) for name in frame.columns]
    yield from (dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None))


def missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    return bool(pd.isna(value))


def text(value: object) -> str | None:
    """Return a cell's text; None where it is empty or blank."""
    return None if missing(value) else str(value).strip() or None


def amount(value: float | Decimal | None) -> Decimal | None:
    """Return an amount as it is printed, rounded to 0.01; None where a cell is empty."""
    return None if value is None or missing(value) else rounded(value)


def _identity(row: Mapping[str, Any], subject_id: str) -> Identity:
    return Identity(
        name=text(row["name"]) or subject_id,
        unit=text(row["unit"]),
        person=text(row.get("owner")),
        area_mu=amount(row.get("area_mu")),
    )
