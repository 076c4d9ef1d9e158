"""Files of records: kept by hash, told by the audit trail, each once."""

from landuse.model import SubjectKind
from landuse.store.attachments import attachments, note_attachment
from landuse.store.clock import tick
from tests.builders import parcel, workspace


def add(store, *, name="a.jpg", sha256="1" * 64, subject="P1", note=None):
    with store.writing() as tx:
        note_attachment(
            tx,
            subject_kind=SubjectKind.PARCEL,
            subject_id=subject,
            name=name,
            form="jpg",
            sha256=sha256,
            size=3,
            note=note,
            actor="test",
        )


def test_files_come_in_their_order_and_once(tmp_path):
    """The same content under another name is the same file; other records' files are theirs."""
    store = workspace(tmp_path / "workspace", parcels=[parcel("P1"), parcel("P2", east=500)])
    add(store, name="拆前.jpg", note="拆前")
    add(store, name="again.jpg")
    moment = tick()
    add(store, name="拆后.jpg", sha256="2" * 64)
    add(store, name="别处.jpg", sha256="3" * 64, subject="P2")
    with store.reading() as connection:
        found = attachments(connection, SubjectKind.PARCEL, "P1")
        before = attachments(connection, SubjectKind.PARCEL, "P1", known_at=moment)
    assert [(one.name, one.note, one.added_by) for one in found] == [
        ("拆前.jpg", "拆前", "test"),
        ("拆后.jpg", None, "test"),
    ]
    assert [one.name for one in before] == ["拆前.jpg"]
    store.close()
