"""A warning in words: what, why, what would close it, by which rule; the same for page, command line and print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landuse.core.alerts.facts import Alert, AlertLevel
from landuse.i18n import Catalogue
from landuse.rules.alerts import AlertRule, AlertRules, Counted, ThresholdUnit

PROPOSAL = "proposal"
#: Values that are codes, and the family of their labels.
_FAMILIES = {
    "kind": "kinds",
    "first": "kinds",
    "then": "kinds",
    "stage": "stages",
    "measure": "measures",
    "cause": "alerts.cause",
    "basis": "alerts.basis",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of a warning in one language; ``rule`` is the rule, its source and its thresholds."""

    level: str
    title: str
    name: str
    what: str
    why: str
    fix: str
    rule: str
    owner: str


def wording(alert: Alert, rules: AlertRules, text: Catalogue, *, as_of: date) -> Wording:
    """
    Say a warning in the language of *text*.

    Parameters
    ----------
    alert : Alert
    rules : AlertRules
        The rules that raised it: thresholds and source are theirs.
    text : Catalogue
        Texts ``alerts.<rule>.title|what|why|fix|threshold``; a rule with several faults has ``what_<fault>``.
    as_of : date
        The day of the list: how long something is overdue.
    """
    rule = rules[alert.rule]
    fields = {**_standing(alert, text, as_of), **_values(alert, rule, text), **_thresholds(rule, text)}
    fault = alert.values.get("fault")
    source = text("alerts.proposal") if rule.source == PROPOSAL else rule.source

    def say(piece: str) -> str:
        return text(f"alerts.{alert.rule}.{piece}", **fields)

    return Wording(
        level=text.label("alerts.level", alert.severity),
        title=say("title"),
        name=fields["name"],
        what=say(f"what_{fault}" if fault else "what"),
        why=say(f"why_{fault}" if fault else "why") + _cause(alert, text),
        fix=say("fix"),
        rule=text("alerts.based_on", rule=alert.rule, source=source, threshold=say("threshold")),
        owner=text.label("alerts.owner", alert.owner),
    )


def _standing(alert: Alert, text: Catalogue, as_of: date) -> dict[str, str]:
    """Return the fields that every warning has."""
    is_indicator = alert.subject_kind == "indicator"
    return {
        "name": text.label("indicators", alert.subject_id) if is_indicator else alert.name,
        "since": text.day(alert.since),
        "due": text.day(alert.due_on),
        "lateness": _lateness(alert.days_late(as_of), text),
        "amount": text.number(alert.amount_mu),
    }


def _lateness(days: int, text: Catalogue) -> str:
    word = "late" if days > 0 else "left" if days < 0 else "today"
    return text(f"alerts.lateness.{word}", days=abs(days))


def _values(alert: Alert, rule: AlertRule, text: Catalogue) -> dict[str, str]:
    """Return the warning's own fields, each as its kind of value is written."""
    said = {name: _said(name, value, text) for name, value in alert.values.items()}
    if "gone" in alert.values:
        said["gone"] = text(f"alerts.span.{rule.unit}", count=alert.values["gone"])
    return said


def _said(name: str, value: object, text: Catalogue) -> str:
    if value is None:
        return text("common.dash")
    if name in _FAMILIES:
        return text.label(_FAMILIES[name], str(value))
    match value:
        case date():
            return text.day(value)
        case Decimal():
            return text.number(value)
        case float():
            return text.percent(value, 2)
        case _:
            return str(value)


def _thresholds(rule: AlertRule, text: Catalogue) -> dict[str, str]:
    said = {
        name: _threshold(rule, value, text)
        for name, value in (("yellow", rule.yellow), ("red", rule.red))
        if value is not None
    }
    if rule.listing_days is not None:
        said["listing"] = text("alerts.span.days", count=rule.listing_days)
    for name, share in (("built_below", rule.built_below), ("invested_below", rule.invested_below)):
        if share is not None:
            said[name] = _percent(share, text)
    return said


def _threshold(rule: AlertRule, value: float, text: Catalogue) -> str:
    if rule.unit is ThresholdUnit.SHARE:
        return _percent(value, text)
    if rule.counted is Counted.LEFT:
        word = "before" if value > 0 else "after" if value < 0 else "today"
        return text(f"alerts.left.{word}", days=abs(int(value)))
    return text(f"alerts.span.{rule.unit}", count=int(value))


def _percent(share: float, text: Catalogue) -> str:
    """Return a threshold in per cent, without a decimal where it needs none."""
    return text.percent(share, 0 if round(share * 100, 6).is_integer() else 1)


def _cause(alert: Alert, text: Catalogue) -> str:
    """Return why the delay is not the firm's, where a cause is stated."""
    cause = alert.values.get("cause")
    if cause is None:
        return ""
    said = text("alerts.caused_by", cause=text.label("alerts.cause", str(cause)))
    # Of a delay that counts as information only, the firm is not the cause: 闲置土地处置办法 第八条.
    excused = f" {text('alerts.not_by_the_firm')}" if alert.severity is AlertLevel.INFO else ""
    return f" {said}{excused}"
