"""What the child process hands back: an Arrow file with a column for each heading, shapes as WKB, and their faults."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landuse.intake.sources import Source, plain

#: Told now and then how many rows are done.
Count = Callable[[int], None]
STEP = 5_000
#: The note on how many shapes had a Z.
HEIGHTS = "heights_dropped"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A layer that was read through.

    ``columns`` hold plain cells, ``shapes`` WKB without Z (None where there is none), ``faults`` by place why there is
    none.
    """

    source: Source
    columns: Sequence[Sequence[object]]
    shapes: Sequence[bytes | None]
    faults: dict[int, str]


def gathered(source: Source, count: Count) -> Answer:
    """Return what a source holds, read row by row."""
    rows: list[list[object]] = []
    shapes: list[bytes | None] = []
    faults: dict[int, str] = {}
    for place, (cells, geometry) in enumerate(source.rows):
        rows.append([plain(cell) for cell in cells])
        shape, fault, has_z = _shape(geometry)
        shapes.append(shape)
        if fault is not None:
            faults[place] = fault
        if has_z:
            source.notes[HEIGHTS] = source.notes.get(HEIGHTS, 0) + 1
        if place % STEP == 0:
            count(place)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(source.names)
    return Answer(source, columns, shapes, faults)


def write(answer: Answer, path: Path) -> int:
    """Write an answer where the parent looks for it, and return how many rows it has."""
    import pyarrow as pa
    from pyarrow import feather

    made = [_column(str(at), cells) for at, cells in enumerate(answer.columns)]
    made.append((pa.field("geometry", pa.large_binary()), pa.array(answer.shapes, pa.large_binary())))
    source = answer.source
    texts = {
        "names": source.names,
        "crs": source.crs or "",
        "faults": list(answer.faults.items()),
        "is_table": source.is_table,
    }
    metadata: dict[bytes | str, bytes | str]
    metadata = {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}
    schema = pa.schema([field for field, _ in made], metadata)
    table = pa.Table.from_arrays([column for _, column in made], schema=schema)
    feather.write_feather(table, str(path), compression="uncompressed")
    return len(answer.shapes)


def _column(name: str, cells: Sequence[Any]) -> tuple[Any, Any]:
    """Return the field and the column of cells; cells of several types go as JSON."""
    import pyarrow as pa

    try:
        column: Any = pa.array(cells)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        column = pa.array([None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in cells])
        return pa.field(name, column.type, metadata={"json": "1"}), column
    return pa.field(name, column.type), column


def _shape(geometry: Any) -> tuple[bytes | None, str | None, bool]:
    """Return a geometry as WKB without Z, or None and why there is none; and whether it had a Z."""
    import numpy as np
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None, "null", False
    try:
        with np.errstate(invalid="ignore"):
            drawn = geometry if isinstance(geometry, shapely.Geometry) else shape(geometry)
            return shapely.to_wkb(shapely.force_2d(drawn)), None, bool(shapely.has_z(drawn))
    except (ValueError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None, "invalid", False
