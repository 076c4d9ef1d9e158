"""What happens to a program that runs: inputs 54 to 64 of the list of hostile inputs, those that one call shows."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

from landuse.store import open_workspace
from landuse.store.schema import ledger_forms
from tests.conftest import ROOT
from tests.intake.files import shapefile, table

HEADINGS = ["地块编号", "证载面积(亩)"]
MAY = ("--year", "2023", "--as-of", "2023-05-31")


def test_55_the_same_request_again_is_one_write(house):
    """Two tabs, the way back, a double press."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    words = ("record", "demolition", "--parcel", "A", "--on", "2023-03-01", "--request-id", "r1", "--json")
    assert {house.call(*words).json["event"] for _ in range(3)} == {"E000001"}
    assert house.records()[2] == 1


@pytest.mark.parametrize("name", ["dir_with_quote's's", "甲 区 (一)", 'q"uote', "x" * 120 + "/" + "深" * 60])
def test_57_folders_of_any_name(house, name):
    """Quotes, spaces, Chinese, more than 260 characters: read from, kept in, written to."""
    desk = house.desk / name
    desk.mkdir(parents=True)
    moved = desk / "w"
    shutil.copytree(house.folder, moved)
    house.folder = moved
    assert house.call("import", shapefile(desk), "--layer", "parcels").code == 0
    assert len(house.parcels()) == 2
    assert house.call("export", "parcels", "-o", desk / "out.gpkg").code == 0
    assert house.call("fsck").code == 0


def test_57_a_place_that_cannot_be_written_is_named(house):
    """A folder that is not there, a folder's own name, a file in a folder's place."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    for target in (house.desk / "none" / "a.xlsx", house.desk / "a.csv" / "a.xlsx"):
        answer = house.call("export", "parcels", "-o", target)
        assert (answer.code in {2, 4, 5, 7}, str(target) in answer.err, answer.err.count("\n")) == (True, True, 1)
    assert len(house.parcels()) == 1


def test_61_two_hundred_fields_and_two_thousand_rows(house):
    """Every row is there, and every field is kept."""
    headings = [*HEADINGS, *(f"字段{at}" for at in range(198))]
    rows = [[f"LC-{at}", 1, *range(198)] for at in range(2_000)]
    told = house.take(table(house.desk / "a.csv", rows, headings))
    assert told["accepted"] == 2_000
    assert house.parcels()["attributes"].iloc[-1].count("字段") == 198


def test_62_a_newer_ledger_is_refused_with_its_version(house):
    """One sentence, exit code 5, nothing touched."""
    folder = house.desk / "newer"
    shutil.copytree(house.folder, folder)
    with closing(open_workspace(folder)) as store, store.writing() as tx:
        later = {"number": 99, "name": "later", "applied_at": datetime.now(UTC), "version": "7.8.9"}
        tx.execute(ledger_forms.insert().values(**later))
    mine, house.folder = house.folder, folder
    answer = house.call("list", "parcels")
    house.folder = mine
    assert (answer.code, "7.8.9" in answer.err, answer.err.count("\n")) == (5, True, 1)


def test_64_a_flipped_byte_is_found_and_named(house):
    """In the middle of what an event says, on the disk itself."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    words = ("--on", "2023-03-01", "--doc", "DOCUMENT-ONE")
    assert house.call("record", "demolition", "--parcel", "A", *words).code == 0
    ledger = house.folder / "landuse.gpkg"
    with closing(sqlite3.connect(ledger)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = ledger.read_bytes()
    assert content.count(b"DOCUMENT-ONE") >= 1
    ledger.write_bytes(content.replace(b"DOCUMENT-ONE", b"DOCUMENT-TWO", 1))
    answer = house.call("fsck", "--json")
    assert answer.code == 5
    assert any("E000001" in finding["message"] for finding in answer.json["findings"])


ALONE = """
import sys
from landuse.cli.main import run
folder, desk = sys.argv[1:]
assert run(["import", desk + "/good.zip", "--layer", "parcels", "--workspace", folder]) == 0
assert run(["import", desk + "/wfs.gml", "--layer", "parcels", "--workspace", folder]) == 4
assert run(["import", desk + "/vrt.geojson", "--layer", "parcels", "--workspace", folder]) == 4
assert run(["progress", "--year", "2023", "--as-of", "2023-05-31", "--workspace", folder]) == 0
"""


@pytest.fixture
def brought(house):
    """Return the house with a Shapefile, a document that would connect, and one that would read."""
    path = shapefile(house.desk)
    shutil.make_archive(str(house.desk / "good"), "zip", house.desk, base_dir=".")
    for part in house.desk.glob(f"{path.stem}.*"):
        part.unlink()
    wfs = f"<OGRWFSDataSource><URL>http://127.0.0.1:{house.port}/wfs</URL></OGRWFSDataSource>"
    (house.desk / "wfs.gml").write_text(wfs)
    (house.desk / "vrt.geojson").write_text(
        f"<OGRVRTDataSource><SrcDataSource>{house.secret}</SrcDataSource></OGRVRTDataSource>"
    )
    return house


def alone(house, *before):
    """Run the imports in a process of their own, *before* it those that watch it or lock it in."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*before, sys.executable, "-c", ALONE, str(house.folder), str(house.desk)],
        capture_output=True,
        text=True,
        env=environment | {"TMPDIR": str(house.temp), "HOME": str(house.temp)},
        check=False,
    )


def works(*command):
    return (
        shutil.which(command[0]) is not None
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not works("unshare", "-rn", "true"), reason="no network namespace can be made here")
def test_60_without_any_network_all_is_as_with_it(brought):
    """In a network namespace that has not even a loopback: files come in, attacks are refused, the board is there."""
    done = alone(brought, "unshare", "-rn")
    assert done.returncode == 0, done.stderr
    assert len(brought.parcels()) == 2


@pytest.mark.skipif(not works("strace", "-f", "-o", "/dev/null", "true"), reason="strace cannot be used here")
def test_60_the_system_calls_of_imports(brought):
    """Nobody is called; outside the workspace and the temp folder nothing is written; the secret is not opened."""
    trace = brought.desk.parent / "trace.txt"
    calls = "trace=connect,sendto,sendmsg,openat,?open,?creat,?rename,?renameat,?renameat2,?mkdir,mkdirat,?symlink"
    done = alone(brought, "strace", "-f", "-qq", "-e", calls, "-e", "signal=none", "-o", str(trace))
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    assert [line for line in lines if "AF_INET" in line] == []
    assert [line for line in lines if str(brought.secret) in line and "= -1" not in line] == []
    writing = [
        line for line in lines if any(word in line for word in ("O_WRONLY", "O_RDWR", "O_CREAT", "rename", "mkdir"))
    ]
    ours = (str(brought.folder), str(brought.temp), '"/dev/null"')
    assert writing
    assert [line for line in writing if "= -1" not in line and not any(place in line for place in ours)] == []
