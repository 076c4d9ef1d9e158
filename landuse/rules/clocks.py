"""Legal and agreed periods between the events of a plot, as data: ``clocks.toml``."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from landuse.rules import Rules, load_rules
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped

FILE = "clocks.toml"
#: A year in which every day a plan may be fixed on exists; 29 February does not come every year.
PLAIN_YEAR = 2023


class Bound(StrEnum):
    """Whether so much time must lie between two events, or may."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Strength(StrEnum):
    """What stands behind a period; ``practice`` is a proposal."""

    STATUTORY = "statutory"
    POLICY = "policy"
    CONTRACT = "contract"
    PRACTICE = "practice"


class Unit(StrEnum):
    """What a period is counted in; ``days`` are calendar days."""

    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    YEARS = "years"


class _ClockRow(Strict):
    from_kind: str
    to_kind: str
    bound: Bound
    length: Annotated[int, Field(ge=1)]
    unit: Unit
    strength: Strength
    source: str = Field(min_length=1)
    note: str = ""
    starts: Literal["event", "agreed"] = "event"
    until: str | None = None
    repeats: bool = False
    recorded: bool = True


class Clock(_ClockRow):
    """
    A period between two kinds of events of one subject.

    ``starts`` says whether it runs from the event or from the day agreed for it; once ``until`` has happened another
    clock takes over; of a clock that ``repeats`` the last time counts; one end of a clock that is not ``recorded`` is
    no event of the ledger.
    """

    clock_id: str

    @property
    def binds(self) -> bool:
        """Whether more than practice stands behind it."""
        return self.strength is not Strength.PRACTICE


class FixedDay(Strict):
    """A day of every year by which an event is due."""

    kind: str
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    strength: Strength
    source: str = Field(min_length=1)
    note: str = ""

    def of(self, year: int) -> date:
        """Return the day in *year*."""
        return date(year, self.month, self.day)


class Clocks(Strict):
    """All periods by id, the days fixed in the year by id, and the kinds that happen on working days."""

    clocks: dict[str, Clock]
    fixed: dict[str, FixedDay]
    office_acts: tuple[str, ...]


class _ClockFile(Strict):
    office_acts: tuple[str, ...]
    fixed: dict[str, FixedDay]
    clocks: dict[str, _ClockRow]


@cache
def load_clocks() -> Clocks:
    """Load the clocks that ship with the package."""
    return read_clocks(shipped(), load_rules())


def read_clocks(folder: Traversable, rules: Rules) -> Clocks:
    """
    Read and check ``clocks.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line: an event kind that *rules* do not declare, a day that is not in the
        calendar, a shortest period that runs against the way of the plots.
    """
    found = read_file(folder, FILE, _ClockFile)
    refuse(folder, _faults(found, rules))
    return Clocks(
        clocks={name: Clock(clock_id=name, **row.model_dump()) for name, row in found.clocks.items()},
        fixed=found.fixed,
        office_acts=found.office_acts,
    )


def plot_steps(rules: Rules, way: str) -> tuple[str, ...]:
    """
    Return the event kinds of a plot's *way* (a name of ``rules.plots``) in their order.

    Examples
    --------
    >>> plot_steps(load_rules(), "allocation")[3:6]
    ('approval_meeting', 'grant_contract', 'handover')
    """
    return tuple(rules.stages[stage][0] for stage in rules.plots[way] if rules.stages[stage])


def _faults(found: _ClockFile, rules: Rules) -> Iterator[Fault]:
    yield from ((FILE, ("office_acts",), kind) for kind in found.office_acts if kind not in rules.kinds)
    for name, fixed in found.fixed.items():
        if fixed.kind not in rules.kinds:
            yield FILE, ("fixed", name, "kind"), fixed.kind
        try:
            fixed.of(PLAIN_YEAR)
        except ValueError as error:
            yield FILE, ("fixed", name, "day"), str(error)
    for name, clock in found.clocks.items():
        yield from _clock_faults(name, clock, rules)


def _clock_faults(name: str, clock: _ClockRow, rules: Rules) -> Iterator[Fault]:
    named = {"from_kind": clock.from_kind, "to_kind": clock.to_kind, "until": clock.until}
    for key, kind in named.items():
        if clock.recorded and kind is not None and kind not in rules.kinds:
            yield FILE, ("clocks", name, key), kind
    for way in rules.plots:
        kinds = plot_steps(rules, way)
        both = {clock.from_kind, clock.to_kind} <= set(kinds)
        if clock.bound is Bound.AT_LEAST and both and kinds.index(clock.from_kind) >= kinds.index(clock.to_kind):
            yield FILE, ("clocks", name, "to_kind"), clock.to_kind
