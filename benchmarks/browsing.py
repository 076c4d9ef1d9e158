"""A served app and a Chromium that can reach nothing else, with the clocks that the map's benchmark reads."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, sync_playwright

ROOT = Path(__file__).parents[1]
SIZE = {"width": 1366, "height": 768}
_FLAGS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
#: Notes when the mouse went down in the map, and when the card said another key: both by the browser's own clock.
_PRESS_CLOCK = """() => addEventListener('mousedown', () => {
    window.top.pressedAt = performance.timeOrigin + performance.now();
}, true)"""
_CARD_CLOCK = """selector => {
    window.cardKey = null;
    new MutationObserver(() => {
        const said = document.querySelector(selector);
        if (!said || said.textContent === window.cardKey) return;
        window.cardKey = said.textContent;
        window.cardAt = performance.timeOrigin + performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@contextmanager
def serving(command: list[str], environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Start a server by *command* (with ``{port}``) and yield its address and its process id once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in command)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command} does not answer")
            time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """A tab: what it asked for, what was sent to it, and how long a press took."""

    def __init__(self, browser: Browser, *, card: str, frame: str) -> None:
        self.context: BrowserContext = browser.new_context(viewport=SIZE, locale="zh-CN")
        self.outside: list[str] = []
        self.context.route("**/*", self._route)
        self.page: Page = self.context.new_page()
        self.sent = 0
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.dataReceived", lambda event: self._count(event["encodedDataLength"]))
        for way in ("Received", "Sent"):
            session.on(f"Network.webSocketFrame{way}", lambda event: self._count(_payload_bytes(event["response"])))
        self._card, self._frame = card, frame
        self.frame: Frame

    def open(self, url: str, ready: str, argument: object = None, *, patience_s: float = 60) -> float:
        """Open a page and return the seconds until its map is drawn as *ready* says."""
        started = time.perf_counter()
        self.page.goto(url)
        handle = self.page.wait_for_selector(self._frame, timeout=patience_s * 1000, state="attached")
        frame = handle.content_frame() if handle else None
        if frame is None:
            raise RuntimeError("there is no map")
        self.frame = frame
        frame.wait_for_function(ready, arg=argument, timeout=patience_s * 1000)
        taken = time.perf_counter() - started
        frame.evaluate(_PRESS_CLOCK)
        self.page.evaluate(_CARD_CLOCK, self._card)
        return taken

    def place(self, lng: float, lat: float) -> tuple[float, float]:
        """Return where a place of the map is on the page, in pixels."""
        x, y = self.frame.evaluate(
            "([lng, lat]) => { const p = map.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }", [lng, lat]
        )
        box = self.page.locator(self._frame).bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def press(self, x: float, y: float) -> None:
        """Press, without waiting for anything."""
        self.page.mouse.click(x, y)

    def answered(self, key: str, *, patience_s: float = 25) -> float | None:
        """Return the seconds from the last press to the card of *key*; None if it does not come."""
        try:
            self.page.wait_for_function("key => window.cardKey === key", arg=key, timeout=patience_s * 1000)
        except Exception:  # noqa: BLE001 - Playwright's time-out, under whatever name
            return None
        return float(self.page.evaluate("() => (window.cardAt - window.pressedAt) / 1000"))

    def close(self) -> None:
        """Close the tab."""
        self.context.close()

    def _count(self, amount: int) -> None:
        self.sent += amount

    def _route(self, route: Route) -> None:
        """Let this machine through; answer for what folium fetches elsewhere, so that the peer draws at all."""
        url = route.request.url
        if url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            route.continue_()
            return
        self.outside.append(url)
        vendored = resources.files("landuse.maps") / "assets" / "vendor" / "leaflet"
        name = url.rpartition("/")[2]
        if "leaflet@" in url and name in {"leaflet.js", "leaflet.css"}:
            kind = "text/javascript" if name.endswith("js") else "text/css"
            route.fulfill(body=(vendored / name).read_text(), content_type=kind)
        else:
            route.fulfill(body="", content_type="text/javascript" if name.endswith(".js") else "text/css")


def _payload_bytes(message: dict[str, object]) -> int:
    """Return how long a message is: binary ones (opcode 2) are told as base64."""
    length = len(str(message["payloadData"]))
    return length * 3 // 4 if message["opcode"] == 2 else length


def resident_mb(process: int) -> float:
    """Return the resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
