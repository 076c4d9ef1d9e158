"""What a workbook that this program wrote says of itself, when it comes back edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """
    What the hidden sheet of an exported list says.

    ``versions`` is the row version (of a series: the revision) that each key had when it was printed; ``names`` are the
    office's columns that the list has, ``edited`` the rows and headings of computed cells that somebody wrote over.
    """

    layer: str
    language: str
    exported_at: str
    filter_words: str
    versions: Mapping[str, int]
    names: tuple[str, ...] = ()
    edited: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = field(default=())
