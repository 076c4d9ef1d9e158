"""Lists, points and files of single records."""

from datetime import date

import geopandas as gpd
import pytest
import shapely

from landuse.errors import ArgumentsError
from landuse.model import Filter, Layer
from landuse.store import series
from landuse.views.layers import records
from landuse.views.parcels import at, bounds, record_file
from tests.builders import MAY, happen, parcel, square, workspace


@pytest.fixture
def store(tmp_path):
    made = workspace(
        tmp_path / "w",
        zones=[{"zone_id": "Z1", "name": "德政工业区", "geometry": square(mu=60)}],
        parcels=[
            parcel("A", mu=15, book_mu=14.9, unit="SY", zone_id="Z1", name="一号厂区"),
            parcel("B", mu=15, east=100, unit="FM", name="二号厂区"),
            parcel("C", mu=None, book_mu=8, unit="SY"),
        ],
        plots=[{"plot_id": "G1", "name": "大塘垟", "parcels": "A", "plan_year": 2023, "geometry": square(mu=10)}],
        enterprises=[{"credit_code": "X", "name": "某厂", "parcels": "A;B"}],
    )
    yield made
    made.close()


def keys(store, layer=Layer.PARCELS, **chosen):
    return sorted(records(store, layer, Filter(as_of=MAY, **chosen))[{"parcels": "parcel_id"}.get(layer, "plot_id")])


def lonlat(x, y):
    point = gpd.GeoSeries([shapely.Point(x, y)], crs=4549).to_crs(4326).iloc[0]
    return {"lng": point.x, "lat": point.y}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["A", "B", "C"]),
        ({"unit": "SY"}, ["A", "C"]),
        ({"zone": "Z1"}, ["A"]),
        ({"text": "二号"}, ["B"]),
        ({"text": "a"}, ["A"]),
        ({"where": (("geometry_status", "unmapped"),)}, ["C"]),
        ({"within": shapely.to_wkb(square(mu=20))}, ["A"]),
        ({"unit": "SY", "zone": "Z1"}, ["A"]),
    ],
    ids=lambda value: "" if isinstance(value, list) else str(list(value)),
)
def test_a_filter_lets_through_what_it_names(store, chosen, expected):
    """Every part of a filter narrows the list."""
    assert keys(store, **chosen) == expected


def test_the_zone_by_ground_stands_beside_the_one_written(store):
    """A and B lie in the zone, whatever was written; C has no ground to tell by."""
    listed = records(store, Layer.PARCELS, Filter(as_of=MAY)).set_index("parcel_id")
    assert listed["lies_in"].to_dict() == {"A": "Z1", "B": "Z1", "C": None}
    assert listed.loc["B", "zone_id"] is None


def test_a_filter_on_an_unknown_column_is_refused(store):
    """A misspelt column is named, not ignored."""
    with pytest.raises(ArgumentsError, match="unknown_column"):
        keys(store, where=(("colour", "red"),))


def test_a_plot_carries_its_parcels_through_the_stages(store):
    """Parcel A stands where its plot stands, once it was demolished or not."""
    happen(store, "resupply", "G1", subject="plot", mu=10)
    assert keys(store, stage="resupplied") == ["A"]
    assert keys(store, Layer.PLOTS, stage="resupplied") == ["G1"]


def test_a_point_gives_all_that_lie_there(store):
    """Parcel, plot and zone are stacked at the corner; on a shared border both sides answer."""
    hits = at(store, **lonlat(560_010, 3_100_010))
    assert [(hit.layer, hit.key) for hit in hits] == [
        (Layer.PARCELS, "A"),
        (Layer.PLOTS, "G1"),
        (Layer.ZONES, "Z1"),
    ]
    border = at(store, **lonlat(560_100, 3_100_050), layers=(Layer.PARCELS,))
    assert [hit.key for hit in border] == ["A", "B"]
    assert at(store, **lonlat(570_000, 3_110_000)) == ()


def test_the_file_of_a_parcel_holds_what_the_ledger_knows(store):
    """Areas by kind, the stage strip with days, events with voided ones, firms, zone and plots."""
    happen(store, "demolition", "A", mu=14.9, on=date(2023, 2, 3))
    found = record_file(store, Layer.PARCELS, "A", as_of=MAY)
    assert [kind for kind, _ in found.areas] == ["certificate", "geometry", "ellipsoidal"]
    assert dict(found.areas)["geometry"] == pytest.approx(10_000)
    assert dict(found.areas)["ellipsoidal"] == pytest.approx(10_000, rel=2e-4)
    assert found.stage == "demolished"
    assert found.record["lies_in"] == "Z1"
    assert dict(found.way)["demolished"] == date(2023, 2, 3)
    assert dict(found.way)["resupplied"] is None
    assert [event["kind"] for event in found.events] == ["demolition"]
    assert [firm["name"] for firm in found.tenure] == ["某厂"]
    assert found.related == ((Layer.ZONES, "Z1"), (Layer.PLOTS, "G1"))


def test_the_file_of_an_unmapped_parcel_has_no_geometry_area(store):
    """未落图: only the written area, and no bounds to zoom to."""
    assert [kind for kind, _ in record_file(store, Layer.PARCELS, "C", as_of=MAY).areas] == ["certificate"]
    assert bounds(store, Layer.PARCELS, "C") is None


def test_an_unknown_parcel_is_named(store):
    """A link to a parcel that is not there says so."""
    with pytest.raises(ArgumentsError, match="unknown_record"):
        record_file(store, Layer.PARCELS, "nowhere", as_of=MAY)


def test_a_parcel_s_card_says_who_holds_it_as_what_and_how_much(tmp_path):
    """Owners and lessees by tenure, then firms whose register names the parcel."""
    firms = [
        {"credit_code": "C1", "name": "甲"},
        {"credit_code": "C2", "name": "乙"},
        {"credit_code": "C3", "name": "丙", "parcels": "P0;P1"},
    ]
    store = workspace(tmp_path / "t", parcels=[parcel("P1")], enterprises=firms)
    held = [("C1", "owner", 1.0), ("C2", "lessee", 0.4)]
    rows = [{"parcel_id": "P1", "credit_code": code, "role": role, "share": share} for code, role, share in held]
    with store.writing() as tx:
        series.append(tx, Layer.TENURE, rows, actor="t")
    found = record_file(store, Layer.PARCELS, "P1", as_of=MAY).tenure
    assert [firm["name"] for firm in found] == ["甲", "乙", "丙"]
    assert [firm["role"] for firm in found] == ["owner", "lessee", None]
    assert [firm["share"] for firm in found] == [1.0, 0.4, None]
    store.close()
