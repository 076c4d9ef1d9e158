"""Re-supply by ground: against hand-made squares, counted cells and a plain union, never twice, never more than there is."""

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.geo.credit import resupply_credit

DAY = date(2023, 1, 1)
BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


def plots(*rows, crs=4549):
    """Return supplied plots given as (id, day of the year, shape)."""
    return gpd.GeoDataFrame(
        {"plot_id": [row[0] for row in rows], "supplied_on": [DAY + timedelta(days=row[1]) for row in rows]},
        geometry=[row[2] for row in rows],
        crs=crs,
    )


def parcels(*rows):
    """Return demolished parcels given as (id, day of the year, shape[, m² demolished])."""
    return gpd.GeoDataFrame(
        {
            "parcel_id": [row[0] for row in rows],
            "demolished_on": [DAY + timedelta(days=row[1]) for row in rows],
            "demolished_m2": np.array([row[3] if len(row) > 3 else np.nan for row in rows], dtype=float),
        },
        geometry=[row[2] for row in rows],
        crs=4549,
    )


def parts(found):
    """Return credit, used, partial, late and other of each plot."""
    columns = ["credit_m2", "used_m2", "partial_m2", "late_m2", "other_m2"]
    return {row[0]: list(row[1:]) for row in found.plots[["plot_id", *columns]].itertuples(index=False, name=None)}


def test_the_part_on_cleared_ground_counts_and_the_rest_is_explained():
    """Of a plot of 200 m², 100 lie on a parcel demolished before, 60 on one demolished after, 40 on none."""
    found = resupply_credit(
        plots(("G", 50, shapely.box(0, 0, 20, 10))),
        parcels(("A", 10, shapely.box(-5, 0, 10, 10)), ("B", 90, shapely.box(10, 0, 16, 10))),
    )
    assert parts(found) == {"G": [100.0, 0.0, 0.0, 60.0, 40.0]}
    assert found.pairs.to_numpy().tolist() == [["G", "A", 100.0]]


def test_ground_demolished_on_the_day_of_supply_counts():
    """The day itself is not too late."""
    square = shapely.box(0, 0, 10, 10)
    assert parts(resupply_credit(plots(("G", 10, square)), parcels(("A", 10, square))))["G"][0] == 100.0


def test_overlapping_parcels_give_their_ground_once():
    """What two parcels share is given by the one that was demolished first."""
    found = resupply_credit(
        plots(("G", 50, shapely.box(0, 0, 15, 10))),
        parcels(("B", 20, shapely.box(0, 0, 10, 10)), ("A", 30, shapely.box(5, 0, 15, 10))),
    )
    assert parts(found)["G"][0] == 150.0
    assert found.pairs.to_numpy().tolist() == [["G", "B", 100.0], ["G", "A", 50.0]]


def test_of_two_plots_the_first_supplied_takes_the_ground():
    """In whatever order they stand in the table."""
    ground = parcels(("A", 0, shapely.box(0, 0, 10, 10)))
    later, first = ("G1", 60, shapely.box(0, 0, 10, 10)), ("G2", 50, shapely.box(0, 0, 4, 10))
    for order in ((later, first), (first, later)):
        assert parts(resupply_credit(plots(*order), ground)) == {
            "G2": [40.0, 0.0, 0.0, 0.0, 0.0],
            "G1": [60.0, 40.0, 0.0, 0.0, 0.0],
        }


def test_a_parcel_gives_no_more_than_was_demolished_of_it():
    """Of 100 m², 30 were demolished: the first plot gets 30, the second nothing."""
    ground = parcels(("A", 0, shapely.box(0, 0, 10, 10), 30.0))
    two = plots(("G1", 50, shapely.box(0, 0, 5, 10)), ("G2", 60, shapely.box(5, 0, 10, 10)))
    assert parts(resupply_credit(two, ground)) == {
        "G1": [30.0, 0.0, 20.0, 0.0, 0.0],
        "G2": [0.0, 0.0, 50.0, 0.0, 0.0],
    }


@pytest.mark.parametrize(
    ("shape", "fault"),
    [(None, "null"), (shapely.Polygon(), "empty"), (BOW_TIE, "invalid"), (shapely.Point(1, 1), "location")],
)
def test_a_plot_without_sound_ground_is_named_and_not_guessed(shape, fault):
    """It gets nothing, and takes nothing from others."""
    square = shapely.box(0, 0, 10, 10)
    found = resupply_credit(plots(("G1", 40, shape), ("G2", 50, square)), parcels(("A", 0, square)))
    assert found.plots.set_index("plot_id")["fault"].to_dict() == {"G1": fault, "G2": None}
    assert parts(found)["G1"] == [0.0] * 5
    assert parts(found)["G2"][0] == 100.0


