"""
Boundary points (界址点 TXT): the form in which land is reported to the ministry, read in every variant of it.

The parser is ours because nobody keeps one. Points are told from plots by their form alone: what the file says about
numbers of points is ignored, what it says about its zone yields to the coordinates. Source: ``docs/design/formats.md``.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from statistics import median
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from landuse.model import Issue, Severity

#: An easting with its zone's number before it, in metres.
_PREFIXED = 10_000_000
#: A northing of China in metres is larger than any easting without a zone's number.
_NORTHING = 1_000_000
_DEGREES = 360
#: First zone and first EPSG code: (3 degrees: zone, meridian; 6 degrees: zone, meridian) by datum.
_CODES = {
    "cgcs2000": ((25, 4513, 4534), (13, 4491, 4502)),
    "xian80": ((25, 2349, 2370), (13, 2327, 2338)),
    "beijing54": ((25, 2401, 2422), (13, 21413, 21453)),
}
_GEOGRAPHIC = {"cgcs2000": 4490, "xian80": 4610, "beijing54": 4214}
_ZONES = {3: range(25, 46), 6: range(13, 24)}
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{0,12})?")
_RING = re.compile(r"-?\d{1,4}(?:\.0*)?")
_POINT_NUMBER = re.compile(r"[\w#*-]{0,16}")
_SECTION = re.compile(r"[\s\ufeff]*[\[\u3010]([^\]\u3011]{1,40})[\]\u3011]?\s*$")
#: What stands for commas where there are none; the two signs that matter, in both widths.
_COMMAS = str.maketrans("\uff0c\uff1b;\t", ",,,,")
_EQUALS, _ENDS = re.compile("[=\uff1d]"), ("@", "\uff20")
_MEASURES = {"ha": 10_000.0, "m2": 1.0, "mu": 10_000 / 15}


@dataclass(slots=True)
class Plot:
    """A plot as it stands in the file: the line it begins on, its cells, rings of (number, points x north, y east)."""

    line: int
    cells: list[str]
    rings: list[tuple[int, list[tuple[float, float]]]] = field(default_factory=list)
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Boundaries:
    """
    A file of boundary points as rows.

    ``names`` head the ``rows``, ``numbers`` are the lines they begin on; ``shapes`` have x east and y north, None where
    ``faults`` says why.
    """

    names: list[str]
    rows: list[list[object]]
    numbers: list[int]
    shapes: list[BaseGeometry | None]
    faults: list[str | None]
    crs: CRS | None
    notes: tuple[Issue, ...]


@cache
def words() -> dict[str, Any]:
    """Return the words of such files."""
    return tomllib.loads((resources.files("landuse.intake") / "boundary.toml").read_text(encoding="utf-8"))


def is_section(line: str) -> bool:
    """Tell whether a line is the heading of a section that only such files have."""
    match = _SECTION.match(line)
    return match is not None and match[1].strip() in _sections()


def parse(text: str) -> Boundaries:
    """
    Return what a file of boundary points holds; whatever it holds, nothing but this comes out.

    A line that is neither head, plot nor point is told with its number, and so is its plot: with a point missing its
    shape would be another one.
    """
    head, plots, notes = _lines(text)
    swapped, in_degrees = _order([point for plot in plots for _, points in plot.rings for point in points])
    shapes, faults = [], []
    for plot in plots:
        shape, fault = _shape(plot, swapped=swapped)
        shapes.append(shape)
        faults.append(fault)
    if swapped:
        notes.append(Issue(0, "geometry", "boundary_swapped", "", Severity.CHANGED))
    crs = _crs(head, shapes, notes, in_degrees=in_degrees)
    names, rows = _table(plots, shapes, in_degrees=in_degrees)
    return Boundaries(names, rows, [plot.line for plot in plots], shapes, faults, crs, tuple(notes))


@cache
def _sections() -> frozenset[str]:
    return frozenset(name for names in words()["sections"].values() for name in names)


def _lines(text: str) -> tuple[dict[str, str], list[Plot], list[Issue]]:
    """Sort the lines into the head, plots with their points, and what is neither."""
    head: dict[str, str] = {}
    plots: list[Plot] = []
    notes: list[Issue] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip(" \ufeff\x00\r\n\t\u3000")
        if not line or _SECTION.match(line):
            continue
        cells = [cell.strip() for cell in (line if "," in line else line.translate(_COMMAS)).split(",")]
        if (point := _point(cells)) is not None:
            if not plots:
                plots.append(Plot(number, []))
            _add(plots[-1], *point)
        elif (of_plot := _of_plot(cells)) is not None:
            plots.append(Plot(number, of_plot))
        elif _EQUALS.search(cells[0]):
            key, value = _EQUALS.split(line, maxsplit=1)
            head.setdefault(key.strip(), value.strip())
        else:
            notes.append(Issue(number, "", "boundary_line", raw.strip()[:80], Severity.DOUBTFUL))
            if plots:
                plots[-1].is_broken = True
    return head, plots, notes


def _point(cells: list[str]) -> tuple[int, tuple[float, float]] | None:
    """Return ring and coordinates of a point: its number, a ring or none, two coordinates, a height or none."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) not in {3, 4, 5} or not _POINT_NUMBER.fullmatch(cells[0]):
        return None
    has_ring = len(cells) > 3 and _RING.fullmatch(cells[1]) is not None
    numbers = cells[2:] if has_ring else cells[1:]
    if len(numbers) < 2 or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    return (int(float(cells[1])) if has_ring else 1), (float(numbers[0]), float(numbers[1]))


