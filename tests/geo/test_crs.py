"""Coordinate systems: codes, legacy datums, turned axes, the way into the workspace."""

import numpy as np
import pytest
import shapely

from landuse.errors import ArgumentsError
from landuse.geo.crs import Placement, crs_of, in_degrees, is_legacy, moved
from landuse.geo.shifted import Shift
from tests.builders import square
from tests.geo.written import shapes, written

WORKSPACE = crs_of(4549)


@pytest.mark.parametrize("code", [2364, 2385, 4610, 2416, 2437, 4214])
def test_legacy_datums_are_told(code):
    """Xi'an 80 and Beijing 54, projected or not."""
    assert is_legacy(crs_of(code))


@pytest.mark.parametrize("code", [4490, 4528, 4549, 4326, 3857, 32651])
def test_other_datums_are_not(code):
    """CGCS2000 and WGS 84 agree to the decimetre."""
    assert not is_legacy(crs_of(code))


def test_an_unknown_code_is_named():
    """EPSG:1 is nothing."""
    with pytest.raises(ArgumentsError, match="unknown_crs"):
        crs_of(1)


@pytest.mark.parametrize("code", [4549, 4528, 4490, 4550, 32651, 3857])
@pytest.mark.parametrize("swapped", [False, True])
def test_shapes_come_back_to_where_they_belong(code, swapped):
    """Whatever the system and the order of axes: within a millimetre."""
    given = written(shapes(square(), None), code, swapped=swapped)
    found = moved(given, Placement(crs_of(code), swapped=swapped), WORKSPACE)
    assert found.iloc[0].equals_exact(square(), 1e-3)
    assert found.iloc[1] is None


def test_a_shift_is_taken_back_when_the_user_says_so():
    """What was drawn over a GCJ-02 map comes back half a kilometre."""
    drawn = written(shapes(square()), 4326, shift=Shift.GCJ02)
    as_it_came = moved(drawn, Placement(crs_of(4326)), WORKSPACE).iloc[0]
    back = moved(drawn, Placement(crs_of(4326), shift=Shift.GCJ02), WORKSPACE).iloc[0]
    assert 500 < shapely.distance(as_it_came.centroid, square().centroid) < 600
    assert back.equals_exact(square(), 0.01)


def test_degrees_are_longitude_first():
    """Also of systems whose official order is north, east."""
    places = in_degrees(np.array([[560_000.0, 3_100_000.0]]), Placement(WORKSPACE))
    assert places[0] == pytest.approx([120.61, 28.01], abs=0.01)
