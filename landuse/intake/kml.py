"""
KML by hand, because fiona's GDAL leaves out what is written as extended data.

Runs in the child process only. All folders are read together; the name of a placemark's folder is a column of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

_LAYERS = frozenset({"Document", "Folder"})
_NUMBERS = re.compile(r"\s*,\s*")
#: What every placemark has, behind its extended data.
OWN = ("Name", "Description", "Layer")


class NotDrawn(Exception):  # noqa: N818 - it says what a shape is
    """The coordinates make no shape."""


def placemarks(path: Path) -> tuple[list[str], list[tuple[list[object], Any]]]:
    """
    Return the headings and the placemarks of a document: cells, and a shape, None, or :class:`NotDrawn` as a mapping.

    Raises
    ------
    ValueError
        If it is no well-formed XML, or declares entities.
    """
    found = []
    headings: dict[str, None] = {}
    try:
        for data, layer, element in _placemarks(path):
            own = [_text(element, "name"), _text(element, "description"), layer]
            found.append((data, own, _geometry(element)))
            headings.update(dict.fromkeys(data))
            element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from None
    names = [*headings, *(name if name not in headings else f"{name}_2" for name in OWN)]
    return names, [([*(data.get(name) for name in headings), *own], shape) for data, own, shape in found]


def _placemarks(path: Path) -> Iterator[tuple[dict[str, str | None], str | None, Any]]:
    """Yield extended data, the folder's name and the element of each placemark."""
    folders: list[Any] = []
    for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if tag in _LAYERS:
            if event == "start":
                folders.append(element)
            else:
                folders.pop()
        elif tag == "Placemark" and event == "end":
            names = (_text(folder, "name") for folder in reversed(folders))
            yield _data(element), next((name for name in names if name), None), element


def _data(placemark: Any) -> dict[str, str | None]:
    """Return the extended data of a placemark, by name."""
    data: dict[str, str | None] = {}
    for element in placemark.iter():
        tag, name = _tag(element), element.get("name")
        if tag == "SimpleData" and name:
            data[name] = element.text
        elif tag == "Data" and name:
            data[name] = _text(element, "value")
    return data


def _geometry(placemark: Any) -> Any:
    shapes = [_shape(element) for element in placemark if _tag(element) in _SHAPES]
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else _collected(shapes)


def _shape(element: Any) -> Any:
    """Return the shape of an element; what is not drawn rightly is the reader's "invalid"."""
    try:
        return _SHAPES[_tag(element)](element)
    except (NotDrawn, ValueError, shapely.errors.ShapelyError):
        return {"type": "unreadable"}


def _polygon(element: Any) -> Any:
    rings: dict[str, list[Any]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for boundary in element:
        if _tag(boundary) in rings:
            rings[_tag(boundary)] += [_points(ring) for ring in boundary if _tag(ring) == "LinearRing"]
    outer, inner = rings["outerBoundaryIs"], rings["innerBoundaryIs"]
    if len(outer) != 1:
        raise NotDrawn
    return shapely.Polygon(outer[0], inner)


def _line(element: Any) -> Any:
    return shapely.LineString(_points(element))


def _point(element: Any) -> Any:
    return shapely.Point(_points(element)[0])


def _several(element: Any) -> Any:
    shapes = [_SHAPES[_tag(part)](part) for part in element if _tag(part) in _SHAPES]
    return _collected(shapes) if shapes else None


def _collected(shapes: list[Any]) -> Any:
    """Return shapes of one kind as one of several parts, others as a collection."""
    if any(isinstance(shape, dict) for shape in shapes):
        return {"type": "unreadable"}
    parts = [part for shape in shapes if shape is not None for part in shapely.get_parts(shape)]
    kinds = {part.geom_type for part in parts}
    return _SEVERAL[kinds.pop()](parts) if len(kinds) == 1 else shapely.GeometryCollection(parts)


_SEVERAL: dict[str, Any] = {
    "Polygon": shapely.MultiPolygon,
    "LineString": shapely.MultiLineString,
    "Point": shapely.MultiPoint,
}
_SHAPES = {
    "Polygon": _polygon,
    "LineString": _line,
    "LinearRing": _line,
    "Point": _point,
    "MultiGeometry": _several,
}


def _points(element: Any) -> Any:
    """Return longitude and latitude of an element's coordinates, also where blanks follow the commas."""
    text = next((child.text for child in element if _tag(child) == "coordinates"), None)
    pairs = [point.split(",")[:2] for point in _NUMBERS.sub(",", text or "").split()]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise NotDrawn
    return np.array(pairs, dtype=float)


def _text(element: Any, name: str) -> str | None:
    found = next((child.text for child in element if _tag(child) == name), None)
    return found.strip() or None if found is not None else None


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
