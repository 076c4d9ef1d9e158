"""The events of the campaign as they are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from landuse.model import SubjectKind

#: The ledger of the demo begins here and ends at the day of the report.
FIRST_DAY = date(2022, 1, 4)
LAST_DAY = date(2023, 5, 31)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One event; ``cents`` is land in hundredths of a 亩, ``floor_m2`` floor area.

    ``doc_no`` and ``evidence`` where they are not the usual ones of the kind.
    """

    subject_kind: SubjectKind
    subject_id: str
    unit: str
    kind: str
    day: date
    cents: int | None = None
    floor_m2: int | None = None
    note: str | None = None
    doc_no: str | None = None
    evidence: str | None = None


@dataclass
class Journal:
    """Collects events; what happened before the ledger begins, or has not happened yet, is not in it."""

    entries: list[Entry] = field(default_factory=list)

    def write(self, entry: Entry) -> None:
        """Write an event down, if it falls within the ledger."""
        if FIRST_DAY <= entry.day <= LAST_DAY:
            self.entries.append(entry)

    def days(self, kind: str, of: SubjectKind) -> dict[str, date]:
        """Return the day on which a kind of event happened to each subject of a kind, by id."""
        return {
            entry.subject_id: entry.day for entry in self.entries if entry.kind == kind and entry.subject_kind is of
        }

    def rows(self, texts: Mapping[str, Any], kinds: list[str]) -> list[dict[str, object]]:
        """Return the events as rows by day, numbered in that order; *kinds* is the order of kinds within a day."""
        rank = {kind: place for place, kind in enumerate(kinds)}
        ordered = sorted(self.entries, key=lambda entry: (entry.day, rank[entry.kind], entry.subject_id))
        numbers: dict[int, int] = {}
        rows = []
        for entry in ordered:
            numbers[entry.day.year] = number = numbers.get(entry.day.year, 0) + 1
            rows.append(_row(entry, number, texts))
        return rows


def _row(entry: Entry, number: int, texts: Mapping[str, Any]) -> dict[str, object]:
    documents, evidence = texts["documents"], texts["evidence"]
    document = documents.get(entry.kind)
    return {
        "event_id": f"LS{entry.day.year}-{number:04d}",
        "subject_kind": str(entry.subject_kind),
        "subject_id": entry.subject_id,
        "kind": entry.kind,
        "occurred_on": entry.day.isoformat(),
        "land_area_mu": None if entry.cents is None else f"{entry.cents / 100:.2f}",
        "floor_area_m2": None if entry.floor_m2 is None else str(entry.floor_m2),
        "unit": entry.unit,
        "doc_no": entry.doc_no or (document.format(year=entry.day.year, number=number) if document else None),
        "evidence": entry.evidence or evidence.get(entry.kind),
        "note": entry.note,
    }
