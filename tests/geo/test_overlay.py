"""Shared ground: copies, overlaps and borders."""

import geopandas as gpd
import pytest
import shapely

from landuse.geo.overlay import all_overlaps, overlaps, zones_of
from tests.builders import BOW_TIE, square
from tests.geo.test_robust import EAST, WEST


def records(**shapes):
    return gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=4549)


def test_a_shared_border_is_no_overlap():
    """Neighbours touch."""
    assert overlaps(records(A=square(), B=square(east=100)), "id").empty


def test_a_copy_is_an_overlap_of_the_whole():
    """Two shapes that are the same share all their ground."""
    pair = overlaps(records(A=square(), B=square()), "id").iloc[0]
    assert (pair["share_a"], pair["share_b"]) == (1, 1)
    assert pair["overlap_m2"] == pytest.approx(10_000)


def test_an_overlap_is_a_share_of_each():
    """A square of 15 亩 within one of 60 is all of the small one and a quarter of the large."""
    pair = overlaps(records(A=square(mu=60), B=square(mu=15)), "id").iloc[0]
    assert (pair["share_a"], pair["share_b"]) == (pytest.approx(0.25), 1)


def test_slivers_are_noise():
    """5 mm along a border of 100 m is half a square metre: nothing."""
    assert overlaps(records(A=square(), B=square(east=99.995)), "id").empty
    assert len(overlaps(records(A=square(), B=square(east=99.9)), "id")) == 1


def test_faulty_shapes_share_nothing():
    """A bow-tie, an empty and a missing shape are left to the uncounted row."""
    assert overlaps(records(A=square(), B=BOW_TIE, C=None, D=shapely.Polygon()), "id").empty


def test_a_parcel_lies_in_one_zone_in_several_or_in_none():
    """Inside, across two, outside."""
    parcels = records(inside=square(mu=1), across=square(mu=15, east=50), outside=square(mu=1, east=900))
    zones = gpd.GeoDataFrame({"zone_id": ["Z1", "Z2"]}, geometry=[square(mu=15), square(mu=15, east=100)], crs=4549)
    found = zones_of(parcels, zones, key="id", zone_key="zone_id")
    shares = {(row.id, row.zone_id): row.share for row in found.itertuples()}
    assert shares == {
        ("inside", "Z1"): 1,
        ("across", "Z1"): pytest.approx(0.5),
        ("across", "Z2"): pytest.approx(0.5),
    }


def test_a_list_of_doubts_names_slivers_and_faulty_shapes_too():
    """What is too little to count is still named."""
    pairs = all_overlaps(records(A=square(), B=square(east=99.995), C=BOW_TIE, D=None), "id")
    assert set(zip(pairs["a"], pairs["b"], strict=True)) == {("A", "B"), ("A", "C"), ("B", "C")}


def test_the_parcels_of_cambridge_overlap_in_67_pairs(fixtures):
    """A real fabric: 67 pairs by shapely's own predicate."""
    parcels = gpd.read_file(fixtures / "cambridge_parcels" / "parcels_fy2013.gpkg").to_crs(26986)
    parcels = parcels.loc[parcels["ML"].notna()].drop_duplicates("ML")
    assert len(all_overlaps(parcels, "ML")) == 67


def test_neighbours_on_which_the_library_errs_share_nothing():
    """Two valid neighbours whose plain intersection is as large as one of them (shapely issue 2368)."""
    pair = records(A=WEST, B=EAST)
    assert overlaps(pair, "id").empty
    assert all_overlaps(pair, "id").empty
    assert zones_of(pair.iloc[:1], pair.iloc[1:].rename(columns={"id": "zone_id"}), key="id", zone_key="zone_id").empty
