"""A child that has shut itself in: nothing gets out, nothing outside its folder changes."""

import json
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from tests.conftest import ROOT

TRY = """
import json, pathlib, socket, sys
from landuse.intake.confinement import leave_network, write_only_in
port, inside, outside = int(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
said = {"left": leave_network(), "shut": write_only_in(inside)}
try:
    socket.create_connection(("127.0.0.1", port), 2).close()
    said["out"] = True
except OSError:
    said["out"] = False
for name, folder in (("inside", inside), ("outside", outside)):
    try:
        (folder / "written").write_text("x")
        said[name] = True
    except OSError:
        said[name] = False
said["reads"] = (outside / "there").read_text()
print(json.dumps(said))
"""


@pytest.fixture
def said(tmp_path):
    """Return what a shut-in process could do, with a listener on this machine that it tries to reach."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "there").write_text("y")
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", TRY, str(port), str(inside), str(outside)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        try:
            server.accept()[0].close()
            called = True
        except TimeoutError:
            called = False
    return json.loads(done.stdout) | {"called": called}


def test_nothing_gets_out(said):
    """Not even to this machine: the namespace is empty."""
    if not said["left"]:
        pytest.skip("this kernel gives no network namespace to such a process")
    assert (said["out"], said["called"]) == (False, False)


def test_nothing_outside_the_folder_changes(said):
    """Writing is for its own folder alone; reading the libraries goes on."""
    if not said["shut"]:
        pytest.skip("this kernel has no Landlock")
    assert (said["inside"], said["outside"], said["reads"]) == (True, False, "y")
