"""Set, or move, the day by which something is due."""

from datetime import date

from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.store import Store, records, series

_LAYERS = {
    SubjectKind.PARCEL: Layer.PARCELS,
    SubjectKind.PLOT: Layer.PLOTS,
    SubjectKind.ZONE: Layer.ZONES,
    SubjectKind.ENTERPRISE: Layer.ENTERPRISES,
}
#: Whose a delay is; one by the government or by force majeure is not the firm's idle land (闲置土地处置办法 第八条).
DELAY_CAUSES = ("government", "force_majeure", "enterprise")


def set_milestone(
    store: Store,
    *,
    subject_kind: SubjectKind,
    subject_id: str,
    kind: str,
    due_on: date,
    actor: str,
    owner: str | None = None,
    delay_cause: str | None = None,
    source: str | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append a milestone and return its id; one that is there already is moved, and its former day stays known.

    Raises
    ------
    ArgumentsError
        ``unknown_record``, ``unknown_kind``, ``unknown_cause``.
    RefusedError
        ``kind_not_of_subject``.
    """
    kinds = load_rules().kinds
    if kind not in kinds:
        raise ArgumentsError("unknown_kind", kind=kind, known=", ".join(kinds))
    if subject_kind not in kinds[kind].subjects:
        raise RefusedError("kind_not_of_subject", kind=kind, subject=str(subject_kind))
    if delay_cause is not None and delay_cause not in DELAY_CAUSES:
        raise ArgumentsError("unknown_cause", cause=delay_cause, known=", ".join(DELAY_CAUSES))
    row = {
        "subject_kind": str(subject_kind),
        "subject_id": subject_id,
        "kind": kind,
        "due_on": due_on,
        "owner": owner or None,
        "delay_cause": delay_cause,
        "source": source or None,
        "note": note or None,
    }
    layer = _LAYERS[subject_kind]
    with store.writing() as tx:
        if subject_id not in records.existing_keys(tx, layer):
            raise ArgumentsError("unknown_record", layer=layer.value, key=subject_id)
        return series.append(tx, Layer.MILESTONES, [row], actor=actor, request_id=request_id)[0]
