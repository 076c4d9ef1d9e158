"""Other rules by which a reported figure may have been counted, as data."""

from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field, RootModel

from landuse.rules import load_rules
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped


class OtherRule(Strict):
    """One other rule: the indicators it may stand for, and the day or the area that counts instead."""

    indicators: tuple[str, ...] = Field(min_length=1)
    date: str | None = None
    area: Literal["geometry", "declared"] | None = None


class _File(RootModel[dict[str, OtherRule]]):
    pass


@cache
def load_other_rules() -> dict[str, OtherRule]:
    """Load the rules that ship with the package."""
    return read_other_rules(shipped())


def read_other_rules(folder: Traversable) -> dict[str, OtherRule]:
    """
    Read and check the other counting rules.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line.
    """
    found = read_file(folder, "reconcile.toml", _File).root
    refuse(folder, _faults(found))
    return found


def _faults(found: dict[str, OtherRule]) -> Iterator[Fault]:
    rules = load_rules()
    for name, rule in found.items():
        unknown = [one for one in rule.indicators if one not in rules.indicators]
        yield from (("reconcile.toml", (name, "indicators"), one) for one in unknown)
        if rule.date not in {None, *rules.kinds}:
            yield "reconcile.toml", (name, "date"), str(rule.date)
        if (rule.date is None) == (rule.area is None):
            yield "reconcile.toml", (name,), "date | area"
