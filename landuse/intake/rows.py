"""The rows of a file on their way into a table: column by column, and what is wrong with each row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from landuse.intake.raw import are_none
from landuse.model import Issue, Place, Severity


@dataclass(frozen=True, slots=True)
class Told:
    """A dated cell of a sheet of plots: the day of an event or the number of its document, under its heading."""

    heading: str
    value: date | str


class Rows:
    """
    What the columns of a table hold (None for nothing) for each row of a file, and what is wrong with it.

    ``numbers`` are the rows' numbers in the file, ``places`` their places in the layer as it was read; ``refused`` and
    ``uncounted`` tell which have such a problem. ``told`` is what a row (its place here) tells of events, by one of
    :data:`landuse.intake.mapping.DATED` and kind; ``zeros`` counts, by heading, the rows where 0 was taken for nothing.
    """

    def __init__(self, numbers: npt.NDArray[np.int64]) -> None:
        self.numbers = numbers
        self.places: npt.NDArray[np.intp] = np.arange(len(numbers))
        self.refused: npt.NDArray[np.bool_] = np.zeros(len(numbers), dtype=bool)
        self.uncounted: npt.NDArray[np.bool_] = np.zeros(len(numbers), dtype=bool)
        self.issues: list[Issue] = []
        self.told: dict[int, dict[tuple[str, str], Told]] = {}
        self.zeros: Counter[str] = Counter()
        self.columns: dict[str, npt.NDArray[np.object_]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, name: str) -> npt.NDArray[np.object_]:
        """Return a column, one value a row, to be read and written; it is empty where nothing was put into it."""
        if name not in self.columns:
            self.columns[name] = np.full(len(self), None, dtype=object)
        return self.columns[name]

    def __setitem__(self, name: str, values: npt.NDArray[np.object_]) -> None:
        self.columns[name] = values

    def __iter__(self) -> Iterator["Row"]:
        return (Row(self, at) for at in range(len(self)))

    def telling(self) -> Iterator["Row"]:
        """Return the rows that tell of events."""
        return (Row(self, at) for at in sorted(self.told))

    def missing(self, name: str) -> npt.NDArray[np.bool_]:
        """Return the rows where a column holds nothing."""
        if name not in self.columns:
            return np.ones(len(self), dtype=bool)
        return are_none(self.columns[name])

    def put(self, name: str, values: npt.NDArray[np.object_]) -> None:
        """Put values into a column except where an earlier one filled it."""
        free = self.missing(name)
        self[name] = values if free.all() else np.where(free, values, self[name])

    def complain(
        self,
        column: str,
        code: str,
        value: object,
        severity: Severity,
        place: int,
        /,
        where: Place | None = None,
        **values: object,
    ) -> None:
        """Note what is wrong with a cell of the row at a place, and *where* on the ground."""
        shown = "" if value is None else str(value)[:200]
        self.issues.append(Issue(int(self.numbers[place]), column, code, shown, severity, values, where))
        if severity is Severity.REFUSED:
            self.refused[place] = True
        elif severity is Severity.UNCOUNTED:
            self.uncounted[place] = True

    def standing(self) -> "Rows":
        """Return the rows that are not refused; what is noted on them is noted here, too."""
        kept = np.flatnonzero(~self.refused)
        rows = Rows(self.numbers[kept])
        rows.places, rows.uncounted, rows.issues = self.places[kept], self.uncounted[kept], self.issues
        rows.told = {at: self.told[place] for at, place in enumerate(kept.tolist()) if place in self.told}
        rows.columns = {name: values[kept] for name, values in self.columns.items()}
        return rows

    def refused_keys(self, key: str) -> dict[int, str]:
        """Return the numbers of the refused rows and what the column *key* holds there, "" for nothing."""
        places = np.flatnonzero(self.refused)
        keys = [value or "" for value in self[key][places].tolist()]
        return dict(zip(self.numbers[places].tolist(), map(str, keys), strict=True))


class Row:
    """One row, for rules that look at several of its cells: a view, what is written here is written there."""

    __slots__ = ("at", "cells", "rows")

    def __init__(self, rows: Rows, at: int) -> None:
        self.rows, self.at, self.cells = rows, at, _RowCells(rows, at)

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return int(self.rows.numbers[self.at])

    @property
    def refused(self) -> bool:
        """Whether something is wrong that keeps the row out."""
        return bool(self.rows.refused[self.at])

    @property
    def told(self) -> dict[tuple[str, str], Told]:
        """What the row tells of events."""
        return self.rows.told.get(self.at, {})

    def complain(self, column: str, code: str, value: object, severity: Severity, **values: object) -> None:
        """Note what is wrong with a cell."""
        self.rows.complain(column, code, value, severity, self.at, None, **values)


class _RowCells:
    """What the columns of a table hold for one row."""

    __slots__ = ("_at", "_rows")

    def __init__(self, rows: Rows, at: int) -> None:
        self._rows, self._at = rows, at

    def __getitem__(self, name: str) -> object:
        return self._rows[name][self._at]

    def __setitem__(self, name: str, value: object) -> None:
        self._rows[name][self._at] = value

    def get(self, name: str) -> object:
        """Return what a column holds, None also where there is no such column."""
        return self._rows.columns[name][self._at] if name in self._rows.columns else None
