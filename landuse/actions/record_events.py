"""Record one kind of event for many records at once: one batch, each row checked, taken back as a whole."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.actions.record_event import checked_event
from landuse.errors import LanduseError
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.store import Store, batches, events
from landuse.store.requests import answered
from landuse.views.ground import subjects_named


@dataclass(frozen=True, slots=True)
class Several:
    """What is to be recorded of every one of the records."""

    kind: str
    subject_kind: SubjectKind
    occurred_on: date
    doc_no: str | None = None
    evidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    What became of it: ``batch`` (None if nothing was written, or it was undone) and the ids of the events it holds.

    ``refused`` holds for each record that cannot have the event its key and the error that says why.
    """

    batch: str | None
    events: tuple[str, ...]
    accepted: tuple[str, ...]
    refused: tuple[tuple[str, LanduseError], ...]


def record_events(
    store: Store,
    several: Several,
    subject_ids: Iterable[str],
    *,
    today: date,
    actor: str,
    request_id: str,
    dry_run: bool = False,
) -> Recorded:
    """
    Append an event for each of some records that can have it, in one batch that ``undo`` takes back as a whole.

    Each record is checked as :func:`~landuse.actions.record_event.record_event` checks one; those refused are named and
    the others written. Land events stand for the whole record; a kind that wants floor area is refused by each of them.
    The same *request_id* again writes nothing and answers with the same batch, as long as that stands.
    """
    accepted: list[tuple[str, NewEvent]] = []
    refused: list[tuple[str, LanduseError]] = []
    names = sorted(set(subject_ids))
    known = subjects_named(store, several.subject_kind, names)
    for subject_id in names:
        try:
            accepted.append((subject_id, _event(known, several, subject_id, today)))
        except LanduseError as error:
            refused.append((subject_id, error))
    keys = tuple(key for key, _ in accepted)
    if dry_run or not accepted:
        return Recorded(None, (), keys, tuple(refused))
    with store.writing() as tx:
        earlier = answered(tx, request_id)
        if earlier is None:
            batch = batches.open_batch(
                tx,
                layer=Layer.EVENTS,
                file_name=f"selection-{several.kind}-{len(accepted)}",
                sha256=hashlib.sha256(request_id.encode()).hexdigest(),
                mapping={},
                actor=actor,
            )
            new = [event for _, event in accepted]
            ids = events.append(tx, new, actor=actor, batch_id=batch, request_id=request_id)
            read = len(accepted) + len(refused)
            batches.close_batch(tx, batch, read=read, accepted=len(ids), refused=len(refused), uncounted=0, issues=())
            return Recorded(batch, tuple(ids), keys, tuple(refused))
    return Recorded(_batch_of(store, earlier), tuple(earlier), keys, tuple(refused))


def _batch_of(store: Store, ids: list[str]) -> str | None:
    """Return the batch that holds events; None if they were taken back since."""
    with store.reading() as connection:
        return batches.holding(connection, ids[0])


def _event(known: pd.DataFrame, several: Several, subject_id: str, today: date) -> NewEvent:
    return checked_event(
        known,
        kind=several.kind,
        subject_kind=several.subject_kind,
        subject_id=subject_id,
        occurred_on=several.occurred_on,
        today=today,
        doc_no=several.doc_no,
        evidence=several.evidence,
        note=several.note,
    )
