"""
A grid of cells to a table: headings, columns, and the rows that are records.

Totals, notes, signatures, titles of sections and headings repeated on every printed page are no records; each is named.
Columns are worked on as a whole: a sheet may have a million rows.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from landuse.intake.heads import Box, Head, Recognises, Rows, find_head, unit_of, words
from landuse.intake.values import vocabulary, word_of
from landuse.model import Issue, Severity

#: A single cell of so many characters with marks of a sentence at the end of a table is a note.
LONG = 12
_SENTENCE = frozenset(",;:!?()。、")
_YEARS = range(1990, 2101)
_AMOUNT = re.compile(r"[-+]?[\d,]*\.?\d+\D{0,3}")


@dataclass(frozen=True, slots=True)
class Table:
    """
    Columns of cells by their headings, the rows' numbers as a user finds them, and notes on what was left out.

    ``unit`` is the word for areas of the line above the table; ``places`` are those of the columns in the sheet, and
    the headings stand in the rows from ``first`` to before ``below``, all counted from 0.
    """

    columns: dict[str, list[object]]
    numbers: list[int]
    unit: str | None
    notes: tuple[Issue, ...]
    places: Mapping[str, int]
    first: int
    below: int


def table_of(rows: Rows, recognises: Recognises, boxes: Sequence[Box] = ()) -> Table | None:
    """
    Return the table of a sheet, None if it has no cell.

    Parameters
    ----------
    rows : sequence of sequences
        All rows of the sheet from its first on; they may differ in length.
    recognises : callable
        Whether a heading is one the layer knows.
    boxes : sequence of Box
        Merged cells.
    """
    head = find_head(rows, recognises, boxes)
    if head is None:
        return None
    below = rows[head.below :]
    is_even = len(set(map(len, below))) <= 1
    columns = [list(column) for column in (zip(*below, strict=True) if is_even else zip_longest(*below))]
    count = len(rows) - head.below
    names = _names(head.names, columns)
    left_out = _left_out(columns, count, head, rows, boxes)
    notes = _merged_filled(columns, names, head, boxes, left_out)
    notes += [
        Issue(head.below + at + 1, "", code, _shown(columns, at), Severity.CHANGED)
        for at, code in left_out.items()
        if code
    ]
    kept = [at for at in range(count) if at not in left_out] if left_out else range(count)
    named = {name: column for name, column in zip_longest(names, columns[: len(names)]) if name}
    taken = {name: _taken(column, kept, count) for name, column in named.items()}
    unit = unit_of(cell for row in rows[: head.first] for cell in row)
    return Table(
        columns=taken,
        numbers=[head.below + at + 1 for at in kept],
        unit=unit,
        notes=tuple(sorted(notes, key=lambda note: note.row)),
        places={name: place for place, name in enumerate(names) if name},
        first=head.first,
        below=head.below,
    )


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing to be read."""
    return cell is None or (type(cell) is str and not cell.strip())


def column_letters(place: int) -> str:
    """
    Return what a spreadsheet calls a column.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters


def _taken(column: list[object] | None, kept: Sequence[int], count: int) -> list[object]:
    if column is None:
        return [None] * len(kept)
    return column if len(kept) == count else [column[at] for at in kept]


def _names(names: Sequence[str], columns: Sequence[list[object]]) -> list[str]:
    """Return the headings; a column that has none but holds something is called by its letters."""
    named = []
    for at, (name, column) in enumerate(zip_longest(names, columns, fillvalue=None)):
        is_filled = column is not None and not all(map(is_empty, column))
        named.append(name or (f"[{column_letters(at)}]" if is_filled else ""))
    return named


def _left_out(
    columns: Sequence[list[object]], count: int, head: Head, rows: Rows, boxes: Sequence[Box]
) -> dict[int, str]:
    """Return which rows are no records, by their place: the code of the note, nothing for blank ones."""
    first = _first_cells(columns, count)
    found = {at: "" for at in range(count) if at not in first} if len(first) < count else {}
    texts = {cell for cell in first.values() if isinstance(cell, str)}
    kinds = {text: kind for text in _suspects(texts) if (kind := _kind(text)) is not None}
    running = word_of(head.names[0], "running") is not None if head.names and head.names[0] else False
    if running:
        named = _first_cells(columns[1:], count)
        totals = {cell for cell in named.values() if isinstance(cell, str)}
        totals = {text for text in _suspects(totals) if _kind(text) == "totals_row"}
        found |= {at: "totals_row" for at, cell in named.items() if isinstance(cell, str) and cell in totals}
    for at, cell in first.items() if kinds else ():
        kind = kinds.get(cell) if isinstance(cell, str) else None
        if kind in {"totals_row", "signature"}:
            found[at] = "totals_row" if kind == "totals_row" else "note_row"
        elif kind is not None and _is_alone(columns, at):
            found[at] = "note_row"
    found |= _repeated(columns, head, rows)
    found |= {box.top - head.below: "note_row" for box in boxes if _is_banner(box, head, columns)}
    return found | _notes_at_end(columns, count, first, found)


def _first_cells(columns: Sequence[list[object]], count: int) -> dict[int, object]:
    """Return the first filled cell of every row that has one, by the row's place."""
    found: dict[int, object] = {}
    waiting: Iterable[int] = range(count)
    for column in columns:
        still = []
        for at in waiting:
            cell = column[at]
            if cell is None or cell == "" or is_empty(cell):
                still.append(at)
            else:
                found[at] = cell
        waiting = still
        if not still:
            break
    return found


