"""What was agreed and has not happened: open milestones of plots, parcels and zones, the one that is due first."""

from dataclasses import dataclass
from datetime import date

from landuse.store import Tables


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A milestone that has not been met: whose, which step, by when, and who owes it (None: nobody is named)."""

    subject_kind: str
    subject_id: str
    kind: str
    due_on: date
    owner: str | None


def open_steps(tables: Tables, as_of: date) -> tuple[OpenStep, ...]:
    """Return the milestones that had not happened by a day, those that are due first (or overdue longest) first."""
    happened = tables.events.loc[[isinstance(day, date) and day <= as_of for day in tables.events["occurred_on"]]]
    done = set(zip(happened["subject_kind"], happened["subject_id"], happened["kind"], strict=True))
    own = tables.milestones[["subject_kind", "subject_id", "kind", "due_on", "owner"]]
    found = [
        OpenStep(subject_kind, subject, kind, due_on, owner if isinstance(owner, str) else None)
        for subject_kind, subject, kind, due_on, owner in own.itertuples(index=False, name=None)
        if isinstance(due_on, date) and (subject_kind, subject, kind) not in done
    ]
    return tuple(sorted(found, key=lambda step: (step.due_on, step.subject_id, step.kind)))
