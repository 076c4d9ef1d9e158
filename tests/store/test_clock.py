"""Moments as the ledger writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.store.clock import floored, instant_text, parse_instant, tick

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=8))))


@given(moments)
def test_a_moment_survives_to_the_millisecond_in_utc(moment):
    """Written and read back it is the same moment, cut to milliseconds."""
    assert parse_instant(instant_text(moment)) == floored(moment)


@given(moments, moments)
def test_text_sorts_as_time_does(first, second):
    """The database compares texts; that must be comparing moments."""
    assert (instant_text(first) < instant_text(second)) == (floored(first) < floored(second))


def test_a_moment_without_time_zone_is_refused():
    """Nobody can tell when it was."""
    with pytest.raises(ValueError):
        instant_text(datetime(2023, 5, 31))


def test_a_tick_is_later_than_before_and_not_in_the_future():
    """It lies after the moment it was asked for and has begun when it is given."""
    before = floored(datetime.now(UTC))
    assert before < tick() <= datetime.now(UTC)
