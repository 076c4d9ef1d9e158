"""Boundary points (界址点 TXT): every variant that is about, and whatever else may come."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.boundary_txt import parse

HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=示例单位
数据产生日期=2023-06-14
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号={zone}
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
PLOT = "5,2.6158,DK-1,示例地块,面,,工业用地,,@\n"
POINTS = [
    (3100803.286, 559006.828),
    (3100804.255, 559203.521),
    (3100937.243, 559202.865),
    (3100936.274, 559006.173),
]
AREA_M2 = 26158.0


def lines(points, *, ring=1, first=1, letter="J", zone=40_000_000, form="{no},{ring},{x},{y}", close=True):
    """Return the lines of one ring."""
    closed = [*points, points[0]] if close else points
    return "".join(
        form.format(no=f"{letter}{first + place % len(points)}", ring=ring, x=x, y=round(y + zone, 3)) + "\n"
        for place, (x, y) in enumerate(closed)
    )


def one(text):
    """Parse a file of one plot and return its shape and the CRS's code."""
    found = parse(text)
    assert found.faults == [None]
    return found.shapes[0], found.crs.to_epsg() if found.crs else None


WELL = HEAD.format(zone=40) + PLOT + lines(POINTS)


def test_the_form_as_it_should_be():
    """Zone 40: EPSG:4528; x is north; the plot's line gives number, name, area and use."""
    found = parse(WELL)
    assert dict(zip(found.names, found.rows[0], strict=True)) == {
        "面积(公顷)": "2.6158",
        "地块编号": "DK-1",
        "地块名称": "示例地块",
        "图形属性": "面",
        "图幅号": None,
        "地块用途": "工业用地",
        "地类编码": None,
    }
    assert found.numbers == [13]
    assert found.crs.to_epsg() == 4528
    assert found.shapes[0].bounds[0] == pytest.approx(40559006.173)
    assert found.shapes[0].area == pytest.approx(AREA_M2, rel=1e-4)
    assert found.notes == ()


