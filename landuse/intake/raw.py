"""A file as it was read, before anything is made of it: column by column, each different cell held once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from landuse.model import Issue

#: Types whose values may equal one another without being the same cell: 1, 1.0 and True.
_ALIKE = frozenset({bool, int, float})

Places = npt.NDArray[np.intp] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """
    The cells of one column: ``distinct`` are the different ones, ``codes`` which of them each row holds.

    A column of a hundred thousand rows has seldom a hundred thousand different cells: what is made of a cell is made
    once, and its text is held once.
    """

    distinct: list[object]
    codes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, values: Iterable[object]) -> "Cells":
        """
        Return cells given row by row.

        Examples
        --------
        >>> cells = Cells.of(["a", None, "a", 1, True])
        >>> cells.distinct, cells.codes.tolist()
        (['a', None, 1, True], [0, 1, 0, 2, 3])
        """
        values = list(values)
        kinds = set(map(type, values))
        seen: dict[Any, int] = {}
        alike = len(kinds & _ALIKE) > 1
        keys = zip(map(type, values), values, strict=True) if alike else values
        codes = np.fromiter((seen.setdefault(key, len(seen)) for key in keys), np.int32, len(values))
        return cls([key[1] for key in seen] if alike else list(seen), codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: int) -> object:
        return self.distinct[self.codes[place]]

    def __iter__(self) -> Iterator[object]:
        return iter(self.tolist())

    def tolist(self) -> list[object]:
        """Return the cells row by row."""
        return [self.distinct[code] for code in self.codes.tolist()]

    def spread(self, made: Sequence[object]) -> npt.NDArray[np.object_]:
        """Return what was *made* of the different cells, one a row."""
        spread: npt.NDArray[np.object_] = objects(made)[self.codes]
        return spread

    def where(self, flags: Iterable[bool]) -> npt.NDArray[np.bool_]:
        """Return the rows whose cell is flagged, given a flag for each of the different cells."""
        mask: npt.NDArray[np.bool_] = np.fromiter(flags, bool, len(self.distinct))[self.codes]
        return mask

    def first_rows(self) -> npt.NDArray[np.intp]:
        """Return the first row (its place) of each of the different cells."""
        first = np.empty(len(self.distinct), dtype=np.intp)
        first[self.codes[::-1]] = np.arange(len(self.codes) - 1, -1, -1)
        return first

    def taken(self, places: Places) -> "Cells":
        """Return the cells of some rows."""
        used, codes = np.unique(self.codes[places], return_inverse=True)
        return Cells([self.distinct[code] for code in used.tolist()], codes.astype(np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """
    What a workbook that this program printed says of itself, when it comes back.

    ``mapping`` is heading -> field of the office's columns that are still there; ``versions`` the row version (of a
    series: the revision) that each key had when it was printed; ``edited`` the rows and headings of computed cells that
    somebody wrote over, to no effect.
    """

    layer: str
    ledger: str = ""
    language: str = ""
    exported_at: str = ""
    filter_words: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    edited: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawLayer:
    """
    Columns of cells by the headings of the file, in its order.

    ``numbers`` are the rows' numbers as a user finds them; ``shapes`` (shapely objects or None) and ``faults`` (what
    was wrong with a shape already when it was read, by the row's place) are None for tables, which have no ground.
    ``unit`` is the word for areas of the line above a table (``单位:亩``); ``notes`` say what reading had to do,
    ``returned`` what a workbook that this program printed says of itself.
    """

    columns: dict[str, Cells]
    numbers: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.object_] | None = None
    faults: dict[int, str] | None = None
    crs: CRS | None = None
    unit: str | None = None
    notes: tuple[Issue, ...] = ()
    returned: Returned | None = None

    @classmethod
    def of_rows(
        cls, names: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int], **rest: Any
    ) -> "RawLayer":
        """Return a layer given row by row, each row as long as the headings."""
        columns: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [()] * len(names)
        cells = {name: Cells.of(column) for name, column in zip(names, columns, strict=True)}
        return cls(cells, np.array(numbers, dtype=np.int64), **rest)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def names(self) -> list[str]:
        """The headings, in order."""
        return list(self.columns)

    def row(self, place: int) -> dict[str, object]:
        """Return one row, heading -> cell."""
        return {name: cells[place] for name, cells in self.columns.items()}

    def taken(self, places: Places) -> "RawLayer":
        """Return some of the rows."""
        kept = np.arange(len(self))[places]
        faults = self.faults
        if faults is not None:
            faults = {at: faults[place] for at, place in enumerate(kept.tolist()) if place in faults}
        return replace(
            self,
            columns={name: cells.taken(kept) for name, cells in self.columns.items()},
            numbers=self.numbers[kept],
            shapes=None if self.shapes is None else self.shapes[kept],
            faults=faults,
        )


def objects(values: Sequence[object]) -> npt.NDArray[np.object_]:
    """Return values as an array of objects, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def are_none(values: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return where an array of objects holds None."""
    return np.fromiter((value is None for value in values.tolist()), bool, len(values))
