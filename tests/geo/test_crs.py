"""Which coordinate system: what was said, what the district's box says, what is refused."""

import numpy as np
import pytest
import shapely

from landuse.config import DEFAULT_BOX
from landuse.errors import ArgumentsError, InputError
from landuse.geo.crs import crs_of, is_legacy, moved, place
from tests.builders import square

WORKSPACE = crs_of(4549)


def shapes(*geometry):
    drawn = np.empty(len(geometry), dtype=object)
    drawn[:] = geometry
    return drawn


def placed(*geometry, said=None, box=DEFAULT_BOX):
    return place(shapes(*geometry), said=None if said is None else crs_of(said), workspace=WORKSPACE, box=box, file="a")


def test_what_fits_is_believed():
    """EPSG:4549 that lies in the district stays EPSG:4549."""
    found = placed(square(), said=4549)
    assert (found.crs.to_epsg(), found.swapped, found.recognised) == (4549, False, False)


def test_nothing_said_is_recognised():
    """Six digits east, seven north: the district's own zone."""
    assert placed(square()).crs.to_epsg() == 4549


def test_swapped_axes_are_turned_back():
    """Survey's X is north: swapped columns are told for certain, and moved back to where they belong."""
    survey = shapely.transform(square(), lambda points: points[:, ::-1])
    found = placed(survey, said=4549)
    assert found.swapped
    assert moved(shapes(survey), found, WORKSPACE).iloc[0].equals_exact(square(), 1e-6)


def test_a_neighbouring_zone_is_believed_where_nothing_else_fits():
    """Data of another district is not forced into this one; its rows are doubted one by one."""
    far = shapely.box(500_000, 4_000_000, 500_100, 4_000_100)
    assert placed(far, said=4549).crs.to_epsg() == 4549
    with pytest.raises(InputError, match="crs_unknown"):
        placed(far)


def test_without_a_box_the_word_counts():
    """No box, no check; no word, no guess."""
    assert placed(square(), said=4550, box=None).crs.to_epsg() == 4550
    with pytest.raises(InputError, match="crs_unknown"):
        placed(square(), box=None)


@pytest.mark.parametrize("code", [2364, 2385, 4610, 2416, 2437, 4214])
def test_legacy_datums_are_told_and_refused(code):
    """Xi'an 80 and Beijing 54, projected or not."""
    assert is_legacy(crs_of(code))
    with pytest.raises(InputError, match="datum_refused"):
        placed(square(), said=code)


@pytest.mark.parametrize("code", [4490, 4528, 4549, 4326, 3857, 32651])
def test_other_datums_are_not(code):
    """CGCS2000 and WGS 84 agree to the decimetre."""
    assert not is_legacy(crs_of(code))


def test_an_unknown_code_is_named():
    """EPSG:1 is nothing."""
    with pytest.raises(ArgumentsError, match="unknown_crs"):
        crs_of(1)
