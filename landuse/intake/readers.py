"""The one place where it is decided how the cells of a column are read, by what the column holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from landuse.intake.blank_cells import is_error
from landuse.intake.codes import is_lost
from landuse.intake.days import day_reader, period_kinds
from landuse.intake.mapping import Field
from landuse.intake.questions import Asking
from landuse.intake.raw import Cells, RawLayer
from landuse.intake.values import (
    Noted,
    Unreadable,
    flag_of,
    key_text,
    number_of,
    per_cent_or_number_of,
    share_or_number_of,
    text_of,
    wan_yuan_of,
    whole_of,
    without_about,
)
from landuse.schema import Column, Kind
from landuse.units import Measure, m2_from

#: Numbers that are kept as they are written, per cent as per cent.
_WRITTEN = frozenset({"amount", "growth"})
_PLAIN = {Kind.FLAG: flag_of, Kind.WHOLE: whole_of}
#: Returns a value, or one with a note; raises Unreadable.
Reader = Callable[[object], object]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the reading of a file's cells goes by: the rows' numbers, the questions and their answers, the day."""

    raw: RawLayer
    asking: Asking
    today: date

    def days(self, heading: str, cells: Cells, *, period: bool = False) -> Reader:
        """Return what reads a column of days."""
        rows = self.raw.numbers[cells.first_rows()].tolist()
        return day_reader(heading, cells.distinct, rows, self.asking, today=self.today, period=period)


def reader_of(target: Field, column: Column, heading: str, cells: Cells, reading: Reading) -> Reader:
    """Return what reads the cells of a column of a table."""
    return partial(_sound, read=_by_kind(target, column, heading, cells, reading))


def told_reader(what: str, kind: str, heading: str, cells: Cells, reading: Reading) -> Reader:
    """Return what reads the days of an event (``on``, ``due``) or the numbers of its document (``doc``)."""
    if what == "doc":
        return partial(_sound, read=code_text)
    return partial(_sound, read=reading.days(heading, cells, period=what == "on" and kind in period_kinds()))


def code_text(cell: object) -> str | None:
    """
    Return a code as text.

    Raises
    ------
    Unreadable
        ``code_lost`` for a number that a spreadsheet has cut.
    """
    if is_lost(cell):
        raise Unreadable("code_lost")
    return text_of(cell)


def _key(cell: object) -> str | None:
    if is_lost(cell):
        raise Unreadable("code_lost")
    return key_text(cell)


def _sound(cell: object, *, read: Reader) -> object:
    if is_error(cell):
        raise Unreadable("cell_error")
    return read(cell)


def _by_kind(target: Field, column: Column, heading: str, cells: Cells, reading: Reading) -> Reader:
    if column.kind is Kind.DAY:
        return reading.days(heading, cells)
    if column.kind is Kind.AREA:
        assert target.measure is not None
        return partial(_roughly, read=partial(_area, measure=target.measure))
    if column.kind is Kind.NUMBER:
        plain = per_cent_or_number_of if column.name in _WRITTEN else share_or_number_of
        read = wan_yuan_of if column.name.endswith("_wan_yuan") else plain
        return partial(_roughly, read=partial(_float, read=read))
    if column.kind in _PLAIN:
        return _PLAIN[column.kind]
    if column.required:
        return _key
    return code_text if column.kind is Kind.CODE else text_of


def _area(cell: object, *, measure: Measure) -> float | None:
    area = number_of(cell, measures=frozenset({measure}))
    return None if area is None else m2_from(area, measure)


def _float(cell: object, *, read: Callable[[object], Decimal | None]) -> float | None:
    number = read(cell)
    return None if number is None else float(number)


def _roughly(cell: object, *, read: Reader) -> object:
    """Read a number that may be said to be only about right; it is read with a note then."""
    exact, is_about = without_about(cell)
    value = read(exact)
    return Noted(value, "about_number") if is_about and value is not None else value
