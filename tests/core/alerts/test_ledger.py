"""W19 to W22: areas that differ, silence, another winner, records against each other."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landuse.units import Measure
from tests.core.alerts.builders import event, fired, level, parcel, plot

MAY = date(2023, 5, 31)


def difference(share, *, of="P1"):
    row = {
        "subject_kind": "parcel",
        "subject_id": of,
        "share": share,
        "book_mu": 10.0,
        "geometry_mu": 10.0 * (1 + share),
    }
    return [{**row, "recorded_on": date(2023, 4, 3)}]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, None), (0.005, None), (0.00501, "yellow"), (0.02, "yellow"), (0.02001, "red"), (0.5, "red"), (None, None)],
)
def test_w19_geometry_against_book(share, expected):
    """More than 0.5 % is yellow, more than 2 % red; the threshold itself is still allowed."""
    rows = difference(share) if share is not None else [{**difference(0.1)[0], "share": None}]
    assert level("W19", MAY, parcels=[parcel()], differences=rows) == expected


def test_w19_shows_both_areas_since_the_shape_came():
    """Book 10.00 亩, geometry 10.30 亩."""
    (found,) = fired("W19", MAY, parcels=[parcel()], differences=difference(0.03))
    assert (found.values["book"], found.values["geometry"]) == (Decimal(10), Decimal("10.30"))
    assert found.since == date(2023, 4, 3)


def heard(day):
    return [{"subject_kind": "parcel", "subject_id": "P1", "last_update": day}]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 1, 2), None),
        (date(2023, 1, 3), "yellow"),
        (date(2023, 1, 19), "yellow"),
        (date(2023, 1, 20), "red"),
    ],
)
def test_w20_nothing_heard(as_of, expected):
    """Last heard of on 2022-12-20: yellow after a fortnight, red after 31 days, over the new year."""
    assert level("W20", as_of, parcels=[parcel()], updates=heard(date(2022, 12, 20))) == expected


def test_w20_is_over_with_an_entry():
    """An update on the day ends it; a subject never heard of has no day to count from."""
    assert level("W20", MAY, parcels=[parcel()], updates=heard(MAY)) is None
    assert level("W20", MAY, parcels=[parcel()], updates=heard(None)) is None


@pytest.mark.parametrize(
    ("intended", "winner", "expected"),
    [
        ("Juyi Co. (Wenzhou)", "Minuo Ltd", "info"),
        ("Juyi Co. (Wenzhou)", "juyi co.(Wenzhou)", None),
        ("Juyi Co. (Wenzhou)", "Juyi Co.(Wenzhou) ", None),
        ("温州巨一（集团）有限公司", "温州巨一(集团)有限公司", None),
        ("Juyi", None, None),
        (None, "Minuo", None),
        ("Juyi", "  ", None),
    ],
)
def test_w21_another_firm_won(intended, winner, expected):
    """Two names that differ are information; width of signs, blanks and capitals do not make another firm."""
    row = plot(intended_enterprise=intended, winning_bidder=winner)
    assert level("W21", MAY, plots=[row]) == expected


@pytest.mark.parametrize(
    ("as_of", "since"), [(date(2023, 5, 24), date(2023, 5, 24)), (date(2023, 5, 23), date(2023, 1, 1))]
)
def test_w21_is_said_since_the_award(as_of, since):
    """The award tells; without its day, since the beginning of the year."""
    row = plot(intended_enterprise="Juyi", winning_bidder="Minuo")
    (found,) = fired("W21", as_of, plots=[row], events=[event("award", date(2023, 5, 24))])
    assert (str(found.severity), found.since) == ("info", since)


@pytest.mark.parametrize(("listing", "expected"), [(21, None), (20, None), (19, "red")])
def test_w22_a_later_step_is_not_dated_before_an_earlier_one(listing, expected):
    """Noticed on the 20th: listed the day after or on the day is in order, the day before is not."""
    happened = [event("notice", date(2023, 4, 20)), event("listing", date(2023, 4, listing))]
    assert level("W22", MAY, plots=[plot()], events=happened) == expected


@pytest.mark.parametrize(
    ("subject", "first", "then"),
    [
        ("parcel", "signing", "demolition"),
        ("parcel", "demolition", "resupply"),
        ("zone", "scheme_approval", "launch"),
        ("plot", "site_preparation", "listing"),
        ("plot", "grant_contract", "construction_start"),
        ("plot", "production_start", "capacity_acceptance"),
        ("plot", "award", "handover"),
    ],
)
def test_w22_holds_for_every_kind_of_record(subject, first, then):
    """Steps that were left out between do not hide it; over the year's end too."""
    rows = [
        event(first, date(2023, 1, 1), of="X", subject=subject),
        event(then, date(2022, 12, 31), of="X", subject=subject),
    ]
    (found,) = fired("W22", MAY, events=rows)
    assert (found.key, found.since) == (f"W22:{subject}:X:order:{then}", date(2023, 1, 1))


