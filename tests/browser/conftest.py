"""A served app, and a Chromium that can reach nothing but this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
MAY = "2023-05-31"
#: How long a page may take on a busy machine before an expectation fails, in milliseconds.
PATIENCE = 30_000
UVICORN = "uvicorn app:app --host 127.0.0.1 --port {port} --log-level warning"
_CUT = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(workspace: Path, command: str = UVICORN) -> Iterator[str]:
    """Start the app of a workspace by a module's *command* and yield its address once it answers."""
    port = free_port()
    environment = {**os.environ, "LANDUSE_WORKSPACE": str(workspace)}
    process = subprocess.Popen(
        [sys.executable, "-m", *command.format(port=port).split()],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def _wait(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if process.poll() is not None:
                pytest.fail(process.stderr.read().decode(errors="replace")[-2000:])
            time.sleep(0.2)
    pytest.fail("the app did not answer within 60 s")


@pytest.fixture(scope="session")
def workspace(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a demo workspace that tests of this folder may write to."""
    folder = tmp_path_factory.mktemp("served") / "workspace"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture(scope="session")
def app(workspace: Path) -> Iterator[str]:
    """Serve the demo district with uvicorn and return its address."""
    with serving(workspace) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium, or skip."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", _CUT])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a visitor of a Chinese office PC."""
    opened = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


class Visit:
    """A tab, with everything it asked for and every error it met."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str = "/") -> Page:
        """Open a page of the app and wait until it is drawn."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector(".lu-heading")
        return self.page

    def open_map(self, query: str = f"asof={MAY}") -> Frame:
        """Open the map, wait until its tiles are drawn, and return its frame."""
        self.open(f"/map?{query}")
        frame = self.page.wait_for_selector("iframe[title*='streamlit_folium']").content_frame()
        frame.wait_for_selector(".leaflet-tile-loaded", state="attached")
        frame.wait_for_function("() => map && !map._animatingZoom")
        return frame

    def press(self, frame: Frame, lng: float, lat: float) -> None:
        """Press the map at a place."""
        x, y = self.place(frame, lng, lat)
        self.page.mouse.click(x, y)

    def place(self, frame: Frame, lng: float, lat: float) -> tuple[float, float]:
        """Return where a place of the map is on the page, in pixels."""
        point = frame.evaluate(
            "([lng, lat]) => { const p = map.latLngToContainerPoint([lat, lng]); return [p.x, p.y] }", [lng, lat]
        )
        box = self.page.locator("iframe[title*='streamlit_folium']").bounding_box()
        return box["x"] + point[0], box["y"] + point[1]

    def card_key(self) -> str:
        """Return whose card is open."""
        return self.page.locator(".lu-record code").inner_text()


@pytest.fixture
def visit(app: str, context: BrowserContext) -> Visit:
    """Open a tab on the served app."""
    return Visit(context.new_page(), app)
