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

from landuse.intake.answer import gathered, write
from landuse.intake.confinement import leave_network, write_only_in
from landuse.intake.quick import read_table
from landuse.intake.sources import LayerFound, LayerNeeded, NotReadable, head_of, layers_of, opened, the_layer

#: Files that say at their head how many rows they have: one that was cut off would only seem shorter.
_ANNOUNCING = frozenset({"geopackage", "shapefile", "dbf", "geodatabase", "flatgeobuf"})


def main() -> None:
    """Read the task from standard input, write the answer where it says."""
    task: dict[str, Any] = json.load(sys.stdin)
    sys.meta_path.insert(0, _WithoutPandas())
    leave_network()
    write_only_in(Path(task["path"]).parent)
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
    layers = layers_of(path, content, encoding)
    layer = the_layer(layers, task["layer"])
    known = next(one for one in layers if one.name == layer)

    def count(done: int) -> None:
        """Tell the parent how many rows are read, of how many."""
        sys.stdout.write(json.dumps({"done": done, "of": known.rows}) + "\n")
        sys.stdout.flush()

    with opened(path, content, layer=layer, encoding=encoding) as source:
        whole = read_table(path, layer, source, count) if content == "geopackage" else None
        rows = write(whole or gathered(source, count), Path(task["answer"]))
        # Where SQLite has read a table through, nothing is lost, whatever is announced.
        announced = 0 if whole else _announced(path, content, known)
        lost = {"rows_lost": announced - rows} if announced > rows else {}
        return {"rows": rows, "notes": source.notes | lost}


def _announced(path: Path, content: str, layer: LayerFound) -> int:
    """Return how many rows a file says a layer has, 0 where it does not say."""
    if content not in _ANNOUNCING or layer.rows is None:
        return 0
    return layer.rows - _deleted(path.with_suffix(".dbf")) if content in {"shapefile", "dbf"} else layer.rows


def _deleted(table: Path) -> int:
    """Return how many rows of a dBASE table are marked as deleted: they are counted and not read."""
    content = table.read_bytes() if table.is_file() else b""
    start, width = int.from_bytes(content[8:10], "little"), int.from_bytes(content[10:12], "little")
    return content[start :: width or 1].count(b"*") if start else 0


class _WithoutPandas:
    """Says that there is no pandas: pyarrow would load it, for long, only to ask whether a list is a column of it."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Refuse pandas, leave all else to the others."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still ends the child
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
