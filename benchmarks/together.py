"""
What ten visitors who press at once wait for the server, without any browser: ``python benchmarks/together.py FOLDER``.

Clients of a few lines speak Streamlit's own protocol over its web socket: they open the map's page, then send what the
map's component sends when it is pressed. Nine of them are the crowd around one real browser in ``map.py``. The method,
and what a browser adds: README.md.
"""

import argparse
import asyncio
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from browsing import cpu_seconds, serving
from districts import CRS, cells, district
from pyproj import Transformer
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

OURS = ["uvicorn", "app:app", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "error"]
TOGETHER, TURNS, ALONE = 10, 10, 40
#: People who press at once do so within the twentieth part of a second.
AT_ONCE_S = 0.05
PATIENCE_S = 120

#: A place in degrees, and the key of the parcel that is there.
Press = tuple[tuple[float, float], str]


@dataclass
class Client:
    """A visit without a browser: the socket, and what the page said of the map."""

    socket: ClientConnection
    widget: str = ""
    fragment: str = ""
    presses: int = 0
    sent: list[int] = field(default_factory=list)

    async def open(self) -> None:
        """Open the map's page and take the component's id and its fragment from what comes."""
        message = BackMsg()
        message.rerun_script.page_name = "map"
        await self.socket.send(message.SerializeToString())
        while True:
            said = await self._next()
            component = said.delta.new_element.component_instance
            if "folium" in component.component_name:
                self.widget, self.fragment = component.id, said.delta.fragment_id
            if said.WhichOneof("type") == "script_finished":
                break
        if not self.widget:
            raise RuntimeError("the page shows no map")

    async def press(self, place: tuple[float, float], key: str) -> tuple[float, float]:
        """Press a place of the map; return the seconds to the card of *key* and to the end of the run."""
        self.presses += 1
        message = BackMsg()
        message.rerun_script.page_name = "map"
        message.rerun_script.fragment_id = self.fragment
        state = message.rerun_script.widget_states.widgets.add(id=self.widget)
        lng, lat = place
        state.json_value = json.dumps({"kind": "pick", "lng": lng, "lat": lat, "how": "replace", "n": self.presses})
        sent = 0
        card = None
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            said = await self._next()
            sent += said.ByteSize()
            if f"<code>{key}</code>" in said.delta.new_element.html.body:
                card = time.perf_counter() - started
            if said.WhichOneof("type") == "script_finished":
                break
        if card is None:
            raise RuntimeError(f"no card of {key}")
        self.sent.append(sent)
        return card, time.perf_counter() - started

    async def _next(self) -> ForwardMsg:
        said = ForwardMsg()
        said.ParseFromString(await asyncio.wait_for(self.socket.recv(), PATIENCE_S))
        return said


async def _opened(url: str, count: int) -> list[Client]:
    """Return so many clients that have the map's page open."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    clients = [Client(await connect(address, subprotocols=["streamlit"], max_size=None)) for _ in range(count)]
    for client in clients:
        await client.open()
    return clients


class Crowd:
    """Nine visits without a browser, beside one that has one."""

    def __init__(self, url: str, size: int) -> None:
        self._rng = np.random.default_rng(size)
        numbers = self._rng.choice(size, min(size, 2_000), replace=False)
        self._presses = iter(_places(numbers, int(np.ceil(np.sqrt(size)))))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._clients = asyncio.run_coroutine_threadsafe(_opened(url, TOGETHER - 1), self._loop).result(PATIENCE_S)

    @contextmanager
    def pressing(self) -> Iterator[None]:
        """Have each press once while the block runs, and wait for all at its end."""
        going = asyncio.run_coroutine_threadsafe(self._pressed(), self._loop)
        yield
        going.result(PATIENCE_S)

    async def _pressed(self) -> None:
        moments = self._rng.uniform(0, AT_ONCE_S, len(self._clients)).tolist()
        presses = [next(self._presses) for _ in self._clients]
        await asyncio.gather(*(_at(*one) for one in zip(moments, self._clients, presses, strict=True)))

    def leave(self) -> None:
        """Close all visits."""
        for client in self._clients:
            asyncio.run_coroutine_threadsafe(client.socket.close(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _at(moment: float, client: Client, press: Press) -> None:
    await asyncio.sleep(moment)
    await client.press(*press)


async def measured(url: str, process: int, size: int) -> str:
    """Return what a press takes alone and what ten take at once, as a few lines."""
    clients = await _opened(url, TOGETHER)
    numbers = np.random.default_rng(size).choice(size, ALONE + TURNS * TOGETHER + TOGETHER, replace=False)
    presses = iter(_places(numbers, int(np.ceil(np.sqrt(size)))))
    for client in clients:
        await client.press(*next(presses))
    used = cpu_seconds(process)
    alone = [await clients[0].press(*next(presses)) for _ in range(ALONE)]
    alone_cpu, used = (cpu_seconds(process) - used) / ALONE, cpu_seconds(process)
    together = []
    for _ in range(TURNS):
        together += await asyncio.gather(*(client.press(*next(presses)) for client in clients))
        await asyncio.sleep(0.2)
    together_cpu = (cpu_seconds(process) - used) / len(together)
    for client in clients:
        await client.socket.close()
    lines = [f"{TOGETHER} clients at {size:,} parcels, medians of {len(together)} presses, {ALONE} of one alone:"]
    for place, name in enumerate(("to the card", "to the end of the run")):
        one, all_ = (statistics.median(times[place] for times in found) for found in (alone, together))
        lines.append(f"{name}: {one * 1000:.0f} ms alone, {all_ * 1000:.0f} ms at once, {all_ / one:.2f} times")
    used_ms = (alone_cpu * 1000, together_cpu * 1000)
    lines.append(f"the server's processor time a press: {used_ms[0]:.0f} ms alone, {used_ms[1]:.0f} ms at once")
    sent = statistics.median(amount for client in clients for amount in client.sent)
    lines.append(f"sent a press: {sent / 1000:.1f} KB")
    return "\n".join(lines)


def _places(numbers: np.ndarray, across: int) -> list[Press]:
    """Return a place inside each of these parcels, in degrees, and the parcel's key."""
    inside = shapely.get_coordinates(shapely.point_on_surface(cells(numbers, across)))
    lng, lat = Transformer.from_crs(CRS, 4326, always_xy=True).transform(inside[:, 0], inside[:, 1])
    keys = [f"P{number:07d}" for number in numbers.tolist()]
    return list(zip(zip(lng.tolist(), lat.tolist(), strict=True), keys, strict=True))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=100_000)
    arguments = parser.parse_args()
    workspace = district(arguments.folder, arguments.size)
    with serving(OURS, {"LANDUSE_WORKSPACE": str(workspace)}) as (url, process):
        sys.stdout.write(asyncio.run(measured(url, process, arguments.size)) + "\n")


if __name__ == "__main__":
    main()
