"""What is checked of shapes: where they lie, what is wrong with them, what they say against the written area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.config import Settings
from landuse.geo.areas import planar_m2
from landuse.geo.candidates import elsewhere
from landuse.geo.crs import Placement, crs_of
from landuse.geo.display import places
from landuse.geo.flaws import reason_and_place
from landuse.geo.robust import polygonal
from landuse.geo.validity import are_finite, faults_of
from landuse.intake.positions import Said, laid
from landuse.intake.questions import Asking
from landuse.intake.raw import RawLayer, are_none
from landuse.intake.rows import Rows
from landuse.model import GeometryStatus, Layer, Severity
from landuse.rules import Rules
from landuse.units import mu_from_m2, rounded

if TYPE_CHECKING:
    from landuse.intake.read import Setting

Shapes = npt.NDArray[np.object_]
Areas = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """
    The shapes of the accepted rows in the workspace's CRS (polygons or None), and where their file's were.

    ``areas`` are the planar areas of the sound shapes in m², NaN for the others.
    """

    shapes: Shapes
    areas: Areas
    placement: Placement | None

    def taken(self, kept: npt.NDArray[np.bool_]) -> "Ground":
        """Return the ground of some of the rows."""
        return Ground(self.shapes[kept], self.areas[kept], self.placement)


def lay_out(raw: RawLayer, rows: Rows, *, setting: "Setting", said: Said, asking: Asking, file: str) -> Ground:
    """
    Bring the shapes of *rows* into the workspace's CRS and note what is wrong with each on its row.

    Faulty shapes are kept out (a crossing polygon is kept as it is); ``geometry_fault`` and ``location`` are filled. A
    row whose coordinates are in another system than its file's is refused.

    Raises
    ------
    InputError
        See :func:`landuse.intake.positions.laid`.
    """
    if raw.shapes is None or raw.faults is None:
        rows["geometry_fault"][:] = str(GeometryStatus.UNMAPPED)
        return Ground(np.full(len(rows), None, dtype=object), np.full(len(rows), np.nan), None)
    settings, crs = setting.settings, crs_of(setting.settings.crs)
    drawn = raw.shapes[rows.places]
    _take_areas(rows, drawn)
    valid: npt.NDArray[np.bool_] | None = shapely.is_valid(drawn)
    faults = faults_of(drawn, valid)
    for at, origin in enumerate(rows.places.tolist()):
        if origin in raw.faults:
            faults[at] = raw.faults[origin]
    drawn[np.isin(faults, [GeometryStatus.NULL, GeometryStatus.EMPTY, GeometryStatus.NAN])] = None
    placement = None
    if not shapely.is_missing(drawn).all():
        given, known = drawn, setting.known.ground
        drawn, placement = laid(drawn, said=said, settings=settings, known=known, asking=asking, file=file)
        valid = valid if placement.stays(crs) else None
        if settings.box is not None:
            codes = elsewhere(given, placement, crs=crs, box=settings.box)
            for at in np.flatnonzero(~are_none(codes)).tolist():
                rows.complain("geometry", "row_in_other_crs", codes[at], Severity.REFUSED, at, crs=placement.crs.name)
    ground, areas = _kept(rows, drawn, faults, settings.crs, valid)
    _check_box(rows, gpd.GeoSeries(ground, crs=crs), settings)
    return Ground(ground, areas, placement)


def _take_areas(rows: Rows, drawn: Shapes) -> None:
    """Take the polygons of collections, and say so."""
    mixed = np.flatnonzero(shapely.get_type_id(drawn) == shapely.GeometryType.GEOMETRYCOLLECTION)
    mixed = mixed[are_finite(drawn[mixed])]
    areas = polygonal(drawn[mixed])
    for at, area in zip(mixed.tolist(), areas, strict=True):
        if not area.is_empty:
            drawn[at] = area
            rows.complain("geometry", "polygons_taken", None, Severity.CHANGED, at)


def check_areas(rows: Rows, drawn: Areas, layer: Layer, rules: Rules) -> None:
    """Note records without any area (uncounted) and written areas that differ from the shape's (doubtful, W19)."""
    written = book_areas(rows, rules.book_kinds[layer])
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


def _kept(
    rows: Rows, shapes: Shapes, faults: npt.NDArray[np.object_], crs: int, valid: npt.NDArray[np.bool_] | None
) -> tuple[Shapes, Areas]:
    """
    Return what is kept of shapes in the workspace's CRS with the areas of the sound ones, and note what is wrong.

    Which are *valid* is known where they lie as their file had them.
    """
    there = ~shapely.is_missing(shapes)
    if valid is None:
        lost = there & ~are_finite(shapes)
        faults[lost] = GeometryStatus.NAN
        there &= ~lost
        valid = shapely.is_valid(shapes)
    # Projecting can break a shape, or mend one.
    faults[there & ~valid & (faults == GeometryStatus.OK)] = GeometryStatus.INVALID
    faults[there & valid & (faults == GeometryStatus.INVALID)] = GeometryStatus.OK
    ok = there & (faults == GeometryStatus.OK)
    kept = shapes.copy()
    kept[~(ok | (there & (faults == GeometryStatus.INVALID)))] = None
    for at in np.flatnonzero(faults != GeometryStatus.OK).tolist():
        _note(rows, at, shapes[at], GeometryStatus(faults[at]), crs)
    areas = planar_m2(gpd.GeoSeries(kept, crs=crs)).to_numpy(dtype=float)
    return kept, np.where(ok, areas, np.nan)


def _note(rows: Rows, at: int, shape: BaseGeometry | None, fault: GeometryStatus, crs: int) -> None:
    rows["geometry_fault"][at] = str(fault)
    if fault is GeometryStatus.LOCATION:
        rows["location"][at] = shapely.to_wkt(shape, rounding_precision=3)
    if fault in {GeometryStatus.LOCATION, GeometryStatus.UNMAPPED}:
        return
    if fault is not GeometryStatus.INVALID or shape is None:
        rows.complain("geometry", f"geometry_{fault}", None, Severity.UNCOUNTED, at, at="", flaw="invalid")
        return
    flaw, x, y = reason_and_place(shape)
    place = places(np.array([x]), np.array([y]), crs=crs)[0]
    text = "" if place is None else f" ({place.x:.2f}, {place.y:.2f})"
    rows.complain(
        "geometry", f"geometry_{fault}", text.strip(), Severity.UNCOUNTED, at, where=place, at=text, flaw=flaw
    )


def _check_box(rows: Rows, ground: gpd.GeoSeries, settings: Settings) -> None:
    if settings.box is None or ground.empty:
        return
    district = gpd.GeoSeries([shapely.box(*settings.box)], crs=4326).to_crs(ground.crs).iloc[0]
    shapes = ground.to_numpy()
    if district.covers(shapely.box(*np.nan_to_num(shapely.total_bounds(shapes)))):
        return
    there = ~shapely.is_missing(shapes)
    outside = np.flatnonzero(there & ~shapely.intersects(shapely.envelope(shapes), district))
    middles = shapely.get_coordinates(shapely.centroid(shapely.envelope(shapes[outside])))
    for at, place in zip(outside.tolist(), places(*middles.T, crs=settings.crs), strict=True):
        rows.complain("geometry", "outside_district", None, Severity.DOUBTFUL, at, where=place)
