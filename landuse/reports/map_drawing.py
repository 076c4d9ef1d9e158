"""
The body of a printed map as SVG, in millimetres: fills, hatches and lines by ``symbology.toml``.

Pure, and without a single letter: nothing that a file or a user wrote enters the SVG. Labels are set by the sheet.
"""

from collections.abc import Iterator
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from landuse.model import Layer
from landuse.reports.sheet_contents import Contents, ShownLayer
from landuse.reports.sheet_frame import Frame
from landuse.symbology import HATCH_PATHS, Hatch, LineStyle, Symbol, load_symbology

#: Millimetres on paper for a CSS pixel of the screen: lines, and the field of 8 × 8 that a hatch repeats.
_LINE_MM = 0.2
_HATCH_MM = 0.17
_HATCH_WIDTH, _HATCH_OPACITY = 1.1, 0.5
#: From this ratio on lines grow thinner, to leave room for what they surround.
_THIN_FROM = 10_000
_THINNEST = 0.35
#: Shapes smaller than this on paper are squares of this size, one a place.
SPECK_MM = 0.35
#: Records in one path: long ones are slow to draw for some readers of PDF.
_CHUNK = 500
#: What simplifying a base layer may move, in mm.
_TOLERANCE_MM = 0.03
_WHITE = (255, 255, 255)


def map_svg(contents: Contents, frame: Frame) -> str:
    """
    Return the drawing of a window as SVG.

    Base layers lie lowest, then what the filter leaves out, then zones, parcels and plots in full, then what is
    selected.
    """
    parts = [
        _opening(frame.width, frame.height),
        "<defs>",
        *(_hatch_pattern(symbol) for symbol in load_symbology().stages.values() if symbol.hatch is not Hatch.NONE),
        "</defs>",
        *_context(contents, frame),
        *(part for layer in contents.layers for part in _faint(layer, frame)),
        *(part for layer in contents.layers for part in _in_full(layer, frame)),
        *(part for layer in contents.layers if layer.layer is Layer.ZONES for part in _outlines(layer, frame)),
        *_selected(contents, frame),
        "</svg>",
    ]
    return "".join(parts)


def swatch_svg(layer: Layer, stage: str | None, *, width: float, height: float) -> str:
    """Return how a stage looks on a layer (None: the layer's outline alone) as SVG; without its letter."""
    style = load_symbology().layers[layer]
    edge = style.width * _LINE_MM / 2
    field = f'x="{edge:g}" y="{edge:g}" width="{width - 2 * edge:g}" height="{height - 2 * edge:g}"'
    parts = [_opening(width, height)]
    if stage is not None:
        symbol = load_symbology().stages[stage]
        parts.append(f"<defs>{_hatch_pattern(symbol)}</defs>")
        parts.append(f'<rect {field} fill="{blended(symbol.colour, style.opacity)}"/>')
        parts += [f'<rect {field} fill="url(#hatch-{stage})"/>'] if symbol.hatch is not Hatch.NONE else []
    parts.append(f"<rect {field} {_stroke(style, _LINE_MM)}/></svg>")
    return "".join(parts)


def line_swatch_svg(name: str, *, width: float, height: float) -> str:
    """Return how a base layer looks as SVG."""
    style = load_symbology().context[name]
    fill = blended(style.line, style.opacity) if style.opacity else "none"
    path = f"M0.2 0.2H{width - 0.2:g}V{height - 0.2:g}H0.2Z" if style.opacity else f"M0 {height / 2:g}H{width:g}"
    return f'{_opening(width, height)}<path d="{path}" {_stroke(style, _LINE_MM, fill=fill)}/></svg>'


def blended(colour: str, opacity: float) -> str:
    """
    Return the opaque colour that a translucent one makes on white paper.

    Examples
    --------
    >>> blended("#000000", 1), blended("#ff0000", 0)
    ('#000000', '#ffffff')
    """
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(own * opacity + paper * (1 - opacity)) for own, paper in zip(channels, _WHITE, strict=True)]
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _opening(width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">'
    )


def path_of(shapes: npt.NDArray[np.object_], frame: Frame) -> str:
    """
    Return polygons and lines as the data of an SVG path, to 0.01 mm; holes wind against their shells.

    Examples
    --------
    >>> frame = Frame(west=0, north=100, width=100, height=100, ratio=1000)
    >>> path_of(np.array([shapely.LineString([(0, 100), (10, 90.5)])]), frame)
    'M0 0L10 9.5'
    """
    parts = shapely.get_parts(shapely.orient_polygons(shapes))
    areal = shapely.get_dimensions(parts) == 2
    rings = shapely.get_rings(parts[areal])
    lines = parts[~areal & (shapely.get_type_id(parts) != 0)]
    return "".join((*_commands(rings, frame, closed=True), *_commands(lines, frame, closed=False)))


def _commands(lines: npt.NDArray[np.object_], frame: Frame, *, closed: bool) -> Iterator[str]:
    points, line = shapely.get_coordinates(lines, return_index=True)
    placed = np.round(frame.on_paper(points), 2) + 0.0
    starts = np.diff(line, prepend=-1) != 0
    moved = (np.diff(placed, axis=0, prepend=np.nan) != 0).any(axis=1)
    kept = starts | moved
    texts = [f"{x:g} {y:g}" for x, y in placed[kept]]
    firsts = [*np.flatnonzero(starts[kept]).tolist(), len(texts)]
    for first, end in pairwise(firsts):
        yield "M" + "L".join(texts[first:end]) + ("Z" if closed else "")


