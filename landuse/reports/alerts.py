"""Warnings and the supervision ledger (预警督办台账) as offices print them: in words, and as workbooks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from landuse.core.alerts import Alert
from landuse.core.alerts.supervised import Supervised, SupervisionState
from landuse.core.alerts.wording import wording
from landuse.i18n import Catalogue
from landuse.reports.lists import clean_text, screen_width
from landuse.rules.alerts import OwnerRole, load_alert_rules
from landuse.views.supervision import Entry, Matter

Cell = str | Decimal | date | None
_WIDEST = 44
_A4 = 9


@dataclass(frozen=True, slots=True)
class Told:
    """A warning in words, piece by piece; ``warning`` is its rule and title, ``late`` how late it is."""

    level: str
    warning: str
    subject: str
    unit: str
    what: str
    why: str
    fix: str
    based_on: str
    since: date
    due_on: date | None
    late: str
    owner: str
    person: str | None
    amount_mu: Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """Whose warnings are told: the district's name, the part of it in words, names of units by code, the day."""

    district: str
    part: str
    units: Mapping[str, str]
    as_of: date
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook of one sheet: its name, title, the lines under it, headings and rows."""

    name: str
    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    file_name: str


def told(alert: Alert, text: Catalogue, *, as_of: date, units: Mapping[str, str]) -> Told:
    """
    Say a warning in the language of *text*.

    Parameters
    ----------
    alert : Alert
    text : Catalogue
    as_of : date
        The day of the list: how late something is.
    units : mapping
        Names of reporting units by code; the unit stands for the role ``unit`` where it is known.
    """
    said = wording(alert, load_alert_rules(), text, as_of=as_of)
    unit = units.get(alert.unit, alert.unit) if alert.unit else text("common.district")
    days = alert.days_late(as_of)
    word = "late" if days > 0 else "left" if days < 0 else "today"
    if alert.due_on:
        late = text(f"alerts.lateness.{word}", days=abs(days))
    else:
        late = text("warnings.lasting", days=days) if days else text("warnings.lasting_today")
    return Told(
        level=said.level,
        warning=f"{alert.rule} {said.title}",
        subject=said.name,
        unit=unit,
        what=said.what,
        why=said.why,
        fix=said.fix,
        based_on=said.rule,
        since=alert.since,
        due_on=alert.due_on,
        late=late,
        owner=unit if alert.owner == OwnerRole.UNIT and alert.unit else said.owner,
        person=alert.person,
        amount_mu=alert.amount_mu,
    )


def state_words(item: Supervised, text: Catalogue) -> str:
    """Return where the supervision of a warning stands: its state, and that it is overdue or has risen since."""
    words = [text.label("alerts.state", item.state)]
    if item.overdue:
        words.append(text("alerts.supervised.overdue"))
    if item.risen_after_closing:
        words.append(text("alerts.supervised.risen_after_closing"))
    return text("warnings.separator").join(words)


def warnings_sheet(items: Sequence[Supervised], text: Catalogue, place: Place) -> Sheet:
    """Return the list of warnings, in the order given."""
    names = [field.name for field in fields(Told)]
    headings = [text(f"warnings.columns.{'amount' if name == 'amount_mu' else name}") for name in names]
    rows: list[tuple[Cell, ...]] = []
    for item in items:
        said = told(item.alert, text, as_of=place.as_of, units=place.units)
        cells: list[Cell] = [getattr(said, name) for name in names]
        rows.append((*cells, state_words(item, text), item.owner, item.due_on, item.reason, item.alert.key))
    more = (
        text("warnings.columns.state"),
        text("warnings.act.owner"),
        text("warnings.act.due_on"),
        text("warnings.ledger.progress"),
        text("warnings.columns.key"),
    )
    return _sheet(text("warnings.export.list_title"), text, place, headings=(*headings, *more), rows=rows)


def ledger_sheet(found: Sequence[Matter], text: Catalogue, place: Place) -> Sheet:
    """Return the supervision ledger with the office's ten columns: 编号, 事项, 类型, 触发日期, … 整改情况, 销号."""
    names = ("number", "matter", "type", "since", "level", "owner", "person", "due_on", "progress", "closed")
    headings = tuple(text(f"warnings.ledger.{name}") for name in names)
    rows = [_ledger_row(matter, text, place) for matter in found]
    return _sheet(text("warnings.export.ledger_title"), text, place, headings=headings, rows=rows)


