"""The programme that closes a gap, or why it cannot be closed."""

from decimal import Decimal
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.core.closing import WORK_COLUMNS, programme
from landuse.core.programme import AIMS, PREFERENCES, Limit

MONTHS = 3


def work(*rows, **more):
    """Return pieces: key, unit, amount, first month, days, steps; whatever else by key."""
    frame = pd.DataFrame(list(rows), columns=WORK_COLUMNS[:6])
    for name, empty in (("excluded", False), ("forced", False), ("group", None)):
        given_ = more.get(name, {})
        frame[name] = pd.Series([given_.get(key, empty) for key in frame["key"]], dtype=object)
    return frame.assign(amount=[Decimal(str(amount)) for amount in frame["amount"]])


def a_month(amount, *, unit=None, of_projects=False, first=None):
    key = unit or ("projects" if of_projects else "mu")
    return Limit(key, unit, of_projects, Decimal(str(amount)), Decimal(str(amount if first is None else first)))


def shorts(found):
    return {short.constraint: short.by for short in found.shorts}


def reliefs(found):
    return {relief.constraint: relief.least for relief in found.reliefs}


FOUR = work(("A", "U1", 10, 0, 90, 4), ("B", "U1", 20, 0, 60, 4), ("C", "U2", 30, 1, 30, 4), ("D", "U2", 40, 3, 9, 8))


def test_the_fewest_that_close_the_gap_are_taken():
    """The third alone closes thirty, and falls as early as it may."""
    found = programme(FOUR, Decimal(30), [], months=MONTHS)
    assert (found.status, found.gap, dict(found.month_of), found.planned) == ("optimal", None, {"C": 1}, Decimal(30))
    assert {name: (aim.reached, aim.proven) for name, aim in found.aims.items()} == {
        "steps": (4, True),
        "projects": (1, True),
        "younger_days": (60, True),
        "surplus": (0, True),
        "months": (31, True),
    }


def test_what_is_preferred_comes_first():
    """The two oldest close it as well."""
    assert dict(programme(FOUR, Decimal(30), [], months=MONTHS, prefer="oldest").month_of) == {"A": 0, "B": 0}
    assert dict(programme(FOUR, Decimal(10), [], months=MONTHS).month_of) == {"A": 0}


def test_less_effort_is_preferred_to_fewer():
    """Two pieces of one step each against one of eight."""
    near = work(("A", "U1", 10, 0, 9, 1), ("B", "U1", 10, 0, 9, 1), ("C", "U1", 20, 0, 9, 8))
    assert set(programme(near, Decimal(20), [], months=1).month_of) == {"A", "B"}
    assert set(programme(near, Decimal(20), [], months=1, prefer="fewest").month_of) == {"C"}


def test_limits_spread_the_work_over_months():
    """Twenty a month: the older one first."""
    found = programme(FOUR, Decimal(30), [a_month(20)], months=MONTHS)
    assert dict(found.month_of) == {"A": 0, "B": 1}
    one_each = programme(FOUR, Decimal(30), [a_month(20), a_month(1, of_projects=True)], months=MONTHS)
    assert dict(one_each.month_of) == {"A": 0, "B": 1}
    of_unit = programme(FOUR, Decimal(60), [a_month(15, unit="U1")], months=MONTHS)
    assert of_unit.status == "infeasible"
    assert programme(FOUR, Decimal(40), [a_month(15, unit="U1")], months=MONTHS).month_of == {"A": 0, "C": 1}


def test_what_is_left_of_the_running_month_is_all_there_is():
    """Nothing more fits this month."""
    found = programme(FOUR, Decimal(20), [a_month(20, first=5)], months=MONTHS)
    assert dict(found.month_of) == {"B": 1}


def test_included_ones_are_done_and_excluded_ones_are_not():
    """Whatever else would be less effort."""
    found = programme(
        work(*FOUR.iloc[:, :6].to_numpy(), forced={"A": True}, excluded={"C": True}), Decimal(30), [], months=MONTHS
    )
    assert dict(found.month_of) == {"A": 0, "B": 0}


def test_groups_are_done_whole_or_not_at_all():
    """Two neighbours of fifteen against three of eleven."""
    rows = [("A", "U1", 15, 0, 1, 4), ("B", "U1", 15, 0, 1, 4), ("C", "U1", 31, 0, 1, 9)]
    found = programme(work(*rows, group={"A": "g", "B": "g"}), Decimal(10), [], months=2)
    assert set(found.month_of) == {"A", "B"}
    assert found.aims["projects"].reached == 1
    assert found.aims["surplus"].reached == 2000


