"""The board: totals from events, groups that add up to it, and days that do not change behind one's back."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landuse.model import Group, GroupBy
from landuse.store import events
from landuse.views.provenance import explain
from landuse.views.targets import breakdown, cumulative, headline, target_board
from tests.builders import BOW_TIE, MAY, goal, happen, parcel, workspace


def actual(store, indicator="demolition_area", **question):
    question = {"year": 2023, "as_of": MAY} | question
    return next(row for row in target_board(store, **question) if row.indicator == indicator).actual


@pytest.fixture
def store(tmp_path):
    parcels = [
        parcel("A", mu=15, book_mu=14.96, unit="SY", zone_id="Z1"),
        parcel("B", mu=15, east=200, unit="FM"),
        parcel("C", mu=None, book_mu=8, unit="SY"),
    ]
    goals = [
        goal("demolition_area", 100),
        goal("demolition_area", 40, unit="SY"),
        goal("demolition_area", 30, unit="FM"),
    ]
    units = [{"code": "SY", "name": "双屿街道"}, {"code": "FM", "name": "丰门街道"}]
    with_store = workspace(tmp_path / "w", parcels=parcels, goals=goals, units=units)
    yield with_store
    with_store.close()


def test_the_book_area_wins(store):
    """Where a certificate says 14.96 亩 and the shape 15, 14.96 is the most that counts."""
    happen(store, "demolition", "A", mu=15)
    assert actual(store) == Decimal("14.96")


def test_a_record_from_a_table_counts(store):
    """未落图: 8 亩 on the certificate, no shape, counted."""
    happen(store, "demolition", "C", mu=8)
    assert actual(store) == 8


def test_events_after_the_day_and_before_the_year_do_not_count(store):
    """Each day sees its own year up to itself."""
    happen(store, "demolition", "A", mu=5, on=date(2022, 12, 31))
    happen(store, "demolition", "A", mu=4, on=date(2023, 5, 31))
    happen(store, "demolition", "A", mu=3, on=date(2023, 6, 1))
    assert actual(store) == 4
    assert actual(store, as_of=date(2023, 6, 30)) == 7


def test_a_later_day_does_not_bring_another_year_in(store):
    """2022 as seen in May 2023 is 2022."""
    happen(store, "demolition", "A", mu=5, on=date(2022, 12, 31))
    happen(store, "demolition", "B", mu=4, on=date(2023, 2, 1))
    assert actual(store, year=2022) == 5


def test_ground_of_last_year_is_not_counted_again(store):
    """A parcel demolished whole in 2022 has nothing left for 2023."""
    happen(store, "demolition", "B", mu=15, on=date(2022, 7, 1))
    happen(store, "demolition", "B", mu=15, on=date(2023, 2, 1))
    assert actual(store) == 0


def test_groups_add_up_to_the_board_and_each_opens(store):
    """By unit, by zone and by month, the same total; every row opens down to its own events."""
    happen(store, "demolition", "A", mu=5, unit="SY")
    happen(store, "demolition", "B", mu=6, unit="FM", on=date(2023, 4, 1))
    happen(store, "demolition", "C", mu=7, on=date(2023, 4, 2))
    for by in GroupBy:
        groups = breakdown(store, year=2023, as_of=MAY, by=by)
        demolition = [group.progress.actual for group in groups if group.progress.indicator == "demolition_area"]
        assert sum(demolition) == actual(store) == 18
        for group in groups:
            name = group.progress.indicator
            opened = explain(store, name, year=2023, as_of=MAY, groups=[Group(by, group.key)])
            assert opened.total == group.progress.actual


def test_the_unallocated_remainder_is_a_row(store):
    """100 for the district less 40 and 30 for its units leave 30 to nobody."""
    groups = breakdown(store, year=2023, as_of=MAY, by=GroupBy.UNIT)
    nobody = [group for group in groups if group.key is None and group.progress.indicator == "demolition_area"]
    assert [group.progress.target for group in nobody] == [30]


def test_may_does_not_change_april(store):
    """What is recorded for May leaves the end of April as it was; known before, so does everything later."""
    happen(store, "demolition", "A", mu=5, on=date(2023, 4, 10))
    april = actual(store, as_of=date(2023, 4, 30))
    time.sleep(0.01)
    before = datetime.now(UTC)
    time.sleep(0.01)
    happen(store, "demolition", "B", mu=6, on=date(2023, 5, 10))
    assert actual(store, as_of=date(2023, 4, 30)) == april == 5
    assert actual(store) == 11
    assert actual(store, known_at=before) == 5


def test_a_voided_event_counts_until_it_was_voided(store):
    """Voided today, it still stands in what was known before."""
    event_id = happen(store, "demolition", "A", mu=5)
    time.sleep(0.01)
    before = datetime.now(UTC)
    time.sleep(0.01)
    with store.writing() as tx:
        events.void(tx, event_id, why="typed twice", actor="test")
    assert actual(store) == 0
    assert actual(store, known_at=before) == 5


def test_explain_adds_up_and_names_what_it_leaves_out(store):
    """The counted column is the total; an event without a day stands below it."""
    happen(store, "demolition", "A", mu=5)
    happen(store, "demolition", "B", mu=6, on=None)
    found = explain(store, "demolition_area", year=2023, as_of=MAY)
    assert found.total == sum(found.contributions["counted"]) == 5
    assert found.uncounted[["subject_id", "reason"]].to_dict("records") == [
        {"subject_id": "B", "reason": "missing_date"}
    ]
    board = next(row for row in target_board(store, year=2023, as_of=MAY) if row.indicator == "demolition_area")
    assert (board.uncounted.count, board.uncounted.declared) == (1, 6)


def test_the_curve_ends_at_the_day_and_the_norm_goes_on(store):
    """The curve's last value is the board's; the norm reaches the target in December."""
    happen(store, "demolition", "A", mu=5)
    curve = cumulative(store, year=2023, as_of=MAY, indicator="demolition_area")
    assert curve.dropna(subset=["actual"])["actual"].iloc[-1] == 5
    assert curve["norm"].iloc[-1] == 100


def test_the_headline_is_the_indicator_furthest_behind_with_the_land_that_lies_idle(tmp_path):
    """Demolition is behind, and what it cleared lies idle."""
    store = workspace(
        tmp_path / "w",
        parcels=[parcel("A"), parcel("B", east=200, mode="owner_led")],
        goals=[goal("resupply_area", 300)],
    )
    happen(store, "demolition", "A", mu=15)
    happen(store, "demolition", "B", mu=15)
    happen(store, "resupply", "A", mu=5, on=date(2023, 4, 1))
    found = headline(store, year=2023, as_of=MAY)
    assert found is not None
    assert found.progress.indicator == "resupply_area"
    assert found.idle_mu == 10
    assert found.idle_parcels == ("A",)
    store.close()


def test_faulty_shapes_stand_in_the_uncounted_row(tmp_path):
    """A bow-tie, a null and a NaN shape: none vanishes, all keep their declared 亩."""
    faulty = {
        "bow-tie": {"geometry": BOW_TIE},
        "null": {"geometry": None, "geometry_fault": "null"},
        "nan": {"geometry": None, "geometry_fault": "nan"},
        "empty": {"geometry": None, "geometry_fault": "empty"},
    }
    store = workspace(tmp_path / "w", parcels=[parcel(name, book_mu=5, **fields) for name, fields in faulty.items()])
    for name in faulty:
        happen(store, "demolition", name, mu=5)
    found = explain(store, "demolition_area", year=2023, as_of=MAY)
    assert found.total == 0
    assert sorted(found.uncounted["subject_id"]) == sorted(faulty)
    assert sum(found.uncounted["declared"]) == 20
    store.close()


def test_overlapping_ground_is_counted_once(tmp_path):
    """A copy of a counted parcel under another name changes no total; half a copy counts the other half."""
    parcels = [parcel("A"), parcel("copy"), parcel("half", east=50)]
    store = workspace(tmp_path / "w", parcels=parcels)
    happen(store, "demolition", "A", mu=15)
    happen(store, "demolition", "copy", mu=15, on=date(2023, 4, 1))
    assert actual(store) == 15
    happen(store, "demolition", "half", mu=15, on=date(2023, 4, 2))
    assert actual(store) == Decimal("22.50")
    store.close()
