"""
How a gap is closed: which ready ground in which month, at least effort, or what stands in the way and by how much.

The same question gets the same programme: work is taken by its key, and the solver is started alike every time. Only
where it runs out of time (``feasible``) may a faster machine find a better one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from time import monotonic

import numpy as np
import pandas as pd

from landuse.core.assignment import Aimed
from landuse.core.packing import Flags, Ints, Packing, Room, Work
from landuse.core.programme import AIMS, CONSTRAINTS, MONTHS, PREFERENCES, Limit, Programme, Relief, Short
from landuse.units import CENT, rounded

WORK_COLUMNS = ["key", "unit", "amount", "first", "days", "steps", "excluded", "forced", "group"]
SECONDS = 10.0
#: Beyond so many the solver does not keep to its time.
MOST_COLUMNS = 20_000


def programme(
    work: pd.DataFrame,
    need: Decimal,
    limits: Sequence[Limit],
    *,
    months: int,
    prefer: str = "effort",
    seconds: float = SECONDS,
) -> Programme:
    """
    Return the programme that closes a gap.

    Parameters
    ----------
    work : DataFrame
        :data:`WORK_COLUMNS`: ``amount`` (Decimal to 0.01), ``first`` (place of the first month it may fall in; *months*
        or more: too late), ``days`` it has waited, ``steps`` that are to be done, ``excluded``, ``forced``, ``group``
        (pieces with the same are done all or none; None: by itself).
    need : Decimal
        What is missing.
    limits : sequence of Limit
    months : int
        How many there are.
    prefer : str
        One of :data:`PREFERENCES`.
    seconds : float
        For all that is asked of the solver.

    Returns
    -------
    Programme
        Of all that reach *need* within the limits: the least steps, then projects (with groups: groups), then days by
        which the chosen have waited less than the oldest of all, then what goes beyond the need; *prefer* puts one of
        them in front. What is chosen falls as early as can be: the fewest months, each by the days that it has waited
        already, so that the oldest comes first.

    Examples
    --------
    >>> rows = [("A", "SY", Decimal(10), 0, 90, 4), ("B", "SY", Decimal(30), 0, 5, 4)]
    >>> rows.append(("C", "FM", Decimal(30), 1, 60, 4))
    >>> work = pd.DataFrame(rows, columns=WORK_COLUMNS[:6]).assign(excluded=False, forced=False, group=None)
    >>> dict(programme(work, Decimal(30), [], months=2).month_of)
    {'C': 1}
    >>> found = programme(work, Decimal(100), [], months=2)
    >>> found.status, found.planned, found.shorts
    ('infeasible', Decimal('70.00'), (Short(constraint='ground', by=Decimal('30.00')),))
    """
    work = work.sort_values("key", ignore_index=True)
    asked = _Question(work, need, limits, months, prefer, monotonic() + seconds)
    found = asked.arranged(asked.need)
    if found.status in {"optimal", "feasible"}:
        return found
    return asked.explained()


class _Question:
    """One question in whole numbers, and what is asked of the solver about it."""

    def __init__(
        self, work: pd.DataFrame, need: Decimal, limits: Sequence[Limit], months: int, prefer: str, until: float
    ) -> None:
        self.months, self.until, self.keys = months, until, work["key"].to_numpy(dtype=object)
        self.need = _cents(need)
        own = [
            name if isinstance(name, str) else f"\n{key}" for name, key in zip(work["group"], self.keys, strict=True)
        ]
        self.is_grouped = bool(work["group"].notna().any())
        self.work = Work(
            amount=np.array([_cents(amount) for amount in work["amount"]], dtype=np.int64),
            first=work["first"].to_numpy(dtype=np.int64),
            unit=work["unit"].to_numpy(dtype=object),
            group=np.unique(np.array(own, dtype=object), return_inverse=True)[1].astype(np.int64),
        )
        self.excluded = work["excluded"].to_numpy(dtype=bool)
        self.open = ~self.excluded & (self.work.first < months)
        self.forced = work["forced"].to_numpy(dtype=bool)
        self.days = work["days"].to_numpy(dtype=np.int64)
        self.steps = work["steps"].to_numpy(dtype=np.int64)
        self.limits = tuple(limits)
        self.rooms = tuple(_room(limit, months) for limit in limits)
        self.order = [PREFERENCES[prefer], *(name for name in AIMS if name != PREFERENCES[prefer])]

    @property
    def seconds(self) -> float:
        """What is left of the time for one more question of several."""
        return max(self.until - monotonic(), 0.0) / 3

    def packing(self, *, forced: bool = True, grouped: bool = True, **kind: bool) -> Packing:
        """Return the work that may be done; what is not forced is free."""
        work = self.work.only(self.open)
        if not grouped:
            work = Work(work.amount, work.first, work.unit, np.arange(len(work.amount)))
        must = self.forced[self.open] if forced else np.zeros(len(work.amount), dtype=bool)
        return Packing(work, self.months, self.rooms, forced=must, **kind)

    def costs(self, packing: Packing) -> dict[str, Ints]:
        """Return what each column adds to each aim."""
        days, steps = self.days[self.open][packing.piece], self.steps[self.open][packing.piece]
        _, first = np.unique(packing.work.group, return_index=True)
        leads = np.isin(np.arange(len(packing.work.group)), first)[packing.piece]
        return {
            "steps": steps,
            "projects": leads.astype(np.int64),
            "younger_days": int(self.days.max(initial=0)) - days,
            "surplus": packing.amounts(),
            MONTHS: packing.month * (days + 1),
        }

    def arranged(self, need: int, *, forced: bool = True, kept: int = 0) -> Programme:
        """
        Return the programme of least cost that reaches *need*; where there is none, why (``status``).

        What is forced is done, or at least *kept* of it.
        """
        loose = self.packing(forced=forced, loosely=True)
        whole = self.packing(forced=forced)
        chosen, aims = self._chosen(loose, need, kept)
        placed = None if chosen is None else self._placed(whole, loose.piece[chosen])
        if placed is None and self.rooms and aims is not None and whole.width <= MOST_COLUMNS:
            chosen, aims = self._chosen(whole, need, kept)
            placed = None if chosen is None else self._placed(whole, whole.piece[chosen])
        if aims is None:
            return self._made("infeasible", whole, np.zeros(whole.width, dtype=bool), {})
        if placed is None:
            columns = whole.fitted(self._by_merit(whole), enough=need)
            left = np.setdiff1d(np.flatnonzero(whole.forced), whole.piece[columns])
            done = int(whole.amounts()[columns].sum()) >= need and not len(left)
            costs = self.costs(whole)
            aims = {name: Aimed(int(costs[name] @ columns), 0, proven=False) for name in (*self.order, MONTHS)}
            aims["surplus"] = _less(aims["surplus"], need)
            return self._made("feasible" if done else "undecided", whole, columns, aims)
        columns, months = placed
        aims = {**aims, MONTHS: months}
        status = "optimal" if all(aim.proven for aim in aims.values()) else "feasible"
        return self._made(status, whole, columns, aims)

    def _chosen(self, packing: Packing, need: int, kept: int) -> tuple[Flags | None, dict[str, Aimed] | None]:
        """Return which columns reach *need* at least cost (None: not known), and the aims (None: there are none)."""
        costs = self.costs(packing)
        must = np.where(self.forced[self.open][packing.piece], packing.amounts(), 0)
        floors = [(packing.amounts(), need), *([(must, kept)] if kept else [])]
        ceilings: list[tuple[Ints, int]] = []
        best: Flags | None = None
        aims: dict[str, Aimed] = {}
        for name in self.order:
            answer = packing.minimise(costs[name], at_least=floors, at_most=ceilings, seconds=self.seconds)
            if best is None and answer.chosen is None:
                return None, None if answer.impossible else {}
            best = self._better(best, answer.chosen, costs)
            reached = int(costs[name] @ best)
            proven = answer.proven and reached <= answer.cost
            aims[name] = Aimed(reached, reached if proven else max(min(answer.bound, reached), 0), proven)
            ceilings.append((costs[name], reached))
        aims["surplus"] = _less(aims["surplus"], need)
        return best, aims

    def _better(self, best: Flags | None, found: Flags | None, costs: Mapping[str, Ints]) -> Flags:
        if best is None or found is None:
            chosen = found if best is None else best
            assert chosen is not None
            return chosen
        return min(best, found, key=lambda one: tuple(int(costs[name] @ one) for name in self.order))

    def _placed(self, whole: Packing, pieces: Ints) -> tuple[Flags, Aimed] | None:
        """Return the months of what is chosen, as early as can be; None where they do not fit."""
        keep = np.isin(np.arange(len(whole.work.amount)), pieces)
        own = Packing(whole.work.only(keep), self.months, self.rooms, forced=np.ones(int(keep.sum()), dtype=bool))
        days = self.days[self.open][keep][own.piece]
        answer = own.minimise(own.month * (days + 1), seconds=self.seconds)
        if answer.chosen is None:
            return None
        taken = zip(np.flatnonzero(keep)[own.piece[answer.chosen]], own.month[answer.chosen], strict=True)
        wanted = set(taken)
        columns = np.array([pair in wanted for pair in zip(whole.piece, whole.month, strict=True)], dtype=bool)
        return columns, Aimed(answer.cost, answer.cost if answer.proven else max(answer.bound, 0), answer.proven)

    def _by_merit(self, packing: Packing) -> Ints:
        """Return the pieces as a planner would take them: by what is preferred, for their size."""
        steps, days = self.steps[self.open], self.days[self.open]
        merits = {"steps": steps / packing.work.amount, "projects": -packing.work.amount, "younger_days": -days}
        return np.lexsort([-packing.work.amount, merits[self.order[0]]]).astype(np.int64)

    def _made(self, status: str, packing: Packing, chosen: Flags, aims: Mapping[str, Aimed]) -> Programme:
        keys, taken = self.keys[self.open], np.flatnonzero(chosen)
        month_of = {str(keys[packing.piece[column]]): int(packing.month[column]) for column in taken}
        planned = _amount(int(packing.amounts()[taken].sum()))
        return Programme(status, _amount(self.need), planned, month_of, aims)

    def explained(self) -> Programme:
        """Return the most that can be done, what stands in the way, and by how much each has to give."""
        free = self.packing(forced=False)
        must = np.where(self.forced[self.open][free.piece], free.amounts(), 0)
        forced_cents = int(self.work.amount[self.forced & self.open].sum())
        held = self._most(free, must, ())[0] if forced_cents else Aimed(0, 0, proven=True)
        missing = forced_cents - held.reached
        most, columns = self._most(free, free.amounts(), [(must, held.reached)] if forced_cents else ())
        best = self.arranged(min(most.reached, self.need), forced=False, kept=held.reached)
        if _cents(best.planned) < min(most.reached, self.need):
            aims = {name: Aimed(int(cost @ columns), 0, proven=False) for name, cost in self.costs(free).items()}
            best = self._made("undecided", free, columns, {**aims, "surplus": _less(aims["surplus"], most.reached)})
        best_cents = min(_cents(best.planned), self.need)
        if best_cents >= self.need and not missing:
            return replace(best, status="feasible")
        decided = most.bound < self.need or (missing > 0 and held.proven)
        return replace(
            best,
            status="infeasible" if decided else "undecided",
            shorts=self._shorts(best_cents, missing),
            reliefs=self._reliefs(best_cents),
            most=most,
        )

    def _most(self, packing: Packing, weight: Ints, at_least: Sequence[tuple[Ints, int]]) -> tuple[Aimed, Flags]:
        """Return the most that columns can come to, what it can be at most, and such columns."""
        bound = int(weight.sum())
        if packing.width <= MOST_COLUMNS:
            answer = packing.minimise(-weight, at_least=at_least, seconds=self.seconds)
            if answer.chosen is not None:
                return Aimed(-answer.cost, min(bound, -answer.bound), answer.proven), answer.chosen
        loose = Packing(packing.work, self.months, self.rooms, forced=packing.forced, loosely=True)
        held = loose.minimise(-loose.amounts(), seconds=self.seconds)
        columns = packing.fitted(np.argsort(-packing.work.amount, kind="stable").astype(np.int64))
        return Aimed(int(weight @ columns), min(bound, -held.bound), proven=False), columns

    def _shorts(self, best: int, missing: int) -> tuple[Short, ...]:
        """Return what stays open, by what keeps it open: each constraint is asked after those before it."""
        asked = (np.ones(len(self.keys), dtype=bool), ~self.excluded, self.open)
        levels = [self.need, *(min(self.need, int(self.work.amount[one].sum())) for one in asked)]
        alone = best
        if self.is_grouped and self.rooms:
            apart = self.packing(forced=False, grouped=False)
            alone = max(best, min(self.need, self._most(apart, apart.amounts(), ())[0].reached))
        levels += [alone, best]
        steps = zip(CONSTRAINTS, levels, levels[1:], strict=False)
        found = [Short(name, _amount(before - after)) for name, before, after in steps if before > after]
        return (*found, *([Short("include", _amount(missing))] if missing else []))

    def _reliefs(self, best: int) -> tuple[Relief, ...]:
        """Return by how much each constraint has to give, the others staying as they are."""
        found = [Relief("target", _amount(self.need - best))]
        if not self.months:
            return tuple(found)
        found.append(Relief("ground", self._more_ground(best)))
        if self.excluded.any():
            found.append(Relief("excluded", self._taken_in(self.work.first < self.months, self.excluded)))
        late = ~self.excluded & (self.work.first >= self.months)
        if late.any():
            found.append(Relief("time", self._taken_in(~self.excluded, late)))
        free = self.packing(forced=False, of_any_size=True)
        keys = [limit.key for limit in self.limits]
        asked: list[str | None] = [*keys, *([None] if sum(not one.of_projects for one in self.limits) > 1 else [])]
        for key in asked if free.width <= MOST_COLUMNS else ():
            least, proven = free.least_room(key, self.need, seconds=self.seconds)
            places = 0 if key in {limit.key for limit in self.limits if limit.of_projects} else -2
            more = None if least is None else Decimal(least).scaleb(places)
            found.append(Relief(key or "capacity", more, proven))
        return tuple(found)

    def _more_ground(self, best: int) -> Decimal | None:
        """Return how much more ground, of any size and ready at once, would close the gap within the limits."""
        if any(room.unit is not None or room.of_pieces for room in self.rooms):
            return None
        spread = min((sum(room.months) for room in self.rooms), default=self.need)
        return _amount(self.need - best) if spread >= self.need else None

    def _taken_in(self, may: Flags, given: Flags) -> Decimal | None:
        """Return the least amount of what is *given* that has to be taken in, of all that *may* be done then."""
        work = self.work.only(may)
        ready = Work(work.amount, np.minimum(work.first, self.months - 1), work.unit, work.group)
        whole = Packing(ready, self.months, self.rooms, forced=np.zeros(len(work.amount), dtype=bool))
        cost = np.where(given[may][whole.piece], whole.amounts(), 0)
        if whole.width > MOST_COLUMNS:
            return None
        answer = whole.minimise(cost, at_least=[(whole.amounts(), self.need)], seconds=self.seconds)
        return _amount(answer.cost) if answer.chosen is not None and answer.proven else None


def _room(limit: Limit, months: int) -> Room:
    each = [limit.in_first_month, *([limit.per_month] * (months - 1))][:months]
    rooms = tuple(int(most) if limit.of_projects else _cents(most) for most in each)
    return Room(limit.key, limit.unit, limit.of_projects, rooms)


def _less(aim: Aimed, need: int) -> Aimed:
    return Aimed(max(aim.reached - need, 0), max(aim.bound - need, 0), aim.proven)


def _cents(amount: Decimal) -> int:
    return int(rounded(amount) / CENT)


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
