"""fsck, backup and restore."""

import sqlite3
from contextlib import closing


def test_a_sound_ledger(call, place):
    """Fsck says so, with exit code 0."""
    answer = call("fsck", "--json", "--workspace", place)
    assert (answer.code, answer.json) == (0, {"ok": True, "findings": []})


def test_a_changed_event_is_found(call, place):
    """An event edited behind the program's back is named; exit code 5."""
    with closing(sqlite3.connect(place / "landuse.gpkg")) as raw, raw:
        raw.execute("DROP TRIGGER events_no_update")
        raw.execute("UPDATE events SET land_area_m2 = 1 WHERE event_id = 'E000001'")
    answer = call("fsck", "--json", "--workspace", place)
    assert (answer.code, answer.json["ok"]) == (5, False)
    assert {"tampered", "trigger_missing"} <= {found["code"] for found in answer.json["findings"]}
    assert all(found["message"] for found in answer.json["findings"])


def test_what_was_backed_up_comes_back(call, place, tmp_path):
    """A restored workspace answers as the first one did; neither backup nor restore writes over anything."""
    copy = tmp_path / "copy.zip"
    assert call("backup", copy, "--json", "--workspace", place).json["path"] == str(copy)
    assert call("backup", copy, "--workspace", place).code == 6
    assert call("restore", copy, "--workspace", place).code == 6
    assert call("restore", copy, "--workspace", tmp_path / "back").code == 0
    question = ("progress", "--year", "2023", "--as-of", "2023-05-31", "--json", "--workspace")
    assert call(*question, tmp_path / "back").out == call(*question, place).out


def test_a_folder_takes_a_backup_with_a_name_of_its_own(call, place, tmp_path):
    """The name says which workspace and when."""
    folder = tmp_path / "backups"
    folder.mkdir()
    call("backup", folder, "--workspace", place)
    assert [path.name[:10] for path in folder.iterdir()] == ["workspace-"]


def test_what_is_no_backup_is_refused(call, tmp_path):
    """Any other file ends in a sentence and exit code 4."""
    (tmp_path / "notes.zip").write_text("nothing", encoding="utf-8")
    answer = call("restore", tmp_path / "notes.zip", "--workspace", tmp_path / "back")
    assert (answer.code, answer.err.count("\n")) == (4, 1)
