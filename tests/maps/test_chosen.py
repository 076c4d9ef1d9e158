"""Large selections are fetched once, by a token that says what they are."""

import gzip

import numpy as np

from landuse.maps import chosen
from landuse.maps.chosen import chosen_ids, offered


def test_the_ids_come_back_sorted():
    """As 32-bit numbers, the lowest byte first."""
    content = gzip.decompress(chosen_ids(offered([70_000, 3, 512])))
    assert np.frombuffer(content, dtype="<u4").tolist() == [3, 512, 70_000]


def test_the_same_selection_has_the_same_token():
    """In whatever order it is told; another one has another."""
    assert offered([1, 2, 3]) == offered([3, 1, 2])
    assert offered([1, 2]) != offered([1, 2, 3])


def test_what_nobody_offered_lately_is_not_there(monkeypatch):
    """The oldest goes first, and a made-up token is nothing."""
    monkeypatch.setattr(chosen, "_KEPT", 2)
    first, second, third = offered([901]), offered([902]), offered([903])
    assert chosen_ids(first) is None
    assert chosen_ids(second)
    assert chosen_ids(third)
    assert chosen_ids("../../landuse.gpkg") is None
