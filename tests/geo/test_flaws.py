"""What is wrong or odd about a shape: its name and its place."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.geo.flaws import flaws
from tests.builders import BOW_TIE, ORIGIN, square
from tests.geo.written import shapes

X, Y = ORIGIN


def ring(*points):
    """Return a ring of points given from the origin."""
    return [(X + east, Y + north) for east, north in points]


HOLE_OUTSIDE = shapely.Polygon(
    ring((0, 0), (100, 0), (100, 100), (0, 100)), [ring((200, 0), (210, 0), (210, 10), (200, 10))]
)
NESTED_SHELLS = shapely.MultiPolygon([square(mu=60), square(mu=1, east=50, north=50)])
NESTED_HOLES = shapely.Polygon(
    ring((0, 0), (100, 0), (100, 100), (0, 100)),
    [ring((10, 10), (90, 10), (90, 90), (10, 90)), ring((20, 20), (30, 20), (30, 30), (20, 30))],
)
TOUCHING_ITSELF = shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (50, 0), (0, 100)))
SPIKE = shapely.Polygon(ring((0, 0), (100, 0), (100, 50), (400, 50.01), (100, 50.02), (100, 100), (0, 100)))
REPEATED = shapely.Polygon(ring((0, 0), (100, 0), (100, 0), (100, 100), (0, 100)))
SLIVER = shapely.box(X, Y, X + 200, Y + 0.1)


def found(*drawn):
    frame = flaws(shapes(*drawn))
    return list(zip(frame["at"], frame["flaw"], frame["x"] - X, frame["y"] - Y, strict=True))


@pytest.mark.parametrize(
    ("shape", "flaw", "place"),
    [
        (BOW_TIE, "self_intersection", (50, 50)),
        (HOLE_OUTSIDE, "hole_outside", (200, 0)),
        (NESTED_SHELLS, "nested_shells", (75.82, 50)),
        (NESTED_HOLES, "nested_holes", (20, 20)),
        (TOUCHING_ITSELF, "ring_self_intersection", (50, 0)),
        (SPIKE, "spike", (400, 50.01)),
        (REPEATED, "repeated_points", (100, 0)),
        (SLIVER, "sliver", (100, 0.05)),
        (shapely.box(X, Y, X + 1, Y + 1), "too_small", (0.5, 0.5)),
        (shapely.box(X, Y, X + 10_000, Y + 10_000), "too_large", (5_000, 5_000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_flaw_has_its_name_and_its_place(shape, flaw, place):
    """One shape, one flaw, found where it is."""
    [(at, name, x, y)] = found(square(), shape)
    assert (at, name) == (1, flaw)
    assert (x, y) == (pytest.approx(place[0], abs=0.1), pytest.approx(place[1], abs=0.1))


@pytest.mark.parametrize(
    "shape",
    [
        square(),
        square().reverse(),
        shapely.Polygon(ring((0, 0), (300, 0), (0, 100))),
        shapely.Polygon(ring((0, 0), (100, 0), (100, 0.04), (100.04, 0.04), (100.04, 100), (0, 100))),
        square().buffer(20),
        None,
        shapely.Polygon(),
    ],
    ids=["square", "other winding", "acute corner", "small step", "rounded", "missing", "empty"],
)
def test_what_is_sound_has_none(shape):
    """Acute corners, small steps and the winding are nobody's fault."""
    assert found(shape) == []


def test_a_shape_of_a_million_points_is_looked_through():
    """Its one spike is found."""
    turns = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    points = np.column_stack([X + 2_000 * np.cos(turns), Y + 2_000 * np.sin(turns)])
    tip = np.array([[X + 3_000, Y], [X + 2_000, Y + 1e-3]])
    [(_, name, x, _)] = found(shapely.Polygon(np.concatenate([points[:1], tip, points[1:]])))
    assert (name, x) == ("spike", pytest.approx(3_000))


def test_buildings_of_a_city(fixtures):
    """106,807 real shapes, 252 of them invalid, each with its place within its box."""
    city = gpd.read_parquet(fixtures / "jp_plateau_107k" / "katsushika_buildings_107k.parquet").geometry.to_numpy()
    frame = flaws(city)
    invalid = frame.loc[frame["m2"].isna()]
    assert len(invalid) == 252
    assert invalid["flaw"].value_counts().to_dict() == {
        "ring_self_intersection": 126,
        "self_intersection": 125,
        "too_few_points": 1,
    }
    west, south, east, north = shapely.bounds(city[invalid["at"]]).T
    near = 1e-5
    assert ((invalid["x"] >= west - near) & (invalid["x"] <= east + near)).all()
    assert ((invalid["y"] >= south - near) & (invalid["y"] <= north + near)).all()
