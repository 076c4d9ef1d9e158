"""
What a document is written with: its numbers and sentences as they are to be printed, and the notes they call for.

A number that was edited before issue, or that another issue gave differently, is printed with its mark; the ledger's
own value stays in the figure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue
from landuse.papers import Edit, Figure
from landuse.units import rounded

#: Told of each step with its place from 1, how many there are, and its name in words.
ProgressCall = Callable[[int, int, str], None]


def _untold(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""


@dataclass
class Pen:
    """
    The figures of one document, its edits, and what an earlier issue said of the same.

    ``known_at`` is the only clock a writer may use. ``passages`` collects every text that was written and could be
    edited, in order.
    """

    text: Catalogue
    known_at: datetime
    figures: Mapping[str, Figure]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    earlier: Mapping[str, Figure] | None = None
    tell: ProgressCall = _untold
    passages: dict[str, str] = field(default_factory=dict)
    _rules: dict[str, int] = field(default_factory=dict)

    def value(self, figure_id: str) -> Decimal | None:
        """Return the number to print: the edit's, where there is one."""
        edit = self.edits.get(figure_id)
        return self.figures[figure_id].value if edit is None else Decimal(edit.given)

    def number(self, figure_id: str) -> str:
        """Return a figure as it is printed, rounded to its places and marked."""
        words = self.text.number(self.value(figure_id), self.figures[figure_id].places)
        return words + self.mark(figure_id)

    def said(self, figure_id: str) -> str:
        """Return a figure as a sentence says it: without idle zeros or separators, marked."""
        value = self.value(figure_id)
        if value is None:
            return self.text("common.dash")
        return spoken(value, self.figures[figure_id].places) + self.mark(figure_id)

    def mark(self, figure_id: str) -> str:
        """Return what stands behind a number that was edited or that an earlier issue gave differently."""
        if figure_id in self.edits:
            return self.text("pen.edited")
        if not self.is_changed(figure_id):
            return ""
        before = self.changed_from(figure_id)
        figure = self.figures[figure_id]
        return self.text("pen.changed", before=self.text.number(before, figure.places))

    def is_edited(self, name: str) -> bool:
        """Tell whether a figure or passage was edited before issue."""
        return name in self.edits

    def is_changed(self, figure_id: str) -> bool:
        """Tell whether an earlier issue gave a figure differently (or did not have it)."""
        return self.earlier is not None and self.changed_from(figure_id) != self.figures[figure_id].value

    def changed_from(self, figure_id: str) -> Decimal | None:
        """Return what the earlier issue gave for a figure; None if it had none."""
        found = (self.earlier or {}).get(figure_id)
        return None if found is None else found.value

    def note(self, figure_id: str) -> int:
        """Return the number of the footnote that says how a figure is counted; figures of one rule share theirs."""
        return self._rules.setdefault(self.figures[figure_id].rule, len(self._rules) + 1)

    def passage(self, name: str, words: str) -> str:
        """Return a text as it is to be printed: as written, or as it was edited before issue, with its mark."""
        self.passages[name] = words
        edit = self.edits.get(name)
        return words if edit is None else edit.given + self.text("pen.edited")

    def notes(self) -> list[str]:
        """Return the notes of what was printed so far: rules by number, rounding, edits, differences."""
        lines = [
            self.text("pen.note", number=number, words=self.text(f"counting.{rule}"))
            for rule, number in self._rules.items()
        ]
        lines.append(self.text("counting.rounding"))
        lines += [self._edit_note(edit) for edit in self.edits.values()]
        lines += [self._difference_note(figure) for name, figure in self.figures.items() if self.is_changed(name)]
        return lines

    def _edit_note(self, edit: Edit) -> str:
        figure = self.figures.get(edit.target)
        if figure is None:
            return self.text("pen.passage_note", target=edit.target, why=edit.why, by=edit.by)
        value = self.text.number(figure.value, figure.places)
        given = self.text.number(Decimal(edit.given), figure.places)
        return self.text("pen.edit_note", target=edit.target, value=value, given=given, why=edit.why, by=edit.by)

    def _difference_note(self, figure: Figure) -> str:
        before, now = self.changed_from(figure.figure_id), figure.value
        shown = [self.text.number(value, figure.places) for value in (before, now)]
        return self.text("pen.difference_note", target=figure.figure_id, before=shown[0], now=shown[1])


def spoken(value: Decimal, places: int) -> str:
    """
    Return a number as a sentence says it.

    Examples
    --------
    >>> spoken(Decimal("25.00"), 2), spoken(Decimal("464.350"), 2), spoken(Decimal("1000"), 0)
    ('25', '464.35', '1000')
    """
    digits = f"{rounded(value, places):f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def edits_by_target(edits: Iterable[Edit], figures: Mapping[str, Figure]) -> dict[str, Edit]:
    """
    Return edits by what they change; the last one of a target stands.

    Raises
    ------
    ArgumentsError
        ``edit_without_reason``; ``edit_not_a_number`` for a figure that is given as words.
    """
    found = {}
    for edit in edits:
        if not edit.why.strip():
            raise ArgumentsError("edit_without_reason", target=edit.target)
        if edit.target in figures and not _is_number(edit.given):
            raise ArgumentsError("edit_not_a_number", target=edit.target, value=edit.given)
        found[edit.target] = edit
    return found


def _is_number(given: str) -> bool:
    try:
        return Decimal(given).is_finite()
    except InvalidOperation:
        return False
