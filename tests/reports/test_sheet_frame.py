"""Where things stand on a printed map, checked by hand and by properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from landuse.reports.sheet_frame import PAPERS, Frame, bar_length, frame_of, round_ratio

TO_METRES = Transformer.from_crs(4326, 4549, always_xy=True)
BOXES = st.tuples(st.floats(119.5, 121.0), st.floats(27.5, 29.0), st.floats(0, 0.5), st.floats(0, 0.5))


def test_metres_become_millimetres():
    """At 1:1000 a metre is a millimetre, and north is up."""
    frame = Frame(west=500, north=900, width=100, height=80, ratio=1000)
    assert frame.on_paper(np.array([[500.0, 900.0], [510.0, 820.0]])).tolist() == [[0, 0], [10, 80]]
    assert frame.bounds == (500, 820, 600, 900)


@given(BOXES, st.sampled_from(list(PAPERS)))
def test_a_frame_holds_its_box_in_the_middle(box, paper):
    """Whatever the box, its corners are in the window, and its ratio is no larger than one step of what it needs."""
    west, south, wide, high = box
    frame = frame_of((west, south, west + wide, south + high), crs=4549, paper=PAPERS[paper])
    corners = [TO_METRES.transform(x, y) for x in (west, west + wide) for y in (south, south + high)]
    x, y = frame.on_paper(np.array(corners)).T
    assert (x >= -1e-6).all()
    assert (x <= frame.width + 1e-6).all()
    assert (y >= -1e-6).all()
    assert (y <= frame.height + 1e-6).all()
    used = max(np.ptp(x) / frame.width, np.ptp(y) / frame.height)
    assert frame.ratio == 200 or used > 0.6


@given(st.floats(1, 1e8))
def test_ratios_and_bars_are_round(least):
    """A ratio is at least what is needed; a bar fits its room and is a round number of metres."""
    ratio = round_ratio(least)
    assert ratio >= least
    length = bar_length(ratio, room=70)
    assert length * 1000 / ratio <= 70
    assert str(length).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize("crs", [4549, 4528, 32651])
def test_a_metre_of_the_projection_is_a_metre_of_the_bar(crs):
    """A kilometre on the ground is a kilometre on paper, to the projection's own stretch (4 in 10,000 at most)."""
    frame = frame_of((120.0, 28.0, 120.05, 28.03), crs=crs, paper=PAPERS["A3"])
    to_metres = Transformer.from_crs(4326, crs, always_xy=True)
    one, other = to_metres.transform(120.02, 28.01), to_metres.transform(120.02, 28.01 + 1000 / 110_800)
    (x1, y1), (x2, y2) = frame.on_paper(np.array([one, other]))
    assert np.hypot(x2 - x1, y2 - y1) == pytest.approx(1000 * 1000 / frame.ratio, rel=3e-3)
