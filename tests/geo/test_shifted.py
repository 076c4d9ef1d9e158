"""GCJ-02 and BD-09: there and back, and the suspicion that ground was drawn over such a map."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.geo.crs import Placement, crs_of, moved
from landuse.geo.shifted import Shift, agreement, shifted, suspicion, unshifted
from tests.builders import BOW_TIE, square
from tests.geo.written import shapes, written

WORKSPACE = crs_of(4549)
KNOWN = shapes(*[square(east=700 * step, north=900 * (step % 3)) for step in range(12)])
MAPS = [Shift.GCJ02, Shift.BD09]


def drawn_over(shift):
    return moved(written(KNOWN, 4326, shift=shift), Placement(crs_of(4326)), WORKSPACE).to_numpy()


@pytest.mark.parametrize(
    ("shift", "east", "north"), [(Shift.GCJ02, 390, -374), (Shift.BD09, 1_039, 253)], ids=["gcj02", "bd09"]
)
def test_the_shift_at_the_district(shift, east, north):
    """GCJ-02 lies 540 m to the south-east, BD-09 1,070 m to the east-north-east."""
    place = np.array([[120.65, 28.0]])
    by = (shifted(place, shift) - place)[0] * [98_400, 110_800]
    assert by == pytest.approx([east, north], abs=3)


@given(lng=st.floats(73, 135), lat=st.floats(18, 53), shift=st.sampled_from(MAPS))
def test_there_and_back(lng, lat, shift):
    """Anywhere in China, to a millimetre."""
    place = np.array([[lng, lat]])
    assert np.abs(unshifted(shifted(place, shift), shift) - place).max() < 1e-8


@pytest.mark.parametrize("shift", MAPS)
def test_ground_drawn_over_a_shifted_map_is_suspected(shift):
    """The same parcels as known, half a kilometre or more off: they agree once shifted back."""
    found = suspicion(drawn_over(shift), KNOWN, crs=WORKSPACE)
    assert found.shift is shift
    assert found.after > 0.99 > 0.2 > found.before
    assert found.metres == pytest.approx({Shift.GCJ02: 540, Shift.BD09: 1_070}[shift], abs=15)


def test_ground_that_lies_right_is_not_suspected():
    """Nor is new ground beside what is known, nor anything where nothing is known."""
    assert suspicion(KNOWN, KNOWN, crs=WORKSPACE) is None
    beside = shapely.transform(KNOWN, lambda points: points + np.array([110, 0]))
    assert suspicion(beside, KNOWN, crs=WORKSPACE) is None
    assert suspicion(KNOWN, shapes(), crs=WORKSPACE) is None
    assert suspicion(shapes(BOW_TIE, None), KNOWN, crs=WORKSPACE) is None


def test_ground_known_twice_agrees_once():
    """A parcel in a zone and on itself lies on known ground whole, not twice."""
    assert agreement(shapes(square()), shapes(square(), square(mu=60))) == 1
    assert agreement(shapes(square()), shapes(square(east=50))) == pytest.approx(0.5)
