"""Shapes that are none, and shapes that lie over each other: inputs 24 to 36 of the list of hostile inputs."""

import math
import shutil

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.builders import BOW_TIE, ORIGIN, square
from tests.geo.test_flaws import HOLE_OUTSIDE, NESTED_SHELLS, REPEATED, SPIKE
from tests.intake.files import degrees, geojson

X, Y = ORIGIN
MAY = ("--year", "2023", "--as-of", "2023-05-31")


def given(house, *drawn, mu=15, **more):
    """Write parcels of a declared area, P0, P1, …, each with its shape."""
    features = [
        ({"parcel_id": f"P{at}", "certificate_area_mu": mu}, degrees(shape) if hasattr(shape, "wkt") else shape)
        for at, shape in enumerate(drawn)
    ]
    return geojson(house.desk / "a.geojson", features, **more)


def _moved(shape, east, north):
    return shapely.transform(shape, lambda points: points + np.array([east, north]))


def found(told):
    """Return row and code of every problem."""
    return [(problem["row"], problem["code"]) for problem in told["problems"]]


def demolished(house):
    """Demolish every parcel whole, and return what is counted and what is not, in 亩."""
    for key in house.parcels().index:
        house.call("record", "demolition", "--parcel", key, "--on", "2023-03-01", "--mu", "15")
    explained = house.call("explain", "demolition_area", *MAY, "--json").json
    return explained["total"], sum(row["declared"] for row in explained["uncounted"])


def test_24_a_missing_shape_is_kept_and_shown_uncounted(house):
    """Its 亩 stand beside the total, not in it."""
    told = house.take(given(house, square(), None))
    assert (told["accepted"], told["uncounted"], found(told)) == (2, 1, [(2, "geometry_null")])
    assert demolished(house) == (15.0, 15.0)


def test_25_a_bow_tie_does_not_count_until_its_repair_is_taken(house):
    """The proposal says the area before and after."""
    told = house.take(given(house, BOW_TIE))
    assert (told["uncounted"], found(told)) == (1, [(1, "geometry_invalid")])
    assert demolished(house)[0] == 0
    [proposal] = house.call("repairs", "parcels", "--json").json
    assert (proposal["before_mu"], proposal["after_mu"]) == (0, 7.5)
    assert house.call("repairs", "parcels", "--apply", "--json").code == 0
    explained = house.call("explain", "demolition_area", *MAY, "--json").json
    assert (explained["total"] > 0, explained["uncounted"]) == (True, [])


@pytest.mark.parametrize("number", [math.nan, math.inf, 1e308])
def test_26_a_coordinate_that_is_no_number_names_its_row(house, number):
    """Accepted and uncounted, as any invalid shape; its neighbours stand."""
    ring = [[120.6, 28.0], [120.61, number], [120.61, 28.01], [120.6, 28.0]]
    told = house.take(given(house, square(), {"type": "Polygon", "coordinates": [ring]}))
    assert (told["accepted"], told["uncounted"]) == (2, 1)
    assert {row for row, _ in found(told)} == {2}


def test_27_rings_that_are_none(house):
    """Not closed, two points, a spike, a point twice: named each with its row; nothing that counts is changed."""
    corner = [list(point) for point in degrees(square(east=2000)).exterior.coords]
    drawn = [
        {"type": "Polygon", "coordinates": [corner[:-1]]},
        {"type": "Polygon", "coordinates": [corner[:2]]},
        SPIKE,
        _moved(REPEATED, 500, 0),
    ]
    told = house.take(given(house, *drawn))
    codes = {row: code for row, code in found(told) if row and code != "area_differs"}
    assert codes[3] == "shape_spike"
    assert codes[2].startswith("geometry_")
    assert "repeated_points" in {code for _, code in found(told)}
    kept = house.parcels().geometry
    assert kept["P3"].area == pytest.approx(REPEATED.area, rel=1e-6)
    closed = kept["P0"]
    assert closed is None or not closed.is_valid or closed.area == pytest.approx(10_000, rel=1e-4)


def test_27_a_ring_of_very_many_points(house):
    """200,000 points around a circle: read whole, its area that of the circle."""
    circle = shapely.Point(X, Y).buffer(50, quad_segs=50_000)
    told = house.take(given(house, circle))
    assert (told["accepted"], told["uncounted"]) == (1, 0)
    assert house.parcels().geometry.area.iloc[0] == pytest.approx(math.pi * 2500, rel=1e-5)


def test_28_holes_shells_and_winding(house):
    """A hole outside and shells within shells are faults; a ring the other way round is none, and its area the same."""
    turned = shapely.transform(square(east=3000), lambda points: points[::-1])
    told = house.take(given(house, HOLE_OUTSIDE, _moved(NESTED_SHELLS, 1000, 0), turned))
    assert {row for row, code in found(told) if code == "geometry_invalid"} == {1, 2}
    assert told["uncounted"] == 2
    assert house.parcels().geometry["P2"].area == pytest.approx(10_000, rel=1e-6)


