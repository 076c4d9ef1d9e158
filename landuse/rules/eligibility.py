"""Which plots can be matched to firms, and what a firm brings for each 标准地 item: ``eligibility.toml``."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field

from landuse.rules import Rules, load_rules
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped

FILE = "eligibility.toml"


class PlotRule(Strict):
    """Stages and uses of the plots that can be matched; ``unknown``: what a plot without a use counts as."""

    stages: tuple[str, ...] = Field(min_length=1)
    uses: tuple[str, ...] = Field(min_length=1)
    unknown: Literal["in", "out"]


class Offer(Strict):
    """What a firm brings for an item: one figure over another, of the year before or of the register."""

    numerator: str
    denominator: str


class Eligibility(Strict):
    """All of ``eligibility.toml``."""

    plots: PlotRule
    offers: dict[str, Offer]


@cache
def load_eligibility() -> Eligibility:
    """Load the rules that ship with the package."""
    return read_eligibility(shipped(), load_rules())


def read_eligibility(folder: Traversable, rules: Rules) -> Eligibility:
    """
    Read and check ``eligibility.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line, if it names a stage that *rules* do not declare.
    """
    found = read_file(folder, FILE, Eligibility)
    refuse(folder, _faults(found, rules))
    return found


def _faults(found: Eligibility, rules: Rules) -> Iterator[Fault]:
    for stage in found.plots.stages:
        if stage not in rules.stages:
            yield FILE, ("plots", "stages"), stage
