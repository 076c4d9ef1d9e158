"""The ground everything stands on: towns with hand-like borders, the park inside them, rivers and roads."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator

from landuse.demo.sketch import Points, metres, polygon, rough, smooth
from landuse.demo.streets import town_streets

#: How far borders wander, in share of a stroke; strokes shorter than this many metres stay straight.
BORDER = 0.16
SHORTEST = 220.0
#: How coarsely, in metres, the shores are drawn before they wander.
SHORE = 25.0


@dataclass(frozen=True, slots=True)
class Road:
    """A main road."""

    road_id: str
    rank: str
    line: shapely.LineString


@dataclass(frozen=True, slots=True)
class Terrain:
    """Towns by code (neighbours share their border exactly), the park, rivers by name, roads by id, town streets."""

    towns: dict[str, shapely.Polygon]
    park_code: str
    park: shapely.Polygon
    rivers: tuple[tuple[str, shapely.Geometry], ...]
    roads: dict[str, Road]
    streets: shapely.MultiLineString

    def unit_at(self, point: shapely.Point) -> str | None:
        """Return the code of the unit that keeps the records of a place: the park before the town."""
        if self.park.contains(point):
            return self.park_code
        return next((code for code, town in self.towns.items() if town.contains(point)), None)


def make_terrain(layout: dict[str, Any], rng: Generator) -> Terrain:
    """Draw the terrain of a *layout* (``layout.toml``)."""
    park = layout["park"]
    towns = _towns(layout, rng)
    rivers = _rivers(layout["rivers"], rng)
    return Terrain(
        towns=towns,
        park_code=park["code"],
        park=shapely.Polygon(rough(_closed(metres(park["ring"])), rng, roughness=0.07, shortest=150.0)),
        rivers=rivers,
        roads={
            road["id"]: Road(road["id"], road["class"], shapely.LineString(np.round(smooth(metres(road["line"])), 2)))
            for road in layout["roads"]
        },
        streets=town_streets([towns[code] for code in layout["built_up"]], [water for _, water in rivers], rng),
    )


def _closed(ring: Points) -> Points:
    return np.vstack([ring, ring[:1]])


def _towns(layout: dict[str, Any], rng: Generator) -> dict[str, shapely.Polygon]:
    """Cut the district by the nearest hand-placed seed, then let the shared borders wander, edge by edge."""
    district = shapely.Polygon(
        rough(_closed(smooth(metres(layout["outline"]), 1)), rng, roughness=0.1, shortest=SHORTEST)
    )
    cells = _cells(layout["units"], district)
    inner = shapely.unary_union(shapely.boundary(list(cells.values()))).difference(district.boundary.buffer(0.5))
    edges = sorted(shapely.get_parts(shapely.line_merge(inner)), key=lambda edge: edge.bounds)
    wandering = [_border(edge, district, rng) for edge in edges]
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union([district.boundary, *wandering])]))
    return {code: _best(faces, cell) for code, cell in cells.items()}


def _cells(units: list[dict[str, Any]], district: shapely.Polygon) -> dict[str, shapely.Geometry]:
    seeds = {unit["code"]: [shapely.Point(seed) for seed in metres(unit["seeds"])] for unit in units}
    around = shapely.MultiPoint([seed for places in seeds.values() for seed in places])
    parts = shapely.get_parts(shapely.voronoi_polygons(around, extend_to=district))
    return {
        code: shapely.unary_union([part for part in parts if any(part.contains(seed) for seed in places)]).intersection(
            district
        )
        for code, places in seeds.items()
    }


def _border(edge: shapely.LineString, district: shapely.Polygon, rng: Generator) -> shapely.LineString:
    """Let one shared border wander; an end at the district's edge is carried over it, so that the ring closes."""
    points = np.asarray(np.round(edge.coords, 1), dtype=float)
    for place, inward in ((0, 1), (-1, -2)):
        if district.boundary.distance(shapely.Point(points[place])) < 1.0:
            stroke = points[place] - points[inward]
            points[place] += stroke / np.hypot(*stroke) * 2.0
    return shapely.LineString(rough(points, rng, roughness=BORDER, shortest=SHORTEST))


def _best(faces: np.ndarray[Any, Any], cell: shapely.Geometry) -> shapely.Polygon:
    common = shapely.area(shapely.intersection(faces, cell))
    return polygon(faces[int(np.argmax(common))])


def _rivers(rows: list[dict[str, Any]], rng: Generator) -> tuple[tuple[str, shapely.Geometry], ...]:
    shapes: dict[str, list[shapely.Geometry]] = {}
    for row in rows:
        shapes.setdefault(row["name"], []).append(_water(row["line"]))
    waters = {name: shapely.unary_union(parts) for name, parts in shapes.items()}
    return tuple((name, shapely.normalize(_shores(water, rng))) for name, water in waters.items())


def _shores(water: shapely.Geometry, rng: Generator) -> shapely.Geometry:
    """Let the shores of wide water wander; what is narrower than a stroke stays as drawn."""
    plain = shapely.simplify(water, SHORE)
    if not isinstance(plain, shapely.Polygon) or plain.area / plain.length < 4 * SHORE:
        return water
    rings = [_wandering(ring, rng) for ring in (plain.exterior, *plain.interiors)]
    return shapely.Polygon(rings[0], rings[1:])


def _wandering(ring: shapely.LinearRing, rng: Generator) -> Points:
    return rough(np.asarray(ring.coords, dtype=float), rng, roughness=0.07, shortest=90.0)


def _water(drawn: list[list[float]]) -> shapely.Geometry:
    """Return a river of changing width: hulls around neighbouring circles of its smooth centre line."""
    line = smooth(np.hstack([metres(drawn), np.array(drawn, dtype=float)[:, 2:]]), 3)
    circles = [shapely.Point(x, y).buffer(half, quad_segs=6) for x, y, half in line]
    hulls = [shapely.convex_hull(shapely.union(first, second)) for first, second in pairwise(circles)]
    return shapely.set_precision(shapely.simplify(shapely.unary_union(hulls), 4.0), 0.1)
