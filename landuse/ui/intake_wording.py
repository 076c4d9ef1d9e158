"""What the way in says of files, fields and numbers."""

from collections.abc import Sequence
from datetime import datetime

from landuse.actions.repair_ground import NAME as REPAIR
from landuse.i18n import Catalogue
from landuse.intake.inspect import Inspection, Part
from landuse.model import Batch, Severity
from landuse.units import Measure, mu_from_m2

#: Longest text of a cell that a table of ours shows.
_CELL = 60
_MEGABYTE = 1024 * 1024
#: Looks of what becomes of a row.
LOOKS = {
    Severity.REFUSED: "behind",
    Severity.UNCOUNTED: "doubt",
    Severity.CHANGED: "plain",
    Severity.DOUBTFUL: "doubt",
}


def size_of(text: Catalogue, size: int) -> str:
    """Return a file's size in words."""
    if size >= _MEGABYTE:
        return text("intake.size.mb", number=text.number(size / _MEGABYTE, 1))
    return text("intake.size.kb", number=text.number(max(size / 1024, 0.1), 1))


def what_it_is(text: Catalogue, found: Inspection) -> str:
    """Return what a file is in one line: its kind, layers, rows and coordinate system."""
    said = [text.label("contents", found.kind)]
    if len(found.parts) > 1:
        said.append(text("intake.file.parts_count", count=len(found.parts)))
    rows = rows_of(found)
    if rows is not None:
        said.append(text("intake.file.rows_count", count=rows))
    if found.crs_name:
        said.append(found.crs_name)
    return text("lists.separator").join(said)


def rows_of(found: Inspection) -> int | None:
    """Return how many rows the part that is looked at has, if that is known."""
    part = part_of(found)
    return None if part is None else part.rows


def part_of(found: Inspection) -> Part | None:
    """Return the layer or sheet that is looked at."""
    return next((part for part in found.parts if part.name == found.part), None)


def cell_text(text: Catalogue, value: object) -> str:
    """Return a cell of a file as a small table shows it."""
    if value is None or value == "":
        return text("common.dash")
    said = " ".join(str(value).split())
    return said if len(said) <= _CELL else f"{said[:_CELL]}…"


def samples(text: Catalogue, cells: Sequence[object], most: int = 3) -> str:
    """Return a few different cells of a column, as examples of what it holds."""
    different = dict.fromkeys(cell_text(text, cell) for cell in cells if cell not in {None, ""})
    return text("intake.mapping.separator").join(list(different)[:most]) or text("intake.mapping.empty_column")


def mu(text: Catalogue, area_m2: float | None) -> str:
    """Return an area in m² as 亩."""
    return text.amount(None if area_m2 is None else mu_from_m2(area_m2), Measure.MU)


def moment(text: Catalogue, when: datetime) -> str:
    """Return a moment as the clock of the office shows it."""
    here = when.astimezone()
    return text("intake.past.moment", day=here.date().isoformat(), time=f"{here:%H:%M}")


def batch_name(text: Catalogue, batch: Batch) -> str:
    """Return the name of a batch's file; a repair of shapes has none."""
    return text("intake.parts.repairs") if batch.file_name == REPAIR else batch.file_name


def batch_line(text: Catalogue, batch: Batch) -> str:
    """Return which import this is, in one line."""
    return text(
        "intake.past.line",
        batch=batch.batch_id,
        layer=text.label("layers", batch.layer),
        file=batch_name(text, batch),
        when=moment(text, batch.created_at),
        by=batch.created_by,
    )
