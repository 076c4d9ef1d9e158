"""
Map files as they are opened in the child process: layers, and rows with their shapes, whatever the format.

fiona with one driver allowed. By hand: KML, because fiona's leaves attributes out; GeoParquet, which its GDAL does not
know; GeoJSON a feature a line, which it knows only in one order of members. Nothing here runs in the app's own process.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from landuse.intake import drawings, kml

#: Content -> fiona driver. No other driver opens anything here.
DRIVERS = {
    "geopackage": "GPKG",
    "shapefile": "ESRI Shapefile",
    "dbf": "ESRI Shapefile",
    "geodatabase": "OpenFileGDB",
    "geojson": "GeoJSON",
    "flatgeobuf": "FlatGeobuf",
    "gml": "GML",
    "dxf": "DXF",
    "edigeo": "EDIGEO",
    "osm": "OSM",
}
#: Map files that are opened here.
MAPS = frozenset({*DRIVERS, "geojson_lines", "kml", "parquet"})
#: Files of one layer, which has no name of its own.
SINGLE = frozenset({"shapefile", "dbf", "geojson", "geojson_lines", "flatgeobuf", "parquet", "kml"})
#: Drivers that fiona has but does not offer.
_UNOFFERED = ("EDIGEO", "OSM")
#: What a GeoPackage of QGIS holds besides the office's layers.
_STYLES = frozenset({"layer_styles", "qgis_projects"})
_PANDAS_INDEX = "__index_level_0__"
#: A shape that was there and cannot be read.
_UNREADABLE = {"type": "unreadable"}
_GEOJSON_TYPES = frozenset({"Feature", "FeatureCollection", "GeometryCollection"}) | {
    f"{several}{kind}" for several in ("", "Multi") for kind in ("Point", "LineString", "Polygon")
}


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
    """
    An open layer: names of its columns, its CRS as WKT, and rows of cells with a shape.

    A shape is a shapely object, a GeoJSON-like mapping or None; a table has none at all. ``notes`` count what was left
    out or changed, by the code of their sentence.
    """

    names: list[str]
    crs: str | None
    rows: Iterable[tuple[list[object], Any]]
    notes: dict[str, int] = field(default_factory=dict)
    is_table: bool = False


def layers_of(path: Path, content: str, encoding: str | None) -> list[LayerFound]:
    """Return the layers of a file; the only one of a file of one layer has no name."""
    import fiona

    with _errors():
        if content in _BY_HAND:
            return [LayerFound("", len(_BY_HAND[content](path)[1]), "Unknown")]
        if content == "parquet":
            return [LayerFound("", _parquet(path).metadata.num_rows, "Unknown")]
        if content == "dxf":
            layers = _drawing(path, encoding)
            return [LayerFound(name, len(layer.closed), "Polygon") for name, layer in layers.items() if layer.closed]
        _prepare(path, content)
        names = [""] if content in SINGLE else [name for name in fiona.listlayers(str(path)) if name not in _STYLES]
        found = []
        for name in names:
            with fiona.open(str(path), **_options(content, name, encoding)) as source:
                geometry = source.schema["geometry"]
                found.append(LayerFound(name, _length(source), geometry if isinstance(geometry, str) else geometry[0]))
        return found


def the_layer(layers: list[LayerFound], asked: str | None) -> str:
    """Return the layer to read: the one asked for, else the only one, else the only one that is drawn."""
    if asked is not None and any(layer.name == asked for layer in layers):
        return asked
    if not layers:
        raise NotReadable("no layer")
    drawn = [layer for layer in layers if layer.geometry != "None"] or layers
    if asked is not None or len(drawn) != 1:
        raise LayerNeeded([layer.name for layer in layers], asked)
    return drawn[0].name


@contextmanager
def opened(path: Path, content: str, *, layer: str, encoding: str | None) -> Iterator[Source]:
    """Yield a layer as a source."""
    import fiona

    with _errors():
        if content in _BY_HAND:
            names, rows = _BY_HAND[content](path)
            yield Source(names, _wkt(4326), rows)
        elif content == "parquet":
            yield _of_parquet(path)
        elif content == "dxf":
            layers = _drawing(path, encoding)
            names, rows = drawings.outlines(layers, layer)
            yield Source(names, None, rows, {"drawing_left": layers[layer].others} if layers[layer].others else {})
        else:
            _prepare(path, content)
            with fiona.open(str(path), **_options(content, layer, encoding)) as collection:
                names = list(collection.schema["properties"])
                is_table = collection.schema["geometry"] == "None"
                yield Source(names, collection.crs_wkt or None, _features(collection, names), is_table=is_table)


def head_of(source: Source, count: int) -> list[list[object]]:
    """Return the cells of the first rows, as JSON can say them."""
    with _errors():
        return [[plain(cell) for cell in cells] for cells, _ in islice(source.rows, count)]


def plain(value: object) -> object:
    """Return a cell as JSON can say it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.hex() if isinstance(value, bytes) else str(value)


