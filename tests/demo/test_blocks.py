"""Street blocks and their lots."""

import numpy as np
import pytest
import shapely

from landuse.demo.blocks import Plan, make_cluster, make_lots
from landuse.demo.sketch import Frame

SQUARE = np.array([[0.0, 0.0], [200.0, 0.0], [200.0, 140.0], [0.0, 140.0]])
EAST = Frame(corner=np.array([560_000.0, 3_100_000.0]), along=np.array([1.0, 0.0]), away=np.array([0.0, 1.0]))


@pytest.mark.parametrize("seed", range(8))
def test_lots_fill_their_block_without_overlap(seed: int) -> None:
    """The lots of a block make up the block within its streets, less the four cut-off corners."""
    lots = [lot.shape for lot in make_lots(SQUARE, 60.0, np.random.default_rng(seed))]
    whole = shapely.unary_union(lots)
    assert sum(lot.area for lot in lots) == pytest.approx(whole.area, abs=1e-6)
    assert whole.area == pytest.approx(184 * 124 - 4 * 18, abs=20.0)


@pytest.mark.parametrize("seed", range(8))
def test_neighbouring_lots_share_their_corners(seed: int) -> None:
    """Wherever two lots touch along a line, every corner of the one on that line is a corner of the other."""
    lots = [lot.shape for lot in make_lots(SQUARE, 60.0, np.random.default_rng(seed))]
    for one in lots:
        corners = set(one.exterior.coords)
        for other in lots:
            common = one.intersection(other)
            if other is not one and common.length > 0:
                on_border = {corner for corner in other.exterior.coords if common.distance(shapely.Point(corner)) == 0}
                assert on_border <= corners


def test_a_shallow_block_has_one_row() -> None:
    """A block of 80 m depth holds a single row of lots."""
    shallow = SQUARE * np.array([1.0, 80 / 140])
    assert {lot.row for lot in make_lots(shallow, 50.0, np.random.default_rng(2))} == {0}


def test_a_cluster_lies_in_one_piece_around_its_lots() -> None:
    """The outline of a cluster is one valid polygon that holds all lots, none overlapping another."""
    cluster = make_cluster(EAST, Plan(columns=4, rows=3, width=190, depth=140, lot=70), np.random.default_rng(3))
    assert cluster.outline.is_valid
    assert all(cluster.outline.contains(lot.shape) for lot in cluster.lots)
    together = shapely.unary_union([lot.shape for lot in cluster.lots])
    assert together.area == pytest.approx(sum(lot.shape.area for lot in cluster.lots), abs=1e-6)
