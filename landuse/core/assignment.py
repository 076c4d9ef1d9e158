"""
The best of all stable matchings, by HiGHS through ``scipy.optimize.milp``, one independent part of the list at a time.

Stability as rows (a firm with its plot g-th, a plot with its firm h-th): the firm gets its g-th choice or better, or
the plot its h-th or better. "g-th or better" is a running sum with a variable of its own, so every row has two entries,
where the sums written out would fill the memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from landuse.core.reduction import Reduced
from landuse.core.stability import Market

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


#: What a pair that may not be is worth to the assignment: less than all others together could make up for.
FORBIDDEN = -1e12


@dataclass(frozen=True, slots=True)
class Aimed:
    """What was reached of one aim, at most how much could be, and whether they are proven to be the same."""

    reached: int
    bound: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """The matched pairs by place, and what was reached of each aim."""

    pairs: tuple[int, ...]
    aims: tuple[Aimed, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Firms and plots that compete with each other and with nobody else: places of pairs, and what is known of them."""

    pairs: Ints
    firm: Ints
    plot: Ints
    firm_level: Ints
    plot_level: Ints
    sure_firms: npt.NDArray[np.bool_]
    sure_plots: npt.NDArray[np.bool_]


def solve(trade: Market, left: Reduced, aims: Sequence[Ints], fallback: Sequence[int], *, seconds: float) -> Solution:
    """
    Return the stable matching that reaches most of the first aim, among those of the second, and so on.

    Parameters
    ----------
    trade : Market
    left : Reduced
        What is left to decide.
    aims : sequence of arrays
        What each pair of *trade* adds to each aim, in whole numbers.
    fallback : sequence of int
        Pairs of a stable matching, taken where the solver has none in time.
    seconds : float
        For the whole list; each part has a share by its pairs, each aim that needs the solver an equal one. What runs
        out of time is not proven, and the aims after it are left as they come.

    Returns
    -------
    Solution
    """
    parts = _parts(trade, left)
    total = sum(len(part.pairs) for part in parts) or 1
    chosen: list[int] = []
    sums = [[0, 0, True] for _ in aims]
    for part in parts:
        own = [aim[part.pairs] for aim in aims]
        start = np.isin(part.pairs, np.fromiter(fallback, dtype=np.int64))
        taken, reached = _solve_part(part, own, start, seconds=seconds * len(part.pairs) / total)
        chosen += part.pairs[taken].tolist()
        for aim_sum, aimed in zip(sums, reached, strict=True):
            aim_sum[0] += aimed.reached
            aim_sum[1] += aimed.bound
            aim_sum[2] &= aimed.proven
    return Solution(tuple(sorted(chosen)), tuple(Aimed(int(done), int(most), bool(sure)) for done, most, sure in sums))


def _parts(trade: Market, left: Reduced) -> list[_Part]:
    """Return the connected parts of the alive pairs, the one with the first firm first."""
    alive = np.flatnonzero(left.alive)
    count = len(trade.firms) + len(trade.plots)
    ends = (trade.firm[alive], trade.plot[alive] + len(trade.firms))
    _, label = connected_components(coo_array((np.ones(len(alive)), ends), shape=(count, count)), directed=False)
    of_pair = label[ends[0]]
    order = np.argsort(of_pair, kind="stable")
    edges = np.flatnonzero(np.diff(of_pair[order], prepend=-1))
    groups = np.split(alive[order], edges[1:]) if len(alive) else []
    return [_part(trade, left, np.sort(group)) for group in sorted(groups, key=lambda group: int(group[0]))]


def _part(trade: Market, left: Reduced, pairs: Ints) -> _Part:
    firms, firm = np.unique(trade.firm[pairs], return_inverse=True)
    plots, plot = np.unique(trade.plot[pairs], return_inverse=True)
    return _Part(
        pairs=pairs,
        firm=firm.astype(np.int64),
        plot=plot.astype(np.int64),
        firm_level=trade.firm_level[pairs],
        plot_level=trade.plot_level[pairs],
        sure_firms=np.array([place in left.sure_firms for place in firms.tolist()], dtype=bool),
        sure_plots=np.array([place in left.sure_plots for place in plots.tolist()], dtype=bool),
    )


def _solve_part(
    part: _Part, aims: Sequence[Ints], start: npt.NDArray[np.bool_], *, seconds: float
) -> tuple[npt.NDArray[np.bool_], list[Aimed]]:
    """Return which pairs of a part are matched, and what that reaches."""
    best, model, spare = start, _Model(part), 0.0
    floors: list[tuple[Ints, int]] = []
    bounds: list[int] = []
    for place, aim in enumerate(aims):
        bound = _most(part, aim)
        done = bound == int(aim @ best)
        if done:
            spare += seconds / len(aims)
        else:
            # What aims that need no solver leave over goes to those that do.
            mine = seconds / len(aims) + spare / (len(aims) - place)
            spare -= spare / (len(aims) - place)
            found, least, done = model.maximise(aim, floors, seconds=mine)
            bound = min(bound, least)
            if found is not None and _key(aims, found) >= _key(aims, best):
                best = found
        bounds.append(bound)
        if not done:
            break
        floors.append((aim, int(aim @ best)))
    reached = _key(aims, best)
    # Of aims that were not come to it is only known what any matching could reach.
    bounds += [_most(part, aim) for aim in aims[len(bounds) :]]
    aimed = []
    for rank, (value, most) in enumerate(zip(reached, bounds, strict=True)):
        sure = rank < len(floors)
        aimed.append(Aimed(value, value if sure else max(most, value), sure))
    return best, aimed


