"""The streets of the built-up towns: a grid that grew, drawn for the eye only."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.random import Generator

from landuse.demo.sketch import MILLIMETRE, Points, smooth

#: Mean distance of parallel streets and length of their strokes, in metres; how far they stray, and by what they turn.
SPACING, STROKE, STRAY, TURN = 520.0, 650.0, 45.0, -0.16
#: Share of strokes that were never built, and how far streets keep from the water.
MISSING, QUAY = 0.16, 30.0


def town_streets(
    towns: Sequence[shapely.Polygon], waters: Sequence[shapely.Geometry], rng: Generator
) -> shapely.MultiLineString:
    """Return streets within *towns*, keeping off *waters*."""
    banks = shapely.buffer(shapely.unary_union(list(waters)), QUAY)
    ground = shapely.difference(shapely.unary_union(list(towns)), banks)
    west, south, east, north = ground.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    reach = max(east - west, north - south) * 0.75
    strokes = []
    for swap in (False, True):
        for offset in np.arange(-reach, reach, SPACING):
            line = _street(float(offset + rng.uniform(-0.25, 0.25) * SPACING), reach, rng)
            placed = middle + _turned(line[:, ::-1] if swap else line)
            kept = rng.random(len(placed) - 1) > MISSING
            strokes += [placed[place : place + 2] for place in np.flatnonzero(kept)]
    lines = shapely.line_merge(shapely.MultiLineString([np.round(stroke, MILLIMETRE) for stroke in strokes]))
    parts = [part for part in shapely.get_parts(shapely.intersection(lines, ground)) if part.length > STRAY]
    return shapely.MultiLineString(shapely.get_parts(shapely.normalize(shapely.multilinestrings(parts))).tolist())


def _street(offset: float, reach: float, rng: Generator) -> Points:
    along = np.arange(-reach, reach, STROKE)
    return smooth(np.column_stack([along, offset + rng.normal(0.0, STRAY, len(along))]), 1)


def _turned(points: Points) -> Points:
    cos, sin = np.cos(TURN), np.sin(TURN)
    turned: Points = points @ np.array([[cos, sin], [-sin, cos]])
    return turned
