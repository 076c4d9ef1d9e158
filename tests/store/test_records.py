"""Records: inserted, read back, edited with a version, nothing lost."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from landuse.errors import ArgumentsError, ConflictError
from landuse.model import Layer
from landuse.store import batches, records
from landuse.store.fsck import check
from tests.builders import layer_frame
from tests.store.builders import CRS, rows_of, square


def edit(store, changes, *, version=1, layer=Layer.PARCELS, key="P1"):
    """One edit in a transaction of its own."""
    with store.writing() as tx:
        return records.update(tx, layer, key, changes, expected_version=version, actor="李四", why="复核")


def test_rows_come_back_with_their_types(store):
    """Text is str or None, areas float64, whole numbers Int64, flags boolean, moments UTC, ground in the CRS."""
    tables = store.tables()
    parcel, plot = tables.parcels.iloc[0], tables.plots.iloc[0]
    assert tables.parcels.crs.to_epsg() == CRS
    assert parcel["geometry"].equals(square(550_000))
    assert (parcel["name"], parcel["zone_id"], parcel["certificate_area_m2"]) == ("一号", None, 10_000.0)
    assert (plot["plan_year"], plot["data_for_land"], plot["far"], plot["geometry"]) == (2023, True, 2.5, None)
    dtypes = tables.plots.dtypes.astype(str)
    assert dtypes[["plan_year", "data_for_land", "far", "name"]].tolist() == ["Int64", "boolean", "float64", "object"]
    assert str(tables.parcels["recorded_at"].dtype) == "datetime64[us, UTC]"
    assert parcel["recorded_at"] <= datetime.now(UTC)


def test_empty_tables_have_the_same_columns_and_types(store):
    """A layer without rows looks like one with rows."""
    tables = store.tables()
    assert tables.zones.columns.tolist()[:3] == ["fid", "zone_id", "name"]
    assert str(tables.zones["batch_no"].dtype) == "Int64"
    assert tables.zones.crs.to_epsg() == CRS
    assert str(tables.events["land_area_m2"].dtype) == "float64"
    assert tables.targets.empty


def test_whatever_pandas_calls_missing_is_null(store):
    """NaN, NaT, pd.NA and None all become NULL, also in text columns."""
    rows = [{"parcel_id": f"N{n}", "name": gone, "note": gone} for n, gone in enumerate([np.nan, pd.NA, pd.NaT, None])]
    with store.writing() as tx:
        assert records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, rows), batch_id=None, actor="a") == 4
    stored = rows_of(
        store, "SELECT DISTINCT name, note, geometry, floor_area_m2 FROM parcels WHERE parcel_id LIKE 'N%'"
    )
    assert stored == [(None, None, None, None)]


def test_a_taken_key_is_a_conflict_and_nothing_is_written(store):
    """One row too many takes the whole insert back."""
    rows = [{"parcel_id": "P3"}, {"parcel_id": "P2"}]
    with pytest.raises(ConflictError, match="duplicate_record") as conflict, store.writing() as tx:
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, rows), batch_id=None, actor="a")
    assert conflict.value.args[1]["key"] == "P2"
    with store.reading() as tx:
        assert records.existing_keys(tx, Layer.PARCELS) == {"P1", "P2"}


def test_an_edit_raises_the_version_and_is_audited(store):
    """The new value stands, the old one is in the audit trail with who and why."""
    assert edit(store, {"name": "新名", "floor_area_m2": 7}) == 2
    parcel = store.tables().parcels.set_index("parcel_id").loc["P1"]
    assert (parcel["name"], parcel["floor_area_m2"], parcel["row_version"]) == ("新名", 7.0, 2)
    (trail,) = rows_of(store, "SELECT actor, why, before, after FROM audit WHERE action = 'update'")
    assert trail[:2] == ("李四", "复核")
    assert '"name": "一号"' in trail[2]
    assert '"name": "新名"' in trail[3]


def test_a_stale_edit_is_refused_with_both_values(store):
    """The second of two editors learns what the first one wrote; the first one's value stands."""
    edit(store, {"name": "甲改"})
    with pytest.raises(ConflictError, match="stale_record") as conflict:
        edit(store, {"name": "乙改"})
    values = conflict.value.args[1]
    assert (values["column"], values["yours"], values["theirs"]) == ("name", "乙改", "甲改")
    assert store.tables().parcels["name"].tolist() == ["甲改", "二号"]


