"""Where the program runs: read-only folders, black holes for names, clocks that are wrong, what is missing or large."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import count

import fiona
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from landuse.maps.district_map import district_bounds, district_map
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.schema import GROUND_COLUMNS, TABLES, Kind
from landuse.store import batches, clock, events, open_workspace, records
from tests.cli.test_serve import free_port
from tests.conftest import ROOT
from tests.hostile.test_running import works
from tests.intake.files import table

HEADINGS = ["地块编号", "证载面积(亩)"]
NAMESPACES = pytest.mark.skipif(not works("unshare", "-rnm", "true"), reason="no namespaces can be made here")


def landuse(*words, before=(), environment=None):
    """Call the program in a process of its own, *before* it what locks it in."""
    command = [*before, sys.executable, "-m", "landuse", *map(str, words)]
    base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env={**base, **(environment or {})}, check=False)


def locked(folder):
    """Return what runs a command where a folder is mounted read-only, for the superuser, too."""
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    return ("unshare", "-rm", "sh", "-c", script, str(folder))


@NAMESPACES
@pytest.mark.parametrize(
    "words",
    [
        ("import", "{desk}/b.csv", "--layer", "parcels"),
        ("record", "demolition", "--parcel", "A", "--on", "2023-03-01", "--mu", "3"),
        ("undo", "B0001"),
        ("list", "parcels"),
    ],
    ids=lambda words: words[0],
)
def test_57_a_workspace_that_cannot_be_written(house, words):
    """One sentence with the folder's path, exit code 5; the ledger is the same byte for byte."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    table(house.desk / "b.csv", [["B", 30]], HEADINGS)
    ledger = (house.folder / "landuse.gpkg").read_bytes()
    words = [word.format(desk=house.desk) for word in words]
    done = landuse(*words, "--workspace", house.folder, "--lang", "en", before=locked(house.folder))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1), done.stderr
    assert str(house.folder) in done.stderr
    assert (house.folder / "landuse.gpkg").read_bytes() == ledger


@NAMESPACES
def test_57_a_folder_that_cannot_be_written_to(house):
    """A list into a read-only folder: one sentence with the path, and the list that was there stays."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    shelf = house.desk / "shelf"
    shelf.mkdir()
    target = shelf / "list.xlsx"
    assert house.call("export", "parcels", "-o", target).code == 0
    former = target.read_bytes()
    for name in ("list.xlsx", "new.csv", "new.gpkg"):
        words = ("export", "parcels", "-o", shelf / name, "--workspace", house.folder, "--lang", "en")
        done = landuse(*words, before=locked(shelf))
        assert (done.returncode, done.stderr.count("\n"), str(shelf) in done.stderr) == (2, 1, True), done.stderr
    assert target.read_bytes() == former
    assert [path.name for path in shelf.iterdir()] == ["list.xlsx"]


def test_59_a_clock_that_went_back(house, monkeypatch):
    """What is recorded at a wrong time is known from that time on; what happened when is not touched by any clock."""
    house.take(table(house.desk / "a.csv", [["A", 30], ["B", 20]], HEADINGS))
    ticks = count(step=500)
    for year, parcel in ((2031, "A"), (2027, "B")):

        class Clock(datetime):
            """A clock that runs in some year."""

            @classmethod
            def now(cls, tz=None, *, year=year):
                """Return a moment of that year that has begun."""
                return datetime(year, 6, 1, 8, tzinfo=tz) + timedelta(microseconds=next(ticks))

        monkeypatch.setattr(clock, "datetime", Clock)
        words = ("--parcel", parcel, "--on", "2023-03-01", "--mu", "10")
        assert house.call("record", "demolition", *words).code == 0
    monkeypatch.undo()
    shown = {}
    for known_at in ("2027-05-01T00:00:00Z", "2027-07-01T00:00:00Z", "2031-07-01T00:00:00Z"):
        words = ("--year", "2023", "--as-of", "2023-05-31", "--known-at", known_at)
        rows = {row["indicator"]: row["actual"] for row in house.call("progress", *words, "--json").json}
        shown[known_at[:4], known_at[5:7]] = rows["demolition_area"]
    assert shown == {("2027", "05"): 0.0, ("2027", "07"): 10.0, ("2031", "07"): 20.0}
    assert house.call("fsck").code == 0


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_59_another_time_zone_changes_no_day(house, zone):
    """What happened on a day happened on that day, wherever the machine believes to be, a month later as well."""
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    place = ("--workspace", house.folder, "--lang", "en", "--json")
    words = ("record", "demolition", "--parcel", "A", "--on", "2023-05-31", "--mu", "10", *place)
    assert landuse(*words, environment={"TZ": zone}).returncode == 0
    for other in ("Pacific/Kiritimati", "Pacific/Niue"):
        said = {}
        for day in ("2023-05-30", "2023-05-31", "2023-06-30"):
            done = landuse("progress", "--year", "2023", "--as-of", day, *place, environment={"TZ": other})
            said[day] = next(row["actual"] for row in json.loads(done.stdout) if row["indicator"] == "demolition_area")
        assert said == {"2023-05-30": 0.0, "2023-05-31": 10.0, "2023-06-30": 10.0}


BLACK_HOLE = """
import json, os, socket, subprocess, sys, threading, time, urllib.request
folder, port = sys.argv[1:]
asked, proxied = [], []
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.53", 53))
proxy = socket.create_server(("127.0.0.1", 3128))

def swallow():
    while True:
        asked.append(names.recv(512).hex())

def answer():
    while True:
        caller, _ = proxy.accept()
        proxied.append(caller.recv(4096).decode("latin-1"))
        caller.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 15\\r\\n\\r\\n<html>login</ht")
        caller.close()

for work in (swallow, answer):
    threading.Thread(target=work, daemon=True).start()
