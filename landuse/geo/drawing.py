"""What somebody drew on the screen's map, as ground of the district's plane."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from landuse.geo.display import WEB_MERCATOR
from landuse.geo.projection import between

#: Longest straight piece of a drawn edge, in metres of the screen's projection. Edges are straight on the screen and
#: bend in the plane; cut so fine, the pieces lie within a fifth of a millimetre of where they were drawn, in all China.
STEP = 100.0
#: How far beyond the ground a drawn shape is kept, in the same metres.
_MARGIN = 1_000.0
#: Half the width of the world on the screen, in metres.
_HALF_WORLD = 20_037_508.342789244


def drawn_area(
    ring: Sequence[tuple[float, float]], *, crs: int, around: tuple[float, float, float, float]
) -> shapely.Geometry:
    """
    Return a shape drawn on a Web Mercator screen, as an area of a CRS.

    Parameters
    ----------
    ring : sequence of (longitude, latitude)
        Corners in WGS 84 degrees, joined on the screen by straight lines. Where lines cross, what lies inside by the
        even-odd rule counts, as the screen fills it.
    crs : int
        EPSG code of the plane.
    around : west, south, east, north
        The ground there is, in that plane: far away from it (a box around the world) the shape is cut off.

    Returns
    -------
    Geometry
        A (multi)polygon, empty if the shape encloses nothing there.

    Examples
    --------
    >>> ring = [(119.99, 27.99), (120.01, 27.99), (120.01, 28.01), (119.99, 28.01)]
    >>> area = drawn_area(ring, crs=4549, around=(499_000, 3_098_000, 501_000, 3_099_000))
    >>> bool(shapely.covers(area, shapely.Point(500_000, 3_098_442)))
    True
    """
    places = np.array(ring, dtype=float).reshape(-1, 2)
    if len(places) < 3 or not np.isfinite(places).all():
        return shapely.MultiPolygon()
    west, south, east, north = between(crs, WEB_MERCATOR).around(around)
    window = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    inside = shapely.intersection(_areas(shapely.make_valid(shapely.Polygon(on_screen(places)))), window)
    fine = shapely.segmentize(inside, STEP)
    points = shapely.get_coordinates(fine)
    placed = shapely.set_coordinates(fine, np.column_stack(between(WEB_MERCATOR, crs).there(*points.T)))
    return _areas(shapely.make_valid(placed))


def on_screen(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return places (longitude, latitude) in metres of the screen; unlike PROJ's, they may lie beyond the date line."""
    y = np.arcsinh(np.tan(np.radians(np.clip(places[:, 1], -89.0, 89.0)))) / np.pi
    return np.column_stack([places[:, 0] / 180, y]) * _HALF_WORLD


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape as one, without its lines and points."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.area(parts) > 0])


def interiors_meet(area: shapely.Geometry, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """
    Tell which shapes share ground with an *area*: those that share a border or a corner only do not.

    Parameters
    ----------
    area : shapely Geometry
        A valid (multi)polygon.
    shapes : array of shapely Geometry
        In the same plane; an invalid one counts as it is mended, a missing one meets nothing.
    """
    sound = np.where(shapely.is_valid(shapes) | shapely.is_missing(shapes), shapes, shapely.make_valid(shapes))
    shapely.prepare(area)
    meet = shapely.contains_properly(area, sound)
    near = np.flatnonzero(~meet & shapely.intersects(area, sound))
    # A corner within the area brings ground along; only what is left needs the dear question.
    corners, owner = shapely.get_coordinates(sound[near], return_index=True)
    meet[near[owner[shapely.contains_xy(area, corners)]]] = True
    left = near[~meet[near]]
    meet[left] = ~shapely.touches(area, sound[left])
    return meet
