"""Take a plot or a firm a step further, by the rules: what came before, the document, the evidence."""

from datetime import date
from decimal import Decimal

import pandas as pd

from landuse.actions.record_event import record_event, subject_of
from landuse.core.steps import Way, obstacles
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Layer, SubjectKind
from landuse.rules.supply import load_supply_rules
from landuse.store import Store
from landuse.views.checklists import checklist
from landuse.views.ground import subjects_named
from landuse.views.standing import way_of


def advance_subject(
    store: Store,
    *,
    kind: str,
    subject_kind: SubjectKind,
    subject_id: str,
    occurred_on: date,
    today: date,
    actor: str,
    doc_no: str | None = None,
    evidence: str | None = None,
    note: str | None = None,
    land_mu: Decimal | None = None,
    floor_m2: Decimal | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append the event of a step and return its id, if ``rules/supply.toml`` lets the step be taken.

    (:func:`~landuse.actions.record_event.record_event` keeps what happened, whatever the rules say: an office's own
    history is not always in order.)

    Raises
    ------
    ArgumentsError
        ``unknown_step`` if the rules have no such step, and as for ``record_event``.
    RefusedError
        ``step_too_early``, ``step_out_of_order``, ``step_needs``, ``checklist_open``, and as for ``record_event``.
    """
    require_step(
        store,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        occurred_on=occurred_on,
        filled=frozenset(name for name, value in (("doc_no", doc_no), ("evidence", evidence)) if value),
    )
    return record_event(
        store,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        occurred_on=occurred_on,
        today=today,
        actor=actor,
        land_mu=land_mu,
        floor_m2=floor_m2,
        doc_no=doc_no,
        evidence=evidence,
        note=note,
        request_id=request_id,
    )


def require_step(
    store: Store,
    *,
    kind: str,
    subject_kind: SubjectKind,
    subject_id: str,
    occurred_on: date,
    filled: frozenset[str],
) -> None:
    """
    Refuse a step that the rules do not let be taken; *filled* says which of ``doc_no`` and ``evidence`` are there.

    Raises
    ------
    ArgumentsError
        ``unknown_step``, ``unknown_record``.
    RefusedError
        ``step_too_early``, ``step_out_of_order``, ``step_needs``, ``checklist_open``.
    """
    steps = load_supply_rules().steps
    if kind not in steps:
        raise ArgumentsError("unknown_step", kind=kind, known=", ".join(steps))
    subject_of(subjects_named(store, subject_kind, [subject_id]), subject_kind, subject_id)
    way: Way = way_of(store.tables(), Layer.PLOTS, subject_id) if subject_kind is SubjectKind.PLOT else ()
    against = obstacles(
        kind,
        steps[kind],
        way=way,
        happened=_happened(store, subject_kind, subject_id),
        occurred_on=occurred_on,
        filled=filled,
        open_items=_open_items(store, subject_id, occurred_on) if steps[kind].checklist_done else 0,
    )
    if against:
        raise RefusedError(against[0].key, **against[0].values)


def _happened(store: Store, subject_kind: SubjectKind, subject_id: str) -> dict[str, date]:
    events = store.tables().events
    own = events.loc[(events["subject_kind"] == subject_kind) & (events["subject_id"] == subject_id)]
    first: pd.Series = own.loc[own["occurred_on"].notna()].groupby("kind")["occurred_on"].min()
    return {str(kind): day for kind, day in first.items()}


def _open_items(store: Store, plot_id: str, as_of: date) -> int:
    return sum(not item.is_settled for item in checklist(store, plot_id, as_of=as_of))
