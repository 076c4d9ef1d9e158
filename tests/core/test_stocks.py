"""Land between two stages: conserved, and aged from the day it got there."""

from datetime import date
from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.stocks import ageing, idle_after_demolition, standing_between
from tests.core.builders import event, events

LINKS = pd.DataFrame({"plot_id": ["G1", "G1"], "parcel_id": ["A", "B"]})


def counted(*rows):
    columns = ["subject_kind", "subject_id", "counted", "occurred_on"]
    return pd.DataFrame([(kind, name, Decimal(mu), day) for kind, name, mu, day in rows], columns=columns)


def test_demolished_land_is_idle_until_it_is_supplied():
    """10 亩 demolished and 4 of them supplied leave 6 idle since the demolition."""
    idle = idle_after_demolition(
        counted(("parcel", "A", "10", date(2023, 1, 5))), counted(("parcel", "A", "4", date(2023, 4, 1))), LINKS
    )
    assert idle.to_dict("records") == [{"subject_id": "A", "since": date(2023, 1, 5), "amount": Decimal(6)}]


def test_a_plot_is_credited_to_its_parcels_in_the_order_of_demolition():
    """A plot of 12 亩 on two parcels of 10 frees the older one whole and 2 亩 of the other."""
    demolished = counted(("parcel", "B", "10", date(2023, 1, 5)), ("parcel", "A", "10", date(2023, 2, 5)))
    idle = idle_after_demolition(demolished, counted(("plot", "G1", "12", date(2023, 4, 1))), LINKS)
    assert dict(zip(idle["subject_id"], idle["amount"], strict=True)) == {"A": Decimal(8)}


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=2), st.integers(1, 12_000))
def test_idle_is_demolished_less_what_was_supplied_on_it(cents, supplied):
    """Nothing vanishes: idle land is the demolished less the credited, and never negative."""
    areas = [Decimal(cent) / 100 for cent in cents]
    demolished = counted(("parcel", "A", areas[0], date(2023, 1, 1)), ("parcel", "B", areas[1], date(2023, 1, 2)))
    plot = Decimal(supplied) / 100
    idle = idle_after_demolition(demolished, counted(("plot", "G1", plot, date(2023, 3, 1))), LINKS)
    assert sum(idle["amount"], Decimal(0)) == max(sum(areas) - plot, Decimal(0))


def test_a_stock_holds_what_entered_and_did_not_leave():
    """Of two plots that passed the meeting, the listed one has left the stock."""
    rows = events(
        event("G1", kind="approval_meeting", subject_kind="plot"),
        event("G2", kind="approval_meeting", subject_kind="plot"),
        event("G2", kind="listing", subject_kind="plot", on=date(2023, 4, 1)),
    )
    rule = {"subject_kind": "plot", "entered_by": ("approval_meeting",), "left_by": ("listing",)}
    assert standing_between(rows, **rule, as_of=date(2023, 5, 31))["subject_id"].tolist() == ["G1"]
    assert standing_between(rows, **rule, as_of=date(2023, 3, 31))["subject_id"].tolist() == ["G1", "G2"]


def test_ageing_buckets_hold_every_member_once():
    """The buckets' counts and amounts add up to the stock."""
    days = pd.Series([0, 90, 91, 180, 181, 400])
    amounts = pd.Series([Decimal(1)] * 6)
    buckets = ageing(days, amounts, (90, 180, 365))
    assert [(start, end, count) for start, end, _, count in buckets] == [
        (0, 90, 2),
        (91, 180, 2),
        (181, 365, 1),
        (366, None, 1),
    ]
