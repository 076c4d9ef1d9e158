"""
A reported figure (通报数) against the ledger's (台账数): the difference, explained parcel by parcel, to the last cent.

What cannot be explained is a part of its own; the parts always add up to the difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from landuse.core.ledger import NOTHING, total
from landuse.model import subject_key
from landuse.units import rounded


class Cause(StrEnum):
    """Why a reported figure and the ledger's differ."""

    LATE = "late"
    VOIDED = "voided"
    CORRECTED = "corrected"
    RECOUNTED = "recounted"
    EDITED = "edited"
    OTHER_RULE = "other_rule"
    ROUNDING = "rounding"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Part:
    """
    One part of a difference (ledger less reported): ``subject`` is a ``model.subject_key``, None where it is of none.

    ``events`` are those it stands on, ``rule`` the other rule of counting that explains it.
    """

    cause: Cause
    amount: Decimal
    subject: str | None = None
    events: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """
    A figure as it was reported, in the measure of its indicator.

    ``places`` are the decimals it was printed with there (negative: whole tens and so on); ``unedited`` is what the
    ledger gave where it was edited before issue.
    """

    amount: Decimal
    places: int = 2
    unedited: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``difference`` is ``ledger`` less ``reported``; ``then`` is what the ledger gave when it was reported."""

    reported: Decimal
    then: Decimal
    ledger: Decimal
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Decimal:
        """What the ledger gives now less what was reported; the parts add up to it."""
        return self.ledger - self.reported

    @property
    def unexplained(self) -> Decimal:
        """What no cause was found for."""
        return sum((part.amount for part in self.parts if part.cause is Cause.UNEXPLAINED), NOTHING)


def reconciled(
    reported: Reported,
    then: pd.DataFrame,
    now: pd.DataFrame,
    *,
    exact: Decimal | None = None,
    others: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> Reconciliation:
    """
    Explain the difference between a reported figure and the ledger's.

    Parameters
    ----------
    reported : Reported
    then, now : DataFrame
        Contributions (``schema.CONTRIBUTION_COLUMNS``) of the figure's indicator, unit and period: as known when it was
        reported, and as known now.
    exact : Decimal, optional
        The sum of *then* before its parts were rounded.
    others : mapping, optional
        By name of another rule, the amounts that it counts then, by subject. The one that leaves nothing (or only
        rounding) unexplained is taken; where none does, none is.

    Returns
    -------
    Reconciliation
        First what changed since, subject by subject; then what of the report itself differed from the ledger.
    """
    before = total(then)
    parts = list(_changes(then, now))
    left = before - reported.amount
    if reported.unedited is not None and reported.unedited != reported.amount:
        parts.append(Part(Cause.EDITED, reported.unedited - reported.amount))
        left -= reported.unedited - reported.amount
    sums = {before, before if exact is None else exact}
    if left and _is_rounding(reported, sums, left, before):
        parts.append(Part(Cause.ROUNDING, left))
    elif left:
        parts += _by_other_rule(reported, _by_subject(then), left, others or {})
    return Reconciliation(reported.amount, before, total(now), tuple(parts))


def _changes(then: pd.DataFrame, now: pd.DataFrame) -> Iterable[Part]:
    """Yield what changed of each subject since: recorded late, voided, both, or counted otherwise."""
    amounts_then, amounts_now = _by_subject(then), _by_subject(now)
    events_then, events_now = _events(then), _events(now)
    for subject in {**amounts_then, **amounts_now}:
        changed = amounts_now.get(subject, NOTHING) - amounts_then.get(subject, NOTHING)
        if not changed:
            continue
        old, new = events_then.get(subject, ()), events_now.get(subject, ())
        gone = tuple(name for name in old if name not in new)
        came = tuple(name for name in new if name not in old)
        if gone and came:
            cause = Cause.CORRECTED
        elif gone or came:
            cause = Cause.VOIDED if gone else Cause.LATE
        else:
            cause = Cause.RECOUNTED
        yield Part(cause, changed, subject, (*gone, *came) or new)


def _is_rounding(reported: Reported, sums: Iterable[Decimal], left: Decimal, before: Decimal) -> bool:
    """Tell whether a report is what the ledger gave, rounded to its places."""
    shown = before - left
    return any(_to_places(amount, reported.places) == shown for amount in sums)


def _to_places(amount: Decimal, places: int) -> Decimal:
    if places >= 0:
        return rounded(amount, places)
    step = Decimal(10) ** -places
    return rounded(amount / step, 0) * step


def _by_other_rule(
    reported: Reported, then: Mapping[str, Decimal], left: Decimal, others: Mapping[str, Mapping[str, Decimal]]
) -> list[Part]:
    """Return the parts by which another rule explains what is left, or all of it as unexplained."""
    before = sum(then.values(), NOTHING)
    shown = before - left
    for rule, amounts in others.items():
        remainder = sum(amounts.values(), NOTHING) - shown
        if not remainder or _to_places(sum(amounts.values(), NOTHING), reported.places) == shown:
            found = [
                Part(Cause.OTHER_RULE, then.get(name, NOTHING) - amounts.get(name, NOTHING), name, rule=rule)
                for name in {**then, **amounts}
                if then.get(name, NOTHING) != amounts.get(name, NOTHING)
            ]
            return found + ([Part(Cause.ROUNDING, remainder)] if remainder else [])
    return [Part(Cause.UNEXPLAINED, left)]


def _by_subject(rows: pd.DataFrame) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for kind, name, counted in rows[["subject_kind", "subject_id", "counted"]].itertuples(index=False, name=None):
        key = subject_key(kind, name)
        found[key] = found.get(key, NOTHING) + counted
    return found


def _events(rows: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, name, event in rows[["subject_kind", "subject_id", "event_id"]].itertuples(index=False, name=None):
        key = subject_key(kind, name)
        found[key] = (*found.get(key, ()), event)
    return found
