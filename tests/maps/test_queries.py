"""A filter survives its way through a URL."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.maps.queries import filter_of, query_of
from landuse.model import Filter

texts = st.text(max_size=12)
filters = st.builds(
    Filter,
    as_of=st.dates(),
    unit=st.none() | texts,
    zone=st.none() | texts,
    stage=st.none() | texts,
    year=st.none() | st.integers(1900, 2100),
    text=st.none() | texts,
    where=st.lists(st.tuples(st.sampled_from(["mode", "use"]), texts), max_size=2).map(tuple),
    within=st.none() | st.just(shapely.to_wkb(shapely.box(0, 0, 1, 1))),
)


@given(filters)
def test_what_is_written_is_read_back(chosen):
    """Whatever a planner typed (quotes, ampersands, emoji) comes back as it was."""
    assert filter_of(parse_qsl(query_of(chosen), keep_blank_values=True)) == chosen


@pytest.mark.parametrize(
    "query", ["", "as_of=May", "as_of=2023-05-31&year=x", "as_of=2023-05-31&within=zz", "as_of=2023-05-31&within=00"]
)
def test_what_is_no_filter_is_refused(query):
    """A missing day, and a day, a year or an area that is none, raise."""
    with pytest.raises(ValueError, match=r"."):
        filter_of(parse_qsl(query))


def test_the_day_alone_is_a_filter():
    """Nothing but the day is asked for."""
    assert filter_of([("as_of", "2023-05-31"), ("layer", "parcels")]) == Filter(as_of=date(2023, 5, 31))
