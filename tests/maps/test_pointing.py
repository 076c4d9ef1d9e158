"""What the map is told while somebody points."""

import pytest

from landuse.i18n import catalogue
from landuse.maps.pointing import Spot, cut, labels, measure, under
from landuse.maps.shapes import Shapes
from landuse.model import Layer
from landuse.store import excerpts, records
from tests.builders import MAY

ZH = catalogue("zh-CN")
HOSTILE = '<img src=x onerror="1">`${1}`\u202e'


def shapes(store):
    with store.reading() as connection:
        return Shapes.from_chunks(excerpts.ground_chunks(connection, Layer.PARCELS), crs=4549)


def tile(store, z):
    """Return the tile at a zoom in which the first parcel lies."""
    point = store.tables().parcels.to_crs(3857).geometry.iloc[0].centroid
    half, count = 20037508.342789244, 1 << z
    return z, int((point.x + half) / (2 * half) * count), int((half - point.y) / (2 * half) * count)


def test_names_and_areas_come_where_there_is_room(store):
    """From near, the parcels with a shape; from far, nobody; a parcel without a name is called by its code."""
    near = labels(store, Layer.PARCELS, shapes(store), tile(store, 16), ZH)
    fids = store.tables().parcels.set_index("parcel_id")["fid"]
    assert near[str(fids["P1"])] == ["P1", "15.00 亩"]
    assert str(fids["P4"]) not in near
    assert labels(store, Layer.PARCELS, shapes(store), tile(store, 12), ZH) == {}


def test_what_lies_under_the_pointer(store):
    """Layer and code, 亩, stage in words; X is the northing, as surveyors here say."""
    place = store.tables().parcels.to_crs(4326).geometry.iloc[1].centroid
    plane = store.tables().parcels.geometry.iloc[1].centroid
    found = under(store, Spot(place.x, place.y, MAY, (Layer.PARCELS, Layer.ZONES)), ZH)
    assert (found["x"], found["y"]) == (pytest.approx(plane.y, abs=0.02), pytest.approx(plane.x, abs=0.02))
    assert found["crs"] == "EPSG:4549"
    assert [lines[0] for lines in found["records"]] == ["低效工业用地地块 P2", "老旧工业区 Z1"]
    assert found["records"][0][1:] == ["15.00 亩", "已拆除"]


def test_out_at_sea_there_is_nothing(store):
    """Coordinates only."""
    assert under(store, Spot(125.0, 25.0, MAY, (Layer.PARCELS,)), ZH)["records"] == []


def test_a_hostile_name_is_text_on_one_line(store):
    """Angle brackets stay angle brackets; what would turn the text around is spelled out."""
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P1", {"name": HOSTILE}, expected_version=1, actor="test")
    fid = str(store.tables().parcels.set_index("parcel_id").loc["P1", "fid"])
    said = labels(store, Layer.PARCELS, shapes(store), tile(store, 16), ZH)[fid][0]
    assert said == HOSTILE[:-1] + "[U+202E]"
    assert len(cut("长" * 400)) < 50


def test_measured_lines_say_metres_square_metres_and_mu(store):
    """A square of 100 m: 400 m around, one hectare, 15 亩."""
    shape = store.tables().parcels.to_crs(4326).geometry.iloc[0]
    corners = list(shape.geoms[0].exterior.coords)[:-1]
    assert measure(store, corners, closed=True, text=ZH) == ["长度 400.0 米", "10,000.00 平方米", "15.00 亩"]
    assert measure(store, corners[:2], closed=True, text=ZH) == ["长度 100.0 米"]