@pytest.mark.parametrize(
    ("need", "limits", "more", "expected"),
    [
        (110, [], {}, {"ground": 10, "time": 40}),
        (61, [], {}, {"time": 1}),
        (60, [a_month(15)], {}, {"capacity": 50}),
        (55, [], {"excluded": {"B": True}}, {"time": 15}),
        (80, [], {"excluded": {"D": True}}, {"excluded": 20}),
        (110, [a_month(30)], {"excluded": {"A": True}}, {"ground": 10, "excluded": 10, "time": 40}),
        (50, [a_month(30)], {"group": {"A": "g", "B": "g", "C": "g"}}, {}),
        (60, [a_month(1, of_projects=True)], {}, {}),
        (60, [a_month(30), a_month(0, unit="U2")], {}, {"capacity": 30}),
    ],
)
def test_what_stands_in_the_way_adds_up(need, limits, more, expected):
    """Ground, what was excluded, time and capacity each keep open their part of the gap."""
    found = programme(work(*FOUR.iloc[:, :6].to_numpy(), **more), Decimal(need), limits, months=MONTHS)
    assert {name: int(by) for name, by in shorts(found).items()} == expected
    assert found.status == ("infeasible" if expected else "optimal")
    assert sum(shorts(found).values()) == (found.need - found.planned if expected else 0)
    assert found.binding is None or found.binding.by == max(shorts(found).values())


def test_each_constraint_is_told_by_how_much_it_has_to_give():
    """Five more a month; ten of what is late sooner; the target by what is open."""
    by_capacity = programme(FOUR, Decimal(60), [a_month(25)], months=MONTHS)
    assert reliefs(by_capacity) == {"target": 30, "ground": 30, "time": None, "mu": 5}
    by_time = programme(FOUR, Decimal(61), [], months=MONTHS)
    assert reliefs(by_time) == {"target": 1, "ground": 1, "time": 40}
    by_hand = programme(work(*FOUR.iloc[:, :6].to_numpy(), excluded={"A": True}), Decimal(60), [], months=MONTHS)
    assert reliefs(by_hand) == {"target": 10, "ground": 10, "excluded": 10, "time": 40}
    by_number = programme(FOUR, Decimal(60), [a_month(0, of_projects=True)], months=MONTHS)
    assert reliefs(by_number) == {"target": 60, "ground": None, "time": None, "projects": 1}


def test_what_has_to_be_included_and_does_not_fit_is_told():
    """The gap is small, the limit smaller than what was promised."""
    found = programme(work(*FOUR.iloc[:, :6].to_numpy(), forced={"C": True}), Decimal(10), [a_month(20)], months=MONTHS)
    assert (found.status, shorts(found)) == ("infeasible", {"include": 30})
    assert dict(found.month_of) == {"A": 0}


def test_nothing_ready_is_ground_that_is_missing():
    """All of the gap."""
    found = programme(work(), Decimal(5), [a_month(1)], months=MONTHS)
    assert (found.status, shorts(found), found.planned) == ("infeasible", {"ground": 5}, 0)


def test_without_time_nothing_is_claimed():
    """What the solver could not do is not called optimal."""
    found = programme(FOUR, Decimal(30), [a_month(20)], months=MONTHS, seconds=0)
    assert found.status in {"optimal", "feasible", "undecided"}
    assert (found.status == "optimal") == (found.unproven is None and bool(found.month_of))


