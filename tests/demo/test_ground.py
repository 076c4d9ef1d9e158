"""The ground of the demo district, as it comes out of the files in EPSG:4549."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import shapely

MU = 10_000 / 15
BOX = (539_000, 3_092_000, 579_000, 3_121_000)


def sound(files: SimpleNamespace) -> pd.DataFrame:
    """Return the parcels with a sound shape."""
    shapes = files.parcels.geometry
    return files.parcels.loc[shapes.notna() & shapes.is_valid]


def test_counts(files: SimpleNamespace) -> None:
    """Fourteen towns and the park, 26 zones of batch 2, at least 900 parcels, 25 of them on no map, 76 plots."""
    assert files.units["kind"].value_counts().to_dict() == {"街道": 12, "镇": 2, "园区": 1}
    assert len(files.zones) == 26
    assert set(files.zones["batch_no"]) == {2}
    assert len(files.parcels) >= 900
    assert len(files.unmapped) == 25
    assert len(files.plots) == 76
    keys = [*files.parcels["parcel_id"], *files.unmapped["parcel_id"]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("place", ["大塘垟", "德政"])
def test_the_named_zones_and_plots_are_there(files: SimpleNamespace, place: str) -> None:
    """大塘垟 and 德政 are zones with plots of the plan of 2023 on cleared land."""
    assert f"{place}工业区" in set(files.zones["name"])
    plots = files.plots.loc[files.plots["name"].str.startswith(place)]
    assert (plots["plan_year"] == 2023).all()
    assert (plots["source"] == "拆后").all()
    assert len(plots) >= 2


def test_everything_lies_in_the_district(files: SimpleNamespace) -> None:
    """Towns lie in the district's box; every zone, parcel and plot lies within its own unit."""
    assert shapely.box(*BOX).contains(shapely.box(*files.units.total_bounds))
    grounds = files.units.set_index("code").geometry
    for frame in (files.zones, sound(files), files.plots):
        for unit, shape in zip(frame["unit"], frame.geometry, strict=True):
            assert grounds[unit].buffer(0.01).contains(shape)


def test_towns_are_a_coverage_with_the_park_inside(files: SimpleNamespace) -> None:
    """Towns neither overlap nor leave gaps; the park lies inside them."""
    towns = files.units.loc[files.units["kind"] != "园区"].geometry
    assert shapely.coverage_is_valid(shapely.set_precision(towns.to_numpy(), 0))
    whole = shapely.unary_union(towns.to_numpy())
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors
    assert whole.contains(files.units.loc[files.units["kind"] == "园区"].geometry.iloc[0])


def test_zones_keep_apart_and_have_their_size(files: SimpleNamespace) -> None:
    """Zones do not touch each other and have 100 to 900 亩."""
    shapes = files.zones.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()
    assert files.zones["book_area_mu"].between(100, 900).all()


def test_parcels_share_borders_and_overlap_only_where_planted(files: SimpleNamespace) -> None:
    """Neighbours share their corners exactly; the only overlaps are the double and the shifted parcel."""
    parcels = sound(files).reset_index(drop=True)
    shapes = parcels.geometry.to_numpy()
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    common = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    planted = parcels["note"].fillna("").str.contains("有意植入").to_numpy()
    assert all(planted[pair].any() for pair in pairs[common > 0.01])
    assert (common > 0.01).sum() >= 2
    lengths = shapely.length(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    assert (lengths > 10).sum() > 500


def test_books_agree_with_the_ground(files: SimpleNamespace) -> None:
    """Certificate areas are within 0.3 % of the ground's, a handful between one and three per cent off."""
    parcels = sound(files)
    parcels = parcels.loc[~parcels["note"].fillna("").str.contains("有意植入")]
    share = np.abs(parcels.geometry.area / MU / parcels["certificate_area_mu"] - 1)
    far_off = share > 0.0065
    assert 4 <= far_off.sum() <= 12
    assert share.max() < 0.032
    assert (share[~far_off] < 0.0065).all()
    assert (share < 0.003).mean() > 0.97


def test_plots_have_the_ground_that_is_written(files: SimpleNamespace) -> None:
    """A plot's red line encloses its area: to 0.01 % on free land, to the parcels' own error on cleared land."""
    share = np.abs(files.plots.geometry.area / MU / files.plots["redline_area_mu"] - 1)
    free = files.plots["parcels"].isna()
    assert share[free].max() < 1e-4
    assert share[~free].max() < 0.032


def test_faults_are_planted(files: SimpleNamespace) -> None:
    """One ring crosses itself and two parcels have no shape; none of them is among the cleared."""
    shapes = files.parcels.geometry
    assert shapes.isna().sum() == 2
    assert (shapes.notna() & ~shapes.is_valid).sum() == 1
    faulty = files.parcels.loc[files.parcels["note"].fillna("").str.contains("有意植入"), "parcel_id"]
    cleared = files.events.loc[files.events["kind"].isin(["demolition", "resupply"]), "subject_id"]
    assert len(faulty) == 5
    assert not set(faulty) & set(cleared)
