"""The words that say how an indicator stands, the same on screen and on paper."""

from dataclasses import replace
from decimal import Decimal

import pytest

from landuse.i18n import catalogue
from landuse.model import Direction, Progress, Uncounted
from landuse.reports.headline import light_limits, standing
from landuse.rules.alerts import load_alert_rules
from landuse.units import Measure

ROW = Progress(
    indicator="resupply_area",
    measure=Measure.MU,
    actual=Decimal(25),
    target=Decimal(300),
    direction=Direction.AT_LEAST,
    share=25 / 300,
    elapsed=5 / 12,
    pace_index=0.2,
    gap=Decimal(275),
    achieved_per_month=Decimal(5),
    needed_per_month=Decimal("39.29"),
    speed_up=7.86,
    run_rate_year_end=Decimal(60),
    uncounted=Uncounted(0, Decimal(0)),
)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "behind"),
        ({"pace_index": 1.2}, "ahead"),
        ({"pace_index": 2.4, "gap": Decimal(0)}, "met"),
        ({"pace_index": None}, "unknown"),
        ({"target": None}, "no_target"),
    ],
)
def test_how_an_indicator_stands(changes, word):
    """The word follows pace and gap; without a target or before the year there is nothing to compare with."""
    assert standing(replace(ROW, **changes)) == word


def test_the_limits_of_the_lights_are_those_of_the_rule():
    """What a table's note says of its lights is what the warning of the norm curve is set to."""
    rule = load_alert_rules()["W01"]
    said = light_limits(catalogue())
    assert {name: float(words) for name, words in said.items()} == {"yellow": rule.yellow, "red": rule.red}
    assert said == {"yellow": "1", "red": "0.8"}
