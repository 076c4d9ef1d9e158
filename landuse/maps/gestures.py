"""The messages that come back from the map, read as what a stranger may have written."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

How = Literal["replace", "add", "remove", "toggle"]
#: More corners than this nobody draws by hand.
MOST_CORNERS = 2_000
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pick:
    """A press on a place (WGS 84 degrees), and what it does to the selection."""

    lng: float
    lat: float
    how: How


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box or polygon that was drawn: its corners (longitude, latitude) as straight lines of the screen join them."""

    ring: tuple[Place, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Step:
    """To the next (1) or the previous (-1) record of the filter."""

    by: int


@dataclass(frozen=True, slots=True)
class Clear:
    """Nothing is to be selected."""


@dataclass(frozen=True, slots=True)
class Print:
    """The view is to be printed: west, south, east, north in degrees."""

    box: tuple[float, float, float, float]


Message = Pick | Drawn | Step | Clear | Print


def told(payload: object) -> Message | None:
    """
    Return what the map said, or None if *payload* is nothing it could have said.

    ``n`` of a message grows with each, so that two alike differ; it means nothing here.

    Examples
    --------
    >>> told({"kind": "pick", "lng": 120.6, "lat": 28.0, "how": "replace", "n": 7})
    Pick(lng=120.6, lat=28.0, how='replace')
    >>> told({}) is None, told({"kind": "pick", "lng": "120", "lat": 28.0, "how": "replace"}) is None
    (True, True)
    """
    if not isinstance(payload, Mapping):
        return None
    read = _READERS.get(str(payload.get("kind")))
    return read(payload) if read else None


def _pick(payload: Mapping[object, object]) -> Pick | None:
    place, how = _place((payload.get("lng"), payload.get("lat"))), _how(payload.get("how"))
    return Pick(*place, how) if place and how else None


def _drawn(payload: Mapping[object, object]) -> Drawn | None:
    ring, how = payload.get("ring"), _how(payload.get("how"))
    if not isinstance(ring, list) or not 3 <= len(ring) <= MOST_CORNERS or how is None:
        return None
    places = [_place(corner) for corner in ring]
    known = tuple(place for place in places if place is not None)
    return Drawn(known, how) if len(known) == len(places) else None


def _step(payload: Mapping[object, object]) -> Step | None:
    by = payload.get("by")
    return Step(by) if isinstance(by, int) and by in {1, -1} else None


def _clear(_payload: Mapping[object, object]) -> Clear:
    return Clear()


def _print(payload: Mapping[object, object]) -> Print | None:
    box = payload.get("box")
    if not isinstance(box, list) or len(box) != 4:
        return None
    low, high = _place(box[:2]), _place(box[2:])
    if low is None or high is None or low[0] >= high[0] or low[1] >= high[1]:
        return None
    return Print((*low, *high))


def _how(value: object) -> How | None:
    return next((how for how in get_args(How) if how == value), None)


def _place(pair: object) -> Place | None:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return None
    lng, lat = _number(pair[0]), _number(pair[1])
    if lng is None or lat is None or not (-180 <= lng <= 180 and -90 <= lat <= 90):
        return None
    return lng, lat


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


_READERS: dict[str, Callable[[Mapping[object, object]], Message | None]] = {
    "pick": _pick,
    "shape": _drawn,
    "step": _step,
    "clear": _clear,
    "print": _print,
}
