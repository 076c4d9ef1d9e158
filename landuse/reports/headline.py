"""The sentence that matters, the same on the first screen, on the command line and in a report."""

from decimal import Decimal

from landuse.i18n import Catalogue
from landuse.model import Progress
from landuse.rules.alerts import load_alert_rules
from landuse.views.targets import Headline


def plain(text: Catalogue, amount: float | Decimal | None) -> str:
    """
    Return a number without idle zeros, as a sentence says it.

    Examples
    --------
    >>> from landuse.i18n import catalogue
    >>> plain(catalogue(), 25), plain(catalogue(), Decimal("464.350"))
    ('25', '464.35')
    """
    said = text.number(amount)
    return said.rstrip("0").rstrip(".") if "." in said else said


def done_of(text: Catalogue, row: Progress) -> str:
    """Return "25/300 亩": done, target and unit, without idle zeros."""
    unit = text.label("measures", row.measure)
    if row.target is None:
        return text("common.amount", number=plain(text, row.actual), unit=unit)
    return text("progress.done_of", actual=plain(text, row.actual), target=plain(text, row.target), unit=unit)


def headline_sentence(text: Catalogue, found: Headline) -> str:
    """Return the sentence that matters: the indicator in most trouble, and the land that lies idle meanwhile."""
    row = found.progress
    pace = text("progress.headline.pace", pace=text.number(row.pace_index))
    effort = (
        text("progress.headline.standstill")
        if row.speed_up is None
        else text("progress.headline.speed_up", times=text.number(row.speed_up))
    )
    idle = text("progress.headline.idle", amount=plain(text, found.idle_mu))
    return text(
        "progress.headline.sentence",
        indicator=text(f"progress.short.{row.indicator}"),
        done=done_of(text, row),
        pace=pace,
        effort=effort,
        idle=idle,
    )


def standing(row: Progress) -> str:
    """
    Return how an indicator stands, as the name of its word and colour.

    Returns
    -------
    str
        ``no_target``, ``met``, ``behind``, ``ahead`` or ``unknown`` (before the year began).
    """
    if row.target is None:
        return "no_target"
    if row.pace_index is None:
        return "unknown"
    if row.pace_index < 1:
        return "behind"
    return "ahead" if row.gap else "met"


def light(row: Progress) -> str:
    """
    Return the light (亮灯) of an indicator: ``green``, ``yellow``, ``red``, or ``none`` where nothing can be compared.

    The thresholds are those of the warning that watches the norm curve (``rules/alerts.toml``, W01).
    """
    rule = load_alert_rules()["W01"]
    if row.pace_index is None or rule.yellow is None or rule.red is None:
        return "none"
    if row.pace_index >= rule.yellow or not row.gap:
        return "green"
    return "yellow" if row.pace_index >= rule.red else "red"


def light_limits(text: Catalogue) -> dict[str, str]:
    """Return from which pace on a light is green (``yellow``: below it), and below which it is ``red``, as words."""
    rule = load_alert_rules()["W01"]
    return {name: plain(text, limit) for name, limit in (("yellow", rule.yellow), ("red", rule.red))}
