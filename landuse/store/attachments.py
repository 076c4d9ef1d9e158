"""
Photos and papers of a record: the file is kept by its hash, and who added it, when and why stands in the audit trail.

Nothing is ever taken away; a file that is added twice is one file.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from landuse.model import SubjectKind
from landuse.store import audit
from landuse.store.schema import audit as audit_table

#: The folder of the attachments, and what the audit trail calls adding one.
RECORDS, ATTACH = "records", "attach"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a record; ``name`` is what its owner called it, ``form`` its suffix without the dot."""

    name: str
    form: str
    sha256: str
    size: int
    note: str | None
    added_at: datetime
    added_by: str


def note_attachment(
    tx: Connection,
    *,
    subject_kind: SubjectKind,
    subject_id: str,
    name: str,
    form: str,
    sha256: str,
    size: int,
    note: str | None,
    actor: str,
) -> None:
    """Write down that a kept file belongs to a record."""
    after = {"name": name, "form": form, "sha256": sha256, "size": size}
    audit.record(
        tx,
        actor=actor,
        action=ATTACH,
        object_kind=str(subject_kind),
        object_id=subject_id,
        after=after,
        why=note,
    )


def attachments(
    connection: Connection, subject_kind: SubjectKind, subject_id: str, *, known_at: datetime | None = None
) -> tuple[Attachment, ...]:
    """Return the files of a record in the order they came, as known at a moment (None: now); each once."""
    found: dict[str, Attachment] = {}
    for subject, one in all_attachments(connection):
        if subject == f"{subject_kind}:{subject_id}" and (known_at is None or one.added_at <= known_at):
            found.setdefault(one.sha256, one)
    return tuple(found.values())


def all_attachments(connection: Connection) -> list[tuple[str, Attachment]]:
    """Return every file with whose it is (``kind:id``), in the order they came."""
    told = select(audit_table).where(audit_table.c.action == ATTACH).order_by(audit_table.c.fid)
    return [
        (
            f"{row['object_kind']}:{row['object_id']}",
            Attachment(**json.loads(row["after"]), note=row["why"], added_at=row["at"], added_by=row["actor"]),
        )
        for row in connection.execute(told).mappings()
    ]
