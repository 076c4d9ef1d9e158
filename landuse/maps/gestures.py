"""The one message that comes back from the map: where somebody pressed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Click:
    """A press on the map: WGS 84 degrees, and a number that grows, so that two presses on one spot differ."""

    lng: float
    lat: float
    n: int


def clicked(payload: object) -> Click | None:
    """
    Return the click that the map sent, or None if *payload* is anything else.

    Examples
    --------
    >>> clicked({"lng": 120.6, "lat": 28.0, "n": 7})
    Click(lng=120.6, lat=28.0, n=7)
    >>> clicked({}) is None, clicked({"lng": "120", "lat": 28.0, "n": 7}) is None
    (True, True)
    """
    if not isinstance(payload, Mapping):
        return None
    lng, lat, n = _number(payload.get("lng")), _number(payload.get("lat")), payload.get("n")
    if lng is None or lat is None or isinstance(n, bool) or not isinstance(n, int) or n < 0:
        return None
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        return None
    return Click(lng=lng, lat=lat, n=n)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
