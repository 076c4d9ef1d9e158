"""The rules of matching firms to plots, as data: ``matching.toml``."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from landuse.rules.files import Fault, Share, Strict, read_file, refuse, shipped

FILE = "matching.toml"
Whole = Annotated[int, Field(ge=0, le=100_000)]
Known = Literal["holds", "fails"]
Aim = Literal["served", "score_area", "misfit"]


class Constraints(Strict):
    """How strictly each constraint is taken."""

    area: Literal["hard", "off"]
    industry: Literal["hard", "off"]
    standards: Literal["hard", "off"]
    ready: Literal["hard", "soft", "off"]
    unit: Literal["hard", "soft", "off"]


class AreaRule(Strict):
    """Shares of the demand that a plot may be smaller or larger."""

    below: Share
    above: Annotated[float, Field(ge=0, le=10)]


class ReadyRule(Strict):
    """How many days late a plot may be ready, and what one without a day counts as."""

    grace_days: Whole
    unknown: Known


class IndustryRule(Strict):
    """What a firm without an industry counts as."""

    unknown: Known


class StandardsRule(Strict):
    """Which way each agreed value binds, and what a firm without the figure counts as."""

    missing: Known
    items: dict[str, Literal["at_least", "at_most"]]


class Penalty(Strict):
    """What a plot that fits less well costs; ``matching.toml`` explains each."""

    per_mille: Whole
    other_unit: Whole
    late_day: Whole
    step: Annotated[int, Field(ge=1, le=1000)]


class Priorities(Strict):
    """Whom a plot takes first, and what the whole list is matched for."""

    own_unit_first: bool
    objective: tuple[Aim, ...] = Field(min_length=1)
    method: Literal["lexicographic", "weighted"]
    seconds: Annotated[float, Field(gt=0)]
    weights: dict[Aim, Whole]


class MatchingRules(Strict):
    """All of ``matching.toml``."""

    constraints: Constraints
    area: AreaRule
    ready: ReadyRule
    industry: IndustryRule
    standards: StandardsRule
    penalty: Penalty
    priorities: Priorities


@cache
def load_matching_rules() -> MatchingRules:
    """Load the rules of matching that ship with the package."""
    return read_matching_rules(shipped())


def read_matching_rules(folder: Traversable) -> MatchingRules:
    """
    Read and check ``matching.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line, if a key is unknown, missing or out of range, an objective is named
        twice or has no weight.
    """
    rules = read_file(folder, FILE, MatchingRules)
    refuse(folder, _faults(rules.priorities))
    return rules


def _faults(priorities: Priorities) -> Iterator[Fault]:
    if len(set(priorities.objective)) != len(priorities.objective):
        yield FILE, ("priorities", "objective"), ", ".join(priorities.objective)
    for aim in priorities.objective:
        if priorities.method == "weighted" and aim not in priorities.weights:
            yield FILE, ("priorities", "weights"), aim
