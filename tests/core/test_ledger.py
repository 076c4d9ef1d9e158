"""What counts: nothing twice, nothing lost, and the list adds up."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.ledger import UNCOUNTED, contributions, total
from landuse.model import Reason
from landuse.rules import load_rules
from tests.core.builders import NO_OVERLAPS, event, events, overlap, subjects

DEMOLITION = load_rules().indicators["demolition_area"]
STARTS = load_rules().indicators["construction_start_floor_area"]


def count(rows, parcels, *, indicator=DEMOLITION, overlaps=NO_OVERLAPS):
    return contributions(rows, parcels, indicator, overlaps=overlaps)


def test_whole_parcel_counts_its_area():
    """A parcel demolished whole counts its area, to the cent."""
    rows = count(events(event("A", mu=12.34)), subjects(A=12.34))
    assert total(rows) == Decimal("12.34")
    assert rows["reason"].tolist() == ["counted"]


def test_events_of_other_kinds_do_not_count():
    """Demolition area does not count a listing."""
    assert count(events(event("A", kind="listing")), subjects(A=10)).empty


def test_same_report_twice_counts_once():
    """A second report of the same thing stands in the list with 0 and its reason."""
    rows = count(events(event("A", mu=4), event("A", mu=4, order=1)), subjects(A=10))
    assert total(rows) == Decimal("4.00")
    assert rows["reason"].tolist() == ["partial", "duplicate"]


def test_parts_add_up_to_the_whole_at_most():
    """Parts on different days count until the parcel is used up."""
    rows = count(
        events(event("A", mu=6, on=date(2023, 1, 5)), event("A", mu=6, on=date(2023, 2, 5), order=1)), subjects(A=10)
    )
    assert rows["counted"].tolist() == [Decimal("6.00"), Decimal("4.00")]
    assert rows["reason"].tolist() == ["partial", "capped"]


def test_copy_of_counted_ground_counts_nothing():
    """A parcel that lies wholly on counted ground adds nothing, whatever its own book area says."""
    rows = count(
        events(event("A", mu=10), event("B", mu=10.2, order=1)),
        subjects(A=10, B=10.2),
        overlaps=overlap("A", "B", share_a=1, share_b=1),
    )
    assert total(rows) == Decimal("10.00")
    assert rows["reason"].tolist() == ["counted", "overlap"]


def test_overlap_is_taken_off_once():
    """Two parcels of 10 亩 that share 4 亩 of ground count 16 亩."""
    rows = count(
        events(event("A", mu=10), event("B", mu=10, order=1)),
        subjects(A=10, B=10),
        overlaps=overlap("A", "B", share_a=0.4, share_b=0.4),
    )
    assert total(rows) == Decimal("16.00")


def test_overlap_with_ground_that_did_not_count_costs_nothing():
    """A neighbour without an event takes nothing away."""
    rows = count(events(event("B", mu=10)), subjects(A=10, B=10), overlaps=overlap("A", "B", share_a=0.4, share_b=0.4))
    assert total(rows) == Decimal("10.00")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (event("A", mu=5, on=None), Reason.MISSING_DATE),
        (event("A"), Reason.MISSING_AREA),
        (event("nowhere", mu=5), Reason.UNKNOWN_SUBJECT),
    ],
    ids=["no date", "no area", "no such parcel"],
)
def test_what_cannot_count_is_a_row_with_its_reason(row, reason):
    """What cannot count stands in the list with 0 and why."""
    rows = count(events(row), subjects(A=10))
    assert rows["reason"].tolist() == [reason]
    assert total(rows) == 0


@pytest.mark.parametrize("status", ["null", "empty", "nan", "invalid", "not_area"])
def test_faulty_ground_does_not_count_but_stays_with_what_it_declares(status):
    """Events on ground whose shape is faulty keep their declared 亩 in the uncounted rows."""
    rows = count(events(event("A", mu=5)), subjects(A=10).assign(geometry_status=status))
    assert rows["reason"].tolist() == [f"{status}_geometry"]
    assert Reason(rows["reason"].iloc[0]) in UNCOUNTED
    assert rows["declared"].tolist() == [Decimal("5.00")]


@pytest.mark.parametrize("status", ["unmapped", "location"])
def test_records_that_never_had_a_shape_count_by_their_area(status):
    """A record from a table (未落图) counts by its book area."""
    assert total(count(events(event("A", mu=5)), subjects(A=10).assign(geometry_status=status))) == 5


def test_a_start_reported_every_month_counts_once():
    """Floor area has no ceiling: the same floor on the same parcel is the same building, on whatever day."""
    rows = count(
        events(
            event("A", kind="construction_start", floor_m2=5000, on=date(2023, 1, 1)),
            event("A", kind="construction_start", floor_m2=5000, on=date(2023, 2, 1), order=1),
            event("A", kind="construction_start", floor_m2=800, on=date(2023, 2, 1), order=2),
        ),
        subjects(A=10),
        indicator=STARTS,
    )
    assert total(rows) == 5800


def test_parcel_without_any_area_counts_what_is_declared():
    """Where nobody wrote or drew an area, the event's own stands."""
    assert total(count(events(event("A", mu=5)), subjects(A=None))) == 5


amounts = st.integers(1, 2_000).map(lambda cents: cents / 100)
days = st.integers(0, 400).map(lambda offset: date(2022, 6, 1) + timedelta(days=offset))


@st.composite
def campaigns(draw):
    areas = draw(st.lists(amounts, min_size=1, max_size=5))
    names = [f"P{number}" for number in range(len(areas))]
    rows = [
        event(draw(st.sampled_from(names)), mu=draw(amounts), on=draw(st.none() | days), order=number)
        for number in range(draw(st.integers(1, 12)))
    ]
    pairs = [
        overlap(a, b, share_a=draw(st.floats(0.01, 1)), share_b=draw(st.floats(0.01, 1)))
        for a, b in pairwise(names)
        if draw(st.booleans())
    ]
    shared = pd.concat(pairs) if pairs else NO_OVERLAPS
    return dict(zip(names, areas, strict=True)), rows, shared


@given(campaigns())
def test_nothing_is_counted_beyond_its_parcel_and_no_event_vanishes(campaign):
    """Every event has its row, and no parcel counts for more than its area."""
    areas, rows, shared = campaign
    counted = count(events(*rows), subjects(**areas), overlaps=shared)
    assert sorted(counted["event_id"]) == sorted(row["event_id"] for row in rows)
    per_parcel = counted.groupby("subject_id")["counted"].sum()
    assert all(per_parcel[name] <= Decimal(str(areas[name])) for name in per_parcel.index)
    assert all(row.counted <= row.declared for row in counted.itertuples())


@given(campaigns(), st.randoms())
def test_the_order_of_rows_does_not_matter(campaign, random):
    """The same events in another order give the same account."""
    areas, rows, shared = campaign
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (count(events(*each), subjects(**areas), overlaps=shared) for each in (rows, shuffled))
    pd.testing.assert_frame_equal(first, second)


@given(campaigns())
def test_reporting_everything_twice_changes_no_total(campaign):
    """A second report of every event leaves the total as it was."""
    areas, rows, shared = campaign
    twice = [*rows, *({**row, "event_id": row["event_id"] + "-again"} for row in rows)]
    once_total, twice_total = (
        total(count(events(*each), subjects(**areas), overlaps=shared)) for each in (rows, twice)
    )
    assert once_total == twice_total
