"""The legend of a printed map: stages with count and 亩 by layer, what is faint, selected or on no map, base layers."""

import math
from collections.abc import Iterator

from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.reports.map_drawing import blended, line_swatch_svg, swatch_svg
from landuse.reports.sheet_contents import Amount, Contents, ShownLayer, amount_of
from landuse.symbology import load_symbology

Row = dict[str, str | None]
_SWATCH = (9.0, 4.0)
#: A row of the legend in mm, and its letters in points.
_ROW_MM, _LEAST_ROW_MM = 5.4, 2.1
_LEGEND_POINTS = 7.2


def legend(
    contents: Contents, text: Catalogue, *, room: float, type_scale: float, columns: int = 1
) -> dict[str, object]:
    """
    Return the legend as the templates set it; rows grow lower and letters smaller where *room* (mm) is short.

    Parameters
    ----------
    contents : Contents
    text : Catalogue
    room : float
        Height for the rows, in mm.
    type_scale : float
        How much larger than on A4 letters are.
    columns : int
        Side by side, each of its own rows.
    """
    rows = rows_of(contents, text)
    scale = type_scale
    height = max(_LEAST_ROW_MM, min(_ROW_MM * scale, room / math.ceil(len(rows) / columns)))
    shrunk = height / (_ROW_MM * scale)
    points = _LEGEND_POINTS * scale * max(0.7, min(1.0, shrunk * 1.25))
    swatch = (_SWATCH[0] * scale, min(_SWATCH[1] * scale, height * 0.8))
    for row in rows:
        row["picture"] = _picture(row, swatch)
    return {
        "legend_title": text("sheet.legend"),
        "legend_size": points,
        "row_height": height,
        "rows": rows,
        "swatch": {"width": swatch[0], "height": swatch[1]},
        "rules": text("sheet.rules"),
    }


def rows_of(contents: Contents, text: Catalogue) -> list[Row]:
    """Return the rows of the legend, without the pictures that :func:`legend` puts into them."""
    rows = [row for layer in contents.layers for row in _layer_rows(layer, text)]
    if not rows:
        rows.append(_row("note", text("sheet.nothing")))
    return [*rows, *_context_rows(contents, text)]


def _layer_rows(layer: ShownLayer, text: Catalogue) -> Iterator[Row]:
    if not (layer.inside.count or layer.outside.count or layer.unmapped.count):
        return
    label = text.label("layers", layer.layer)
    yield _row("heading", label) | {"count": text("sheet.count"), "area": text("sheet.area")}
    if load_symbology().layers[layer.layer].opacity:
        for stage, amount in layer.by_stage.items():
            yield _stage_row(layer.layer, stage, text) | _amounts(amount, text)
        yield _row("note", text("sheet.total")) | _amounts(layer.inside, text)
    else:
        yield _row("swatch", label) | {"layer": layer.layer.value} | _amounts(layer.inside, text)
    chosen = layer.shown.loc[layer.shown["selected"], "area_mu"]
    for name, amount in (("faint", layer.outside), ("selected", amount_of(chosen)), ("unmapped", layer.unmapped)):
        if amount.count:
            yield _row("note", text(f"sheet.{name}")) | _amounts(amount, text)


def _stage_row(layer: Layer, stage: str, text: Catalogue) -> Row:
    symbol = load_symbology().stages.get(stage)
    row = _row("swatch", text.label("stages", stage))
    if symbol is None:
        return row
    ground = blended(symbol.colour, load_symbology().layers[layer].opacity)
    return row | {
        "layer": layer.value,
        "stage": stage,
        "letter": symbol.letter,
        "ink": symbol.ink,
        "ground": ground,
    }


def _context_rows(contents: Contents, text: Catalogue) -> Iterator[Row]:
    present = [name for name, shapes in contents.context.items() if len(shapes)]
    if present:
        yield _row("heading", text("sheet.context"))
    for name in present:
        yield _row("swatch", text(f"sheet.line.{name}")) | {"context": name}


def _row(kind: str, words: str) -> Row:
    empty = dict.fromkeys(("layer", "stage", "context", "letter", "ink", "ground", "picture"))
    return {"kind": kind, "words": words, "count": "", "area": "", **empty}


def _amounts(amount: Amount, text: Catalogue) -> Row:
    return {"count": f"{amount.count:,}", "area": text.number(amount.area_mu)}


def _picture(row: Row, swatch: tuple[float, float]) -> str | None:
    width, height = swatch
    if row["context"] is not None:
        return line_swatch_svg(row["context"], width=width, height=height)
    if row["layer"] is not None:
        return swatch_svg(Layer(row["layer"]), row["stage"], width=width, height=height)
    return None
