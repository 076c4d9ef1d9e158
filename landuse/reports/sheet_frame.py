"""
Where things stand on a printed map: paper, window, scale, and metres to millimetres. Pure.

The map is drawn in the workspace's projected CRS with its grid north up, so that one ratio holds all over the sheet.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landuse.errors import ArgumentsError
from landuse.geo.projection import between

Box = tuple[float, float, float, float]

WGS84 = 4326
MM_PER_M = 1000
#: Ratios that a planner can work with, times a power of ten.
ROUND_RATIOS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
#: ... and where a map need not be measured: enlarged zones.
FINE_RATIOS = (1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 5.6, 6.4, 7.2, 8.0, 9.0)
_LARGEST = 200
#: A scale bar is a round number of metres, as long as its room allows.
_BAR_STEPS = (5.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in landscape and what lies where on it, in millimetres; ``type_scale`` enlarges its letters."""

    width: float
    height: float
    margin: float
    header: float
    footer: float
    panel: float
    type_scale: float

    @property
    def window(self) -> tuple[float, float]:
        """Width and height of the map."""
        return self.width - 2 * self.margin - self.panel, self.height - 2 * self.margin - self.header - self.footer


PAPERS = {
    "A4": Paper(297, 210, margin=8, header=16, footer=17, panel=66, type_scale=1.0),
    "A3": Paper(420, 297, margin=10, header=20, footer=21, panel=84, type_scale=1.25),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What the map's window shows.

    ``west`` and ``north`` are the window's upper left corner in the workspace's CRS (metres), ``width`` and ``height``
    the window in millimetres, ``ratio`` the N of 1:N.
    """

    west: float
    north: float
    width: float
    height: float
    ratio: int

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper for a metre of the projection."""
        return MM_PER_M / self.ratio

    @property
    def bounds(self) -> Box:
        """West, south, east, north in metres of the workspace's CRS."""
        return (
            self.west,
            self.north - self.height / self.mm_per_m,
            self.west + self.width / self.mm_per_m,
            self.north,
        )

    def on_paper(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return points (n, 2) in metres as millimetres from the window's upper left corner, downwards."""
        placed: npt.NDArray[np.float64] = (points - [self.west, self.north]) * [self.mm_per_m, -self.mm_per_m]
        return placed


def frame_of(box: Box, *, crs: int, paper: Paper) -> Frame:
    """
    Return the frame that shows a whole box in its middle, at the largest round ratio.

    Parameters
    ----------
    box : west, south, east, north
        WGS 84 degrees.
    crs : int
        EPSG code of a projected CRS in metres.
    paper : Paper

    Raises
    ------
    ArgumentsError
        ``wrong_box`` if it is none, or lies where the CRS has no coordinates.

    Examples
    --------
    >>> frame_of((120.0, 28.0, 120.02, 28.01), crs=4549, paper=PAPERS["A4"]).ratio
    10000
    """
    return frame_in(box, crs=crs, window=paper.window)


def frame_in(box: Box, *, crs: int, window: tuple[float, float], ratios: tuple[float, ...] = ROUND_RATIOS) -> Frame:
    """Return the frame of a window (width and height in mm) that shows a whole box, as :func:`frame_of` does."""
    west, south, east, north = box
    if not (all(map(math.isfinite, box)) and -180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ArgumentsError("wrong_box", value=",".join(f"{edge:g}" for edge in box))
    left, bottom, right, top = between(WGS84, crs).around(box)
    if not all(map(math.isfinite, (left, bottom, right, top))):
        raise ArgumentsError("wrong_box", value=",".join(f"{edge:g}" for edge in box))
    width, height = window
    ratio = round_ratio(max((right - left) / width, (top - bottom) / height) * MM_PER_M, ratios)
    half_width, half_height = width * ratio / MM_PER_M / 2, height * ratio / MM_PER_M / 2
    return Frame((left + right) / 2 - half_width, (bottom + top) / 2 + half_height, width, height, ratio)


def round_ratio(least: float, ratios: tuple[float, ...] = ROUND_RATIOS) -> int:
    """
    Return the next round N, at least *least* and 200.

    Examples
    --------
    >>> round_ratio(1), round_ratio(2001), round_ratio(24_999), round_ratio(81_000)
    (200, 2500, 25000, 100000)
    """
    wanted = max(least, _LARGEST)
    power = _power_of_ten(wanted)
    return next(round(ratio * power) for ratio in (*ratios, 10.0) if ratio * power >= wanted - 1e-9)


def bar_length(ratio: int, *, room: float) -> int:
    """
    Return the longest round number of metres (1, 2 or 5 times a power of ten) that takes at most *room* mm on paper.

    Examples
    --------
    >>> bar_length(10_000, room=60), bar_length(2_500, room=60), bar_length(200, room=60)
    (500, 100, 10)
    """
    most = room * ratio / MM_PER_M
    power = _power_of_ten(most)
    return max(1, round(next(step * power for step in _BAR_STEPS if step * power <= most + 1e-9)))


def _power_of_ten(amount: float) -> float:
    """Return the largest power of ten that is not more."""
    return float(10.0 ** math.floor(math.log10(amount)))
