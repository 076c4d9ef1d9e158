"""The days on which offices work: public holidays (法定节假日) and the weekend days worked for them (调休), as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources.abc import Traversable

from pydantic import Field, RootModel

from landuse.rules.files import Fault, Strict, read_file, refuse, shipped

FILE = "holidays.toml"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Days that differ from the plain week.

    ``holidays`` are days off (weekend days among them too), ``workdays`` are Saturdays and Sundays that are worked,
    ``years`` those whose arrangement is known; any other year has its weekends off and nothing else.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: tuple[int, ...] = ()

    def covers(self, year: int) -> bool:
        """Whether the arrangement of *year* is known; its working days are an estimate otherwise."""
        return year in self.years


class _Holiday(Strict):
    name: str
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield every day of the holiday."""
        for count in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=count)


class _Year(Strict):
    source: str = Field(min_length=1)
    workdays: tuple[date, ...]
    holidays: tuple[_Holiday, ...]


class _HolidayFile(RootModel[dict[int, _Year]]):
    pass


@cache
def load_calendar() -> Calendar:
    """Load the calendar that ships with the package."""
    return read_calendar(shipped())


def read_calendar(folder: Traversable) -> Calendar:
    """
    Read ``holidays.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line: a holiday that ends before it begins or lies in another year, a
        worked day that is no weekend day or lies in a holiday.
    """
    years = read_file(folder, FILE, _HolidayFile).root
    refuse(folder, _faults(years))
    return Calendar(
        holidays=frozenset(day for year in years.values() for holiday in year.holidays for day in holiday.days()),
        workdays=frozenset(day for year in years.values() for day in year.workdays),
        years=tuple(sorted(years)),
    )


def _faults(years: dict[int, _Year]) -> Iterator[Fault]:
    """Yield holidays and worked days that cannot be."""
    off = {day for year in years.values() for holiday in year.holidays for day in holiday.days()}
    for number, year in years.items():
        for holiday in year.holidays:
            if holiday.last < holiday.first or holiday.last.year != number:
                yield FILE, (str(number), "holidays"), holiday.name
        for day in year.workdays:
            if day.weekday() < SATURDAY or day in off:
                yield FILE, (str(number), "workdays"), day.isoformat()
