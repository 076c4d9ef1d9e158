"""
A map on paper: A4 or A3 landscape, as PDF or PNG, true to scale, with all that a drawing must say of itself.

typst sets the page (``sheet.typ``) around an SVG of the map. It reads every text as a value, never as markup, loads no
package and no font of the machine: the same ledger and request give the same sheet, byte for byte.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict

from pyproj import CRS

from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue, catalogue
from landuse.reports.listing import filter_words
from landuse.reports.map_drawing import map_svg
from landuse.reports.sheet_contents import SheetRequest, contents_of
from landuse.reports.sheet_frame import MM_PER_M, PAPERS, Frame, Paper, bar_length, frame_of
from landuse.reports.sheet_labels import labels_of
from landuse.reports.sheet_legend import legend
from landuse.reports.sheet_letters import FAMILIES, cut, printable, text_width
from landuse.reports.typesetting import FORMS, typeset
from landuse.store import Store
from landuse.symbology import load_symbology

#: Told before each step with its place from 1, how many there are, and its name in words.
ProgressCall = Callable[[int, int, str], None]
#: What the file of a sheet reads, in this order.
TEMPLATES = ("parts.typ", "sheet.typ")
_STEPS = ("records", "drawing", "typesetting")
_TITLE_POINTS, _LEAST_TITLE_POINTS, _CHOSEN_POINTS = 17.0, 10.0, 8.0
#: What the mark in the corner leaves to the title on either side, in mm of A4.
_MARK_ROOM = 45.0
#: What of the panel's height the legend leaves to what stands around it, in mm of A4.
_PANEL_REST = 30.0
_BAR_ROOM, _BAR_PARTS = 70.0, 4
_KILOMETRE = 1000


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
    text = catalogue(request.language)

    def tell(step: int) -> None:
        if progress is not None:
            progress(step, len(_STEPS), text(f"sheet.step.{_STEPS[step - 1]}"))

    page, drawing = sheet_page(store, request, tell=tell)
    tell(3)
    return typeset(TEMPLATES, {"pages": [page]}, drawings={"map-0": drawing}, form=request.form)


def sheet_page(
    store: Store, request: SheetRequest, *, tell: Callable[[int], None] = lambda _step: None
) -> tuple[dict[str, object], str]:
    """Return what the template sets on the page of a sheet, and the SVG of its map; *tell* is told steps 1 and 2."""
    text, paper = catalogue(request.language), _paper(request)
    tell(1)
    frame = frame_of(request.box, crs=store.settings.crs, paper=paper)
    contents = contents_of(store, request, frame)
    tell(2)
    page = {
        **surroundings(store, request, paper, text),
        **scale_bar(frame, paper.type_scale, text),
        **legend(contents, text, room=paper.window[1] - _PANEL_REST * paper.type_scale, type_scale=paper.type_scale),
        "printed_as": text("sheet.printed_as", paper=request.paper),
        "panel": paper.panel,
        "window": dict(zip(("width", "height"), paper.window, strict=True)),
        "labels": [asdict(label) for label in labels_of(contents, frame, text=text, type_scale=paper.type_scale)],
    }
    return page, map_svg(contents, frame)


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


def surroundings(
    store: Store, request: SheetRequest, paper: Paper, text: Catalogue, *, notes: Sequence[str] = ()
) -> dict[str, object]:
    """Return the paper and what stands around the map: title, filter, day, mark, *notes* of one's own, source."""
    symbology = load_symbology()
    district = store.settings.name or text("common.district")
    title = printable(request.title or text("sheet.title", district=district))
    room = paper.width - 2 * paper.margin - 2 * _MARK_ROOM * paper.type_scale
    size = _title_size(title, room, paper)
    day, words = text.day(request.chosen.as_of), printable(filter_words(request.chosen, store.tables(), text))
    around = _CHOSEN_POINTS * paper.type_scale
    words = cut(words, around, room=room - text_width(text("sheet.chosen", filter="", day=day), around))
    crs = CRS.from_epsg(store.settings.crs)
    lines = [
        *notes,
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
        "ink": symbology.stages["registered"].ink,
        "red": symbology.selected.line,
        "title": cut(title, size, room=room),
        "title_size": size,
        "chosen": text("sheet.chosen", filter=words, day=day),
        "mark": text("common.internal"),
        "north": text("sheet.north"),
        "north_kind": text("sheet.north_kind"),
        "notes": [printable(line) for line in lines],
    }


def _title_size(title: str, room: float, paper: Paper) -> float:
    """Return the size of a title that fits its room, or the smallest that is one, in points."""
    fitting = room / max(text_width(title, 1.0), 1e-9)
    return max(_LEAST_TITLE_POINTS * paper.type_scale, min(_TITLE_POINTS * paper.type_scale, fitting))


def scale_bar(frame: Frame, type_scale: float, text: Catalogue) -> dict[str, object]:
    """Return a scale bar of a round length and the ratio in words."""
    metres = bar_length(frame.ratio, room=_BAR_ROOM * type_scale)
    length = metres * frame.mm_per_m
    ticks = [{"at": 0.0, "words": "0"}]
    ticks += [{"at": length * half / 2, "words": _distance(metres * half / 2, text)} for half in (1, 2)]
    return {
        "bar": {"length": length, "parts": _BAR_PARTS, "ticks": ticks},
        "ratio": text("sheet.ratio", ratio=f"{frame.ratio:,}"),
    }


def _distance(metres: float, text: Catalogue) -> str:
    if metres >= _KILOMETRE:
        return text("sheet.kilometres", length=f"{metres / MM_PER_M:g}")
    return text("sheet.metres", length=f"{metres:g}")
