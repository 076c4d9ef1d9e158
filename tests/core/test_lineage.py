"""Splits and mergers: ground is conserved, nothing is counted twice, and what cannot be is named."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.lineage import (
    COLUMNS,
    ancestors,
    balance,
    descendants,
    faults,
    merge,
    origins,
    retired,
    shared,
    split,
    until,
)

MAY = date(2023, 5, 1)


def joined(*parts):
    """Return several rows of lineage as one table."""
    return pd.concat([pd.DataFrame(columns=list(COLUMNS)), *parts], ignore_index=True)


def found(areas, lineage):
    """Return what cannot be, as (code, record)."""
    return [(fault.code, fault.record_id) for fault in faults(areas, lineage)]


def test_a_split_parcel_is_retired_and_its_children_stand():
    """1,000 m² in two parts; the day before it still stood."""
    areas = {"A": 1000.0, "B": 600.0, "C": 400.0}
    lineage = split("A", {"B": 600.0, "C": 400.0}, occurred_on=MAY)
    assert retired(areas, lineage, as_of=MAY) == {"A"}
    assert retired(areas, lineage, as_of=MAY - timedelta(days=1)) == set()
    left = balance(areas, lineage).set_index("record_id")["left_m2"]
    assert left.to_dict() == {"A": 0.0, "B": 600.0, "C": 400.0}
    assert found(areas, lineage) == []


def test_a_parcel_that_gave_a_part_keeps_the_rest():
    """300 of 1,000 m² went; 700 stand, and the parcel is not retired."""
    areas = {"A": 1000.0, "B": 300.0}
    lineage = split("A", {"B": 300.0}, occurred_on=MAY)
    assert retired(areas, lineage, as_of=MAY) == set()
    assert balance(areas, lineage).set_index("record_id").loc["A", "left_m2"] == 700.0
    assert origins(areas, lineage) == {"A": {"A": 700.0}, "B": {"A": 300.0}}


def test_a_consolidated_parcel_is_made_of_its_parents():
    """归宗: 200 of A and all of B make C; C's halves go on as they are mixed."""
    areas = {"A": 500.0, "B": 300.0, "C": 500.0, "D": 250.0, "E": 250.0}
    lineage = joined(
        merge({"A": 200.0, "B": 300.0}, "C", occurred_on=MAY),
        split("C", {"D": 250.0, "E": 250.0}, occurred_on=MAY + timedelta(days=9)),
    )
    made = origins(areas, lineage)
    assert made["A"] == {"A": 300.0}
    assert made["D"] == pytest.approx({"A": 100.0, "B": 150.0})
    assert "B" not in made
    assert "C" not in made
    assert ancestors("D", lineage) == ("C", "A", "B")
    assert descendants("B", lineage) == ("C", "D", "E")


def test_a_grandchild_shares_ground_with_its_grandparents():
    """D has 150 m² that were B's, by way of C."""
    lineage = joined(
        merge({"A": 200.0, "B": 300.0}, "C", occurred_on=MAY),
        split("C", {"D": 250.0, "E": 250.0}, occurred_on=MAY + timedelta(days=9)),
    )
    pairs = {(row.ancestor, row.descendant): row.area_m2 for row in shared(lineage).itertuples()}
    assert pairs["B", "C"] == 300.0
    assert pairs["C", "D"] == 250.0
    assert pairs["B", "D"] == pytest.approx(150.0)


def test_ground_that_no_parent_gave_is_the_child_s_own():
    """C has 100 m² more than it received."""
    areas = {"A": 500.0, "C": 600.0}
    made = origins(areas, split("A", {"C": 500.0}, occurred_on=MAY))
    assert made == {"C": {"A": 500.0, "C": 100.0}}


@pytest.mark.parametrize(
    ("areas", "rows", "expected"),
    [
        ({"A": 100.0, "B": 90.0, "C": 90.0}, [("A", "B", 90.0), ("A", "C", 90.0)], ("too_much", "A")),
        ({"A": 100.0, "B": 50.0}, [("A", "B", 100.0)], ("received_too_much", "B")),
        ({"A": 100.0}, [("A", "B", 100.0)], ("unknown", "B")),
        ({"A": 100.0, "B": 100.0}, [("A", "B", 100.0), ("B", "A", 100.0)], ("cycle", "A")),
        ({"A": 100.0}, [("A", "A", 100.0)], ("cycle", "A")),
    ],
    ids=["too much", "received too much", "unknown", "two in a circle", "its own parent"],
)
def test_what_cannot_be_is_named(areas, rows, expected):
    """By its code and the record."""
    lineage = pd.DataFrame([(*row, MAY) for row in rows], columns=list(COLUMNS))
    assert expected in found(areas, lineage)


def test_ground_is_not_passed_on_before_it_was_received():
    """B gives to C in April what it got in May."""
    areas = {"A": 100.0, "B": 100.0, "C": 100.0}
    lineage = joined(
        split("A", {"B": 100.0}, occurred_on=MAY), split("B", {"C": 100.0}, occurred_on=MAY - timedelta(days=1))
    )
    assert found(areas, lineage) == [("too_early", "B")]


def test_a_day_s_tolerance_is_surveying_noise():
    """Four of 1,000 m² more or less are no fault; six are."""
    for area, expected in ((1004.0, []), (1006.0, [("too_much", "A")])):
        lineage = split("A", {"B": area}, occurred_on=MAY)
        assert found({"A": 1000.0, "B": 1010.0}, lineage) == expected


def test_a_circle_has_no_origin():
    """A programmer's error: faults are looked for first."""
    lineage = joined(split("A", {"B": 1.0}, occurred_on=MAY), split("B", {"A": 1.0}, occurred_on=MAY))
    with pytest.raises(ValueError, match="ancestor"):
        origins({"A": 1.0, "B": 1.0}, lineage)


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99), st.floats(0.05, 0.95)), max_size=14)


@given(st.lists(st.integers(100, 50_000), min_size=1, max_size=5), STEPS)
def test_area_is_conserved_through_any_sequence_of_splits_and_mergers(roots, steps):
    """What stands adds up to what there was, in all and for each first parcel, to 0.01 m²."""
    areas = {f"R{place}": float(area) for place, area in enumerate(roots)}
    first = dict(areas)
    standing = dict(areas)
    rows = []
    for number, (is_split, one, other, share) in enumerate(steps, start=1):
        names = [name for name, area in standing.items() if area > 1]
        parent = names[one % len(names)]
        day = MAY + timedelta(days=number)
        if is_split or len(names) == 1:
            part = standing[parent] * share
            parts = {f"S{number}a": part, f"S{number}b": standing[parent] - part}
            rows.append(split(parent, parts, occurred_on=day))
            standing[parent] = 0.0
        else:
            second = next(name for name in names[other % len(names) :] + names if name != parent)
            given_ = {parent: standing[parent] * share, second: standing[second]}
            parts = {f"M{number}": sum(given_.values())}
            rows.append(merge(given_, f"M{number}", occurred_on=day))
            for name, area in given_.items():
                standing[name] -= area
        areas |= parts
        standing |= parts
    lineage = joined(*rows)
    assert found(areas, lineage) == []
    left = balance(areas, lineage)["left_m2"].sum()
    assert left == pytest.approx(sum(roots), abs=0.01)
    made = origins(areas, lineage)
    for root, area in first.items():
        assert sum(own.get(root, 0.0) for own in made.values()) == pytest.approx(area, abs=0.05)
    assert set(made) <= set(areas) - retired(areas, lineage, as_of=MAY + timedelta(days=99)) | set(standing)
    assert len(until(lineage, MAY)) == 0
