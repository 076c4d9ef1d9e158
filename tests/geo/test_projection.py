"""Ways between coordinate systems, found once."""

from concurrent.futures import ThreadPoolExecutor
from threading import get_ident

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from landuse.geo.projection import Projection, between

DEGREES, PLANE = 4490, 4549


@given(st.floats(118.5, 121.5), st.floats(27, 29))
def test_a_place_goes_as_pyproj_takes_it_and_comes_back(lng, lat):
    """There: pyproj's own numbers; back: the place it came from, to a hundredth of a millimetre."""
    x, y = between(DEGREES, PLANE).there(lng, lat)
    assert (x, y) == Transformer.from_crs(DEGREES, PLANE, always_xy=True).transform(lng, lat)
    assert between(DEGREES, PLANE).back(x, y) == pytest.approx((lng, lat), abs=1e-10)


def test_arrays_go_as_one():
    """Many places are an array each way; what cannot be projected is infinite."""
    x, y = between(DEGREES, PLANE).there(np.array([120.0, 120.6, 200.0]), np.array([28.0, 28.0, 95.0]))
    assert np.isfinite(x).tolist() == np.isfinite(y).tolist() == [True, True, False]
    assert x[0] == pytest.approx(500_000)


def test_a_box_is_around_its_bent_edges():
    """The north edge of a box of degrees is highest at its ends, away from the central meridian."""
    west, south, east, north = between(DEGREES, PLANE).around((118.5, 27.0, 121.5, 28.0))
    corner_x, corner_y = between(DEGREES, PLANE).there(121.5, 28.0)
    middle_x, middle_y = between(DEGREES, PLANE).there(120.0, 27.0)
    assert north == pytest.approx(corner_y)
    assert south == pytest.approx(middle_y)
    assert west < middle_x < corner_x < east


def test_whoever_asks_the_same_thread_goes():
    """Pyproj finds the way anew in each thread; a run of a page is a thread, and shall not pay for it."""

    class Noting:
        def transform(self, x, y):
            return get_ident(), y

    way = Projection(Noting())
    with ThreadPoolExecutor(2) as runs:
        went = {way.there(0.0, 0.0)[0], *(found[0] for found in runs.map(lambda _: way.there(0.0, 0.0), range(4)))}
    assert len(went) == 1
    assert get_ident() not in went
