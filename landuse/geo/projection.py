"""
The way from one coordinate system to another, found once a process.

pyproj finds the way anew in each thread that asks, which takes some 40 ms; every run of a page is a thread of its own.
Hence one thread goes for all.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer

Number = TypeVar("Number", float, npt.NDArray[np.float64])
Box = tuple[float, float, float, float]

_GOING = ThreadPoolExecutor(1, thread_name_prefix="projection")


class Projection:
    """A way between two systems, there and back; east or longitude first."""

    def __init__(self, transformer: Transformer) -> None:
        self._transformer = transformer

    def there(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Return places of the first system in the second; what cannot be projected is infinite."""
        gone: tuple[Number, Number] = self._gone(self._transformer.transform, x, y)
        return gone

    def back(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Return places of the second system in the first."""
        gone: tuple[Number, Number] = self._gone(self._transformer.transform, x, y, direction="INVERSE")
        return gone

    def around(self, box: Box) -> Box:
        """Return the box of the second system around a box of the first; the edges of either bend in the other."""
        west, south, east, north = self._gone(self._transformer.transform_bounds, *box)
        return float(west), float(south), float(east), float(north)

    @staticmethod
    def _gone(way: Callable[..., Any], *places: object, **options: object) -> Any:
        return _GOING.submit(way, *places, **options).result()


@lru_cache(maxsize=128)
def between(source: CRS | int | str, target: CRS | int | str) -> Projection:
    """Return the way from one system to another, each as pyproj reads it: a CRS, an EPSG code or WKT."""
    return Projection(Transformer.from_crs(source, target, always_xy=True))
