"""
What is written into a printed map, and where: names and 亩 inside of parcels where they fit, never one over another.

Greedy: what matters more is placed first, and what finds no room is left out; the list has it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.reports.map_drawing import blended
from landuse.reports.sheet_contents import Contents
from landuse.reports.sheet_frame import Frame
from landuse.reports.sheet_letters import MM_PER_PT, cut, lines_of, printable, text_width
from landuse.symbology import load_symbology
from landuse.units import Measure
from landuse.views.context import UNITS

#: Points, on A4.
_NAMES, _LETTER, _ZONE, _UNIT = (6.5, 5.5), 6.0, 8.0, 10.0
_LEADING, _PADDING_MM = 1.2, 0.5
#: The widest name, in mm at one line, and how many lines it may take.
_WIDEST_MM, _MOST_LINES = 75.0, 3
#: A further line is worth it if it makes a name this much narrower.
_NARROWER = 0.9
#: The smallest ground that a letter fits in, in mm².
_LEAST_MM2 = 8.0
#: Decimals of a millimetre that are reckoned with: finer slivers would be noise.
_DECIMALS = 3
#: Cells of the raster that remembers which ground is taken, in mm.
_CELL_MM = 12.0
#: Steps of the raster of places tried for the name of a unit or zone.
_TRIES = 9
#: What it costs to stand beside a zone, to cover nothing but records, to cross a border; to be far off costs up to 0.3.
_BESIDE, _COVERING, _CROSSING = 0.35, 10.0, 0.25

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """
    Lines of text around a middle (mm from the window's upper left corner), ``width`` × ``height`` mm with its padding.

    ``lines`` are (text, size in points); ``ink`` their colour, ``ground`` that of the field behind them or None.
    """

    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, float], ...]
    ink: str
    ground: str | None

    @property
    def rectangle(self) -> Rectangle:
        """Left, top, right, bottom in mm."""
        return (
            self.x - self.width / 2,
            self.y - self.height / 2,
            self.x + self.width / 2,
            self.y + self.height / 2,
        )


class _Taken:
    """Which ground of the window is written on already."""

    def __init__(self, frame: Frame) -> None:
        self._window = (0.0, 0.0, frame.width, frame.height)
        self._cells: dict[tuple[int, int], list[Rectangle]] = defaultdict(list)

    def is_free(self, wanted: Rectangle) -> bool:
        """Whether a rectangle lies in the window and over no other."""
        left, top, right, bottom = wanted
        inside = left >= 0 and top >= 0 and right <= self._window[2] and bottom <= self._window[3]
        others = (other for cell in self._of(wanted) for other in self._cells[cell])
        return inside and not any(left < o[2] and right > o[0] and top < o[3] and bottom > o[1] for o in others)

    def take(self, rectangle: Rectangle) -> None:
        """Remember a rectangle."""
        for cell in self._of(rectangle):
            self._cells[cell].append(rectangle)

    @staticmethod
    def _of(rectangle: Rectangle) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(edge // _CELL_MM) for edge in rectangle)
        return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


@dataclass(frozen=True, slots=True, eq=False)
class _Writing:
    """What all labels of a window share: the words, the size of letters, and what lies where."""

    text: Catalogue
    type_scale: float
    taken: _Taken
    ground: shapely.STRtree
    plots: shapely.STRtree
    borders: shapely.STRtree


def labels_of(contents: Contents, frame: Frame, *, text: Catalogue, type_scale: float) -> tuple[Label, ...]:
    """
    Return the labels of a window: plots and parcels inside of their ground, units and zones where they cover least.

    Parameters
    ----------
    contents : Contents
    frame : Frame
    text : Catalogue
    type_scale : float
        How much larger than on A4 letters are.
    """
    drawn = {layer.layer: _on_paper(layer.shown, frame) for layer in contents.layers}
    plots = drawn[Layer.PLOTS].geometry.to_numpy() if Layer.PLOTS in drawn else np.array([], dtype=object)
    every = [records.geometry.to_numpy() for layer, records in drawn.items() if layer is not Layer.ZONES]
    ground = shapely.STRtree(np.concatenate([*every, np.array([], dtype=object)]))
    units = _on_paper(contents.context[UNITS], frame)
    zones = drawn[Layer.ZONES].geometry.to_numpy() if Layer.ZONES in drawn else np.array([], dtype=object)
    borders = shapely.STRtree(shapely.boundary(np.concatenate([zones, units.geometry.to_numpy()])))
    writing = _Writing(text, type_scale, _Taken(frame), ground, shapely.STRtree(plots), borders)
    placed = [*_selected_first(drawn, writing)]
    placed += _unit_labels(units, writing)
    placed += _zone_labels(drawn.get(Layer.ZONES), writing)
    placed += _record_labels(drawn, writing)
    return tuple(placed)


def _on_paper(shown: gpd.GeoDataFrame, frame: Frame) -> gpd.GeoDataFrame:
    """Return the sound records of a layer with their ground in mm of the window, cut to it."""
    sound = shown.loc[shapely.is_valid(shown.geometry.to_numpy())]
    shapes = shapely.transform(sound.geometry.to_numpy(), lambda points: np.round(frame.on_paper(points), _DECIMALS))
    within = shapely.clip_by_rect(shapes, 0, 0, frame.width, frame.height)
    return gpd.GeoDataFrame(sound.drop(columns="geometry"), geometry=within).loc[shapely.is_valid(within)]


def _selected_first(drawn: Mapping[Layer, gpd.GeoDataFrame], writing: _Writing) -> Iterator[Label]:
    for layer, records in drawn.items():
        if layer is not Layer.ZONES:
            yield from _inside_labels(layer, records.loc[records["selected"]], writing)


def _record_labels(drawn: Mapping[Layer, gpd.GeoDataFrame], writing: _Writing) -> Iterator[Label]:
    for layer in (Layer.PLOTS, Layer.PARCELS):
        if layer in drawn:
            records = drawn[layer]
            yield from _inside_labels(layer, records.loc[records["inside"] & ~records["selected"]], writing)


def _inside_labels(layer: Layer, records: gpd.GeoDataFrame, writing: _Writing) -> Iterator[Label]:
    """Write the fullest wording that fits into what is to be seen of each record."""
    style = load_symbology()
    roomy = records.loc[shapely.area(records.geometry.to_numpy()) >= _LEAST_MM2]
    columns = ["key", "name", "stage", "area_mu", "inside", "selected", "geometry"]
    for key, name, stage, area_mu, inside, selected, shape in roomy[columns].itertuples(index=False, name=None):
        symbol = style.stages.get(stage)
        seen = _seen(shape, writing.plots if layer is Layer.PARCELS and not selected else None)
        if symbol is None or seen is None:
            continue
        opacity = style.layers[layer].opacity if inside else style.faint.opacity
        look = (symbol.ink if inside else style.stages["registered"].ink, blended(symbol.colour, opacity))
        amount = "" if pd.isna(area_mu) else writing.text.amount(area_mu, Measure.MU)
        title = printable(key if pd.isna(name) or not name.strip() else name)
        for lines in _wordings(title, symbol.letter, amount, writing.type_scale):
            label = _fitted(lines, seen, look, writing.taken)
            if label is not None:
                yield label
                break


def _seen(shape: shapely.Geometry, plots: shapely.STRtree | None) -> shapely.Polygon | None:
    """Return the largest piece of a record that no plot covers, or None if it is too small to write on."""
    if plots is not None:
        covering = plots.geometries[plots.query(shape, predicate="intersects")]
        shape = shapely.difference(shape, shapely.union_all(covering)) if len(covering) else shape
    pieces = [piece for piece in shapely.get_parts(shape) if isinstance(piece, shapely.Polygon)]
    largest = max(pieces, key=lambda piece: float(piece.area), default=None)
    if largest is None or largest.area < _LEAST_MM2:
        return None
    shapely.prepare(largest)
    return largest


def _wordings(name: str, letter: str, amount: str, type_scale: float) -> Iterator[tuple[tuple[str, float], ...]]:
    """Yield what a label may say, the fullest first: name and 亩 with the stage's letters, 亩 alone, letters alone."""
    letters = _LETTER * type_scale
    below = (f"{letter} {amount}".strip(), letters)
    for size in (points * type_scale for points in _NAMES):
        short = cut(name, size, room=_WIDEST_MM * type_scale)
        width = float("inf")
        for count in range(1, _MOST_LINES + 1):
            broken = lines_of(short, count)
            widest = max((text_width(line, size) for line in broken), default=0.0)
            if 0 < widest < _NARROWER * width:
                yield (*((line, size) for line in broken), below)
                width = widest
    if amount:
        yield (below,)
    yield ((letter, letters),)


def _fitted(
    lines: tuple[tuple[str, float], ...], seen: shapely.Polygon, look: tuple[str, str], taken: _Taken
) -> Label | None:
    """Return a label within a shape where nothing is written yet, or None."""
    width, height = _size(lines)
    left, top, right, bottom = seen.bounds
    if width > right - left or height > bottom - top:
        return None
    for middle in _middles(seen, height):
        label = Label(middle.x, middle.y, width, height, lines, *look)
        if taken.is_free(label.rectangle) and seen.contains(shapely.box(*label.rectangle)):
            taken.take(label.rectangle)
            return label
    return None


def _middles(shape: shapely.Polygon, height: float) -> Iterator[shapely.Point]:
    """Yield places in a shape to write around: its centre of gravity, where it is widest, above and below of that."""
    yield shape.centroid
    widest = shapely.maximum_inscribed_circle(shape, tolerance=0.5).coords[0]
    for rise in (0.0, -height, height):
        yield shapely.Point(widest[0], widest[1] + rise)


def _size(lines: tuple[tuple[str, float], ...]) -> tuple[float, float]:
    """Return width and height of lines with their padding, in mm."""
    width = max(text_width(line, size) for line, size in lines)
    height = sum(size for _, size in lines) * _LEADING * MM_PER_PT
    return width + 2 * _PADDING_MM, height + _PADDING_MM


def _unit_labels(units: gpd.GeoDataFrame, writing: _Writing) -> Iterator[Label]:
    look = (load_symbology().context[UNITS].line, None)
    named = units.loc[units["name"].notna()]
    for name, shape in zip(named["name"], named.geometry, strict=True):
        yield from _spread(name, _UNIT, shape, look, writing, beside=False)


def _zone_labels(zones: gpd.GeoDataFrame | None, writing: _Writing) -> Iterator[Label]:
    if zones is None:
        return
    style = load_symbology()
    look = (style.layers[Layer.ZONES].line, style.selected.casing)
    counted = zones.loc[zones["inside"] | zones["selected"]]
    numbers = counted["short"] if "short" in counted else [None] * len(counted)
    for key, name, number, shape in zip(counted["key"], counted["name"], numbers, counted.geometry, strict=True):
        full = key if pd.isna(name) else name
        for words in (full, number) if number else (full,):
            label = next(_spread(words, _ZONE, shape, look, writing, beside=True), None)
            if label is not None:
                yield label
                break


def _spread(
    name: str,
    points: float,
    shape: shapely.Geometry,
    look: tuple[str, str | None],
    writing: _Writing,
    *,
    beside: bool,
) -> Iterator[Label]:
    """Write a name in a large shape, or *beside* it, where it covers the least ground of parcels and plots."""
    size = points * writing.type_scale
    lines = ((cut(printable(name), size, room=_WIDEST_MM), size),)
    width, height = _size(lines)
    best: tuple[float, Label] | None = None
    for cost, x, y in _places(shape, height, beside=beside):
        label = Label(x, y, width, height, lines, *look)
        if (best is None or cost < best[0]) and writing.taken.is_free(label.rectangle):
            total = cost + _cost(label.rectangle, writing)
            best = (total, label) if best is None or total < best[0] else best
    if best is not None:
        writing.taken.take(best[1].rectangle)
        yield best[1]


def _places(shape: shapely.Geometry, height: float, *, beside: bool) -> Iterator[tuple[float, float, float]]:
    """Yield places for a name with what each costs: dear far from the middle, dearer above and below of the shape."""
    if shapely.is_empty(shape):
        return
    left, top, right, bottom = shapely.bounds(shape).tolist()
    middle = shapely.point_on_surface(shape)
    reach = max(right - left, bottom - top, 1.0)
    xs, ys = np.linspace(left, right, _TRIES + 2)[1:-1], np.linspace(top, bottom, _TRIES + 2)[1:-1]
    grid = np.meshgrid(xs, ys)
    within = shapely.contains_xy(shape, *grid)
    points = [shapely.Point(x, y) for x, y in zip(grid[0][within], grid[1][within], strict=True)]
    for point in (middle, *points):
        yield 0.3 * point.distance(middle) / reach, point.x, point.y
    for x in (middle.x, left, right) if beside else ():
        yield _BESIDE, x, top - height
        yield _BESIDE, x, bottom + height


def _cost(rectangle: Rectangle, writing: _Writing) -> float:
    """Return what is lost under a rectangle: records, dearly, by the share of it that they take, and a border."""
    field = shapely.box(*rectangle)
    met = writing.ground.geometries[writing.ground.query(field, predicate="intersects")]
    covered = float(shapely.area(shapely.intersection(met, field)).sum()) / field.area
    crosses = len(writing.borders.query(field, predicate="intersects")) > 0
    return _COVERING * covered + (_CROSSING if crosses else 0.0)
