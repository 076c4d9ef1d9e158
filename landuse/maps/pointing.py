"""What the map asks while somebody points: names of what is in view, what lies under the pointer, how long it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from landuse.geo.display import from_lonlat
from landuse.geo.measuring import measured
from landuse.i18n import Catalogue
from landuse.maps.shapes import PER_METRE, Shapes
from landuse.maps.tiles import EXTENT, HALF_WORLD, PIXEL, tile_box
from landuse.model import Filter, Layer
from landuse.store import Store
from landuse.units import Measure, mu_from_m2, rounded
from landuse.views.parcels import at
from landuse.views.roll import named, roll

#: Shapes less wide than this many pixels have no room for a name.
_LABEL_PIXELS = 40
#: Longer names are cut: nobody reads more on a map, and nothing is as wide.
_LONGEST = 40
#: Records told of under the pointer.
_MOST = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A place under the pointer (WGS 84 degrees), on a day, in the layers that are shown."""

    lng: float
    lat: float
    as_of: date
    layers: tuple[Layer, ...]


def labels(store: Store, layer: Layer, shapes: Shapes, place: tuple[int, int, int], text: Catalogue) -> dict[str, Any]:
    """Return the lines to write on the shapes of a tile that have room for them, by feature id: name, then 亩."""
    touching = shapes.touching(tile_box(*place))
    boxes = shapes.boxes[touching].astype(np.int64)
    pixel = PER_METRE * 2 * HALF_WORLD / (1 << place[0]) / EXTENT * PIXEL
    wide = (boxes[:, 2] - boxes[:, 0]) >= _LABEL_PIXELS * pixel
    found = named(store, layer, shapes.fids[touching[wide]].tolist())
    return {
        str(fid): [cut(name), *([] if area is None else [text.amount(rounded(area), Measure.MU)])]
        for fid, (name, area) in found.items()
    }


def under(store: Store, spot: Spot, text: Catalogue) -> dict[str, Any]:
    """
    Return the projected coordinates of a spot and what lies there.

    Returns
    -------
    dict
        ``x`` (northing) and ``y`` (easting) as Chinese surveyors call them, ``crs`` ("EPSG:4549"), and ``records``,
        each as lines: layer and key, name, 亩, stage.
    """
    point = from_lonlat(spot.lng, spot.lat, crs=store.settings.crs)
    records = []
    for hit in at(store, lng=spot.lng, lat=spot.lat, layers=spot.layers)[:_MOST]:
        standing = roll(store, hit.layer, Filter(as_of=spot.as_of))
        row = standing.loc[standing["fid"] == hit.fid]
        if row.empty:
            continue
        area, stage = row["area_mu"].iloc[0], row["stage"].iloc[0]
        amount = [] if area != area else [text.amount(rounded(area), Measure.MU)]  # noqa: PLR0124
        title = f"{text.label('layers', hit.layer)} {hit.key}"
        records.append([title, *([cut(hit.name)] if hit.name else []), *amount, text.label("stages", str(stage))])
    return {"x": round(point.y, 2), "y": round(point.x, 2), "crs": f"EPSG:{store.settings.crs}", "records": records}


def measure(store: Store, places: list[tuple[float, float]], *, closed: bool, text: Catalogue) -> list[str]:
    """Return the lines that say how long a way is, or how long around and how large an area (m², 亩)."""
    found = measured(places, crs=store.settings.crs, closed=closed)
    said = [text("canvas.measured", metres=text.number(found.length_m, 1))]
    if found.area_m2 is not None:
        said.append(text.amount(rounded(found.area_m2), Measure.M2))
        said.append(text.amount(rounded(mu_from_m2(found.area_m2)), Measure.MU))
    return said


def cut(name: str) -> str:
    """
    Return a name as one line that a map can bear: not too long, and without characters that turn the text around.

    Examples
    --------
    >>> cut("a" + chr(0x202E) + "b"), len(cut("x" * 400))
    ('a[U+202E]b', 41)
    """
    plain = "".join(char if char.isprintable() else f"[U+{ord(char):04X}]" for char in name)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
