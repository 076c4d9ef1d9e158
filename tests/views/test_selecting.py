"""Selecting as in a GIS: what meets a drawn shape, added, taken away, turned round; the 亩 are those of the list."""

from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from landuse.model import Filter, Layer
from landuse.reports.listing import listing
from landuse.store import open_workspace
from landuse.views.roll import ROLL_LAYERS
from landuse.views.selecting import combined, fids_of, inverted, keys_of, passing, summary, within_shape
from tests.builders import BOW_TIE, MAY, ORIGIN, parcel, workspace

EVERYTHING = Filter(as_of=MAY)
TO_DEGREES = Transformer.from_crs(4549, 4326, always_xy=True)
keys = st.frozensets(st.sampled_from("abcdef"))


@pytest.fixture(scope="module")
def demo(demo_folder):
    """Return the demo district, open."""
    store = open_workspace(demo_folder)
    yield store
    store.close()


def oracle(store, layer, ring):
    """Return what meets a shape, decided on the screen's own plane, far from any border."""
    records = getattr(store.tables(), layer)
    drawn = records.loc[records.geometry.notna()].to_crs(3857)
    corners = Transformer.from_crs(4326, 3857, always_xy=True).transform(*np.array(ring).T)
    shape = shapely.make_valid(shapely.Polygon(np.column_stack(corners)))
    sure = drawn.geometry.intersects(shape.buffer(-0.05))
    doubtful = drawn.geometry.intersects(shape.buffer(0.05)) & ~sure
    key = drawn.columns[1]
    return set(drawn.loc[sure, key]), set(drawn.loc[doubtful, key])


@pytest.mark.parametrize("seed", range(50))
def test_a_box_or_polygon_selects_what_it_meets(demo, seed):
    """50 random shapes around the demo's parcels, every second one a box; only what is within 5 cm of a border may differ."""
    rng = np.random.default_rng(seed)
    layer = ROLL_LAYERS[seed % 3]
    drawn = getattr(demo.tables(), layer).geometry.dropna().to_crs(4326)
    middle = drawn.iloc[rng.integers(len(drawn))].centroid
    size = 10 ** rng.uniform(-4, -1.5)
    if seed % 2:
        west, south = middle.x - size * rng.uniform(0.2, 1), middle.y - size * rng.uniform(0.2, 1)
        ring = [(west, south), (west + size, south), (west + size, south + size), (west, south + size)]
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
        reach = size * rng.uniform(0.3, 1, len(angles))
        ring = list(zip(middle.x + reach * np.cos(angles), middle.y + reach * np.sin(angles), strict=True))
    sure, doubtful = oracle(demo, layer, ring)
    found = within_shape(demo, layer, ring, EVERYTHING)
    assert sure <= found <= sure | doubtful


def test_the_area_is_that_of_the_list(demo):
    """Stage by stage the same sum as the list of the same records names as its total."""
    west, south, east, north = demo.tables().zones.to_crs(4326).total_bounds
    ring = [(west, south), (east, south), ((west + east) / 2, north)]
    chosen = within_shape(demo, Layer.PARCELS, ring, EVERYTHING)
    assert len(chosen) > 100
    told = listing(demo, Layer.PARCELS, Filter(as_of=MAY, among=tuple(chosen)), language="zh-CN")
    found = summary(demo, Layer.PARCELS, chosen, as_of=MAY)
    assert sum(found["area_mu"], Decimal(0)) == told.total_mu
    assert found["count"].sum() == len(told.frame) == len(chosen)
    assert set(told.frame["parcel_id"]) == chosen


