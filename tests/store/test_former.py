"""Records as they were known at a moment."""

from datetime import UTC, datetime

import pandas as pd
from pandas.testing import assert_frame_equal

from landuse.model import Layer
from landuse.store import batches, records
from tests.store.builders import square
from tests.store.test_batches import NEW_PARCELS, load


def edit(store, key, version, **changes):
    """One edit in a transaction of its own."""
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, key, changes, expected_version=version, actor="a")


def test_edits_made_since_are_taken_back(store):
    """Name, area, shape and version are those of the moment, whatever happened to them after it."""
    edit(store, "P1", 1, name="甲")
    before, moment = store.tables().parcels, datetime.now(UTC)
    edit(store, "P1", 2, name="乙", certificate_area_m2=1.0, geometry=square(1))
    edit(store, "P1", 3, name="丙", geometry=None, geometry_fault="null")
    edit(store, "P2", 1, note="x")
    assert store.tables().parcels["name"].tolist() == ["丙", "二号"]
    assert_frame_equal(pd.DataFrame(store.tables(known_at=moment).parcels), pd.DataFrame(before))


def test_records_undone_since_come_back(store):
    """A parcel that an undoing took away was known then, in every column; one that came later was not."""
    batch = load(store, Layer.PARCELS, NEW_PARCELS)
    before, moment = store.tables().parcels, datetime.now(UTC)
    edit(store, "P7", 1, name="改")
    later = load(store, Layer.PARCELS, [{"parcel_id": "P9"}], sha256="9")
    with store.writing() as tx:
        batches.undo(tx, batch, actor="a")
        batches.undo(tx, later, actor="a")
    assert store.tables().parcels["parcel_id"].tolist() == ["P1", "P2"]
    known = store.tables(known_at=moment).parcels
    assert_frame_equal(pd.DataFrame(known), pd.DataFrame(before))
    assert known.crs == before.crs


def test_a_plot_with_flags_and_whole_numbers_comes_back_with_its_types(store):
    """Values that went through the audit trail are what they were."""
    before, moment = store.tables().plots, datetime.now(UTC)
    with store.writing() as tx:
        changes = {"data_for_land": False, "plan_year": 2024, "far": None, "winning_bidder": "某公司"}
        records.update(tx, Layer.PLOTS, "G1", changes, expected_version=1, actor="a")
    assert_frame_equal(pd.DataFrame(store.tables(known_at=moment).plots), pd.DataFrame(before))


def test_records_entered_after_the_moment_are_not_hidden(store):
    """A first import comes after the facts: its parcels stay visible to a question about the time before it."""
    known = store.tables(known_at=datetime(2023, 1, 1, tzinfo=UTC))
    assert known.parcels["parcel_id"].tolist() == ["P1", "P2"]
