"""How the year's end is forecast, as data: ``forecast.toml``."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from landuse.rules import Rules, load_rules
from landuse.rules.clocks import Bound, Clocks, Unit, load_clocks
from landuse.rules.files import Fault, Share, Strict, read_file, refuse, shipped

FILE = "forecast.toml"
MONTHS = 12
Positive = Annotated[float, Field(gt=0)]
Whole = Annotated[int, Field(ge=1)]
#: A share that leaves something over: nothing could be learnt about a step that is never finished.
Below = Annotated[float, Field(ge=0, lt=1)]


class Spell(Strict):
    """
    How long something takes before the ledger knows better.

    ``days`` is the median, ``spread`` the standard deviation of the logarithm, ``weight`` how many finished projects it
    counts for, ``never`` the share that is never finished, ``source`` a law, a document or a proposal (建议值).
    """

    days: Positive
    spread: Positive
    weight: Positive
    never: Below
    source: str = Field(min_length=1)


class Transition(Spell):
    """The step from one kind of event to the next; by law at least ``least`` days lie between them."""

    from_kind: str
    to_kind: str
    least: Annotated[int, Field(ge=0)] = 0


class Slippage(Spell):
    """How late agreed days are kept; ``lead`` days before the agreed one it is first looked at."""

    lead: Whole


class Season(Strict):
    """How much faster than usual each month runs, and how many events of a month outweigh that."""

    months: Annotated[tuple[Positive, ...], Field(min_length=MONTHS, max_length=MONTHS)]
    weight: Positive


class Learning(Strict):
    """How quickly a district's own pace replaces what is usual; ``forecast.toml`` explains each."""

    district: Positive
    shape: Positive
    future: Annotated[float, Field(ge=0)]
    amount: Positive
    dropped: Positive
    sweeps: Whole


class Arrivals(Strict):
    """From how many of the last months the projects to come are drawn; the first ``settling`` of the ledger are not."""

    months: Whole
    settling: Annotated[int, Field(ge=0)]
    least: Whole
    source: str = Field(min_length=1)


class Trust(Strict):
    """How many futures go by steps before any trial, and how a trial moves that; ``forecast.toml`` explains each."""

    steps: Annotated[float, Field(gt=0, lt=1)]
    sharpness: Positive
    most: Annotated[float, Field(ge=1)]
    little: Share
    months_back: tuple[Whole, ...]


class BacktestRules(Strict):
    """How many month ends are looked back at, how far ahead where the year is not over, with how many draws."""

    month_ends: Whole
    months_ahead: Whole
    draws: Whole


class Route(Strict):
    """The ways that lead to an indicator, and those that only show how long steps take."""

    ways: tuple[str, ...] = Field(min_length=1)
    learns_from: tuple[str, ...]


class _WayRow(Strict):
    steps: tuple[str, ...] = Field(min_length=2)


class _ForecastFile(Strict):
    level: Annotated[float, Field(gt=0, lt=1)]
    draws: Whole
    seed: Annotated[int, Field(ge=0)]
    backtest: BacktestRules
    learning: Learning
    trust: Trust
    season: Season
    slippage: Slippage
    arrivals: Arrivals
    ways: dict[str, _WayRow]
    indicators: dict[str, Route]
    transitions: tuple[Transition, ...]


class ForecastRules(Strict):
    """All of ``forecast.toml``: ways by name, ways by indicator, steps by the kinds they lie between."""

    level: Share
    draws: int
    seed: int
    backtest: BacktestRules
    learning: Learning
    trust: Trust
    season: Season
    slippage: Slippage
    arrivals: Arrivals
    ways: dict[str, tuple[str, ...]]
    indicators: dict[str, Route]
    transitions: dict[tuple[str, str], Transition]

    def ways_of(self, indicator: str) -> dict[str, tuple[str, ...]]:
        """Return the ways that an *indicator* leads by or learns from, with their steps."""
        route = self.indicators[indicator]
        return {name: self.ways[name] for name in (*route.ways, *route.learns_from)}


@cache
def load_forecast_rules() -> ForecastRules:
    """Load the rules of the forecast that ship with the package."""
    return read_forecast_rules(shipped(), load_rules(), load_clocks())


def read_forecast_rules(folder: Traversable, rules: Rules, clocks: Clocks) -> ForecastRules:
    """
    Read and check ``forecast.toml`` of *folder*; the least days of a step are those of the *clocks* that bind.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line: an event kind, way or indicator that is not declared, a step of a way
        without its days, an indicator whose ways never reach it, days not above what the law asks for.
    """
    found = read_file(folder, FILE, _ForecastFile)
    least = _least(clocks)
    refuse(folder, _faults(found, rules, least))
    plain = {name: getattr(found, name) for name in ForecastRules.model_fields if name not in {"ways", "transitions"}}
    pairs = {(row.from_kind, row.to_kind): row for row in found.transitions}
    return ForecastRules(
        **plain,
        ways={name: way.steps for name, way in found.ways.items()},
        transitions={pair: row.model_copy(update={"least": least.get(pair, 0)}) for pair, row in pairs.items()},
    )


def _least(clocks: Clocks) -> dict[tuple[str, str], int]:
    """Return the days that the law asks for at least between two kinds of events."""
    return {
        (clock.from_kind, clock.to_kind): clock.length
        for clock in clocks.clocks.values()
        if clock.bound is Bound.AT_LEAST and clock.binds and clock.unit is Unit.DAYS
    }


def _faults(found: _ForecastFile, rules: Rules, least: dict[tuple[str, str], int]) -> Iterator[Fault]:
    known = {(row.from_kind, row.to_kind) for row in found.transitions}
    for row in found.transitions:
        if row.days <= least.get((row.from_kind, row.to_kind), 0):
            yield FILE, ("transitions", "days"), f"{row.from_kind}-{row.to_kind}: {row.days}"
    for name, way in found.ways.items():
        yield from ((FILE, ("ways", name, "steps"), kind) for kind in way.steps if kind not in rules.kinds)
        for pair in pairwise(way.steps):
            if pair not in known:
                yield FILE, ("ways", name, "steps"), "-".join(pair)
    for indicator, route in found.indicators.items():
        if indicator not in rules.indicators:
            yield FILE, ("indicators", indicator), indicator
            continue
        named = (*route.ways, *route.learns_from)
        yield from ((FILE, ("indicators", indicator), way) for way in named if way not in found.ways)
        for leading in route.ways:
            steps = found.ways[leading].steps if leading in found.ways else ()
            # Land is remediated on the day it is demolished: an indicator is reached by the kinds nested in it too.
            if steps and not _reaches(steps[-1], indicator, rules):
                yield FILE, ("indicators", indicator, "ways"), steps[-1]


def _reaches(kind: str, indicator: str, rules: Rules) -> bool:
    inner = [row for row in rules.indicators.values() if row.nested_in == indicator]
    return kind in rules.indicators[indicator].kinds or any(_reaches(kind, row.indicator_id, rules) for row in inner)
