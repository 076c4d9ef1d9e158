"""Odd shapes on their rows: each a doubt with its name and its place."""

import geopandas as gpd
import pytest
import shapely

from landuse.i18n import LANGUAGES, catalogue
from landuse.intake.harmonise import Known
from tests.builders import BOW_TIE, square
from tests.geo.test_flaws import HOLE_OUTSIDE, REPEATED, SLIVER, SPIKE, X, Y
from tests.intake.files import degrees, geojson, read

UNITS = gpd.GeoDataFrame(
    {"code": ["W", "E", "Q", "N"], "name": ["西镇", "东镇", "轻工园区", "北镇"], "aliases": [None] * 4},
    geometry=[
        shapely.box(X - 1000, Y - 1000, X + 100, Y + 1000),
        shapely.box(X + 100, Y - 1000, X + 2000, Y + 1000),
        shapely.box(X + 500, Y, X + 1500, Y + 500),
        None,
    ],
    crs=4549,
)


def found(tmp_path, *drawn, units=None, unit=None):
    features = [({"parcel_id": f"P{at}", "unit": unit}, degrees(shape)) for at, shape in enumerate(drawn)]
    read_as = read(geojson(tmp_path / "a.geojson", features), known=Known(units=units))
    assert read_as.accepted == len(drawn)
    for issue in read_as.issues:
        assert all(catalogue(language).problem(issue) for language in LANGUAGES)
    return {issue.code: issue for issue in read_as.issues}


@pytest.mark.parametrize(
    ("shape", "code", "place"),
    [
        (SPIKE, "shape_spike", (400, 50)),
        (SLIVER, "shape_sliver", (100, 0)),
        (shapely.box(X, Y, X + 1, Y + 1), "shape_too_small", (0.5, 0.5)),
        (shapely.box(X, Y, X + 9_000, Y + 9_000), "shape_too_large", (4_500, 4_500)),
        (BOW_TIE, "geometry_invalid", (50, 50)),
        (HOLE_OUTSIDE, "geometry_invalid", (200, 0)),
        (REPEATED, "repeated_points", (100, 0)),
    ],
    ids=["spike", "sliver", "too small", "too large", "bow-tie", "hole outside", "repeated"],
)
def test_each_oddity_has_its_place(tmp_path, shape, code, place):
    """In the workspace's plane and in degrees."""
    issue = found(tmp_path, shape)[code]
    assert (issue.place.x - X, issue.place.y - Y) == pytest.approx(place, abs=0.5)
    assert (issue.place.lng, issue.place.lat) == pytest.approx((120.61, 28.01), abs=0.1)


def test_a_parcel_in_two_units_is_told_with_its_shares(tmp_path):
    """Half and half: it counts for the unit that is written."""
    issue = found(tmp_path, square(east=50), units=UNITS, unit="西镇")["across_units"]
    assert issue.values["shares"] in {"西镇 50.0%, 东镇 50.0%", "东镇 50.0%, 西镇 50.0%"}
    assert issue.value == "西镇"


def test_a_park_within_a_town_is_nobody_s_doubt(tmp_path):
    """轻工园区 lies inside a town: the unit that is written stands, and so does the town's."""
    for unit in ("轻工园区", "东镇", None):
        assert found(tmp_path, square(east=600, north=100), units=UNITS, unit=unit) == {}


def test_another_town_than_the_written_one_is_told(tmp_path):
    """Written for the west, drawn in the east; a town that is not drawn can be anywhere."""
    issue = found(tmp_path, square(east=600, north=100), units=UNITS, unit="西镇")["other_unit"]
    assert issue.values == {"written": "西镇", "lies": "东镇"}
    assert found(tmp_path, square(east=600, north=100), units=UNITS, unit="北镇") == {}


def test_ground_beyond_all_units_is_told_with_its_share(tmp_path):
    """A quarter of a parcel outside; where most of a file lies outside, the units are not all drawn."""
    over = square(east=1_925)
    issues = found(tmp_path, square(), square(east=300), over, units=UNITS)
    assert issues["partly_outside"].values == {"percent": "25.0"}
    assert issues["partly_outside"].row == 3
    assert "partly_outside" not in found(tmp_path, square(north=3_000), over, square(north=4_000), units=UNITS)


def test_a_copy_is_named_as_such(tmp_path):
    """One shape under two numbers: an overlap of all of it, and probably entered twice."""
    issues = found(tmp_path, square(), square())
    assert issues["overlap"].values == issues["duplicate_shape"].values
    assert issues["overlap"].values["mu"] == "15.00"
    assert issues["overlap"].place.x == pytest.approx(X + 50, abs=1)
    assert "duplicate_shape" not in found(tmp_path, square(), square(east=50))


def test_areas_are_taken_out_of_a_collection(tmp_path):
    """The polygon counts, the line beside it is left out, and it is said."""
    mixed = shapely.GeometryCollection([square(), shapely.LineString([(X, Y), (X + 10, Y)])])
    read_as = read(geojson(tmp_path / "a.geojson", [({"parcel_id": "A"}, degrees(mixed))]))
    assert [issue.code for issue in read_as.issues] == ["polygons_taken"]
    assert read_as.frame.geometry.iloc[0].area == pytest.approx(10_000, rel=1e-6)
    assert read_as.uncounted == 0
