"""Repairs taken: new shapes in a batch, counted, on record, and undone to the last bit."""

from contextlib import closing
from datetime import date

import pytest
import shapely

from landuse.actions.import_layer import import_layer
from landuse.actions.repair_ground import repair_ground
from landuse.actions.undo_import import undo_import
from landuse.config import Settings
from landuse.errors import ArgumentsError, ConflictError
from landuse.geo.repair import RepairKind
from landuse.model import Layer
from landuse.store import create_workspace
from landuse.store.fsck import check
from landuse.views.ground import ground
from landuse.views.repairs import repairs
from landuse.views.targets import target_board
from tests.builders import BOW_TIE, MAY, happen, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    """Return a workspace with a bow-tie that was demolished, and two parcels that overlap."""
    made = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", geometry=BOW_TIE, geometry_fault="invalid"),
            parcel("B", east=500),
            parcel("C", east=560),
        ],
    )
    happen(made, "demolition", "A", mu=5)
    yield made
    made.close()


def take(store, *kinds, keys=None):
    found = [one for one in repairs(store, Layer.PARCELS, kinds=kinds, keys=keys) if not one.alternative]
    return repair_ground(store, layer=Layer.PARCELS, repairs=found, actor="a")


def shapes(store):
    return dict(zip(store.tables().parcels["parcel_id"], store.tables().parcels.geometry, strict=True))


def demolished(store):
    board = {row.indicator: row for row in target_board(store, year=2023, as_of=MAY)}
    return float(board["demolition_area"].actual), board["demolition_area"].uncounted.count


def test_a_repaired_parcel_counts(store):
    """The bow-tie's event is uncounted until the shape is mended; its fault is gone, its version is a new one."""
    assert demolished(store) == (0, 1)
    take(store, RepairKind.STRUCTURE)
    assert demolished(store) == (5, 0)
    row = ground(store.tables(), Layer.PARCELS).set_index("parcel_id").loc["A"]
    assert (row["geometry_status"], row["geometry_fault"], row["row_version"]) == ("ok", None, 2)
    assert row["geometry_area_m2"] == pytest.approx(5_000)
    assert check(store) == []


def test_a_repair_is_undone_whole(store):
    """Shapes, faults and totals are as before, and the same repair can be taken again."""
    before = shapes(store)
    batch = take(store, RepairKind.STRUCTURE, RepairKind.CUT)
    assert shapes(store)["C"].area == pytest.approx(6_000)
    undo_import(store, batch, actor="b")
    assert all(shapely.equals_exact(shapes(store)[key], shape) for key, shape in before.items())
    assert demolished(store) == (0, 1)
    assert store.tables().parcels["geometry_fault"].tolist()[0] == "invalid"
    assert check(store) == []
    assert take(store, RepairKind.STRUCTURE) != batch


def test_of_an_overlap_only_one_is_cut(store):
    """Both proposals of a pair taken together cut once: the second finds nothing left to cut."""
    both = repairs(store, Layer.PARCELS, kinds=[RepairKind.CUT])
    assert len(both) == 2
    repair_ground(store, layer=Layer.PARCELS, repairs=both, actor="a")
    now = shapes(store)
    assert now["B"].area + now["C"].area == pytest.approx(16_000, abs=0.1)


def test_a_shape_that_changed_meanwhile_is_left_alone(store):
    """A proposal is for the shape that was seen."""
    found = repairs(store, Layer.PARCELS, kinds=[RepairKind.STRUCTURE])
    take(store, RepairKind.STRUCTURE)
    with pytest.raises(ConflictError, match="changed_meanwhile"):
        repair_ground(store, layer=Layer.PARCELS, repairs=found, actor="a")


def test_nothing_is_no_batch(store):
    """Without a proposal there is nothing to do; an id that is not there is named."""
    with pytest.raises(ArgumentsError, match="nothing_to_repair"):
        repair_ground(store, layer=Layer.PARCELS, repairs=[], actor="a")
    with pytest.raises(ArgumentsError, match="unknown_record"):
        repairs(store, Layer.PARCELS, keys=["Z"])


def test_the_parcels_of_cambridge_are_repaired_and_undone(fixtures, tmp_path):
    """19 of 13,077 that do not count: all of them do afterwards, none but they have changed, and back."""
    with closing(create_workspace(tmp_path / "w", Settings(crs=26986, box=None))) as store:
        path = fixtures / "cambridge_parcels" / "parcels_fy2013.gpkg"
        given = {"layer": Layer.PARCELS, "actor": "test", "today": date(2023, 6, 1)}
        import_layer(store, path, mapping={"ML": "parcel_id", "LOT": "name"}, **given)
        before = store.tables().parcels.geometry.to_numpy()
        batch = take(store, RepairKind.STRUCTURE)
        after = store.tables().parcels.geometry.to_numpy()
        assert shapely.is_valid(after).all()
        assert (~shapely.equals_exact(before, after)).sum() == 19
        undo_import(store, batch, actor="test")
        assert shapely.equals_exact(before, store.tables().parcels.geometry.to_numpy()).all()


def test_a_square_is_left_as_it_is(store):
    """No proposal touches what is sound."""
    assert repairs(store, Layer.PARCELS, keys=["B"], kinds=[RepairKind.STRUCTURE]) == []
    assert shapely.equals_exact(shapes(store)["B"].geoms[0], square(east=500))
