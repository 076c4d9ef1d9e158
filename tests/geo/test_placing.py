"""Which system a file is taken to be in: what is certain is taken, everything else is asked."""

import pytest
import shapely

from landuse.config import DEFAULT_BOX
from landuse.errors import InputError
from landuse.geo.candidates import District
from landuse.geo.crs import crs_of, moved
from landuse.geo.local_grids import LocalGrid
from landuse.geo.placing import CrsAsked, place
from tests.builders import square
from tests.geo.written import shapes, written

WORKSPACE = crs_of(4549)
FAR = shapely.box(500_000, 4_000_000, 500_100, 4_000_100)


def placed(drawn, *, said=None, box=DEFAULT_BOX, sure=False, **more):
    district = District(WORKSPACE, box, **more)
    return place(drawn, said=None if said is None else crs_of(said), district=district, file="a.shp", sure=sure)


def told(placement):
    return placement.crs.to_epsg(), placement.swapped, placement.recognised


def test_what_fits_is_believed():
    """EPSG:4549 that lies in the district stays EPSG:4549."""
    assert told(placed(shapes(square()), said=4549)) == (4549, False, False)


def test_nothing_said_is_recognised():
    """Six digits east, seven north: the district's own zone."""
    assert told(placed(shapes(square()))) == (4549, False, True)


@pytest.mark.parametrize("said", [4549, 4326, None])
def test_swapped_axes_are_turned_back(said):
    """Survey's X is north: swapped columns are told for certain, and moved back to where they belong."""
    survey = written(shapes(square()), 4549, swapped=True)
    found = placed(survey, said=said)
    assert told(found) == (4549, True, True)
    assert moved(survey, found, WORKSPACE).iloc[0].equals_exact(square(), 1e-6)


def test_metres_that_are_called_degrees_are_recognised():
    """A GeoJSON without a CRS is said to be WGS 84; its metres fit one system only."""
    assert told(placed(written(shapes(square()), 4528), said=4326)) == (4528, False, True)


def test_where_two_systems_fit_it_is_asked():
    """CM 123E and UTM 51N are 1.2 km apart and both in the box: the question names them, 4510 with its twin."""
    with pytest.raises(CrsAsked, match="crs_asked") as asked:
        placed(written(shapes(square()), 4550))
    assert [one.code for one in asked.value.candidates] == ["4550", "32651"]
    assert "4510" in asked.value.values["candidates"]
    (own,), (other,) = asked.value.outlines
    assert own.centroid.distance(other.centroid) == pytest.approx(1200 / 111_000, rel=0.2)
    assert asked.value.exit_code == 4


@pytest.mark.parametrize("said", [4550, 4510, 32651])
def test_what_the_file_says_settles_it(said):
    """Several systems fit and the file says which."""
    assert told(placed(written(shapes(square()), said), said=said)) == (said, False, False)


def test_known_ground_can_speak_against_the_file():
    """A .prj says UTM 51N, the numbers are CM 123E: the zones that are known show it, and it is asked."""
    drawn, zone = written(shapes(square()), 4550), shapes(square(mu=60))
    with pytest.raises(CrsAsked) as asked:
        placed(drawn, said=32651, known=zone)
    assert asked.value.candidates[0].code == "4550"
    assert told(placed(drawn, said=32651, known=zone, sure=True)) == (32651, False, False)
    assert told(placed(drawn, said=4550, known=zone)) == (4550, False, False)


def test_nothing_that_fits_is_asked_unless_the_user_said_it():
    """Data of another district is not forced into this one: a file's word alone is not enough, the user's is."""
    for said in (4549, 4326, None):
        with pytest.raises(InputError, match="crs_unknown"):
            placed(shapes(FAR), said=said)
    assert told(placed(shapes(FAR), said=4549, sure=True)) == (4549, False, False)


def test_a_file_that_lies_partly_in_the_district_is_believed():
    """A parcel here and one far away, in the system it says: the far one is doubted row by row."""
    assert told(placed(shapes(square(), FAR), said=4549)) == (4549, False, False)
    with pytest.raises(CrsAsked):
        placed(shapes(square(), FAR))


def test_without_a_box_the_word_counts_where_it_can():
    """No box: what is said is believed within its area of use; no word, no guess."""
    assert told(placed(written(shapes(square()), 4550), said=4550, box=None)) == (4550, False, False)
    for said in (None, 4326):
        with pytest.raises(CrsAsked) as asked:
            placed(shapes(square()), said=said, box=None)
        assert "4549" in [one.code for one in asked.value.candidates]


def test_a_word_is_not_believed_against_its_area_of_use():
    """Degrees under the label of a metre grid."""
    with pytest.raises(CrsAsked):
        placed(written(shapes(square()), 4326), said=4549, box=None)
    assert told(placed(written(shapes(square()), 4326), said=4549, box=None, sure=True)) == (4549, False, False)


@pytest.mark.parametrize("code", [2364, 2385, 4610, 2416, 2437, 4214])
def test_legacy_datums_are_refused_without_a_transformation(code):
    """PROJ would pass them through unchanged."""
    with pytest.raises(InputError, match="datum_refused"):
        placed(shapes(square()), said=code)


@pytest.mark.parametrize("code", [2385, 2364, 4610])
def test_legacy_datums_come_by_the_office_s_transformation(code):
    """Xi'an 80 as degrees, with and without the zone's number, by a made-up shift of the datum."""
    push = "+proj=pipeline +step +proj=affine +xoff=0.0005 +yoff=-0.0003"
    grid = LocalGrid("office", push, 4490, datum=4610)
    drawn = written(shapes(square()), {2385: 4549, 2364: 4528, 4610: 4490}[code])
    found = placed(drawn, said=code, grids=(grid,))
    assert found.grid is grid
    centre = moved(drawn, found, WORKSPACE).iloc[0].centroid
    assert centre.x - square().centroid.x == pytest.approx(49, abs=2)
    assert centre.y - square().centroid.y == pytest.approx(-33, abs=2)
