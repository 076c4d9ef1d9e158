"""The early-warning rules (预警规则) as data: ``alerts.toml``, checked when it is loaded."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from pydantic import Field

from landuse.rules import read_rules
from landuse.rules.files import Fault, Share, Strict, read_file, refuse, shipped

FILE = "alerts.toml"
#: Every rule that ``core.alerts`` knows, W01 to W22.
RULE_IDS = tuple(f"W{number:02d}" for number in range(1, 23))


class ThresholdUnit(StrEnum):
    """What the thresholds of a rule are written in."""

    SHARE = "share"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    NONE = "none"


class Counted(StrEnum):
    """How the thresholds of a rule read; ``alerts.toml`` explains each."""

    BELOW = "below"
    ABOVE = "above"
    LEFT = "left"
    GONE = "gone"
    GAP = "gap"
    QUARTER = "quarter"
    FACT = "fact"


class OwnerRole(StrEnum):
    """Who has to act on a warning; the unit (属地) is the one of the record."""

    ECONOMY_BUREAU = "economy_bureau"
    LAND_BUREAU = "land_bureau"
    UNIT = "unit"
    TASK_FORCE = "task_force"
    CONSTRUCTION_BUREAU = "construction_bureau"


class AlertRule(Strict):
    """
    One rule.

    ``yellow`` and ``red`` are in ``unit`` and read as ``counted`` says; None where the rule has no such level or no
    number. ``source`` is a law, a document or ``proposal``.
    """

    name: str = Field(min_length=1)
    unit: ThresholdUnit
    counted: Counted
    yellow: float | None = None
    red: float | None = None
    owner: OwnerRole
    source: str = Field(min_length=1)
    milestone: str | None = None
    closes_by: str | None = None
    listing_days: int | None = Field(default=None, ge=1)
    handover_months: int | None = Field(default=None, ge=0)
    built_below: Share | None = None
    invested_below: Share | None = None


class AlertRules(Strict):
    """All rules by their id, and the ways whose events follow each other."""

    rules: dict[str, AlertRule]
    order: dict[str, tuple[str, ...]]

    def __getitem__(self, rule: str) -> AlertRule:
        """Return the rule of an id such as ``W05``."""
        return self.rules[rule]

    @property
    def watched(self) -> frozenset[str]:
        """The kinds of milestone that a rule of their own watches."""
        return frozenset(rule.milestone for rule in self.rules.values() if rule.milestone)

    def later(self, kind: str) -> frozenset[str]:
        """Return *kind* and every kind that follows it on some way: whoever got there has *kind* behind it."""
        found = {kind}
        grown = True
        while grown:
            following = {
                later
                for way in self.order.values()
                for at, step in enumerate(way)
                if step in found
                for later in way[at:]
            }
            grown = not following <= found
            found |= following
        return frozenset(found)


@cache
def load_alert_rules() -> AlertRules:
    """Load the warning rules that ship with the package."""
    return read_alert_rules(shipped())


def read_alert_rules(folder: Traversable) -> AlertRules:
    """
    Read and check ``alerts.toml`` of *folder*, whose event kinds are those of ``events.toml`` there.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line: a rule unknown or missing, a red level that comes before the yellow
        one, a number missing that the rule needs, an event kind that is not declared.
    """
    rules = read_file(folder, FILE, AlertRules)
    kinds = frozenset(read_rules(folder).kinds)
    refuse(folder, _faults(rules, kinds))
    return rules


def _faults(rules: AlertRules, kinds: frozenset[str]) -> Iterator[Fault]:
    yield from ((FILE, ("rules", name), name) for name in rules.rules if name not in RULE_IDS)
    yield from ((FILE, ("rules",), name) for name in RULE_IDS if name not in rules.rules)
    for name, rule in rules.rules.items():
        yield from ((FILE, ("rules", name, key), key) for key in _wrong_numbers(name, rule))
        for key, kind in (("milestone", rule.milestone), ("closes_by", rule.closes_by)):
            if kind is not None and kind not in kinds:
                yield FILE, ("rules", name, key), kind
    for way, steps in rules.order.items():
        yield from ((FILE, ("order", way), kind) for kind in steps if kind not in kinds)


#: Numbers that one rule alone has, and cannot do without.
_OWN_NUMBERS = {
    "W06": ("listing_days",),
    "W11": ("handover_months",),
    "W12": ("handover_months",),
    "W13": ("handover_months",),
    "W14": ("built_below", "invested_below"),
}


def _wrong_numbers(name: str, rule: AlertRule) -> Iterator[str]:
    """Yield the keys whose number is missing, too many, or the wrong way round."""
    needed = {Counted.GAP: ("red",), Counted.QUARTER: (), Counted.FACT: ()}.get(rule.counted, ("yellow", "red"))
    for key in ("yellow", "red"):
        if (getattr(rule, key) is None) == (key in needed):
            yield key
    for key in ("listing_days", "handover_months", "built_below", "invested_below"):
        if (getattr(rule, key) is None) == (key in _OWN_NUMBERS.get(name, ())):
            yield key
    if rule.yellow is not None and rule.red is not None:
        falling = rule.counted in {Counted.BELOW, Counted.LEFT}
        if (rule.red >= rule.yellow) if falling else (rule.red <= rule.yellow):
            yield "red"
