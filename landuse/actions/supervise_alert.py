"""督办: acknowledge an alert, assign it, close it with a reason, open it again."""

from datetime import date

from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Layer
from landuse.store import Store, series
from landuse.views.alerts import known_keys

STATES = ("acknowledged", "assigned", "closed", "reopened")


def supervise_alert(
    store: Store,
    *,
    alert_key: str,
    state: str,
    stated_on: date,
    actor: str,
    owner: str | None = None,
    due_on: date | None = None,
    reason: str | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append to the supervision ledger what was done about an alert, and return the entry's id.

    Raises
    ------
    ArgumentsError
        ``unknown_state``; ``unknown_alert`` if no alert of that key stands on the day or was ever supervised.
    RefusedError
        ``closing_needs_reason``; ``assigning_needs_owner`` (who, and by when).
    """
    if state not in STATES:
        raise ArgumentsError("unknown_state", state=state, known=", ".join(STATES))
    if alert_key not in known_keys(store, as_of=stated_on):
        raise ArgumentsError("unknown_alert", alert=alert_key)
    if state in {"closed", "reopened"} and not (reason or "").strip():
        raise RefusedError("closing_needs_reason", alert=alert_key)
    if state == "assigned" and not ((owner or "").strip() and due_on):
        raise RefusedError("assigning_needs_owner", alert=alert_key)
    row = {
        "alert_key": alert_key,
        "state": state,
        "owner": owner or None,
        "due_on": due_on,
        "reason": reason or None,
        "stated_on": stated_on,
    }
    with store.writing() as tx:
        return series.append(tx, Layer.SUPERVISION, [row], actor=actor, request_id=request_id)[0]
