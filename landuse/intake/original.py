"""A table as it lies in its file, cell by cell, and where its headings stand: what goes back to whoever made it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from landuse.intake.grid import Table, table_of
from landuse.intake.heads import Box
from landuse.intake.mapping import recognises
from landuse.intake.marked import lists
from landuse.intake.quarantine import Held, held
from landuse.intake.returned import SHEET
from landuse.intake.sheets import Sheet, read_sheet, read_text, sheet_titles
from landuse.intake.upload import Upload
from landuse.intake.wide import tells
from landuse.model import Layer


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """
    All cells of a sheet, in its rows and columns.

    ``places`` are the columns of the headings; those stand in the rows from ``first`` to before ``below`` (from 0).
    ``numbers`` are the rows that hold records, as a user counts. ``carried`` are the rows of the hidden sheet of a list
    that this program printed, none for other files.
    """

    title: str
    rows: Sequence[Sequence[object]]
    boxes: tuple[Box, ...]
    places: Mapping[str, int]
    first: int
    below: int
    numbers: frozenset[int]
    carried: Sequence[Sequence[object]] = ()


def original(
    upload: Upload, *, layer: Layer, mapping: Mapping[str, str], sheet: str | None = None, encoding: str | None = None
) -> Original | None:
    """
    Return the table of a file; None for a map file, which has no cells, and for a sheet without any.

    Parameters
    ----------
    upload : Upload
    layer : Layer
    mapping : mapping
        Heading -> field, as the file was imported: the sheet that has most of these headings is the one.
    sheet, encoding : str, optional
        The user's words, where they are known.

    Raises
    ------
    InputError, ArgumentsError
        As for reading the file.
    """

    def known(heading: str) -> bool:
        return heading in mapping or recognises(layer, heading) or tells(layer, heading) is not None

    with held(upload, part=sheet) as file:
        if file.content == "table_text":
            found = [read_text(file.path, name=upload.name, encoding=encoding)]
        elif file.content == "workbook":
            found = _sheets(file, upload.name)
        else:
            return None
    carried = next((one.rows for one in found if one.title == SHEET), ())
    tables = _tables([one for one in found if one.title != SHEET], known)
    if not tables:
        return None
    chosen, table = max(tables, key=lambda pair: len(pair[1].places.keys() & mapping.keys()))
    return Original(
        title=chosen.title,
        rows=chosen.rows,
        boxes=chosen.boxes,
        places=table.places,
        first=table.first,
        below=table.below,
        numbers=frozenset(table.numbers),
        carried=carried,
    )


def _sheets(file: Held, name: str) -> list[Sheet]:
    """Return the sheet that was asked for, else all that may be meant; and our hidden one."""
    titles = sheet_titles(file.path, name=name)
    meant = [title for title in titles if file.part in {None, title} or title == SHEET]
    others = [title for title in meant if title not in lists()]
    return [read_sheet(file.path, name=name, sheet=title) for title in others or meant]


def _tables(sheets: Sequence[Sheet], known: Callable[[str], bool]) -> list[tuple[Sheet, Table]]:
    found = [(one, table_of(one.rows, known, one.boxes)) for one in sheets]
    return [(one, table) for one, table in found if table is not None]
