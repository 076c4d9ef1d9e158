"""
The letters of a printed map: which fonts, how wide a text is, and how to print what no font can.

Fonts come from packages, never from the machine: a sheet looks the same everywhere.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, combinations, pairwise
from pathlib import Path

from fontTools.ttLib import TTFont

#: The families in the order they are tried, with the package and the file that hold them.
_FACES = (
    ("Noto Sans CJK SC", "mplfonts", "fonts/NotoSansCJKsc-Regular.otf"),
    ("DejaVu Sans", "matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
)
FAMILIES = tuple(family for family, _, _ in _FACES)
MM_PER_PT = 25.4 / 72
ELLIPSIS = "…"
#: What a break inside of a Chinese word costs, in mm of a line at one point.
_IN_A_WORD_MM = 0.4
#: What turns or hides its neighbours (formats), or is no text at all.
_COMMANDS = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_SPACES = {"\t", "\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c"}
_MARKS = {"Mn", "Me"}
#: Accents that a letter may bear before they climb into other lines.
_MOST_MARKS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Face:
    """What one font holds: glyphs by code point, and their advances."""

    glyphs: dict[int, str]
    metrics: dict[str, tuple[int, int]]
    em: int


def font_folders() -> tuple[Path, ...]:
    """Return the folders that hold the fonts."""
    return tuple(path.parent for path in font_files())


def printable(text: str) -> str:
    """
    Return *text* with everything in it visible and nothing in command.

    Breaks become spaces; characters that turn, hide or stack on others, and those that no font has, are spelled out.

    Examples
    --------
    >>> printable("a" + chr(0x202E) + "b" + chr(10) + "c")
    'a[U+202E]b c'
    """
    said: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in _MARKS else 0
        if sign in _SPACES:
            said.append(" ")
        elif category in _COMMANDS or marks > _MOST_MARKS or _advance(sign) is None:
            said.append(f"[U+{ord(sign):04X}]")
        else:
            said.append(sign)
    return "".join(said)


def text_width(text: str, size: float) -> float:
    """Return how wide a printable text of *size* points is, in millimetres."""
    return sum(_advance(sign) or 1.0 for sign in text) * size * MM_PER_PT


def cut(text: str, size: float, *, room: float) -> str:
    """Return *text*, or as much of it as fits *room* millimetres and an ellipsis."""
    if text_width(text, size) <= room:
        return text
    left = room - text_width(ELLIPSIS, size)
    kept = 0
    for sign in text:
        left -= text_width(sign, size)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def lines_of(text: str, count: int) -> tuple[str, ...]:
    """
    Break a text into *count* lines, the widest as narrow as can be: between words, in Chinese rather at other signs.

    Examples
    --------
    >>> lines_of("one two", 2), lines_of("abc", 2)
    (('one', 'two'), ('abc',))
    """
    pieces = _pieces(text)
    ends = [0.0, *accumulate(text_width(piece, 1) for piece in pieces)]
    dear = [_is_wide(one[-1]) and _is_wide(other[0]) for one, other in pairwise(pieces)]

    def cost(breaks: tuple[int, ...]) -> float:
        widest = max(ends[end] - ends[begin] for begin, end in pairwise((0, *breaks, len(pieces))))
        return widest + _IN_A_WORD_MM * sum(dear[place - 1] for place in breaks)

    breaks = min(combinations(range(1, len(pieces)), min(count, len(pieces)) - 1), key=cost, default=())
    lines = ("".join(pieces[begin:end]).strip() for begin, end in pairwise((0, *breaks, len(pieces))))
    return tuple(line for line in lines if line)


def _pieces(text: str) -> list[str]:
    """Return words with the space behind them, and Chinese characters one by one."""
    pieces: list[str] = [text[:1]]
    for before, sign in pairwise(text):
        if before == " " or _is_wide(before) or _is_wide(sign):
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in {"W", "F"}


@cache
def _advance(sign: str) -> float | None:
    """Return the advance of a character in ems by the first font that has it, or None."""
    for face in _faces():
        glyph = face.glyphs.get(ord(sign))
        if glyph is not None:
            return face.metrics[glyph][0] / face.em
    return None


@cache
def _faces() -> tuple[_Face, ...]:
    faces = []
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            faces.append(_Face(dict(font.getBestCmap()), dict(font["hmtx"].metrics), font["head"].unitsPerEm))
    return tuple(faces)


def font_files() -> tuple[Path, ...]:
    """Find the packages' files without importing the packages: both take a second and write folders of their own."""
    files = []
    for _, package, file in _FACES:
        found = find_spec(package)
        assert found is not None
        assert found.submodule_search_locations is not None
        files.append(Path(found.submodule_search_locations[0]) / file)
    return tuple(files)