def _kind(text: str) -> str | None:
    """Return what a row is that begins with this text: totals_row, signature or note; None for a record."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if word_of(plain, "totals") is not None:
        return "totals_row"
    ending = vocabulary("totals_ending")
    bare = plain.partition("(")[0].rstrip(":")
    if len(plain) <= LONG and bare.endswith(tuple(ending["ending"])) and not bare.endswith(tuple(ending["but"])):
        return "totals_row"
    label, mark, _ = plain.partition(":")
    notes = vocabulary("notes")
    if mark and label in notes["signature"]:
        return "signature"
    if (mark and re.sub(r"\d+$", "", label).casefold() in notes["note"]) or plain.startswith(tuple(notes["section"])):
        return "note"
    return None


def _suspects(texts: Iterable[str]) -> list[str]:
    """Return the texts that may begin a row which is no record: a register has many texts and few such."""
    letters, beginnings = _signs()
    return [text for text in texts if text[:1] in beginnings or not letters.isdisjoint(text)]


@cache
def _signs() -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters that a total or a note has in it, and those that one may begin with."""
    totals = [*vocabulary("totals")["totals"], *vocabulary("totals_ending")["ending"]]
    letters = {":", "：", *(word[-1] for word in totals if not word.isascii())}
    beginnings = {mark[0] for mark in vocabulary("notes")["section"]} | {"（", " ", "\u3000", "\t", "\n"}
    beginnings |= {letter for word in totals if word.isascii() for letter in (word[0], word[0].upper())}
    return frozenset(letters), frozenset(beginnings)


def _is_alone(columns: Sequence[list[object]], at: int) -> bool:
    """Tell whether a row has one filled cell only."""
    return sum(not is_empty(column[at]) for column in columns) == 1


def _is_banner(box: Box, head: Head, columns: Sequence[list[object]]) -> bool:
    """Tell whether a merged cell fills (nearly) a whole row by itself: a title or a note within the table."""
    at = box.top - head.below
    wide = box.right - box.left + 1
    inside = 0 <= at < (len(columns[0]) if columns else 0)
    return inside and wide >= 3 and wide * 3 >= len(columns) * 2 and _is_alone(columns, at)


def _repeated(columns: Sequence[list[object]], head: Head, rows: Rows) -> dict[int, str]:
    """Return the rows that are the headings, or the title above them, once more."""
    above = rows[: head.below]
    lines = {tuple(cell for cell in map(words, row) if cell) for row in above}
    starts = {next((cell for cell in row if not is_empty(cell)), None) for row in above} - {None}
    found = {}
    for column in columns[:2]:
        for at in [at for at, cell in enumerate(column) if cell in starts]:
            if tuple(cell for cell in (words(other[at]) for other in columns) if cell) in lines:
                found[at] = "heading_row"
    return found


def _notes_at_end(
    columns: Sequence[list[object]], count: int, first: Mapping[int, object], found: Mapping[int, str]
) -> dict[int, str]:
    """Return the long single cells below the last record."""
    notes = {}
    if len(columns) > 2:
        for at in range(count - 1, -1, -1):
            cell = first.get(at)
            if at in found:
                continue
            if not isinstance(cell, str) or not _is_sentence(cell) or not _is_alone(columns, at):
                break
            notes[at] = "note_row"
    return notes


def _is_sentence(cell: str) -> bool:
    plain = unicodedata.normalize("NFKC", cell.strip())
    return len(plain) >= LONG and not _SENTENCE.isdisjoint(plain)


def _merged_filled(
    columns: Sequence[list[object]], names: Sequence[str], head: Head, boxes: Sequence[Box], left_out: Mapping[int, str]
) -> list[Issue]:
    """Write the word of a merged cell into all its rows; an amount stays in its first row, with a note."""
    notes = []
    for box in boxes:
        top, bottom = box.top - head.below, box.bottom - head.below
        if top < 0 or bottom <= top or box.left >= len(columns) or top >= len(columns[box.left]):
            continue
        cell = columns[box.left][top]
        rows = [at for at in range(top + 1, min(bottom + 1, len(columns[box.left]))) if at not in left_out]
        if is_empty(cell) or not rows or top in left_out:
            continue
        if _is_amount(cell):
            values = {"first": box.top + 1, "last": box.bottom + 1}
            notes.append(
                Issue(box.top + 1, names[box.left], "merged_amount", str(cell), Severity.DOUBTFUL, dict(values))
            )
            continue
        for column in columns[box.left : box.right + 1]:
            for at in rows:
                column[at] = cell if is_empty(column[at]) and column is columns[box.left] else column[at]
    return notes


def _is_amount(cell: object) -> bool:
    """Tell a number that would be counted as often as it is written; years are not."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return cell not in _YEARS
    return (
        isinstance(cell, str) and _AMOUNT.fullmatch(cell.strip()) is not None and cell.strip() not in map(str, _YEARS)
    )


def _shown(columns: Sequence[list[object]], at: int) -> str:
    return " ".join(words(column[at]) for column in columns if not is_empty(column[at]))[:80]
