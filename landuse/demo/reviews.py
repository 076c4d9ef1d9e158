"""数据得地: the firms' way through review and publicity, and which plots they were offered."""

from collections.abc import Mapping, Sequence
from typing import Any

from landuse.demo.firms import Firm
from landuse.demo.formats import Row
from landuse.demo.journal import Entry, Journal
from landuse.model import SubjectKind

DECISIONS = ("passed", "deferred", "rejected")


def write_reviews(firms: Sequence[Firm], reviews: Mapping[str, Any], journal: Journal) -> None:
    """Write down applications, reviews with the minutes they stand in, publicity, recusals and objections."""

    def write(place: int, kind: str, **known: Any) -> None:
        firm = firms[place]
        journal.write(Entry(SubjectKind.ENTERPRISE, firm.credit_code, firm.unit, kind, **known))

    for meeting in reviews["meetings"]:
        for decision in DECISIONS:
            kind = f"review_{decision}"
            for place in meeting.get(decision, []):
                write(place, "application", day=meeting["applied"])
                write(place, kind, day=meeting["on"], doc_no=meeting["minutes"], note=reviews["reasons"][kind])
                if decision == "passed":
                    write(place, "publicity", day=meeting["publicity"])
    for row in reviews["waiting"]:
        write(row["firm"], "application", day=row["on"])
    for row in reviews["steps"]:
        write(row["firm"], row["kind"], day=row["on"], evidence=row.get("evidence"), note=row["note"])


def intention_rows(firms: Sequence[Firm], reviews: Mapping[str, Any]) -> list[Row]:
    """Return which firm was offered which plot and what it said, by day; the last statement stands."""
    return [
        {
            "credit_code": firms[row["firm"]].credit_code,
            "plot_id": row["plot"],
            "state": row["state"],
            "reason": row.get("reason"),
            "doc_no": row.get("doc_no"),
            "stated_on": row["on"].isoformat(),
        }
        for row in sorted(reviews["intentions"], key=lambda row: row["on"])
    ]
