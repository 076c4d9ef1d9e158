"""The days on which offices work, year by year as the notices have them; a wrong table is refused with key and line."""

import shutil
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from landuse.core.workdays import is_workday
from landuse.errors import RefusedError
from landuse.rules.calendar import Calendar, load_calendar, read_calendar

CALENDAR = load_calendar()


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days)]


# Days off as the notices add up (weekend days among them too); working days as two other public tables count them.
@pytest.mark.parametrize(
    ("year", "off", "weekend_days_worked", "working_days"),
    [
        (2019, 28, 6, 250),
        (2020, 30, 6, 249),
        (2021, 31, 7, 250),
        (2022, 32, 7, 249),
        (2023, 26, 7, 249),
        (2024, 28, 8, 251),
        (2025, 28, 5, 248),
        (2026, 33, 6, 248),
    ],
)
def test_every_year_has_the_days_of_its_notice(year, off, weekend_days_worked, working_days):
    """Days off, weekend days worked and working days of a year are as many as its notice leaves."""
    days = days_of(year)
    assert CALENDAR.covers(year)
    assert sum(day in CALENDAR.holidays for day in days) == off
    assert sum(day in CALENDAR.workdays for day in days) == weekend_days_worked
    assert sum(is_workday(day, CALENDAR) for day in days) == working_days


def test_spring_festival_2023():
    """21 to 27 January 2023 are off, the Saturday and Sunday after are worked, as was the Friday before."""
    january = [day for day in range(18, 32) if is_workday(date(2023, 1, day), CALENDAR)]
    assert january == [18, 19, 20, 28, 29, 30, 31]


def test_spring_festival_2020_was_prolonged():
    """Saturday 1 February 2020, first a day to work, is off; work begins on Monday the 3rd."""
    february = [day for day in range(1, 8) if is_workday(date(2020, 2, day), CALENDAR)]
    assert february == [3, 4, 5, 6, 7]


def test_an_arrangement_reaches_back_over_the_turn_of_the_year():
    """The last day of 2022 belongs to New Year 2023; 2 January 2023 is off, the 3rd is worked."""
    assert date(2022, 12, 31) in CALENDAR.holidays
    assert not is_workday(date(2023, 1, 2), CALENDAR)
    assert is_workday(date(2023, 1, 3), CALENDAR)


def test_a_year_without_a_notice_has_its_weekends():
    """National Day 2030 is a Tuesday that the table knows nothing of, and the calendar says so."""
    assert not CALENDAR.covers(2030)
    assert is_workday(date(2030, 10, 1), CALENDAR)
    assert not is_workday(date(2030, 10, 5), CALENDAR)
    assert not Calendar().covers(2023)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("first = 2023-01-21, last = 2023-01-27", "first = 2023-01-27, last = 2023-01-21", "2023.holidays"),
        ("first = 2023-04-05, last = 2023-04-05", "first = 2024-04-05, last = 2024-04-05", "2023.holidays"),
        ("2023-01-28, 2023-01-29", "2023-01-30", "2023.workdays"),
        ("2023-01-28, 2023-01-29", "2023-01-22", "2023.workdays"),
        ("[2023]", "[soon]", "soon"),
        ("first = 2023-04-05", "first = 5", "2023.holidays.first"),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_key_and_line(tmp_path, old, new, key):
    """A holiday that ends before it begins, of another year, a worked day that is none: named with a line."""
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        folder = Path(shutil.copytree(shipped, tmp_path / "rules"))
    path = folder / "holidays.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_calendar(folder)
    assert caught.value.key == "rules_invalid"
    assert caught.value.values["file"] == "holidays.toml"
    assert caught.value.values["key"] == key
    heading = text[: text.index("[2023]")].count("\n") + 1
    assert heading <= caught.value.values["line"] <= text[: text.index(old)].count("\n") + 1
