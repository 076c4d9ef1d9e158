"""
Counting days: working days of the offices, and months.

The day from which a period runs is not counted; a month ends on the day of the same number, or on the month's last day
where there is none. Source: 民法典 第201, 202条.
"""

from calendar import monthrange
from datetime import date, timedelta

from landuse.rules.calendar import SATURDAY, Calendar

DAY = timedelta(days=1)
MONTHS = 12


def is_workday(day: date, calendar: Calendar) -> bool:
    """
    Whether offices work on *day*: a weekday that is no holiday, or a weekend day worked for one (调休).

    In a year that ``calendar.covers`` denies, only weekends are off.
    """
    return day in calendar.workdays or (day.weekday() < SATURDAY and day not in calendar.holidays)


def workday_from(day: date, calendar: Calendar) -> date:
    """Return *day*, or the first working day after it."""
    while not is_workday(day, calendar):
        day += DAY
    return day


def workday_until(day: date, calendar: Calendar) -> date:
    """Return *day*, or the last working day before it."""
    while not is_workday(day, calendar):
        day -= DAY
    return day


def add_workdays(day: date, count: int, calendar: Calendar) -> date:
    """
    Return the *count*-th working day after *day* (before it where *count* is negative); *day* itself is not counted.

    Examples
    --------
    >>> from landuse.rules.calendar import load_calendar
    >>> add_workdays(date(2023, 1, 20), 1, load_calendar())
    datetime.date(2023, 1, 28)
    """
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day, calendar)
    return day


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days lie after *start* up to and including *end*; negative if *end* is earlier."""
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(is_workday(start + DAY * count, calendar) for count in range(1, (end - start).days + 1))


def add_months(day: date, count: int) -> date:
    """
    Return the day *count* months later (earlier where negative), at most the last day of that month.

    Examples
    --------
    >>> add_months(date(2023, 8, 31), 6), add_months(date(2024, 2, 29), -12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    months = day.year * MONTHS + day.month - 1 + count
    year, month = divmod(months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
