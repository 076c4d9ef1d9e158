"""
The map in a real Chromium, from a thousand parcels to a million, against what a beginner would build of the same ones.

``python benchmarks/map.py FOLDER [--sizes 1000,20000] [--clicks 200] [--peer-clicks 15]``; the method: README.md.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from browsing import Visitor, chromium, resident_mb, serving
from crowds import PACE_S, among_others, at_own_pace, in_one_moment
from districts import district
from oracle import Oracle
from playwright.sync_api import Browser

from landuse.actions.record_event import record_event
from landuse.model import SubjectKind
from landuse.store import open_workspace

MAP_FRAME = "iframe[title*='streamlit_folium']"
OURS = ["uvicorn", "app:app", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "error"]
NAIVE = ["streamlit", "run", "benchmarks/naive_app.py", "--server.port", "{port}", "--server.headless", "true"]
DRAWN = """() => typeof map !== 'undefined' && map.getContainer().dataset.shown
    && document.querySelector('.leaflet-tile-loaded')
    && !document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)')"""
PATHS = "count => document.querySelectorAll('path.leaflet-interactive').length >= count"
FRAMES = """() => { window.frames_ms = []; let last = performance.now();
    const tick = now => { window.frames_ms.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick); }"""
TOLD = """([[lng, lat], before]) => {
    const at = map.latLngToContainerPoint([lat, lng]);
    const tile = [...document.querySelectorAll('.leaflet-landuse-parcels-pane canvas')].find(one => {
        const box = one.getBoundingClientRect();
        return at.x >= box.left && at.x < box.right && at.y >= box.top && at.y < box.bottom; });
    const box = tile.getBoundingClientRect(), scale = tile.width / box.width;
    const colours = tile.getContext('2d').getImageData((at.x - box.left) * scale - 9, (at.y - box.top) * scale - 9,
        18, 18).data.join();
    return before === null ? colours : colours !== before && Date.now(); }"""
VIEW = "() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]"
ZOOM, PAIRS, BROWSERS, BROWSERS_AT, PEER_UP_TO = 17, 7, 10, 100_000, 100_000
DAY = "2023-05-31"


@dataclass
class Run:
    """What was measured of one app at one size: seconds, bytes, megabytes, milliseconds."""

    size: int
    paint_s: list[float] = field(default_factory=list)
    click_s: list[float] = field(default_factory=list)
    asked: int = 0
    right: int = 0
    click_bytes: list[int] = field(default_factory=list)
    pan_p95_ms: float | None = None
    pan_longest_ms: float | None = None
    resident_mb: float | None = None
    geometry_mb: float | None = None
    among_s: list[float] = field(default_factory=list)
    paced_s: list[float] = field(default_factory=list)
    together_s: list[float] = field(default_factory=list)
    together_cpu_s: list[tuple[float, float]] = field(default_factory=list)
    outside: int = 0
    jumps: int = 0
    told_s: list[float] = field(default_factory=list)

    @property
    def click(self) -> float | None:
        """The median click."""
        return statistics.median(self.click_s) if self.click_s else None

    @property
    def paint(self) -> float | None:
        """The median first paint."""
        return statistics.median(self.paint_s) if self.paint_s else None


def paints(browser: Browser, workspace: Path, mine: Run, peer: Run | None) -> None:
    """
    Open the two maps in turn, on warm servers, in a browser that has seen neither; the first pair does not count.

    A peer that takes minutes is opened once.
    """
    with (
        serving(OURS, {"LANDUSE_WORKSPACE": str(workspace)}) as (ours_url, _),
        serving(NAIVE, {"LANDUSE_WORKSPACE": str(workspace), "NAIVE_ZOOM": str(ZOOM)}) as (naive_url, _),
    ):
        for turn in range(1 + PAIRS):
            taken = _open(browser, f"{ours_url}/map?asof={DAY}", DRAWN)
            is_opened = peer is not None and (turn == 1 or peer.size < BROWSERS_AT)
            other = _open(browser, naive_url, PATHS, mine.size) if is_opened else None
            if turn:
                mine.paint_s.append(taken)
                if peer is not None and other is not None:
                    peer.paint_s.append(other)


def _open(browser: Browser, url: str, ready: str, argument: object = None) -> float:
    visitor = Visitor(browser, card=".lu-record code", frame=MAP_FRAME)
    taken = visitor.open(url, ready, argument, patience_s=400)
    visitor.close()
    return taken


