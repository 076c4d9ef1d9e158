"""Working days and months, over holidays, make-up Saturdays, year ends and leap days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.workdays import (
    add_months,
    add_workdays,
    is_workday,
    workday_from,
    workday_until,
    workdays_between,
)
from landuse.rules.calendar import Calendar, load_calendar

CALENDAR = load_calendar()
DAYS = st.dates(date(2018, 6, 1), date(2028, 6, 1))
WORKDAYS = DAYS.filter(lambda day: is_workday(day, CALENDAR))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # Spring Festival: Friday 20 January, then Saturday 28 and Sunday 29 are worked.
        (date(2023, 1, 20), 1, date(2023, 1, 28)),
        (date(2023, 1, 20), 3, date(2023, 1, 30)),
        (date(2023, 1, 30), -3, date(2023, 1, 20)),
        # Labour Day: Friday 28 April, off to 3 May, Saturday 6 May worked.
        (date(2023, 4, 28), 3, date(2023, 5, 6)),
        (date(2023, 4, 28), 4, date(2023, 5, 8)),
        # National Day with Mid-autumn: Thursday 28 September, off to 6 October, both weekend days worked.
        (date(2023, 9, 28), 1, date(2023, 10, 7)),
        (date(2023, 9, 28), 10, date(2023, 10, 18)),
        # The end of 2022: Friday 30 December, then Tuesday 3 January.
        (date(2022, 12, 30), 1, date(2023, 1, 3)),
        # Leap day.
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        # From a day off, and not at all.
        (date(2023, 1, 23), 1, date(2023, 1, 28)),
        (date(2023, 1, 23), 0, date(2023, 1, 23)),
    ],
)
def test_working_days_are_counted_over_holidays(start, count, end):
    """The day itself is not counted; holidays are not, weekend days worked for them are."""
    assert add_workdays(start, count, CALENDAR) == end


def test_ten_working_days_after_the_awards_of_late_september():
    """An award of 22 September 2023 has its contract due on 12 October, not in National Day week."""
    assert add_workdays(date(2023, 9, 22), 10, CALENDAR) == date(2023, 10, 12)
    assert workdays_between(date(2023, 9, 22), date(2023, 10, 12), CALENDAR) == 10


def test_working_days_between():
    """Days after the start up to and including the end; backwards they are negative; none within a holiday."""
    assert workdays_between(date(2023, 5, 5), date(2023, 5, 8), CALENDAR) == 2
    assert workdays_between(date(2023, 5, 8), date(2023, 5, 5), CALENDAR) == -2
    assert workdays_between(date(2023, 1, 21), date(2023, 1, 27), CALENDAR) == 0
    assert workdays_between(date(2023, 5, 5), date(2023, 5, 5), CALENDAR) == 0


def test_the_nearest_working_day():
    """National Day 2023 goes back to 28 September and on to 7 October; a working day stays."""
    assert workday_until(date(2023, 10, 1), CALENDAR) == date(2023, 9, 28)
    assert workday_from(date(2023, 10, 1), CALENDAR) == date(2023, 10, 7)
    assert workday_until(date(2023, 5, 6), CALENDAR) == workday_from(date(2023, 5, 6), CALENDAR) == date(2023, 5, 6)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 3, 31), -1, date(2023, 2, 28)),
        (date(2023, 1, 15), -1, date(2022, 12, 15)),
        (date(2023, 5, 31), 0, date(2023, 5, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_month_s_last(day, count, end):
    """A month that has no such day ends with its last one."""
    assert add_months(day, count) == end


@given(WORKDAYS, st.integers(-60, 60))
def test_adding_working_days_back_returns(day, count):
    """From a working day, so many on and as many back is the same day."""
    assert add_workdays(add_workdays(day, count, CALENDAR), -count, CALENDAR) == day


@given(DAYS, st.integers(-60, 60))
def test_counting_undoes_adding(day, count):
    """So many working days later (or, from a working day, earlier) lie so many working days."""
    start = day if count >= 0 else workday_from(day, CALENDAR)
    assert workdays_between(start, add_workdays(start, count, CALENDAR), CALENDAR) == count


@given(DAYS, DAYS, DAYS)
def test_working_days_add_up(first, second, third):
    """From the first to the third day are as many as by way of the second."""
    whole = workdays_between(first, third, CALENDAR)
    assert workdays_between(first, second, CALENDAR) + workdays_between(second, third, CALENDAR) == whole


@given(DAYS, st.integers(1, 40))
def test_without_holidays_five_of_seven_days_are_worked(day, weeks):
    """A calendar that knows nothing has plain weeks."""
    assert workdays_between(day, day + timedelta(weeks=weeks), Calendar()) == 5 * weeks


@given(DAYS, DAYS, st.integers(-30, 30))
def test_months_keep_the_order_of_days(first, second, count):
    """An earlier day is never later after adding as many months, and going back never overshoots."""
    low, high = sorted((first, second))
    assert add_months(low, count) <= add_months(high, count)
    assert add_months(add_months(high, -abs(count)), abs(count)) <= high