def entry_words(entry: Entry, text: Catalogue) -> str:
    """Return a decision in a line: what, by whom, by when, why."""
    due = text("warnings.entry.due", due=text.day(entry.due_on)) if entry.due_on else None
    words = [text.label("alerts.state", entry.state), entry.owner, due, entry.reason]
    return text("warnings.separator").join(word for word in words if word)


def write_sheet(sheet: Sheet, target: Path | BinaryIO) -> int:
    """
    Write a sheet as a workbook in which every text is a text: none is a formula, a link or a number.

    Returns
    -------
    int
        How many cells had to be shortened or cleaned of characters that a workbook cannot hold.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    altered = 0
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": sheet.title, "comments": "\n".join(sheet.lines)})
        page = book.add_worksheet(sheet.name)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        looks = {
            str: book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            Decimal: book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        }
        page.write_string(0, 0, sheet.title, book.add_format({"bold": True}))
        for row, line in enumerate(sheet.lines, start=1):
            page.write_string(row, 0, line)
        top = len(sheet.lines) + 1
        for place, heading in enumerate(sheet.headings):
            page.write_string(top, place, heading, head)
            cells = [row[place] for row in sheet.rows]
            altered += sum(_write(page, top + 1 + at, place, cell, looks) for at, cell in enumerate(cells))
            widths = [screen_width(cell if isinstance(cell, str) else "0" * 10) for cell in cells if cell is not None]
            page.set_column(place, place, min(max([screen_width(heading), *widths]), _WIDEST) + 2)
        _set_up(page, top, sheet)
    return altered


def _write(page: Worksheet, row: int, place: int, cell: Cell, looks: Mapping[type, Format]) -> bool:
    """Write one cell; whether its text had to be altered."""
    if cell is None:
        page.write_blank(row, place, None, looks[str])
    elif isinstance(cell, str):
        clean = clean_text(cell)
        page.write_string(row, place, clean, looks[str])
        return clean != cell
    elif isinstance(cell, Decimal):
        page.write_number(row, place, float(cell), looks[Decimal])
    else:
        page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), looks[date])  # noqa: DTZ001 - a day
    return False


def _set_up(page: Worksheet, top: int, sheet: Sheet) -> None:
    """Freeze and repeat the headings, and print as wide as a page."""
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + len(sheet.rows), len(sheet.headings) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def _sheet(
    title: str, text: Catalogue, place: Place, *, headings: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]
) -> Sheet:
    lines = [text("warnings.export.chosen", place=place.part, day=text.day(place.as_of), count=len(rows))]
    if place.synthetic:
        lines.append(text("common.synthetic"))
    stem = text("warnings.export.file", title=title, place=place.part, day=place.as_of.isoformat())
    return Sheet(
        name=title,
        title=text("warnings.export.heading", district=place.district, title=title).strip(),
        lines=tuple(lines),
        headings=headings,
        rows=tuple(rows),
        file_name=re.sub(r'[\x00-\x1f<>:"/\\|?*\s_]+', "_", stem)[:100].strip("._") + ".xlsx",
    )


def _ledger_row(matter: Matter, text: Catalogue, place: Place) -> tuple[Cell, ...]:
    progress = "\n".join(f"{text.day(entry.stated_on)} {entry_words(entry, text)}" for entry in matter.entries)
    closed = _closing(matter, text)
    if matter.alert is None:
        rule = matter.key.partition(":")[0]
        return (matter.number, matter.key, rule, *[None] * 3, matter.owner, matter.due_on, progress, closed)
    day = place.as_of if matter.stands else matter.entries[-1].stated_on
    said = told(matter.alert, text, as_of=day, units=place.units)
    person = matter.owner or said.person
    given = (said.since, said.level, said.owner, person, matter.due_on)
    return (matter.number, said.what, said.warning, *given, progress, closed)


def _closing(matter: Matter, text: Catalogue) -> str:
    if matter.state is SupervisionState.CLOSED:
        return text("warnings.ledger.closed_on", day=text.day(matter.entries[-1].stated_on))
    if not matter.stands:
        return text("warnings.ledger.ceased")
    return text("warnings.ledger.overdue" if matter.overdue else "warnings.ledger.open")
