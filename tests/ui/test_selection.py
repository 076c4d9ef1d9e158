"""What a link says is what is chosen, whatever it says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.config import Settings
from landuse.model import Layer
from landuse.ui.selection import Selection, link_of, selection_of

TODAY = date(2024, 2, 29)
TEXT = st.none() | st.text(min_size=1, max_size=12)
RECORD = st.none() | st.tuples(st.just(Layer.PARCELS), st.from_regex(r"[A-Z]{2}-\d{1,4}", fullmatch=True))
CHOSEN = st.builds(
    Selection,
    language=st.sampled_from(["zh-CN", "en"]),
    as_of=st.dates(),
    year=st.none() | st.integers(1990, 2100),
    unit=TEXT,
    zone=TEXT,
    stage=TEXT,
    search=TEXT,
    record=RECORD,
    draft=st.none() | st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
)


@given(CHOSEN)
def test_a_link_is_read_back_as_it_was_written(chosen):
    """Writing a link and reading it changes nothing."""
    assert selection_of(link_of(chosen), settings=Settings(), today=TODAY) == chosen


@pytest.mark.parametrize(
    "link",
    [{"asof": "yesterday"}, {"asof": ""}, {"year": "20x3"}, {"year": "²²²²²"}, {"lang": "xx"}, {"import": "../x"}],
)
def test_what_a_link_says_wrongly_is_not_believed(link):
    """A day, year or language that is none is what the workspace opens with."""
    found = selection_of(link, settings=Settings(as_of=date(2023, 5, 31)), today=TODAY)
    assert found == Selection("zh-CN", date(2023, 5, 31))


def test_plots_and_zones_are_named_with_their_layer():
    """A parcel's key stands alone, even with a slash; plots and zones say what they are."""
    chosen = selection_of({"parcel": "plots/GD-01"}, settings=Settings(), today=TODAY)
    assert chosen.record == (Layer.PLOTS, "GD-01")
    odd = selection_of({"parcel": "2023/017"}, settings=Settings(), today=TODAY)
    assert odd.record == (Layer.PARCELS, "2023/017")


def test_without_settings_the_day_of_the_visit_is_the_last_that_counts():
    """A workspace that names no day opens with today's."""
    assert selection_of({}, settings=Settings(), today=TODAY).as_of == TODAY
