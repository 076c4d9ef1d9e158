"""Working days, and events spread unevenly over months as campaigns go."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

SATURDAY = 5
#: Public holidays and the days around them on which no office confirms anything: first and last day.
HOLIDAYS = (
    (date(2022, 1, 29), date(2022, 2, 8)),
    (date(2022, 4, 3), date(2022, 4, 5)),
    (date(2022, 4, 30), date(2022, 5, 4)),
    (date(2022, 6, 3), date(2022, 6, 5)),
    (date(2022, 9, 10), date(2022, 9, 12)),
    (date(2022, 10, 1), date(2022, 10, 7)),
    (date(2022, 12, 31), date(2023, 1, 2)),
    (date(2023, 1, 19), date(2023, 1, 29)),
    (date(2023, 4, 5), date(2023, 4, 5)),
    (date(2023, 4, 29), date(2023, 5, 3)),
)


def works(day: date) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < SATURDAY and not any(first <= day <= last for first, last in HOLIDAYS)


def workday(day: date) -> date:
    """
    Return the day itself or the next one on which offices work.

    Examples
    --------
    >>> workday(date(2023, 1, 22))
    datetime.date(2023, 1, 30)
    """
    while not works(day):
        day += timedelta(days=1)
    return day


def workdays(year: int, month: int) -> list[date]:
    """Return the days of a month on which offices work."""
    first = date(year, month, 1)
    days = [first + timedelta(days=count) for count in range(31)]
    return [day for day in days if day.month == month and works(day)]


def after(day: date, days: float) -> date:
    """Return the working day at or after so many days later (earlier where *days* is negative)."""
    return workday(day + timedelta(days=round(days)))


def spread(amounts: Sequence[int], shares: Sequence[float], year: int, rng: Generator) -> list[date]:
    """
    Return a day for each of *amounts*, in rising order, so that months from January on take about their *shares*.

    Things that follow each other are confirmed together now and then, as inspections do.
    """
    ends = np.cumsum(shares) / sum(shares)
    middles = (np.cumsum(amounts) - np.array(amounts) / 2) / sum(amounts)
    months = np.minimum(np.searchsorted(ends, middles), len(shares) - 1)
    days: list[date] = []
    for month in range(len(shares)):
        possible = workdays(year, month + 1)
        count = int((months == month).sum())
        visits = sorted(rng.choice(len(possible), size=min(max(count // 2, 1), len(possible)), replace=False))
        days += sorted(possible[visits[int(pick)]] for pick in rng.integers(0, len(visits), count))
    return days
