"""The boxes that the ledger's index keeps: never smaller than the ground, and in order."""

import numpy as np
import pytest
import shapely

from landuse.model import Layer
from landuse.store.boxes import boxes_in, shapes_of
from tests.builders import ORIGIN, parcel, workspace


@pytest.fixture
def store(tmp_path):
    """Return a row of squares 100 m apart, and a parcel without ground."""
    squares = [parcel(f"P{number}", mu=1, east=100 * number + 0.1) for number in range(4)]
    made = workspace(tmp_path / "w", parcels=[*squares[:2], parcel("P9", mu=None), *squares[2:]])
    yield made
    made.close()


def test_a_box_holds_its_ground_and_little_more(store):
    """Each shape lies in its box, the box within a metre of the shape; what lies apart or has no ground is left out."""
    drawn = store.tables().parcels.dropna(subset=["geometry"])
    x, y = ORIGIN
    with store.reading() as connection:
        fids, boxes = boxes_in(connection, Layer.PARCELS, (x - 10, y - 10, x + 250, y + 10))
    near = drawn.iloc[:3]
    assert fids.tolist() == near["fid"].tolist()
    exact = shapely.bounds(near.geometry.to_numpy())
    assert shapely.covers(shapely.box(*boxes.T), near.geometry.to_numpy()).all()
    assert np.abs(boxes - exact).max() < 1


def test_nothing_near_is_no_error(store):
    """No rows, four columns."""
    with store.reading() as connection:
        fids, boxes = boxes_in(connection, Layer.PARCELS, (0, 0, 1, 1))
        assert (len(fids), boxes.shape) == (0, (0, 4))
        assert len(shapes_of(connection, Layer.PARCELS, [])[0]) == 0


def test_shapes_come_in_order_and_without_those_that_have_none(store):
    """Whatever order they were asked for in."""
    parcels = store.tables().parcels
    with store.reading() as connection:
        fids, shapes = shapes_of(connection, Layer.PARCELS, parcels["fid"].tolist()[::-1])
    drawn = parcels.dropna(subset=["geometry"])
    assert fids.tolist() == drawn["fid"].tolist()
    assert shapely.equals(shapes, drawn.geometry.to_numpy()).all()
