"""
拆后再供地 by ground: the part of a supplied plot that lies on ground demolished before.

Never more than the plot, never the same ground twice: of plots that share ground the one supplied first takes it, of
parcels that share ground the one demolished first gives it. Source: ``docs/design/area-policy.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.geo.areas import require_area_crs
from landuse.geo.validity import fault_of
from landuse.model import GeometryStatus

PLOT_COLUMNS = ("plot_id", "plot_m2", "credit_m2", "used_m2", "partial_m2", "late_m2", "other_m2", "fault")
PAIR_COLUMNS = ("plot_id", "parcel_id", "credit_m2")
#: GEOS' dimension of a polygon.
_AREAL = 2
_NOWHERE = shapely.Polygon()


@dataclass(frozen=True, slots=True, eq=False)
class Credit:
    """
    What supplied plots are credited with.

    ``plots`` has :data:`PLOT_COLUMNS`: the plot's ground, and its parts, which add up to it: credited; used, credited
    to a plot supplied before; partial, on a parcel of which less was demolished than it has ground; late, demolished
    only after the plot was supplied; other, never demolished. ``fault`` is a ``GeometryStatus`` where there is no
    sound ground to overlay (all parts 0), else None. ``pairs`` has :data:`PAIR_COLUMNS`, what a parcel gives a plot.
    """

    plots: pd.DataFrame
    pairs: pd.DataFrame


def resupply_credit(plots: gpd.GeoDataFrame, demolished: gpd.GeoDataFrame) -> Credit:
    """
    Overlay supplied plots on demolished parcels.

    Parameters
    ----------
    plots : GeoDataFrame
        ``plot_id``, ``supplied_on`` (date), ``geometry``; in the order they come, whatever it is.
    demolished : GeoDataFrame
        ``parcel_id``, ``demolished_on`` (date), ``demolished_m2`` (what counts as demolished of the parcel, NaN for all
        of it), ``geometry``; in the same projected CRS in metres. Parcels without a sound shape give nothing.

    Returns
    -------
    Credit

    Raises
    ------
    ValueError
        If the CRS is not one areas may be computed in.
    """
    require_area_crs(plots.crs)
    ordered = plots.sort_values(["supplied_on", "plot_id"], kind="stable")
    parcels = demolished.loc[[_fault(shape) is None for shape in demolished.geometry]]
    parcels = parcels.sort_values(["demolished_on", "parcel_id"], kind="stable")
    ground = _Ground(parcels)
    rows: list[tuple[object, ...]] = []
    pairs: list[tuple[str, str, float]] = []
    for name, day, shape in zip(ordered["plot_id"], ordered["supplied_on"], ordered.geometry, strict=True):
        fault = _fault(shape)
        if fault is not None:
            rows.append((name, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, str(fault)))
            continue
        parts = ground.take(shape, day)
        pairs += [(name, parcel, area) for parcel, area in parts.credited if area > 0]
        credit = sum(area for _, area in parts.credited)
        whole = float(shapely.area(shape))
        other = max(whole - credit - parts.used - parts.partial - parts.late, 0.0)
        rows.append((name, whole, credit, parts.used, parts.partial, parts.late, other, None))
    of_plots = pd.DataFrame(rows, columns=list(PLOT_COLUMNS))
    return Credit(
        plots=of_plots.assign(fault=of_plots["fault"].astype(object).where(of_plots["fault"].notna(), None)),
        pairs=pd.DataFrame(pairs, columns=list(PAIR_COLUMNS)),
    )


def ground_under(plots: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, *, taken: gpd.GeoSeries) -> pd.Series:
    """
    Return how much of each plot lies on parcels, apart from ground that is *taken*; each plot is asked by itself.

    Parameters
    ----------
    plots : GeoDataFrame
        ``geometry`` in a projected CRS in metres; without a sound shape a plot lies on nothing.
    parcels : GeoDataFrame
        ``geometry``, and ``left_m2``: what a plot can get from the parcel at most.
    taken : GeoSeries
        Ground that does not count any more.

    Returns
    -------
    Series of m², index of *plots*
        Ground under several parcels once.
    """
    require_area_crs(plots.crs)
    shapes = np.array([shape if _fault(shape) is None else _NOWHERE for shape in plots.geometry], dtype=object)
    sound = parcels.loc[[_fault(shape) is None for shape in parcels.geometry]]
    gone = np.array([shape for shape in taken if _fault(shape) is None], dtype=object)
    for place, other in zip(*shapely.STRtree(gone).query(shapes, predicate="intersects"), strict=True):
        shapes[place] = _areal(shapely.difference(shapes[place], gone[other]))
    under = sound.geometry.to_numpy()
    plot, parcel = shapely.STRtree(under).query(shapes, predicate="intersects")
    pieces = pd.Series(shapely.intersection(shapes[plot], under[parcel]), dtype=object)
    most = pd.Series(np.minimum(shapely.area(pieces.to_numpy()), sound["left_m2"].to_numpy(dtype=float)[parcel]))
    areas = np.zeros(len(shapes))
    for place, own in pieces.groupby(plot):
        areas[place] = min(float(shapely.area(shapely.union_all(own.to_numpy()))), float(most[own.index].sum()))
    return pd.Series(areas, index=plots.index)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of one plot in m²; what each parcel gives it."""

    credited: Sequence[tuple[str, float]]
    used: float
    partial: float
    late: float


class _Ground:
    """Demolished ground, and what of it plots have taken."""

    def __init__(self, parcels: gpd.GeoDataFrame) -> None:
        self.names = parcels["parcel_id"].tolist()
        self.days = parcels["demolished_on"].tolist()
        self.shapes = parcels.geometry.to_numpy()
        self.tree = shapely.STRtree(self.shapes)
        whole = shapely.area(self.shapes)
        counted = parcels["demolished_m2"].to_numpy(dtype=float)
        self.left = np.where(np.isnan(counted), whole, np.minimum(counted, whole))
        self.taken: dict[int, list[shapely.Geometry]] = {}

    def take(self, shape: shapely.Geometry, day: date) -> _Parts:
        """Take what lies under a plot supplied on a day."""
        places = np.sort(self.tree.query(shape, predicate="intersects"))
        before = [place for place in places if self.days[place] <= day]
        free = shape
        for place in before:
            for gone in self.taken.get(place, ()):
                free = _areal(shapely.difference(free, gone))
        used = float(shapely.area(shape) - shapely.area(free))
        credited, partial = [], 0.0
        for place in before:
            piece = _areal(shapely.intersection(free, self.shapes[place]))
            area = float(shapely.area(piece))
            if area > 0:
                counted = min(area, self.left[place])
                self.left[place] -= counted
                partial += area - counted
                credited.append((self.names[place], float(counted)))
                self.taken.setdefault(place, []).append(piece)
                free = _areal(shapely.difference(free, piece))
        late = shapely.intersection(free, shapely.union_all(self.shapes[places]))
        return _Parts(credited, used, partial, float(shapely.area(late)))


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a shape without the lines and points that an overlay leaves where borders touch."""
    pieces = shapely.get_parts(shape)
    areas = pieces[shapely.get_dimensions(pieces) == _AREAL]
    return shape if len(areas) == len(pieces) else shapely.union_all(areas)


def _fault(shape: BaseGeometry | None) -> GeometryStatus | None:
    found = fault_of(shape)
    return None if found is GeometryStatus.OK else found
