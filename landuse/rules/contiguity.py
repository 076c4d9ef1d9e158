"""When records lie side by side, and where a contiguous area has to be how large: ``contiguity.toml``."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from landuse.rules.files import Strict, read_file, shipped

FILE = "contiguity.toml"


class Neighbours(Strict):
    """Neighbours have more than ``edge_m`` of border in common, which may run ``tolerance_m`` apart; metres."""

    edge_m: Annotated[float, Field(ge=0)]
    tolerance_m: Annotated[float, Field(ge=0)]


class Least(Strict):
    """The contiguous area that the rule asks for, in 亩; on which layers, and of which uses."""

    mu: Annotated[int, Field(gt=0)]
    layers: tuple[Literal["zones", "parcels", "plots"], ...]
    uses: tuple[str, ...] = Field(min_length=1)
    source: str = Field(min_length=1)


class ContiguityRules(Strict):
    """All of ``contiguity.toml``."""

    neighbours: Neighbours
    least: Least


@cache
def load_contiguity_rules() -> ContiguityRules:
    """Load the rules of contiguity that ship with the package."""
    return read_contiguity_rules(shipped())


def read_contiguity_rules(folder: Traversable) -> ContiguityRules:
    """
    Read and check ``contiguity.toml`` of *folder*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line.
    """
    return read_file(folder, FILE, ContiguityRules)
