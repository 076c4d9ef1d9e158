"""A file as it was read: columns of cells, each different one held once."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.raw import Cells, RawLayer, are_none, objects

cells = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.text("1a ", max_size=2)


@given(st.lists(cells))
def test_cells_are_what_they_were(values):
    """Row by row the very same cells come back: 1, 1.0, True and "1" are four."""
    held = Cells.of(values)
    assert [(type(cell), cell) for cell in held] == [(type(cell), cell) for cell in values]
    assert [(type(held[at]), held[at]) for at in range(len(values))] == [(type(cell), cell) for cell in values]
    assert len({(type(cell), cell) for cell in values}) == len(held.distinct)


@given(st.lists(cells, min_size=1), st.data())
def test_some_rows_of_cells(values, data):
    """Taken rows hold their cells, and no cell that is in none of them."""
    places = data.draw(st.lists(st.integers(0, len(values) - 1)))
    taken = Cells.of(values).taken(np.array(places, dtype=int))
    assert list(taken) == [values[place] for place in places]
    assert set(taken.codes.tolist()) == set(range(len(taken.distinct)))


def test_what_is_made_of_the_different_cells_is_spread_over_the_rows():
    """One value a different cell becomes one a row, in the rows' order; the first row of each is known."""
    held = Cells.of(["b", "a", "b"])
    assert held.spread(["B", None]).tolist() == ["B", None, "B"]
    assert held.where(cell == "a" for cell in held.distinct).tolist() == [False, True, False]
    assert held.first_rows().tolist() == [0, 1]


def test_rows_of_a_layer_keep_their_numbers_shapes_and_faults():
    """What belongs to a row goes with it."""
    shapes = objects([shapely.Point(at, 0) for at in range(3)])
    rest = {"shapes": shapes, "faults": {0: "null", 2: "invalid"}}
    raw = RawLayer.of_rows(["编号", "名称"], [["a", 1], ["b", None], ["c", 3]], [2, 3, 5], **rest)
    taken = raw.taken(np.array([False, True, True]))
    assert (len(raw), raw.names, raw.row(1)) == (3, ["编号", "名称"], {"编号": "b", "名称": None})
    assert taken.numbers.tolist() == [3, 5]
    assert [list(column) for column in taken.columns.values()] == [["b", "c"], [None, 3]]
    assert taken.shapes.tolist() == shapes[1:].tolist()
    assert taken.faults == {1: "invalid"}


def test_a_layer_without_rows_has_its_headings():
    """No row is no error."""
    assert RawLayer.of_rows(["编号"], [], []).names == ["编号"]


def test_where_there_is_nothing():
    """NaN, "" and 0 are something."""
    assert are_none(objects([None, "", 0, float("nan")])).tolist() == [True, False, False, False]
