"""Real files with their known counts, and the ledger as it was after they are undone."""

from contextlib import closing
from datetime import date

import pandas as pd
import pytest

from landuse.actions.import_layer import import_layer
from landuse.actions.undo_import import undo_import
from landuse.config import Settings
from landuse.errors import ConflictError
from landuse.geo.overlay import zones_of
from landuse.model import Filter, Layer
from landuse.store import create_workspace
from landuse.store.fsck import check
from landuse.units import mu_from_m2
from landuse.views.layers import records

TODAY = date(2023, 6, 1)


def test_the_parcel_fabric_of_cambridge(fixtures, tmp_path):
    """13,159 read, 82 refused, 13,077 accepted, 19 uncounted, 20,857.57 亩, 67 overlapping pairs; undone without a trace."""
    folder = fixtures / "cambridge_parcels"
    with closing(create_workspace(tmp_path / "w", Settings(crs=26986, box=None))) as store:
        given = {"layer": Layer.PARCELS, "actor": "test", "today": TODAY, "mapping": {"ML": "parcel_id", "LOT": "name"}}
        outcome = import_layer(store, folder / "parcels_fy2013.gpkg", **given)
        counts = pd.Series([issue.code for issue in outcome.issues]).value_counts()
        assert (outcome.read, outcome.refused, outcome.accepted, outcome.uncounted) == (13_159, 82, 13_077, 19)
        assert (counts["missing_id"], counts["repeated_id"], counts["overlap"]) == (6, 76, 67)
        assert counts["geometry_invalid"] == 19
        assert outcome.geometry_m2 == pytest.approx(13_905_047.6, rel=5e-4)
        listed = records(store, Layer.PARCELS, Filter(as_of=TODAY))
        assert mu_from_m2(listed["area_m2"].sum()) == pytest.approx(20_857.57, rel=5e-4)
        with pytest.raises(ConflictError, match="already_imported"):
            import_layer(store, folder / "parcels_fy2013.gpkg", **given)

        zoning = import_layer(
            store,
            folder / "zoning.geojson",
            layer=Layer.ZONES,
            actor="test",
            today=TODAY,
            mapping={"GlobalID": "zone_id", "ZONE_TYPE": "name"},
        )
        assert (zoning.read, zoning.accepted, zoning.uncounted) == (261, 261, 0)
        tables = store.tables()
        lies = zones_of(tables.parcels, tables.zones, key="parcel_id", zone_key="zone_id")
        sound = listed.loc[listed["geometry_status"] == "ok", "parcel_id"]
        per_parcel = lies.groupby("parcel_id").size().reindex(sound, fill_value=0)
        assert (per_parcel == 1).sum() > 9_000
        assert len(per_parcel) == 13_058

        undo_import(store, zoning.batch, actor="test")
        undo_import(store, outcome.batch, actor="test")
        after = store.tables()
        assert after.parcels.empty
        assert after.zones.empty
        assert check(store) == []


def test_a_register_without_polygons(fixtures, tmp_path):
    """1,079 rows in cp1252 with line breaks in their cells: all declared, none drawn."""
    path = next((fixtures / "uk_brownfield").glob("de3918b3*.csv"))
    mapping = {"SiteReference": "parcel_id", "SiteNameAddress": "name", "Hectares": "approved_area_ha"}
    with closing(create_workspace(tmp_path / "w", Settings())) as store:
        outcome = import_layer(store, path, layer=Layer.PARCELS, actor="test", today=TODAY, mapping=mapping)
        assert outcome.read == outcome.accepted + outcome.refused == 1_079
        refused = {issue.row for issue in outcome.issues if issue.severity == "refused"}
        assert len(refused) == outcome.refused
        plain = pd.read_csv(path, encoding="cp1252")["Hectares"]
        assert plain.sum() == pytest.approx(1_399.475)
        assert mu_from_m2(outcome.declared_m2) == pytest.approx(20_992.125)
        listed = records(store, Layer.PARCELS, Filter(as_of=TODAY))
        assert set(listed["geometry_status"]) == {"unmapped"}
        assert mu_from_m2(listed["area_m2"].sum()) == pytest.approx(20_992.125)
