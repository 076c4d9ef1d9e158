"""Take an event back, with a reason; it stays in the ledger beside the event that voids it."""

from landuse.errors import RefusedError
from landuse.store import Store, events


def void_event(store: Store, event_id: str, *, why: str, actor: str, request_id: str | None = None) -> str:
    """
    Append an event that voids *event_id* and return its id.

    Raises
    ------
    ArgumentsError
        ``unknown_event``.
    RefusedError
        ``void_needs_reason``, ``already_voided``.
    """
    reason = why.strip()
    if not reason:
        raise RefusedError("void_needs_reason", event=event_id)
    with store.writing() as tx:
        return events.void(tx, event_id, why=reason, actor=actor, request_id=request_id)
