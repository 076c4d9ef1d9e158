"""Where things stand on a campaign map: the district, the zones enlarged below it, the panel at the right. Pure."""

import math
from dataclasses import dataclass

from landuse.reports.sheet_frame import Paper

#: The sheets, landscape; letters grow slower than the paper, so that a large sheet says more.
CAMPAIGN_PAPERS = {
    "A3": Paper(420, 297, margin=10, header=20, footer=21, panel=148, type_scale=1.25),
    "A2": Paper(594, 420, margin=12, header=26, footer=26, panel=184, type_scale=1.56),
    "A1": Paper(841, 594, margin=15, header=33, footer=32, panel=230, type_scale=1.95),
    "A0": Paper(1189, 841, margin=18, header=42, footer=40, panel=288, type_scale=2.45),
}
#: The smallest paper that has room for enlarged zones: below it they would hold no letter.
_LEAST_ENLARGED = 500.0
#: The smallest cell of an enlarged zone in mm of A4, what of the window's height they may take, their shape.
_LEAST_CELL, _MOST_SHARE, _FLATTEST = (34.0, 26.0), 0.58, 0.8
#: What the name of a zone takes of its cell, in mm of A4.
TITLE_MM = 4.6
#: A row of the panel in mm of A4, and the least one that can be read.
_ROW_MM, _LEAST_ROW_MM = 4.6, 1.3


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle on the sheet, in mm from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The window of the district and the cells of enlarged zones, in their order; fewer than zones where room ends."""

    district: Cell
    cells: tuple[Cell, ...]


def layout_of(paper: Paper, zones: int) -> Layout:
    """
    Return what stands where, for so many zones that can be drawn.

    Examples
    --------
    >>> [len(layout_of(CAMPAIGN_PAPERS[name], 26).cells) for name in ("A3", "A2", "A1", "A0")]
    [0, 26, 26, 26]
    """
    width, height = paper.window
    top = paper.margin + paper.header
    if paper.width < _LEAST_ENLARGED or not zones:
        return Layout(Cell(paper.margin, top, width, height), ())
    least_width, least_height = (side * paper.type_scale for side in _LEAST_CELL)
    columns = min(int(width // least_width), zones)
    most_rows = int(_MOST_SHARE * height // least_height)
    rows = min(math.ceil(zones / columns), most_rows)
    columns = min(columns, math.ceil(zones / rows))
    cell_width = width / columns
    cell_height = min(_MOST_SHARE * height / rows, cell_width * _FLATTEST)
    above = height - rows * cell_height
    cells = [
        Cell(paper.margin + column * cell_width, top + above + row * cell_height, cell_width, cell_height)
        for row in range(rows)
        for column in range(columns)
    ]
    return Layout(Cell(paper.margin, top, width, above), tuple(cells[:zones]))


def panel_row(paper: Paper, rows: int) -> float:
    """Return the height of each of the panel's rows in mm: lower where there are many."""
    room = paper.window[1] - 12 * paper.type_scale
    return max(_LEAST_ROW_MM * paper.type_scale, min(_ROW_MM * paper.type_scale, room / max(rows, 1)))
