"""What the office's tables say of records: their events by kind, agreed days, firms on the ground, names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.reports.issue import DocumentRequest
from landuse.reports.listing import unit_names
from landuse.store import Store, Tables
from landuse.units import rounded

#: How many firms a cell names before it counts the others.
_MOST_FIRMS = 3


@dataclass(frozen=True, slots=True)
class Happened:
    """The first event of a kind: its day, document number and proof."""

    on: date
    doc_no: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was known at one moment, by record: ``(subject kind, id)`` -> kind of event -> what happened or is due."""

    tables: Tables
    units: Mapping[str, str]
    firms: Mapping[str, str]
    _happened: Mapping[tuple[str, str], Mapping[str, Happened]]
    _due: Mapping[tuple[str, str], Mapping[str, date]]
    _holders: Mapping[str, tuple[str, ...]]

    def on(self, subject: str, key: str, kind: str) -> date | None:
        """Return the day an event of a kind first happened to a record."""
        found = self.event(subject, key, kind)
        return found.on if found else None

    def event(self, subject: str, key: str, kind: str) -> Happened | None:
        """Return the first event of a kind that happened to a record."""
        return self._happened.get((subject, key), {}).get(kind)

    def last_on(self, subject: str, keys: Iterable[str]) -> date | None:
        """Return the day of the last thing that first happened to any of some records."""
        days = [one.on for key in keys for one in self._happened.get((subject, key), {}).values()]
        return max(days, default=None)

    def due(self, subject: str, key: str, kind: str) -> date | None:
        """Return the day that something is agreed for."""
        return self._due.get((subject, key), {}).get(kind)

    def unit(self, code: object) -> str:
        """Return the name of a reporting unit."""
        return self.units.get(code, code) if isinstance(code, str) else ""

    def holders(self, parcels: Iterable[str]) -> tuple[str, ...]:
        """Return the credit codes of the firms on parcels, each once, in order of the parcels."""
        return tuple(dict.fromkeys(code for key in parcels for code in self._holders.get(key, ())))


def known(store: Store, request: DocumentRequest, known_at: datetime) -> Known:
    """Return what was known at a moment of what had happened by the request's day."""
    tables = store.tables(known_at=known_at)
    holders: dict[str, tuple[str, ...]] = {}
    for parcel, code in zip(tables.tenure["parcel_id"], tables.tenure["credit_code"], strict=True):
        holders[parcel] = (*holders.get(parcel, ()), code)
    return Known(
        tables=tables,
        units=unit_names(tables),
        firms=dict(zip(tables.enterprises["credit_code"], tables.enterprises["name"], strict=True)),
        _happened=_events(tables, request.as_of),
        _due=_milestones(tables),
        _holders=holders,
    )


def _events(tables: Tables, as_of: date) -> dict[tuple[str, str], dict[str, Happened]]:
    found: dict[tuple[str, str], dict[str, Happened]] = {}
    columns = ["subject_kind", "subject_id", "kind", "occurred_on", "doc_no", "evidence"]
    for subject, key, kind, day, doc_no, evidence in tables.events[columns].itertuples(index=False, name=None):
        if isinstance(day, date) and day <= as_of:
            own = found.setdefault((str(subject), key), {})
            if kind not in own or day < own[kind].on:
                own[kind] = Happened(day, words(doc_no), words(evidence))
    return found


def _milestones(tables: Tables) -> dict[tuple[str, str], dict[str, date]]:
    found: dict[tuple[str, str], dict[str, date]] = {}
    columns = ["subject_kind", "subject_id", "kind", "due_on"]
    for subject, key, kind, day in tables.milestones[columns].itertuples(index=False, name=None):
        if isinstance(day, date):
            found.setdefault((str(subject), key), {})[kind] = day
    return found


def words(value: object) -> str | None:
    """Return a text that says something, None for everything else."""
    return value.strip() or None if isinstance(value, str) else None


def amount(value: object, places: int = 2) -> Decimal | None:
    """Return a number as it is printed, None where none is known."""
    return None if value is None or pd.isna(value) else rounded(value, places)  # type: ignore[call-overload, arg-type]


def listed(found: Iterable[str], joint: str, others: str) -> str:
    """
    Return a few names and how many there are.

    Examples
    --------
    >>> listed(["a", "b"], "、", "等{count}家"), listed("abcd", "、", "等{count}家")
    ('a、b', 'a、b、c等4家')
    """
    names = list(found)
    said = joint.join(names[:_MOST_FIRMS])
    return said + others.format(count=len(names)) if len(names) > _MOST_FIRMS else said
