"""做地: how far the twelve items of each plot have come on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from landuse.core.statements import latest_statements
from landuse.model import Layer
from landuse.rules.supply import load_supply_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables

OPEN = "open"
STATES = (OPEN, "in_progress", "done", "not_needed")
#: States in which nothing is left to do.
SETTLED = frozenset({"done", "not_needed"})


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of a plot's checklist; ``state`` is ``open`` where nobody has said anything."""

    item: str
    state: str
    reason: str | None
    owner: str | None
    due_on: date | None
    stated_on: date | None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in SETTLED

    def is_late(self, as_of: date) -> bool:
        """Whether it should have been settled by a day."""
        return not self.is_settled and self.due_on is not None and self.due_on < as_of


def checklist(store: Store, plot_id: str, *, as_of: date) -> tuple[ChecklistItem, ...]:
    """Return the twelve items of a plot as they stand on a day, in the order of the rules."""
    return checklist_of(store.tables(), plot_id, as_of=as_of)


def checklist_of(tables: Tables, plot_id: str, *, as_of: date) -> tuple[ChecklistItem, ...]:
    """Return what :func:`checklist` does, of tables as known at any moment."""
    stated = _by_item(standing_items(tables, as_of), plot_id)
    return tuple(
        stated.get(item, ChecklistItem(item, OPEN, None, None, None, None)) for item in load_supply_rules().checklist
    )


@lru_cache(maxsize=8)
def standing_items(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the statements on items that stand on a day (columns of the checklist)."""
    return latest_statements(tables.checklist, TABLES[Layer.CHECKLIST].series, as_of=as_of)


def settled_items(tables: Tables, as_of: date) -> Mapping[str, int]:
    """Return how many items of each plot are settled on a day; plots of which nothing was said are left out."""
    stated = standing_items(tables, as_of)
    known = stated.loc[stated["item"].isin(load_supply_rules().checklist)]
    return {
        str(plot): int(count) for plot, count in known["state"].isin(SETTLED).groupby(known["plot_id"]).sum().items()
    }


def _by_item(stated: pd.DataFrame, plot_id: str) -> dict[str, ChecklistItem]:
    own = stated.loc[stated["plot_id"] == plot_id]
    columns = ["item", "state", "reason", "owner", "due_on", "stated_on"]
    rows = own[columns].astype(object).where(own[columns].notna(), None).itertuples(index=False, name=None)
    return {row[0]: ChecklistItem(*row) for row in rows}