@pytest.mark.parametrize(
    ("first", "then"), [("site_preparation", "supply_plan"), ("grant_contract", "resupply"), ("handover", "permit")]
)
def test_w22_steps_that_may_come_either_way(first, then):
    """A plan may come before the land is made, the credit with the award, a permit before the handover."""
    assert level("W22", MAY, events=[event(first, date(2023, 1, 2)), event(then, date(2023, 1, 1))]) is None


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (datetime(2023, 5, 19, 15, 59, tzinfo=UTC), "red"),
        (datetime(2023, 5, 19, 16, 0, tzinfo=UTC), None),
        (datetime(2023, 5, 21, tzinfo=UTC), None),
    ],
)
def test_w22_a_day_that_had_not_come_when_it_was_entered(entered, expected):
    """Dated 20 May: entered late on the 19th in Beijing is wrong, at midnight there (16:00 UTC) right."""
    rows = [event("notice", date(2023, 5, 20), recorded_at=entered)]
    assert level("W22", MAY, plots=[plot()], events=rows) == expected


@pytest.mark.parametrize(("on", "expected"), [(date(2023, 5, 31), None), (date(2023, 6, 1), "red")])
def test_w22_a_day_after_today(on, expected):
    """Without a stamp the day is held against today: tomorrow is the future."""
    assert level("W22", MAY, plots=[plot()], events=[event("notice", on, recorded_at=None)]) == expected


def test_w22_looking_back_does_not_make_the_present_a_future():
    """A June event entered in July is no error in the list of May: there it is not known yet."""
    rows = [event("notice", date(2023, 6, 20), recorded_at=datetime(2023, 7, 3, tzinfo=UTC))]
    assert level("W22", MAY, plots=[plot()], events=rows) is None


def total(former, present, *, unit=None):
    row = {"indicator": "resupply_area", "unit": unit, "day": date(2023, 4, 30), "measure": Measure.MU}
    return {**row, "former": Decimal(former), "present": Decimal(present), "known_on": date(2023, 5, 4)}


@pytest.mark.parametrize(("present", "expected"), [("25.01", None), ("25.00", None), ("24.99", "red")])
def test_w22_a_total_that_fell(present, expected):
    """25.00 亩 to the end of April as known then: less now is an error, more is news."""
    assert level("W22", MAY, totals=[total("25.00", present)]) == expected


def test_w22_totals_of_units_have_keys_of_their_own():
    """The district and a unit can fall on the same day."""
    found = fired("W22", MAY, totals=[total("25", "20"), total("10", "5", unit="YY")])
    assert {one.key: one.unit for one in found} == {
        "W22:indicator:resupply_area:fallen:2023-04-30": None,
        "W22:indicator:resupply_area:fallen:YY:2023-04-30": "YY",
    }


def test_w19_of_a_past_day_began_by_that_day():
    """A shape that came in April cannot have warned before; on a day before it came, the day itself is named."""
    (found,) = fired("W19", date(2023, 3, 1), parcels=[parcel()], differences=difference(0.03))
    assert found.since == date(2023, 3, 1)
