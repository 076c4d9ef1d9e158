"""Coordinates and areas that are not what they say: inputs 37 to 45 of the list of hostile inputs."""

import geopandas as gpd
import pytest
import shapely

from landuse.geo.areas import planar_m2
from landuse.geo.shifted import Shift
from tests.builders import square
from tests.geo.written import shapes, written
from tests.intake.files import degrees, geojson, table

GROUND = shapes(*[square(east=700 * step, north=900 * (step % 3)) for step in range(6)])


def file(house, drawn, name="a.geojson", **more):
    return geojson(house.desk / name, [({"parcel_id": f"P{at}"}, shape) for at, shape in enumerate(drawn)], **more)


def lies_right(house):
    """Tell whether every parcel lies where it does, to a centimetre."""
    kept = house.parcels().geometry
    return len(kept) == len(GROUND) and all(
        shape.distance(own) < 0.01 and abs(shape.area - own.area) < 1 for shape, own in zip(kept, GROUND, strict=True)
    )


@pytest.mark.parametrize("code", [4490, 4326, 4549, 4528, 3857])
def test_37_a_system_that_only_one_reading_allows_is_taken_and_said(house, code):
    """Without a word in the file, by where the points land."""
    told = house.take(file(house, written(GROUND, code)))
    assert lies_right(house)
    said = {problem["code"] for problem in told["problems"]}
    assert said == (set() if code in {4490, 4326} else {"crs_recognised"})


@pytest.mark.parametrize("code", [4550, 32651])
def test_37_a_system_that_is_not_certain_is_asked_for(house, code):
    """CM 123E and UTM 51N lie 1.2 km apart: nothing is imported until somebody says which."""
    path = file(house, written(GROUND, code))
    house.refuse(path, "cannot be told", "4550", "32651", "--crs")
    house.take(path, "--crs", code)
    assert lies_right(house)


@pytest.mark.parametrize("code", [2385, 2437])
def test_37_old_datums_are_refused(house, code):
    """Xi'an 80 and Beijing 54 would lie tens of metres off."""
    path = house.desk / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()], crs=code).to_file(path, driver="GPKG")
    house.refuse(path, "CGCS2000")


def test_37_what_lands_nowhere_is_refused(house):
    """Ground of another province is not taken for degrees, whatever GeoJSON is by default."""
    house.refuse(file(house, [shapely.box(500_000, 4_000_000, 500_100, 4_000_100)]), "outside the district")


@pytest.mark.parametrize("code", [4326, 4549])
def test_38_turned_axes_are_turned_back_and_said(house, code):
    """Latitude first, and the survey's north first."""
    told = house.take(file(house, written(GROUND, code, swapped=True)))
    assert [problem["code"] for problem in told["problems"]] == ["axes_swapped"]
    assert lies_right(house)


def test_39_the_zone_before_the_easting_is_recognised(house):
    """40,563,000 and 563,000 are the same place."""
    house.take(file(house, written(GROUND, 4528)))
    assert lies_right(house)
    with_prefix = written(shapes(square(east=9_000)), 4549, prefix=40)
    house.take(geojson(house.desk / "b.geojson", [({"parcel_id": "Q"}, with_prefix[0])]))
    assert house.parcels().loc["Q", "geometry"].distance(square(east=9_000)) < 0.01


@pytest.mark.parametrize("code", [4550, 3857, 4326])
def test_40_coordinates_win_over_what_the_file_says(house, code):
    """A warning says what it said and what it is."""
    path = house.desk / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()], crs=code).to_file(path, driver="GPKG")
    told = house.take(path)
    [note] = told["problems"]
    assert (note["code"], "Check" in note["message"]) == ("crs_recognised", True)
    assert house.parcels().geometry.iloc[0].symmetric_difference(square()).area < 0.1


def test_41_a_shifted_map_is_suspected_and_never_corrected_unasked(house):
    """Against the ground that is known; the user's word, then the way back."""
    house.take(file(house, written(GROUND, 4326)))
    again = written(GROUND, 4326, shift=Shift.GCJ02)
    path = geojson(house.desk / "b.geojson", [({"parcel_id": f"Q{at}"}, shape) for at, shape in enumerate(again)])
    house.refuse(path, "--shifted gcj02", "--shifted none")
    told = house.take(path, "--shifted", "gcj02")
    assert "shifted_back" in {problem["code"] for problem in told["problems"]}
    assert house.parcels().loc["Q1", "geometry"].distance(GROUND[1]) < 0.01


UNITS = {"亩": 15, "㎡": 10_000, "公顷": 1, "ha": 1, "万㎡": 1}


@pytest.mark.parametrize("unit", UNITS)
def test_42_every_area_has_the_unit_of_its_column(house, unit):
    """One hectare, whatever it is written in."""
    house.take(table(house.desk / "a.csv", [["A", UNITS[unit]]], ["地块编号", f"证载面积({unit})"]))
    assert house.parcels()["certificate_area_m2"].tolist() == pytest.approx([10_000])


def test_42_an_area_without_a_unit_is_no_area(house):
    """It is asked for, with the unit that the shape suggests; a cell in another unit is refused."""
    path = geojson(house.desk / "a.geojson", [({"地块编号": "A", "证载面积": 1.0}, degrees(square()))])
    told = house.take(path)
    [question] = told["questions"]
    assert (question["column"], question["proposed"]) == ("证载面积", "ha")
    assert house.parcels()["certificate_area_m2"].isna().all()
    other = table(house.desk / "b.csv", [["B", "1公顷"], ["C", "15"]], ["地块编号", "证载面积(亩)"])
    told = house.take(other, code=3)
    assert [(p["row"], p["code"]) for p in told["problems"]] == [(2, "other_measure")]


def test_43_what_is_declared_stands_beside_what_is_measured(house):
    """50.00 亩 in the book, 48.70 on the ground: both kept, the difference said, the book counts."""
    path = geojson(
        house.desk / "a.geojson", [({"parcel_id": "A", "certificate_area_mu": 50}, degrees(square(mu=48.7)))]
    )
    [problem] = house.take(path)["problems"]
    assert problem["code"] == "area_differs"
    assert all(word in problem["message"] for word in ("48.70", "50.00", "-2.60%"))
    [record] = house.call("list", "parcels", "--json").json
    assert record["area_mu"] == 50


def test_44_a_mu_of_667_square_metres_is_recognised(house):
    """Two columns of one area that differ by 0.05 %: said why, the first stands; what differs otherwise is a doubt."""
    rows = [["A", 100, 66_700], ["B", 12.35, 12.35 * 667], ["C", 100, 66_666.67], ["D", 100, 70_000]]
    told = house.take(table(house.desk / "a.csv", rows, ["地块编号", "证载面积(亩)", "证载面积(㎡)"]))
    assert [(problem["row"], problem["code"]) for problem in told["problems"]] == [
        (0, "mu_rounded"),
        (5, "areas_disagree"),
    ]
    assert "2000/3" in told["problems"][0]["message"]
    kept = house.parcels()["certificate_area_m2"] * 15 / 10_000
    assert kept.tolist() == pytest.approx([100, 12.35, 100, 100])


@pytest.mark.parametrize("code", [3857, 4326, 4490])
def test_45_no_area_is_taken_in_web_mercator_or_degrees(house, code):
    """Neither by a function nor by a workspace."""
    with pytest.raises(ValueError, match="areas are not computed"):
        planar_m2(gpd.GeoSeries([square()], crs=code))
    assert house.call("init", "--crs", code).code in {2, 5, 6}