def _key(aims: Sequence[Ints], chosen: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(aim @ chosen) for aim in aims)


def _most(part: _Part, aim: Ints) -> int:
    """Return at least what any stable matching of the part reaches: the best assignment, were stability no matter."""
    firms, plots = len(part.sure_firms), len(part.sure_plots)
    worth = np.full((firms, plots + firms), FORBIDDEN)
    worth[part.firm, part.plot] = aim
    # A column of its own for every firm that may stay without a plot.
    alone = np.flatnonzero(~part.sure_firms)
    worth[alone, plots + alone] = 0
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return int(worth[rows, columns].sum())


class _Model:
    """The rows of one part, built once and solved for one aim after the other."""

    def __init__(self, part: _Part) -> None:
        count = len(part.pairs)
        firm_key, firm_sums, firm_of, firm_last = _steps(part.firm, part.firm_level)
        plot_key, plot_sums, plot_of, plot_last = _steps(part.plot, part.plot_level)
        self.pairs = count
        self.width = count + firm_sums + plot_sums
        at_firm, at_plot = count + firm_key, count + firm_sums + plot_key
        sums = firm_sums + plot_sums
        running = _running(self.width, count, (at_firm, at_plot), np.r_[firm_of, plot_of + len(part.sure_firms)])
        # What is sure to be reached anyway needs no row.
        idle = part.sure_firms[part.firm] & firm_last[firm_key] | part.sure_plots[part.plot] & plot_last[plot_key]
        open_pairs = np.flatnonzero(~idle)
        rows = np.tile(np.arange(len(open_pairs)), 2)
        columns = np.r_[at_firm[open_pairs], at_plot[open_pairs]]
        stable = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(open_pairs), self.width))
        self.rows = [LinearConstraint(running, np.zeros(sums), np.zeros(sums))]
        if len(open_pairs):
            self.rows.append(LinearConstraint(stable, np.ones(len(open_pairs)), np.full(len(open_pairs), 2.0)))
        lower = np.zeros(self.width)
        lower[count:] = np.r_[firm_last & part.sure_firms[firm_of], plot_last & part.sure_plots[plot_of]]
        self.bounds = Bounds(lower, np.ones(self.width))
        self.whole = np.r_[np.ones(count), np.zeros(sums)]

    def maximise(
        self, aim: Ints, floors: Sequence[tuple[Ints, int]], *, seconds: float
    ) -> tuple[npt.NDArray[np.bool_] | None, int, bool]:
        """Return the pairs matched (None: none found in time), the most there can be, and whether that is proven."""
        rows = list(self.rows)
        for earlier, reached in floors:
            kept = csr_array(self._wide(earlier).reshape(1, -1))
            # Half a unit below a whole number: what the solver's tolerance rounds off does not shut the door.
            rows.append(LinearConstraint(kept, np.array([reached - 0.5]), np.array([np.inf])))
        answer = milp(
            -self._wide(aim),
            integrality=self.whole,
            bounds=self.bounds,
            constraints=rows,
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        found = None if answer.x is None else np.asarray(answer.x[: self.pairs] > 0.5, dtype=bool)
        dual = answer.get("mip_dual_bound")
        bound = np.iinfo(np.int64).max if dual is None or not np.isfinite(dual) else int(np.floor(-dual + 1e-6))
        return found, bound, answer.status == 0 and found is not None

    def _wide(self, aim: Ints) -> Floats:
        wide = np.zeros(self.width)
        wide[: self.pairs] = aim
        return wide


def _steps(owner: Ints, level: Ints) -> tuple[Ints, int, Ints, npt.NDArray[np.bool_]]:
    """Return each pair's level numbered over all owners, how many there are, whose each is and which are last."""
    order = np.lexsort((level, owner))
    owners, levels = owner[order], level[order]
    new = np.r_[True, (owners[1:] != owners[:-1]) | (levels[1:] != levels[:-1])]
    number = np.empty(len(owner), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    whose = owners[new]
    return number, len(whose), whose, np.r_[whose[1:] != whose[:-1], True]


def _running(width: int, count: int, at: tuple[Ints, Ints], whose: Ints) -> csr_array:
    """Return the rows that make each running sum: itself, less the one before it, less its own pairs, is nothing."""
    sums = np.arange(width - count)
    follows = np.flatnonzero(np.r_[False, whose[1:] == whose[:-1]])
    pairs = np.arange(count)
    rows = np.r_[sums, follows, at[0] - count, at[1] - count]
    columns = np.r_[sums + count, follows - 1 + count, pairs, pairs]
    entries = np.r_[np.ones(len(sums)), -np.ones(len(rows) - len(sums))]
    return csr_array((entries, (rows, columns)), shape=(len(sums), width))
