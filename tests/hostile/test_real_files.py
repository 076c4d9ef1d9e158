"""Real files with their known counts, and the ledger as it was after they are undone."""

from contextlib import closing
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from landuse.actions.import_layer import import_layer
from landuse.actions.undo_import import undo_import
from landuse.config import Settings
from landuse.errors import ConflictError
from landuse.geo.overlay import zones_of
from landuse.model import Filter, Layer
from landuse.rules import load_rules
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


@pytest.mark.parametrize(
    ("file", "key", "area", "rows", "hectares"),
    [
        ("5ed5da3e", "LA SITE REF", "AREA (HA)", 128, 100.83),
        ("3b08e37c", "Site Reference", "Hectares", 37, 44.66),
        ("b6ac516b", "Site Reference", "Hectares", 13, 26.8),
    ],
)
def test_registers_with_other_headings(fixtures, tmp_path, file, key, area, rows, hectares):
    """Two headings run together, headings with spaces, other headings altogether: every row and every hectare."""
    path = next((fixtures / "uk_brownfield").glob(f"{file}*.csv"))
    with closing(create_workspace(tmp_path / "w", Settings(box=None))) as store:
        mapping = {key: "parcel_id", area: "approved_area_ha"}
        outcome = import_layer(store, path, layer=Layer.PARCELS, actor="test", today=TODAY, mapping=mapping)
        assert (outcome.read, outcome.accepted, outcome.refused) == (rows, rows, 0)
        assert pd.read_csv(path)[area].sum() == pytest.approx(hectares)
        assert outcome.declared_m2 == pytest.approx(hectares * 10_000)
        listed = records(store, Layer.PARCELS, Filter(as_of=TODAY))
        assert set(listed["geometry_status"]) == {"unmapped"}


def test_official_and_measured_area_of_a_cadastre(fixtures, tmp_path):
    """900 parcels: 7,888,488 m² in the books, 7,864,120 m² on the ground, told parcel by parcel where they differ."""
    path = fixtures / "fr_parcels_900" / "parcelles_900.gpkg"
    with closing(create_workspace(tmp_path / "w", Settings(crs=2154, box=None))) as store:
        mapping = {"IDU": "parcel_id", "SUPF": "certificate_area_m2"}
        outcome = import_layer(store, path, layer=Layer.PARCELS, actor="test", today=TODAY, mapping=mapping)
        assert (outcome.read, outcome.accepted, outcome.refused, outcome.uncounted) == (900, 900, 0, 0)
        assert outcome.declared_m2 == 7_888_488
        assert outcome.geometry_m2 == pytest.approx(7_864_120, abs=1)
        assert (outcome.geometry_m2 / outcome.declared_m2 - 1) * 100 == pytest.approx(-0.31, abs=0.005)
        limit = load_rules().difference.yellow
    plain = gpd.read_file(path)
    differs = (plain.area - plain["SUPF"]) / plain["SUPF"]
    told = {issue.row: float(issue.values["percent"]) for issue in outcome.issues if issue.code == "area_differs"}
    assert told == pytest.approx({row + 1: of * 100 for row, of in enumerate(differs) if abs(of) > limit}, abs=0.0051)
    assert plain["IDU"].nunique() == 900


#: How else the same sheet may come: as it is, saved as a workbook, as CSV of a Chinese Excel, its columns in another
#: order, its numbers under another heading.
SAVES = ["xls", "xlsx", "csv", "shuffled", "renamed"]


def land_market(fixtures, folder, save) -> Path:
    """Return the land market's file of February 2007, or the same rows saved otherwise."""
    path = fixtures / "landchina_2007" / "2007年02月-工业用地.xls"
    if save == "xls":
        return path
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    sheet = pd.DataFrame(rows[1:], columns=rows[0])
    if save == "shuffled":
        sheet = sheet[list(reversed(sheet.columns))]
    if save == "renamed":
        sheet = sheet.rename(columns={"电子监管号": "合同编号", "面积(公顷)": "面积（公顷）"})
    if save == "csv":
        saved = folder / "二月.csv"
        sheet.to_csv(saved, index=False, encoding="gb18030")
        return saved
    saved, book = folder / "二月.xlsx", openpyxl.Workbook()
    for row in [list(sheet.columns), *sheet.to_numpy().tolist()]:
        book.active.append(row)
    book.save(saved)
    return saved


@pytest.mark.parametrize("save", SAVES)
def test_the_land_market_s_contracts(fixtures, tmp_path, save):
    """38 plots of 115.7233 ha with 38 contracts and what is agreed in them; undone without a trace."""
    with closing(create_workspace(tmp_path / "w", Settings(box=None))) as store:
        path = land_market(fixtures, tmp_path, save)
        outcome = import_layer(store, path, layer=Layer.PLOTS, actor="test", today=TODAY)
        assert (outcome.read, outcome.accepted, outcome.refused) == (38, 38, 0)
        assert (outcome.events, outcome.milestones) == (38 + 2, 28 + 26 + 26)
        tables = store.tables()
        plots, events, milestones = tables.plots, tables.events, tables.milestones
        assert plots["contract_area_m2"].sum() / 10_000 == pytest.approx(115.7233)
        assert outcome.declared_m2 == pytest.approx(plots["contract_area_m2"].sum())
        ways = {"agreement": 19, "listing": 15, "tender": 2, "allocation": 2}
        assert plots["supply_method"].value_counts().to_dict() == ways
        assert plots["source"].value_counts().to_dict() == {"new_land": 23, "new_land_from_reserve": 15}
        # 16 characters; three numbers of the file have a -1 behind them.
        assert plots["plot_id"].str.len().value_counts().to_dict() == {16: 35, 18: 3}
        assert plots["plan_year"].isna().all()
        contracts = events.loc[events["kind"] == "grant_contract"]
        assert len(contracts) == contracts["subject_id"].nunique() == 38
        assert (contracts["occurred_on"].min(), contracts["occurred_on"].max()) == (date(2007, 2, 2), date(2007, 2, 5))
        assert (contracts["doc_no"] == contracts["subject_id"]).all()
        due = milestones["kind"].value_counts().to_dict()
        assert due == {"handover": 38 - 10, "construction_start": 26, "completion": 26}
        assert min(milestones["due_on"]) >= date(2007, 1, 1)
        starts = [issue for issue in outcome.issues if issue.code == "date_without_amount"]
        assert (len(starts), outcome.uncounted) == (2, 2)
        assert {issue.code for issue in outcome.issues} == {"date_without_amount", "zeros_are_empty"}

        undo_import(store, outcome.batch, actor="test")
        after = store.tables()
        assert (len(after.plots), len(after.events), len(after.milestones)) == (0, 0, 0)
        assert check(store) == []
