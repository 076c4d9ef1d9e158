"""What every test gets: no network, and the places where shared files stand."""

import socket
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no reason to fail: no test asserts how long anything takes.
settings.register_profile("landuse", deadline=None)
settings.load_profile("landuse")

ROOT = Path(__file__).parents[1]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections from this process to anywhere but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"a connection to {address} was tried")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of real files that stands beside the project, or skip."""
    folder = ROOT.parent / "shared" / "fixtures"
    if not folder.is_dir():
        pytest.skip("the folder of real files, ../shared/fixtures, is not here")
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that holds the demo district; do not write to it."""
    from landuse.actions.create_demo import create_demo  # noqa: PLC0415 - heavy, and only for those who ask

    folder = tmp_path_factory.mktemp("demo") / "workspace"
    create_demo(folder, actor="test").close()
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's journeys last: the loop that drives the browser bars others in its process."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
