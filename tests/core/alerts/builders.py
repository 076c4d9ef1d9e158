"""Facts of one day by hand: a plot, a parcel, what happened and what is due, with defaults for everything."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd

from landuse.core.alerts import Alert, Facts, alerts
from landuse.model import Direction, Progress, Uncounted
from landuse.rules.alerts import load_alert_rules
from landuse.rules.calendar import load_calendar
from landuse.units import Measure, rounded

RULES = load_alert_rules()
LONG_AGO = datetime(2100, 1, 1, tzinfo=UTC)


def plot(plot_id="G1", **fields):
    """Return a plot of 20 亩 of the year 2023, planned for no quarter."""
    return {
        "plot_id": plot_id,
        "name": f"plot {plot_id}",
        "unit": "YY",
        "owner": None,
        "plan_year": None,
        "planned_quarter": None,
        "area_mu": 20.0,
        "intended_enterprise": None,
        "winning_bidder": None,
        "needs_notice": True,
        **fields,
    }


def parcel(parcel_id="P1", **fields):
    """Return a parcel of 10 亩, demolished whole for re-supply, on no plot."""
    return {
        "parcel_id": parcel_id,
        "name": f"parcel {parcel_id}",
        "unit": "TQ",
        "area_mu": 10.0,
        "resupplied": True,
        "idle_mu": 10.0,
        "demolished_on": None,
        "has_path": False,
        **fields,
    }


def zone(zone_id="Z1", *, signed_share=np.nan):
    """Return an old zone of 100 亩."""
    return {"zone_id": zone_id, "name": f"zone {zone_id}", "unit": "SY", "area_mu": 100.0, "signed_share": signed_share}


def event(kind, on, *, of="G1", subject="plot", recorded_at=LONG_AGO, event_id=None):
    """Return something that happened; entered long after it did unless said otherwise."""
    return {
        "event_id": event_id or f"{of}-{kind}-{on}",
        "subject_kind": subject,
        "subject_id": of,
        "kind": kind,
        "occurred_on": on,
        "recorded_at": recorded_at,
    }


def milestone(kind, due_on, *, of="G1", subject="plot", owner=None, delay_cause=None):
    """Return something that is due."""
    return {
        "subject_kind": subject,
        "subject_id": of,
        "kind": kind,
        "due_on": due_on,
        "owner": owner,
        "delay_cause": delay_cause,
    }


def progress(share, elapsed, *, target="300", indicator="resupply_area", direction=Direction.AT_LEAST):
    """Return an indicator of which *share* is done when *elapsed* was due."""
    goal = Decimal(target)
    actual = rounded(goal * Decimal(repr(share)))
    at_least = direction is Direction.AT_LEAST
    return Progress(
        indicator=indicator,
        measure=Measure.MU,
        actual=actual,
        target=goal,
        direction=direction,
        share=share,
        elapsed=elapsed,
        pace_index=share / elapsed if at_least else elapsed / share,
        gap=max(goal - actual, Decimal(0)),
        achieved_per_month=Decimal(5),
        needed_per_month=Decimal("39.29"),
        speed_up=7.86,
        run_rate_year_end=Decimal(60),
        uncounted=Uncounted(0, Decimal(0)),
    )


FRAMES = (
    "plots",
    "parcels",
    "zones",
    "enterprises",
    "events",
    "milestones",
    "standards",
    "differences",
    "updates",
    "totals",
)


def facts(as_of: date, **given) -> Facts:
    """Return the facts of a day; frames are given as lists of rows."""
    frames = {name: pd.DataFrame(given.pop(name)) for name in FRAMES if given.get(name)}
    return Facts(as_of=as_of, calendar=load_calendar(), **frames, **given)


def fired(rule: str, as_of: date, **given) -> list[Alert]:
    """Return the warnings of one rule."""
    return [one for one in alerts(facts(as_of, **given), RULES) if one.rule == rule]


def level(rule: str, as_of: date, **given) -> str | None:
    """Return the level of the one warning of a rule, or None."""
    found = fired(rule, as_of, **given)
    assert len(found) <= 1
    return str(found[0].severity) if found else None
