"""fsck names what is wrong and is silent about what is right."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.config import Settings
from landuse.errors import LanduseError
from landuse.i18n import LANGUAGES, catalogue
from landuse.model import Layer
from landuse.store import create_workspace, events, fsck, open_workspace, records, series
from landuse.store.geometry import encode, register_functions
from tests.builders import goal, layer_frame
from tests.store.builders import PARCELS, demolition, square
from tests.store.test_batches import NEW_PARCELS, load


def fill(store):
    """Two parcels, three events of which one is voided, a target."""
    with store.writing() as tx:
        events.append(tx, [demolition(doc_no="温土〔2023〕1号"), demolition("P2"), demolition("P2")], actor="a")
        events.void(tx, "E000003", why="重复", actor="a")
        series.append_frame(
            tx, Layer.TARGETS, layer_frame(Layer.TARGETS, [goal("demolition_area", 400)]), batch_id=None, actor="a"
        )


def behind_the_back(store, *statements: str) -> None:
    """Change the file as somebody would who first takes the guards away and then puts them back."""
    connection = sqlite3.connect(store.ledger, isolation_level=None)
    register_functions(connection)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _name, sql in guards:
        connection.execute(sql)
    connection.close()


def codes(store) -> list[tuple[str, str, str]]:
    """Return what fsck finds, without the details."""
    return [(finding.code, finding.table, finding.key) for finding in fsck.check(store)]


def test_a_sound_ledger_has_no_findings(store):
    """Also after voids, targets and edits."""
    fill(store)
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "P1", {"name": "x"}, expected_version=1, actor="a")
    assert fsck.check(store) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE events SET land_area_m2 = 6000 WHERE fid = 1", ("tampered", "events", "E000001")),
        ("UPDATE events SET recorded_at = '2023-01-01T00:00:00.000Z' WHERE fid = 2", ("tampered", "events", "E000002")),
        ("DELETE FROM events WHERE fid = 2", ("tampered", "events", "E000003")),
        ("UPDATE targets SET amount = 40", ("tampered", "targets", "T0001")),
        ("UPDATE audit SET actor = 'nobody' WHERE fid = 2", ("tampered", "audit", "2")),
        ("UPDATE parcels SET name = 'x' WHERE fid = 2", ("tampered", "parcels", "P2")),
        ("DELETE FROM parcels WHERE parcel_id = 'P1'", ("subject_missing", "events", "E000001")),
        ("DELETE FROM rtree_parcels_geometry WHERE id = 1", ("rtree_differs", "parcels", "P1")),
        ("INSERT INTO rtree_parcels_geometry VALUES (9, 0, 1, 0, 1)", ("rtree_extra", "parcels", "9")),
        ("UPDATE rtree_parcels_geometry SET maxx = maxx + 1 WHERE id = 2", ("rtree_differs", "parcels", "P2")),
        ("UPDATE parcels SET geometry = x'4750' WHERE fid = 1", ("geometry_unreadable", "parcels", "P1")),
        ("UPDATE events SET voids = 'E9' WHERE fid = 4", ("void_of_nothing", "events", "E000004")),
        ("UPDATE parcels SET batch_id = 'B9' WHERE fid = 1", ("foreign_key", "parcels", "1")),
        ("DROP TABLE requests", ("table_missing", "requests", "")),
        ("PRAGMA application_id = 7", ("not_geopackage", "", "")),
    ],
)
def test_what_was_done_behind_the_back_is_found(store, statement, expected):
    """Each finding names the table and the row, and has its sentence in both languages."""
    fill(store)
    behind_the_back(store, statement)
    findings = fsck.check(store)
    assert expected in [(finding.code, finding.table, finding.key) for finding in findings]
    for finding in findings:
        for language in LANGUAGES:
            text = catalogue(language)(
                f"findings.{finding.code}", table=finding.table, key=finding.key, **finding.values
            )
            assert text


def test_a_guard_that_was_taken_away_is_found(store):
    """A trigger that is gone, or that does something else now."""
    connection = sqlite3.connect(store.ledger, isolation_level=None)
    connection.execute("DROP TRIGGER events_no_update")
    connection.execute("DROP TRIGGER events_no_delete")
    connection.execute("CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT 1; END")
    connection.close()
    assert codes(store) == [
        ("trigger_missing", "events", "events_no_update"),
        ("trigger_missing", "events", "events_no_delete"),
    ]


def test_a_batch_whose_rows_are_gone_is_found(store):
    """The counts of an import that stands must agree with what is there."""
    batch = load(store, Layer.PARCELS, NEW_PARCELS)
    behind_the_back(store, "DELETE FROM parcels WHERE parcel_id = 'P8'")
    assert codes(store) == [("batch_counts", "parcels", batch)]


def test_a_wrong_envelope_is_found(store):
    """A header that lies about its geometry would hide the record from every box query."""
    (blob,) = encode([square(550_000)], 4549)
    lying = blob[:8] + encode([square(1)], 4549)[0][8:40] + blob[40:]
    connection = sqlite3.connect(store.ledger)
    register_functions(connection)
    connection.execute("UPDATE parcels SET geometry = ? WHERE fid = 1", (lying,))
    connection.commit()
    connection.close()
    assert ("geometry_header", "parcels", "P1") in codes(store)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return a closed workspace with something in it, and its tables."""
    folder = tmp_path_factory.mktemp("sound") / "ledger"
    store = create_workspace(folder, Settings())
    with store.writing() as tx:
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, PARCELS), batch_id=None, actor="a")
    fill(store)
    tables = store.tables()
    store.close()
    return folder, tables


def flipped(folder: Path, target: Path, at: int, bit: int) -> Path:
    """Return a copy of a workspace with one bit of its ledger turned over."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    content = bytearray((target / "landuse.gpkg").read_bytes())
    content[at] ^= 1 << bit
    (target / "landuse.gpkg").write_bytes(content)
    return target


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_flipped_bit_is_noticed_or_changes_nothing(sound, tmp_path_factory, data):
    """Wherever on the disk a bit turns over: refused at opening, found by fsck, or the tables read as before."""
    folder, tables = sound
    size = (folder / "landuse.gpkg").stat().st_size
    at = data.draw(st.integers(0, size - 1))
    copy = flipped(folder, tmp_path_factory.getbasetemp() / "flipped", at, data.draw(st.integers(0, 7)))
    try:
        store = open_workspace(copy)
    except LanduseError:
        return
    try:
        if not fsck.check(store):
            after = store.tables()
            for name in ("parcels", "history", "targets"):
                assert_frame_equal(getattr(after, name), getattr(tables, name))
    finally:
        store.close()


@pytest.mark.parametrize("text", ["一号", "温土〔2023〕1号", "重复", "demolition_area"])
def test_a_flipped_bit_in_a_text_is_noticed(sound, tmp_path, text):
    """Every copy of the text in the file (row, audit trail, index): none can change unseen."""
    folder, _tables = sound
    content = (folder / "landuse.gpkg").read_bytes()
    at, found = content.find(text.encode()), 0
    while at >= 0:
        store = open_workspace(flipped(folder, tmp_path / "copy", at + 1, 0))
        found += 1
        assert fsck.check(store)
        store.close()
        at = content.find(text.encode(), at + 1)
    assert found
