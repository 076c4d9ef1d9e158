"""
A map on paper: A4 or A3 landscape, as PDF or PNG, true to scale, with all that a drawing must say of itself.

typst sets the page (``sheet.typ``) around an SVG of the map. It reads every text as a value, never as markup, loads no
package and no font of the machine: the same ledger and request give the same sheet, byte for byte.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from importlib import resources

import typst
from pyproj import CRS

from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue, catalogue
from landuse.model import Layer
from landuse.reports.listing import filter_words
from landuse.reports.map_drawing import blended, line_swatch_svg, map_svg, swatch_svg
from landuse.reports.sheet_contents import Amount, Contents, SheetRequest, ShownLayer, amount_of, contents_of
from landuse.reports.sheet_frame import MM_PER_M, PAPERS, Frame, Paper, bar_length, frame_of
from landuse.reports.sheet_labels import labels_of
from landuse.reports.sheet_letters import FAMILIES, cut, font_folders, printable, text_width
from landuse.store import Store
from landuse.symbology import load_symbology

#: Told before each step with its place from 1, how many there are, and its name in words.
ProgressCall = Callable[[int, int, str], None]
FORMS = ("pdf", "png")
#: Dots per inch of a PNG: small type stays sharp on an office printer.
PPI = 200
_STEPS = ("records", "drawing", "typesetting")
_TITLE_POINTS, _LEAST_TITLE_POINTS, _CHOSEN_POINTS = 17.0, 10.0, 8.0
#: What the mark in the corner leaves to the title on either side, in mm of A4.
_MARK_ROOM = 45.0
_SWATCH = (9.0, 4.0)
#: A row of the legend in mm, what of the panel's height the legend may fill, and its letters in points.
_ROW_MM, _LEAST_ROW_MM, _PANEL_REST = 5.4, 2.1, 30.0
_LEGEND_POINTS = 7.2
_BAR_ROOM, _BAR_PARTS = 70.0, 4
_KILOMETRE = 1000
Row = dict[str, str | None]


def map_sheet(store: Store, request: SheetRequest, *, progress: ProgressCall | None = None) -> bytes:
    """
    Return a printed map as a PDF of one page or as a PNG.

    Parameters
    ----------
    store : Store
    request : SheetRequest
    progress : callable, optional
        Told what is under way.

    Raises
    ------
    ArgumentsError
        ``wrong_box`` for a box that is none, ``wrong_choice`` for an unknown paper, ``unknown_format``,
        ``unknown_column``.
    InputError
        ``unreadable_file`` if a base layer's file is not GeoJSON.
    """
    text, paper = catalogue(request.language), _paper(request)

    def tell(step: int) -> None:
        if progress is not None:
            progress(step, len(_STEPS), text(f"sheet.step.{_STEPS[step - 1]}"))

    tell(1)
    frame = frame_of(request.box, crs=store.settings.crs, paper=paper)
    contents = contents_of(store, request, frame)
    tell(2)
    drawing = map_svg(contents, frame)
    page = {
        **_page(store, request, paper, text),
        **_scale(frame, paper, request, text),
        **_legend(contents, paper, text),
        "labels": [asdict(label) for label in labels_of(contents, frame, text=text, type_scale=paper.type_scale)],
    }
    tell(3)
    return _typeset(page, drawing, request.form)


def sheet_name(store: Store, request: SheetRequest) -> str:
    """Return a name for the sheet's file that says its filter and day, without characters that a system refuses."""
    text = catalogue(request.language)
    words = filter_words(request.chosen, store.tables(), text)
    stem = text("sheet.file_name", filter=words, day=request.chosen.as_of.isoformat())
    return re.sub(r'[\x00-\x1f<>:"/\\|?*\s_]+', "_", stem)[:100].strip("._") + f".{request.form}"


def sheet_ratio(store: Store, request: SheetRequest) -> int:
    """Return the N of the sheet's 1:N."""
    return frame_of(request.box, crs=store.settings.crs, paper=_paper(request)).ratio


def _paper(request: SheetRequest) -> Paper:
    if request.paper not in PAPERS:
        raise ArgumentsError("wrong_choice", name="paper", known=", ".join(PAPERS))
    if request.form not in FORMS:
        raise ArgumentsError("unknown_format", path=request.form, known=" ".join(FORMS))
    return PAPERS[request.paper]


