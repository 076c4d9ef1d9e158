"""Issued documents: which there are, their bytes, and how two of them differ figure by figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from landuse.errors import ArgumentsError
from landuse.papers import Figure, Snapshot
from landuse.store import Store
from landuse.store.keeping import ISSUES, kept_file
from landuse.store.snapshots import read_snapshot, read_snapshots


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that two documents give differently; None stands for one that is not there, or has no value."""

    figure_id: str
    measure: str
    before: Decimal | None
    after: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """After less before, None where one is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


def all_snapshots(store: Store) -> list[Snapshot]:
    """Return all issues, oldest first."""
    with store.reading() as connection:
        return read_snapshots(connection)


def snapshot_of(store: Store, snapshot_id: str) -> Snapshot:
    """Return one issue; ArgumentsError ``unknown_snapshot`` if there is none of that id."""
    with store.reading() as connection:
        found = read_snapshot(connection, snapshot_id)
    if found is None:
        raise ArgumentsError("unknown_snapshot", snapshot=snapshot_id)
    return found


def issued_bytes(store: Store, issue: Snapshot) -> bytes:
    """Return an issue byte for byte; WorkspaceError ``kept_file_damaged`` if its file is gone or was changed."""
    return kept_file(store, ISSUES, issue.sha256, issue.form)


def compare_issues(store: Store, first: str, second: str) -> tuple[Difference, ...]:
    """
    Return the figures in which two issues of a kind differ, as the ledger gave them.

    Raises
    ------
    ArgumentsError
        ``unknown_snapshot``, ``other_kinds``.
    """
    before, after = snapshot_of(store, first), snapshot_of(store, second)
    if before.kind != after.kind:
        raise ArgumentsError("other_kinds", first=first, second=second)
    return differences(before.figures, after.figures)


def differences(before: Iterable[Figure], after: Iterable[Figure]) -> tuple[Difference, ...]:
    """
    Return the figures in which *after* differs from *before*, in the order of *after*; those that went come last.

    Values are compared as the ledger gives them: an edit before issue is no difference.
    """
    old, new = ({figure.figure_id: figure for figure in figures} for figures in (before, after))
    found = []
    for name, figure in {**old, **new}.items():
        was, now = (side[name].value if name in side else None for side in (old, new))
        if was != now or (name in old) != (name in new):
            found.append(Difference(name, figure.measure, was, now))
    order = {name: place for place, name in enumerate([*new, *old])} | {name: place for place, name in enumerate(new)}
    return tuple(sorted(found, key=lambda one: order[one.figure_id]))
