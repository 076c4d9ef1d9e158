"""What the browser says on the map, and everything that it cannot have said."""

import math

import pytest

from landuse.maps.gestures import MOST_CORNERS, Clear, Drawn, Pick, Print, Step, told

RING = [[120.0, 28.0], [120.1, 28.0], [120.1, 28.1]]


@pytest.mark.parametrize(
    ("payload", "meaning"),
    [
        ({"kind": "pick", "lng": 120, "lat": 28.02, "how": "toggle", "n": 3}, Pick(120.0, 28.02, "toggle")),
        (
            {"kind": "shape", "ring": RING, "how": "add", "n": 4},
            Drawn(((120.0, 28.0), (120.1, 28.0), (120.1, 28.1)), "add"),
        ),
        ({"kind": "step", "by": -1, "n": 5}, Step(-1)),
        ({"kind": "clear", "n": 6}, Clear()),
        ({"kind": "print", "box": [120.0, 28.0, 120.2, 28.1], "n": 7}, Print((120.0, 28.0, 120.2, 28.1))),
    ],
)
def test_each_gesture_is_read(payload, meaning):
    """Whole degrees are numbers too; the counter says nothing."""
    assert told(payload) == meaning


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        [],
        "pick",
        7,
        {"lng": 120.6, "lat": 28.0, "n": 1},
        {"kind": ["pick"]},
        {"kind": "pick", "lng": 120.6, "lat": 28.0},
        {"kind": "pick", "lng": 120.6, "how": "replace"},
        {"kind": "pick", "lng": None, "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": "120.6", "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": True, "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": math.nan, "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": math.inf, "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": 181.0, "lat": 28.0, "how": "replace"},
        {"kind": "pick", "lng": 120.6, "lat": -91.0, "how": "replace"},
        {"kind": "pick", "lng": 120.6, "lat": 28.0, "how": "everything"},
        {"kind": "pick", "lng": 120.6, "lat": 28.0, "how": ["replace"]},
        {"kind": "shape", "ring": RING[:2], "how": "add"},
        {"kind": "shape", "ring": RING},
        {"kind": "shape", "ring": "RING", "how": "add"},
        {"kind": "shape", "ring": [*RING, [1, 2, 3]], "how": "add"},
        {"kind": "shape", "ring": [*RING, None], "how": "add"},
        {"kind": "shape", "ring": RING * MOST_CORNERS, "how": "add"},
        {"kind": "step", "by": 2},
        {"kind": "step", "by": [1]},
        {"kind": "step"},
        {"kind": "print"},
        {"kind": "print", "box": [120.0, 28.0, 120.2]},
        {"kind": "print", "box": [120.2, 28.0, 120.0, 28.1]},
        {"kind": "print", "box": {"west": 120}},
        {"last_clicked": {"lat": 28.0, "lng": 120.6}},
    ],
)
def test_anything_else_is_nothing(payload):
    """A browser can send anything; nothing of it raises."""
    assert told(payload) is None
