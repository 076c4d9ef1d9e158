"""
How stages and layers look, from ``symbology.toml``: one source for map, legend and print.

A stage is told by colour *and* letters *and* hatch; ``index`` is the byte that stands for it in the browser.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Hatch(StrEnum):
    """The kinds of hatch that map and legend can draw."""

    NONE = "none"
    FORWARD = "forward"
    BACKWARD = "backward"
    CROSS = "cross"
    DOTS = "dots"
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    GRID = "grid"


#: What a hatch draws in a field of 8 × 8, as an SVG path; legend and map draw the same.
HATCH_PATHS: dict[Hatch, str] = {
    Hatch.NONE: "",
    Hatch.FORWARD: "M-2 2L2-2M0 8L8 0M6 10L10 6",
    Hatch.BACKWARD: "M-2 6L2 10M0 0L8 8M6-2L10 2",
    Hatch.CROSS: "M0 8L8 0M0 0L8 8",
    Hatch.DOTS: "M2 1.3V2.7M6 5.3V6.7",
    Hatch.HORIZONTAL: "M0 4H8",
    Hatch.VERTICAL: "M4 0V8",
    Hatch.GRID: "M0 4H8M4 0V8",
}

#: Where black and white contrast alike with a colour (WCAG 2.1).
_EVEN_LUMINANCE = 0.18


@dataclass(frozen=True, slots=True)
class Symbol:
    """One stage: fill colour (``#rrggbb``), one or two letters, hatch, its byte, and the ink of letters and hatch."""

    stage: str
    colour: str
    letter: str
    hatch: Hatch
    index: int
    ink: str


@dataclass(frozen=True, slots=True)
class LineStyle:
    """One layer: line colour, width and dashes in CSS pixels, and the opacity of its fill."""

    line: str
    width: float
    dash: tuple[float, ...]
    opacity: float


@dataclass(frozen=True, slots=True)
class SelectedStyle:
    """What is selected: line colour and width, and the colour of the casing on both sides."""

    line: str
    casing: str
    width: float


@dataclass(frozen=True, slots=True)
class FaintStyle:
    """What the filter leaves out: line colour and width, and the opacity of the stage's colour."""

    line: str
    width: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Symbology:
    """Everything that ``symbology.toml`` says, in its order; ``problem`` is the fill of cells in question."""

    stages: dict[str, Symbol]
    layers: dict[str, LineStyle]
    context: dict[str, LineStyle]
    selected: SelectedStyle
    faint: FaintStyle
    problem: str
    lights: dict[str, str]


@cache
def load_symbology() -> Symbology:
    """Load the symbology that ships with the package."""
    table = tomllib.loads((resources.files("landuse") / "symbology.toml").read_text(encoding="utf-8"))
    ink = table["ink"]
    return Symbology(
        stages={
            stage: Symbol(
                stage=stage,
                colour=row["colour"],
                letter=row["letter"],
                hatch=Hatch(row["hatch"]),
                index=row["index"],
                ink=ink["light"] if luminance(row["colour"]) < _EVEN_LUMINANCE else ink["dark"],
            )
            for stage, row in table["stages"].items()
        },
        layers=_line_styles(table["layers"]),
        context=_line_styles(table["context"]),
        selected=SelectedStyle(**table["selected"]),
        faint=FaintStyle(**table["faint"]),
        problem=table["problem"]["fill"],
        lights=dict(table["lights"]),
    )


def symbol(stage: str) -> Symbol:
    """
    Return the symbol of a stage; KeyError if there is none.

    Examples
    --------
    >>> symbol("demolished").letter, symbol("demolished").hatch.value
    ('D', 'cross')
    """
    return load_symbology().stages[stage]


def luminance(colour: str) -> float:
    """
    Return the relative luminance of a ``#rrggbb`` colour, 0 (black) to 1 (white), after WCAG 2.1.

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _line_styles(rows: dict[str, dict[str, object]]) -> dict[str, LineStyle]:
    return {
        name: LineStyle(
            line=str(row["line"]),
            width=float(str(row["width"])),
            dash=tuple(row["dash"]) if isinstance(row["dash"], list) else (),
            opacity=float(str(row["opacity"])),
        )
        for name, row in rows.items()
    }
