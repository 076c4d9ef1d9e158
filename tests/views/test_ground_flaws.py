"""The flaws of a layer as it lies, and what could be done about them."""

import pytest

from landuse.geo.repair import RepairKind
from landuse.model import Layer
from landuse.views.ground_flaws import ground_flaws
from landuse.views.repairs import repairs
from tests.builders import BOW_TIE, parcel, workspace


@pytest.fixture
def store(tmp_path):
    """Return a bow-tie, a pair that overlaps, a copy, and neighbours 5 cm apart."""
    made = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", geometry=BOW_TIE, geometry_fault="invalid"),
            parcel("B", east=500),
            parcel("C", east=560),
            parcel("D", east=900),
            parcel("E", east=900),
            parcel("F", east=1_300),
            parcel("G", east=1_400.05),
            parcel("H", mu=None),
        ],
    )
    yield made
    made.close()


def test_each_flaw_is_named_with_its_records_and_its_place(store):
    """By shape, by pair, by gap."""
    found = {flaw.flaw: flaw for flaw in ground_flaws(store, Layer.PARCELS)}
    assert {name: flaw.keys for name, flaw in found.items()} == {
        "self_intersection": ("A",),
        "overlap": ("B", "C"),
        "duplicate_shape": ("D", "E"),
        "gap": ("F", "G"),
    }
    assert (found["overlap"].m2, found["overlap"].share) == (pytest.approx(4_000), pytest.approx(0.4))
    assert found["gap"].width_m == pytest.approx(0.05, abs=1e-3)
    assert found["self_intersection"].place.x == pytest.approx(560_050)
    assert all(120 < flaw.place.lng < 121 for flaw in found.values())


def test_gaps_can_be_left_out(store):
    """They take longest."""
    assert "gap" not in {flaw.flaw for flaw in ground_flaws(store, Layer.PARCELS, with_gaps=False)}


def test_repairs_are_chosen_by_kind_and_record(store):
    """One kind, one record, or all that is proposed."""
    assert {one.kind for one in repairs(store, Layer.PARCELS)} == {"make_valid_structure", "cut_overlap", "close_gap"}
    assert [one.key for one in repairs(store, Layer.PARCELS, kinds=[RepairKind.CUT], keys=["C"])] == ["C"]
