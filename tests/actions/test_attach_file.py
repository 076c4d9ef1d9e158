"""Adding photos and papers: what is taken, and what is refused with a sentence."""

import io

import pytest
from PIL import Image

from landuse.actions.attach_file import attach_file
from landuse.errors import ArgumentsError, InputError
from landuse.model import SubjectKind
from landuse.store import fsck
from landuse.store.attachments import RECORDS, attachments
from landuse.store.keeping import kept_file, kept_path
from tests.builders import parcel, workspace


def photo(width=40, height=30, form="JPEG"):
    target = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(target, form)
    return target.getvalue()


@pytest.fixture
def store(tmp_path):
    opened = workspace(tmp_path / "workspace", parcels=[parcel("P1")])
    yield opened
    opened.close()


def put(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def attach(store, path, key="P1"):
    return attach_file(store, path, subject_kind=SubjectKind.PARCEL, subject_id=key, actor="test", note="现场")


def test_a_photo_is_kept_whole_and_told(store, tmp_path):
    """Its bytes are found again by their hash; the ledger stays sound."""
    content = photo()
    sha256 = attach(store, put(tmp_path, "现场 照片.JPG", content))
    assert kept_file(store, RECORDS, sha256, "jpg") == content
    with store.reading() as connection:
        (found,) = attachments(connection, SubjectKind.PARCEL, "P1")
    assert (found.name, found.note, found.size) == ("现场 照片.JPG", "现场", len(content))
    assert not fsck.check(store)
    kept_path(store, RECORDS, sha256, "jpg").write_bytes(b"changed")
    assert [(one.code, one.key) for one in fsck.check(store)] == [("attached_file", "parcel:P1")]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.exe", b"MZ", "attachment_kind"),
        ("a.jpg.exe", b"MZ", "attachment_kind"),
        ("a.jpg", b"", "file_empty"),
        ("a.jpg", b"%PDF-1.7", "content_is_other"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "content_is_other"),
        ("a.pdf", b"<html>", "content_is_other"),
    ],
)
def test_what_is_refused(store, tmp_path, name, content, key):
    """By its sentence; nothing is kept and nothing told."""
    with pytest.raises(InputError) as caught:
        attach(store, put(tmp_path, name, content))
    assert caught.value.key == key
    with store.reading() as connection:
        assert attachments(connection, SubjectKind.PARCEL, "P1") == ()


def test_files_and_records_that_are_not_there(store, tmp_path):
    """A missing file, and a record that the ledger does not have."""
    with pytest.raises(InputError):
        attach(store, tmp_path / "none.jpg")
    with pytest.raises(ArgumentsError) as caught:
        attach(store, put(tmp_path, "a.jpg", photo()), key="P9")
    assert caught.value.key == "unknown_record"
