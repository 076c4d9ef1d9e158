"""Ground that records share, and which zone each of them lies in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.geo.apart import apart
from landuse.geo.borders import meet_once
from landuse.geo.robust import common_ground, interiors_meet, polygonal, shared_m2, touching

#: Shared ground below this many m² is noise of digitising (a sliver along a border), not an overlap.
TOLERANCE_M2 = 1.0
#: A share this close to the whole is the whole.
WHOLE = 0.9999
PAIR_COLUMNS = ("a", "b", "overlap_m2", "share_a", "share_b")


def overlaps(records: gpd.GeoDataFrame, key: str, *, tolerance_m2: float = TOLERANCE_M2) -> pd.DataFrame:
    """
    Return the pairs of records that share ground, copies of one another included.

    Parameters
    ----------
    records : GeoDataFrame
        In a projected CRS in metres; records without a sound shape share nothing.
    key : str
        The column that names a record.
    tolerance_m2 : float
        Shared ground up to this is left out.

    Returns
    -------
    DataFrame
        ``a``, ``b`` (keys, in the order of *records*), ``overlap_m2``, ``share_a``, ``share_b`` (of each one's ground,
        0 to 1).

    Examples
    --------
    >>> squares = gpd.GeoDataFrame(
    ...     {"id": ["A", "B"]}, geometry=[shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)], crs=4549
    ... )
    >>> overlaps(squares, "id").to_dict("records")
    [{'a': 'A', 'b': 'B', 'overlap_m2': 50.0, 'share_a': 0.5, 'share_b': 0.5}]
    """
    sound = records.loc[_is_sound(records.geometry)]
    shapes = sound.geometry.to_numpy()
    first, second = _undecided(shapes, *touching(shapes))
    pairs = _measured(sound[key].to_numpy(dtype=object), shapes, first, second)
    real: pd.DataFrame = pairs.loc[pairs["overlap_m2"] > tolerance_m2].reset_index(drop=True)
    return real


def all_overlaps(records: gpd.GeoDataFrame, key: str, *, valid: np.ndarray | None = None) -> pd.DataFrame:
    """
    Return every pair that overlaps at all, slivers and faulty shapes included: what a list of doubts should name.

    Parameters and columns as for :func:`overlaps`, and ``x``, ``y``: a point of the shared ground (of what is common
    to both boxes where nothing can be measured). Shapes that cross themselves are judged as they lie and measured by
    their repaired form, so ``overlap_m2`` may be 0. Which are *valid* may be known already.
    """
    drawn = records.geometry.to_numpy()
    is_there = ~(shapely.is_missing(drawn) | shapely.is_empty(drawn))
    there, shapes = records.loc[is_there], drawn[is_there]
    faulty = ~(shapely.is_valid(shapes) if valid is None else valid[is_there])
    first, second = touching(shapes)
    doubtful = faulty[first] | faulty[second]
    sound_first, sound_second = _undecided(shapes, first[~doubtful], second[~doubtful])
    meet = interiors_meet(shapes[sound_first], shapes[sound_second])
    first, second = first[doubtful], second[doubtful]
    meet_at_all = shapely.intersects(shapes[first], shapes[second])
    first = np.concatenate([sound_first[meet], first[meet_at_all]])
    second = np.concatenate([sound_second[meet], second[meet_at_all]])
    order = np.lexsort([second, first])
    first, second = first[order], second[order]
    measurable = shapes.copy()
    measurable[faulty] = polygonal(shapely.make_valid(shapes[faulty]))
    pairs = _measured(there[key].to_numpy(dtype=object), measurable, first, second)
    doubtful = shapely.overlaps(shapes[first], shapes[second]) | (pairs["overlap_m2"].to_numpy() > TOLERANCE_M2)
    named: pd.DataFrame = pairs.loc[doubtful].reset_index(drop=True)
    named[["x", "y"]] = _middles(measurable, first[doubtful], second[doubtful])
    return named


def _undecided(shapes: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of sound shapes that the geometry library must be asked about."""
    for settled in (apart, meet_once):
        left = ~settled(shapes, first, second)
        first, second = first[left], second[left]
    return first, second


def _middles(shapes: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    common = common_ground(shapes[first], shapes[second])
    low = np.maximum(shapely.bounds(shapes[first])[:, :2], shapely.bounds(shapes[second])[:, :2])
    high = np.minimum(shapely.bounds(shapes[first])[:, 2:], shapely.bounds(shapes[second])[:, 2:])
    middles = (low + high) / 2
    real = shapely.area(common) > 0
    middles[real] = shapely.get_coordinates(shapely.point_on_surface(common[real]))
    return middles


def _measured(keys: np.ndarray, shapes: np.ndarray, first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    common = shared_m2(shapes[first], shapes[second])
    area = shapely.area(shapes)
    pairs = (keys[first], keys[second], common, _share(common, area[first]), _share(common, area[second]))
    return pd.DataFrame(dict(zip(PAIR_COLUMNS, pairs, strict=True)))


def zones_of(records: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, key: str, zone_key: str) -> pd.DataFrame:
    """
    Return how much of each record's ground lies in each zone.

    Parameters
    ----------
    records, zones : GeoDataFrame
        In the same projected CRS in metres.
    key, zone_key : str
        The columns that name a record and a zone.

    Returns
    -------
    DataFrame
        *key*, *zone_key*, ``share`` (0 to 1); a record in several zones has several rows, one in none has none.
    """
    record, zone, share = shares_in(records.geometry.to_numpy(), zones.geometry.to_numpy())
    return pd.DataFrame(
        {
            key: records[key].to_numpy(dtype=object)[record],
            zone_key: zones[zone_key].to_numpy(dtype=object)[zone],
            "share": share,
        }
    )


def shares_in(shapes: np.ndarray, grounds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return how much of each shape lies in which grounds, in m: places in *shapes*, places in *grounds*, shares (0 to 1).

    What is not sound shares nothing; a shape in several grounds stands there several times.
    """
    own, others = np.flatnonzero(_are_sound(shapes)), np.flatnonzero(_are_sound(grounds))
    record, zone, common = _in_grounds(shapes[own], grounds[others])
    real = common > TOLERANCE_M2
    record, zone, common = own[record[real]], others[zone[real]], common[real]
    return record, zone, _share(common, shapely.area(shapes[record]))


def _in_grounds(shapes: np.ndarray, grounds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which shapes lie in which grounds, and by how much: most lie whole in one, which is told fast."""
    tree = shapely.STRtree(shapes)
    inside = tree.query(grounds, predicate="covers")
    touched = tree.query(grounds, predicate="intersects")
    whole = np.isin(touched[0] * len(shapes) + touched[1], inside[0] * len(shapes) + inside[1])
    zone, record = touched
    common = shapely.area(shapes[record])
    common[~whole] = shared_m2(shapes[record[~whole]], grounds[zone[~whole]])
    order = np.lexsort((zone, record))
    return record[order], zone[order], common[order]


def _is_sound(geometry: gpd.GeoSeries) -> "pd.Series[bool]":
    return pd.Series(_are_sound(geometry.to_numpy()), index=geometry.index)


def _are_sound(shapes: np.ndarray) -> np.ndarray:
    sound: np.ndarray = shapely.is_valid(shapes) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    return sound


def _share(common: np.ndarray, area: np.ndarray) -> np.ndarray:
    share = np.divide(common, area, out=np.zeros_like(common), where=area > 0)
    return np.where(share >= WHOLE, 1.0, share)
