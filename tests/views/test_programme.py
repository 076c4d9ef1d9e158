"""The programme of an indicator, computed from the ledger."""

import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.errors import ArgumentsError, RefusedError
from landuse.model import NewEvent
from landuse.rules import load_rules
from landuse.store import events, open_workspace
from landuse.units import Measure, m2_from
from landuse.views.programme import plan
from landuse.views.stocks import IDLE, stocks
from landuse.views.targets import target_board
from tests.builders import goal, happen, parcel, workspace

MAY = date(2023, 5, 31)


@pytest.fixture
def store(tmp_path):
    """Yield four cleared parcels of 10, 20, 30 and 40 亩, two and two side by side, against 300 亩."""
    made = workspace(
        tmp_path / "w",
        zones=[{"zone_id": "Z1", "name": "甲", "unit": "U1"}],
        parcels=[
            parcel("A", mu=10, unit="U1", zone_id="Z1"),
            parcel("B", mu=20, east=(10 / 0.0015) ** 0.5, unit="U1", zone_id="Z1"),
            parcel("C", mu=30, east=1000, unit="U2"),
            parcel("D", mu=40, east=1000 + (30 / 0.0015) ** 0.5, unit="U2"),
        ],
        units=[{"code": "U1", "name": "甲街道"}, {"code": "U2", "name": "乙镇"}],
        goals=[goal("resupply_area", 300), goal("resupply_area", 30, unit="U1"), goal("demolition_area", 100)],
    )
    for name, mu, month in (("A", 10, 1), ("B", 20, 2), ("C", 30, 3), ("D", 40, 4)):
        happen(made, "demolition", name, mu=mu, on=date(2023, month, 1), unit="U1" if name in "AB" else "U2")
    yield made
    made.close()


def planned(store, **asked):
    return plan(store, **{"year": 2023, "as_of": MAY, **asked})


def taken(found):
    return {row.project.key: row.month for row in found.rows}


def test_a_gap_that_ground_cannot_close_is_told_with_what_is_missing(store):
    """All of the stock, and by how much it falls short; when more would have to be cleared."""
    found = planned(store)
    assert (found.status, found.need, found.found.planned, found.open) == ("infeasible", 300, 100, 200)
    assert [(short.constraint, short.by) for short in found.found.shorts] == [("ground", Decimal(200))]
    assert found.clear_by == date(2023, 11, 29)
    assert sum(row.project.amount for row in found.rows) == found.found.planned


def test_a_unit_is_planned_by_its_own_target(store):
    """Thirty, which its two parcels just hold."""
    found = planned(store, unit="U1")
    assert (found.status, found.need, taken(found)) == ("optimal", 30, {"A": "2023-06", "B": "2023-06"})
    with pytest.raises(ArgumentsError, match="no_unit_target"):
        planned(store, unit="U2")
    with pytest.raises(ArgumentsError, match="no_target"):
        planned(store, indicator="remediation_area")
    assert taken(planned(store, unit="U2", need=Decimal(35))) == {"D": "2023-06"}


def test_the_end_of_the_year_is_kept(store):
    """As of 30 November nothing new can be supplied by law; by practice not even as of October."""
    late = planned(store, as_of=date(2023, 12, 1))
    assert [(short.constraint, short.by) for short in late.found.shorts] == [("ground", 200), ("time", 100)]
    assert {left.reason for left in late.left_out} == {"too_late"}
    usual = planned(store, as_of=date(2023, 9, 30), pace="usual", need=Decimal(50))
    assert (usual.status, usual.found.binding.constraint) == ("infeasible", "time")
    assert planned(store, as_of=date(2023, 9, 30), need=Decimal(50)).status == "optimal"
    over = planned(store, as_of=date(2023, 12, 31))
    assert (over.months, over.status, over.rows) == ((), "infeasible", ())


def test_nothing_is_planned_before_its_day(store):
    """Each project falls in a month that ends after its first lawful day, from then on."""
    found = planned(store, as_of=date(2023, 6, 14))
    for row in found.rows:
        assert row.month >= f"{row.project.earliest_on:%Y-%m}"
        assert row.day >= row.project.earliest_on


def test_capacities_are_named_by_what_they_limit(store):
    """All, each unit, one unit; in 亩 or in projects."""
    months = taken(planned(store, need=Decimal(60), capacity=[("mu", Decimal(30))]))
    assert sorted(months) == ["A", "B", "C"]
    assert len(set(months.values())) == 2
    each = planned(store, need=Decimal(30), capacity=[("each:projects", Decimal(1)), ("U2", Decimal(5))])
    assert taken(each) == {"A": "2023-06", "B": "2023-07"}
    assert [limit.key for limit in each.limits] == ["U1:projects", "U2:projects", "U2"]
    short = planned(store, need=Decimal(60), capacity=[("mu", Decimal(5))])
    assert [(one.constraint, one.by) for one in short.found.shorts] == [("capacity", 60)]
    assert {left.reason for left in short.left_out} == {"no_room"}
    assert {one.constraint: one.least for one in short.found.reliefs}["mu"] == 25


