"""What numbers mean in a word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from landuse.i18n import catalogue
from landuse.model import Direction, Progress, Uncounted
from landuse.ui.wording import amount_of, standing
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


def test_floor_area_is_printed_in_whole_square_metres():
    """Land has hundredths of a 亩, floor area none."""
    text = catalogue()
    assert amount_of(text, Decimal("39.285"), Measure.MU) == "39.29 亩"
    assert amount_of(text, Decimal(126000), Measure.M2) == "126,000 平方米"