def test_faulty_parcels_give_nothing():
    """Nobody knows what ground they mean."""
    found = resupply_credit(plots(("G", 50, shapely.box(0, 0, 10, 10))), parcels(("A", 0, BOW_TIE), ("B", 0, None)))
    assert parts(found)["G"] == [0.0, 0.0, 0.0, 0.0, 100.0]


def test_nothing_to_overlay_is_nothing():
    """Empty tables."""
    found = resupply_credit(plots(), parcels())
    assert len(found.plots) == len(found.pairs) == 0


def test_areas_are_never_taken_in_degrees():
    """The CRS must be one in metres."""
    with pytest.raises(ValueError, match="degrees"):
        resupply_credit(plots(("G", 1, shapely.box(0, 0, 1, 1)), crs=4490), parcels())


SIZE = 24


def cells(box):
    """Return which cells of 1 m² of the field a box covers."""
    field = np.zeros((SIZE, SIZE), dtype=bool)
    west, south, east, north = (int(value) for value in box.bounds)
    field[west:east, south:north] = True
    return field


def random_box(rng):
    """Return a box with whole corners; boxes touch, nest, coincide and overlap."""
    west, south = rng.integers(0, SIZE - 2, 2)
    east, north = rng.integers(west + 1, SIZE), rng.integers(south + 1, SIZE)
    return shapely.box(west, south, east, north)


def random_rows(rng, letter, count):
    """Return rows of which a few have no sound ground."""
    shapes = [random_box(rng) for _ in range(count)]
    for place in range(count):
        if rng.random() < 0.08:
            shapes[place] = [None, shapely.Polygon(), BOW_TIE][rng.integers(3)]
        elif place and rng.random() < 0.1:
            shapes[place] = shapes[place - 1]
    return [(f"{letter}{place}", int(rng.integers(0, 20)), shape) for place, shape in enumerate(shapes)]


def is_sound(shape):
    return shape is not None and not shape.is_empty and shape.is_valid


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_layouts_agree_with_counted_cells(seed):
    """Cell by cell: a cell goes to the first plot supplied on it at or after its first demolition."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        supplied = random_rows(rng, "G", int(rng.integers(1, 6)))
        cleared = random_rows(rng, "P", int(rng.integers(0, 8)))
        first = np.full((SIZE, SIZE), 999)
        for _, day, shape in cleared:
            if is_sound(shape):
                first[cells(shape)] = np.minimum(first[cells(shape)], day)
        taken = np.zeros((SIZE, SIZE), dtype=bool)
        expected = {}
        for name, day, shape in sorted(supplied, key=lambda row: (row[1], row[0])):
            under = cells(shape) if is_sound(shape) else np.zeros_like(taken)
            ready = under & (first <= day)
            expected[name] = [
                int((ready & ~taken).sum()),
                int((ready & taken).sum()),
                0,
                int((under & (first > day) & (first < 999)).sum()),
                int((under & (first == 999)).sum()),
            ]
            taken |= ready
        found = parts(resupply_credit(plots(*supplied), parcels(*cleared)))
        for name, counted in expected.items():
            assert found[name] == pytest.approx(counted, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_slanted_layouts_agree_with_a_plain_union(seed):
    """Random polygons against one union and one difference a plot."""
    rng = np.random.default_rng(100 + seed)

    def hull():
        return shapely.convex_hull(shapely.MultiPoint(rng.uniform(0, 300, 2) + rng.uniform(0, 120, (6, 2))))

    for _ in range(50):
        supplied = [(f"G{place}", int(rng.integers(0, 20)), hull()) for place in range(4)]
        cleared = [(f"P{place}", int(rng.integers(0, 20)), hull()) for place in range(7)]
        found = resupply_credit(plots(*supplied), parcels(*cleared))
        credit = found.plots.set_index("plot_id")["credit_m2"]
        gone = shapely.Polygon()
        for name, day, shape in sorted(supplied, key=lambda row: (row[1], row[0])):
            ready = shapely.union_all([other for _, when, other in cleared if when <= day])
            own = shapely.intersection(shape, ready).difference(gone)
            assert credit[name] == pytest.approx(own.area, abs=0.01)
            gone = shapely.union_all([gone, shapely.intersection(shape, ready)])
        all_ground = shapely.union_all([other for _, _, other in cleared])
        assert credit.sum() <= all_ground.area + 0.01
        assert found.pairs["credit_m2"].sum() == pytest.approx(credit.sum(), abs=0.01)
