"""DXF, for CAD: closed polylines, each record's code as a text in them; the list itself beside it as CSV."""

from pathlib import Path

import shapely
from ezdxf.document import Drawing
from ezdxf.filemanagement import new

from landuse.reports.geodata import ground
from landuse.reports.listing import Listing, Written
from landuse.reports.lists import write_csv
from landuse.schema import TABLES

#: AutoCAD 2010: the oldest form that is in UTF-8.
VERSION = "R2010"
_METRES = 6
_TEXT_LAYER = "{layer}_ID"
#: How high the texts are, as a share of the root of the area, within limits in metres.
_HEIGHT, _LOWEST, _HIGHEST = 0.06, 0.5, 20.0


def write_dxf(listing: Listing, path: Path) -> Written:
    """
    Write a list's outlines as a drawing in metres of the workspace's CRS, which a drawing cannot name.

    A drawing holds no records: each outer and inner ring is a closed polyline, each part bears the record's code. All
    columns, and the records without ground (counted as left out), stand in ``<name>.csv`` beside it.
    """
    layer = ground(listing)
    document = new(VERSION, setup=False, units=_METRES)
    for name, value in listing.facts().items():
        document.header.custom_vars.append(name, value)
    names = (str(listing.layer).upper(), _TEXT_LAYER.format(layer=str(listing.layer).upper()))
    for name in names:
        document.layers.add(name)
    left_out = 0
    for code, shape in zip(layer[TABLES[listing.layer].key], layer.geometry, strict=True):
        parts = [] if shape is None else [part for part in shapely.get_parts(shape) if not part.is_empty]
        left_out += not parts
        for part in parts:
            _draw(document, part, str(code), names)
    document.saveas(path)
    write_csv(listing, path.with_suffix(".csv"))
    return Written(left_out=left_out)


def _draw(document: Drawing, part: shapely.Polygon, code: str, names: tuple[str, str]) -> None:
    space = document.modelspace()
    for ring in (part.exterior, *part.interiors):
        points = shapely.get_coordinates(ring)[:-1].tolist()
        space.add_lwpolyline(points, close=True, dxfattribs={"layer": names[0]})
    inside = part.representative_point() if part.is_valid else part.exterior.interpolate(0)
    height = min(max(part.area**0.5 * _HEIGHT, _LOWEST), _HIGHEST)
    place = {"layer": names[1], "height": height, "insert": (inside.x, inside.y)}
    space.add_text(code, dxfattribs=place)
