"""Periods: codes read back, names as offices write them, what comes before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import ArgumentsError
from landuse.i18n import catalogue
from landuse.periods import Period, Scope, before, months_until, parse_period, period_label, period_of

ZH, EN = catalogue("zh-CN"), catalogue("en")
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("code", "first", "last", "zh", "en"),
    [
        ("2023", "2023-01-01", "2023-12-31", "全年", "whole year"),
        ("2023H1", "2023-01-01", "2023-06-30", "上半年", "first half-year"),
        ("2023H2", "2023-07-01", "2023-12-31", "下半年", "second half-year"),
        ("2023Q1", "2023-01-01", "2023-03-31", "一季度", "first quarter"),
        ("2024-02", "2024-02-01", "2024-02-29", "2月", "February"),
        ("2023-06F1", "2023-06-01", "2023-06-15", "6月上半月", "first half of June"),
        ("2023-06F2", "2023-06-16", "2023-06-30", "6月下半月", "second half of June"),
        ("2023-01..2023-05", "2023-01-01", "2023-05-31", "1-5月", "January to May"),
        ("..2023-06-14", "2023-01-01", "2023-06-14", "截至6月14日", "to 14 June"),
        ("2023-06-03..2023-06-14", "2023-06-03", "2023-06-14", "6月3日-6月14日", "3 June to 14 June"),
    ],
)
def test_a_code_is_a_period_with_a_name(code, first, last, zh, en):
    """Each code names its days, is written again, and is called as the office calls it."""
    period = parse_period(code)
    assert (period.first.isoformat(), period.last.isoformat(), period.code) == (first, last, code)
    assert (period_label(period, ZH), period_label(period, EN)) == (zh, en)


@pytest.mark.parametrize(
    "code", ["", "2023H3", "2023Q5", "2023-13", "2023-05..2023-04", "..2023-02-30", "23", "2023-06F3"]
)
def test_what_is_no_period_is_refused(code):
    """One sentence says how periods are written."""
    with pytest.raises(ArgumentsError, match="wrong_period"):
        parse_period(code)


def test_how_the_source_wrote_it_wins():
    """A quarter that its source calls 1-3月 stays 1-3月."""
    assert period_label(period_of(date(2023, 1, 1), date(2023, 3, 31), "1-3月"), ZH, with_year=True) == "2023年1-3月"


def test_amounts_to_a_day_are_labelled_by_months():
    """To the end of June is 1-6月 and not 上半年; within a month it is 截至."""
    assert period_label(months_until(date(2023, 6, 30)), ZH) == "1-6月"
    assert period_label(months_until(date(2023, 6, 14)), ZH) == "截至6月14日"


@given(DAYS, st.integers(0, 800))
def test_every_period_is_read_back_from_its_code(first, length):
    """Whatever two days make: the code gives the same days."""
    period = period_of(first, first + timedelta(days=length))
    again = parse_period(period.code)
    assert (again.scope, again.first, again.last) == (period.scope, period.first, period.last)


@pytest.mark.parametrize("code", ["2023", "2023H2", "2023Q3", "2023-03", "2023-03F2", "2023-03F1"])
def test_the_period_before_ends_where_this_one_begins(code):
    """Periods of one kind follow each other without a gap, and are of the same kind."""
    period = parse_period(code)
    earlier = before(period)
    assert earlier.last + timedelta(days=1) == period.first
    assert period_of(earlier.first, earlier.last).scope is period.scope


def test_what_counts_from_the_new_year_compares_with_the_year_before():
    """1-2月 of a leap year against 1-2月 of the year before."""
    assert before(Period(Scope.MONTHS, date(2024, 1, 1), date(2024, 2, 29))).last == date(2023, 2, 28)
    assert before(parse_period("..2023-06-14")).last == date(2022, 6, 14)
