"""What is odd about sound shapes: spikes, slivers, areas, units, shared ground; doubts, all of them."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.geo.display import places
from landuse.geo.flaws import flaws
from landuse.geo.overlay import WHOLE, all_overlaps, zones_of
from landuse.intake.rows import Rows
from landuse.model import Issue, Layer, Place, Severity
from landuse.schema import TABLES
from landuse.units import mu_from_m2, rounded

Shapes = npt.NDArray[np.object_]
Areas = npt.NDArray[np.float64]
#: Share of a record's ground below which it does not lie in a unit but touches its border.
SLIVER = 0.01
#: Flaws that are told row by row; the faults of invalid shapes are told where they are kept out.
_TOLD = ("spike", "sliver", "too_small", "too_large")


def check_flaws(rows: Rows, ground: gpd.GeoSeries, areas: Areas) -> list[Issue]:
    """Note spikes, slivers and areas that nobody would own; return a note on the whole file where points repeat."""
    found = flaws(ground.to_numpy(), areas)
    told = found.loc[found["flaw"].isin(_TOLD)]
    for at, flaw, m2, place in zip(told["at"], told["flaw"], told["m2"], _places(told, ground), strict=True):
        values = {"m2": str(rounded(m2)), "mu": str(rounded(mu_from_m2(m2)))}
        rows.complain("geometry", f"shape_{flaw}", values["mu"], Severity.DOUBTFUL, int(at), where=place, **values)
    repeated = found.loc[found["flaw"] == "repeated_points"]
    if repeated.empty:
        return []
    count: dict[str, object] = {"count": len(repeated), "first": int(rows.numbers[int(repeated["at"].iloc[0])])}
    place = _places(repeated.iloc[:1], ground)[0]
    return [Issue(0, "geometry", "repeated_points", str(len(repeated)), Severity.DOUBTFUL, count, place)]


def check_units(rows: Rows, ground: gpd.GeoSeries, units: pd.DataFrame | None) -> None:
    """
    Note ground in several reporting units, partly in none, or in another than is written.

    The written unit stands in any case: 轻工园区 lies inside towns.
    """
    if not isinstance(units, gpd.GeoDataFrame) or units.geometry.isna().all():
        return
    records = gpd.GeoDataFrame({"at": range(len(rows))}, geometry=ground.to_numpy(), crs=ground.crs)
    lies = zones_of(records, units, key="at", zone_key="code")
    lies = lies.loc[lies["share"] >= SLIVER].sort_values("share", ascending=False, kind="stable")
    names = units.set_index("code")["name"].to_dict()
    towns = _towns(units)
    in_towns = lies.loc[lies["code"].isin(towns)]
    _note_across(rows, in_towns, names, ground)
    _note_outside(rows, in_towns, ground)
    _note_elsewhere(rows, lies, towns, names, ground)


def overlap_issues(
    rows: Rows, ground: gpd.GeoSeries, areas: Areas, present: gpd.GeoDataFrame | None, layer: Layer
) -> list[Issue]:
    """Return a doubt for every pair of records that share ground, among the rows and with what is there already."""
    key = TABLES[layer].key
    numbers = dict(zip(rows[key].tolist(), rows.numbers.tolist(), strict=True))
    own = gpd.GeoDataFrame({key: list(numbers)}, geometry=ground.to_numpy(), crs=ground.crs)
    valid = ~np.isnan(areas)
    if present is not None and len(present):
        others = present.loc[~present[key].isin(numbers), [key, "geometry"]]
        both = pd.concat([own, others], ignore_index=True)
        own = gpd.GeoDataFrame(both, geometry="geometry", crs=ground.crs)
        valid = np.append(valid, shapely.is_valid(others.geometry.to_numpy()))
    pairs = all_overlaps(own, key, valid=valid)
    pairs = pairs.loc[pairs["a"].isin(numbers) | pairs["b"].isin(numbers)]
    columns = ["a", "b", "overlap_m2", "share_a", "share_b"]
    issues: list[Issue] = []
    for (a, b, m2, *shares), place in zip(
        pairs[columns].itertuples(index=False, name=None), _places(pairs, ground), strict=True
    ):
        issues += _overlap(numbers[a if a in numbers else b], (a, b), m2, min(shares), place)
    return issues


def _overlap(row: int, pair: tuple[str, str], m2: float, share: float, place: Place | None) -> list[Issue]:
    """Return the doubts about a pair: ground that both cover, and one shape entered twice."""
    values: dict[str, object] = {"a": pair[0], "b": pair[1], "m2": str(rounded(m2)), "mu": str(rounded(mu_from_m2(m2)))}
    codes = ["overlap", "duplicate_shape"] if share >= WHOLE else ["overlap"]
    return [Issue(row, "geometry", code, " / ".join(pair), Severity.DOUBTFUL, values, place) for code in codes]


def _note_across(rows: Rows, in_towns: pd.DataFrame, names: dict[str, str], ground: gpd.GeoSeries) -> None:
    several = in_towns.loc[in_towns.duplicated("at", keep=False)]
    for at in several["at"].drop_duplicates().sort_values().tolist():
        own = several.loc[several["at"] == at]
        shares = zip(own["code"], own["share"], strict=True)
        said = ", ".join(f"{names[code]} {rounded(share * 100, 1)}%" for code, share in shares)
        written = names.get(rows["unit"][at], rows["unit"][at])
        rows.complain("unit", "across_units", written, Severity.DOUBTFUL, at, where=_point(ground, at), shares=said)


def _note_outside(rows: Rows, in_towns: pd.DataFrame, ground: gpd.GeoSeries) -> None:
    """Note ground beyond all units; where most of a file is, the units are not all drawn and nothing is said."""
    shapes = ground.to_numpy()
    sound = np.flatnonzero(shapely.is_valid(shapes) & (shapely.area(shapes) > 0))
    if not len(sound) or np.isin(sound, in_towns["at"]).mean() < 1 / 2:
        return
    covered = np.bincount(in_towns["at"].to_numpy(dtype=int), weights=in_towns["share"], minlength=len(rows))
    for at in sound[covered[sound] < 1 - SLIVER].tolist():
        percent = str(rounded((1 - covered[at]) * 100, 1))
        place = _point(ground, at)
        rows.complain("geometry", "partly_outside", percent, Severity.DOUBTFUL, at, where=place, percent=percent)


def _note_elsewhere(
    rows: Rows, lies: pd.DataFrame, towns: frozenset[str], names: dict[str, str], ground: gpd.GeoSeries
) -> None:
    """Note ground of which nothing lies in the written unit, if that is one of those that divide the district."""
    main = lies.drop_duplicates("at").set_index("at")["code"]
    written = pd.Series(rows["unit"][main.index.to_numpy(dtype=int)], index=main.index)
    among = set(zip(lies["at"], lies["code"], strict=True))
    for at, unit, lies_in in zip(main.index.tolist(), written.tolist(), main.tolist(), strict=True):
        if unit in towns and (at, unit) not in among:
            values = {"written": names[unit], "lies": names[lies_in]}
            place = _point(ground, at)
            rows.complain("unit", "other_unit", names[unit], Severity.DOUBTFUL, at, where=place, **values)


def _towns(units: gpd.GeoDataFrame) -> frozenset[str]:
    """Return the units that divide the district: those drawn whose ground does not lie within others'."""
    drawn = units.loc[shapely.is_valid(units.geometry.to_numpy()) & (units.geometry.area > 0)]
    shared = zones_of(
        drawn[["code", "geometry"]], drawn.rename(columns={"code": "other"}), key="code", zone_key="other"
    )
    shared = shared.loc[shared["code"] != shared["other"]]
    area = drawn.set_index("code").geometry.area
    within = shared.loc[shared["code"].map(area).to_numpy() < shared["other"].map(area).to_numpy()]
    inside = within.groupby("code")["share"].sum()
    return frozenset(drawn["code"]) - frozenset(inside.index[inside > 1 / 2])


def _point(ground: gpd.GeoSeries, at: int) -> Place | None:
    point = shapely.point_on_surface(ground.iloc[at])
    return places(np.array([point.x]), np.array([point.y]), crs=_code(ground))[0]


def _places(found: pd.DataFrame, ground: gpd.GeoSeries) -> list[Place | None]:
    return places(found["x"].to_numpy(dtype=float), found["y"].to_numpy(dtype=float), crs=_code(ground))


def _code(ground: gpd.GeoSeries) -> int:
    code: int = ground.crs.to_epsg()
    return code