def test_a_border_is_not_enough(tmp_path):
    """A shape drawn along the border of P1 and P2 takes P1 alone: with its neighbour it shares a line."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1"), parcel("P2", east=100)])
    first = store.tables().parcels.geometry.iloc[0]
    corners = [TO_DEGREES.transform(x, y) for x, y in shapely.get_coordinates(first)[:-1]]
    inner = shapely.get_coordinates(first.buffer(-1, join_style="mitre"))[:-1]
    assert "P1" in within_shape(store, Layer.PARCELS, corners, EVERYTHING)
    inside = [TO_DEGREES.transform(x, y) for x, y in inner]
    assert within_shape(store, Layer.PARCELS, inside, EVERYTHING) == {"P1"}
    store.close()


def test_crossing_lines_and_lines_without_area_are_no_error(tmp_path):
    """A bow-tie selects under both its wings; three places in a row select nothing."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1"), parcel("P2", east=100)])
    x, y = ORIGIN
    tie = [(x - 10, y - 10), (x + 250, y + 150), (x + 250, y - 10), (x - 10, y + 150)]
    assert within_shape(store, Layer.PARCELS, [TO_DEGREES.transform(*place) for place in tie], EVERYTHING) == {
        "P1",
        "P2",
    }
    line = [(120.0, 28.0), (120.1, 28.1), (120.2, 28.2)]
    assert within_shape(store, Layer.PARCELS, line, EVERYTHING) == frozenset()
    store.close()


def test_a_box_around_the_world_selects_all_ground(demo):
    """As far out as the map can be zoomed; on the other side of the world lies nothing."""
    world = [(-180.0, -85.0), (180.0, -85.0), (180.0, 85.0), (-180.0, 85.0)]
    parcels = demo.tables().parcels
    found = within_shape(demo, Layer.PARCELS, world, EVERYTHING)
    assert found == set(parcels.loc[parcels.geometry.notna(), "parcel_id"])
    assert within_shape(demo, Layer.PARCELS, [(-80.0, 20.0), (-70.0, 20.0), (-70.0, 30.0)], EVERYTHING) == frozenset()


def test_ground_that_is_drawn_badly_is_selected_as_it_is_seen(tmp_path):
    """A bow-tie by a box over its wing; not by one beside its waist, within its box only."""
    store = workspace(tmp_path / "w", parcels=[{"parcel_id": "P1", "geometry": BOW_TIE}, parcel("P2", mu=None)])
    x, y = ORIGIN
    wing = [TO_DEGREES.transform(x + dx, y + dy) for dx, dy in ((2, 40), (8, 40), (8, 60), (2, 60))]
    beside = [TO_DEGREES.transform(x + dx, y + dy) for dx, dy in ((40, 2), (60, 2), (60, 8), (40, 8))]
    assert within_shape(store, Layer.PARCELS, wing, EVERYTHING) == {"P1"}
    assert within_shape(store, Layer.PARCELS, beside, EVERYTHING) == frozenset()
    assert within_shape(store, Layer.PLOTS, wing, EVERYTHING) == frozenset()
    store.close()


def test_the_filter_holds_while_drawing(demo):
    """What the filter leaves out is not selected, however large the box."""
    unit = demo.tables().parcels["unit"].iloc[0]
    box = [(119.0, 27.0), (122.0, 27.0), (122.0, 29.0), (119.0, 29.0)]
    found = within_shape(demo, Layer.PARCELS, box, Filter(as_of=MAY, unit=unit))
    parcels = demo.tables().parcels
    assert found == set(parcels.loc[(parcels["unit"] == unit) & parcels.geometry.notna(), "parcel_id"])


def test_turning_a_selection_round_twice_is_nothing(demo):
    """Within the filter; and both halves are all of it."""
    chosen = Filter(as_of=MAY, zone=demo.tables().parcels["zone_id"].dropna().iloc[0])
    whole = passing(demo, Layer.PARCELS, chosen)
    some = frozenset(sorted(whole)[::2])
    rest = inverted(demo, Layer.PARCELS, some, chosen)
    assert some | rest == whole
    assert not some & rest
    assert inverted(demo, Layer.PARCELS, rest, chosen) == some
    assert keys_of(demo, Layer.PARCELS, fids_of(demo, Layer.PARCELS, some)) == some


@given(keys, keys)
def test_gestures_do_what_they_say(old, new):
    """Added once, taken away whole, toggled back by the same gesture."""
    assert combined(old, new, "replace") == new
    assert combined(combined(old, new, "add"), new, "add") == old | new
    assert not combined(old, new, "remove") & new
    assert combined(combined(old, new, "toggle"), new, "toggle") == old
