"""Progress against a target: the source document's own figures."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.core.targets import months_elapsed, norm_share, progress
from landuse.model import Direction, Uncounted
from landuse.rules import load_rules
from landuse.units import rounded

RULES = load_rules()
NONE = Uncounted(0, Decimal("0.00"))
MAY = date(2023, 5, 31)


def board_row(actual, target, *, indicator="resupply_area", as_of=MAY, norm="linear", direction=None):
    return progress(
        RULES.indicators[indicator],
        actual=Decimal(actual),
        target=None if target is None else Decimal(target),
        direction=direction,
        norm=RULES.norms[norm],
        year=2023,
        as_of=as_of,
        uncounted=NONE,
    )


@pytest.mark.parametrize(
    ("actual", "target", "pace", "gap", "needed", "speed_up", "year_end"),
    [
        ("464.35", "800", "1.39", "335.65", "47.95", "0.52", "1114.44"),
        ("207.31", "400", "1.24", "192.69", "27.53", "0.66", "497.54"),
        ("25.00", "300", "0.20", "275.00", "39.29", "7.86", "60.00"),
        ("274000.00", "400000", "1.64", "126000.00", "18000.00", "0.33", "657600.00"),
    ],
    ids=["remediation", "demolition", "re-supply", "construction starts"],
)
def test_the_four_indicators_at_the_end_of_may(actual, target, pace, gap, needed, speed_up, year_end):
    """The four indicators of the source document at 2023-05-31."""
    row = board_row(actual, target)
    assert rounded(row.pace_index) == Decimal(pace)
    assert row.gap == Decimal(gap)
    assert row.needed_per_month == Decimal(needed)
    assert rounded(row.speed_up) == Decimal(speed_up)
    assert row.run_rate_year_end == Decimal(year_end)


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        (date(2022, 12, 31), 0),
        (date(2023, 1, 31), 1),
        (date(2023, 2, 14), 1.5),
        (date(2023, 12, 31), 12),
        (date(2024, 1, 1), 12),
    ],
)
def test_months_are_whole_and_days_count_within_a_running_month(as_of, months):
    """A month that is over counts whole; a running one by its days."""
    assert months_elapsed(2023, as_of) == months


def test_quarterly_norm_passes_through_its_nodes():
    """一季度20 / 二季度50 / 三季度80 / 四季度100, straight in between."""
    norm = RULES.norms["quarterly"]
    shares = [norm_share(norm, 2023, day) for day in (date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30))]
    assert shares == pytest.approx([0.2, 0.5, 0.8])
    assert norm_share(norm, 2023, date(2023, 4, 30)) == pytest.approx(0.3)


def test_a_met_target_needs_nothing_more():
    """Beyond the target the gap and what is needed are 0."""
    row = board_row("310", "300")
    assert (row.gap, row.needed_per_month, row.speed_up) == (0, 0, 0)


def test_nothing_done_yet_has_no_speed_up():
    """There is no pace to speed up when nothing was achieved; nothing divides by zero."""
    row = board_row("0", "300")
    assert row.pace_index == 0
    assert row.speed_up is None


@pytest.mark.parametrize("target", [None, "0"])
def test_without_a_target_nothing_is_compared(target):
    """A missing or zero target leaves share and pace None."""
    row = board_row("25", target)
    assert row.share is None
    assert row.pace_index is None


def test_at_the_end_of_the_year_no_month_is_left():
    """On 31 December a gap cannot be spread over months."""
    assert board_row("25", "300", as_of=date(2023, 12, 31)).needed_per_month is None


def test_before_the_year_nothing_has_elapsed():
    """On the last day of the year before, there is no pace."""
    row = board_row("0", "300", as_of=date(2022, 12, 31))
    assert (row.elapsed, row.pace_index, row.run_rate_year_end) == (0, None, None)


def test_an_upper_bound_is_missed_by_what_exceeds_it():
    """Of an upper bound (以内) the gap is the excess."""
    assert board_row("25", "20", direction=Direction.AT_MOST).gap == 5
    assert board_row("15", "20", direction=Direction.AT_MOST).gap == 0