def _of_plot(cells: list[str]) -> list[str] | None:
    """Return the cells of a plot: what stands before the "@" at its end, or a line that says what is drawn."""
    last = max((place for place, cell in enumerate(cells) if cell), default=0)
    if cells[last].endswith(_ENDS):
        return [*cells[:last], *([cells[last][:-1]] if len(cells[last]) > 1 else [])]
    return cells if len(cells) > 4 and set(cells) & set(words()["kinds"].values()) else None


def _add(plot: Plot, ring: int, point: tuple[float, float]) -> None:
    """Add a point to the ring of its number; a ring that is closed is followed by another."""
    if plot.rings:
        number, points = plot.rings[-1]
        is_closed = len(points) > 3 and points[0] == points[-1]
        if number == ring and not is_closed:
            points.append(point)
            return
    plot.rings.append((ring, [point]))


def _order(points: list[tuple[float, float]]) -> tuple[bool, bool]:
    """Tell whether east stands before north, and whether the coordinates are degrees."""
    if not points:
        return False, False
    north, east = (median(axis) for axis in zip(*points, strict=True))
    if max(abs(north), abs(east)) <= _DEGREES:
        return abs(north) > abs(east), True
    return north >= _PREFIXED or (north < _NORTHING <= east < _PREFIXED), False


def _shape(plot: Plot, *, swapped: bool) -> tuple[BaseGeometry | None, str | None]:
    """Return a plot's shape with x east, None and why where it has none."""
    if not plot.rings:
        return None, "null"
    if plot.is_broken:
        return None, "invalid"
    kinds = words()["kinds"]
    drawn = set(plot.cells[4:6])
    rings = [(number, np.array(points)[:, :: 1 if swapped else -1]) for number, points in plot.rings]
    if kinds["point"] in drawn:
        return shapely.MultiPoint(np.vstack([points for _, points in rings])), None
    if kinds["line"] in drawn:
        lines = [shapely.LineString(points) for _, points in rings if len(points) > 1]
        return (shapely.MultiLineString(lines), None) if len(lines) == len(rings) else (None, "invalid")
    if any(len({tuple(point) for point in points.tolist()}) < 3 for _, points in rings):
        return None, "invalid"
    return _assembled([(number, shapely.Polygon(points)) for number, points in rings]), None


def _assembled(rings: list[tuple[int, shapely.Polygon]]) -> BaseGeometry:
    """Return rings as an area: the first is outer; a later one within an outer is its hole, else another part."""
    shells: list[tuple[shapely.Polygon, list[shapely.Polygon]]] = []
    for number, ring in rings:
        holder = next((holes for shell, holes in shells if number != 1 and _holds(shell, ring)), None)
        if holder is None:
            shells.append((ring, []))
        else:
            holder.append(ring)
    parts = [shapely.Polygon(shell.exterior, [hole.exterior for hole in holes]) for shell, holes in shells]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _holds(shell: shapely.Polygon, ring: shapely.Polygon) -> bool:
    """Tell whether a ring lies in a shell, which may touch it and need not be sound."""
    corners = shapely.points(shapely.get_coordinates(ring)[:-1])
    try:
        return bool(shapely.covers(shell, corners).all())
    except shapely.errors.GEOSException:
        return bool(shapely.contains(shapely.box(*shell.bounds), ring))


