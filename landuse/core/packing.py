"""
Which work in which month: the least of several costs in turn, by HiGHS through ``scipy.optimize.milp``.

A column is a piece of work in a month it may fall in; each piece has one column at most. What holds is kept in whole
numbers (amounts in hundredths), and what the solver answers is checked in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
#: The solver's answer that nothing can be.
_INFEASIBLE = 2
_UNKNOWN = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """
    Pieces of work, an entry a piece.

    ``amount`` in hundredths; ``first`` is the place of the first month it may fall in (that of no month: too late);
    ``unit`` whose it is; ``group`` which pieces go together (each its own number where they need not).
    """

    amount: Ints
    first: Ints
    unit: npt.NDArray[np.object_]
    group: Ints

    def only(self, keep: Flags) -> "Work":
        """Return some of the pieces."""
        return Work(self.amount[keep], self.first[keep], self.unit[keep], self.group[keep])


@dataclass(frozen=True, slots=True)
class Room:
    """
    How much there is room for in each month.

    ``key`` names the limit; ``unit`` is whose work it limits (None: all); ``of_pieces`` says that pieces are counted,
    amounts otherwise, in hundredths.
    """

    key: str
    unit: str | None
    of_pieces: bool
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """
    What the solver found.

    ``chosen`` are the columns (None: none found); ``cost`` is theirs, ``bound`` the least it could be, ``proven``
    whether that is known to be the same; ``impossible`` says that nothing fits, as proven.
    """

    chosen: Flags | None
    cost: int
    bound: int
    proven: bool
    impossible: bool


class Packing:
    """
    The rows of a question, built once and solved for one cost after the other.

    What is larger than a month's room falls in another month, or in none (unless it may be *of_any_size*). With
    *loosely* a piece has one column only, and of the limits is kept what follows for the months from each one to the
    end together: what is impossible so is impossible, and what is least so is not undercut.
    """

    def __init__(
        self,
        work: Work,
        months: int,
        rooms: Sequence[Room],
        *,
        forced: Flags,
        loosely: bool = False,
        of_any_size: bool = False,
    ) -> None:
        self.work, self.rooms, self.forced, self._months = work, tuple(rooms), forced, months
        self._loosely = loosely
        limited = np.array([any(room.unit in {None, unit} for room in rooms) for unit in work.unit], dtype=bool)
        # Where nothing limits it, a piece is done as soon as it may be.
        ends = np.where(limited, months, np.minimum(work.first + 1, months))
        spans = np.maximum(ends - work.first, 0)
        piece = np.repeat(np.arange(len(work.amount)), spans)
        month = np.arange(len(piece)) - np.repeat(np.cumsum(spans) - spans, spans) + work.first[piece]
        fits = np.ones(len(piece), dtype=bool)
        for room in () if of_any_size else self.rooms:
            fits &= self._weight(room, piece) <= np.array([*room.months, 0], dtype=np.int64)[month]
        piece, month = piece[fits], month[fits]
        if loosely:
            piece, place = np.unique(piece, return_index=True)
            month = month[place]
        self.piece, self.month, self.width = piece, month, len(piece)
        self._weights = [self._weight(room, piece) for room in self.rooms]
        self._limits, self._room = self._limit_rows(loosely=loosely)
        self._once = self._rows_by(piece, np.ones(self.width), len(work.amount))
        # A piece of one column needs no row to be done once: the column's own bounds say it.
        columns = np.bincount(piece, minlength=len(work.amount))
        self._several = np.flatnonzero(columns > 1)
        self._least = np.where(columns == 1, forced, 0)[piece].astype(float)

    def _rows_by(self, row: Ints, entries: Floats, count: int) -> csr_array:
        return csr_array((entries, (row, np.arange(self.width))), shape=(count, self.width))

    def _weight(self, room: Room, piece: Ints) -> Ints:
        """Return what columns of these pieces take of a room."""
        own = np.array([room.unit in {None, unit} for unit in self.work.unit], dtype=bool)[piece]
        return np.where(own, 1 if room.of_pieces else self.work.amount[piece], 0).astype(np.int64)

    def _limit_rows(self, *, loosely: bool) -> tuple[csr_array, Ints]:
        """Return a row a limit and month: what falls in it, or (loosely) in it and all that follow."""
        rows, most = [csr_array((0, self.width))], [np.empty(0, dtype=np.int64)]
        for room, weight in zip(self.rooms, self._weights, strict=True):
            own = self._rows_by(self.month, weight.astype(float), self._months)
            rows.append(csr_array(np.triu(np.ones((self._months, self._months))) @ own) if loosely else own)
            months = np.array(room.months, dtype=np.int64)
            most.append(months[::-1].cumsum()[::-1] if loosely else months)
        return csr_array(vstack(rows)), np.concatenate(most)

    def fitted(self, order: Ints, *, enough: int | None = None) -> Flags:
        """
        Return columns that keep the limits: pieces as they come in *order*, each as soon as there is room.

        What is forced comes first; groups go in whole or not at all; once the amounts come to *enough* no more is
        taken. There may be better ones, and room for what is forced is not promised.
        """
        chosen = np.zeros(self.width, dtype=bool)
        room = [list(one.months) for one in self.rooms]
        starts = np.searchsorted(self.piece, np.arange(1, len(self.work.amount)))
        columns = np.split(np.arange(self.width), starts)
        members: dict[int, list[int]] = {}
        total = 0
        for piece in sorted(order.tolist(), key=lambda piece: not self.forced[piece]):
            members.setdefault(int(self.work.group[piece]), []).append(piece)
        for pieces in members.values():
            if enough is not None and total >= enough:
                break
            taken: list[int] = []
            for piece in pieces:
                found = next((column for column in columns[piece].tolist() if self._has_room(column, room)), None)
                if found is None:
                    self._take(taken, room, -1)
                    taken = []
                    break
                self._take([found], room, 1)
                taken.append(found)
            chosen[taken] = True
            total += int(self.amounts()[taken].sum())
        return chosen

    def _has_room(self, column: int, room: list[list[int]]) -> bool:
        month = int(self.month[column])
        return all(int(weight[column]) <= left[month] for weight, left in zip(self._weights, room, strict=True))

    def _take(self, columns: Sequence[int], room: list[list[int]], times: int) -> None:
        for column in columns:
            for weight, left in zip(self._weights, room, strict=True):
                left[int(self.month[column])] -= times * int(weight[column])

    def _together(self) -> csr_array:
        """Return a row for each piece but the first of its group: it is done as that one is."""
        group = self.work.group
        _, first = np.unique(group, return_index=True)
        leader = first[np.searchsorted(group[first], group)] if len(group) else group
        after = np.flatnonzero(leader != np.arange(len(group)))
        return csr_array(self._once[after] - self._once[leader[after]])

    def amounts(self) -> Ints:
        """Return the amount of each column."""
        return self.work.amount[self.piece]

    def minimise(
        self,
        cost: Ints,
        *,
        at_least: Sequence[tuple[Ints, int]] = (),
        at_most: Sequence[tuple[Ints, int]] = (),
        seconds: float,
    ) -> Answer:
        """
        Return the columns of least *cost* that keep all limits and groups, do what is forced, and some sums besides.

        Parameters
        ----------
        cost : array of int
            Of each column.
        at_least, at_most : sequence of (array of int, int)
            A weight for each column, and what those of the chosen have to come to.
        seconds : float
        """
        if not self.width or not np.isin(np.flatnonzero(self.forced), self.piece).all():
            possible = not self.forced.any() and all(least <= 0 for _, least in at_least)
            nothing = np.zeros(self.width, dtype=bool) if possible else None
            return Answer(nothing, 0, 0 if possible else _UNKNOWN, possible, not possible)
        rows = [
            self._done_once(),
            LinearConstraint(together := self._together(), np.zeros(together.shape[0]), np.zeros(together.shape[0])),
            LinearConstraint(self._limits, np.full(len(self._room), -np.inf), self._room + 0.5),
            # Half a unit beside a whole number: what the solver's tolerance rounds off does not shut the door.
            *(LinearConstraint(weight.reshape(1, -1).astype(float), least - 0.5, np.inf) for weight, least in at_least),
            *(LinearConstraint(weight.reshape(1, -1).astype(float), -np.inf, most + 0.5) for weight, most in at_most),
        ]
        found = milp(
            cost.astype(float),
            integrality=np.ones(self.width),
            bounds=Bounds(self._least, 1),
            constraints=[row for row in rows if row.A.shape[0]],
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0, "presolve": not self._loosely},
        )
        if found.x is None:
            return Answer(None, 0, -_UNKNOWN, proven=False, impossible=found.status == _INFEASIBLE)
        chosen = np.asarray(found.x > 0.5, dtype=bool)
        dual = found.get("mip_dual_bound")
        bound = -_UNKNOWN if dual is None or not np.isfinite(dual) else int(np.ceil(dual - 1e-6))
        reached = int(cost @ chosen)
        kept = self._is_kept(chosen) and all(int(weight @ chosen) >= least for weight, least in at_least)
        if not kept:
            return Answer(None, 0, bound, proven=False, impossible=False)
        return Answer(
            chosen, reached, min(bound, reached), proven=found.status == 0 or bound >= reached, impossible=False
        )

    def _done_once(self, extra: int = 0) -> LinearConstraint:
        """Return the rows by which pieces of several columns are done once at most, and forced ones are done."""
        rows = csr_array(hstack([self._once[self._several], csr_array((len(self._several), extra))]))
        return LinearConstraint(rows, self.forced[self._several].astype(float), np.ones(len(self._several)))

    def _is_kept(self, chosen: Flags) -> bool:
        return bool((self._limits @ chosen.astype(np.int64) <= self._room).all()) if len(self._room) else True

    def least_room(self, key: str | None, need: int, *, seconds: float) -> tuple[int | None, bool]:
        """
        Return by how much a month's room has to grow, alike in every month, for *need* to be reached.

        Of the limit *key* alone, or (None) of all of them that limit amounts; None if it would not help, or is not
        known in time. And whether that is proven to be the least.
        """
        own = [(room.key == key) if key is not None else not room.of_pieces for room in self.rooms]
        grows = np.repeat(np.array(own, dtype=float), [len(room.months) for room in self.rooms])
        weights = self.amounts().astype(float).reshape(1, -1)
        together = self._together()
        blank = csr_array((together.shape[0], 1))
        found = milp(
            np.r_[np.zeros(self.width), 1.0],
            integrality=np.ones(self.width + 1),
            bounds=Bounds(np.r_[self._least, 0.0], np.r_[np.ones(self.width), np.inf]),
            constraints=[
                *([self._done_once(1)] if len(self._several) else []),
                *([LinearConstraint(hstack([together, blank]), 0, 0)] if together.shape[0] else []),
                LinearConstraint(hstack([self._limits, csr_array(-grows.reshape(-1, 1))]), -np.inf, self._room + 0.0),
                LinearConstraint(np.c_[weights, np.zeros((1, 1))], need - 0.5, np.inf),
            ],
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
        )
        return None if found.x is None else round(float(found.x[-1])), found.x is None or found.status == 0
