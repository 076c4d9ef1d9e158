"""Scoring schemes of data-for-land and of the per-mu evaluation, as versioned data: ``scoring.toml``."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from landuse.errors import RefusedError
from landuse.rules.files import Fault, Strict, read_file, refuse, shipped

FILE = "scoring.toml"
#: What the weights of a scheme add up to.
FULL_SCORE = 100
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Item(Strict):
    """One item of a scheme; ``scoring.toml`` explains each field."""

    measure: Literal["figure", "ratio", "growth"]
    numerator: Name
    denominator: Name | None = None
    years: Annotated[int, Field(ge=1)] | None = None
    weight: Positive
    benchmark: Positive | Literal["mean", "overall"]
    cap: Positive | None = None
    missing: Literal["mean_of_others", "zero", "refuse"]


class Scheme(Strict):
    """One version of a scheme: what is scored, by which weights and benchmarks, and how ties are broken."""

    scheme_id: Name
    version: str = Field(min_length=1)
    title: str = Field(min_length=1)
    valid_from: date
    source: str = Field(min_length=1)
    invented: bool = False
    group: Literal["above", "below", "all"]
    decimals: Annotated[int, Field(ge=0, le=6)]
    benchmark_decimals: Annotated[int, Field(ge=0, le=8)] = 4
    ranking: Literal["district", "unit"]
    ties: tuple[Name, ...]
    items: dict[Name, Item] = Field(min_length=1)

    @property
    def key(self) -> tuple[str, str]:
        """Id and version, which name a scheme."""
        return self.scheme_id, self.version

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures the scheme asks for, sorted."""
        asked = {item.numerator for item in self.items.values()} | {*self.ties}
        return tuple(sorted(asked | {item.denominator for item in self.items.values() if item.denominator}))


class Schemes(Strict):
    """Schemes by id and version."""

    schemes: dict[tuple[str, str], Scheme]

    def of(self, scheme_id: str, version: str) -> Scheme:
        """Return one version; KeyError if there is none."""
        return self.schemes[scheme_id, version]

    def valid_on(self, scheme_id: str, day: date) -> Scheme | None:
        """Return the version of a scheme that is in force on a *day*, None before the first."""
        begun = [row for row in self.schemes.values() if row.scheme_id == scheme_id and row.valid_from <= day]
        return max(begun, key=lambda row: row.valid_from, default=None)

    def with_own(self, own: "Schemes") -> "Schemes":
        """
        Return these schemes and a district's *own*.

        Raises
        ------
        RefusedError
            ``rules_invalid`` if a version of that name is there already: what has been used is never changed.
        """
        for scheme_id, version in own.schemes:
            if (scheme_id, version) in self.schemes:
                raise RefusedError("rules_invalid", file=FILE, key=scheme_id, line=0, detail=version)
        joined = {**self.schemes, **own.schemes}
        refuse(shipped(), _shared_days(list(joined.values())))
        return Schemes(schemes=joined)


class _SchemeFile(Strict):
    schemes: tuple[Scheme, ...] = Field(min_length=1)


@cache
def load_schemes() -> Schemes:
    """Load the schemes that ship with the package."""
    return read_schemes(shipped())


def read_schemes(folder: Traversable) -> Schemes:
    """
    Read and check ``scoring.toml`` of *folder*: the package's, or a district's own.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line: weights that do not add up to 100, a ratio without a denominator, a
        growth without years, a version given twice, two versions of a scheme that begin on one day.
    """
    found = read_file(folder, FILE, _SchemeFile).schemes
    refuse(folder, _faults(found))
    refuse(folder, _shared_days(found))
    return Schemes(schemes={scheme.key: scheme for scheme in found})


def _faults(found: tuple[Scheme, ...]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for scheme in found:
        if scheme.key in seen:
            yield FILE, ("version",), f"{scheme.scheme_id} {scheme.version}"
        seen.add(scheme.key)
        total = sum(item.weight for item in scheme.items.values())
        if abs(total - FULL_SCORE) > 1e-9:
            yield FILE, ("weight",), f"{scheme.scheme_id} {scheme.version}: {total:g}"
        for name, item in scheme.items.items():
            if (item.measure == "ratio") != (item.denominator is not None):
                yield FILE, (name, "denominator"), f"{scheme.scheme_id} {scheme.version}: {item.measure}"
            if (item.measure == "growth") != (item.years is not None):
                yield FILE, (name, "years"), f"{scheme.scheme_id} {scheme.version}: {item.measure}"
            if item.measure != "ratio" and item.benchmark == "overall":
                yield FILE, (name, "benchmark"), f"{scheme.scheme_id} {scheme.version}: {item.measure}"


def _shared_days(found: tuple[Scheme, ...] | list[Scheme]) -> Iterator[Fault]:
    begun: set[tuple[str, date]] = set()
    for scheme in found:
        if (scheme.scheme_id, scheme.valid_from) in begun:
            yield FILE, ("valid_from",), f"{scheme.scheme_id}: {scheme.valid_from}"
        begun.add((scheme.scheme_id, scheme.valid_from))
