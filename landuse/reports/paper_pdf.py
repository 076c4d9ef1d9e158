"""A paper as PDF, and one of its pictures as pixels; fonts are embedded, texts can be taken out again."""

from collections.abc import Mapping
from dataclasses import asdict

from landuse.i18n import catalogue
from landuse.reports.blocks import Block, Grid, Heading, PageBreak, Paper, Paragraph, Picture, spans
from landuse.reports.sheet_letters import FAMILIES, printable
from landuse.reports.typesetting import typeset
from landuse.symbology import load_symbology

_TYPES: Mapping[type, str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Grid: "grid",
    Picture: "picture",
    PageBreak: "break",
}
#: Dots per inch of pictures as pixels.
_PPI = 200


def paper_pdf(paper: Paper, *, made_at: int) -> bytes:
    """
    Return a paper as PDF on A4.

    Parameters
    ----------
    paper : Paper
    made_at : int
        What the PDF says of its making, in seconds since 1970.
    """
    values = {
        "style": style_of(paper.language),
        "title": printable(paper.title),
        "lines": [printable(line) for line in paper.lines],
        "mark": printable(paper.mark),
        "page_words": catalogue(paper.language)("pen.page"),
        "blocks": [_values(block) for block in paper.blocks],
    }
    drawings = {
        f"drawing-{place}": block.drawing
        for place, block in enumerate(paper.blocks)
        if isinstance(block, Picture) and block.drawing
    }
    return typeset(("parts.typ", "pictures.typ", "paper.typ"), values, drawings=drawings, form="pdf", made_at=made_at)


def picture_png(picture: Picture, language: str) -> bytes:
    """Return one picture as PNG."""
    values = {"style": style_of(language), "picture": _values(picture)}
    drawings = {"drawing": picture.drawing} if picture.drawing else {}
    return typeset(("parts.typ", "pictures.typ", "picture.typ"), values, drawings=drawings, form="png", ppi=_PPI)


def style_of(language: str) -> dict[str, object]:
    """Return the fonts and inks of a paper, as ``parts.typ`` takes them."""
    symbology = load_symbology()
    return {
        "fonts": FAMILIES,
        "language": language.partition("-")[0],
        "ink": symbology.stages["registered"].ink,
        "red": symbology.selected.line,
        "type_scale": 1.0,
    }


def _values(block: Block) -> dict[str, object]:
    """Return a block as the template reads it, every text printable."""
    values = {name: _printable(value) for name, value in asdict(block).items() if name != "drawing"}
    if isinstance(block, Grid):
        values["numbers"] = sorted(block.numbers)
        values["spans"] = spans(block.headings[0])
    return {"type": _TYPES[type(block)], **values}


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(one) for one in value]
    return value if not isinstance(value, frozenset) else sorted(value)
