"""An issue made anew from what the ledger knows now, for the same day, and what is different."""

from dataclasses import dataclass
from datetime import datetime

from landuse.papers import Snapshot
from landuse.reports.issue import Document, make, request_of
from landuse.reports.pen import ProgressCall
from landuse.store import Store
from landuse.views.snapshots import Difference, differences


@dataclass(frozen=True, slots=True, eq=False)
class Reprint:
    """An issue as it is now known: the document, its changes marked, and the figures that differ."""

    document: Document
    differences: tuple[Difference, ...]


def as_now_known(store: Store, issue: Snapshot, *, known_at: datetime, progress: ProgressCall | None = None) -> Reprint:
    """
    Make an issue anew for its own day from what is known at *known_at*.

    Edits before issue belonged to that issue and are not made again; every figure that differs is marked in the
    document and listed.
    """
    earlier = {figure.figure_id: figure for figure in issue.figures}
    document = make(store, request_of(issue), known_at=known_at, earlier=earlier, progress=progress)
    return Reprint(document, differences(issue.figures, document.figures))
