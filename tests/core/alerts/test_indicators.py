"""W01 and W02: behind the norm, and a pipeline too thin to catch up."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.core.alerts import Coverage
from landuse.model import Direction, Norm
from landuse.units import Measure
from tests.core.alerts.builders import fired, level, progress

MAY = date(2023, 5, 31)
LINEAR = Norm("linear", tuple(month / 12 for month in range(1, 13)))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (25 / 300, "red"),
        (0.3199, "red"),
        (0.32, "yellow"),
        (0.3999, "yellow"),
        (0.4, None),
        (0.6, None),
        (0.0, "red"),
    ],
)
def test_w01_less_done_than_the_norm_asks_for(share, expected):
    """Of 40 % due: yellow below 40 %, red below 32 %, neither on the threshold itself."""
    assert level("W01", MAY, progress=(progress(share, 0.4),)) == expected


def test_w01_an_upper_bound_is_behind_when_it_is_exceeded():
    """Of an 以内 target more is bad: 50 % used when 39 % was due is red, 40 % used when 40 % was due is nothing."""
    over = progress(0.5, 0.39, direction=Direction.AT_MOST)
    assert level("W01", MAY, progress=(over,)) == "red"
    assert level("W01", MAY, progress=(progress(0.4, 0.4, direction=Direction.AT_MOST),)) is None


def test_w01_nothing_is_said_without_a_target():
    """An indicator that has no pace index has nothing to be behind."""
    row = progress(0.1, 0.4)
    without = type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "pace_index": None})
    assert level("W01", MAY, progress=(without,)) is None


@pytest.mark.parametrize(
    ("share", "since"), [(0.2, date(2023, 4, 1)), (0.36, date(2023, 5, 10)), (0.0, date(2023, 1, 1))]
)
def test_w01_is_said_since_the_day_on_which_what_is_done_became_too_little(share, since):
    """20 % is red from the day after 25 % was due (March); 36 % is yellow from 10 May, when 36.02 % was due."""
    (found,) = fired("W01", MAY, progress=(progress(share, 5 / 12),), norms={"resupply_area": LINEAR})
    assert found.since == since


def test_w01_of_the_campaign_at_the_end_of_may():
    """25 of 300 亩 with 41.7 % of the year gone: red, 275 亩 at stake, its numbers in the sentence."""
    (found,) = fired("W01", MAY, progress=(progress(25 / 300, 5 / 12),), norms={"resupply_area": LINEAR})
    assert (found.key, found.amount_mu) == ("W01:indicator:resupply_area", Decimal(275))
    assert round(found.values["pace"], 2) == 0.20
    assert found.since == date(2023, 2, 8)  # 80 % of what was due on the 7th is 8.33 % to the hair


def cover(pipeline, *, done="25", target="300"):
    return Coverage(
        indicator="resupply_area",
        measure=Measure.MU,
        done=Decimal(done),
        target=Decimal(target),
        pipeline=Decimal(pipeline),
        from_stage="approved",
        since=date(2023, 3, 31),
    )


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [("96.36", "red"), ("274.99", "red"), ("275", "yellow"), ("329.99", "yellow"), ("330", None), ("400", None)],
)
def test_w02_the_pipeline_against_what_is_missing(pipeline, expected):
    """Of 275 亩 missing: red below 275 in the pipeline, yellow below 330 (120 %)."""
    assert level("W02", MAY, coverage=(cover(pipeline),)) == expected


def test_w02_nothing_is_missing():
    """A target that is met or passed needs no pipeline."""
    assert level("W02", MAY, coverage=(cover("0", done="300"),)) is None
    assert level("W02", MAY, coverage=(cover("0", done="310"),)) is None


def test_w02_says_since_when_and_how_thin():
    """The day is the view's, the cover is 96.36 of 275."""
    (found,) = fired("W02", MAY, coverage=(cover("96.36"),))
    assert (found.since, round(found.values["cover"], 4)) == (date(2023, 3, 31), 0.3504)
