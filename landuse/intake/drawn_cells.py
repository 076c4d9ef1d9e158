"""Shapes that a table writes into its cells: WKT, a list of coordinates, or the two columns of a point."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from landuse.errors import LanduseError
from landuse.geo.crs import crs_of
from landuse.intake.headings import special
from landuse.intake.raw import Cells, RawLayer, are_none, objects
from landuse.intake.values import Unreadable, number_of, text_of
from landuse.model import GeometryStatus, Issue, Severity

_SRID = re.compile(r"\s*SRID\s*=\s*(\d{4,6})\s*;\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
#: Whatever parts the points of a list, and the two numbers of a point.
_POINTS, _PAIR = re.compile(r"[;；|\n]+"), re.compile(r"[,，\s]+")


class _Columns(NamedTuple):
    """The columns that hold shapes; None where there is none."""

    whole: str | None
    points: str | None
    east: str | None
    north: str | None


def drawn(raw: RawLayer) -> RawLayer:
    """
    Return a table with the shapes that its cells write down, others as they are.

    A row without any has no shape and counts by its written area, like a table's; what cannot be read as a shape is a
    fault of its row. The columns stay: what they say is kept with the attributes.
    """
    if raw.shapes is not None:
        return raw
    columns = _columns(raw.names)
    if columns.whole is not None:
        return _with(raw, *_of_cells(raw.columns[columns.whole], _from_wkt), crs=_srid(raw.columns[columns.whole]))
    if columns.points is not None:
        return _with(raw, *_of_cells(raw.columns[columns.points], from_points))
    if columns.east is not None and columns.north is not None:
        return _of_pairs(raw, columns.east, columns.north)
    return raw


def from_points(text: str) -> BaseGeometry | None:
    """
    Return the polygon of a list of points (a point for one), None if it is no such list.

    Examples
    --------
    >>> from_points("0,0;0,10;10,10;10,0").wkt, from_points("120.6 28.0").wkt, from_points("东至某路")
    ('POLYGON ((0 0, 0 10, 10 10, 10 0, 0 0))', 'POINT (120.6 28)', None)
    """
    pairs = [_PAIR.split(part.strip(" ()[]（）【】,，")) for part in _POINTS.split(text.strip()) if part.strip()]
    if not pairs or not all(len(pair) == 2 and all(map(_NUMBER.fullmatch, pair)) for pair in pairs):
        return None
    points = [(float(x), float(y)) for x, y in pairs]
    if len(points) == 1:
        return shapely.Point(points[0])
    return shapely.Polygon(points) if len(set(points)) >= 3 else None


def _columns(names: Sequence[str]) -> _Columns:
    found: dict[str | None, str] = {}
    for name in names:
        found.setdefault(special("drawn", name), name)
    return _Columns(found.get("wkt"), found.get("points"), found.get("east"), found.get("north"))


def _from_wkt(text: str) -> BaseGeometry | None:
    """Return the shape that a text says; None if it says none, or one of arcs, which cannot be computed with."""
    try:
        found: BaseGeometry | None = shapely.from_wkt(_SRID.sub("", text), on_invalid="ignore")
    except NotImplementedError:
        return None
    return None if found is None else shapely.force_2d(found)


def _srid(cells: Cells) -> int | None:
    """Return the one SRID that the cells write, None if they write none or several."""
    codes = {int(found.group(1)) for cell in cells.distinct if isinstance(cell, str) and (found := _SRID.match(cell))}
    return codes.pop() if len(codes) == 1 else None


def _of_cells(
    cells: Cells, make: Callable[[str], BaseGeometry | None]
) -> tuple[list[BaseGeometry | None], dict[int, str]]:
    texts = [text_of(cell) for cell in cells.distinct]
    made = [None if text is None else make(text) for text in texts]
    faults = {}
    for at, code in enumerate(cells.codes.tolist()):
        if made[code] is None:
            faults[at] = str(GeometryStatus.UNMAPPED if texts[code] is None else GeometryStatus.INVALID)
    return [made[code] for code in cells.codes.tolist()], faults


def _of_pairs(raw: RawLayer, east: str, north: str) -> RawLayer:
    """Return a table with the points of two columns; one that cannot be read is noted, its row stays unmapped."""
    shapes: list[BaseGeometry | None] = []
    faults, notes = {}, []
    for at, pair in enumerate(zip(raw.columns[east].tolist(), raw.columns[north].tolist(), strict=True)):
        try:
            x, y = map(number_of, pair)
        except Unreadable:
            x = y = None
            shown = ", ".join(str(text_of(cell) or "") for cell in pair)
            notes.append(Issue(int(raw.numbers[at]), east, "point_unreadable", shown, Severity.DOUBTFUL))
        there = x is not None and y is not None
        shapes.append(shapely.Point(float(str(x)), float(str(y))) if there else None)
        if not there:
            faults[at] = str(GeometryStatus.UNMAPPED)
    placed = _with(raw, shapes, faults)
    return replace(placed, notes=(*raw.notes, *notes)) if placed is not raw else raw


def _with(
    raw: RawLayer, shapes: Sequence[BaseGeometry | None], faults: dict[int, str], crs: int | None = None
) -> RawLayer:
    array = objects(list(shapes))
    if not len(array) or are_none(array).all():
        return raw
    try:
        said = None if crs is None else crs_of(crs)
    except LanduseError:
        said = None
    return replace(raw, shapes=array, faults=faults, crs=said)