VARIANTS = {
    "plain numbers": HEAD.format(zone=40) + PLOT + lines(POINTS, letter=""),
    "twelve fields": HEAD.format(zone=40) + PLOT.replace(",@", ",,,,@") + lines(POINTS),
    "a section before": "[数据说明]\n来源=某\n" + WELL,
    "blank before the bracket": WELL.replace("[", "  ["),
    "no head but the zone's numbers": "坐标系=2000国家大地坐标系\n[地块坐标]\n" + PLOT + lines(POINTS),
    "count without the closing point": WELL.replace("\n5,2.6158", "\n4,2.6158"),
    "not closed": HEAD.format(zone=40) + PLOT + lines(POINTS, close=False),
    "blank after the comma": HEAD.format(zone=40) + PLOT + lines(POINTS, form="{no}, {ring}, {x}, {y}"),
    "x and y swapped": HEAD.format(zone=40) + PLOT + lines(POINTS, form="{no},{ring},{y},{x}"),
    "precision of three": WELL.replace("精度=0.001", "精度=3"),
    "zone left empty": HEAD.format(zone="") + PLOT + lines(POINTS),
    "byte order mark": "\ufeff" + WELL,
    "lines of Windows": WELL.replace("\n", "\r\n"),
    "wide signs": WELL.replace("@", "＠").replace("带号=", "带号＝"),
    "without the ring's number": HEAD.format(zone=40) + PLOT + lines(POINTS, form="{no},{x},{y}"),
    "with heights": HEAD.format(zone=40) + PLOT + lines(POINTS, form="{no},{ring},{x},{y},5.2"),
    "without the at": WELL.replace(",@", ""),
    "comma at the end": WELL.replace("@\n", "@,\n"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_gives_the_same_ground(variant):
    """The same shape in the same system, however it is written."""
    shape, epsg = one(VARIANTS[variant])
    assert epsg == 4528
    assert shape.area == pytest.approx(AREA_M2, rel=1e-4)
    assert shape.bounds[1] == pytest.approx(3100803.286)


@pytest.mark.parametrize(
    ("zone", "east", "epsg"),
    [
        ("40", 0, 4549),
        ("", 0, None),
        ("120", 0, 4549),
        ("39", 40_000_000, 4528),
        ("21", 0, 4510),
        ("21", 21_000_000, 4499),
    ],
    ids=["zone removed", "nothing said", "a meridian", "the coordinates win", "six degrees", "six degrees, prefixed"],
)
def test_the_zone_is_told_from_head_and_coordinates(zone, east, epsg):
    """带号 in the eastings or not; where neither says, nothing is assumed."""
    found = parse(HEAD.format(zone=zone) + PLOT + lines(POINTS, zone=east))
    assert (found.crs.to_epsg() if found.crs else None) == epsg
    assert [note.code for note in found.notes] == (["boundary_zone"] if zone == "39" else [])


@pytest.mark.parametrize(
    ("datum", "epsg"), [("1980西安坐标系", 2364), ("1954年北京坐标系", 2416), ("地方坐标系", None)]
)
def test_other_datums_are_named_or_left_open(datum, epsg):
    """Xi'an 80 and Beijing 54 are told (and refused later); a local grid is not guessed at."""
    found = parse(WELL.replace("2000国家大地坐标系", datum))
    assert (found.crs.to_epsg() if found.crs else None) == epsg


@pytest.mark.parametrize(
    ("area", "heading"),
    [("2.6158", "面积(公顷)"), ("26158.0", "面积(平方米)"), ("39.24", "面积(亩)"), ("2.6158公顷", "面积(公顷)")],
)
def test_the_area_s_measure_is_told_by_the_shape(area, heading):
    """Hectares by the form; square metres and 亩 where the numbers can be nothing else."""
    found = parse(WELL.replace("2.6158", area))
    assert (found.names[0], found.rows[0][0]) == (heading, area)


HOLE = [(3100850.0, 559050.0), (3100850.0, 559060.0), (3100860.0, 559060.0), (3100860.0, 559050.0)]
ISLAND = [(x + 300, y) for x, y in POINTS]


@pytest.mark.parametrize(("number", "first"), [(2, 1), (2, 5), (3, 1)], ids=["restarts", "goes on", "numbered three"])
def test_a_second_ring_within_is_a_hole(number, first):
    """However its points are numbered, and whatever its number."""
    shape, _ = one(WELL + lines(HOLE, ring=number, first=first))
    assert len(shape.interiors) == 1
    assert shape.area == pytest.approx(AREA_M2 - 100, rel=1e-4)


@pytest.mark.parametrize("number", [1, 2])
def test_a_ring_elsewhere_is_another_part(number):
    """Ground in two pieces, whether its ring is called outer or not."""
    shape, _ = one(WELL + lines(ISLAND, ring=number))
    assert (shape.geom_type, len(shape.geoms)) == ("MultiPolygon", 2)
    assert shape.area == pytest.approx(2 * AREA_M2, rel=1e-4)


def test_several_plots_and_their_lines():
    """Each begins at its own line."""
    found = parse(WELL + PLOT.replace("DK-1", "DK-2") + lines(ISLAND))
    assert [row[1] for row in found.rows] == ["DK-1", "DK-2"]
    assert found.numbers == [13, 19]


def test_a_broken_point_breaks_its_plot_and_no_other():
    """With a point missing the shape would be another one: it is told with its line, not drawn."""
    text = WELL.replace("J2,1,3100804.255", "J2,1,31008o4.255") + PLOT.replace("DK-1", "DK-2") + lines(ISLAND)
    found = parse(text)
    assert found.faults == ["invalid", None]
    assert [(note.row, note.code) for note in found.notes] == [(15, "boundary_line")]


def test_a_name_may_hold_a_wide_comma():
    """Only a line without plain commas is cut at others."""
    assert parse(WELL.replace("示例地块", "甲厂，乙厂")).rows[0][2] == "甲厂，乙厂"


def test_a_real_file(fixtures: Path):
    """Foshan: zone 38, no area, the closing point numbered on."""
    found = parse((fixtures / "cn_encodings" / "foshan_plot_000.txt").read_text("utf-8"))
    assert (found.crs.to_epsg(), len(found.shapes[0].exterior.coords)) == (4526, 6)
    assert found.rows[0][1:4] == ["FID_0", "DKMC", "面"]


pieces = st.sampled_from(
    ["J1,1,3100803.286,40559006.828", "5,2.6,1,甲,面,,,,@", "[地块坐标]", "带号=40", "坐标系=2000", "@", ",,,"]
)


@given(st.lists(pieces | st.text(max_size=60), max_size=30))
def test_whatever_comes_nothing_breaks(lines_):
    """Any text ends in rows, each with a shape or the reason why it has none."""
    found = parse("\n".join(lines_))
    assert len(found.rows) == len(found.shapes) == len(found.faults) == len(found.numbers)
    assert all((shape is None) == (fault is not None) for shape, fault in zip(found.shapes, found.faults, strict=True))
    assert all(len(row) == len(found.names) for row in found.rows)


@given(st.lists(st.tuples(st.floats(0, 9e8), st.floats(0, 9e8)), min_size=1, max_size=12), st.integers(-3, 9))
def test_any_points_are_points(points, ring):
    """Coordinates of any size, rings of any number."""
    body = "".join(f"J{place},{ring},{x:.3f},{y:.3f}\n" for place, (x, y) in enumerate(points))
    found = parse(HEAD.format(zone=40) + PLOT + body)
    assert len(found.rows) == 1
