"""Say how far an item of a plot's 做地 checklist has come."""

from datetime import date

from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Layer
from landuse.rules.supply import load_supply_rules
from landuse.store import Store, records, series
from landuse.views.checklists import STATES


def state_item(
    store: Store,
    *,
    plot_id: str,
    item: str,
    state: str,
    stated_on: date,
    today: date,
    actor: str,
    reason: str | None = None,
    owner: str | None = None,
    due_on: date | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append a statement on an item and return its id.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` (plots), ``unknown_item``, ``unknown_state``.
    RefusedError
        ``future_event``; ``item_needs_reason`` for an item that is not needed (不涉及) where nobody says why.
    """
    items = load_supply_rules().checklist
    if item not in items:
        raise ArgumentsError("unknown_item", item=item, known=", ".join(items))
    if state not in STATES:
        raise ArgumentsError("unknown_state", state=state, known=", ".join(STATES))
    if stated_on > today:
        raise RefusedError("future_event", on=stated_on.isoformat())
    if state == "not_needed" and not (reason or "").strip():
        raise RefusedError("item_needs_reason", item=item)
    row = {
        "plot_id": plot_id,
        "item": item,
        "state": state,
        "reason": reason or None,
        "owner": owner or None,
        "due_on": due_on,
        "stated_on": stated_on,
    }
    with store.writing() as tx:
        if plot_id not in records.existing_keys(tx, Layer.PLOTS):
            raise ArgumentsError("unknown_record", layer="plots", key=plot_id)
        return series.append(tx, Layer.CHECKLIST, [row], actor=actor, request_id=request_id)[0]
