"""GeoJSON in degrees and CSV, written the same byte for byte every time."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

CRS, WGS84 = 4549, 4326
Row = dict[str, object]


def collection(
    name: str,
    note: str,
    rows: Iterable[tuple[Row, shapely.Geometry | None]],
    decimals: int,
) -> str:
    """Return a GeoJSON collection of shapes in EPSG:4549: a feature a line, coordinates in degrees."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": row, "geometry": _degrees(shape, decimals)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row, shape in rows
    ]
    head = {"type": "FeatureCollection", "name": name, "note": note}
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return start + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(CRS, WGS84, always_xy=True)


def _degrees(shape: shapely.Geometry | None, decimals: int) -> dict[str, Any] | None:
    if shape is None:
        return None

    def turned(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        longitudes, latitudes = _to_degrees().transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([longitudes, latitudes]), decimals)

    drawn = shapely.transform(shape, turned)
    mapped: dict[str, Any] = json.loads(shapely.to_geojson(drawn))
    return mapped


def table(rows: Sequence[Row]) -> str:
    """Return rows as CSV that Excel opens in Chinese without asking (a byte order mark first)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()
