"""Ground between neighbours that none of them covers: narrow gaps along borders, and holes in the whole."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.geo.robust import union

#: Widest gap between neighbours that digitising leaves, in metres.
WIDEST_M = 1.0
#: Gaps of less than this are noise of arithmetic, in m².
LEAST_M2 = 0.01
GAP_COLUMNS = ("kind", "keys", "m2", "width_m", "geometry")


def gaps(records: gpd.GeoDataFrame, key: str, *, widest_m: float = WIDEST_M) -> gpd.GeoDataFrame:
    """
    Return the ground between records that none of them covers.

    Parameters
    ----------
    records : GeoDataFrame
        In a projected CRS in metres; unsound shapes are left out.
    key : str
        The column that names a record.
    widest_m : float
        Ground wider than this that is open to the outside is a street, not a gap.

    Returns
    -------
    GeoDataFrame
        ``kind`` (``gap``: narrow; ``hole``: enclosed and wider), ``keys`` (tuple of the records around it), ``m2``,
        ``width_m`` (mean), ``geometry``; the largest first. Only ground that two records or more touch.

    Examples
    --------
    >>> beside = [shapely.box(0, 0, 9, 9), shapely.box(9.05, 0, 20, 9)]
    >>> row = gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=beside, crs=4549)
    >>> gaps(row, "id")[["kind", "keys", "m2"]].round(2).to_dict("records")
    [{'kind': 'gap', 'keys': ('A', 'B'), 'm2': 0.45}]
    """
    shapes = records.geometry.to_numpy()
    sound = shapely.is_valid(shapes) & (shapely.area(shapes) > 0)
    shapes, names = shapes[sound], records[key].to_numpy(dtype=object)[sound]
    if not len(shapes):
        return gpd.GeoDataFrame({name: [] for name in GAP_COLUMNS}, geometry="geometry", crs=records.crs)
    covered = union(shapes)
    between, kinds = _between(covered, widest_m)
    around = _around(between, shapes, names)
    frame = pd.DataFrame({"kind": kinds, "keys": around, "m2": shapely.area(between)})
    frame["width_m"] = 2 * frame["m2"] / np.maximum(shapely.length(between), 1e-9)
    found = gpd.GeoDataFrame(frame, geometry=between, crs=records.crs)
    real = (found["m2"] >= LEAST_M2) & (found["keys"].map(len) >= 2)
    return found.loc[real].sort_values("m2", ascending=False, ignore_index=True)


def _between(covered: shapely.Geometry, widest_m: float) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return the pieces of ground between what is covered, and the kind of each."""
    rings = [ring for part in shapely.get_parts(covered) for ring in part.interiors]
    inner = shapely.polygons(rings) if rings else np.empty(0, dtype=object)
    closed = shapely.buffer(covered, widest_m / 2, join_style="mitre", mitre_limit=2.0)
    closed = shapely.buffer(closed, -widest_m / 2, join_style="mitre", mitre_limit=2.0)
    narrow = shapely.get_parts(shapely.difference(closed, covered))
    narrow = narrow[shapely.area(narrow) >= LEAST_M2]
    wide = inner[~_filled(inner, narrow)] if len(inner) else inner
    pieces = np.concatenate([narrow, wide])
    return pieces, np.array(["gap"] * len(narrow) + ["hole"] * len(wide), dtype=object)


def _filled(holes: npt.NDArray[np.object_], narrow: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Tell which holes are narrow gaps all over."""
    if not len(narrow):
        return np.zeros(len(holes), dtype=bool)
    hole, piece = shapely.STRtree(narrow).query(holes, predicate="intersects")
    area = np.bincount(hole, weights=shapely.area(narrow[piece]), minlength=len(holes))
    filled: npt.NDArray[np.bool_] = area >= 0.5 * shapely.area(holes)
    return filled


def _around(
    pieces: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_], names: npt.NDArray[np.object_]
) -> list[tuple[str, ...]]:
    reach = shapely.buffer(pieces, 1e-3)
    piece, record = shapely.STRtree(shapes).query(reach, predicate="intersects")
    around: list[list[str]] = [[] for _ in pieces]
    for at, name in zip(piece.tolist(), names[record].tolist(), strict=True):
        around[at].append(name)
    return [tuple(sorted(set(one))) for one in around]
