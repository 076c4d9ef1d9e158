"""Where a file's shapes are taken to lie: asked, answered, named, shifted; no row under a wrong system."""

import numpy as np
import pytest
import shapely

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.geo.placing import CrsAsked
from landuse.geo.shifted import Shift
from landuse.intake.harmonise import Known
from landuse.intake.positions import ShiftAsked
from tests.builders import square
from tests.geo.written import shapes, written
from tests.intake.files import geojson, read

PARCELS = shapes(*[square(east=700 * step, north=900 * (step % 3)) for step in range(6)])


def file(tmp_path, drawn, **more):
    features = [({"parcel_id": f"P{at}"}, shape) for at, shape in enumerate(drawn)]
    return geojson(tmp_path / "a.geojson", features, **more)


def codes(found):
    return [issue.code for issue in found.issues]


def test_an_open_question_ends_the_import(tmp_path):
    """CM 123E or UTM 51N: nothing is read until somebody says which."""
    path = file(tmp_path, written(PARCELS, 4550))
    with pytest.raises(CrsAsked):
        read(path)


@pytest.mark.parametrize(
    "said",
    [{"crs": 4550}, {"crs": "4550"}, {"crs": "EPSG:4510"}, {"answers": (("crs:geometry", "4550"),)}],
    ids=["number", "text", "twin", "answer"],
)
def test_the_user_s_word_settles_it(tmp_path, said):
    """By --crs or by the answer to the question."""
    found = read(file(tmp_path, written(PARCELS, 4550)), **said)
    assert found.accepted == 6
    assert found.frame.geometry.iloc[1].equals_exact(PARCELS[1], 1e-3)


def test_turned_axes_can_be_named(tmp_path):
    """With the answer that the question offers."""
    found = read(file(tmp_path, written(PARCELS, 4550, swapped=True)), crs="4550/swapped")
    assert found.frame.geometry.iloc[1].equals_exact(PARCELS[1], 1e-3)


@pytest.mark.parametrize("word", ["city", "45x", "1", "²"])
def test_a_word_that_names_nothing_is_refused(tmp_path, word):
    """Neither a code nor a transformation."""
    with pytest.raises(ArgumentsError, match="unknown_crs"):
        read(file(tmp_path, PARCELS), crs=word)


def test_metres_without_a_box_are_not_taken_for_degrees(tmp_path):
    """A GeoJSON without CRS in a workspace without box: asked, whatever GDAL makes of it."""
    with pytest.raises(InputError):
        read(file(tmp_path, PARCELS), settings=Settings(box=None))
    assert read(file(tmp_path, PARCELS), settings=Settings(box=None), crs=4549).accepted == 6


def test_a_row_in_another_system_is_refused(tmp_path):
    """Degrees among metres: the row is named with what it looks like, the others stand, and nothing is lost."""
    drawn = shapes(*PARCELS, *written(shapes(square(east=200)), 4490))
    found = read(file(tmp_path, drawn), crs=4549)
    [issue] = [issue for issue in found.issues if issue.severity == "refused"]
    assert (issue.code, issue.row, issue.value) == ("row_in_other_crs", 7, "4490")
    assert (found.read, found.accepted, found.refused) == (7, 6, 1)
    assert len(found.frame) == 6
    assert found.refused_keys == {7: "P6"}


def test_a_shifted_file_is_asked_about_and_never_changed_unasked(tmp_path):
    """The parcels of the ledger come again, drawn over a GCJ-02 map: suspected, then as the user says."""
    path = file(tmp_path, written(PARCELS, 4326, shift=Shift.GCJ02))
    known = Known(ground=PARCELS)
    with pytest.raises(ShiftAsked) as asked:
        read(path, known=known)
    assert (asked.value.suspicion.shift, asked.value.exit_code) == (Shift.GCJ02, 4)
    as_it_is = read(path, known=known, shifted="none")
    assert as_it_is.frame.geometry.iloc[0].distance(PARCELS[0]) > 100
    back = read(path, known=known, shifted="gcj02")
    assert back.frame.geometry.iloc[0].equals_exact(PARCELS[0], 0.01)
    assert "shifted_back" in codes(back)
    with pytest.raises(ArgumentsError, match="unknown_shift"):
        read(path, shifted="mars")


def test_nothing_is_suspected_where_nothing_is_known(tmp_path):
    """Half a kilometre off, and the first file of its district: nobody can tell, nobody says."""
    found = read(file(tmp_path, written(PARCELS, 4326, shift=Shift.BD09)))
    assert found.accepted == 6


def test_known_ground_speaks_for_a_file(tmp_path):
    """What lies where it did is taken without a word."""
    found = read(file(tmp_path, written(PARCELS, 4326)), known=Known(ground=PARCELS))
    assert np.array(
        [one.equals_exact(other, 0.01) for one, other in zip(found.frame.geometry, PARCELS, strict=True)]
    ).all()
    assert shapely.is_valid(found.frame.geometry).all()
