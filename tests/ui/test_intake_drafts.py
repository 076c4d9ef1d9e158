"""Drafts of imports: under names of ours, through the gate, found again after everything, thrown away when old."""

import io
import json
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.config import DRAFTS
from landuse.intake.upload import MAX_BYTES
from landuse.ui import intake_drafts as drafts

ROOT = Path(__file__).parents[2]
CSV = b"parcel_id,name\nLC-1,x\n"


def brought(*names, content=CSV):
    return [(name, io.BytesIO(content)) for name in names]


def begin(folder, *names):
    found, errors = drafts.begin_drafts(folder, brought(*names))
    assert errors == []
    return found


def test_a_file_lies_under_a_name_of_ours(tmp_path):
    """Nothing that its owner typed is part of a path but a plain suffix."""
    (draft,) = begin(tmp_path, "../../地块 <b>.CSV")
    assert draft.name == "地块 <b>.CSV"
    assert draft.file(tmp_path).read_bytes() == CSV
    inside = {path.relative_to(tmp_path).parts for path in tmp_path.rglob("*") if path.is_file()}
    assert inside == {(DRAFTS, draft.draft_id, "file.csv"), (DRAFTS, draft.draft_id, "draft.json")}


def test_the_parts_of_a_shapefile_are_one_draft(tmp_path):
    """In any order and any case; another file that was dropped with them is another draft."""
    found = begin(tmp_path, "a.dbf", "A.SHP", "list.csv", "a.shx", "a.shp.xml", "b.shp")
    assert [draft.name for draft in found] == ["A.SHP", "b.shp", "list.csv"]
    parts = {path.name for path in drafts.folder_of(tmp_path, found[0].draft_id).iterdir()}
    assert parts == {"file.shp", "file.dbf", "file.shx", "file.xml", "draft.json"}


def test_what_the_gate_refuses_leaves_nothing(tmp_path):
    """A program and an empty file: a sentence each, and no folder."""
    files = [*brought("a.csv.exe"), *brought("d.csv", content=b""), *brought("good.csv")]
    found, errors = drafts.begin_drafts(tmp_path, files)
    assert [draft.name for draft in found] == ["good.csv"]
    assert [error.key for error in errors] == ["file_program", "file_empty"]
    assert [path.name for path in (tmp_path / DRAFTS).iterdir()] == [found[0].draft_id]


def test_what_was_decided_is_there_after_the_page_is_loaded_anew(tmp_path):
    """Each decision is written down; the draft that is read back is the one that was written."""
    (draft,) = begin(tmp_path, "a.csv")
    decided = drafts.save(tmp_path, draft, layer="parcels", mapping={"地块编号": "parcel_id"}, crs=4549, step="checks")
    assert drafts.load(tmp_path, draft.draft_id) == decided
    assert decided.mapping == {"地块编号": "parcel_id"}


@pytest.mark.parametrize("name", [None, "", "../x", "0" * 31, "0" * 32])
def test_what_is_no_draft_is_none(tmp_path, name):
    """A link may name anything."""
    assert drafts.load(tmp_path, name) is None


def test_a_draft_that_was_tampered_with_is_none(tmp_path):
    """Not JSON, no object, another's id, an unknown key: none, none, none, ignored."""
    (draft,) = begin(tmp_path, "a.csv")
    path = drafts.folder_of(tmp_path, draft.draft_id) / "draft.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    for content in ("{", "[]", "{}", json.dumps({**kept, "draft_id": "0" * 32})):
        path.write_text(content, encoding="utf-8")
        assert drafts.load(tmp_path, draft.draft_id) is None
    path.write_text(json.dumps({**kept, "more": 1}), encoding="utf-8")
    assert drafts.load(tmp_path, draft.draft_id) == draft


def test_drafts_that_wait_are_listed_until_they_are_decided(tmp_path):
    """In the ledger, or thrown away: gone from the list; a folder that is none of ours is not touched."""
    first, second, third = (begin(tmp_path, name)[0] for name in ("a.csv", "b.csv", "c.csv"))
    (tmp_path / DRAFTS / "notes").mkdir()
    assert [draft.name for draft in drafts.open_drafts(tmp_path)] == ["a.csv", "b.csv", "c.csv"]
    drafts.save(tmp_path, first, batch="B0001")
    drafts.throw_away(tmp_path, second.draft_id)
    drafts.throw_away(tmp_path, "../..")
    assert drafts.open_drafts(tmp_path) == [third]
    assert (tmp_path / DRAFTS / "notes").is_dir()


def test_old_drafts_are_thrown_away(tmp_path):
    """Nobody touched one for eight days; the other is of today."""
    old, new = (begin(tmp_path, name)[0] for name in ("a.csv", "b.csv"))
    folder = drafts.folder_of(tmp_path, old.draft_id)
    then = old.begun_at - 8 * 86_400
    for path in folder.iterdir():
        os.utime(path, (then, then))
    assert drafts.clean_up(tmp_path) == 1
    assert drafts.open_drafts(tmp_path) == [new]


@given(st.text(max_size=300))
def test_a_name_is_shown_in_one_line(name):
    """Whatever it is called, what is shown is printable, short, and names no folder."""
    said = drafts.shown(name)
    assert said.isprintable()
    assert len(said) <= 120
    assert "/" not in said
    assert "\\" not in said


def test_the_browser_lets_through_what_the_gate_does():
    """Streamlit's cap and the gate's are one."""
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["server"]["maxUploadSize"] * 1024 * 1024 == MAX_BYTES
