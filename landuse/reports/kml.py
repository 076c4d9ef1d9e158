"""KML, for phones and globes: by hand, because what GDAL writes of it loses names, days and line breaks."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.reports.geodata import ground
from landuse.reports.listing import Listing, Written

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
#: Decimals of a degree: a thousandth of a millimetre.
_DECIMALS = 11


def write_kml(listing: Listing, path: Path) -> Written:
    """
    Write a list as KML in longitude and latitude; every column is extended data, its heading the display name.

    Characters that XML cannot say are left out and counted.
    """
    layer = ground(listing).to_crs(4326)
    altered = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{_HEAD}<name>{_text(listing.title)}</name>\n<description>{_text('; '.join(listing.lines()))}")
        file.write("</description>\n")
        for name, value in listing.facts().items():
            file.write(f"<!-- {_text(name)}: {_text(value).replace('--', '- -')} -->\n")
        file.write(f"<Folder><name>{_text(listing.text.label('layers', listing.layer))}</name>\n")
        columns = {column.name: listing.heading(column) for column in listing.columns}
        for row in layer.to_dict("records"):
            cells = {name: cell for name in columns if (cell := _cell(row[name])) is not None}
            altered += sum(_NOT_XML.search(cell) is not None for cell in cells.values())
            file.writelines(_placemark(cells, columns, row["geometry"]))
        file.write("</Folder>\n</Document>\n</kml>\n")
    return Written(altered=altered)


def _placemark(cells: dict[str, str], headings: dict[str, str], shape: BaseGeometry | None) -> Iterator[str]:
    yield "<Placemark>"
    if "name" in cells:
        yield f"<name>{_text(cells['name'])}</name>"
    yield "<ExtendedData>"
    for name, cell in cells.items():
        yield f"<Data name={quoteattr(name)}><displayName>{_text(headings[name])}</displayName>"
        yield f"<value>{_text(cell)}</value></Data>"
    yield "</ExtendedData>"
    if shape is not None and not shape.is_empty:
        yield "<MultiGeometry>"
        yield from map(_polygon, shapely.get_parts(shape))
        yield "</MultiGeometry>"
    yield "</Placemark>\n"


def _polygon(part: shapely.Polygon) -> str:
    holes = "".join(f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in part.interiors)
    return f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>{holes}</Polygon>"


def _ring(ring: shapely.LinearRing) -> str:
    points = " ".join(f"{x:.{_DECIMALS}f},{y:.{_DECIMALS}f}" for x, y in shapely.get_coordinates(ring).tolist())
    return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"


def _cell(value: object) -> str | None:
    """Return a cell as text: numbers in full, days and flags as every program reads them."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})
