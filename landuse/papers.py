"""
What a document consists of: figures with stable ids, edits before its issue, and the issue as it is kept.

Standard library only, as :mod:`landuse.model`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One number of a document, as the ledger gives it.

    ``figure_id`` is stable between issues (:func:`figure_id`); ``rule`` is the key of the text ``counting.<rule>`` that
    says how it is counted, ``measure`` that of ``measures.<measure>``; ``source`` is set where it was handed over.
    """

    figure_id: str
    value: Decimal | None
    measure: str
    rule: str
    as_of: date
    source: str = ""
    places: int = 2


def figure_id(noun: str, what: str, **of: str | None) -> str:
    """
    Return the stable name of a figure: what it is of, what of it, and for whom.

    Examples
    --------
    >>> figure_id("resupply_area", "actual", unit="tengqiao"), figure_id("resupply_area", "target", unit=None)
    ('resupply_area.actual@unit=tengqiao', 'resupply_area.target')
    """
    named = ",".join(f"{key}={value}" for key, value in sorted(of.items()) if value is not None)
    return f"{noun}.{what}" + (f"@{named}" if named else "")


@dataclass(frozen=True, slots=True)
class Edit:
    """
    What was changed of a document before its issue, the ledger staying as it is.

    ``target`` is the id of a figure or of a passage, ``given`` what is printed instead (of a figure: its digits).
    """

    target: str
    given: str
    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    One issue of a document, frozen: what was asked, what it said, and what it was made from.

    ``period`` is the code of :class:`landuse.periods.Period`; ``figures`` hold the ledger's values, ``edits`` what
    was printed instead; ``rules`` is the digest of the rule files, ``inputs`` that of each table of the ledger at
    ``known_at``; ``sha256`` and ``size`` are those of the issued file.
    """

    snapshot_id: str
    kind: str
    title: str
    form: str
    period: str
    as_of: date
    known_at: datetime
    language: str
    of: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    passages: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]
    rules: str
    inputs: dict[str, str]
    file_name: str
    sha256: str
    size: int
    issued_at: datetime
    issued_by: str
