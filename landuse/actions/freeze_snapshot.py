"""Issue a document: make it, keep its bytes, and freeze what it says and what it was made from."""

from collections.abc import Iterable
from datetime import datetime

from landuse.papers import Edit, Snapshot
from landuse.reports.issue import Document, DocumentRequest, make
from landuse.reports.pen import ProgressCall
from landuse.rules.files import rules_digest
from landuse.store import Store, audit, snapshots
from landuse.store.clock import floored, tick
from landuse.store.keeping import ISSUES, keep_file


def freeze_snapshot(
    store: Store,
    request: DocumentRequest,
    *,
    actor: str,
    edits: Iterable[Edit] = (),
    known_at: datetime | None = None,
    progress: ProgressCall | None = None,
) -> Snapshot:
    """
    Issue a document as the ledger knows it (now, or at *known_at*) and return its snapshot.

    The file stands under ``attachments/issues`` by its SHA-256 before the snapshot names it.

    Raises
    ------
    ArgumentsError
        As :func:`landuse.reports.issue.make`.
    WorkspaceError
        ``workspace_readonly`` if the file cannot be kept.
    """
    moment = tick() if known_at is None else floored(known_at)
    return keep_issue(store, make(store, request, known_at=moment, edits=edits, progress=progress), actor=actor)


def keep_issue(store: Store, document: Document, *, actor: str) -> Snapshot:
    """Freeze a document that was made and looked at, byte for byte, and return its snapshot."""
    request = document.request
    sha256 = keep_file(store, ISSUES, document.content, request.form)
    with store.writing() as tx:
        issue = Snapshot(
            snapshot_id="",
            kind=request.kind,
            title=document.title,
            form=request.form,
            period=request.period.code,
            as_of=request.as_of,
            known_at=document.known_at,
            language=request.language,
            of=request.of,
            options=request.options,
            figures=document.figures,
            passages=document.passages,
            edits=document.edits,
            rules=rules_digest(),
            inputs=snapshots.inputs_at(tx, document.known_at),
            file_name=document.file_name,
            sha256=sha256,
            size=len(document.content),
            issued_at=document.known_at,
            issued_by=actor,
        )
        snapshot_id = snapshots.append(tx, issue)
        named = {"kind": request.kind, "sha256": sha256, "edits": len(document.edits)}
        audit.record(tx, actor=actor, action="issue", object_kind="snapshots", object_id=snapshot_id, after=named)
    with store.reading() as connection:
        kept = snapshots.read_snapshot(connection, snapshot_id)
    assert kept is not None
    return kept
