"""Files that are weapons: they read nothing, write nothing, connect nowhere, and end in one sentence and exit code 4."""

import socket
import subprocess
import sys
import threading
import zipfile
from contextlib import closing

import pytest

from landuse.store import open_workspace
from tests.builders import workspace
from tests.conftest import ROOT
from tests.intake.files import shapefile

SECRET = "the-secret-of-this-machine"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "w"
    workspace(folder).close()
    return folder


@pytest.fixture
def listener():
    """Listen on a port of this machine and count who calls."""
    calls = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def serve():
            while not stop.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append(caller.getpeername())
                caller.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], calls
        stop.set()
        thread.join()


def landuse(*arguments, folder, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "landuse", *map(str, arguments), "--workspace", str(folder), "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd or ROOT,
        check=False,
    )


def refused(done):
    """Assert the contract for a file that is refused: exit code 4, one line, no traceback, no secret."""
    assert done.returncode == 4, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert SECRET not in done.stderr + done.stdout


def untouched(folder):
    with closing(open_workspace(folder)) as store:
        tables = store.tables()
    return tables.parcels.empty and tables.batches.empty and not list((folder / "attachments").rglob("*.*"))


def vrt(secret):
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource><SrcLayer>secret</SrcLayer>'
        '<GeometryType>wkbNone</GeometryType><Field name="parcel_id"/></OGRVRTLayer></OGRVRTDataSource>'
    )


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text(f"parcel_id,note\n{SECRET},x\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["parcels.geojson", "parcels.gpkg", "parcels.csv"])
def test_a_vrt_under_another_name_reads_nothing(ledger, tmp_path, secret, name):
    """A document that makes GDAL return another file of this machine."""
    path = tmp_path / name
    path.write_text(vrt(secret), encoding="utf-8")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert untouched(ledger)


def test_a_vrt_in_a_zip_reads_nothing(ledger, tmp_path, secret):
    """The same, inside an archive."""
    path = tmp_path / "parcels.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("parcels.geojson", vrt(secret))
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert untouched(ledger)


@pytest.mark.parametrize("name", ["a.geojson", "a.csv"])
@pytest.mark.parametrize(
    "content",
    [
        "<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>",
        '{{"type": "GDALG", "command_line": "gdal vector pipeline ! read http://127.0.0.1:{port}/x"}}',
        '{{"geometryType": "esriGeometryPolygon", "url": "http://127.0.0.1:{port}/FeatureServer/0/query"}}',
        "http://127.0.0.1:{port}/parcels.geojson",
        "/vsicurl/http://127.0.0.1:{port}/parcels.geojson",
    ],
    ids=["wfs", "gdalg", "esri", "url", "vsicurl"],
)
def test_documents_that_would_connect_do_not(ledger, tmp_path, listener, name, content):
    """Whatever a file says, nobody is called."""
    port, calls = listener
    path = tmp_path / name
    path.write_text(content.format(port=port), encoding="utf-8")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert calls == []
    assert untouched(ledger)


@pytest.mark.parametrize(
    "name",
    [
        "CSV:{secret}",
        "/vsicurl/http://127.0.0.1:{port}/a.geojson",
        "http://127.0.0.1:{port}/a.geojson",
        "/vsizip/{secret}",
        "WFS:http://127.0.0.1:{port}/wfs",
        "ESRIJSON:http://127.0.0.1:{port}/query",
        "GeoJSON:http://127.0.0.1:{port}/a.geojson",
        "\\\\127.0.0.1\\share\\a.geojson",
    ],
    ids=["csv", "vsicurl", "http", "vsizip", "wfs", "esrijson", "geojson", "unc"],
)
def test_names_that_are_commands_are_only_names(ledger, secret, listener, name):
    """What is not a file on this disk is not opened."""
    port, calls = listener
    refused(landuse("import", name.format(secret=secret, port=port), "--layer", "parcels", folder=ledger))
    assert calls == []
    assert untouched(ledger)


@pytest.mark.parametrize(
    "member", ["../escaped.shp", "/tmp/escaped.shp", "a/../../escaped.shp", "..\\escaped.shp", "C:\\a.shp"]
)
def test_zip_slip_writes_nothing(ledger, tmp_path, member):
    """A member that would leave its folder keeps the whole archive closed."""
    inner = tmp_path / "inner"
    inner.mkdir()
    path = tmp_path / "deep" / "down" / "a.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        for part in shapefile(inner).parent.glob("*.*"):
            archive.write(part, f"data/{part.name}")
        archive.writestr(member, b"owned")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert not list(tmp_path.rglob("escaped*"))
    assert untouched(ledger)


def test_a_zip_bomb_is_stopped_before_it_is_unpacked(ledger, tmp_path):
    """A gigabyte in a megabyte."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.geojson", "w") as member:
        for _ in range(300):
            member.write(b" " * 1024 * 1024)
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert untouched(ledger)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"not a zip"], ids=["nothing", "no member", "text"]
)
def test_archives_that_are_none(ledger, tmp_path, content):
    """Empty and broken archives end in a sentence."""
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))


def test_hostile_names_travel_as_text(tmp_path):
    """Markup, formulas and quotes in cells are imported as what they are, and printed as text."""
    from tests.intake.files import table  # noqa: PLC0415 - only here

    names = [
        "<img src=x onerror=alert(1)>",
        "=cmd|'/c calc'!A1",
        "{{7*7}}",
        "'; DROP TABLE parcels; --",
        "${jndi:ldap://x}",
    ]
    path = table(
        tmp_path / "a.csv", [[f"H-{place}", f'"{name}"'] for place, name in enumerate(names)], ["地块编号", "名称"]
    )
    ledger = tmp_path / "w"
    workspace(ledger).close()
    done = landuse("import", path, "--layer", "parcels", folder=ledger)
    assert done.returncode == 0, done.stderr
    with closing(open_workspace(ledger)) as store:
        assert store.tables().parcels["name"].tolist() == names


def test_a_hundred_thousand_entries_are_not_listed(ledger, tmp_path):
    """The end of a zip says how many there are: that is enough."""
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(66_000):
            archive.writestr(f"{place}.shp", b"")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))


@pytest.mark.parametrize("declared", [None, 1000], ids=["as it is", "announcing little"])
def test_a_workbook_that_unpacks_without_end_is_not_parsed(ledger, tmp_path, declared):
    """Half a gigabyte of cells in half a megabyte, also where its directory lies."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(400):
                sheet.write(b" " * 1024 * 1024)
        if declared is not None:
            archive.infolist()[1].file_size = declared
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))


@pytest.mark.parametrize("name", ["a.kml", "a.gml", "a.xlsx"])
def test_entities_are_refused_before_they_grow(ledger, tmp_path, secret, name):
    """A billion laughs and a file of this machine, declared in KML, GML and a workbook."""
    entities = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "&x;&x;">]>'
    root = (
        '<kml xmlns="http://www.opengis.net/kml/2.2">&y;</kml>'
        if name == "a.kml"
        else "<FeatureCollection>&y;</FeatureCollection>"
    )
    path = tmp_path / name
    if name == "a.xlsx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/sharedStrings.xml", f"{entities}<sst>&y;</sst>")
    else:
        path.write_text(entities + root, encoding="utf-8")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
    assert untouched(ledger)


def test_archives_in_archives_are_not_opened(ledger, tmp_path):
    """A zip of zips says to unpack it once."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", b"PK")
    refused(landuse("import", path, "--layer", "parcels", folder=ledger))
