"""The recorded indicators of the plan, and what of the plan contradicts itself, as data."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field, RootModel

from landuse.model import Direction
from landuse.rules import load_rules
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped


class Recorded(Strict):
    """One recorded indicator: its unit of measure, its group on the board, which way it is good, decimals printed."""

    unit: str
    group: str
    direction: Direction = Direction.AT_LEAST
    places: Annotated[int, Field(ge=0, le=4)] = 2
    part_of: str | None = None


class Renamed(Strict):
    """An actual and a target that are set against each other and bear different names."""

    actual: str
    target: str


class PlanRules(Strict):
    """Everything the board of the plan goes by; ``wholes`` says of which indicator another is a part."""

    recorded: dict[str, Recorded]
    renamed: tuple[Renamed, ...]
    wholes: dict[str, str]


class _RecordedFile(RootModel[dict[str, Recorded]]):
    pass


class _ContradictionFile(Strict):
    renamed: tuple[Renamed, ...]


@cache
def load_plan_rules() -> PlanRules:
    """Load the rules that ship with the package."""
    return read_plan_rules(shipped())


def read_plan_rules(folder: Traversable) -> PlanRules:
    """
    Read and check the rules of the plan's board.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line.
    """
    recorded = read_file(folder, "recorded.toml", _RecordedFile).root
    renamed = read_file(folder, "contradictions.toml", _ContradictionFile).renamed
    computed = load_rules().indicators
    refuse(folder, _faults(recorded, renamed, {*recorded, *computed}))
    nested = {name: row.nested_in for name, row in computed.items() if row.nested_in}
    parts = {name: row.part_of for name, row in recorded.items() if row.part_of}
    return PlanRules(recorded=recorded, renamed=renamed, wholes={**nested, **parts})


def _faults(recorded: dict[str, Recorded], renamed: tuple[Renamed, ...], known: set[str]) -> Iterator[Fault]:
    for name, row in recorded.items():
        if row.part_of not in {None, *recorded}:
            yield "recorded.toml", (name, "part_of"), str(row.part_of)
    for pair in renamed:
        for name in (pair.actual, pair.target):
            if name not in known:
                yield "contradictions.toml", ("renamed",), name
