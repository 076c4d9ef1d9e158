"""
Map files as they are opened in the child process: layers, and rows with their shapes, whatever the format.

fiona with one driver allowed; KML and GeoParquet by hand, because fiona's KML leaves attributes out and its GDAL knows
no Parquet. Nothing here runs in the app's own process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

#: Content -> fiona driver. Nothing else can be opened here.
DRIVERS = {
    "geopackage": "GPKG",
    "shapefile": "ESRI Shapefile",
    "geodatabase": "OpenFileGDB",
    "geojson": "GeoJSON",
    "geojson_lines": "GeoJSONSeq",
    "flatgeobuf": "FlatGeobuf",
    "gml": "GML",
    "dxf": "DXF",
    "edigeo": "EDIGEO",
    "osm": "OSM",
}
#: Drivers that fiona has but does not offer.
_UNOFFERED = ("EDIGEO", "OSM")
#: What a GeoPackage of QGIS holds besides the office's layers.
_STYLES = frozenset({"layer_styles", "qgis_projects"})


class NotReadable(Exception):  # noqa: N818 - it says what the file is
    """The file is not what it should be; the message is for the parent's sentence."""


class LayerNeeded(Exception):  # noqa: N818 - it asks
    """The file has several layers and none was named, or one that is not there."""

    def __init__(self, layers: list[str], asked: str | None) -> None:
        super().__init__(", ".join(layers))
        self.layers, self.asked = layers, asked


@dataclass(frozen=True, slots=True)
class LayerFound:
    """A layer of a file; ``rows`` None where counting would mean reading."""

    name: str
    rows: int | None
    geometry: str


@dataclass(frozen=True, slots=True)
class Source:
    """An open layer: names of its columns, its CRS as WKT, and rows of (cells, GeoJSON-like mapping or None)."""

    names: list[str]
    crs: str | None
    rows: Iterator[tuple[list[object], Any]]


def layers_of(path: Path, content: str, encoding: str | None) -> list[LayerFound]:
    """Return the layers of a file."""
    import fiona

    with _errors():
        _offer()
        found = []
        for name in fiona.listlayers(str(path)):
            if name in _STYLES:
                continue
            with fiona.open(str(path), **_options(content, name, encoding)) as source:
                geometry = source.schema["geometry"]
                found.append(LayerFound(name, _length(source), geometry if isinstance(geometry, str) else geometry[0]))
        return found


def the_layer(layers: list[LayerFound], asked: str | None) -> str:
    """Return the layer to read: the one asked for, else the only one, else the only one that is drawn."""
    if asked is not None and any(layer.name == asked for layer in layers):
        return asked
    drawn = [layer for layer in layers if layer.geometry != "None"] or layers
    if asked is not None or len(drawn) != 1:
        raise LayerNeeded([layer.name for layer in layers], asked)
    return drawn[0].name


@contextmanager
def opened(path: Path, content: str, *, layer: str, encoding: str | None) -> Iterator[Source]:
    """Yield a layer as a source."""
    import fiona

    with _errors():
        _offer()
        with fiona.open(str(path), **_options(content, layer, encoding)) as collection:
            names = list(collection.schema["properties"])
            yield Source(names, collection.crs_wkt or None, _features(collection, names))


def head_of(source: Source, count: int) -> list[list[object]]:
    """Return the cells of the first rows, as JSON can say them."""
    with _errors():
        return [[plain(cell) for cell in cells] for cells, _ in islice(source.rows, count)]


def plain(value: object) -> object:
    """Return a cell as JSON can say it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _features(collection: Any, names: list[str]) -> Iterator[tuple[list[object], Any]]:
    for feature in collection:
        properties = feature.properties
        yield [properties.get(name) for name in names], feature.geometry


def _length(source: Any) -> int | None:
    try:
        return len(source)
    except (TypeError, OverflowError, ValueError):
        return None


def _options(content: str, layer: str, encoding: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {"layer": layer, "enabled_drivers": [DRIVERS[content]]}
    return options if encoding is None else options | {"encoding": encoding}


def _offer() -> None:
    from fiona.drvsupport import supported_drivers

    supported_drivers.update(dict.fromkeys(_UNOFFERED, "r"))


@contextmanager
def _errors() -> Iterator[None]:
    from fiona.errors import FionaError

    try:
        yield
    except (FionaError, UnicodeDecodeError, ValueError, OSError, RuntimeError) as error:
        raise NotReadable(str(error)[:200]) from None
