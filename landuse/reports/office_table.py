"""
A table as the office draws it, before it is written: columns in groups, rows by reporting unit, numbers as figures.

A table's numbers are figures of their row (``supply_list.area@row=GD2023-001``); sums are formulas over printed cells.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from landuse.core.printed import exact_places
from landuse.i18n import Catalogue, catalogue
from landuse.papers import Figure, figure_id
from landuse.reports.issue import DocumentRequest
from landuse.reports.pen import Pen
from landuse.store import Store

Cell = str | Decimal | int | date | None


#: Measures of things that are counted.
COUNTED = frozenset({"firms", "plots", "zones"})


class Look(StrEnum):
    """What the cells of a column are: ``NUMBER`` is a figure, ``LIGHT`` the name of a light with its word."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    MONTH = "month"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Parameters
    ----------
    name : str
        Key of its heading, ``office.column.<name>``.
    width : int
        In characters of the sheet.
    look : Look
    group : str
        Key of the heading above it, ``office.group.<group>``; columns side by side share it.
    measure, rule : str
        Of the figures in it.
    adds_up : bool
        Whether its cells have sums.
    share_of : pair of str
        Columns of which it is the share in per cent: the total's is a formula.
    words : str
        Family of the words of its lights.
    is_blank : bool
        The ledger does not hold it; the office fills it in by hand.
    """

    name: str
    width: int
    look: Look = Look.TEXT
    group: str = ""
    measure: str = ""
    rule: str = ""
    adds_up: bool = False
    share_of: tuple[str, str] = ("", "")
    words: str = "bulletin.light"
    is_blank: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it counts things, in whole numbers."""
        return self.measure in COUNTED

    @property
    def key(self) -> str:
        """The name that no other column of the table has."""
        return f"{self.group}_{self.name}" if self.group else self.name


def area(name: str = "area", *, rule: str = "area", group: str = "", width: int = 11, adds_up: bool = True) -> Column:
    """Return a column of land in 亩 that adds up."""
    return Column(name, width, Look.NUMBER, group, "mu", rule, adds_up=adds_up)


def blank(name: str, width: int = 10, group: str = "") -> Column:
    """Return a column that the office fills in by hand."""
    return Column(name, width, group=group, is_blank=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key in the ledger, the name of the group it is summed in, and its cells by column."""

    key: str
    group: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """
    A table before it is written.

    ``notes`` are texts below it; ``total`` what stands in the last row besides sums; ``has_subtotals`` puts a sum
    under each group; ``paper`` is the size that Excel numbers 8 (A3) or 9 (A4).
    """

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unit_line: str = "mu"
    total: Mapping[str, Cell] = field(default_factory=dict)
    has_subtotals: bool = False
    has_total: bool = True
    is_numbered: bool = True
    paper: int = 8
    frozen: int = 3

    def figure(self, row: Row, column: Column) -> str:
        """Return the id of the figure in a cell."""
        return figure_id(self.kind, column.key, row=row.key)

    def places(self, column: Column) -> int:
        """Return with how many decimals a column is printed so that its cells add up."""
        if column.is_count:
            return 0
        if not column.adds_up:
            return 2
        return exact_places(value for row in self.rows if isinstance(value := row.cells.get(column.key), Decimal))

    def groups(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """Yield the rows by group, in their order."""
        begun = 0
        for place in range(1, len(self.rows) + 1):
            if place == len(self.rows) or self.rows[place].group != self.rows[begun].group:
                yield self.rows[begun].group, self.rows[begun:place]
                begun = place


#: (store, request, known_at) -> the table.
Build = Callable[[Store, DocumentRequest, datetime], OfficeTable]


def table_figures(table: OfficeTable, as_of: date) -> Iterator[Figure]:
    """Yield the numbers of a table, row by row."""
    counted = [(column, table.places(column)) for column in table.columns if column.look is Look.NUMBER]
    for row in table.rows:
        for column, places in counted:
            if column.key in row.cells:
                value = row.cells[column.key]
                number = value if isinstance(value, Decimal) else None
                yield Figure(table.figure(row, column), number, column.measure, column.rule, as_of, places=places)


def printed(table: OfficeTable, row: Row, column: Column, pen: Pen) -> Cell:
    """Return what a cell shows: a figure with its edit, a light as its word, everything else as it is."""
    value = row.cells.get(column.key)
    if column.look is Look.NUMBER and column.key in row.cells:
        return pen.value(table.figure(row, column))
    if column.look is Look.LIGHT:
        return pen.text.label(column.words, str(value or "none"))
    return value


def heading(column: Column, text: Catalogue) -> str:
    """Return the heading of a column."""
    return text(f"office.column.{column.name}")


def group_heading(column: Column, text: Catalogue) -> str:
    """Return the heading above a column."""
    return text(f"office.group.{column.group}")


def table_title(kind: str, store: Store, request: DocumentRequest) -> str:
    """Return what stands above a table."""
    text = catalogue(request.language)
    district = store.settings.name or text("common.district")
    return text(f"office.title.{kind}", district=district, year=request.year)
