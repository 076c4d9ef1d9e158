"""Days on which offices confirm things."""

from datetime import date

import numpy as np

from landuse.demo.workdays import after, spread, workday, workdays, works


def test_the_spring_festival_is_skipped() -> None:
    """A day in the Spring Festival of 2023 becomes the Monday after it."""
    assert workday(date(2023, 1, 22)) == date(2023, 1, 30)


def test_days_before_are_workdays_too() -> None:
    """Going back over a weekend ends on the working day at or after the day asked for."""
    assert after(date(2023, 3, 15), -3) == date(2023, 3, 13)


def test_a_month_holds_only_its_own_working_days() -> None:
    """February 2023 has twenty working days, none of them a Saturday."""
    days = workdays(2023, 2)
    assert len(days) == 20
    assert all(works(day) and day.month == 2 for day in days)


def test_amounts_are_spread_by_the_months_shares() -> None:
    """Ten equal amounts with shares of 20 and 80 per cent fall two and eight into the two months, in order."""
    days = spread([100] * 10, [0.2, 0.8], 2023, np.random.default_rng(1))
    assert [day.month for day in days] == [1, 1, *[2] * 8]
    assert days == sorted(days)
