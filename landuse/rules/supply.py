"""The rules of 做地 and of the steps of supply: ``supply.toml``."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from landuse.rules import Rules, load_rules
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped

FILE = "supply.toml"


class Step(Strict):
    """
    What a step asks for.

    One of ``after`` and all of ``also_after`` have happened (as far as the subject's way has their stages); ``needs``
    are filled in; with ``checklist_done`` every item of 做地 is done or not needed.
    """

    after: tuple[str, ...]
    needs: tuple[Literal["doc_no", "evidence"], ...]
    also_after: tuple[str, ...] = ()
    checklist_done: bool = False


class Publicity(Strict):
    """How many working days publicity lasts."""

    workdays: Annotated[int, Field(ge=1)]


class CoverageRow(Strict):
    """Plots in some stages, as one rung of the ladder to the goal."""

    row: str
    stages: tuple[str, ...] = Field(min_length=1)


class Pipeline(Strict):
    """The rungs that are sure enough to be set against the gap."""

    rows: tuple[str, ...]


class Coverage(Strict):
    """The ladder from registered land to the goal, nearest rung first."""

    goal: str
    goal_kinds: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    pipeline: Pipeline


class SupplyRules(Strict):
    """All of ``supply.toml``."""

    checklist: tuple[str, ...] = Field(min_length=1)
    steps: dict[str, Step]
    publicity: Publicity
    coverage: Coverage


@cache
def load_supply_rules() -> SupplyRules:
    """Load the rules of supply that ship with the package."""
    return read_supply_rules(shipped(), load_rules())


def read_supply_rules(folder: Traversable, rules: Rules) -> SupplyRules:
    """
    Read and check ``supply.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line, if it names what *rules* do not declare.
    """
    found = read_file(folder, FILE, SupplyRules)
    refuse(folder, _faults(found, rules))
    return found


def _faults(found: SupplyRules, rules: Rules) -> Iterator[Fault]:
    for name, step in found.steps.items():
        for kind in (name, *step.after, *step.also_after):
            if kind not in rules.kinds:
                yield FILE, ("steps", name), kind
    if found.coverage.goal not in rules.indicators:
        yield FILE, ("coverage", "goal"), found.coverage.goal
    for row in found.coverage.rows:
        for stage in row.stages:
            if stage not in rules.stages:
                yield FILE, ("coverage", "rows", "stages"), stage
    names = {row.row for row in found.coverage.rows}
    for row_name in found.coverage.pipeline.rows:
        if row_name not in names:
            yield FILE, ("coverage", "pipeline", "rows"), row_name
