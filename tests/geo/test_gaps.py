"""Ground between neighbours that nobody covers."""

import geopandas as gpd
import pytest
import shapely

from landuse.geo.gaps import gaps
from landuse.geo.overlay import all_overlaps
from tests.builders import BOW_TIE, square


def records(**shapes):
    return gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=4549)


def test_five_centimetres_between_neighbours_are_a_gap():
    """Who lies around it, how much it is, how wide, and where."""
    found = gaps(records(A=square(), B=square(east=100.05), C=square(east=300)), "id")
    [row] = found.itertuples()
    assert (row.kind, row.keys) == ("gap", ("A", "B"))
    assert (row.m2, row.width_m) == (pytest.approx(5, abs=0.01), pytest.approx(0.05, abs=0.001))
    assert shapely.centroid(row.geometry).x == pytest.approx(560_100.025, abs=0.01)


def test_a_street_is_no_gap():
    """Ground that is open and wide is left as it is; wider gaps are looked for on request."""
    apart = records(A=square(), B=square(east=103))
    assert gaps(apart, "id").empty
    assert gaps(apart, "id", widest_m=4)["m2"].tolist() == pytest.approx([300], abs=0.1)


def test_a_hole_in_the_whole_is_named():
    """Four parcels around a yard; the hole of a single parcel is its own affair."""
    around = records(A=square(mu=15), B=square(east=100), C=square(north=100), D=square(mu=15, east=150, north=120))
    yard = gpd.GeoDataFrame(
        {"id": ["N", "S"]},
        geometry=[
            shapely.difference(square(mu=60, north=100), square(mu=15, east=50, north=50)),
            shapely.difference(square(mu=60, north=-100), square(mu=15, east=50, north=50)),
        ],
        crs=4549,
    )
    ring = gpd.GeoDataFrame({"id": ["R"]}, geometry=[square(mu=60).difference(square(east=50, north=50))], crs=4549)
    assert gaps(around, "id").empty
    assert gaps(yard, "id")[["kind", "keys"]].to_numpy().tolist() == [["hole", ("N", "S")]]
    assert gaps(ring, "id").empty


def test_nothing_sound_has_no_gaps():
    """Faulty and missing shapes have no neighbours."""
    assert gaps(records(A=BOW_TIE, B=None), "id").empty
    assert gaps(records(), "id").empty


@pytest.mark.parametrize(
    ("name", "pairs", "shared_m2", "holes"),
    [
        ("DenverCo_precincts2020_orig", 27, 12.98, 33),
        ("DenverCo_precincts2020_repaired", 0, 0, 10),
        ("CO_bad_gap_region", 2, 78_887, 3),
        ("DenverCo_precincts2016_orig", 0, 0, 10),
    ],
)
def test_the_precincts_of_denver(fixtures, name, pairs, shared_m2, holes):
    """Overlaps and holes as the fixtures' page states them, before and after their repair; some come with Z, in feet."""
    raw = gpd.read_file(fixtures / "us_denver_blocks_precincts" / f"{name}.zip")
    drawn = shapely.force_2d(raw.geometry.to_numpy())
    whole = shapely.union_all(drawn)
    assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == holes
    foot = 1200 / 3937
    metres = shapely.transform(drawn, lambda points: points * foot)
    frame = gpd.GeoDataFrame({"id": [str(at) for at in range(len(raw))]}, geometry=metres, crs=32613)
    found = all_overlaps(frame, "id")
    assert len(found) == pairs
    assert found["overlap_m2"].sum() == pytest.approx(shared_m2, rel=1e-3)
    between = gaps(frame, "id")
    assert (between["m2"] > 0).all()
    assert between["keys"].map(len).min() >= 2
    if name == "DenverCo_precincts2020_repaired":
        before = gaps(_precincts(fixtures, "DenverCo_precincts2020_orig"), "id")
        assert len(before) > len(between)


def _precincts(fixtures, name):
    raw = gpd.read_file(fixtures / "us_denver_blocks_precincts" / f"{name}.zip")
    metres = shapely.transform(shapely.force_2d(raw.geometry.to_numpy()), lambda points: points * 1200 / 3937)
    return gpd.GeoDataFrame({"id": [str(at) for at in range(len(raw))]}, geometry=metres, crs=32613)
