"""What is checked of shapes: where they lie, what is wrong with them, what they say against the written area."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from landuse.config import Settings
from landuse.geo.areas import planar_m2
from landuse.geo.candidates import District
from landuse.geo.crs import Placement, crs_of, moved
from landuse.geo.overlay import all_overlaps
from landuse.geo.placing import place
from landuse.geo.validity import are_finite, faults_of, place_of_fault
from landuse.intake.raw import RawLayer
from landuse.intake.rows import Rows
from landuse.model import GeometryStatus, Issue, Layer, Severity
from landuse.rules import Rules
from landuse.schema import TABLES
from landuse.units import mu_from_m2, rounded

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The shapes of the accepted rows in the workspace's CRS (polygons or None), and where their file's were."""

    shapes: Shapes
    placement: Placement | None


def lay_out(raw: RawLayer, rows: Rows, *, settings: Settings, crs: int | None, file: str) -> Ground:
    """
    Bring the shapes of *rows* into the workspace's CRS and note what is wrong with each on its row.

    Faulty shapes are kept out (a crossing polygon is kept as it is); ``geometry_fault`` and ``location`` are filled.

    Raises
    ------
    InputError
        ``crs_unknown``, ``datum_refused`` (see :func:`landuse.geo.placing.place`).
    """
    if raw.shapes is None or raw.faults is None:
        rows["geometry_fault"][:] = str(GeometryStatus.UNMAPPED)
        return Ground(np.full(len(rows), None, dtype=object), None)
    workspace = crs_of(settings.crs)
    drawn = raw.shapes[rows.places]
    faults = faults_of(drawn)
    for at, origin in enumerate(rows.places.tolist()):
        if origin in raw.faults:
            faults[at] = raw.faults[origin]
    drawn[np.isin(faults, [GeometryStatus.NULL, GeometryStatus.EMPTY, GeometryStatus.NAN])] = None
    said = crs_of(crs) if crs is not None else raw.crs
    placement = None
    if not shapely.is_missing(drawn).all():
        district = District(workspace, settings.box)
        placement = place(drawn, said=said, district=district, file=file, sure=crs is not None)
        drawn = moved(drawn, placement, workspace).to_numpy()
    ground = _kept(rows, drawn, faults)
    _check_box(rows, gpd.GeoSeries(ground, crs=workspace), settings)
    return Ground(ground, placement)


def placement_issue(placement: Placement | None, said: CRS | None) -> list[Issue]:
    """Return a note on the whole file where its coordinates were not what it said."""
    if placement is None or not placement.recognised:
        return []
    code = "axes_swapped" if placement.swapped else "crs_recognised"
    values: dict[str, object] = {"crs": placement.crs.name, "said": said.name if said is not None else "—"}
    return [Issue(0, "geometry", code, str(values["said"]), Severity.CHANGED, values)]


def check_areas(rows: Rows, areas: pd.Series, layer: Layer, rules: Rules) -> None:
    """Note records without any area (uncounted) and written areas that differ from the shape's (doubtful, W19)."""
    written = book_areas(rows, rules.book_kinds[layer])
    drawn = areas.to_numpy(dtype=float)
    counts_by_book = np.isin(rows["geometry_fault"].astype(str), [GeometryStatus.UNMAPPED, GeometryStatus.LOCATION])
    for at in np.flatnonzero(np.isnan(written) & np.isnan(drawn) & counts_by_book).tolist():
        rows.complain("area", "no_area", None, Severity.UNCOUNTED, at)
    with np.errstate(invalid="ignore"):
        differs = np.abs(drawn - written) / written > rules.difference.yellow
    for at in np.flatnonzero(differs).tolist():
        book, geometry_m2 = float(written[at]), float(drawn[at])
        rows.complain(
            "geometry",
            "area_differs",
            f"{rounded(mu_from_m2(geometry_m2))}",
            Severity.DOUBTFUL,
            at,
            book_mu=str(rounded(mu_from_m2(book))),
            geometry_mu=str(rounded(mu_from_m2(geometry_m2))),
            percent=str(rounded((geometry_m2 - book) / book * 100)),
        )


