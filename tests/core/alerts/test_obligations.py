"""W09 to W18: permits, starts, idle land, completion, review, cleared land without a way back, signing."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from tests.core.alerts.builders import event, fired, level, milestone, parcel, plot, zone

G1 = [plot()]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 1, 27), None),
        (date(2023, 1, 28), "yellow"),
        (date(2023, 3, 8), "yellow"),
        (date(2023, 3, 9), "red"),
    ],
)
def test_w09_no_permit_after_the_handover(as_of, expected):
    """Handed over on 2022-11-29: yellow after 60 days, red after 100, over the new year."""
    assert level("W09", as_of, plots=G1, events=[event("handover", date(2022, 11, 29))]) == expected


@pytest.mark.parametrize("kind", ["permit", "construction_start", "completion"])
def test_w09_is_over_with_the_permit(kind):
    """The permit ends it; what is being built is not asked for it."""
    happened = [event("handover", date(2022, 11, 29)), event(kind, date(2023, 3, 9))]
    assert level("W09", date(2023, 3, 9), plots=G1, events=happened) is None
    assert level("W09", date(2023, 3, 8), plots=G1, events=happened) == "yellow"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 2, 28), None),
        (date(2024, 2, 29), "yellow"),
        (date(2024, 3, 29), "yellow"),
        (date(2024, 3, 30), "red"),
    ],
)
def test_w10_a_permit_and_no_start(as_of, expected):
    """A permit of 2023-12-31: yellow after 60 days on the leap day, red after 90."""
    assert level("W10", as_of, plots=G1, events=[event("permit", date(2023, 12, 31))]) == expected


def test_w10_is_over_with_the_start():
    """Started on the 90th day: nothing."""
    happened = [event("permit", date(2023, 12, 31)), event("construction_start", date(2024, 3, 30))]
    assert level("W10", date(2024, 3, 30), plots=G1, events=happened) is None


AGREED = milestone("construction_start", date(2023, 5, 31))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 3, 31), None),
        (date(2023, 4, 1), "yellow"),
        (date(2023, 5, 30), "yellow"),
        (date(2023, 5, 31), "red"),
        (date(2023, 6, 1), "red"),
    ],
)
def test_w11_the_agreed_start(as_of, expected):
    """Start agreed for 2023-05-31: yellow from 60 days before, red on the day."""
    assert level("W11", as_of, plots=G1, milestones=[AGREED]) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2024, 12, 29), None), (date(2024, 12, 30), "yellow"), (date(2025, 2, 28), "red")],
)
def test_w11_without_an_agreed_day_a_year_from_the_handover(as_of, expected):
    """53号令 第二十二条: handed over on the leap day 2024-02-29, to be started by 2025-02-28."""
    given = {"plots": G1, "events": [event("handover", date(2024, 2, 29)), event("permit", date(2024, 3, 1))]}
    assert level("W11", as_of, **given) == expected


def test_w11_the_contract_goes_before_the_handover():
    """Where a day is agreed, the handover does not matter."""
    (found,) = fired(
        "W11", date(2023, 5, 31), plots=G1, milestones=[AGREED], events=[event("handover", date(2021, 1, 5))]
    )
    assert (found.due_on, found.values["basis"]) == (date(2023, 5, 31), "agreed")


def test_w11_is_over_with_the_start_and_not_there_without_a_day():
    """Started: nothing; neither agreed nor handed over: nothing to be late for."""
    started = [event("construction_start", date(2023, 5, 31))]
    assert level("W11", date(2023, 5, 31), plots=G1, milestones=[AGREED], events=started) is None
    assert level("W11", date(2023, 5, 31), plots=G1) is None


@pytest.mark.parametrize(
    ("due", "as_of", "expected"),
    [
        # The 31st and nine months is the last day of February, in a leap year the 29th.
        (date(2023, 5, 31), date(2024, 2, 28), None),
        (date(2023, 5, 31), date(2024, 2, 29), "yellow"),
        (date(2023, 5, 31), date(2024, 5, 30), "yellow"),
        (date(2023, 5, 31), date(2024, 5, 31), "red"),
        (date(2022, 5, 31), date(2023, 2, 27), None),
        (date(2022, 5, 31), date(2023, 2, 28), "yellow"),
        # A year from the leap day is the 28th.
        (date(2024, 2, 29), date(2025, 2, 27), "yellow"),
        (date(2024, 2, 29), date(2025, 2, 28), "red"),
        # Over the end of the year.
        (date(2022, 12, 31), date(2023, 9, 29), None),
        (date(2022, 12, 31), date(2023, 9, 30), "yellow"),
        (date(2022, 12, 31), date(2023, 12, 30), "yellow"),
        (date(2022, 12, 31), date(2023, 12, 31), "red"),
    ],
)
def test_w12_idle_for_a_year(due, as_of, expected):
    """Yellow nine months after the due start, red after twelve, to the day."""
    assert level("W12", as_of, plots=G1, milestones=[milestone("construction_start", due)]) == expected


@pytest.mark.parametrize(
    ("due", "as_of", "expected"),
    [
        (date(2022, 8, 31), date(2024, 2, 28), None),
        (date(2022, 8, 31), date(2024, 2, 29), "yellow"),
        (date(2022, 8, 31), date(2024, 8, 30), "yellow"),
        (date(2022, 8, 31), date(2024, 8, 31), "red"),
        (date(2024, 2, 29), date(2026, 2, 27), "yellow"),
        (date(2024, 2, 29), date(2026, 2, 28), "red"),
    ],
)
def test_w13_idle_for_two_years(due, as_of, expected):
    """Yellow eighteen months after the due start, red after twenty-four."""
    assert level("W13", as_of, plots=G1, milestones=[milestone("construction_start", due)]) == expected


@pytest.mark.parametrize("rule", ["W12", "W13"])
def test_idle_counts_from_a_year_after_the_handover_where_nothing_is_agreed(rule):
    """Handed over on 2021-03-01: to be started by 2022-03-01, idle a year on 2023-03-01, two on 2024-03-01."""
    given = {"plots": G1, "events": [event("handover", date(2021, 3, 1))]}
    before, on = {"W12": (date(2023, 2, 28), date(2023, 3, 1)), "W13": (date(2024, 2, 29), date(2024, 3, 1))}[rule]
    assert (level(rule, before, **given), level(rule, on, **given)) == ("yellow", "red")


@pytest.mark.parametrize("rule", ["W12", "W13"])
def test_idle_ends_with_the_start(rule):
    """Started a day before the two years: nothing on that day, red or yellow the day before."""
    given = {"plots": G1, "milestones": [AGREED], "events": [event("construction_start", date(2025, 5, 30))]}
    assert level(rule, date(2025, 5, 30), **given) is None
    assert level(rule, date(2025, 5, 29), **given) == {"W12": "red", "W13": "yellow"}[rule]


@pytest.mark.parametrize("rule", ["W12", "W13"])
@pytest.mark.parametrize(
    ("cause", "expected"), [("government", "info"), ("force_majeure", "info"), ("enterprise", "red"), (None, "red")]
)
def test_idle_by_government_or_force_majeure_is_information(rule, cause, expected):
    """53号令 第八条: such a delay is dealt with by extension or exchange, without fee; it is said, with its cause."""
    due = milestone("construction_start", date(2020, 5, 31), delay_cause=cause)
    (found,) = fired(rule, date(2023, 5, 31), plots=G1, milestones=[due])
    assert (str(found.severity), found.values["cause"]) == (expected, cause)


STOPPED = event("suspension", date(2022, 8, 31))


def shares(built, invested):
    return [{"plot_id": "G1", "built_share": built, "invested_share": invested}]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 2, 27), None),
        (date(2023, 2, 28), "yellow"),
        (date(2023, 8, 30), "yellow"),
        (date(2023, 8, 31), "red"),
    ],
)
def test_w14_stopped_with_little_built(as_of, expected):
    """Stopped on 2022-08-31: yellow after six months (the last of February), red after twelve."""
    assert level("W14", as_of, plots=G1, events=[STOPPED], standards=shares(0.2, 0.5)) == expected


@pytest.mark.parametrize(
    ("built", "invested", "expected"),
    [
        (0.33, 0.9, "red"),
        (1 / 3, 0.25, None),
        (0.9, 0.2499, "red"),
        (0.9, 0.9, None),
        (np.nan, 0.2, "red"),
        (0.9, np.nan, "info"),
        (np.nan, np.nan, "info"),
    ],
)
def test_w14_a_third_built_and_a_quarter_invested(built, invested, expected):
    """Either short of it is idle land (53号令 第二条); what is not stated and could be short is information."""
    assert level("W14", date(2023, 8, 31), plots=G1, events=[STOPPED], standards=shares(built, invested)) == expected


def test_w14_without_any_figure_is_information():
    """A stop is not hidden because nobody measured."""
    assert level("W14", date(2023, 8, 31), plots=G1, events=[STOPPED]) == "info"


@pytest.mark.parametrize(
    ("kind", "on"),
    [("resumption", date(2022, 8, 31)), ("resumption", date(2023, 8, 1)), ("completion", date(2023, 8, 1))],
)
def test_w14_is_over_when_building_goes_on(kind, on):
    """Resumed (on the very day too) or completed: nothing."""
    happened = [STOPPED, event(kind, on)]
    assert level("W14", date(2023, 8, 31), plots=G1, events=happened, standards=shares(0.1, 0.1)) is None


def test_w14_a_second_stop_starts_anew():
    """Stopped, resumed and stopped again on 2023-03-01: six months from then."""
    happened = [STOPPED, event("resumption", date(2023, 2, 1)), event("suspension", date(2023, 3, 1))]
    given = {"plots": G1, "events": happened, "standards": shares(0.1, 0.1)}
    assert level("W14", date(2023, 8, 31), **given) is None
    assert level("W14", date(2023, 9, 1), **given) == "yellow"


@pytest.mark.parametrize(("rule", "kind"), [("W15", "completion"), ("W16", "capacity_acceptance")])
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 12, 1), None),
        (date(2023, 12, 2), "yellow"),
        (date(2024, 2, 29), "yellow"),
        (date(2024, 3, 1), "red"),
    ],
)
def test_w15_w16_completion_and_capacity_review(rule, kind, as_of, expected):
    """Due 2024-03-01: yellow from 90 days before, over the new year and a leap February, red on the day."""
    happened = [event("construction_start", date(2022, 1, 5))]
    assert level(rule, as_of, plots=G1, milestones=[milestone(kind, date(2024, 3, 1))], events=happened) == expected


@pytest.mark.parametrize(("rule", "kind"), [("W15", "completion"), ("W16", "capacity_acceptance")])
def test_w15_w16_are_over_when_it_is_done(rule, kind):
    """Done on the due day: nothing; a review done shows the building completed."""
    given = {"plots": G1, "milestones": [milestone(kind, date(2024, 3, 1))]}
    assert level(rule, date(2024, 3, 1), **given, events=[event(kind, date(2024, 3, 1))]) is None
    reviewed = [event("capacity_acceptance", date(2024, 2, 1))]
    assert level(rule, date(2024, 3, 1), **given, events=reviewed) is None


def test_w16_asks_a_plant_in_production():
    """Production does not end it; the review does."""
    due = [milestone("capacity_acceptance", date(2024, 3, 1))]
    producing = [event("production_start", date(2022, 11, 16))]
    (found,) = fired("W16", date(2024, 3, 1), plots=G1, milestones=due, events=producing)
    assert (str(found.severity), found.values["start"]) == ("red", date(2022, 11, 16))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 2, 28), None),
        (date(2024, 2, 29), "yellow"),
        (date(2024, 8, 30), "yellow"),
        (date(2024, 8, 31), "red"),
    ],
)
def test_w17_cleared_land_on_no_plan(as_of, expected):
    """Demolished on 2023-08-31: yellow after six months (the leap day), red after twelve."""
    assert level("W17", as_of, parcels=[parcel(demolished_on=date(2023, 8, 31))]) == expected


@pytest.mark.parametrize(
    "fields", [{"has_path": True}, {"resupplied": False}, {"idle_mu": 0.0}, {"demolished_on": None}]
)
def test_w17_land_with_a_way_out_is_not_warned_of(fields):
    """On a planned plot, rebuilt by its owner (自主改造), supplied whole, or not demolished."""
    row = parcel(**{"demolished_on": date(2022, 1, 5), **fields})
    assert level("W17", date(2023, 5, 31), parcels=[row]) is None


def test_w17_is_over_with_the_supply_plan_of_the_parcel_itself():
    """An event of the parcel counts as a plot's does; what is at stake is what still stands idle."""
    row = parcel(demolished_on=date(2022, 1, 5), idle_mu=4.005)
    planned = [event("supply_plan", date(2023, 5, 31), of="P1", subject="parcel")]
    assert level("W17", date(2023, 5, 31), parcels=[row], events=planned) is None
    (found,) = fired("W17", date(2023, 5, 30), parcels=[row], events=planned)
    assert (str(found.severity), found.amount_mu, found.values["gone"]) == ("red", Decimal("4.01"), 16)


