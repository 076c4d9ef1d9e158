"""What a paper is made of, whatever it is written as: headings, paragraphs, tables, pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it stays with what follows."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with the numbers of its footnotes behind it; ``small`` ones are notes, ``bullet`` ones items of a list."""

    words: str
    notes: tuple[int, ...] = ()
    look: Literal["body", "lead", "small", "bullet"] = "body"


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A table: headings in one or two lines, rows of printed texts, and totals below.

    In two lines a heading of the upper one spans the columns beneath it (None: what stands at the left goes on), and a
    column with nothing in the lower one has a heading of both lines. ``numbers`` are the columns set to the right,
    ``widths`` shares of the whole width.
    """

    headings: tuple[tuple[str | None, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    total: tuple[str, ...] | None = None
    title: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A picture by what draws it in ``pictures.typ``: a ``kind``, its values, and the SVG that lies below them.

    ``width`` and ``height`` are in mm; the caption says in words what is to be seen.
    """

    kind: Literal["map", "bars", "photo"]
    values: Mapping[str, object]
    width: float
    height: float
    caption: str
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Grid | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, the lines beneath it, the mark above, and its blocks."""

    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    mark: str = ""
    language: str = "zh-CN"


def spans(upper: Sequence[str | None]) -> list[tuple[str, int, int]]:
    """
    Return the headings of an upper line with the first column of each and how many it spans.

    Examples
    --------
    >>> spans(["属地", "整治", None, None])
    [('属地', 0, 1), ('整治', 1, 3)]
    """
    found: list[tuple[str, int, int]] = []
    for place, words in enumerate(upper):
        if words is None and found:
            name, first, count = found[-1]
            found[-1] = (name, first, count + 1)
        else:
            found.append((words or "", place, 1))
    return found
