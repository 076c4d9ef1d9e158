"""Reconciliation: the parts of a difference add up to it exactly, each with its cause."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.reconcile import Cause, Reported, reconciled
from landuse.schema import CONTRIBUTION_COLUMNS

CENTS = st.integers(0, 500).map(lambda cents: Decimal(cents).scaleb(-2))


def rows(*given):
    """Return contributions given as event, subject, amount."""
    made = [
        {"event_id": event, "subject_kind": "parcel", "subject_id": name, "counted": Decimal(amount)}
        for event, name, amount in given
    ]
    return pd.DataFrame(made, columns=list(CONTRIBUTION_COLUMNS))


def told(found):
    """Return cause, subject and amount of each part."""
    return [(part.cause, part.subject, part.amount) for part in found.parts]


THEN = rows(("E1", "P1", "10.00"), ("E2", "P2", "5.00"))


@pytest.mark.parametrize(
    ("now", "cause", "amount", "events"),
    [
        (rows(("E1", "P1", "10.00"), ("E2", "P2", "5.00"), ("E3", "P3", "2.50")), Cause.LATE, "2.50", ("E3",)),
        (rows(("E1", "P1", "10.00")), Cause.VOIDED, "-5.00", ("E2",)),
        (rows(("E1", "P1", "10.00"), ("E4", "P2", "4.00")), Cause.CORRECTED, "-1.00", ("E2", "E4")),
        (rows(("E1", "P1", "10.00"), ("E2", "P2", "4.50")), Cause.RECOUNTED, "-0.50", ("E2",)),
    ],
)
def test_what_changed_since_has_its_cause(now, cause, amount, events):
    """Recorded late, voided, corrected, or counted otherwise because the record changed."""
    found = reconciled(Reported(Decimal("15.00")), THEN, now)
    assert [(part.cause, part.amount, part.events) for part in found.parts] == [(cause, Decimal(amount), events)]
    assert found.difference == Decimal(amount)


def test_a_report_in_whole_numbers_is_rounding():
    """15 of 15.40 亩, and 27.4 万㎡ of 274,012 m²."""
    found = reconciled(Reported(Decimal(15), 0), rows(("E1", "P1", "15.40")), rows(("E1", "P1", "15.40")))
    assert told(found) == [(Cause.ROUNDING, None, Decimal("0.40"))]
    floor = rows(("E1", "P1", "274012.00"))
    assert told(reconciled(Reported(Decimal(274_000), -3), floor, floor)) == [(Cause.ROUNDING, None, Decimal("12.00"))]


def test_a_sum_of_exact_areas_is_rounding():
    """Three times 1.005 亩 printed as 1.01 make 3.03; the exact sum is 3.02 (half up)."""
    parts = rows(("E1", "P1", "1.01"), ("E2", "P2", "1.01"), ("E3", "P3", "1.01"))
    found = reconciled(Reported(Decimal("3.02")), parts, parts, exact=Decimal("3.015"))
    assert told(found) == [(Cause.ROUNDING, None, Decimal("0.01"))]


def test_another_rule_explains_by_parcel():
    """What P2 was counted for by its contract's day; the rest agrees."""
    others = {"other": {"parcel:P9": Decimal(1)}, "contract_date": {"parcel:P1": Decimal("10.00")}}
    found = reconciled(Reported(Decimal("10.00")), THEN, THEN, others=others)
    assert told(found) == [(Cause.OTHER_RULE, "parcel:P2", Decimal("5.00"))]
    assert found.parts[0].rule == "contract_date"


def test_an_edit_before_issue_is_told():
    """The ledger gave 15.00, the paper said 16.00."""
    found = reconciled(Reported(Decimal("16.00"), 2, Decimal("15.00")), THEN, THEN)
    assert told(found) == [(Cause.EDITED, None, Decimal("-1.00"))]


def test_what_nothing_explains_is_said():
    """No cause is invented."""
    found = reconciled(Reported(Decimal("13.37")), THEN, THEN)
    assert told(found) == [(Cause.UNEXPLAINED, None, Decimal("1.63"))]
    assert found.unexplained == Decimal("1.63")


ACCOUNTS = st.dictionaries(st.sampled_from(["E1", "E2", "E3", "E4", "E5", "E6"]), CENTS)
SUBJECTS = {"E1": "P1", "E2": "P2", "E3": "P2", "E4": "P3", "E5": "P1", "E6": "P4"}


@given(
    then=ACCOUNTS,
    now=ACCOUNTS,
    reported=CENTS,
    places=st.integers(-1, 2),
    unedited=st.none() | CENTS,
    other=st.none() | st.dictionaries(st.sampled_from(["parcel:P1", "parcel:P2", "parcel:P7"]), CENTS),
    exact=st.none() | CENTS,
)
def test_the_parts_add_up_to_the_difference(then, now, reported, places, unedited, other, exact):
    """Whatever was reported and whatever happened since: to the last cent, and no part is nothing."""
    before, after = (
        rows(*((event, SUBJECTS[event], amount) for event, amount in side.items())) for side in (then, now)
    )
    others = None if other is None else {"other": other}
    found = reconciled(Reported(reported, places, unedited), before, after, exact=exact, others=others)
    assert sum((part.amount for part in found.parts), Decimal(0)) == found.difference == found.ledger - reported
    assert all(part.amount for part in found.parts)