def book_areas(rows: Rows, kinds: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the written area that counts of each row in m²: the first of some kinds that is there, else NaN."""
    areas = np.full(len(rows), np.nan)
    for kind in kinds:
        given = rows[f"{kind}_area_m2"].astype(float)
        areas = np.where(np.isnan(areas), given, areas)
    return areas


def overlap_issues(rows: Rows, ground: gpd.GeoSeries, present: gpd.GeoDataFrame | None, layer: Layer) -> list[Issue]:
    """Return a doubt for every pair of records that share ground, among the rows and with what is there already."""
    key = TABLES[layer].key
    numbers = dict(zip(rows[key].tolist(), rows.numbers.tolist(), strict=True))
    own = gpd.GeoDataFrame({key: list(numbers)}, geometry=ground.to_numpy(), crs=ground.crs)
    if present is not None and len(present):
        others = present.loc[~present[key].isin(numbers), [key, "geometry"]]
        both = pd.concat([own, others], ignore_index=True)
        own = gpd.GeoDataFrame(both, geometry="geometry", crs=ground.crs)
    pairs = all_overlaps(own, key)
    return [
        Issue(
            numbers[a if a in numbers else b],
            "geometry",
            "overlap",
            f"{a} / {b}",
            Severity.DOUBTFUL,
            {"a": a, "b": b, "m2": str(rounded(common)), "mu": str(rounded(mu_from_m2(common)))},
        )
        for a, b, common in pairs[["a", "b", "overlap_m2"]].itertuples(index=False, name=None)
        if a in numbers or b in numbers
    ]


def sound_areas(ground: gpd.GeoSeries) -> pd.Series:
    """Return the planar area of each sound shape in m², NaN for the others."""
    return planar_m2(ground).where(shapely.is_valid(ground.to_numpy()))


def _kept(rows: Rows, shapes: Shapes, faults: npt.NDArray[np.object_]) -> Shapes:
    """Return what is kept of shapes in the workspace's CRS, and note on each row what is wrong with its own."""
    there = ~shapely.is_missing(shapes)
    lost = there & ~are_finite(shapes)
    faults[lost] = GeometryStatus.NAN
    there &= ~lost
    valid = shapely.is_valid(shapes)
    # Projecting can break a shape, or mend one.
    faults[there & ~valid & (faults == GeometryStatus.OK)] = GeometryStatus.INVALID
    faults[there & valid & (faults == GeometryStatus.INVALID)] = GeometryStatus.OK
    kept = shapes.copy()
    kept[~(there & np.isin(faults, [GeometryStatus.OK, GeometryStatus.INVALID]))] = None
    for at in np.flatnonzero(faults != GeometryStatus.OK).tolist():
        _note(rows, at, shapes[at], GeometryStatus(faults[at]))
    return kept


def _note(rows: Rows, at: int, shape: BaseGeometry | None, fault: GeometryStatus) -> None:
    rows["geometry_fault"][at] = str(fault)
    if fault is GeometryStatus.LOCATION:
        rows["location"][at] = shapely.to_wkt(shape, rounding_precision=3)
        return
    where = place_of_fault(shape) if fault is GeometryStatus.INVALID and shape is not None else None
    text = "" if where is None else f" ({where[0]:.2f}, {where[1]:.2f})"
    rows.complain("geometry", f"geometry_{fault}", text.strip(), Severity.UNCOUNTED, at, at=text)


def _check_box(rows: Rows, ground: gpd.GeoSeries, settings: Settings) -> None:
    if settings.box is None:
        return
    district = gpd.GeoSeries([shapely.box(*settings.box)], crs=4326).to_crs(ground.crs).iloc[0]
    shapes = ground.to_numpy()
    there = ~shapely.is_missing(shapes)
    outside = there & ~shapely.intersects(shapely.envelope(shapes), district)
    for at in np.flatnonzero(outside).tolist():
        rows.complain("geometry", "outside_district", None, Severity.DOUBTFUL, at)
