"""A served app and a Chromium that can reach nothing else, with the clocks that the map's benchmark reads."""

import base64
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
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Frame, Page, sync_playwright

ROOT = Path(__file__).parents[1]
#: How often a page is asked whether its map is drawn.
POLL_MS = 20
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
        self.page: Page = self.context.new_page()
        self.sent = 0
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
        session.on("Fetch.requestPaused", lambda event: self._answer(session, event))
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
        while not self._is_so(ready, argument):
            if time.perf_counter() - started > patience_s:
                raise RuntimeError("the map is not drawn")
            self.page.wait_for_timeout(POLL_MS)
        taken = time.perf_counter() - started
        frame.evaluate(_PRESS_CLOCK)
        self.page.evaluate(_CARD_CLOCK, self._card)
        return taken

    def _is_so(self, ready: str, argument: object) -> bool:
        """Ask the map's frame; a frame that is just being loaded again has no answer yet."""
        try:
            return bool(self.frame.evaluate(ready, argument))
        except Error:
            return False

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

    def _answer(self, session: CDPSession, event: dict[str, Any]) -> None:
        """
        Answer for what folium fetches elsewhere, so that the peer draws at all.

        Only such requests stop here: one that stops passes through this process, which takes some milliseconds each.
        """
        url = str(event["request"]["url"])
        self.outside.append(url)
        vendored = resources.files("landuse.maps") / "assets" / "vendor" / "leaflet"
        name = url.rpartition("/")[2]
        is_known = "leaflet@" in url and name in {"leaflet.js", "leaflet.css"}
        body = (vendored / name).read_bytes() if is_known else b""
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": 200,
                "responseHeaders": [
                    {"name": "Content-Type", "value": kind},
                    {"name": "Access-Control-Allow-Origin", "value": "*"},
                ],
                "body": base64.b64encode(body).decode(),
            },
        )


def _payload_bytes(message: dict[str, object]) -> int:
    """Return how long a message is: binary ones (opcode 2) are told as base64."""
    length = len(str(message["payloadData"]))
    return length * 3 // 4 if message["opcode"] == 2 else length


def resident_mb(process: int) -> float:
    """Return the resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_seconds(process: int | None = None) -> float:
    """Return the processor time that a process has used, or (None) all that this one has started, servers included."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    if process is not None:
        return used[process]
    mine = {os.getpid()}
    while grown := {one for one, parent in parents.items() if parent in mine} - mine:
        mine |= grown
    return sum(used[one] for one in mine - {os.getpid()})
