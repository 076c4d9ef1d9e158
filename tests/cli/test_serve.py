"""serve and doctor: the app answers on this machine only; the installation is looked at."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

from landuse.cli import doctor, serve
from landuse.intake import outline


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="ends the server by a signal")
def test_the_app_answers(place):
    """The page and the map's routes answer on 127.0.0.1; Ctrl+C ends it quietly."""
    port = free_port()
    command = [sys.executable, "-m", "landuse", "serve", "--port", str(port), "--workspace", str(place), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=place) as server:
        try:
            started = json.loads(b"".join(iter(server.stdout.readline, b"}\n")) + b"}")
            assert started == {"url": f"http://127.0.0.1:{port}", "workspace": str(place)}
            assert answer(f"{started['url']}/") == 200
            assert answer(f"{started['url']}/landuse/revision") == 200
        finally:
            server.send_signal(signal.SIGINT)
            errors = server.communicate(timeout=20)[1]
    assert b"Traceback" not in errors


def answer(url):
    """Return the status of a page, waiting for the server to come up."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as page:
                return page.status
        except OSError:
            time.sleep(0.2)
    return None


def test_a_taken_port_is_said(call, place):
    """Exit code 6 before anything is started."""
    with closing(socket.socket()) as other:
        other.bind((serve.HOST, 0))
        other.listen()
        refused = call("serve", "--port", other.getsockname()[1], "--workspace", place)
    assert (refused.code, refused.err.count("\n")) == (6, 1)


def test_a_missing_workspace_is_said_on_the_console(call, tmp_path):
    """Not in the browser."""
    assert call("serve", "--port", free_port(), "--workspace", tmp_path / "none").code == 5


def test_serving_with_a_demo(call, tmp_path, monkeypatch):
    """--demo makes the district only where there is no workspace; the app is told where it is."""
    runs = []
    monkeypatch.setattr(serve, "_run", lambda folder, workspace, port: runs.append((folder, workspace, port)))
    port = free_port()
    for _ in range(2):
        assert call("serve", "--demo", "--port", port, "--workspace", tmp_path / "w").code == 0
    assert runs == [(serve.app_folder(), tmp_path / "w", port)] * 2
    assert (serve.app_folder() / "app.py").is_file()


def test_a_sound_installation(call, place):
    """Every check passes, the tried attack was refused; exit code 0."""
    found = call("doctor", "--json", "--workspace", place)
    checks = {check["name"]: check for check in found.json["checks"]}
    assert found.code == 0
    assert {"python", "packages", "gdal_reading", "gdal_writing", "proj", "geos", "sqlite", "assets"} <= set(checks)
    assert checks["attack"]["ok"]
    assert "parcels.geojson" in checks["attack"]["seen"]


def test_a_reader_that_falls_for_the_attack_is_found(call, place, monkeypatch):
    """Were the disguised file read, doctor would say so with exit code 5."""
    monkeypatch.setattr(outline, "read_outline", lambda *_arguments, **_options: None)
    found = call("doctor", "--json", "--workspace", place)
    assert (found.code, found.json["ok"]) == (5, False)


def test_a_missing_package_is_found(call, place, monkeypatch):
    """What is required and not installed is named."""
    monkeypatch.setattr(doctor, "_requirements", lambda: ["no-such-package==1.0", "click"])
    checks = {check["name"]: check for check in call("doctor", "--json", "--workspace", place).json["checks"]}
    assert (checks["packages"]["ok"], "no-such-package" in checks["packages"]["seen"]) == (False, True)
