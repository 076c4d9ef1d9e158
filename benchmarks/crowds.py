"""Many at the map at once: a browser among other visits, and browsers among themselves."""

import heapq
import time

import numpy as np
from browsing import Visitor, cpu_seconds
from together import AT_ONCE_S, Crowd

#: Presses of the browser among nine others; presses of each of ten browsers, and the seconds between two of them.
AMONG, PACED, PACE_S = 60, 20, (1.0, 3.0)
TURNS = 3

Places = list[tuple[float, float, str]]


def among_others(visitor: Visitor, url: str, size: int, places: Places) -> list[float]:
    """Press while nine visits without a browser press in the same moment: what a browser waits on a PC of its own."""
    crowd, rng, took = Crowd(url, size), np.random.default_rng(size), []
    try:
        for turn in range(AMONG):
            lng, lat, key = places[turn % len(places)]
            spot = visitor.place(lng, lat)
            with crowd.pressing():
                visitor.page.wait_for_timeout(float(rng.uniform(0, AT_ONCE_S * 1000)))
                visitor.press(*spot)
                took.append(visitor.answered(key))
            visitor.page.wait_for_timeout(300)
    finally:
        crowd.leave()
    return _there(took)


def at_own_pace(visitors: list[Visitor], places: Places) -> list[float]:
    """Let each press again a second to three after its last press, until each has pressed so many times."""
    rng, took = np.random.default_rng(len(visitors)), []
    spots = [[(*visitor.place(lng, lat), key) for lng, lat, key in places] for visitor in visitors]
    due = [(time.monotonic() + float(rng.uniform(*PACE_S)), number, 0) for number in range(len(visitors))]
    while due:
        moment, number, pressed = heapq.heappop(due)
        visitor, own = visitors[number], spots[number]
        visitor.page.wait_for_timeout(max(0.0, moment - time.monotonic()) * 1000)
        if pressed:
            took.append(visitor.answered(own[(number + pressed - 1) % len(own)][2]))
        if pressed < PACED:
            visitor.press(*own[(number + pressed) % len(own)][:2])
            heapq.heappush(due, (time.monotonic() + float(rng.uniform(*PACE_S)), number, pressed + 1))
    return _there(took)


def in_one_moment(
    visitors: list[Visitor], places: Places, process: int
) -> tuple[list[float], list[tuple[float, float]]]:
    """Let all press at once; return the times, and what a click cost the server and a browser of processor time."""
    took, costs = [], []
    for turn in range(TURNS):
        own = [places[(turn * len(visitors) + number) % len(places)] for number in range(len(visitors))]
        spots = [visitor.place(lng, lat) for visitor, (lng, lat, _) in zip(visitors, own, strict=True)]
        server, everything = cpu_seconds(process), cpu_seconds()
        for visitor, spot in zip(visitors, spots, strict=True):
            visitor.press(*spot)
        took += [visitor.answered(key) for visitor, (_, _, key) in zip(visitors, own, strict=True)]
        server, everything = cpu_seconds(process) - server, cpu_seconds() - everything
        costs.append((server / len(visitors), (everything - server) / len(visitors)))
    return _there(took), costs


def _there(took: list[float | None]) -> list[float]:
    """Return the times; a card that did not come is no time but a failure."""
    if None in took:
        raise RuntimeError(f"{took.count(None)} of {len(took)} cards did not come")
    return [one for one in took if one is not None]