SIGNING = milestone("signing", date(2023, 1, 5), of="Z1", subject="zone")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2022, 12, 21), None),
        (date(2022, 12, 22), "yellow"),
        (date(2023, 1, 5), "yellow"),
        (date(2023, 1, 6), "red"),
    ],
)
def test_w18_the_signing_window(as_of, expected):
    """Ends 2023-01-05: yellow from 14 days before, to the last day; red once it has ended."""
    assert level("W18", as_of, zones=[zone(signed_share=0.8)], milestones=[SIGNING]) == expected


@pytest.mark.parametrize(("share", "expected"), [(1.0, None), (0.9999, "red"), (np.nan, "red")])
def test_w18_all_have_signed(share, expected):
    """100 % signed ends it; not known how many is not all."""
    assert level("W18", date(2023, 1, 6), zones=[zone(signed_share=share)], milestones=[SIGNING]) == expected


def test_w18_is_over_with_the_signing_of_zone_or_parcel():
    """The event ends it, and so does what comes after signing."""
    due = [SIGNING, milestone("signing", date(2023, 1, 5), of="P1", subject="parcel")]
    happened = [
        event("signing", date(2023, 1, 5), of="Z1", subject="zone"),
        event("vacating", date(2023, 1, 5), of="P1", subject="parcel"),
    ]
    given = {"zones": [zone()], "parcels": [parcel()], "milestones": due}
    assert fired("W18", date(2023, 1, 6), **given, events=happened) == []
    assert [one.subject_kind for one in fired("W18", date(2023, 1, 6), **given)] == ["parcel", "zone"]


@pytest.mark.parametrize(
    ("as_of", "months"),
    [(date(2024, 2, 29), 9), (date(2024, 3, 30), 9), (date(2024, 3, 31), 10), (date(2024, 5, 31), 12)],
)
def test_months_that_are_gone_are_whole_months(as_of, months):
    """Since 2023-05-31 the tenth month is over on 03-31; the ninth was over on the last of February."""
    due = milestone("construction_start", date(2023, 5, 31))
    (found,) = fired("W12", as_of, plots=G1, milestones=[due])
    assert found.values["gone"] == months