@pytest.mark.parametrize(
    "capacity", [("m2", 5), ("mu", -1), ("mu", "nan"), ("projects", "1.5"), ("U1:firms", 1), ("mu:x", 1)]
)
def test_a_capacity_that_means_nothing_is_refused(store, capacity):
    """With what is expected."""
    with pytest.raises(ArgumentsError, match="wrong_capacity"):
        planned(store, capacity=[(capacity[0], Decimal(str(capacity[1])))])


def test_what_happened_in_the_running_month_has_used_its_room(store):
    """Ten supplied on 6 June leave twenty of thirty until its end."""
    happen(store, "resupply", "A", mu=10, on=date(2023, 6, 6), unit="U1")
    found = planned(store, as_of=date(2023, 6, 7), need=Decimal(30), capacity=[("mu", Decimal(30))])
    assert found.limits[0].in_first_month == 20
    assert found.months[0] == "2023-06"


def test_what_is_named_is_in_or_out(store):
    """By parcel and by zone; what cannot be included is refused with its reason."""
    assert taken(planned(store, need=Decimal(5), include=["C"])).keys() == {"C"}
    found = planned(store, need=Decimal(5), exclude=["Z1"])
    assert taken(found).keys() == {"D"} or taken(found).keys() == {"C"}
    assert {left.project.key for left in found.left_out if left.reason == "excluded"} == {"A", "B"}
    for asked, key in (
        ({"include": ["X"]}, "unknown_record"),
        ({"exclude": ["X"]}, "unknown_record"),
        ({"include": ["A"], "exclude": ["Z1"]}, "included_and_excluded"),
    ):
        with pytest.raises(ArgumentsError, match=key):
            planned(store, **asked)
    with pytest.raises(RefusedError, match="include_too_late"):
        planned(store, include=["A"], as_of=date(2023, 12, 20))
    happen(store, "resupply", "A", mu=10, on=date(2023, 5, 6))
    with pytest.raises(RefusedError, match="not_ready"):
        planned(store, include=["A"])


def test_neighbours_go_together_where_that_is_asked(store):
    """Five 亩 take both of a pair."""
    assert len(planned(store, need=Decimal(5)).rows) == 1
    assert taken(planned(store, need=Decimal(5), contiguous=True)).keys() in ({"A", "B"}, {"C", "D"})


def test_a_target_that_is_reached_needs_nothing(store):
    """And what no rule knows has no programme."""
    found = planned(store, indicator="demolition_area")
    assert (found.status, found.rows) == ("reached", ())
    with pytest.raises(ArgumentsError, match="unknown_indicator"):
        planned(store, indicator="happiness")


@pytest.mark.parametrize("indicator", ["resupply_area", "demolition_area", "construction_start_floor_area"])
def test_done_as_planned_the_ledger_counts_what_was_planned(demo_folder, tmp_path, indicator):
    """Every project of the demo's programme recorded on its day: the year's total has grown by the programme's."""
    shutil.copytree(demo_folder, tmp_path / "w")
    demo = open_workspace(tmp_path / "w")
    found = plan(demo, year=2023, as_of=MAY, indicator=indicator)
    kind = load_rules().indicators[indicator].kinds[0]
    floor = indicator == "construction_start_floor_area"
    with demo.writing() as tx:
        events.append(
            tx,
            [
                NewEvent(
                    subject_kind=row.project.subject,
                    subject_id=row.project.key,
                    kind=kind,
                    occurred_on=row.day,
                    land_area_m2=None if floor else m2_from(row.project.amount, Measure.MU),
                    floor_area_m2=float(row.project.amount) if floor else None,
                )
                for row in found.rows
            ],
            actor="test",
        )
    [after] = [row for row in target_board(demo, year=2023, as_of=date(2023, 12, 31)) if row.indicator == indicator]
    later = [day for day in demo.tables().events["occurred_on"] if isinstance(day, date) and day > MAY]
    assert len(later) >= len(found.rows)
    assert after.actual == found.progress.actual + found.found.planned
    assert after.gap == found.open
    demo.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    need=st.integers(1, 12_000),
    capacity=st.lists(
        st.tuples(st.sampled_from(["mu", "U1", "each", "projects"]), st.integers(0, 60)),
        max_size=2,
        unique_by=lambda one: one[0],
    ),
    excluded=st.sets(st.sampled_from("ABCD"), max_size=2),
    contiguous=st.booleans(),
)
def test_what_is_listed_adds_up(store, need, capacity, excluded, contiguous):
    """Planned and left out are the stock; the programme and what stands in its way are the need."""
    found = planned(
        store,
        need=Decimal(need).scaleb(-2),
        capacity=[(key, Decimal(amount)) for key, amount in capacity],
        exclude=sorted(excluded),
        contiguous=contiguous,
    )
    idle = next(row for row in stocks(store, as_of=MAY) if row.stock == IDLE)
    inside = sum((row.project.amount for row in found.rows), Decimal(0))
    outside = sum((one.project.amount for one in found.left_out), Decimal(0))
    assert inside == found.found.planned
    assert inside + outside == idle.amount_mu
    if found.status == "infeasible":
        assert sum(short.by for short in found.found.shorts) == found.open == found.need - inside
    else:
        assert found.status == "optimal"
        assert inside >= found.need
    for limit in found.limits:
        for month in found.months:
            own = [row.project for row in found.of_month(month) if limit.unit in {None, row.project.unit}]
            used = len(own) if limit.of_projects else sum(one.amount for one in own)
            assert used <= limit.per_month
