"""The warnings of a day with what was decided about them, and the page for the fortnightly meeting (双周协调)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import pandas as pd

from landuse.core.alerts import Alert, alerts
from landuse.core.alerts.facts import AlertLevel
from landuse.core.alerts.supervised import Changes, Stuck, Supervised, SupervisionState, changes, stuck, supervised
from landuse.core.statements import latest_statements
from landuse.model import Layer, Progress
from landuse.rules.alerts import load_alert_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.views.facts import ROUND_DAYS, facts_on
from landuse.views.targets import target_board

#: How many meetings back the page looks for what no meeting has moved.
ROUNDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Fortnight:
    """
    What the coordination meeting of a day needs.

    ``progress`` are the indicators now, ``before`` at the last meeting; ``changes`` and ``stuck`` speak of warnings;
    ``decisions`` are those that wait for the meeting: red ones that nobody has, and supervision that is overdue;
    ``events`` happened since (``occurred_on``, ``kind``, ``subject_kind``, ``subject_id``, ``unit``, ``doc_no``).
    """

    as_of: date
    previous: date
    progress: tuple[Progress, ...]
    before: tuple[Progress, ...]
    warnings: tuple[Supervised, ...]
    changes: Changes
    stuck: tuple[Stuck, ...]
    decisions: tuple[Supervised, ...]
    events: pd.DataFrame


def warnings_on(
    store: Store, *, as_of: date, known_at: datetime | None = None, unit: str | None = None
) -> tuple[Supervised, ...]:
    """Return the warnings of a day, of all or of one reporting unit, worst first, with their supervision."""
    tables = store.tables(known_at=known_at)
    found = supervised(_alerts(store, tables, as_of, known_at), _supervision(tables, as_of), as_of=as_of)
    return tuple(item for item in found if unit is None or item.alert.unit == unit)


def known_keys(store: Store, *, as_of: date) -> frozenset[str]:
    """Return the keys of the warnings of a day and of all that were ever supervised."""
    tables = store.tables()
    return frozenset({alert.key for alert in _alerts(store, tables, as_of)} | set(tables.supervision["alert_key"]))


def supervision_ledger(store: Store, *, as_of: date) -> pd.DataFrame:
    """
    Return the supervision ledger (督办台账) up to a day, the latest entry first.

    Returns
    -------
    DataFrame
        ``supervision_id``, ``alert_key``, ``state``, ``owner``, ``due_on``, ``reason``, ``stated_on``, ``recorded_by``.
    """
    told = store.tables().supervision
    told = told.loc[[day <= as_of for day in told["stated_on"]]]
    told = told.loc[~told["withdrawn"].astype(bool)]
    columns = ["supervision_id", "alert_key", "state", "owner", "due_on", "reason", "stated_on", "recorded_by"]
    return told.sort_values(["stated_on", "revision"], ascending=False, kind="stable")[columns].reset_index(drop=True)


def fortnight(store: Store, *, as_of: date, previous: date | None = None) -> Fortnight:
    """
    Return the page of a meeting; *previous* is the day of the last one (None: two weeks before).

    The warnings of earlier days are those that today's ledger gives for them: what was entered late is in its place.
    """
    tables = store.tables()
    last = previous or as_of - timedelta(days=ROUND_DAYS)
    days = [last - timedelta(days=ROUND_DAYS * count) for count in reversed(range(ROUNDS - 1))]
    rounds = [supervised(_alerts(store, tables, day), _supervision(tables, day), as_of=day) for day in (*days, as_of)]
    now = rounds[-1]
    happened = tables.events.loc[
        [isinstance(day, date) and last < day <= as_of for day in tables.events["occurred_on"]]
    ]
    columns = ["occurred_on", "kind", "subject_kind", "subject_id", "unit", "doc_no"]
    return Fortnight(
        as_of=as_of,
        previous=last,
        progress=target_board(store, year=as_of.year, as_of=as_of),
        before=target_board(store, year=as_of.year, as_of=last) if last.year == as_of.year else (),
        warnings=now,
        changes=changes([item.alert for item in rounds[-2]], [item.alert for item in now]),
        stuck=stuck(rounds),
        decisions=tuple(item for item in now if _waits(item)),
        events=happened[columns].sort_values(["occurred_on", "kind", "subject_id"], ignore_index=True),
    )


def _waits(item: Supervised) -> bool:
    """Whether a warning waits for a decision: red and nobody's, or not done by the day that was set."""
    unowned = item.state in {SupervisionState.OPEN, SupervisionState.ACKNOWLEDGED, SupervisionState.REOPENED}
    return item.overdue or (item.alert.severity is AlertLevel.RED and unowned)


@lru_cache(maxsize=32)
def _alerts(store: Store, tables: Tables, as_of: date, known_at: datetime | None = None) -> tuple[Alert, ...]:
    return alerts(facts_on(store, tables, as_of, known_at), load_alert_rules())


def _supervision(tables: Tables, as_of: date) -> pd.DataFrame:
    return latest_statements(tables.supervision, TABLES[Layer.SUPERVISION].series, as_of=as_of)
