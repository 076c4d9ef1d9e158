"""Drawing by hand, by machine: smooth lines, rough borders, places along a road."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: Northing of the origin of the hand-drawn layout, and metres in its kilometre.
NORTHING = 3_000_000.0
KILOMETRE = 1000.0
#: Coordinates are kept to the millimetre, so that a shared corner is the same number in every shape.
MILLIMETRE = 3


def metres(points: list[list[float]]) -> Points:
    """Return hand-drawn kilometres (easting, northing less 3000) as EPSG:4549 metres."""
    drawn = np.array([point[:2] for point in points], dtype=float) * KILOMETRE
    shifted: Points = drawn + np.array([0.0, NORTHING])
    return shifted


def polygon(shape: shapely.Geometry) -> shapely.Polygon:
    """Return *shape* with its corners in the canonical order; TypeError if it is not one polygon."""
    normal = shapely.normalize(shape)
    if not isinstance(normal, shapely.Polygon):
        raise TypeError(str(normal))
    return normal


def smooth(points: Points, rounds: int = 3) -> Points:
    """Round the corners of a line by cutting them (Chaikin), keeping its ends."""
    for _ in range(rounds):
        cut = np.empty((2 * len(points) - 2, points.shape[1]))
        cut[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
        cut[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], cut, points[-1:]])
    return points


def rough(points: Points, rng: Generator, *, roughness: float, shortest: float) -> Points:
    """
    Make straight strokes wander as a border does, by displacing their middles again and again; corners stay.

    ``roughness`` is the displacement in share of a stroke's length, ``shortest`` the length that is left alone.
    """
    lines = [points[:1]]
    for start, end in pairwise(points):
        lines.append(_wander(start, end, rng, roughness, shortest)[1:])
    return np.asarray(np.round(np.vstack(lines), MILLIMETRE), dtype=np.float64)


def _wander(start: Points, end: Points, rng: Generator, roughness: float, shortest: float) -> Points:
    stroke = end - start
    length = float(np.hypot(*stroke))
    if length < shortest:
        return np.vstack([start, end])
    aside = np.array([-stroke[1], stroke[0]]) * roughness * rng.uniform(-1.0, 1.0)
    middle = start + stroke * rng.uniform(0.4, 0.6) + aside
    first = _wander(start, middle, rng, roughness, shortest)
    return np.vstack([first, _wander(middle, end, rng, roughness, shortest)[1:]])


@dataclass(frozen=True, slots=True)
class Frame:
    """A place along a road: its corner and the directions along the road and away from it (unit vectors)."""

    corner: Points
    along: Points
    away: Points

    def place(self, local: Points) -> Points:
        """Return local metres (along, away) as EPSG:4549 metres, kept to the millimetre."""
        placed = self.corner + local[..., :1] * self.along + local[..., 1:] * self.away
        return np.asarray(np.round(placed, MILLIMETRE), dtype=float)


def beside(road: shapely.LineString, *, at: float, side: str, width: float, gap: float) -> Frame:
    """
    Return the frame of a piece of ground of a *width* beside a road, square to it.

    ``at`` is the place of its middle in kilometres along the road; ``gap`` the metres between road and ground.
    """
    half = width / 2
    middle = at * KILOMETRE
    start, end = (np.array(road.interpolate(distance).coords[0]) for distance in (middle - half, middle + half))
    along = (end - start) / np.hypot(*(end - start))
    away = np.array([-along[1], along[0]]) * (1.0 if side == "left" else -1.0)
    centre = (start + end) / 2
    chord = np.array([road.interpolate(middle + share * half).coords[0] for share in (-0.5, 0.0, 0.5)])
    reach = float(np.max((chord - centre) @ away, initial=0.0))
    return Frame(corner=centre - along * half + away * (gap + reach), along=along, away=away)
