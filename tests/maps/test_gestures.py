"""The one message from the browser, and everything that is not it."""

import math

import pytest

from landuse.maps.clicks import Click, clicked


def test_a_click_is_read():
    """Longitude, latitude and a number; whole degrees are numbers too."""
    assert clicked({"lng": 120, "lat": 28.02, "n": 3}) == Click(lng=120.0, lat=28.02, n=3)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        [],
        "click",
        7,
        {"lng": 120.6, "lat": 28.0},
        {"lng": 120.6, "n": 1},
        {"lng": None, "lat": 28.0, "n": 1},
        {"lng": "120.6", "lat": 28.0, "n": 1},
        {"lng": True, "lat": 28.0, "n": 1},
        {"lng": math.nan, "lat": 28.0, "n": 1},
        {"lng": math.inf, "lat": 28.0, "n": 1},
        {"lng": 181.0, "lat": 28.0, "n": 1},
        {"lng": 120.6, "lat": -91.0, "n": 1},
        {"lng": 120.6, "lat": 28.0, "n": 1.5},
        {"lng": 120.6, "lat": 28.0, "n": "1"},
        {"lng": 120.6, "lat": 28.0, "n": True},
        {"lng": 120.6, "lat": 28.0, "n": -1},
        {"last_clicked": {"lat": 28.0, "lng": 120.6}},
    ],
)
def test_anything_else_is_no_click(payload):
    """A browser can send anything; nothing of it raises."""
    assert clicked(payload) is None
