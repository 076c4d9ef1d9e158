"""Splits and mergers in the ledger: area conserved, nothing counted twice, the former records retired."""

from datetime import date
from decimal import Decimal

import geopandas as gpd
import pytest
import shapely

from landuse.actions.reshape_ground import declared_children, reshape_ground
from landuse.core.ledger import total
from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import Filter, Layer, SubjectKind
from landuse.store import fsck
from landuse.units import m2_from_mu
from landuse.views.accounts import account
from landuse.views.layers import records
from landuse.views.stocks import IDLE, stocks
from tests.builders import happen, parcel, square, workspace

TODAY = date(2023, 6, 30)
MAY = date(2023, 5, 1)


@pytest.fixture
def store(tmp_path):
    """Return a workspace with a drawn parcel of 20 亩 and two of 10 and 5 亩 from a table."""
    made = workspace(
        tmp_path / "w",
        parcels=[
            parcel("A", mu=20, unit="tq", zone_id="Z1"),
            parcel("B", mu=None, book_mu=10, unit="tq"),
            parcel("C", mu=None, book_mu=5, unit="sy"),
        ],
    )
    yield made
    made.close()


def reshape(store, parents, into, *, on=MAY, children=None):
    """Put children of so many 亩 in the place of parents."""
    found = children
    if found is None:
        found = declared_children(SubjectKind.PARCEL, {name: m2_from_mu(mu) for name, mu in into.items()})
    return reshape_ground(
        store,
        subject_kind=SubjectKind.PARCEL,
        parents=parents,
        children=found,
        occurred_on=on,
        today=TODAY,
        actor="t",
        doc_no="D-1",
    )


def listed(store, day=TODAY):
    """Return the parcels of the list on a day."""
    return sorted(records(store, Layer.PARCELS, Filter(as_of=day))["parcel_id"])


def test_a_split_puts_the_children_in_the_parent_s_place(store):
    """They take over unit and mode, and the list shows them from the day on."""
    assert reshape(store, ["B"], {"B1": 6, "B2": 4}) == ["L0001", "L0002"]
    assert listed(store) == ["A", "B1", "B2", "C"]
    assert listed(store, date(2023, 4, 30)) == ["A", "B", "B1", "B2", "C"]
    child = store.tables().parcels.set_index("parcel_id").loc["B1"]
    assert (child["unit"], child["mode"], child["parents"]) == ("tq", "government_requisition", "B")
    assert fsck.check(store) == []


def test_a_merger_takes_from_all_its_parents(store):
    """归宗: 10 and 5 亩 make 15; each gives what it had."""
    reshape(store, ["B", "C"], {"BC": 15})
    rows = store.tables().lineage.set_index("parent_id")["passed_area_m2"]
    assert rows.to_dict() == pytest.approx({"B": m2_from_mu(10), "C": m2_from_mu(5)})


def test_between_shapes_the_overlay_says_who_gets_what(store):
    """A square of 20 亩 in two halves."""
    west, south, east, north = square(mu=20).bounds
    middle = (west + east) / 2
    children = declared_children(SubjectKind.PARCEL, {"A1": m2_from_mu(10), "A2": m2_from_mu(10)})
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    drawn = gpd.GeoDataFrame(children.assign(geometry_fault=None), geometry=halves, crs=4549)
    reshape(store, ["A"], {}, children=drawn)
    assert store.tables().lineage["passed_area_m2"].tolist() == pytest.approx([m2_from_mu(10)] * 2)


@pytest.mark.parametrize("parent", ["A", "B"])
def test_ground_that_was_demolished_is_not_demolished_again_by_its_children(store, parent):
    """Drawn or from a table: the parent's whole area counts, the child's event adds nothing."""
    mu = {"A": 20, "B": 10}[parent]
    happen(store, "demolition", parent, mu=mu, on=date(2023, 3, 1))
    reshape(store, [parent], {"N1": mu / 2, "N2": mu / 2})
    happen(store, "demolition", "N1", mu=mu / 2, on=date(2023, 6, 1))
    counted, _ = account(store, "demolition_area", as_of=TODAY)
    assert total(counted) == Decimal(mu).quantize(Decimal("0.01"))
    assert counted.iloc[-1]["reason"] == "overlap"


def test_a_child_s_supply_ends_its_parent_s_idleness(store):
    """10 亩 demolished as B; B1's 6 亩 are supplied again: 4 stand idle."""
    happen(store, "demolition", "B", mu=10, on=date(2023, 3, 1))
    reshape(store, ["B"], {"B1": 6, "B2": 4})
    idle = next(row for row in stocks(store, as_of=TODAY) if row.stock == IDLE)
    assert idle.amount_mu == Decimal("10.00")
    happen(store, "resupply", "B1", mu=6, on=date(2023, 6, 1))
    idle = next(row for row in stocks(store, as_of=TODAY) if row.stock == IDLE)
    assert idle.amount_mu == Decimal("4.00")


@pytest.mark.parametrize(
    ("parents", "into", "error", "key"),
    [
        (["B"], {"B1": 6, "B2": 5}, RefusedError, "area_not_conserved"),
        (["B"], {"C": 10}, ConflictError, "duplicate_record"),
        (["X"], {"B1": 10}, ArgumentsError, "unknown_record"),
        ([], {"B1": 10}, ArgumentsError, "nothing_to_reshape"),
        (["B"], {}, ArgumentsError, "nothing_to_reshape"),
    ],
)
def test_what_does_not_add_up_is_refused(store, parents, into, error, key):
    """And nothing is written."""
    with pytest.raises(error, match=key):
        reshape(store, parents, into)
    assert store.tables().lineage.empty
    assert len(store.tables().parcels) == 3


def test_ground_goes_once(store):
    """A retired parcel has nothing left to give; tomorrow has not come."""
    reshape(store, ["B"], {"B1": 6, "B2": 4})
    with pytest.raises(RefusedError, match="already_retired"):
        reshape(store, ["B"], {"B3": 10})
    with pytest.raises(RefusedError, match="future_event"):
        reshape(store, ["C"], {"C1": 5}, on=date(2023, 7, 1))
