"""Tables that write shapes into their cells."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.drawn_cells import from_points
from tests.builders import square
from tests.intake.files import areas, codes, degrees, read, table

HEADINGS = ["地块编号", "面积(亩)"]


def test_a_column_of_wkt_is_the_shape(tmp_path):
    """In metres or in degrees; a cell without one is unmapped and counts by its area, a broken one is a fault."""
    shape = square(mu=12)
    rows = [["LC-1", 12, shape.wkt], ["LC-2", 8, ""], ["LC-3", 5, "POLYGON ((oops"]]
    found = read(table(tmp_path / "a.csv", rows, [*HEADINGS, "WKT"], delimiter="\t"), crs=4549)
    assert found.geometry_m2 == pytest.approx(shape.area)
    assert found.frame["geometry_fault"].tolist() == [None, "unmapped", "invalid"]
    assert (found.uncounted, codes(found)) == (1, [(4, "geometry_invalid")])


def test_arcs_are_a_fault_and_the_other_rows_stand(tmp_path):
    """WKT has shapes of arcs, which nobody here computes with: the row is named, nothing breaks."""
    arcs = "CURVEPOLYGON (CIRCULARSTRING (0 0, 4 0, 4 4, 0 4, 0 0))"
    rows = [["LC-1", 12, square(mu=12).wkt], ["LC-2", 8, arcs]]
    found = read(table(tmp_path / "a.csv", rows, [*HEADINGS, "WKT"], delimiter="\t"), crs=4549)
    assert (found.read, found.accepted, found.uncounted) == (2, 2, 1)
    assert found.frame["geometry_fault"].tolist() == [None, "invalid"]


def test_an_ewkt_says_its_system(tmp_path):
    """SRID=4549; before the shape is what the file says of itself."""
    rows = [["LC-1", 12, f"SRID=4549;{square(mu=12).wkt}"]]
    found = read(table(tmp_path / "a.csv", rows, [*HEADINGS, "geom"], delimiter="\t"))
    assert found.geometry_m2 == pytest.approx(square(mu=12).area)


def test_two_columns_are_a_point_and_the_declared_area_counts(tmp_path):
    """经度, 纬度 are a place only; what cannot be read is said, and the row stays."""
    point = degrees(square(mu=12)).centroid
    rows = [["LC-1", 12, point.x, point.y], ["LC-2", 8, "", ""], ["LC-3", 5, "120度36分", point.y]]
    found = read(table(tmp_path / "a.csv", rows, [*HEADINGS, "经度", "纬度"]))
    assert (found.accepted, found.uncounted, areas(found)) == (3, 0, [12, 8, 5])
    assert found.frame["geometry_fault"].tolist() == ["location", "unmapped", "unmapped"]
    place = gpd.GeoSeries([shapely.from_wkt(found.frame["location"][0])], crs=4549).to_crs(4326).iloc[0]
    assert place.distance(point) < 1e-6
    assert (4, "point_unreadable") in codes(found)


@pytest.mark.parametrize("mark", [";", "；", "|", "\n"])
def test_a_list_of_points_is_a_polygon(tmp_path, mark):
    """x,y;x,y;… in metres or degrees, closed or not."""
    shape = square(mu=12)
    listed = mark.join(f"{x},{y}" for x, y in shape.exterior.coords[:-1])
    found = read(
        table(tmp_path / "a.csv", [["LC-1", 12, f'"{listed}"']], [*HEADINGS, "坐标串"], delimiter="\t"), crs=4549
    )
    assert found.geometry_m2 == pytest.approx(shape.area)


def test_a_column_of_words_is_no_shape(tmp_path):
    """图形 that holds remarks leaves the table without ground."""
    found = read(table(tmp_path / "a.csv", [["LC-1", 12, "见附图"]], [*HEADINGS, "图形"]))
    assert found.frame["geometry_fault"].tolist() == ["unmapped"]
    assert codes(found) == []


@given(st.text(max_size=40))
def test_no_text_breaks_the_list_of_points(text):
    """A shape or nothing."""
    shape = from_points(text)
    assert shape is None or shape.geom_type in {"Point", "Polygon"}


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=3, max_size=9, unique=True))
def test_points_come_back_as_they_were_written(points):
    """There and back, to the last digit."""
    shape = from_points(";".join(f"{x},{y}" for x, y in points))
    assert list(shape.exterior.coords)[:-1][: len(points)] == [(float(x), float(y)) for x, y in points]
