"""W01 and W02: the year's targets, and whether what is on its way can still reach them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from landuse.core.alerts.facts import Alert, AlertLevel, Coverage
from landuse.core.alerts.known import Known
from landuse.core.targets import norm_share
from landuse.model import Direction, Progress
from landuse.rules.alerts import AlertRule
from landuse.units import Measure


def behind_norm(known: Known) -> Iterator[Alert]:
    """W01: an indicator of which less is done than its norm curve asks for by the day."""
    for row in known.facts.progress:
        level = _below(known.rules["W01"], row.pace_index)
        if level is not None:
            since = _too_little_since(known, row, level)
            yield _about(known, "W01", row.indicator, level=level, since=since, values=_pace(row))


def thin_pipeline(known: Known) -> Iterator[Alert]:
    """W02: plots past the chosen stage that do not cover what is missing."""
    for row in known.facts.coverage:
        gap = row.target - row.done
        cover = float(row.pipeline / gap) if gap > 0 else None
        level = _below(known.rules["W02"], cover)
        if level is not None:
            values = {"cover": cover, "gap": gap, **_amounts(row)}
            yield _about(known, "W02", row.indicator, level=level, since=row.since, values=values)


FINDERS: dict[str, Callable[[Known], Iterator[Alert]]] = {"W01": behind_norm, "W02": thin_pipeline}


def _below(rule: AlertRule, share: float | None) -> AlertLevel | None:
    """Return the level of a share, the noise of binary floats cut off."""
    if share is None or rule.red is None or rule.yellow is None:
        return None
    exact = round(share, 9)
    return AlertLevel.RED if exact < rule.red else AlertLevel.YELLOW if exact < rule.yellow else None


def _pace(row: Progress) -> dict[str, object]:
    return {
        "actual": row.actual,
        "target": row.target,
        "measure": row.measure,
        "share": row.share,
        "norm": row.elapsed,
        "pace": row.pace_index,
        "gap": row.gap,
        "needed": row.needed_per_month,
        "achieved": row.achieved_per_month,
    }


def _amounts(row: Coverage) -> dict[str, object]:
    return {
        "done": row.done,
        "target": row.target,
        "pipeline": row.pipeline,
        "measure": row.measure,
        "stage": row.from_stage,
    }


def _too_little_since(known: Known, row: Progress, level: AlertLevel) -> date:
    """
    Return the day from which what is done today has been too little, at the latest.

    What is done does not shrink, so on every day after it the level was this bad or worse. Without a norm curve, and of
    an upper bound (of which less was done before), only today is known.
    """
    norm = known.facts.norms.get(row.indicator)
    rule = known.rules["W01"]
    threshold = rule.red if level is AlertLevel.RED else rule.yellow
    if norm is None or row.share is None or threshold is None or row.direction is Direction.AT_MOST:
        return known.as_of
    day = date(known.as_of.year, 1, 1)
    while day < known.as_of and round(row.share, 9) >= round(threshold * norm_share(norm, day.year, day), 9):
        day += timedelta(days=1)
    return day


def _about(
    known: Known, rule: str, indicator: str, *, level: AlertLevel, since: date, values: Mapping[str, object]
) -> Alert:
    """Return a warning about an indicator of the district; its gap is land at stake where it is counted in 亩."""
    found = known.alert(rule, ("indicator", indicator), reached=(level, since), values=values)
    gap = values["gap"] if values["measure"] is Measure.MU else None
    return replace(found, amount_mu=gap if isinstance(gap, Decimal) else None)
