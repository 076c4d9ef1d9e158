"""
Early warnings: the rules W01 to W22 of ``rules/alerts.toml``, one function a rule.

:func:`alerts` asks them all; :mod:`landuse.core.alerts.supervised` joins the answer with what was decided about it
(督办), :mod:`landuse.core.alerts.wording` says it in words.
"""

from landuse.core.alerts import indicators, ledger, obligations, supply
from landuse.core.alerts.facts import Alert, AlertLevel, Coverage, Facts
from landuse.core.alerts.known import Known
from landuse.rules.alerts import AlertRules

__all__ = ["Alert", "AlertLevel", "Coverage", "Facts", "alerts"]

_FINDERS = {**indicators.FINDERS, **supply.FINDERS, **obligations.FINDERS, **ledger.FINDERS}


def alerts(facts: Facts, rules: AlertRules) -> tuple[Alert, ...]:
    """
    Return every warning of the day.

    Parameters
    ----------
    facts : Facts
        What is known on the day.
    rules : AlertRules
        Thresholds, owners and sources.

    Returns
    -------
    tuple of Alert
        Red first, then what is latest (:meth:`Alert.days_late`), then by key: the same order however the facts are
        ordered.
    """
    known = Known(facts, rules)
    found = [alert for find in _FINDERS.values() for alert in find(known)]
    return tuple(sorted(found, key=lambda one: (-one.severity.rank, -one.days_late(facts.as_of), one.key)))