def _context(contents: Contents, frame: Frame) -> Iterator[str]:
    for name, style in load_symbology().context.items():
        shapes = contents.context[name].geometry.to_numpy()
        if len(shapes):
            path = path_of(shapely.simplify(shapes, _TOLERANCE_MM / frame.mm_per_m), frame)
            fill = blended(style.line, style.opacity) if style.opacity else "none"
            yield f'<path d="{path}" {_stroke(style, _line_mm(frame), fill=fill)}/>'


def _faint(layer: ShownLayer, frame: Frame) -> Iterator[str]:
    """Draw what the filter leaves out, without hatch and hardly to be seen."""
    faint, symbology = load_symbology().faint, load_symbology()
    left_out = layer.shown.loc[~layer.shown["inside"]]
    filled = symbology.layers[layer.layer].opacity > 0
    for stage, drawn in left_out.groupby("stage", sort=False):
        symbol = symbology.stages.get(str(stage))
        if symbol is not None and filled:
            yield from _fills(drawn, frame, blended(symbol.colour, faint.opacity))
    style = LineStyle(faint.line, faint.width, symbology.layers[layer.layer].dash, 0.0)
    yield from _strokes(left_out, frame, style)


def _in_full(layer: ShownLayer, frame: Frame) -> Iterator[str]:
    """Draw what the filter lets through: colours, hatches, then lines."""
    style = load_symbology().layers[layer.layer]
    if not style.opacity:
        return
    shown = layer.shown.loc[layer.shown["inside"]]
    for stage, drawn in shown.groupby("stage", sort=False):
        symbol = load_symbology().stages.get(str(stage))
        if symbol is not None:
            yield from _fills(drawn, frame, blended(symbol.colour, style.opacity))
            if symbol.hatch is not Hatch.NONE:
                yield from _fills(drawn.loc[~_specks(drawn, frame)], frame, f"url(#hatch-{stage})")
    yield from _strokes(shown, frame, style)


def _outlines(layer: ShownLayer, frame: Frame) -> Iterator[str]:
    style = load_symbology().layers[layer.layer]
    yield from _strokes(layer.shown.loc[layer.shown["inside"]], frame, style)


def _selected(contents: Contents, frame: Frame) -> Iterator[str]:
    style = load_symbology().selected
    for layer in contents.layers:
        shapes = layer.shown.loc[layer.shown["selected"]].geometry.to_numpy()
        if len(shapes):
            path = path_of(shapes, frame)
            for colour, width in ((style.casing, style.width + 2), (style.line, style.width)):
                yield f'<path d="{path}" {_stroke(LineStyle(colour, width, (), 0.0), _LINE_MM)}/>'


def _fills(drawn: gpd.GeoDataFrame, frame: Frame, paint: str) -> Iterator[str]:
    small = _specks(drawn, frame)
    shapes = drawn.geometry.to_numpy()
    for chunk in _chunks(shapes[~small]):
        yield f'<path d="{path_of(chunk, frame)}" fill="{paint}"/>'
    if small.any():
        middles = frame.on_paper(shapely.get_coordinates(shapely.centroid(shapely.envelope(shapes[small]))))
        places = np.unique(np.floor(middles / SPECK_MM), axis=0) * SPECK_MM
        squares = "".join(f"M{x:.2f} {y:.2f}h{SPECK_MM}v{SPECK_MM}h-{SPECK_MM}z" for x, y in places)
        yield f'<path d="{squares}" fill="{paint}"/>'


def _strokes(drawn: gpd.GeoDataFrame, frame: Frame, style: LineStyle) -> Iterator[str]:
    for chunk in _chunks(drawn.geometry.to_numpy()[~_specks(drawn, frame)]):
        yield f'<path d="{path_of(chunk, frame)}" {_stroke(style, _line_mm(frame))}/>'


def _chunks(shapes: npt.NDArray[np.object_]) -> Iterator[npt.NDArray[np.object_]]:
    return (shapes[first : first + _CHUNK] for first in range(0, len(shapes), _CHUNK))


def _specks(drawn: gpd.GeoDataFrame, frame: Frame) -> npt.NDArray[np.bool_]:
    west, south, east, north = shapely.bounds(drawn.geometry.to_numpy()).T
    small: npt.NDArray[np.bool_] = np.maximum(east - west, north - south) * frame.mm_per_m < SPECK_MM
    return small


def _line_mm(frame: Frame) -> float:
    """Return the millimetres of a CSS pixel at the frame's ratio."""
    share: float = (_THIN_FROM / frame.ratio) ** 0.5
    return _LINE_MM * max(_THINNEST, min(1.0, share))


def _stroke(style: LineStyle, line_mm: float, *, fill: str = "none") -> str:
    dashes = " ".join(f"{length * line_mm:g}" for length in style.dash)
    return f'fill="{fill}" stroke="{style.line}" stroke-width="{style.width * line_mm:.3f}" stroke-linejoin="round"' + (
        f' stroke-dasharray="{dashes}"' if dashes else ""
    )


def _hatch_pattern(symbol: Symbol) -> str:
    return (
        f'<pattern id="hatch-{symbol.stage}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({_HATCH_MM})"><path d="{HATCH_PATHS[symbol.hatch]}" fill="none" '
        f'stroke="{symbol.ink}" stroke-opacity="{_HATCH_OPACITY}" stroke-width="{_HATCH_WIDTH}"/></pattern>'
    )