def _page(store: Store, request: SheetRequest, paper: Paper, text: Catalogue) -> dict[str, object]:
    """Return the paper and what stands around the map: title, filter, day, mark, source."""
    symbology = load_symbology()
    district = store.settings.name or text("common.district")
    title = printable(request.title or text("sheet.title", district=district))
    room = paper.width - 2 * paper.margin - 2 * _MARK_ROOM * paper.type_scale
    size = _title_size(title, room, paper)
    day, words = text.day(request.chosen.as_of), printable(filter_words(request.chosen, store.tables(), text))
    around = _CHOSEN_POINTS * paper.type_scale
    words = cut(words, around, room=room - text_width(text("sheet.chosen", filter="", day=day), around))
    crs = CRS.from_epsg(store.settings.crs)
    notes = [
        text("sheet.as_of", day=day),
        text("sheet.crs", name=crs.name, code=store.settings.crs),
        text("sheet.source", product=text("common.product")),
        *([text("common.synthetic")] if store.settings.synthetic else []),
    ]
    return {
        "language": request.language.partition("-")[0],
        "fonts": FAMILIES,
        "type_scale": paper.type_scale,
        "width": paper.width,
        "height": paper.height,
        "margin": paper.margin,
        "header": paper.header,
        "panel": paper.panel,
        "window": dict(zip(("width", "height"), paper.window, strict=True)),
        "ink": symbology.stages["registered"].ink,
        "red": symbology.selected.line,
        "title": cut(title, size, room=room),
        "title_size": size,
        "chosen": text("sheet.chosen", filter=words, day=day),
        "mark": text("common.internal"),
        "north": text("sheet.north"),
        "north_kind": text("sheet.north_kind"),
        "notes": [printable(line) for line in notes],
    }


def _title_size(title: str, room: float, paper: Paper) -> float:
    """Return the size of a title that fits its room, or the smallest that is one, in points."""
    fitting = room / max(text_width(title, 1.0), 1e-9)
    return max(_LEAST_TITLE_POINTS * paper.type_scale, min(_TITLE_POINTS * paper.type_scale, fitting))


def _scale(frame: Frame, paper: Paper, request: SheetRequest, text: Catalogue) -> dict[str, object]:
    metres = bar_length(frame.ratio, room=_BAR_ROOM * paper.type_scale)
    length = metres * frame.mm_per_m
    ticks = [{"at": 0.0, "words": "0"}]
    ticks += [{"at": length * half / 2, "words": _distance(metres * half / 2, text)} for half in (1, 2)]
    return {
        "bar": {"length": length, "parts": _BAR_PARTS, "ticks": ticks},
        "ratio": text("sheet.ratio", ratio=f"{frame.ratio:,}"),
        "printed_as": text("sheet.printed_as", paper=request.paper),
    }


def _distance(metres: float, text: Catalogue) -> str:
    if metres >= _KILOMETRE:
        return text("sheet.kilometres", length=f"{metres / MM_PER_M:g}")
    return text("sheet.metres", length=f"{metres:g}")


def _legend(contents: Contents, paper: Paper, text: Catalogue) -> dict[str, object]:
    """Return the legend: stages with count and 亩 by layer, what is faint, selected or on no map, the base layers."""
    rows = [row for layer in contents.layers for row in _layer_rows(layer, text)]
    if not rows:
        rows.append(_row("note", text("sheet.nothing")))
    rows += _context_rows(contents, text)
    scale = paper.type_scale
    height = max(_LEAST_ROW_MM, min(_ROW_MM * scale, (paper.window[1] - _PANEL_REST * scale) / len(rows)))
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


def _typeset(page: dict[str, object], drawing: str, form: str) -> bytes:
    template = (resources.files("landuse.reports") / "sheet.typ").read_bytes()
    compiler = typst.Compiler(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(page, ensure_ascii=False), "map": drawing},
    )
    made = compiler.compile(format="png", ppi=PPI) if form == "png" else compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    folders = [str(folder) for folder in font_folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
