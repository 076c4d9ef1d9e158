"""What is checked of shapes: where they lie, what is wrong with them, what they say against the written area."""

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
from landuse.geo.validity import fault_of, place_of_fault
from landuse.intake.harmonise import Row
from landuse.intake.raw import RawLayer
from landuse.model import GeometryStatus, Issue, Layer, Severity
from landuse.rules import Rules
from landuse.schema import TABLES
from landuse.units import mu_from_m2, rounded


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The shapes of the accepted rows in the workspace's CRS (polygons or None), and where their file's were."""

    shapes: npt.NDArray[np.object_]
    placement: Placement | None


def lay_out(raw: RawLayer, rows: list[Row], *, settings: Settings, crs: int | None, file: str) -> Ground:
    """
    Bring the shapes of *rows* into the workspace's CRS and note what is wrong with each on its row.

    Faulty shapes are kept out (a crossing polygon is kept as it is); ``geometry_fault`` and ``location`` are filled.

    Raises
    ------
    InputError
        ``crs_unknown``, ``datum_refused`` (see :func:`landuse.geo.crs.place`).
    """
    if raw.shapes is None or raw.faults is None:
        for row in rows:
            row.cells["geometry_fault"] = str(GeometryStatus.UNMAPPED)
        return Ground(np.full(len(rows), None, dtype=object), None)
    workspace = crs_of(settings.crs)
    given = raw.shapes[[row.place for row in rows]]
    faults = [_fault(shape, raw.faults[row.place]) for shape, row in zip(given, rows, strict=True)]
    nowhere = {GeometryStatus.NULL, GeometryStatus.EMPTY, GeometryStatus.NAN}
    finite = np.array([fault not in nowhere for fault in faults], dtype=bool)
    drawn = given.copy()
    drawn[~finite] = None
    said = crs_of(crs) if crs is not None else raw.crs
    district = District(workspace, settings.box)
    placement = place(drawn, said=said, district=district, file=file, sure=crs is not None) if finite.any() else None
    shapes = moved(drawn, placement, workspace).to_numpy() if placement is not None else drawn
    kept = [_keep(row, shape, fault) for row, shape, fault in zip(rows, shapes, faults, strict=True)]
    ground = np.full(len(rows), None, dtype=object)
    ground[:] = kept
    _check_box(rows, gpd.GeoSeries(ground, crs=workspace), settings)
    return Ground(ground, placement)


def placement_issue(placement: Placement | None, said: CRS | None) -> list[Issue]:
    """Return a note on the whole file where its coordinates were not what it said."""
    if placement is None or not placement.recognised:
        return []
    code = "axes_swapped" if placement.swapped else "crs_recognised"
    values: dict[str, object] = {"crs": placement.crs.name, "said": said.name if said is not None else "—"}
    return [Issue(0, "geometry", code, str(values["said"]), Severity.CHANGED, values)]


def check_areas(rows: list[Row], areas: pd.Series, layer: Layer, rules: Rules) -> None:
    """Note records without any area (uncounted) and written areas that differ from the shape's (doubtful, W19)."""
    for row, geometry_m2 in zip(rows, areas, strict=True):
        book = next(
            (area for kind in rules.book_kinds[layer] if (area := row.cells.get(f"{kind}_area_m2")) is not None), None
        )
        sound = not np.isnan(geometry_m2)
        if book is None and not sound and row.cells["geometry_fault"] in {"unmapped", "location"}:
            row.complain("area", "no_area", None, Severity.UNCOUNTED)
        elif isinstance(book, float) and sound and abs(geometry_m2 - book) / book > rules.difference.yellow:
            row.complain(
                "geometry",
                "area_differs",
                f"{rounded(mu_from_m2(geometry_m2))}",
                Severity.DOUBTFUL,
                book_mu=str(rounded(mu_from_m2(book))),
                geometry_mu=str(rounded(mu_from_m2(geometry_m2))),
                percent=str(rounded((geometry_m2 - book) / book * 100)),
            )


def overlap_issues(
    rows: list[Row], ground: gpd.GeoSeries, present: gpd.GeoDataFrame | None, layer: Layer
) -> list[Issue]:
    """Return a doubt for every pair of records that share ground, among the rows and with what is there already."""
    key = TABLES[layer].key
    numbers = {str(row.cells[key]): row.number for row in rows}
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


def _fault(shape: BaseGeometry | None, found: str | None) -> GeometryStatus:
    return GeometryStatus(found) if found is not None else fault_of(shape)


def _keep(row: Row, shape: BaseGeometry | None, fault: GeometryStatus) -> BaseGeometry | None:
    """Return what is kept of a shape, and note on its row what is wrong with it."""
    if shape is not None and not np.isfinite(shapely.get_coordinates(shape)).all():
        shape, fault = None, GeometryStatus.NAN
    if fault is GeometryStatus.LOCATION:
        row.cells |= {"geometry_fault": str(fault), "location": shapely.to_wkt(shape, rounding_precision=3)}
        return None
    if fault is GeometryStatus.OK and shape is not None and not shape.is_valid:
        fault = GeometryStatus.INVALID
    if fault is GeometryStatus.INVALID and shape is not None and shape.is_valid:
        return shape
    if fault is GeometryStatus.OK:
        return shape
    row.cells["geometry_fault"] = str(fault)
    where = place_of_fault(shape) if fault is GeometryStatus.INVALID and shape is not None else None
    at = "" if where is None else f" ({where[0]:.2f}, {where[1]:.2f})"
    row.complain("geometry", f"geometry_{fault}", at.strip(), Severity.UNCOUNTED, at=at)
    return shape if fault is GeometryStatus.INVALID else None


def _check_box(rows: list[Row], ground: gpd.GeoSeries, settings: Settings) -> None:
    if settings.box is None:
        return
    district = gpd.GeoSeries([shapely.box(*settings.box)], crs=4326).to_crs(ground.crs).iloc[0]
    shapes = ground.to_numpy()
    there = ~shapely.is_missing(shapes)
    outside = there & ~shapely.intersects(shapely.envelope(shapes), district)
    for row, is_outside in zip(rows, outside, strict=True):
        if is_outside:
            row.complain("geometry", "outside_district", None, Severity.DOUBTFUL)
