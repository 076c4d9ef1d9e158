"""The change set: what becomes of each row of a file, each cell that differs, and what is to be written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.model import Issue, Layer
from landuse.schema import TABLES
from landuse.store.edits import Edit
from landuse.views.changed_cells import CellState
from landuse.views.happenings import Happenings

Places = npt.NDArray[np.int64]


class Fate(StrEnum):
    """What becomes of a row of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """
    How a file is taken.

    With ``update`` a row whose id the ledger has speaks of that record; with ``clears`` an empty cell empties the
    ledger's; ``why`` is the reason with which events that say otherwise are voided and entered anew (None: they stay).
    """

    update: bool = False
    clears: bool = False
    why: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChangeSet:
    """
    What a file would change in the ledger of ``revision``.

    ``rows`` has a row for each of the file: ``row`` (as its user finds it), ``key``, ``fate`` (a :class:`Fate`) and
    ``uncounted``; ``cells`` one for each cell that differs (:data:`landuse.views.changed_cells.CELLS`), of column
    ``geometry`` the areas in m². ``new`` are the places of the new rows in the file's frame, ``versions`` the row
    versions that edited records were compared with, ``shapes`` their new ground by key. ``missing`` are the keys that a
    returned workbook had and has no more: nothing happens to them. ``issues`` are the file's and those of comparing.
    """

    layer: Layer
    revision: int
    terms: Terms
    read: int
    rows: pd.DataFrame
    cells: pd.DataFrame
    new: Places
    versions: Mapping[str, int]
    shapes: Mapping[str, Any]
    statements: pd.DataFrame
    happened: Happenings
    missing: tuple[str, ...]
    issues: tuple[Issue, ...]

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return int((self.rows["fate"] == fate).sum())

    @property
    def accepted(self) -> int:
        """How many rows are not refused."""
        return int((self.rows["fate"] != Fate.REFUSED).sum())

    @property
    def refused(self) -> int:
        """How many rows are; a row of a wide sheet may hold several, under one number."""
        return self.read - self.accepted

    @property
    def conflicts(self) -> int:
        """How many cells the ledger changed otherwise since they were printed."""
        return int((self.cells["state"] == CellState.CONFLICT).sum())

    @property
    def uncounted(self) -> int:
        """How many accepted rows cannot be counted as they stand."""
        return int((self.rows["uncounted"] & (self.rows["fate"] != Fate.REFUSED)).sum())

    def left(self, chosen: Collection[tuple[str, str]]) -> int:
        """Return how many changed rows change nothing, because all that differs is in conflict and not *chosen*."""
        open_cells = self.cells.loc[self.cells["state"] == CellState.CONFLICT]
        keys = zip(open_cells["key"], open_cells["column"], strict=True)
        taken = np.array([pair in chosen for pair in keys], dtype=bool)
        at_work = self.cells.loc[self.cells["state"] == CellState.EDITED, "row"]
        rows = open_cells.loc[~open_cells["row"].isin({*at_work, *open_cells.loc[taken, "row"]}), "row"]
        changed = self.rows.loc[self.rows["fate"] == Fate.CHANGED, "row"]
        return int(changed.isin(rows).sum())

    def said(self, chosen: Collection[tuple[str, str]] = frozenset()) -> pd.DataFrame:
        """Return the statements to append; cells in conflict that are not *chosen* say what the ledger says."""
        frame = self.statements.reset_index(drop=True)
        if not self.conflicts:
            return frame
        places = {pair: at for at, pair in enumerate(self.statements.index)}
        at_work, open_rows = set(), set()
        columns = ["row", "key", "column", "state", "old"]
        for row, key, column, state, old in self.cells[columns].itertuples(index=False, name=None):
            if state == CellState.CONFLICT and (key, column) not in chosen:
                frame[column] = frame[column].where(frame.index != places[row, key], old)
                open_rows.add((row, key))
            elif state != CellState.EMPTIED:
                at_work.add((row, key))
        kept = [pair in at_work or pair not in open_rows for pair in self.statements.index]
        return frame.loc[kept].reset_index(drop=True)

    def edits(self, chosen: Collection[tuple[str, str]] = frozenset()) -> list[Edit]:
        """Return what records are to say: the edited cells, and of those in conflict the *chosen* (key, column)."""
        values: dict[str, dict[str, object]] = {}
        columns = ["key", "column", "state", "new"]
        own = {*TABLES[self.layer].names, "geometry", "location"}
        for key, column, state, new in self.cells[columns].itertuples(index=False, name=None):
            if (key in self.versions and column in own) and (
                state == CellState.EDITED or (state == CellState.CONFLICT and (key, column) in chosen)
            ):
                values.setdefault(key, {}).update(self.shapes[key] if column == "geometry" else {column: new})
        return [Edit(key, self.versions[key], said) for key, said in values.items()]
