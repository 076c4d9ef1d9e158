"""
The child process that opens a stranger's map file: ``python -m landuse.intake.child``.

It is started with GDAL's dangerous drivers skipped in its environment (they must be named before GDAL loads), reads one
file with fiona's allow-list, writes one Arrow file and ends. Its limits hold for itself only.
"""

import json
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from landuse.intake.sources import DRIVERS, LayerNeeded, NotReadable, head_of, layers_of, opened, the_layer

GEOJSON_TYPES = frozenset(
    {
        "Feature",
        "FeatureCollection",
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)


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
    answer = _read(Path(task["path"]), task["content"], task["encoding"], task["layer"])
    _write(answer, Path(task["answer"]))
    return {"rows": answer["rows"]}


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still ends the child
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, content: str, encoding: str | None, layer: str | None) -> dict[str, Any]:
    import fiona
    from fiona.errors import FionaError

    if content == "geojson":
        _require_geojson(path)
    options: dict[str, Any] = {"enabled_drivers": [DRIVERS[content]]}
    if encoding is not None:
        options["encoding"] = encoding
    options["layer"] = the_layer(layers_of(path, content, encoding), layer)
    try:
        with fiona.open(str(path), **options) as source:
            return _rows(source)
    except (FionaError, UnicodeDecodeError, ValueError, OSError) as error:
        raise NotReadable(str(error)[:200]) from None


def _require_geojson(path: Path) -> None:
    """Refuse JSON that is none, or that GDAL would take for a connection to somewhere else."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotReadable(str(error)[:200]) from None
    if not isinstance(document, dict) or document.get("type") not in GEOJSON_TYPES:
        raise NotReadable("not GeoJSON")


def _rows(source: Any) -> dict[str, Any]:
    names = list(source.schema["properties"])
    values, shapes, faults = [], [], []
    for feature in source:
        properties = feature.properties
        values.append(json.dumps([_plain(properties.get(name)) for name in names], ensure_ascii=False))
        shape, fault = _shape(feature.geometry)
        shapes.append(shape)
        faults.append(fault)
    crs = source.crs_wkt or None
    return {"names": names, "values": values, "shapes": shapes, "faults": faults, "crs": crs, "rows": len(values)}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _shape(geometry: Any) -> tuple[bytes | None, str | None]:
    """Return a geometry as WKB without Z, or None and why there is none."""
    import numpy as np
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None, "null"
    try:
        with np.errstate(invalid="ignore"):
            drawn = shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None, "invalid"
    return shapely.to_wkb(drawn), None


def _write(answer: dict[str, Any], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import feather

    metadata = {"names": json.dumps(answer["names"], ensure_ascii=False), "crs": answer["crs"] or ""}
    table = pa.table(
        {
            "values": pa.array(answer["values"], pa.string()),
            "geometry": pa.array(answer["shapes"], pa.binary()),
            "fault": pa.array(answer["faults"], pa.string()),
        }
    ).replace_schema_metadata(metadata)
    feather.write_feather(table, str(path), compression="uncompressed")


if __name__ == "__main__":
    main()
