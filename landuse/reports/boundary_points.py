"""
Boundary points (界址点 TXT) in the strict form of the ministry's reporting.

CGCS2000 in zones of three degrees with the zone's number in the eastings, X north, Y east, every ring closed, outer
rings numbered 1 and holes from 2; GBK, as the ministry's programs read it. The list itself stands beside it as CSV.
"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from landuse.errors import ArgumentsError
from landuse.intake.boundary_txt import words
from landuse.reports.geodata import ground
from landuse.reports.listing import Listing, Written
from landuse.reports.lists import write_csv
from landuse.schema import TABLES
from landuse.units import rounded

#: EPSG code of a zone less its number, and the zones that there are.
_ZONED, _ZONES = 4488, range(25, 46)
#: Millimetres by the form; more only where rounding to them would change an area.
_DECIMALS, _MOST_DECIMALS, _TOLERANCE = 3, 7, 2e-7


def write_txt(listing: Listing, path: Path) -> Written:
    """
    Write a list's outlines as boundary points.

    The form holds code, name, use and area of the outline; commas and line breaks in them become wide commas and
    blanks (counted). All columns, and the records without ground (counted as left out), stand in ``<name>.csv``.

    Raises
    ------
    ArgumentsError
        ``no_zone`` where the ground lies outside China's zones.
    """
    layer = _zoned(ground(listing))
    key = TABLES[listing.layer].key
    decimals = _decimals(layer.geometry)
    head, altered, left_out = words()["written"], 0, 0
    zone = layer.crs.to_epsg() - _ZONED if len(layer) else ""
    values = {"unit": listing.district, "on": date.isoformat(listing.chosen.as_of), "zone": zone}
    lines = [line.format(**values, precision=f"{10.0**-decimals:.{decimals}f}") for line in head["head"]]
    uses = layer["use"] if "use" in layer else layer[key].map(lambda _: None)
    for code, name, use, shape in zip(layer[key], layer["name"], uses, layer.geometry, strict=True):
        if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
            left_out += 1
            continue
        given = [str(code), name if isinstance(name, str) else "", use if isinstance(use, str) else ""]
        told = [_plain(text) for text in given]
        altered += sum(text != before for text, before in zip(told, given, strict=True))
        points = _points(shape, decimals)
        area = rounded(shape.area / 10_000, 4)
        cells = [str(len(points)), f"{area:f}", told[0], told[1], words()["kinds"]["area"], "", told[2], "", "@"]
        lines += [",".join(cells), *points]
    path.write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
    write_csv(listing, path.with_suffix(".csv"))
    return Written(altered=altered, left_out=left_out)


def _zoned(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ground in the zone of three degrees in which its middle lies."""
    there = layer.loc[~layer.geometry.isna() & ~layer.geometry.is_empty]
    if there.empty:
        return layer
    west, _, east, _ = there.to_crs(4490).total_bounds
    zone = round((west + east) / 2 / 3) if np.isfinite(west + east) else 0
    if zone not in _ZONES:
        raise ArgumentsError("no_zone")
    return layer.to_crs(_ZONED + zone)


def _decimals(shapes: gpd.GeoSeries) -> int:
    """Return how many decimals the coordinates need for the areas to come back."""
    there = shapes.loc[~shapes.isna()].to_numpy()
    areas = shapely.area(there)
    for decimals in range(_DECIMALS, _MOST_DECIMALS):
        moved = shapely.transform(there, lambda points, decimals=decimals: points.round(decimals))  # type: ignore[misc]
        if (abs(shapely.area(moved) - areas) <= _TOLERANCE * areas).all():
            return decimals
    return _MOST_DECIMALS


def _points(shape: BaseGeometry, decimals: int) -> list[str]:
    """Return a line a point: its number, its ring's, north, east; the first of a ring closes it."""
    lines: list[str] = []
    first, hole = 1, 2
    for part in shapely.get_parts(shape):
        for place, ring in enumerate((part.exterior, *part.interiors)):
            corners = shapely.get_coordinates(ring).tolist()
            number = 1 if place == 0 else hole
            hole += place > 0
            for at, (east, north) in enumerate(corners):
                no = first + at % (len(corners) - 1)
                lines.append(f"J{no},{number},{north:.{decimals}f},{east:.{decimals}f}")
            first += len(corners) - 1
    return lines


def _plain(text: str) -> str:
    """Return a text that cannot be taken for two cells, two lines or the end of a plot."""
    return " ".join(text.replace(",", "\uff0c").replace("@", "\uff20").split())