def test_two_editors_who_agree_do_not_conflict(store):
    """The same value again is no conflict and no new version."""
    edit(store, {"name": "甲改", "floor_area_m2": 5.0})
    assert edit(store, {"name": "甲改", "floor_area_m2": 5}) == 2


def test_a_geometry_can_be_mended(store):
    """The new shape is stored and indexed, and the layer's ground has a new revision."""
    before = store.tables().geometry_revisions
    edit(store, {"geometry": square(560_000), "geometry_fault": None})
    after = store.tables()
    assert after.parcels.geometry.iloc[0].bounds == square(560_000).bounds
    assert after.geometry_revisions == before | {"parcels": before["parcels"] + 1}
    assert rows_of(store, "SELECT id FROM rtree_parcels_geometry WHERE minx > 559999") == [(1,)]


def test_an_edit_without_ground_leaves_the_tiles(store):
    """A changed name makes no tile stale."""
    before = store.tables().geometry_revisions
    edit(store, {"name": "x"})
    assert store.tables().geometry_revisions == before


@pytest.mark.parametrize(
    ("key", "changes", "error"),
    [
        ("P9", {"name": "x"}, "unknown_record"),
        ("P1", {"parcel_id": "x"}, "unknown_column"),
        ("P1", {"fid": 3}, "unknown_column"),
    ],
)
def test_an_edit_of_nothing_or_of_a_key_is_refused(store, key, changes, error):
    """Ids are never re-issued, so a key is no column to edit."""
    with pytest.raises(ArgumentsError, match=error):
        edit(store, changes, key=key)


def test_tables_are_kept_until_somebody_commits(store):
    """The same revision gives the same object; a write gives a new revision and new frames."""
    first = store.tables()
    assert store.tables() is first
    edit(store, {"name": "x"})
    second = store.tables()
    assert second is not first
    assert second.revision == store.revision() != first.revision


def test_the_index_of_inserted_ground_is_whole_and_keeps_itself_afterwards(store):
    """Boxes go in with many rows at once; a row that any other statement inserts is indexed by the triggers again."""
    frame = layer_frame(Layer.PARCELS, [{"parcel_id": "N1", "geometry": square(560_000)}, {"parcel_id": "N2"}])
    with store.writing() as tx:
        records.insert(tx, Layer.PARCELS, frame, batch_id=None, actor="test")
        tx.exec_driver_sql(
            "INSERT INTO parcels (parcel_id, geometry) SELECT 'N3', geometry FROM parcels WHERE parcel_id = 'N1'"
        )
    indexed = "SELECT p.parcel_id FROM parcels p JOIN rtree_parcels_geometry r ON r.id = p.fid WHERE r.minx > 559000"
    with store.reading() as connection:
        found = connection.exec_driver_sql(f"{indexed} ORDER BY p.parcel_id").scalars().all()
    assert found == ["N1", "N3"]
    assert check(store) == []


def test_ground_of_two_layers_goes_in_before_anything_is_committed(store):
    """The index of the first is still held by SQLite while the second goes in."""
    ground = [square(560_000 + 200 * place) for place in range(4)]
    with store.writing() as tx:
        given = {"file_name": "a.gpkg", "sha256": "1", "mapping": {}, "actor": "test"}
        batch = batches.open_batch(tx, layer=Layer.PARCELS, **given)
        for layer, key in ((Layer.ZONES, "zone_id"), (Layer.PARCELS, "parcel_id")):
            rows = [{key: f"N{place}", "geometry": shape} for place, shape in enumerate(ground)]
            records.insert(tx, layer, layer_frame(layer, rows), batch_id=batch, actor="test")
        batches.close_batch(tx, batch, read=4, accepted=4, refused=0, uncounted=0, issues=())
    for layer in ("zones", "parcels"):
        found = rows_of(store, f"SELECT count(*) FROM rtree_{layer}_geometry WHERE minx > 559000")
        assert found == [(len(ground),)]
    assert check(store) == []
