"""
What every stable matching agrees on, found before any solver is asked: certain matches, and pairs that are in none.

Exact: no stable matching is lost. If the plots a firm likes at least as much as its g-th choice outnumber the other
firms that those plots like at least as much as this firm, one of them is left for it: it gets its g-th choice or
better in every stable matching, and all it likes less can be forgotten. The same holds with firms and plots exchanged.
A mutual strict first choice is the smallest case.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landuse.core.stability import Market

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """``alive`` pairs may be in a stable matching, no other; ``sure_`` firms and plots are matched in all of them."""

    alive: Bools
    sure_firms: frozenset[int]
    sure_plots: frozenset[int]


class _Side:
    """One side of the market while it is reduced: its members' lists, and who still stands on each."""

    def __init__(
        self, owner: npt.NDArray[np.int64], other: npt.NDArray[np.int64], level: npt.NDArray[np.int64]
    ) -> None:
        count = int(owner.max()) + 1 if len(owner) else 0
        self.owner: list[int] = owner.tolist()
        self.other: list[int] = other.tolist()
        self.level: list[int] = level.tolist()
        #: Pairs of each member, its first choices first.
        self.lists: list[list[int]] = [[] for _ in range(count)]
        #: Bits of those that stand on a member's list, and of those down to each level.
        self.standing = [0] * count
        self.down_to: list[list[int]] = [[] for _ in range(count)]
        self.sure: set[int] = set()
        for pair in np.lexsort((other, level, owner)).tolist():
            member = self.owner[pair]
            self.lists[member].append(pair)
            self.standing[member] |= 1 << self.other[pair]
            reached = self.down_to[member]
            if len(reached) == self.level[pair]:
                reached.append(reached[-1] if reached else 0)
            reached[-1] |= 1 << self.other[pair]

    def rivals(self, pair: int) -> int:
        """Return the bits of those that the owner of *pair* still likes at least as much as this one."""
        member = self.owner[pair]
        return self.down_to[member][self.level[pair]] & self.standing[member]

    def drop(self, pair: int) -> None:
        """Take *pair* off its owner's list."""
        self.standing[self.owner[pair]] &= ~(1 << self.other[pair])


class _Reduction:
    def __init__(self, trade: Market) -> None:
        self.sides = (
            _Side(trade.firm, trade.plot, trade.firm_level),
            _Side(trade.plot, trade.firm, trade.plot_level),
        )
        self.alive = [True] * len(trade.firm)
        self.changed = False

    def run(self) -> None:
        """Repeat until nothing more can be said; the order does not matter, only how soon it ends."""
        self.changed = True
        while self.changed:
            self.changed = False
            for mine, theirs in (self.sides, self.sides[::-1]):
                for member in range(len(mine.lists)):
                    self._secure(mine, theirs, member)
                    self._settle(mine, theirs, member)

    def _own(self, side: _Side, member: int) -> Iterator[int]:
        return (pair for pair in side.lists[member] if self.alive[pair])

    def _drop(self, pair: int) -> None:
        self.alive[pair] = False
        self.changed = True
        for side in self.sides:
            side.drop(pair)

    def _keep_down_to(self, side: _Side, member: int, level: int) -> None:
        """Forget all below a level that the member reaches in any case."""
        if member not in side.sure:
            side.sure.add(member)
            self.changed = True
        for pair in list(self._own(side, member)):
            if side.level[pair] > level:
                self._drop(pair)

    def _secure(self, mine: _Side, theirs: _Side, member: int) -> None:
        """Find the first level at which more choices than rivals have been counted."""
        rivals, own = 0, list(self._own(mine, member))
        for choices, pair in enumerate(own, start=1):
            rivals |= theirs.rivals(pair) & ~(1 << member)
            last_of_level = choices == len(own) or mine.level[own[choices]] > mine.level[pair]
            if last_of_level and rivals.bit_count() < choices:
                self._keep_down_to(mine, member, mine.level[pair])
                return

    def _settle(self, mine: _Side, theirs: _Side, member: int) -> None:
        """Give a member that is sure of a match and has one choice left that choice, and nobody else."""
        if member not in mine.sure or mine.standing[member].bit_count() != 1:
            return
        match = next(self._own(mine, member))
        partner = mine.other[match]
        theirs.sure.add(partner)
        for pair in list(self._own(theirs, partner)):
            if pair == match:
                continue
            loser = theirs.other[pair]
            # One that the partner likes better must have something it likes as much itself, or the two would block.
            if theirs.level[pair] < theirs.level[match]:
                self._keep_down_to(mine, loser, mine.level[pair])
            if self.alive[pair]:
                self._drop(pair)


def reduce(trade: Market) -> Reduced:
    """
    Return what is left to decide.

    Parameters
    ----------
    trade : Market

    Returns
    -------
    Reduced
        A stable matching of *trade* uses ``alive`` pairs only, matches all that are ``sure``, and any matching that
        does both and is not blocked by an ``alive`` pair is stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from landuse.core.stability import market
    >>> firms = pd.DataFrame({"credit_code": ["A", "B"], "unit": "SY", "rank": [1, 2]})
    >>> pairs = pd.DataFrame({"credit_code": ["A", "B", "B"], "plot_id": ["G1", "G1", "G2"], "penalty": [0, 0, 9]})
    >>> plots = pd.DataFrame({"plot_id": ["G1", "G2"], "unit": "SY"})
    >>> reduce(market(firms, plots, pairs, own_unit_first=False)).alive.tolist()
    [True, False, True]
    """
    work = _Reduction(trade)
    work.run()
    mine, theirs = work.sides
    return Reduced(
        alive=np.array(work.alive, dtype=bool), sure_firms=frozenset(mine.sure), sure_plots=frozenset(theirs.sure)
    )
