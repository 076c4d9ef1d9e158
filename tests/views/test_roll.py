"""The roll says of each record what the lists say, from a few numbers."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.printed import printed_sum
from landuse.model import Filter, Layer, NewEvent, SubjectKind
from landuse.store import events, open_workspace, series
from landuse.store import records as store_records
from landuse.views.layers import records
from landuse.views.roll import ROLL_LAYERS, roll
from tests.builders import MAY, parcel, workspace

DAYS = st.dates(date(2022, 6, 1), date(2023, 12, 31))


@pytest.fixture(scope="module")
def demo(demo_folder):
    """Return the demo district, open."""
    store = open_workspace(demo_folder)
    yield store
    store.close()


@given(
    DAYS, st.sampled_from(ROLL_LAYERS), st.sampled_from(["", "unit", "zone", "stage", "text", "year"]), st.integers(0)
)
def test_the_roll_is_the_list(demo, day, layer, by, pick):
    """On any day and by any filter: the same records in the same stages with the same 亩."""
    whole = records(demo, layer, Filter(as_of=day))
    row = whole.iloc[pick % len(whole)]
    value = {"": None, "unit": row["unit"], "zone": row["zone_id"], "stage": row["stage"], "text": "C-0", "year": 2023}[
        by
    ]
    chosen = Filter(as_of=day, **({by: value} if value else {}))
    expected, found = records(demo, layer, chosen), roll(demo, layer, chosen)
    assert found["fid"].tolist() == expected["fid"].tolist()
    assert found["stage"].tolist() == expected["stage"].tolist()
    np.testing.assert_array_equal(found["area_mu"], expected["area_mu"])


def test_other_filters_are_the_lists_own(demo):
    """By a column, an outline, or keys chosen one by one."""
    within = shapely.to_wkb(demo.tables().zones.geometry.iloc[0])
    keys = tuple(demo.tables().parcels["parcel_id"].iloc[:3])
    for chosen in (
        Filter(as_of=MAY, where=(("mode", demo.tables().parcels["mode"].iloc[0]),)),
        Filter(as_of=MAY, within=within),
        Filter(as_of=MAY, among=keys),
    ):
        expected = records(demo, Layer.PARCELS, chosen)["fid"].tolist()
        assert roll(demo, Layer.PARCELS, chosen)["fid"].tolist() == expected
        assert expected


def test_an_event_moves_a_record_at_once(tmp_path):
    """What is recorded after the roll was read is in the next one; a parcel under a plot goes along with it."""
    store = workspace(
        tmp_path / "w",
        parcels=[parcel("P1"), parcel("P2", east=100)],
        plots=[{"plot_id": "G1", "parcels": "P2;P9", "source": "after_demolition"}],
    )
    stages = roll(store, Layer.PARCELS, Filter(as_of=MAY))["stage"].tolist()
    assert stages == ["registered", "registered"]
    with store.writing() as tx:
        happened = [
            NewEvent(SubjectKind.PARCEL, "P1", "signing", date(2023, 4, 1)),
            NewEvent(SubjectKind.PLOT, "G1", "site_preparation_start", date(2023, 4, 1)),
        ]
        events.append(tx, happened, actor="test")
    expected = records(store, Layer.PARCELS, Filter(as_of=MAY))["stage"].tolist()
    assert roll(store, Layer.PARCELS, Filter(as_of=MAY))["stage"].tolist() == expected
    assert expected != stages
    store.close()


def test_what_comes_after_is_added_and_what_is_voided_taken_back(tmp_path):
    """One event after another, one of them voided, a record edited: at each step the roll says what the list says."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1"), parcel("P2", east=100)])
    day = Filter(as_of=MAY)

    def told():
        found, expected = roll(store, Layer.PARCELS, day), records(store, Layer.PARCELS, day)
        assert found["stage"].tolist() == expected["stage"].tolist()
        assert found["area_mu"].tolist() == expected["area_mu"].tolist()
        return found["stage"].tolist()

    seen = [told()]
    for name in ("P1", "P2"):
        with store.writing() as tx:
            events.append(tx, [NewEvent(SubjectKind.PARCEL, name, "signing", date(2023, 4, 1))], actor="test")
        seen.append(told())
    with store.writing() as tx:
        events.void(tx, "E000001", why="typing error", actor="test")
    seen.append(told())
    with store.writing() as tx:
        store_records.update(tx, Layer.PARCELS, "P1", {"approved_area_m2": 2000.0}, expected_version=1, actor="test")
    assert told() == seen[-1]
    assert len(set(map(tuple, seen))) == 4
    assert roll(store, Layer.PARCELS, day)["area_mu"].tolist()[0] == 3.0
    store.close()


def test_a_record_whose_ground_has_gone_is_left_out(tmp_path):
    """P1 passed all its 10,000 m² to P2 on 1 April: it is on the roll until then."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1"), parcel("P2")])
    with store.writing() as tx:
        passed = {
            "subject_kind": "parcel",
            "parent_id": "P1",
            "child_id": "P2",
            "passed_area_m2": 10_000.0,
            "occurred_on": date(2023, 4, 1),
            "doc_no": None,
        }
        series.append(tx, Layer.LINEAGE, [passed], actor="test")
    assert len(roll(store, Layer.PARCELS, Filter(as_of=date(2023, 3, 31)))) == 2
    assert roll(store, Layer.PARCELS, Filter(as_of=MAY))["fid"].tolist() == [2]
    assert records(store, Layer.PARCELS, Filter(as_of=MAY))["fid"].tolist() == [2]
    store.close()


def test_areas_come_from_the_book_and_else_from_the_shape(tmp_path):
    """15 亩 drawn and nothing written; 3 亩 written and nothing drawn; neither: no area, and nothing in the sum."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1"), parcel("P2", mu=None, book_mu=3), parcel("P3", mu=None)])
    found = roll(store, Layer.PARCELS, Filter(as_of=MAY))
    assert found["area_mu"].tolist() == [15.0, 3.0, pytest.approx(float("nan"), nan_ok=True)]
    assert printed_sum(found["area_mu"].to_numpy()) == Decimal("18.00")
    store.close()


def test_an_empty_layer_has_an_empty_roll(tmp_path):
    """A new workspace has nobody on its rolls."""
    store = workspace(tmp_path / "w")
    for layer in ROLL_LAYERS:
        assert roll(store, layer, Filter(as_of=MAY)).empty
    store.close()
