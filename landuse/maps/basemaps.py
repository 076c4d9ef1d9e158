"""
Base layers that an office configures: ``basemaps.toml`` in the workspace. None is there by default, none on by itself.

What each key means, with examples, stands in ``docs/design/base-layers.md``. Nothing is fetched by this process: the
browser asks the addresses that are written here, once somebody switches a layer on; files of the workspace (MBTiles,
images) it asks of us.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlencode

from PIL import Image, UnidentifiedImageError
from pydantic import Field, model_validator
from pyproj import Transformer

from landuse.geo.display import WEB_MERCATOR, WGS84
from landuse.rules.files import Share, Strict, read_file

FILE = "basemaps.toml"
Grid = Literal["EPSG:3857", "EPSG:4326", "EPSG:4490"]
Kind = Literal["xyz", "wmts", "tianditu", "mbtiles", "image"]
_TIANDITU = "https://t{{s}}.tianditu.gov.cn/{product}_{set}/wmts"
#: Beside an image its world file bears the first and last letter of its suffix and a w, or ``.wld``.
_WORLD_SUFFIXES = (".wld", ".pgw", ".jgw", ".tfw", ".wf")


class BaseLayer(Strict):
    """One configured source; which keys a kind needs is checked when the file is read."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Kind
    url: str = ""
    subdomains: str = ""
    key: str = ""
    product: Literal["vec", "img", "ter", "cva", "cia", "cta"] = "vec"
    grid: Grid = "EPSG:3857"
    first_level: Annotated[int, Field(ge=0, le=2)] = 0
    layer: str = ""
    style: str = "default"
    matrix_set: str = ""
    format: str = "image/png"
    file: str = ""
    bounds: tuple[float, float, float, float] | None = None
    min_zoom: Annotated[int, Field(ge=0, le=22)] = 0
    max_zoom: Annotated[int, Field(ge=0, le=22)] = 18
    shift: Literal["gcj02"] | None = None
    attribution: str = ""
    opacity: Share = 1.0

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs = {"xyz": ("url",), "wmts": ("url", "layer", "matrix_set"), "tianditu": ("key",)}.get(
            self.kind, ("file",)
        )
        missing = [name for name in needs if not getattr(self, name)]
        if missing:
            raise ValueError(f"{self.name}: {self.kind} needs {', '.join(missing)}")
        if self.kind == "xyz" and not all(mark in self.url for mark in ("{z}", "{x}", "{y}")):
            raise ValueError(f"{self.name}: url needs {{z}}, {{x}} and {{y}}")
        return self

    @property
    def is_degrees(self) -> bool:
        """Whether tiles (or an image) lie in degrees; CGCS2000 and WGS 84 are one grid on a screen."""
        return self.grid != "EPSG:3857"


class _File(Strict):
    layers: tuple[BaseLayer, ...] = ()

    @model_validator(mode="after")
    def _named_apart(self) -> Self:
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError("two layers of one name")
        return self


def basemaps(folder: Path) -> tuple[BaseLayer, ...]:
    """
    Return the base layers that a workspace configures.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with key and line, if the file is not what it should be.
    """
    path = folder / FILE
    return _read(folder, path.stat().st_mtime_ns).layers if path.is_file() else ()


@lru_cache(maxsize=4)
def _read(folder: Path, _changed: int) -> _File:
    return read_file(folder, FILE, _File)


def described(layer: BaseLayer, index: int, folder: Path) -> dict[str, object]:
    """Return what the browser needs to show a layer: addresses, never a path of this machine."""
    own = {"xyz": layer.url, "wmts": _wmts(layer), "tianditu": _tianditu(layer)}
    is_image = layer.kind == "image"
    ours = f"basemaps/{index}/image" if is_image else f"basemaps/{index}/{{z}}/{{x}}/{{y}}"
    return {
        "name": layer.name,
        "url": own.get(layer.kind, ours).replace("{key}", layer.key),
        "ours": layer.kind not in own,
        "image": is_image,
        "subdomains": layer.subdomains or ("01234567" if layer.kind == "tianditu" else ""),
        "degrees": layer.is_degrees,
        "first_level": 1 if layer.kind == "tianditu" else layer.first_level,
        "bounds": image_bounds(layer, folder) if is_image else None,
        "min_zoom": layer.min_zoom,
        "max_zoom": layer.max_zoom,
        "shift": layer.shift,
        "attribution": layer.attribution,
        "opacity": layer.opacity,
    }


def file_of(layer: BaseLayer, folder: Path) -> Path | None:
    """Return the file of an MBTiles or image layer; None if it is not there, or not within the workspace."""
    path = (folder / layer.file).resolve()
    return path if path.is_file() and path.is_relative_to(folder.resolve()) else None


def image_bounds(layer: BaseLayer, folder: Path) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an image in degrees: as written, else by its world file; None: unknown."""
    box = layer.bounds or _world_box(file_of(layer, folder))
    if box is None or layer.is_degrees:
        return box
    to_degrees = Transformer.from_crs(WEB_MERCATOR, WGS84, always_xy=True)
    west, south = to_degrees.transform(box[0], box[1])
    east, north = to_degrees.transform(box[2], box[3])
    return west, south, east, north


def _world_box(image: Path | None) -> tuple[float, float, float, float] | None:
    """Return the box of an image by the six lines of its world file (upright images only)."""
    if image is None:
        return None
    for suffix in _WORLD_SUFFIXES:
        world = image.with_suffix(suffix)
        try:
            across, skew, other_skew, down, x, y = (float(line) for line in world.read_text().split())
            with Image.open(image) as opened:
                width, height = opened.size
        except (OSError, ValueError, UnidentifiedImageError):
            continue
        if skew or other_skew:
            return None
        west, north = x - across / 2, y - down / 2
        return west, north + down * height, west + across * width, north
    return None


def _wmts(layer: BaseLayer) -> str:
    query = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": layer.layer,
        "STYLE": layer.style,
        "TILEMATRIXSET": layer.matrix_set,
        "FORMAT": layer.format,
    }
    joint = "&" if "?" in layer.url else "?"
    return f"{layer.url}{joint}{urlencode(query)}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"


def _tianditu(layer: BaseLayer) -> str:
    name = "c" if layer.is_degrees else "w"
    address = _TIANDITU.format(product=layer.product, set=name)
    given = {"url": address, "layer": layer.product, "matrix_set": name, "format": "tiles"}
    return f"{_wmts(layer.model_copy(update=given))}&tk={{key}}"
