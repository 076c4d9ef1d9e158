"""评审: keep what the review of a firm decided, with its minutes, the score it saw, and who stood aside."""

from collections.abc import Sequence
from datetime import date

from landuse.actions.advance_subject import require_step
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import NewEvent, SubjectKind
from landuse.store import Store, events
from landuse.views.enterprises import REVIEWS


def review_enterprise(
    store: Store,
    *,
    credit_code: str,
    decision: str,
    held_on: date,
    minutes_no: str,
    today: date,
    actor: str,
    recusals: Sequence[str] = (),
    score: str | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> list[str]:
    """
    Append a review and its recusals in one transaction; return the ids, the review's first.

    Parameters
    ----------
    decision : str
        ``review_passed``, ``review_deferred`` or ``review_rejected``.
    minutes_no : str
        Number of the minutes (会议纪要).
    recusals : sequence of str
        One a reviewer who stood aside (回避): who, and why.
    score : str, optional
        The score as the review saw it: scheme, version, points, rank.

    Raises
    ------
    ArgumentsError
        ``unknown_state`` for a decision that is none, ``unknown_record``.
    RefusedError
        ``future_event``, ``step_too_early`` before the application, ``step_needs`` without minutes.
    """
    if decision not in REVIEWS:
        raise ArgumentsError("unknown_state", state=decision, known=", ".join(REVIEWS))
    if held_on > today:
        raise RefusedError("future_event", on=held_on.isoformat())
    firms = store.tables().enterprises
    found = firms.loc[firms["credit_code"] == credit_code]
    if found.empty:
        raise ArgumentsError("unknown_record", layer="enterprises", key=credit_code)
    require_step(
        store,
        kind=decision,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=credit_code,
        occurred_on=held_on,
        filled=frozenset({"doc_no"} if minutes_no.strip() else ()),
    )
    review = NewEvent(
        SubjectKind.ENTERPRISE,
        credit_code,
        decision,
        held_on,
        doc_no=minutes_no.strip(),
        evidence=score or None,
        note=note or None,
    )
    aside = [
        NewEvent(SubjectKind.ENTERPRISE, credit_code, "recusal", held_on, doc_no=minutes_no.strip(), note=who.strip())
        for who in recusals
        if who.strip()
    ]
    with store.writing() as tx:
        return events.append(tx, [review, *aside], actor=actor, request_id=request_id)