PIECES = st.lists(
    st.tuples(
        st.sampled_from(["U1", "U2"]),
        st.integers(1, 2_000),
        st.integers(0, 4),
        st.integers(0, 3),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=5,
)
LIMITS = st.lists(
    st.one_of(
        st.builds(a_month, st.integers(0, 30)),
        st.builds(a_month, st.integers(0, 20), unit=st.just("U1")),
        st.builds(a_month, st.integers(0, 2), of_projects=st.just(True)),
    ),
    max_size=2,
    unique_by=lambda limit: limit.key,
)


def brute(frame, need, limits, order):
    """Return the least costs in the order of the aims (or None), the most that can be done, and how soon by choice."""
    rows = frame.to_dict("records")
    best, most, soonest = None, Decimal(0), {}
    spans = [[None] if row["excluded"] else [None, *range(row["first"], MONTHS)] for row in rows]
    youngest = max((row["days"] for row in rows), default=0)
    for months in product(*spans):
        done = [(row, month) for row, month in zip(rows, months, strict=True) if month is not None]
        if not all(_fits(done, limit, month) for limit in limits for month in range(MONTHS)):
            continue
        total = sum((row["amount"] for row, _ in done), Decimal(0))
        most = max(most, total)
        if total >= need:
            costs = {
                "steps": sum(row["steps"] for row, _ in done),
                "projects": len(done),
                "younger_days": sum(youngest - row["days"] for row, _ in done),
                "surplus": int((total - need) * 100),
                "months": sum(month * (row["days"] + 1) for row, month in done),
            }
            found = tuple(costs[name] for name in order)
            best = found if best is None else min(best, found)
            chosen = tuple(sorted(row["key"] for row, _ in done))
            soonest[chosen] = min(soonest.get(chosen, costs["months"]), costs["months"])
    return best, most, soonest


def _fits(done, limit, month):
    own = [row for row, at in done if at == month and limit.unit in {None, row["unit"]}]
    used = len(own) if limit.of_projects else sum((row["amount"] for row in own), Decimal(0))
    return used <= limit.per_month


@settings(max_examples=60)
@given(PIECES, st.integers(1, 6_000), LIMITS, st.sampled_from(sorted(PREFERENCES)))
def test_the_programme_is_the_best_of_all_that_can_be(pieces, need, limits, prefer):
    """Trying every choice of months finds none better; where none closes the gap, what is said adds up to the rest."""
    rows = [
        (f"P{at}", unit, Decimal(cents).scaleb(-2), first, days, steps)
        for at, (unit, cents, first, days, steps, _) in enumerate(pieces)
    ]
    frame = work(*rows, excluded={f"P{at}": piece[-1] and at % 2 == 0 for at, piece in enumerate(pieces)})
    need = Decimal(need).scaleb(-2)
    order = [PREFERENCES[prefer], *(name for name in AIMS if name != PREFERENCES[prefer])]
    best, most, soonest = brute(frame, need, limits, order)
    found = programme(frame, need, limits, months=MONTHS, prefer=prefer)
    listed = frame.set_index("key").loc[list(found.month_of)]
    assert sum(listed["amount"], Decimal(0)) == found.planned
    assert all(listed["first"][key] <= month < MONTHS for key, month in found.month_of.items())
    assert not listed["excluded"].any()
    if best is None:
        assert (found.status, found.planned) == ("infeasible", most)
        assert sum(shorts(found).values()) == need - most
    else:
        assert found.status == "optimal"
        assert tuple(found.aims[name].reached for name in order) == best
        assert found.aims["months"].reached == soonest[tuple(sorted(found.month_of))]


@settings(max_examples=25)
@given(PIECES, st.integers(1, 6_000), LIMITS)
def test_what_a_limit_has_to_give_is_enough_and_no_more(pieces, need, limits):
    """With it the gap closes; with a hundredth less it does not."""
    rows = [(f"P{at}", *(unit, Decimal(cents).scaleb(-2)), *rest[:3]) for at, (unit, cents, *rest) in enumerate(pieces)]
    frame, need = work(*rows), Decimal(need).scaleb(-2)
    found = programme(frame, need, limits, months=MONTHS)
    for limit in limits:
        least = reliefs(found).get(limit.key)
        if least is not None:
            step = Decimal(1) if limit.of_projects else Decimal("0.01")
            for grown, closes in ((least, True), (least - step, False)):
                wider = [
                    a_month(one.per_month + grown, unit=one.unit, of_projects=one.of_projects) if one is limit else one
                    for one in limits
                ]
                assert (programme(frame, need, wider, months=MONTHS).status == "optimal") == closes


@settings(max_examples=20)
@given(PIECES, st.integers(1, 4_000), LIMITS, st.randoms())
def test_the_same_question_gets_the_same_programme(pieces, need, limits, chance):
    """In whatever order the pieces come."""
    rows = [(f"P{at}", *(unit, Decimal(cents).scaleb(-2)), *rest[:3]) for at, (unit, cents, *rest) in enumerate(pieces)]
    shuffled = chance.sample(rows, len(rows))
    first, second = (
        programme(work(*some), Decimal(need).scaleb(-2), limits, months=MONTHS) for some in (rows, shuffled)
    )
    assert (first.month_of, first.planned, first.shorts) == (second.month_of, second.planned, second.shorts)