def ours(browser: Browser, workspace: Path, oracle: Oracle, run: Run, clicks: int) -> None:
    """Measure our map."""
    with serving(OURS, {"LANDUSE_WORKSPACE": str(workspace)}) as (url, process):
        address = f"{url}/map?asof={DAY}"
        visitor = Visitor(browser, card=".lu-record code", frame=MAP_FRAME)
        visitor.open(address, DRAWN, patience_s=180)
        _look(visitor, oracle)
        visitor.frame.wait_for_function(DRAWN)
        _click(visitor, oracle, run, clicks, patience_s=25)
        _pan(visitor, run)
        run.resident_mb = resident_mb(process)
        run.outside = len(visitor.outside)
        if clicks:
            _tell(browser, visitor, address, workspace, oracle, run)
        if run.size == BROWSERS_AT and clicks:
            run.among_s = among_others(visitor, url, run.size, oracle.near())
            _together(browser, address, oracle, run, process)
        visitor.close()


def naive(browser: Browser, workspace: Path, oracle: Oracle, run: Run, clicks: int) -> None:
    """Measure the beginner's map."""
    environment = {"LANDUSE_WORKSPACE": str(workspace), "NAIVE_ZOOM": str(ZOOM)}
    with serving(NAIVE, environment) as (url, process):
        visitor = Visitor(browser, card=".card-key", frame=MAP_FRAME)
        visitor.open(url, PATHS, run.size, patience_s=400)
        _click(visitor, oracle, run, clicks, patience_s=25)
        _pan(visitor, run)
        run.resident_mb = resident_mb(process)
        visitor.close()


def _look(visitor: Visitor, oracle: Oracle) -> None:
    visitor.frame.evaluate(
        "([lng, lat, zoom]) => map.setView([lat, lng], zoom, {animate: false})", [*oracle.middle, ZOOM]
    )


def _click(visitor: Visitor, oracle: Oracle, run: Run, clicks: int, *, patience_s: float) -> None:
    """Press random places of the view; the card must name a parcel that holds the place, and the view keep still."""
    rng = np.random.default_rng(run.size)
    before, last = visitor.frame.evaluate(VIEW), None
    width, height = visitor.frame.evaluate("() => { const s = map.getSize(); return [s.x, s.y]; }")
    while run.asked < clicks:
        x, y = rng.uniform(60, width - 60), rng.uniform(20, height - 60)
        lng, lat = visitor.frame.evaluate(
            "([x, y]) => { const p = map.containerPointToLatLng([x, y]); return [p.lng, p.lat]; }", [round(x), round(y)]
        )
        holders = oracle.at(lng, lat)
        if not holders or last in holders:
            continue
        run.asked += 1
        sent = visitor.sent
        visitor.press(*visitor.place(lng, lat))
        taken = visitor.answered(holders[0], patience_s=patience_s if len(holders) == 1 else 3)
        said = visitor.page.evaluate("() => window.cardKey")
        last = said
        if said in holders:
            run.right += 1
            if taken is not None:
                run.click_s.append(taken)
        visitor.page.wait_for_timeout(300)
        run.click_bytes.append(visitor.sent - sent)
        run.jumps += visitor.frame.evaluate(VIEW) != before
        if run.asked == 3 and not run.right:
            return


def _pan(visitor: Visitor, run: Run) -> None:
    """Drag the map about for some seconds and look at the time between frames."""
    box = visitor.page.locator(MAP_FRAME).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visitor.frame.evaluate(FRAMES)
    for way in (1, -1, 1, -1):
        visitor.page.mouse.move(x - way * 200, y)
        visitor.page.mouse.down()
        for step in range(60):
            visitor.page.mouse.move(x - way * (200 - step * 400 / 60), y + 40 * np.sin(step / 9))
        visitor.page.mouse.up()
        visitor.page.wait_for_timeout(500)
    frames = visitor.frame.evaluate("() => window.frames_ms")
    run.pan_p95_ms = float(np.percentile(frames, 95))
    run.pan_longest_ms = max(frames)


def _together(browser: Browser, address: str, oracle: Oracle, run: Run, process: int) -> None:
    """Let ten browsers press: each at a person's pace, then all in one moment, noting what a click costs."""
    visitors = [Visitor(browser, card=".lu-record code", frame=MAP_FRAME) for _ in range(BROWSERS)]
    for visitor in visitors:
        visitor.open(address, DRAWN)
        _look(visitor, oracle)
    for visitor in visitors:
        visitor.frame.wait_for_function(DRAWN)
    run.paced_s = at_own_pace(visitors, oracle.near())
    run.together_s, run.together_cpu_s = in_one_moment(visitors, oracle.near(), process)
    for visitor in visitors:
        visitor.close()


