"""The supervision ledger (预警督办台账): a line a warning that was decided on; and what happened between meetings."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from landuse.core.alerts import Alert
from landuse.core.alerts.supervised import Supervised, SupervisionState
from landuse.model import subject_key
from landuse.rules import load_rules
from landuse.store import Store, Tables
from landuse.units import Measure, amount_in, printed_total, rounded
from landuse.views.alerts import supervision_ledger, warnings_on
from landuse.views.ground import subjects


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision about a warning."""

    supervision_id: str
    state: SupervisionState
    owner: str | None
    due_on: date | None
    reason: str | None
    stated_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Matter:
    """
    A warning that was ever decided on.

    ``number`` is the id of its first entry. ``alert`` is the warning of the day or, where it has ceased, as it stood
    when it was last decided on (None where no day tells). ``entries`` are in the order they were stated. ``state`` and
    ``overdue`` are those of the day; nothing that has ceased is overdue.
    """

    number: str
    key: str
    alert: Alert | None
    stands: bool
    state: SupervisionState
    overdue: bool
    entries: tuple[Entry, ...]

    @property
    def owner(self) -> str | None:
        """Who was last named for it."""
        return next((entry.owner for entry in reversed(self.entries) if entry.owner), None)

    @property
    def due_on(self) -> date | None:
        """The day that was last set for it."""
        return next((entry.due_on for entry in reversed(self.entries) if entry.due_on), None)


def history(store: Store, alert_key: str, *, as_of: date) -> tuple[Entry, ...]:
    """Return what was decided about a warning up to a day, in the order it was stated."""
    told = supervision_ledger(store, as_of=as_of)
    return _entries(told.loc[told["alert_key"] == alert_key])


def matters(store: Store, *, as_of: date, unit: str | None = None) -> tuple[Matter, ...]:
    """Return the ledger of a day, of all or of one reporting unit, what was decided on last first."""
    found = _matters(store, store.tables(), as_of)
    return tuple(one for one in found if unit is None or (one.alert is not None and one.alert.unit == unit))


def happened(store: Store, *, since: date, as_of: date) -> pd.DataFrame:
    """
    Return what happened after *since* up to a day, a row a kind of event in the order of the rules.

    Returns
    -------
    DataFrame
        ``kind``; ``count``; ``land_mu``: the land as the events state it, that of the whole record where they state
        none (Decimal 亩, None for events about firms and for floor area); ``floor_m2``: Decimal m², None where the kind
        carries none. What counts towards a target is another question (``views.targets``).
    """
    tables, kinds = store.tables(), load_rules().kinds
    chosen = tables.events.loc[[isinstance(day, date) and since < day <= as_of for day in tables.events["occurred_on"]]]
    area = subjects(tables)["area_m2"]
    keys = [subject_key(*pair) for pair in zip(chosen["subject_kind"], chosen["subject_id"], strict=True)]
    land = chosen["land_area_m2"].astype(float).fillna(pd.Series(area.reindex(keys).to_numpy(), index=chosen.index))
    is_floor = np.array([kind in kinds and kinds[kind].amount == "floor" for kind in chosen["kind"]], dtype=bool)
    measured = pd.DataFrame(
        {
            "kind": chosen["kind"],
            "land": land.where(~is_floor),
            "floor": chosen["floor_area_m2"].astype(float).where(is_floor),
        }
    )
    order = {kind: place for place, kind in enumerate(kinds)}
    rows = [
        {"kind": kind, "count": len(of), "land_mu": _sum(of["land"], Measure.MU), "floor_m2": _sum(of["floor"])}
        for kind, of in measured.groupby("kind")
    ]
    rows.sort(key=lambda row: order.get(str(row["kind"]), len(order)))
    return pd.DataFrame(rows, columns=["kind", "count", "land_mu", "floor_m2"], dtype=object)


def _sum(areas_m2: pd.Series, measure: Measure = Measure.M2) -> object:
    told = areas_m2.dropna()
    return printed_total([rounded(amount_in(area, measure)) for area in told]) if len(told) else None


@lru_cache(maxsize=16)
def _matters(store: Store, tables: Tables, as_of: date) -> tuple[Matter, ...]:
    if tables.supervision.empty:
        return ()
    present = {item.alert.key: item for item in warnings_on(store, as_of=as_of)}
    told = supervision_ledger(store, as_of=as_of)
    return tuple(
        _matter(store, str(key), _entries(told.loc[told["alert_key"] == key]), present.get(str(key)))
        for key in told["alert_key"].unique()
    )


def _matter(store: Store, key: str, entries: tuple[Entry, ...], item: Supervised | None) -> Matter:
    last = entries[-1]
    return Matter(
        number=entries[0].supervision_id,
        key=key,
        alert=_ceased(store, key, last.stated_on) if item is None else item.alert,
        stands=item is not None,
        state=last.state if item is None else item.state,
        overdue=item is not None and item.overdue,
        entries=entries,
    )


def _ceased(store: Store, key: str, stated_on: date) -> Alert | None:
    """Return a warning as it stood on a day, or the day before: being decided on can itself end it (W20)."""
    for day in (stated_on, stated_on - timedelta(days=1)):
        for item in warnings_on(store, as_of=day):
            if item.alert.key == key:
                return item.alert
    return None


def _entries(told: pd.DataFrame) -> tuple[Entry, ...]:
    """Return the rows of a ledger (the latest first) as entries, oldest first."""
    return tuple(
        Entry(
            supervision_id=str(row["supervision_id"]),
            state=SupervisionState(str(row["state"])),
            owner=_text(row["owner"]),
            due_on=row["due_on"] if isinstance(row["due_on"], date) and not pd.isna(row["due_on"]) else None,
            reason=_text(row["reason"]),
            stated_on=row["stated_on"],
            recorded_by=str(row["recorded_by"]),
        )
        for row in reversed(told.to_dict("records"))
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
