"""
GCJ-02 and BD-09: the shifts that Chinese web maps apply, and whether ground looks as if it had been drawn over one.

The published approximation of GCJ-02 is exact to the decimetre where it was tried; its inverse is found in rounds. Such
coordinates are never corrected unasked: a suspicion is told with how well the ground agrees before and after.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer

from landuse.geo.display import WGS84
from landuse.geo.robust import shared_m2

Points = npt.NDArray[np.float64]
#: The ellipsoid of Krasovsky, which GCJ-02 reckons with.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943
_BD_TURN = np.pi * 3000 / 180
_ROUNDS = 4
#: Mean share of the shapes' ground that must lie where it belongs once shifted back, ...
AGREES = 0.8
#: ... and by how much more than as it came.
GAIN = 0.3
_SAMPLE = 300


class Shift(StrEnum):
    """How coordinates were shifted; ``NONE`` says that they were not."""

    NONE = "none"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A shift that ground looks to have: mean share of it that lies on known ground as it came, and shifted back."""

    shift: Shift
    before: float
    after: float
    metres: float


def shifted(points: Points, shift: Shift) -> Points:
    """
    Return WGS 84 degrees as a shifted map shows them.

    Examples
    --------
    >>> place = np.array([[120.65, 28.0]])
    >>> (shifted(place, Shift.GCJ02) - place).round(5).tolist()
    [[0.00396, -0.00337]]
    """
    if shift is Shift.NONE:
        return points
    moved = points + _offset(points)
    return _to_bd(moved) if shift is Shift.BD09 else moved


def unshifted(points: Points, shift: Shift) -> Points:
    """
    Return what :func:`shifted` was given, to a millimetre.

    Examples
    --------
    >>> place = np.array([[120.65, 28.0]])
    >>> bool(np.abs(unshifted(shifted(place, Shift.BD09), Shift.BD09) - place).max() < 1e-8)
    True
    """
    if shift is Shift.NONE:
        return points
    found = points.copy()
    for _ in range(_ROUNDS * 2 if shift is Shift.BD09 else _ROUNDS):
        found = found + (points - shifted(found, shift))
    return found


def moved_back(shapes: npt.NDArray[np.object_], shift: Shift, *, crs: CRS) -> npt.NDArray[np.object_]:
    """Return shapes of a plane with *shift* taken back; those without coordinates that are numbers stay as they are."""
    if shift is Shift.NONE:
        return shapes
    to_degrees = Transformer.from_crs(crs, WGS84, always_xy=True)
    to_plane = Transformer.from_crs(WGS84, crs, always_xy=True)

    def back(points: Points) -> Points:
        degrees = np.column_stack(to_degrees.transform(*points.T))
        return np.column_stack(to_plane.transform(*unshifted(degrees, shift).T))

    placed: npt.NDArray[np.object_] = shapely.transform(shapes, back)
    return placed


def agreement(shapes: npt.NDArray[np.object_], known: npt.NDArray[np.object_]) -> float | None:
    """
    Return how much of the ground of *shapes* lies on *known* ground, 0 to 1: the mean over shapes.

    Parameters
    ----------
    shapes, known : arrays of shapely objects
        In the same plane; unsound ones are left out, and what is known twice counts once.

    Returns
    -------
    float or None
        None where either side has nothing to compare.
    """
    own, there = _sound(shapes), _sound(known)
    if not len(own) or not len(there):
        return None
    own = own[:: max(1, len(own) // _SAMPLE)]
    first, second = shapely.STRtree(there).query(own, predicate="intersects")
    common = np.bincount(first, weights=shared_m2(own[first], there[second]), minlength=len(own))
    return float(np.minimum(common / shapely.area(own), 1.0).mean())


def suspicion(shapes: npt.NDArray[np.object_], known: npt.NDArray[np.object_], *, crs: CRS) -> Suspicion | None:
    """
    Tell whether shapes lie as a shifted map would have them.

    Parameters
    ----------
    shapes, known : arrays of shapely objects
        In the plane *crs*: what came, and ground of the same records or around them.

    Returns
    -------
    Suspicion or None
        The shift with which the ground agrees best, if it then agrees well and much better than as it came.
    """
    before = agreement(shapes, known)
    if before is None or before > AGREES:
        return None
    found = {shift: agreement(moved_back(shapes, shift, crs=crs), known) or 0.0 for shift in (Shift.GCJ02, Shift.BD09)}
    best = max(found, key=lambda shift: found[shift])
    if found[best] < max(AGREES, before + GAIN):
        return None
    return Suspicion(best, before, found[best], _metres(_sound(shapes)[0], best, crs=crs))


def _metres(shape: shapely.Geometry, shift: Shift, *, crs: CRS) -> float:
    there = np.array([shape], dtype=object)
    return float(shapely.distance(shapely.centroid(there), shapely.centroid(moved_back(there, shift, crs=crs)))[0])


def _sound(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    sound: npt.NDArray[np.object_] = shapes[shapely.is_valid(shapes) & (shapely.area(shapes) > 0)]
    return sound


def _offset(points: Points) -> Points:
    """Return how far GCJ-02 lies from WGS 84, in degrees (the published approximation)."""
    lng, lat = points[:, 0], points[:, 1]
    x, y = lng - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    radians = np.radians(lat)
    bend = 1 - _ECCENTRICITY * np.sin(radians) ** 2
    d_lat = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (bend * np.sqrt(bend)) * np.pi)
    d_lng = east * 180 / (_AXIS / np.sqrt(bend) * np.cos(radians) * np.pi)
    return np.column_stack([d_lng, d_lat])


def _to_bd(points: Points) -> Points:
    lng, lat = points[:, 0], points[:, 1]
    far = np.hypot(lng, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lng) + 0.000003 * np.cos(lng * _BD_TURN)
    return np.column_stack([far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006])
