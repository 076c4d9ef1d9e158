"""
Districts of any size, the same each time: ``python benchmarks/districts.py FOLDER 1000 20000 …``.

A warped grid of parcels of about 55 m with shared edges (16 corners each), zones of about a thousand parcels, twelve
reporting units, and one to four events on three parcels in ten. Synthetic, and says so.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.config import Settings
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.schema import GROUND_COLUMNS, TABLES, Kind
from landuse.store import Store, batches, create_workspace, events, records

CRS = 4549
CORNER = (520_000.0, 3_080_000.0)
CELL = 55.0
#: Corners along each edge of a parcel, and parcels along each edge of a zone.
ALONG, ZONE = 4, 32
UNITS = tuple(f"U{number:02d}" for number in range(1, 13))
KINDS = ("launch", "signing", "vacating", "demolition")
MODE = "government_requisition"
FIRST_DAY, LAST_DAY = date(2022, 6, 1), date(2023, 5, 31)
CHUNK = 20_000


def district(folder: Path, size: int) -> Path:
    """Make a workspace of *size* parcels in *folder*/*size* if there is none, and return it."""
    place = folder / str(size)
    if (place / "workspace.toml").exists():
        return place
    across = int(np.ceil(np.sqrt(size)))
    making = folder / f"{size}.unfinished"
    store = create_workspace(making, _settings(across))
    try:
        _fill(store, size, across)
    finally:
        store.close()
    making.rename(place)
    return place


def _settings(across: int) -> Settings:
    corners = np.array([(0.0, 0.0), (across, 0.0), (across, across), (0.0, across)])
    outline = gpd.GeoSeries([shapely.polygons(_warped(corners)).buffer(2 * CELL)], crs=CRS).to_crs(4326)
    west, south, east, north = outline.total_bounds
    return Settings(
        crs=CRS,
        box=(float(west), float(south), float(east), float(north)),
        name=f"{across * across}",
        synthetic=True,
        year=2023,
        as_of=LAST_DAY,
    )


def _fill(store: Store, size: int, across: int) -> None:
    with store.writing() as tx:
        given = {"file_name": "benchmark", "mapping": {}, "actor": "benchmark"}
        batch = batches.open_batch(tx, layer=Layer.PARCELS, sha256=f"{size}", **given)
        records.insert(tx, Layer.UNITS, _frame(Layer.UNITS, _units(), None), batch_id=batch, actor="benchmark")
        zones, grounds = _zones(across)
        records.insert(tx, Layer.ZONES, _frame(Layer.ZONES, zones, grounds), batch_id=batch, actor="benchmark")
        for first in range(0, size, CHUNK):
            numbers = np.arange(first, min(first + CHUNK, size))
            frame = _frame(Layer.PARCELS, _parcels(numbers, across), cells(numbers, across))
            records.insert(tx, Layer.PARCELS, frame, batch_id=batch, actor="benchmark")
        happened = _events(size)
        while chunk := list(islice(happened, CHUNK)):
            events.append(tx, chunk, actor="benchmark", batch_id=batch)
        batches.close_batch(tx, batch, read=size, accepted=size, refused=0, uncounted=0, issues=())


def _warped(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return places (…, 2) of the grid in metres: every edge bends, and neighbours bend alike."""
    u, v = points[..., 0], points[..., 1]
    east = u + 0.12 * np.sin(2.1 * v) + 0.07 * np.sin(6.3 * v + u)
    north = v + 0.12 * np.sin(1.7 * u) + 0.07 * np.sin(5.9 * u + v)
    return np.stack([CORNER[0] + CELL * east, CORNER[1] + CELL * north], axis=-1)


def _ring(steps: int) -> npt.NDArray[np.float64]:
    """Return the corners of a unit square, so many along each edge."""
    t = np.arange(steps) / steps
    nought, one = np.zeros(steps), np.ones(steps)
    edges = [(t, nought), (one, t), (1 - t, one), (nought, 1 - t)]
    return np.concatenate([np.column_stack(edge) for edge in edges])


def cells(numbers: npt.NDArray[np.int64], across: int) -> npt.NDArray[np.object_]:
    """Return the ground of these parcels of a grid so many parcels across."""
    low = np.column_stack([numbers % across, numbers // across]).astype(float)
    return shapely.polygons(_warped(low[:, None, :] + _ring(ALONG)))


def _parcels(numbers: npt.NDArray[np.int64], across: int) -> list[dict[str, object]]:
    column, row = numbers % across, numbers // across
    zone = row // ZONE * (across // ZONE + 1) + column // ZONE
    areas = shapely.area(cells(numbers, across))
    return [
        {
            "parcel_id": f"P{number:07d}",
            "name": f"示例{number}号地块",
            "zone_id": f"Z{zone_number:05d}",
            "unit": UNITS[zone_number % len(UNITS)],
            "mode": MODE,
            "certificate_area_m2": round(area, 2),
        }
        for number, zone_number, area in zip(numbers.tolist(), zone.tolist(), areas.tolist(), strict=True)
    ]


def _zones(across: int) -> tuple[list[dict[str, object]], npt.NDArray[np.object_]]:
    side = across // ZONE + 1
    numbers = np.arange(side * side)
    low = np.column_stack([numbers % side, numbers // side]) * float(ZONE)
    grounds = shapely.polygons(_warped(np.minimum(low[:, None, :] + ZONE * _ring(ALONG * ZONE), across)))
    there = shapely.area(grounds) > CELL
    rows = [
        {"zone_id": f"Z{number:05d}", "name": f"示例{number}工业区", "unit": UNITS[number % len(UNITS)], "mode": MODE}
        for number in numbers[there].tolist()
    ]
    return rows, grounds[there]


def _units() -> list[dict[str, object]]:
    return [{"code": code, "name": f"示例{code}街道"} for code in UNITS]


def _events(size: int) -> Iterator[NewEvent]:
    rng = np.random.default_rng(size)
    days = (LAST_DAY - FIRST_DAY).days
    for number in np.flatnonzero(rng.random(size) < 0.3).tolist():
        reached = int(rng.integers(1, len(KINDS) + 1))
        for kind, day in zip(KINDS, sorted(rng.integers(0, days, reached).tolist()), strict=False):
            yield NewEvent(SubjectKind.PARCEL, f"P{number:07d}", kind, FIRST_DAY + timedelta(day), unit=UNITS[0])


def _frame(layer: Layer, rows: list[dict[str, object]], grounds: npt.NDArray[np.object_] | None) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for column in TABLES[layer].columns:
        number = column.kind in {Kind.AREA, Kind.NUMBER}
        values = [row.get(column.name, np.nan if number else None) for row in rows]
        columns[column.name] = pd.Series(values, dtype=float if number else object)
    if not TABLES[layer].has_geometry:
        return pd.DataFrame(columns)
    nothing = pd.Series([None] * len(rows), dtype=object)
    shapes = [None] * len(rows) if grounds is None else grounds
    return gpd.GeoDataFrame(columns | dict.fromkeys(GROUND_COLUMNS, nothing), geometry=shapes, crs=CRS)


if __name__ == "__main__":
    for wanted in sys.argv[2:]:
        sys.stdout.write(f"{district(Path(sys.argv[1]), int(wanted))}\n")
