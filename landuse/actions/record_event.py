"""Record that something happened."""

from datetime import date
from decimal import Decimal

import pandas as pd

from landuse.errors import ArgumentsError, RefusedError
from landuse.model import NewEvent, SubjectKind
from landuse.rules import EventKind, load_rules
from landuse.store import Store, events
from landuse.units import m2_from_mu, mu_from_m2, rounded
from landuse.views.ground import subjects_named


def record_event(
    store: Store,
    *,
    kind: str,
    subject_kind: SubjectKind,
    subject_id: str,
    occurred_on: date,
    today: date,
    actor: str,
    land_mu: Decimal | None = None,
    floor_m2: Decimal | None = None,
    doc_no: str | None = None,
    evidence: str | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append one event and return its id; the same *request_id* again writes nothing.

    Land events without *land_mu* stand for the whole record and take its area.

    Raises
    ------
    ArgumentsError
        ``unknown_kind``, ``unknown_record``, ``amount_needed``, ``amount_of_other_dimension``, ``amount_not_positive``.
    RefusedError
        ``kind_not_of_subject``, ``future_event``, ``more_than_area`` (with both numbers).
    """
    event = checked_event(
        subjects_named(store, subject_kind, [subject_id]),
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        occurred_on=occurred_on,
        today=today,
        land_mu=land_mu,
        floor_m2=floor_m2,
        doc_no=doc_no,
        evidence=evidence,
        note=note,
    )
    with store.writing() as tx:
        return events.append(tx, [event], actor=actor, request_id=request_id)[0]


def checked_event(
    known: pd.DataFrame,
    *,
    kind: str,
    subject_kind: SubjectKind,
    subject_id: str,
    occurred_on: date,
    today: date,
    land_mu: Decimal | None = None,
    floor_m2: Decimal | None = None,
    doc_no: str | None = None,
    evidence: str | None = None,
    note: str | None = None,
) -> NewEvent:
    """
    Return the event that :func:`record_event` would append, or raise as it does.

    *known* is what the ledger knows of the subject, as :func:`landuse.views.ground.subjects_named` returns it.
    """
    rule = _rule(kind, subject_kind)
    if occurred_on > today:
        raise RefusedError("future_event", on=occurred_on.isoformat())
    area_m2, unit = subject_of(known, subject_kind, subject_id)
    land_m2, floor = _amounts(rule, area_m2, kind, land_mu, floor_m2)
    return NewEvent(
        subject_kind=subject_kind,
        subject_id=subject_id,
        kind=kind,
        occurred_on=occurred_on,
        land_area_m2=land_m2,
        floor_area_m2=floor,
        unit=unit,
        given=_given(land_mu, floor_m2),
        doc_no=doc_no or None,
        evidence=evidence or None,
        note=note or None,
    )


def _rule(kind: str, subject_kind: SubjectKind) -> EventKind:
    kinds = load_rules().kinds
    if kind not in kinds:
        raise ArgumentsError("unknown_kind", kind=kind, known=", ".join(kinds))
    if subject_kind not in kinds[kind].subjects:
        raise RefusedError("kind_not_of_subject", kind=kind, subject=str(subject_kind))
    return kinds[kind]


def subject_of(known: pd.DataFrame, subject_kind: SubjectKind, subject_id: str) -> tuple[float | None, str | None]:
    """
    Return the area that counts of a record in m² (None if nobody wrote or drew one) and its reporting unit.

    *known* is indexed by the records' ids: see :func:`landuse.views.ground.subjects_named`.

    Raises
    ------
    ArgumentsError
        ``unknown_record``.
    """
    if subject_id not in known.index:
        raise ArgumentsError("unknown_record", layer=f"{subject_kind}s", key=subject_id)
    (area_m2, unit), *_ = known.loc[[subject_id], ["area_m2", "unit"]].itertuples(index=False)
    return None if pd.isna(area_m2) else float(area_m2), unit if isinstance(unit, str) else None


def _amounts(
    rule: EventKind, area_m2: float | None, kind: str, land_mu: Decimal | None, floor_m2: Decimal | None
) -> tuple[float | None, float | None]:
    """Return land and floor area in m² by the kind's rule."""
    if (land_mu is not None and rule.amount != "land") or (floor_m2 is not None and rule.amount != "floor"):
        raise ArgumentsError("amount_of_other_dimension", kind=kind)
    for amount in (land_mu, floor_m2):
        if amount is not None and not (amount.is_finite() and amount > 0):
            raise ArgumentsError("amount_not_positive", amount=str(amount))
    if rule.amount == "floor":
        if floor_m2 is None:
            raise ArgumentsError("amount_needed", kind=kind)
        return None, float(floor_m2)
    if rule.amount == "none":
        return None, None
    if land_mu is None:
        if area_m2 is None:
            raise ArgumentsError("amount_needed", kind=kind)
        return area_m2, None
    if area_m2 is not None and m2_from_mu(float(land_mu)) > area_m2 * (1 + load_rules().event_tolerance):
        raise RefusedError("more_than_area", declared_mu=str(land_mu), area_mu=str(rounded(mu_from_m2(area_m2))))
    return m2_from_mu(float(land_mu)), None


def _given(land_mu: Decimal | None, floor_m2: Decimal | None) -> str | None:
    if land_mu is not None:
        return f"{land_mu} mu"
    return None if floor_m2 is None else f"{floor_m2} m2"
