"""Pieces of work in months: limits kept, groups whole, the least cost proven."""

import numpy as np
import pytest

from landuse.core.packing import Packing, Room, Work


def packing(amounts, first, *rooms, months=2, unit=None, group=None, forced=None, **kind):
    """Return a packing of pieces in hundredths."""
    count = len(amounts)
    work = Work(
        amount=np.array(amounts, dtype=np.int64),
        first=np.array(first, dtype=np.int64),
        unit=np.array(unit or [None] * count, dtype=object),
        group=np.array(group if group is not None else range(count), dtype=np.int64),
    )
    must = np.array(forced or [False] * count, dtype=bool)
    return Packing(work, months, rooms, forced=must, **kind)


def chosen(found, flags):
    """Return (piece, month) of what is chosen."""
    return list(zip(found.piece[flags].tolist(), found.month[flags].tolist(), strict=True))


TEN = Room("mu", None, of_pieces=False, months=(10, 10))


def test_without_limits_a_piece_has_one_month():
    """The first that it may fall in; none where that is past the end."""
    found = packing([5, 5, 5], [0, 1, 2])
    assert list(zip(found.piece.tolist(), found.month.tolist(), strict=True)) == [(0, 0), (1, 1)]


def test_the_least_cost_is_found_within_the_limits():
    """Twelve need two months; what is dearer is left."""
    found = packing([6, 6, 9], [0, 0, 0], TEN)
    cost = np.array([1, 1, 1, 1, 5, 5])
    answer = found.minimise(cost, at_least=[(found.amounts(), 12)], seconds=10)
    assert (answer.cost, answer.proven, sorted(piece for piece, _ in chosen(found, answer.chosen))) == (2, True, [0, 1])
    assert len({month for _, month in chosen(found, answer.chosen)}) == 2


def test_what_cannot_be_is_said_to_be_impossible():
    """More than the months hold; and a forced piece that fits nowhere."""
    assert (
        packing([6, 6, 9], [0, 0, 0], TEN)
        .minimise(np.zeros(6, dtype=np.int64), at_least=[(np.array([6, 6, 6, 6, 9, 9]), 21)], seconds=10)
        .impossible
    )
    assert packing([11], [0], TEN, forced=[True]).minimise(np.zeros(2, dtype=np.int64), seconds=10).impossible
    assert packing([], [], TEN, forced=[]).minimise(np.zeros(0, dtype=np.int64), seconds=10).proven


def test_loosely_only_what_all_months_together_hold_is_asked():
    """Three of six fit in twice ten, though not month by month; later ones only in what is left from then on."""
    found = packing([6, 6, 6], [0, 0, 0], TEN, loosely=True)
    assert len(chosen(found, found.minimise(np.array([-1, -1, -1]), seconds=10).chosen)) == 3
    late = packing([6, 6], [1, 1], TEN, loosely=True)
    assert len(chosen(late, late.minimise(np.array([-1, -1]), seconds=10).chosen)) == 1


def test_what_is_larger_than_a_month_s_room_falls_in_none():
    """Eleven of ten; in another month there is room."""
    assert packing([11], [0], TEN).width == 0
    wider = packing([11], [0], Room("mu", None, of_pieces=False, months=(10, 12)))
    assert list(zip(wider.piece.tolist(), wider.month.tolist(), strict=True)) == [(0, 1)]
    assert packing([11], [0], TEN, of_any_size=True).width == 2


def test_what_is_fitted_keeps_the_limits():
    """In the order given, forced ones first, groups whole or not at all, and no more than is enough."""
    found = packing([6, 6, 9], [0, 0, 0], TEN)
    assert sorted(chosen(found, found.fitted(np.array([0, 1, 2])))) == [(0, 0), (1, 1)]
    assert chosen(found, found.fitted(np.array([2, 0, 1]), enough=9)) == [(2, 0)]
    forced = packing([6, 6, 9], [0, 0, 0], TEN, forced=[False, False, True])
    assert (2, 0) in chosen(forced, forced.fitted(np.array([0, 1, 2])))
    grouped = packing([6, 6, 9], [0, 0, 0], Room("mu", None, of_pieces=False, months=(10, 5)), group=[0, 0, 1])
    assert chosen(grouped, grouped.fitted(np.array([0, 1, 2]))) == [(2, 0)]


@pytest.mark.parametrize(("need", "least"), [(12, 0), (21, 2), (22, None)])
def test_the_room_that_is_missing_is_found(need, least):
    """Twelve and nine are two more than ten in one month; what is not there no room brings."""
    found = packing([6, 6, 9], [0, 0, 0], TEN, of_any_size=True)
    assert found.least_room("mu", need, seconds=10) == (least, True)


def test_a_limit_of_a_unit_is_not_about_others():
    """The other's piece falls as soon as it may."""
    found = packing([6, 6], [0, 0], Room("U1", "U1", of_pieces=True, months=(0, 1)), unit=["U1", "U2"])
    assert sorted(chosen(found, found.fitted(np.array([0, 1])))) == [(0, 1), (1, 0)]