def test_29_kinds_of_shapes(house):
    """Areas are taken out of a collection, heights dropped, a line named, a point kept as a place with its 亩."""
    mixed = shapely.GeometryCollection([square(), shapely.LineString([(X, Y), (X + 10, Y)])])
    high = shapely.force_3d(square(east=300), 5)
    several = shapely.MultiPolygon([square(east=600), square(east=900)])
    point = square(east=1200).centroid
    told = house.take(given(house, mixed, high, several, point, square(east=1500).exterior))
    assert [(row, code) for row, code in found(told) if code != "area_differs"] == [
        (0, "heights_dropped"),
        (1, "polygons_taken"),
        (5, "geometry_not_area"),
    ]
    assert told["uncounted"] == 1
    assert house.parcels().loc["P3", "geometry_fault"] == "location"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["curvepolygon", "multisurface"])
def test_29_curves_become_lines(house, fixtures, name):
    """A GeoPackage of arcs is drawn by short straight lines, its rows all there."""
    path = house.desk / f"{name}.gpkg"
    shutil.copyfile(fixtures / "hostile" / "pyogrio" / f"{name}.gpkg", path)
    shape = gpd.read_file(path).geometry.iloc[0]
    assert house.call("inspect", path, "--json").json["parts"][0]["rows"] == 1
    # It has no columns: the reader is asked, below the mapping.
    from landuse.intake.sandbox import read_layer  # noqa: PLC0415

    raw = read_layer(path, "geopackage", name=name)
    assert len(raw) == 1
    assert raw.shapes[0].area == pytest.approx(shape.area)


def test_30_one_shape_under_two_numbers_counts_once(house):
    """Flagged as a copy."""
    told = house.take(given(house, square(), square()))
    assert {"overlap", "duplicate_shape"} <= {code for _, code in found(told)}
    assert demolished(house)[0] == 15.0


def test_31_a_touch_and_an_overlap(house):
    """A hundredth of a square metre is listed and costs nothing; of 40 % the shared ground counts once."""
    told = house.take(given(house, square(), square(east=99.9999)))
    assert [(code, message) for _, code, message in _said(told)] == [("overlap", "0.01 m²")]
    more = geojson(
        house.desk / "b.geojson",
        [({"parcel_id": "Q", "certificate_area_mu": 15}, degrees(square(east=159.9999)))],
    )
    told = house.take(more)
    assert [code for _, code in found(told)] == ["overlap"]
    assert demolished(house)[0] == pytest.approx(15 * 2.6, abs=0.01)


def _said(told):
    return [
        (problem["row"], problem["code"], problem["message"].split("overlap by ")[1].split(" (")[0])
        for problem in told["problems"]
    ]


def test_32_a_gap_of_five_centimetres(house):
    """They are contiguous all the same, and it is listed between its two neighbours, with its place and width."""
    house.take(given(house, square(), square(east=100.05)))
    [gap] = [flaw for flaw in house.call("check", "parcels", "--json").json if flaw["flaw"] == "gap"]
    assert sorted(gap["keys"]) == ["P0", "P1"]
    [group] = house.call("clusters", "parcels", "--json").json
    assert (group["members"], group["area_mu"]) == (["P0", "P1"], 30)
    [sliver] = group["gaps"]
    assert ({sliver["a"], sliver["b"]}, sliver["width_m"]) == ({"P0", "P1"}, pytest.approx(0.05, abs=0.002))
    assert (sliver["place"]["x"], sliver["place"]["y"]) == (
        pytest.approx(X + 100, abs=0.1),
        pytest.approx(Y + 50, abs=60),
    )
    apart = house.call("clusters", "parcels", "--tolerance-m", "0", "--json").json
    assert [one["members"] for one in apart] == [["P0"], ["P1"]]


def test_35_ground_partly_outside_the_district(house):
    """Told with the place; it stands for the unit that is written."""
    away = _moved(square(), 0, 60_000)
    told = house.take(given(house, *[square(east=200 * at) for at in range(12)], away))
    assert [(row, code) for row, code in found(told)] == [(13, "outside_district")]


def test_36_nothing_and_more_than_a_town(house):
    """0.00 亩 and 100,000 亩 are doubted, and both stay."""
    told = house.take(given(house, shapely.box(X, Y, X + 1, Y + 1), shapely.box(X + 100, Y, X + 9_100, Y + 9_000)))
    codes = {(row, code) for row, code in found(told)}
    assert {(1, "shape_too_small"), (2, "shape_too_large")} <= codes
    assert told["accepted"] == 2