def _tell(
    browser: Browser, visitor: Visitor, address: str, workspace: Path, oracle: Oracle, run: Run, events: int = 5
) -> None:
    """Record events of parcels that have none, and take the time from each commit to the colour in two browsers."""
    other = Visitor(browser, card=".lu-record code", frame=MAP_FRAME)
    other.open(address, DRAWN, patience_s=180)
    both = (visitor, other)
    for one in both:
        _look(one, oracle)
        one.frame.wait_for_function(DRAWN)
    views = [one.frame.evaluate(VIEW) for one in both]
    store = open_workspace(workspace)
    with store.reading() as connection:
        told = set(connection.exec_driver_sql("SELECT subject_id FROM events").scalars())
    for lng, lat, key in [place for place in oracle.near() if place[2] not in told][:events]:
        place = [lng, lat]
        before = [one.frame.evaluate(TOLD, [place, None]) for one in both]
        given = {"kind": "demolition", "subject_kind": SubjectKind.PARCEL, "subject_id": key}
        day = date.fromisoformat(DAY)
        record_event(store, **given, occurred_on=day, today=day, actor="benchmark")
        committed = time.time()
        for one, colours in zip(both, before, strict=True):
            seen = one.frame.wait_for_function(TOLD, arg=[place, colours], polling=20).json_value()
            run.told_s.append(seen / 1000 - committed)
    run.jumps += sum(one.frame.evaluate(VIEW) != view for one, view in zip(both, views, strict=True))
    store.close()
    other.close()


_HEADINGS = (
    *("parcels", "first paint", "peer", "ratio", "click", "peer", "ratio", "KB a click", "pan p95 / longest ms"),
    *("server MB (over idle)", "geometry MB", "ratio", "right cards"),
)


def table(mine: dict[int, Run], peer: dict[int, Run], idle_mb: float) -> str:
    """Return what was measured as Markdown."""
    lines = ["| " + " | ".join(_HEADINGS) + " |", "|---" * len(_HEADINGS) + "|"]
    for size, run in mine.items():
        other = peer.get(size) or mine.get(20_000)
        over = (run.resident_mb or 0) - idle_mb
        cells = [
            f"{size:,}",
            *_pair(run.paint, other.paint if other else None),
            *_pair(run.click, other.click if other else None),
            f"{statistics.median(run.click_bytes) / 1000:.1f}" if run.click_bytes else "-",
            f"{run.pan_p95_ms:.0f} / {run.pan_longest_ms:.0f}",
            f"{run.resident_mb:.0f} ({over:.0f})",
            f"{run.geometry_mb:.1f}",
            f"{over / (run.geometry_mb or 1):.2f}",
            f"{run.right} of {run.asked}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    for run in mine.values():
        if run.together_s:
            for times, which in (
                (run.among_s, "one browser while nine other visits press"),
                (run.paced_s, f"ten browsers, each pressing every {PACE_S[0]:.0f} to {PACE_S[1]:.0f} s"),
                (run.together_s, "ten browsers in one moment, on the server's own cores"),
            ):
                median, alone = statistics.median(times), run.click or 1
                said = f"{median:.2f} s, {median / alone:.1f} times a single one's"
                lines.append(f"\n{run.size:,}, {which}: {said} ({len(times)} presses).")
            server, own = (statistics.median(share) for share in zip(*run.together_cpu_s, strict=True))
            lines.append(f"\nA click costs the server {server:.2f} s and a browser {own:.2f} s of processor time.")
        if run.told_s:
            told = statistics.median(run.told_s), max(run.told_s)
            said = f"an event colours two browsers after {told[0]:.2f} s, {told[1]:.2f} s at most"
            lines.append(f"\n{run.size:,}: {said}.")
        if run.outside or run.jumps:
            lines.append(f"\n{run.size:,}: {run.outside} requests elsewhere, {run.jumps} jumps.")
    return "\n".join(lines)


def _pair(own: float | None, other: float | None) -> tuple[str, str, str]:
    said = ["none" if value is None else f"{value:.2f} s" for value in (own, other)]
    return said[0], said[1], f"{own / other:.3f}" if own and other else "-"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", default="1000,20000,100000,1000000")
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument("--peer-clicks", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    mine: dict[int, Run] = {}
    peer: dict[int, Run] = {}
    idle = Run(1)
    with chromium() as browser:
        one = district(arguments.folder, 1)
        ours(browser, one, Oracle(one), idle, 0)
        for size in map(int, arguments.sizes.split(",")):
            workspace = district(arguments.folder, size)
            oracle = Oracle(workspace)
            mine[size] = Run(size, geometry_mb=oracle.geometry_mb)
            if size <= PEER_UP_TO:
                peer[size] = Run(size, geometry_mb=oracle.geometry_mb)
            ours(browser, workspace, oracle, mine[size], arguments.clicks)
            paints(browser, workspace, mine[size], peer.get(size))
            if size in peer:
                naive(browser, workspace, oracle, peer[size], arguments.peer_clicks)
            sys.stdout.write(table(mine, peer, idle.resident_mb or 0) + "\n\n")
            sys.stdout.flush()
            if arguments.json:
                runs = {"ours": mine, "peer": peer, "idle": {1: idle}}
                found = {name: {size: asdict(run) for size, run in which.items()} for name, which in runs.items()}
                arguments.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
