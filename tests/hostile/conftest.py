"""A house under attack: a workspace, a neighbour's secret beside it, a port that nobody may call."""

import os
import shutil
import socket
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from landuse.cli.main import run
from landuse.store import open_workspace
from tests import builders
from tests.cli.conftest import Answer

SECRET = "the-secret-of-this-machine"
#: A moment after which nobody has read the secret, unless somebody does.
LONG_AGO = 1_000_000_000


@dataclass
class House:
    """
    A workspace and what stands around it.

    ``desk`` is the folder of the files to bring, ``secret`` a file beside it, ``port`` is listened on by nobody who
    should be called; ``calls`` are those who called all the same.
    """

    folder: Path
    desk: Path
    secret: Path
    temp: Path
    port: int
    capsys: pytest.CaptureFixture[str]
    calls: list[object] = field(default_factory=list)

    def call(self, *words) -> Answer:
        """Call the command line in this process."""
        self.capsys.readouterr()
        code = run([*map(str, words), "--workspace", str(self.folder), "--lang", "en"])
        captured = self.capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def bring(self, path, *words, layer="parcels") -> Answer:
        """Import a file, and see to it that nothing but the workspace was written and nobody's secret was read."""
        before = self.around()
        os.utime(self.secret, (LONG_AGO, LONG_AGO + 1))
        answer = self.call("import", path, "--layer", layer, "--json", *words)
        assert self.secret.stat().st_atime == LONG_AGO
        assert self.around() == before
        assert SECRET not in answer.out + answer.err
        assert "Traceback" not in answer.out + answer.err
        return answer

    def refuse(self, path, *said, words=(), layer="parcels", code=4) -> str:
        """Bring a file that is refused: exit code 4, one line that says *said*, the ledger as it was."""
        former = self.records()
        answer = self.bring(path, *words, layer=layer)
        assert answer.code == code, answer
        assert len(answer.err.strip().splitlines()) == 1, answer.err
        for words_ in said:
            assert words_ in answer.err, answer.err
        assert self.records() == former
        return answer.err

    def take(self, path, *words, layer="parcels", code=0) -> dict:
        """Bring a file of which rows are accepted, and return what the import answered."""
        answer = self.bring(path, *words, layer=layer)
        assert answer.code == code, answer
        told = answer.json
        assert told["read"] == told["accepted"] + told["refused"]
        return told

    def records(self) -> tuple[int, ...]:
        """Return how many records and batches there are, and files that are kept."""
        with closing(open_workspace(self.folder)) as store:
            tables = store.tables()
        kept = [path for path in (self.folder / "attachments").rglob("*") if path.is_file()]
        return len(tables.parcels), len(tables.zones), len(tables.events), len(tables.batches), len(kept)

    def parcels(self):
        """Return the parcels by their numbers."""
        with closing(open_workspace(self.folder)) as store:
            return store.tables().parcels.set_index("parcel_id")

    def around(self) -> dict[Path, tuple[int, int]]:
        """Return size and last change of every file outside the workspace; a temp folder that stays behind counts."""
        places = (self.desk.parent, self.temp)
        found = {path for place in places for path in place.rglob("*") if not path.is_relative_to(self.folder)}
        return {
            path: (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else (0, 0)
            for path in found
            if path != self.secret
        }


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory):
    """Return a workspace to copy."""
    folder = tmp_path_factory.mktemp("hostile") / "w"
    builders.workspace(folder).close()
    return folder


@pytest.fixture
def house(empty_workspace, tmp_path, monkeypatch, capsys):
    """Yield the house; afterwards nobody was called, and the app still answers."""
    folder, desk, temp = tmp_path / "w", tmp_path / "desk", tmp_path / "temp"
    shutil.copytree(empty_workspace, folder)
    desk.mkdir()
    temp.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_text(f"parcel_id,note\n{SECRET},x\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    monkeypatch.delenv("LANDUSE_WORKSPACE", raising=False)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        place = House(folder, desk, secret, temp, server.getsockname()[1], capsys)
        listening = threading.Thread(target=_listen, args=(server, place.calls), daemon=True)
        listening.start()
        yield place
        server.shutdown(socket.SHUT_RDWR)
    listening.join(timeout=10)
    assert place.calls == []
    assert place.call("list", "parcels", "--json").code == 0


def _listen(server, calls):
    while True:
        try:
            caller, address = server.accept()
        except OSError:  # the end of the test
            return
        calls.append(address)
        caller.close()
