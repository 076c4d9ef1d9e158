"""The board of the whole plan as a workbook: every indicator by its own period, with what contradicts itself."""

import io
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format

from landuse.i18n import Catalogue, catalogue
from landuse.papers import Figure, figure_id
from landuse.periods import period_label
from landuse.reports.fixed import naive_utc
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.lists import clean_text, screen_width
from landuse.reports.pen import Pen, spoken
from landuse.schema import RANKS
from landuse.store import Store
from landuse.units import Measure
from landuse.views.figures import in_print, printed_measure, share_percent
from landuse.views.plan_board import EXCEEDS, Contradiction, PlanBoard, PlanRow, plan_board

HEADINGS = ("no", "indicator", "unit", "period", "actual", "target", "share", "elapsed", "growth", "ranks")
_LAST_HEADINGS = ("source", "flags", "rule")
_WIDTHS = (5, 36, 9, 16, 12, 12, 11, 10, 18, 26, 42, 24, 7)
_NUMBERS = {"actual": 4, "target": 5, "share": 6, "elapsed": 7, "growth": 8}
#: How many signs of the sheet's small letters a column takes for one of the usual size.
_SMALL = 1.1
_A3, _TITLE_HEIGHT, _LINE_HEIGHT, _HEAD_ROW = 8, 28, 14, 3


def _board(store: Store, request: DocumentRequest, known_at: datetime) -> PlanBoard:
    last = max(request.period.last, request.as_of)
    return plan_board(store, year=request.year, as_of=request.as_of, recorded_by=last, known_at=known_at)


def plan_title(store: Store, request: DocumentRequest) -> str:
    """Return what stands above the board."""
    text = catalogue(request.language)
    return text("board.title", district=store.settings.name or text("common.district"), year=request.year)


def plan_figures(store: Store, request: DocumentRequest, known_at: datetime) -> Iterator[Figure]:
    """Yield the figures of the board, row by row."""
    for row in _board(store, request, known_at).rows:
        yield from _row_figures(row, request.as_of)


def _row_figures(row: PlanRow, as_of: date) -> Iterator[Figure]:
    measure = row.measure
    actual, target, places = row.actual, row.target, row.places
    if measure in set(Measure):
        exact = Measure(measure)
        measure = printed_measure(exact)
        actual, target = (None if amount is None else in_print(amount, exact) for amount in (actual, target))
    day = as_of if row.computed or row.period is None else row.period.last
    rule = row.indicator if row.computed else "recorded"
    name = row.indicator
    yield Figure(figure_id(name, "actual"), actual, measure, rule, day, row.source or "", places)
    yield Figure(figure_id(name, "target"), target, measure, "target", day, row.target_source or "", places)
    share = share_percent(row.actual, row.target) if row.share is not None else None
    yield Figure(figure_id(name, "share"), share, "percent", "share", day)
    elapsed = None if row.elapsed is None else Decimal(repr(round(row.elapsed * 100, 2)))
    yield Figure(figure_id(name, "elapsed"), elapsed, "percent", "elapsed", day)
    if not row.computed:
        yield Figure(figure_id(name, "growth"), row.growth, "percent", "recorded", day, row.source or "")
        ranks = dict(row.ranks)
        for rank in RANKS:
            place = Decimal(ranks[rank]) if rank in ranks else None
            yield Figure(figure_id(name, rank), place, "place", "recorded", day, row.source or "", 0)