def _crs(
    head: dict[str, str], shapes: list[BaseGeometry | None], notes: list[Issue], *, in_degrees: bool
) -> CRS | None:
    """Return the CRS that the head names; the number before the eastings wins over the head's zone."""
    datum = next((name for name in _CODES if _says(head, "datum", words()["datums"][name])), None)
    there = [shape for shape in shapes if shape is not None]
    if datum is None or not there:
        return None
    if in_degrees:
        return CRS.from_epsg(_GEOGRAPHIC[datum])
    written = _whole(_value(head, "zone"))
    width = _whole(_value(head, "width"))
    prefixes = {int(shapely.get_coordinates(shape)[0, 0] // 1_000_000) for shape in there}
    prefix = prefixes.pop() if len(prefixes) == 1 else 0
    zone = prefix or written
    if zone is None:
        return None
    width = next((known for known, zones in _ZONES.items() if zone in zones), width)
    if not prefix and width is not None and zone > max(_ZONES[3]) and zone % 3 == 0:
        zone, width = zone // 3, 3
    if prefix and written and written != prefix:
        values: dict[str, object] = {"written": written, "zone": prefix}
        notes.append(Issue(0, "geometry", "boundary_zone", str(written), Severity.CHANGED, values))
    return _epsg(datum, zone, 6 if width == 6 else 3, is_prefixed=bool(prefix))


def _epsg(datum: str, zone: int, width: int, *, is_prefixed: bool) -> CRS | None:
    if zone not in _ZONES[width]:
        return None
    first, by_zone, by_meridian = _CODES[datum][0 if width == 3 else 1]
    try:
        return CRS.from_epsg((by_zone if is_prefixed else by_meridian) + zone - first)
    except CRSError:
        return None


def _value(head: dict[str, str], key: str) -> str:
    return next((head[name] for name in words()["keys"][key] if name in head), "")


def _says(head: dict[str, str], key: str, names: list[str]) -> bool:
    return any(name in _value(head, key).lower() for name in names)


def _whole(text: str) -> int | None:
    match = re.match(r"\s*(\d{1,3})", text)
    return int(match[1]) if match else None


def _table(
    plots: list[Plot], shapes: list[BaseGeometry | None], *, in_degrees: bool
) -> tuple[list[str], list[list[object]]]:
    """Return headings and cells; the number of points is left out, the area is headed by its measure."""
    known = words()["plot"]["fields"]
    most = max((len(plot.cells) for plot in plots), default=0)
    measure = "ha" if in_degrees else _measure(plots, shapes)
    extra = [f"{words()['plot']['extra']}{place}" for place in range(1, most - len(known) + 1)]
    names = [words()["area"][measure] if name == known[1] else name for name in [*known, *extra]][1:]
    rows: list[list[object]] = [
        [cell or None for cell in [*plot.cells[1:], *[""] * len(names)][: len(names)]] for plot in plots
    ]
    filled = [place for place, name in enumerate(names) if place < len(known) - 1 or any(row[place] for row in rows)]
    return [names[place] for place in filled], [[row[place] for place in filled] for row in rows]


def _measure(plots: list[Plot], shapes: list[BaseGeometry | None]) -> str:
    """Return in which measure the areas are written: that in which they are nearest to the shapes'."""
    pairs = [
        (float(plot.cells[1]), shape.area)
        for plot, shape in zip(plots, shapes, strict=True)
        if shape is not None and shape.area > 0 and len(plot.cells) > 1 and _is_number(plot.cells[1])
    ]
    if not pairs:
        return "ha"
    ratio = median(area_m2 / written for written, area_m2 in pairs)
    return min(_MEASURES, key=lambda measure: abs(np.log(ratio / _MEASURES[measure])))


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", cell) is not None and float(cell) > 0