@cache
def _lines(path: Path) -> tuple[list[str], list[tuple[list[object], Any]]]:
    """Return the headings and rows of features a line, or between record separators (RFC 8142)."""
    text = path.read_bytes().decode("utf-8-sig")
    pieces = text.split("\x1e") if "\x1e" in text else text.splitlines()
    try:
        features = [json.loads(piece) for piece in pieces if piece.strip()]
    except RecursionError as error:
        raise NotReadable(str(error)) from None
    if any(not isinstance(feature, dict) or feature.get("type") != "Feature" for feature in features):
        raise NotReadable("not GeoJSON")
    told = [feature.get("properties") or {} for feature in features]
    names = list(dict.fromkeys(name for properties in told for name in properties))
    rows = [
        ([properties.get(name) for name in names], feature.get("geometry"))
        for feature, properties in zip(features, told, strict=True)
    ]
    return names, rows


#: Readers that give headings and rows, in longitude and latitude of WGS 84.
_BY_HAND = {"kml": cache(kml.placemarks), "geojson_lines": _lines}


@cache
def _drawing(path: Path, encoding: str | None) -> dict[str, drawings.DrawingLayer]:
    import fiona

    drawings.as_utf8(path, encoding or "utf-8")
    with fiona.Env(DXF_ENCODING="UTF-8"), fiona.open(str(path), enabled_drivers=[DRIVERS["dxf"]]) as collection:
        return drawings.layers_in(collection)


@cache
def _parquet(path: Path) -> Any:
    from pyarrow import parquet

    return parquet.ParquetFile(path)


def _of_parquet(path: Path) -> Source:
    """Return a GeoParquet as a source: WKB and what its metadata says of it."""
    file = _parquet(path)
    told = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"null"))
    if told is None:
        names = [name for name in file.schema_arrow.names if name != _PANDAS_INDEX]
        return Source(names, None, _rows_of_parquet(file, None, names), is_table=True)
    drawn = told["primary_column"]
    about = told["columns"][drawn]
    if about.get("encoding") != "WKB":
        raise NotReadable(f"geometry encoding {about.get('encoding')}")
    names = [name for name in file.schema_arrow.names if name not in told["columns"] and name != _PANDAS_INDEX]
    crs = about.get("crs", "OGC:CRS84")
    return Source(names, _wkt(crs) if crs is not None else None, _rows_of_parquet(file, drawn, names))


def _rows_of_parquet(file: Any, drawn: str | None, names: list[str]) -> Iterator[tuple[list[object], Any]]:
    import shapely

    for batch in file.iter_batches(columns=[*names, *([drawn] if drawn else [])], use_threads=False):
        columns = [batch.column(name).to_pylist() for name in names]
        blobs = batch.column(drawn).to_pylist() if drawn else [None] * len(batch)
        shapes = shapely.from_wkb(blobs, on_invalid="ignore")
        for *cells, blob, shape in zip(*columns, blobs, shapes, strict=True):
            yield cells, _UNREADABLE if shape is None and blob is not None else shape


def _wkt(crs: object) -> str:
    from pyproj import CRS

    return CRS.from_user_input(crs).to_wkt()


def _prepare(path: Path, content: str) -> None:
    """Let fiona know its drivers; refuse JSON that is no GeoJSON, or that GDAL would take for a connection."""
    from fiona.drvsupport import supported_drivers

    supported_drivers.update(dict.fromkeys(_UNOFFERED, "r"))
    if content == "geojson" and _type_of_json(path) not in _GEOJSON_TYPES:
        raise NotReadable("not GeoJSON")


@cache
def _type_of_json(path: Path) -> object:
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except RecursionError as error:
        raise NotReadable(str(error)) from None
    kind = document.get("type") if isinstance(document, dict) else None
    return kind if isinstance(kind, str) else None


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
    options: dict[str, Any] = {"enabled_drivers": [DRIVERS[content]]}
    if layer:
        options["layer"] = layer
    return options if encoding is None else options | {"encoding": encoding}


@contextmanager
def _errors() -> Iterator[None]:
    from fiona.errors import FionaError

    try:
        yield
    except (FionaError, UnicodeDecodeError, ValueError, OSError, RuntimeError) as error:
        raise NotReadable(str(error)[:200]) from None