def write_plan(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
    """Return the workbook: title, the day, headings, rows by group, contradictions in words, notes."""
    board = _board(store, request, pen.known_at)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Sheet(book, plan_title(store, request), request, pen).write(store, board)
    return target.getvalue()


class _Sheet:
    """The one sheet of the workbook while it is written; ``row`` is the next free one."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, request: DocumentRequest, pen: Pen) -> None:
        self.book, self.title, self.request, self.pen, self.text = book, title, request, pen, pen.text
        book.set_properties({"title": title, "created": naive_utc(pen.known_at)})
        self.sheet = book.add_worksheet(self.text("board.sheet"))
        self.looks: dict[tuple[tuple[str, object], ...], Format] = {}
        self.columns = (*HEADINGS, *_LAST_HEADINGS)
        self.rules: dict[str, int] = {}
        self.row = 0

    def look(self, **properties: object) -> Format:
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({"font_size": 10, "valign": "vcenter", **properties})
        return self.looks[key]

    def write(self, store: Store, board: PlanBoard) -> None:
        """Write everything, top to bottom."""
        self._head(store)
        group = None
        for number, row in enumerate(board.rows, start=1):
            if row.group != group:
                group = row.group
                self._line(self.text(f"board.group.{group}"), bold=True)
            self._plan_row(number, row)
        self._headings()
        self._contradictions(board)
        self._set_up()

    def _head(self, store: Store) -> None:
        last = len(self.columns) - 1
        large = self.look(bold=True, font_size=16, align="center")
        self.sheet.merge_range(0, 0, 0, last, clean_text(self.title), large)
        self.sheet.set_row(0, _TITLE_HEIGHT)
        period = period_label(self.request.period, self.text, with_year=True)
        day = self.text.day(self.request.as_of)
        self.row = 1
        self._line(self.text("board.period_line", period=period, day=day), align="center")
        if store.settings.synthetic:
            self._line(self.text("board.synthetic"), align="center")
        while self.row < _HEAD_ROW:
            self.row += 1
        self.row = _HEAD_ROW + 1

    def _headings(self) -> None:
        """Write the headings once the rules behind their columns have their numbers."""
        look = self.look(bold=True, border=1, align="center", text_wrap=True)
        for place, name in enumerate(self.columns):
            words = self.text(f"board.heading.{name}")
            if name in self.rules:
                words += self.text("pen.note_mark", number=self.rules[name])
            self.sheet.write_string(_HEAD_ROW, place, words, look)

    def _line(self, words: str, **properties: object) -> None:
        look = self.look(text_wrap=True, **properties)
        self.sheet.set_row(self.row, _LINE_HEIGHT * _lines(words, sum(_WIDTHS)))
        self.sheet.merge_range(self.row, 0, self.row, len(self.columns) - 1, clean_text(words), look)
        self.row += 1

    def _plan_row(self, number: int, row: PlanRow) -> None:
        text, name = self.text, row.indicator
        note = self.pen.note(figure_id(name, "actual")) if row.actual is not None else None
        measure = self.pen.figures[figure_id(name, "actual")].measure
        words = {
            "indicator": text.label("indicators", name),
            "unit": text.label("measures", measure),
            "period": self._period(row),
            "ranks": self._ranks(name),
            "source": self._source(row),
            "flags": text("board.flag_joint").join(text(f"board.flag.{kind}") for kind in row.contradictions),
            "rule": "" if note is None else text("pen.note_mark", number=note),
        }
        plain = self.look(border=1, text_wrap=True)
        self.sheet.write_number(self.row, 0, number, self.look(border=1, align="center"))
        for place, column in enumerate(self.columns):
            if column in words:
                self.sheet.write_string(self.row, place, clean_text(words[column]), plain)
        for column, place in _NUMBERS.items():
            self._number(place, figure_id(name, column), column, row)
        lines = [_lines(words.get(column, ""), width) for column, width in zip(self.columns, _WIDTHS, strict=True)]
        self.sheet.set_row(self.row, _LINE_HEIGHT * max(lines))
        self.row += 1

    def _source(self, row: PlanRow) -> str:
        own = self.text("board.from_ledger") if row.computed else row.source
        goal = self.text("board.target_from", source=row.target_source) if row.target_source else None
        return self.text("board.flag_joint").join(words for words in (own, goal) if words)

    def _period(self, row: PlanRow) -> str:
        if row.period is None:
            return ""
        words = period_label(row.period, self.text)
        return self.text("board.ahead", period=words) if row.ahead else words

    def _ranks(self, name: str) -> str:
        said = []
        for rank in RANKS:
            key = figure_id(name, rank)
            if key in self.pen.figures and self.pen.value(key) is not None:
                said.append(self.text(f"board.{rank}", place=self.pen.said(key)))
        return self.text("board.rank_joint").join(said)

    def _number(self, place: int, key: str, column: str, row: PlanRow) -> None:
        value = self.pen.value(key) if key in self.pen.figures else None
        if column == "elapsed" and row.target is None:
            value = None  # what is aimed at nothing is not ahead or behind
        if value is not None and column in {"target", "share", "elapsed"}:
            self.rules[column] = self.pen.note(key)
        if value is None:
            self.sheet.write_blank(self.row, place, None, self.look(border=1))
            return
        figure = self.pen.figures[key]
        digits = "#,##0" + (f".{'0' * figure.places}" if figure.places else "")
        before = self.text(f"board.direction.{row.direction}") if column == "target" else ""
        behind = self.text("board.points") if column == "growth" and row.growth_basis == "points_on_month" else ""
        if column in {"share", "elapsed", "growth"} and not behind:
            behind = "%"
        behind += self.pen.mark(key)
        shown = f'"{before}"{digits}' if before else digits
        shown += f'"{behind}"' if behind else ""
        self.sheet.write_number(self.row, place, float(value), self.look(border=1, num_format=shown))

    def _contradictions(self, board: PlanBoard) -> None:
        if board.contradictions:
            self._line(self.text("board.contradictions"), bold=True)
        for one in board.contradictions:
            name = f"contradiction.{one.first}.{one.second}"
            self._line(self.pen.passage(name, contradiction_sentence(self.text, one, board)))
        for line in self.pen.notes():
            self._line(line)

    def _set_up(self) -> None:
        """Print on A3 landscape, as wide as a page, headings on every page."""
        for place, width in enumerate(_WIDTHS):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(_HEAD_ROW + 1, 2)
        self.sheet.repeat_rows(_HEAD_ROW)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A3)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P / &N")


def _lines(words: str, width: int) -> int:
    """Return how many lines a text takes in a column: nobody opens the file to make room for it."""
    return max(1, math.ceil(screen_width(words) / (width * _SMALL)))


def contradiction_sentence(text: Catalogue, one: Contradiction, board: PlanBoard) -> str:
    """Return what contradicts itself, in words: both numbers with their names, neither of them changed."""
    rows = {row.indicator: row for row in board.rows}
    values = {
        "first_value": _amount(text, one.first_value, rows[one.first]),
        "second_value": _amount(text, one.second_value, rows[one.second]),
    }
    if one.kind == EXCEEDS:
        first, second = (text.label("indicators", name) for name in (one.first, one.second))
    else:
        first, second = _written_as(text, one.first, "actual"), _written_as(text, one.second, "target")
    return text(f"board.sentence.{one.kind}", first=first, second=second, **values)


def _amount(text: Catalogue, value: Decimal | None, row: PlanRow) -> str:
    measure, amount = row.measure, value
    if measure in set(Measure) and amount is not None:
        amount, measure = in_print(amount, Measure(measure)), printed_measure(Measure(measure))
    said = text("common.dash") if amount is None else spoken(amount, max(row.places, 2))
    return text("common.amount", number=said, unit=text.label("measures", measure))


def _written_as(text: Catalogue, indicator: str, what: str) -> str:
    """Return the name that the source gives to the actual or to the target of an indicator."""
    key = f"board.written.{indicator}_{what}"
    return text(key) if text.has(key) else text.label("indicators", indicator)


WRITER = Writer(forms=("xlsx",), title=plan_title, figures=plan_figures, write=write_plan)