lying = {name: "http://127.0.0.1:3128" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
command = [sys.executable, "-m", "landuse", "serve", "--port", port, "--workspace", folder, "--json"]
began = time.monotonic()
server = subprocess.Popen(command, env={**os.environ, **lying}, stdout=subprocess.DEVNULL, cwd=folder)
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
pages = {}
while time.monotonic() < began + 60 and len(pages) < 3:
    for page in ("/", "/landuse/revision", "/_stcore/health"):
        try:
            with direct.open(f"http://127.0.0.1:{port}{page}", timeout=5) as found:
                pages[page] = found.status
        except OSError:
            time.sleep(0.1)
        if pages and "seconds" not in pages:
            seconds = time.monotonic() - began
server.terminate()
server.wait(20)
print(json.dumps({"pages": pages, "asked": asked, "proxied": proxied, "seconds": seconds}))
"""


@NAMESPACES
def test_60_names_that_are_never_answered_and_a_proxy_that_lies(house):
    """
    The app starts within its five seconds where every name is swallowed and the proxy answers all with its login page.

    Nobody is asked for a name and nothing is fetched, so that there is nothing to wait for; the generous bound is for
    machines that do other work.
    """
    hole = house.desk / "resolv.conf"
    hole.write_text("nameserver 127.0.0.53\noptions timeout:30 attempts:5\n")
    script = f'ip link set lo up && mount --bind "{hole}" "$(readlink -f /etc/resolv.conf)" && exec "$@"'
    done = subprocess.run(
        ["unshare", "-rnm", "sh", "-c", script, "-", sys.executable, "-c", BLACK_HOLE, house.folder, str(free_port())],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(house.temp)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["pages"] == {"/": 200, "/landuse/revision": 200, "/_stcore/health": 200}
    assert (said["asked"], said["proxied"]) == ([], [])
    assert said["seconds"] < 5 * 6


def script_of(store):
    """Return how long the map's script is."""
    return len(district_map(bounds=district_bounds(store), language="en").get_root().render())


YEARS, MANY = range(2014, 2024), 50_000


@pytest.mark.slow
def test_61_fifty_thousand_parcels_and_ten_years_of_events(house):
    """Every year's total is the sum of its events to the last 亩, one parcel is found, and the map's script stays small."""
    numbers = np.arange(MANY)
    frame = pd.DataFrame({name: [None] * MANY for name in TABLES[Layer.PARCELS].names})
    frame["parcel_id"], frame["name"] = [f"P{number:05d}" for number in numbers], "示例地块"
    frame["certificate_area_m2"] = 40_000 / 3 + numbers.astype(float)
    for column in TABLES[Layer.PARCELS].columns:
        if column.kind in {Kind.AREA, Kind.NUMBER}:
            frame[column.name] = frame[column.name].astype(float)
    frame[list(GROUND_COLUMNS)] = None
    west, south = 540_000 + numbers % 250 * 100.0, 3_092_000 + numbers // 250 * 100.0
    frame["geometry"] = shapely.box(west, south, west + 90, south + 90)
    told = [
        NewEvent(
            subject_kind=SubjectKind.PARCEL,
            subject_id=f"P{number:05d}",
            kind="demolition",
            occurred_on=date(YEARS[number % 10], 1 + number % 12, 1 + number % 28),
            land_area_m2=2_000 / 3,
        )
        for number in numbers.tolist()
    ]
    with closing(open_workspace(house.folder)) as store:
        small = script_of(store)
        with store.writing() as tx:
            given = {"file_name": "many", "mapping": {}, "actor": "test", "sha256": "many"}
            batch = batches.open_batch(tx, layer=Layer.PARCELS, **given)
            records.insert(tx, Layer.PARCELS, frame, batch_id=batch, actor="test")
            events.append(tx, told, actor="test", batch_id=batch)
            batches.close_batch(tx, batch, read=MANY, accepted=MANY, refused=0, uncounted=0, issues=())
        assert script_of(store) < small + 500
    for year in YEARS:
        rows = house.call("progress", "--year", year, "--as-of", f"{year}-12-31", "--json").json
        assert next(row["actual"] for row in rows if row["indicator"] == "demolition_area") == MANY / 10
    found = house.call("list", "parcels", "--where", "parcel_id=P49999", "--json").json
    assert [one["parcel_id"] for one in found] == ["P49999"]


def test_63_a_dependency_that_is_gone_is_named_not_a_traceback(house):
    """Without the library that writes maps, doctor says which, and every other check is made."""
    code = "import sys; sys.modules['pyogrio'] = None; from landuse.cli.main import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "doctor", "--json", "--workspace", str(house.folder)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(house.temp)},
        check=False,
    )
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert (done.returncode, checks["gdal_writing"]["ok"], "pyogrio" in checks["gdal_writing"]["seen"]) == (
        5,
        False,
        True,
    )
    assert checks["gdal_reading"]["ok"]
    assert checks["attack"]["ok"]
    assert "Traceback" not in done.stdout + done.stderr


def test_63_both_gdals_are_printed_and_tried(house):
    """The two GDALs that this process may hold are named by their versions, and each wrote or refused what it should."""
    checks = {check["name"]: check["seen"] for check in house.call("doctor", "--json").json["checks"]}
    assert checks["gdal_reading"] == fiona.__gdal_version__
    assert checks["gdal_writing"] == pyogrio.__gdal_version_string__
    house.take(table(house.desk / "a.csv", [["A", 30]], HEADINGS))
    out = house.desk / "out.gpkg"
    assert house.call("export", "parcels", "-o", out).code == 0
    shutil.copyfile(out, house.desk / "back.gpkg")
    assert house.call("inspect", house.desk / "back.gpkg", "--json").json["kind"] == "geopackage"
