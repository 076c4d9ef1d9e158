"""
The child process that opens a stranger's map file: ``python -m landuse.intake.child``.

It is started with GDAL's dangerous drivers skipped in its environment (they must be named before GDAL loads), reads one
file with fiona's allow-list, writes one Arrow file and ends. Its limits hold for itself only.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from landuse.intake.sources import LayerNeeded, NotReadable, Source, head_of, layers_of, opened, plain, the_layer


def main() -> None:
    """Read the task from standard input, write the answer where it says."""
    task: dict[str, Any] = json.load(sys.stdin)
    _limit(task["memory"], task["seconds"])
    try:
        said = _look(task) if task["verb"] == "look" else _read_out(task)
    except LayerNeeded as error:
        said = {"layers": error.layers, "asked": error.asked}
    except NotReadable as error:
        said = {"error": str(error)}
    sys.stdout.write(json.dumps(said))


def _look(task: dict[str, Any]) -> dict[str, Any]:
    """Return the layers of a file, and the first rows of the one that would be read."""
    path, content, encoding = Path(task["path"]), task["content"], task["encoding"]
    layers = layers_of(path, content, encoding)
    found: dict[str, Any] = {"found": [astuple(layer) for layer in layers]}
    try:
        layer = the_layer(layers, task["layer"])
    except LayerNeeded as error:
        return found if error.asked is None else {"layers": error.layers, "asked": error.asked}
    with opened(path, content, layer=layer, encoding=encoding) as source:
        return found | {
            "layer": layer,
            "names": source.names,
            "crs": source.crs,
            "sample": head_of(source, task["rows"]),
        }


def _read_out(task: dict[str, Any]) -> dict[str, Any]:
    """Write the layer that is asked for into the answer's file, and return how many rows it has."""
    path, content, encoding = Path(task["path"]), task["content"], task["encoding"]
    layer = the_layer(layers_of(path, content, encoding), task["layer"])
    with opened(path, content, layer=layer, encoding=encoding) as source:
        return {"rows": _write(source, Path(task["answer"])), "notes": source.notes}


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still ends the child
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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


def _write(source: Source, path: Path) -> int:
    """Write a source as an Arrow file, a column a heading, and return how many rows it has."""
    import pyarrow as pa
    from pyarrow import feather

    rows, shapes, faults, heights = [], [], [], 0
    for cells, geometry in source.rows:
        rows.append([plain(cell) for cell in cells])
        shape, fault, has_z = _shape(geometry)
        heights += has_z
        shapes.append(shape)
        faults.append(fault)
    if heights:
        source.notes["heights_dropped"] = heights
    columns = zip(*rows, strict=True) if rows else [()] * len(source.names)
    made = [_column(str(at), column) for at, column in enumerate(columns)]
    made += [
        (pa.field("geometry", pa.binary()), pa.array(shapes, pa.binary())),
        (pa.field("fault", pa.string()), pa.array(faults, pa.string())),
    ]
    metadata: dict[bytes | str, bytes | str]
    metadata = {"names": json.dumps(source.names, ensure_ascii=False), "crs": source.crs or ""}
    if source.is_table:
        metadata["table"] = "1"
    schema = pa.schema([field for field, _ in made], metadata)
    table = pa.Table.from_arrays([column for _, column in made], schema=schema)
    feather.write_feather(table, str(path), compression="uncompressed")
    return len(rows)


def _column(name: str, cells: Sequence[Any]) -> tuple[Any, Any]:
    """Return the field and the column of cells; cells of several types go as JSON."""
    import pyarrow as pa

    try:
        column: Any = pa.array(cells)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        column = pa.array([None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in cells])
        return pa.field(name, column.type, metadata={"json": "1"}), column
    return pa.field(name, column.type), column


if __name__ == "__main__":
    main()
