"""意向: a firm is offered a plot, takes it, turns it down, or the offer is withdrawn."""

from datetime import date
from typing import Any

from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import Layer
from landuse.store import Store, records, series
from landuse.views.enterprises import ACCEPTED, intended, publicised

STATES = ("offered", ACCEPTED, "declined", "withdrawn")


def state_intention(
    store: Store,
    *,
    credit_code: str,
    plot_id: str,
    state: str,
    stated_on: date,
    today: date,
    actor: str,
    reason: str | None = None,
    doc_no: str | None = None,
    request_id: str | None = None,
) -> str:
    """
    Append what became of the match of a firm and a plot, and return its id; an accepted one is the plot's intention.

    The right to be offered land is not the land: who wins the listing (竞得人) is another column, never touched here.

    Raises
    ------
    ArgumentsError
        ``unknown_record``, ``unknown_state``.
    RefusedError
        ``future_event``; ``not_publicised`` if the firm's publicity is not over; ``declining_needs_reason``.
    ConflictError
        ``plot_taken`` if another firm's intention stands on the plot.
    """
    if state not in STATES:
        raise ArgumentsError("unknown_state", state=state, known=", ".join(STATES))
    if stated_on > today:
        raise RefusedError("future_event", on=stated_on.isoformat())
    if state == "declined" and not (reason or "").strip():
        raise RefusedError("declining_needs_reason", firm=credit_code)
    tables = store.tables()
    for layer, key, column in ((Layer.ENTERPRISES, credit_code, "credit_code"), (Layer.PLOTS, plot_id, "plot_id")):
        if not (getattr(tables, layer)[column] == key).any():
            raise ArgumentsError("unknown_record", layer=layer.value, key=key)
    if state == ACCEPTED:
        if credit_code not in publicised(tables, stated_on):
            raise RefusedError("not_publicised", firm=credit_code)
        meant = intended(tables, stated_on)
        others = meant.loc[(meant["plot_id"] == plot_id) & (meant["credit_code"] != credit_code), "credit_code"]
        if len(others):
            raise ConflictError("plot_taken", plot=plot_id, firm=others.iloc[0])
    row = {
        "credit_code": credit_code,
        "plot_id": plot_id,
        "state": state,
        "reason": reason or None,
        "doc_no": doc_no or None,
        "stated_on": stated_on,
    }
    with store.writing() as tx:
        ids = series.append(tx, Layer.INTENTIONS, [row], actor=actor, request_id=request_id)
        if state == ACCEPTED:
            _name_intention(store, tx, plot_id, credit_code, actor)
    return ids[0]


def _name_intention(store: Store, tx: Any, plot_id: str, credit_code: str, actor: str) -> None:
    """Write the firm's name into the plot's own field, where the office reads it."""
    tables = store.tables()
    plot = tables.plots.loc[tables.plots["plot_id"] == plot_id].iloc[0]
    name = tables.enterprises.loc[tables.enterprises["credit_code"] == credit_code, "name"].iloc[0]
    changes = {"intended_enterprise": name, "data_for_land": True}
    version = int(plot["row_version"])
    records.update(tx, Layer.PLOTS, plot_id, changes, expected_version=version, actor=actor)
