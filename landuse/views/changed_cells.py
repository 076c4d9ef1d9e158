"""Cells of a file beside the ledger's: which were edited, which were emptied, which the ledger changed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.schema import Column
from landuse.units import Measure
from landuse.views.same import Flags, same_cells

#: Columns of the frame of changed cells; ``old`` and ``new`` are plain values (None: empty), ``base`` what was printed.
CELLS = ("row", "key", "column", "state", "old", "new", "base")


class CellState(StrEnum):
    """What a cell is that differs: to be changed, in conflict with a later change, or emptied and therefore kept."""

    EDITED = "edited"
    CONFLICT = "conflict"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """
    Rows of a file beside the ledger's of the same keys, all in the same order.

    ``columns`` are those that the file fills, with the measure of areas; ``unread`` are (row, column) of cells that
    could not be read. ``base`` is what the ledger said when the file was printed (None: it was not printed here),
    ``traced`` tells for which rows that is known. With ``clears`` an empty cell empties the ledger's.
    """

    numbers: npt.NDArray[np.int64]
    keys: Sequence[str]
    new: pd.DataFrame
    old: pd.DataFrame
    columns: tuple[tuple[Column, Measure | None], ...]
    unread: frozenset[tuple[int, str]] = frozenset()
    clears: bool = False
    base: pd.DataFrame | None = None
    traced: Flags | None = None


def compared(rows: Comparison) -> pd.DataFrame:
    """Return the cells that differ (:data:`CELLS`), row by row in the order of the file."""
    parts = [_column_cells(rows, column, measure) for column, measure in rows.columns]
    parts = [part for part in parts if len(part)]
    return joined(parts)


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of changed cells as one, in the order of the rows."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in CELLS}).astype({"row": np.int64})
    return pd.concat(filled, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)


def cells(
    rows: Comparison, places: npt.NDArray[np.int64], column: str, states: object, values: Sequence[Sequence[object]]
) -> pd.DataFrame:
    """Return the changed cells of a column at some *places*; *values* are old, new and base of each."""
    old, new, base = (pd.Series(list(part), dtype=object) for part in values)
    return pd.DataFrame(
        {
            "row": rows.numbers[places],
            "key": pd.Series([rows.keys[place] for place in places], dtype=object),
            "column": column,
            "state": states,
            "old": old,
            "new": new,
            "base": base,
        }
    )


def _column_cells(rows: Comparison, column: Column, measure: Measure | None) -> pd.DataFrame:
    name = column.name
    old, new = rows.old[name], rows.new[name]
    differs = ~same_cells(old, new, column, measure)
    moved = np.zeros(len(old), dtype=bool)
    base = old
    if rows.base is not None and rows.traced is not None:
        base = rows.base[name]
        differs &= ~same_cells(base, new, column, measure) | ~rows.traced
        moved = ~same_cells(base, old, column) | ~rows.traced
    blank = new.isna().to_numpy(dtype=bool)
    kept = blank & ~np.full(len(old), rows.clears and not column.required)
    places = np.flatnonzero(differs)
    places = places[[not blank[at] or (int(rows.numbers[at]), name) not in rows.unread for at in places]]
    states = np.where(kept, CellState.EMPTIED, np.where(moved, CellState.CONFLICT, CellState.EDITED)).astype(object)
    values = [plain_values(part.iloc[places]) for part in (old, new, base)]
    return cells(rows, places, name, [CellState(str(state)) for state in states[places]], values)


def plain_values(values: pd.Series) -> list[object]:
    """Return the values of a column as plain Python, None where there is none."""
    return [None if gone else value for value, gone in zip(values.tolist(), values.isna().tolist(), strict=True)]
