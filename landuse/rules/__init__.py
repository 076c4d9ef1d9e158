"""
The rules of the campaign as data: ``*.toml`` beside this file, checked when they are loaded.

A wrong file is refused with its key and line (:class:`~landuse.errors.RefusedError`, ``rules_invalid``).
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from landuse.model import Direction, Indicator, Norm, SubjectKind
from landuse.rules.files import Fault, Share, Strict, read_file, refuse, shipped
from landuse.units import Dimension, Measure


class EventKind(Strict):
    """What an event kind can be about, and what amount it carries."""

    subjects: tuple[SubjectKind, ...]
    amount: Literal["land", "floor", "none"]


class Mode(Strict):
    """The way of a renewal mode through the stages, and whether its land comes back through supply."""

    way: tuple[str, ...]
    resupplied: bool


class PlotWay(Strict):
    """Which plots go a way: a way of supply and sources of land, None for any."""

    way: str
    method: str | None = None
    sources: tuple[str, ...] | None = None


class Stock(Strict):
    """Land between two stages: entered by one kind of event, left by others."""

    subject: SubjectKind
    entered_by: tuple[str, ...]
    left_by: tuple[str, ...]


class Difference(Strict):
    """Shares of the book area from which a difference to the geometry warns."""

    yellow: Share
    red: Share


class Rules(Strict):
    """All rules together; one frozen value that travels through the program."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    indicators: dict[str, Indicator]
    norms: dict[str, Norm]
    kinds: dict[str, EventKind]
    stages: dict[str, tuple[str, ...]]
    modes: dict[str, Mode]
    plots: dict[str, tuple[str, ...]]
    plot_ways: tuple[PlotWay, ...]
    stocks: dict[str, Stock]
    ageing_days: tuple[int, ...]
    book_kinds: dict[str, tuple[str, ...]]
    difference: Difference
    event_tolerance: float

    def mode(self, name: str | None) -> Mode:
        """Return the mode *name*, or ``undecided`` where none (or an unknown one) is given."""
        return self.modes.get(name or "undecided", self.modes["undecided"])

    def plot_way(self, source: str | None, method: str | None) -> str:
        """Return the name of the way of a plot, by the source of its land and the way it is supplied (or None)."""
        return next(
            row.way
            for row in self.plot_ways
            if row.method in {None, method} and (row.sources is None or source in row.sources)
        )


class _IndicatorFile(RootModel[dict[str, "_IndicatorRow"]]):
    pass


class _IndicatorRow(Strict):
    dimension: Dimension
    measure: Measure
    kinds: tuple[str, ...] = Field(min_length=1)
    direction: Direction
    norm: str
    nested_in: str | None = None


class _NormFile(RootModel[dict[str, "_NormRow"]]):
    pass


class _NormRow(Strict):
    nodes: dict[Annotated[int, Field(ge=1, le=12)], Share]


class _EventFile(Strict):
    kinds: dict[str, EventKind]


class _StageRow(Strict):
    entered_by: tuple[str, ...]


class _PlotRow(Strict):
    way: tuple[str, ...]


class _StageFile(Strict):
    stages: dict[str, _StageRow]
    modes: dict[str, Mode]
    plots: dict[str, _PlotRow]
    plot_ways: tuple[PlotWay, ...]


class _AreaEvent(Strict):
    tolerance: Share


class _AreaFile(Strict):
    book: dict[str, tuple[str, ...]]
    difference: Difference
    event: _AreaEvent


class _StockFile(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Stock]
    ageing_days: tuple[int, ...]


@cache
def load_rules() -> Rules:
    """Load the rules that ship with the package."""
    return read_rules(shipped())


def read_rules(folder: Traversable) -> Rules:
    """
    Read and check the rule files of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line, if a file is not TOML, a key is unknown, missing or of the wrong
        kind, or names something that is not declared.
    """
    indicators = read_file(folder, "indicators.toml", _IndicatorFile).root
    norms = read_file(folder, "norms.toml", _NormFile).root
    events = read_file(folder, "events.toml", _EventFile)
    stages = read_file(folder, "stages.toml", _StageFile)
    stocks = read_file(folder, "stocks.toml", _StockFile)
    areas = read_file(folder, "areas.toml", _AreaFile)
    stock_rows = stocks.__pydantic_extra__
    refuse(folder, _indicator_faults(indicators, norms, events.kinds))
    refuse(folder, _stage_faults(stages, stock_rows, events.kinds))
    return Rules(
        indicators={
            name: Indicator(indicator_id=name, **{key: getattr(row, key) for key in _IndicatorRow.model_fields})
            for name, row in indicators.items()
        },
        norms={name: Norm(norm_id=name, monthly_shares=_monthly(row.nodes)) for name, row in norms.items()},
        kinds=events.kinds,
        stages={name: row.entered_by for name, row in stages.stages.items()},
        modes=stages.modes,
        plots={name: row.way for name, row in stages.plots.items()},
        plot_ways=stages.plot_ways,
        stocks=stock_rows,
        ageing_days=stocks.ageing_days,
        book_kinds=areas.book,
        difference=areas.difference,
        event_tolerance=areas.event.tolerance,
    )


def _indicator_faults(
    indicators: dict[str, _IndicatorRow], norms: dict[str, _NormRow], kinds: dict[str, EventKind]
) -> Iterator[Fault]:
    """Yield names that are not declared, and indicators that count events of another dimension."""
    for name, indicator in indicators.items():
        for kind in indicator.kinds:
            if kind not in kinds or kinds[kind].amount != indicator.dimension:
                yield "indicators.toml", (name, "kinds"), kind
        if indicator.norm not in norms:
            yield "indicators.toml", (name, "norm"), indicator.norm
        if indicator.nested_in not in {None, *indicators}:
            yield "indicators.toml", (name, "nested_in"), str(indicator.nested_in)
    for name, norm in norms.items():
        rising = sorted(norm.nodes.values()) == [norm.nodes[month] for month in sorted(norm.nodes)]
        if not rising or norm.nodes.get(12) != 1:
            yield "norms.toml", (name, "nodes"), "12 = 1.0"


def _stage_faults(stages: _StageFile, stocks: dict[str, Stock], kinds: dict[str, EventKind]) -> Iterator[Fault]:
    """Yield stages and event kinds that are named but not declared."""
    for name, stage in stages.stages.items():
        yield from (("stages.toml", (name, "entered_by"), kind) for kind in stage.entered_by if kind not in kinds)
    ways = [(name, row.way) for rows in (stages.modes, stages.plots) for name, row in rows.items()]
    for name, way in ways:
        yield from (("stages.toml", (name, "way"), stage) for stage in way if stage not in stages.stages)
    for choice in stages.plot_ways:
        if choice.way not in stages.plots:
            yield "stages.toml", ("plot_ways", "way"), choice.way
    last = stages.plot_ways[-1]
    if last.method is not None or last.sources is not None:
        yield "stages.toml", ("plot_ways",), last.way
    for name, stock in stocks.items():
        named = (*stock.entered_by, *stock.left_by)
        yield from (("stocks.toml", (name,), kind) for kind in named if kind not in kinds)


def _monthly(nodes: dict[int, float]) -> tuple[float, ...]:
    """Spread the nodes of a norm straight over the months between them."""
    points = {0: 0.0, **nodes}
    months = sorted(points)
    shares = []
    for month in range(1, 13):
        before = max(node for node in months if node < month)
        after = min(node for node in months if node >= month)
        way = (month - before) / (after - before)
        shares.append(points[before] + way * (points[after] - points[before]))
    return tuple(shares)
