"""Warnings and what was decided about them (督办): who has them, what is closed and why, what moved since last time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from landuse.core.alerts.facts import Alert, AlertLevel
from landuse.core.alerts.known import missing, rows, text


class SupervisionState(StrEnum):
    """Where a warning stands; ``open`` is one nobody has dealt with."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervised:
    """
    A warning with its latest supervision.

    ``owner``, ``due_on`` and ``reason`` are those of the entry of ``stated_on`` (None without one). ``overdue``: the
    supervision's due day has passed. ``risen_after_closing``: it was closed, and its present level began after that;
    it stands open again, and the entry says why it had been closed.
    """

    alert: Alert
    state: SupervisionState = SupervisionState.OPEN
    owner: str | None = None
    due_on: date | None = None
    reason: str | None = None
    stated_on: date | None = None
    overdue: bool = False
    risen_after_closing: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state is not SupervisionState.CLOSED

    @property
    def standing(self) -> tuple[object, ...]:
        """What has to stay the same for a warning to be stuck: its level and all that was decided about it."""
        return (self.alert.severity, self.state, self.owner, self.due_on, self.reason, self.stated_on)


def supervised(alerts: Sequence[Alert], supervision: pd.DataFrame, *, as_of: date) -> tuple[Supervised, ...]:
    """
    Return each warning with what was last decided about it by the day.

    Parameters
    ----------
    alerts : sequence of Alert
        The warnings of the day.
    supervision : DataFrame
        The series ``supervision``: ``alert_key``, ``state``, ``owner``, ``due_on``, ``reason``, ``stated_on``, in the
        order it was recorded; of entries of one day the last stands. Entries without a day do not count.
    as_of : date
        Entries stated later do not count.

    Returns
    -------
    tuple of Supervised, in the order of *alerts*
        A closed warning that still fires stays closed unless it has been reopened or its present level began after
        the day it was closed.
    """
    latest = _latest(supervision, as_of)
    return tuple(_joined(alert, latest.get(alert.key), as_of) for alert in alerts)


def _latest(supervision: pd.DataFrame, as_of: date) -> Mapping[str, Mapping[str, object]]:
    stated = supervision.loc[supervision["stated_on"].notna()]
    stated = stated.loc[stated["stated_on"] <= as_of].sort_values("stated_on", kind="stable")
    return {row["alert_key"]: row for row in rows(stated)}


def _joined(alert: Alert, entry: Mapping[str, object] | None, as_of: date) -> Supervised:
    if entry is None:
        return Supervised(alert=alert)
    state, stated_on, due_on = SupervisionState(str(entry["state"])), entry["stated_on"], entry["due_on"]
    assert isinstance(stated_on, date)
    due = due_on if isinstance(due_on, date) and not missing(due_on) else None
    risen = state is SupervisionState.CLOSED and alert.since > stated_on
    state = SupervisionState.OPEN if risen else state
    return Supervised(
        alert=alert,
        state=state,
        owner=text(entry["owner"]),
        due_on=due,
        reason=text(entry["reason"]),
        stated_on=stated_on,
        overdue=due is not None and due < as_of and state is not SupervisionState.CLOSED,
        risen_after_closing=risen,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A warning whose level moved: what it is now, and what it was."""

    alert: Alert
    was: AlertLevel


@dataclass(frozen=True, slots=True)
class Changes:
    """What moved between two meetings; ``same`` stands unmoved, and every warning is in exactly one part."""

    new: tuple[Alert, ...]
    risen: tuple[Change, ...]
    fallen: tuple[Change, ...]
    gone: tuple[Alert, ...]
    same: tuple[Alert, ...]


def changes(before: Sequence[Alert], now: Sequence[Alert]) -> Changes:
    """
    Compare the warnings of the last meeting with those of today, by their keys.

    Parameters
    ----------
    before, now : sequence of Alert
        :func:`landuse.core.alerts.alerts` of the two days.

    Returns
    -------
    Changes
        Each part in the order it came in: ``gone`` in that of *before*, the others in that of *now*.
    """
    was = {alert.key: alert.severity for alert in before}
    present = {alert.key for alert in now}
    moved = [Change(alert, was[alert.key]) for alert in now if alert.key in was]
    return Changes(
        new=tuple(alert for alert in now if alert.key not in was),
        risen=tuple(one for one in moved if one.alert.severity.rank > one.was.rank),
        fallen=tuple(one for one in moved if one.alert.severity.rank < one.was.rank),
        gone=tuple(alert for alert in before if alert.key not in present),
        same=tuple(one.alert for one in moved if one.alert.severity is one.was),
    )


@dataclass(frozen=True, slots=True)
class Stuck:
    """An open warning that has not moved for so many rounds."""

    item: Supervised
    rounds: int


def stuck(rounds: Sequence[Sequence[Supervised]], *, least: int = 2) -> tuple[Stuck, ...]:
    """
    Return the open warnings that no meeting has moved.

    Parameters
    ----------
    rounds : sequence of sequences of Supervised
        The lists of the fortnightly meetings (双周协调), oldest first; the last is today's.
    least : int
        Rounds that must have gone by without a change of level or of what was decided.

    Returns
    -------
    tuple of Stuck
        In the order of today's list; ``rounds`` counts the earlier meetings in a row with the very same standing.
    """
    if not rounds:
        return ()
    earlier = [{item.alert.key: item.standing for item in held} for held in reversed(rounds[:-1])]
    found = []
    for item in rounds[-1]:
        unmoved = 0
        while unmoved < len(earlier) and earlier[unmoved].get(item.alert.key) == item.standing:
            unmoved += 1
        if item.is_open and unmoved >= least:
            found.append(Stuck(item, unmoved))
    return tuple(found)
