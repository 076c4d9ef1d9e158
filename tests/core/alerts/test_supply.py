"""W03 to W08: agreed days, the plan, the meeting, the notice, the contract and the handover."""

from datetime import date

import pytest

from tests.core.alerts.builders import event, fired, level, milestone, plot

PREPARED_BY_JUNE = milestone("site_preparation", date(2023, 6, 30))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 5, 30), None),
        (date(2023, 5, 31), "yellow"),
        (date(2023, 6, 30), "yellow"),
        (date(2023, 7, 1), "red"),
    ],
)
def test_w03_land_is_to_be_made_by_the_end_of_june(as_of, expected):
    """做地 due 2023-06-30: yellow 30 days before (05-31) to the day itself, red from the day after."""
    assert level("W03", as_of, plots=[plot()], milestones=[PREPARED_BY_JUNE]) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 11, 30), None),
        (date(2023, 12, 1), "yellow"),
        (date(2023, 12, 31), "yellow"),
        (date(2024, 1, 1), "red"),
    ],
)
def test_w03_a_milestone_at_the_end_of_the_year(as_of, expected):
    """Due 12-31 is red on New Year's Day."""
    due = milestone("listing", date(2023, 12, 31))
    assert level("W03", as_of, plots=[plot()], milestones=[due]) == expected


@pytest.mark.parametrize("kind", ["site_preparation", "listing", "award"])
def test_w03_what_is_done_is_not_due(kind):
    """The milestone's own event ends the warning, and so does any that follows it on the way."""
    given = {"plots": [plot()], "milestones": [PREPARED_BY_JUNE]}
    assert level("W03", date(2023, 7, 9), **given, events=[event(kind, date(2023, 7, 9))]) is None


def test_w03_an_event_of_tomorrow_does_not_count_today():
    """On the day before the land is made it is still overdue."""
    done = event("site_preparation", date(2023, 7, 9))
    assert level("W03", date(2023, 7, 8), plots=[plot()], milestones=[PREPARED_BY_JUNE], events=[done]) == "red"


def test_w03_says_each_milestone_of_a_subject_by_itself():
    """Two milestones of a plot are two warnings, with their kind in the key and the person it names."""
    due = [PREPARED_BY_JUNE, milestone("notice", date(2023, 6, 10), owner="Wang")]
    found = fired("W03", date(2023, 6, 20), plots=[plot(owner="Li")], milestones=due)
    assert {one.key: (str(one.severity), one.person) for one in found} == {
        "W03:plot:G1:notice": ("red", "Wang"),
        "W03:plot:G1:site_preparation": ("yellow", "Li"),
    }


@pytest.mark.parametrize("kind", ["handover", "construction_start", "completion", "capacity_acceptance", "signing"])
def test_w03_leaves_what_another_rule_watches(kind):
    """One due day is one warning: W08, W11, W15, W16 and W18 have theirs."""
    assert level("W03", date(2023, 7, 9), plots=[plot()], milestones=[milestone(kind, date(2023, 6, 30))]) is None


def test_w03_speaks_of_zones_parcels_and_firms_too():
    """A milestone's subject may be any record; one that is not there is named by its id."""
    due = [milestone("vacating", date(2023, 6, 30), of="Z9", subject="zone")]
    (found,) = fired("W03", date(2023, 7, 1), milestones=due)
    assert (found.key, found.name) == ("W03:zone:Z9:vacating", "Z9")


@pytest.mark.parametrize(
    ("quarter", "as_of", "expected"),
    [
        (1, date(2022, 12, 31), None),
        (1, date(2023, 1, 1), "yellow"),
        (1, date(2023, 3, 31), "yellow"),
        (1, date(2023, 4, 1), "red"),
        (2, date(2023, 3, 31), None),
        (2, date(2023, 4, 1), "yellow"),
        (2, date(2023, 6, 30), "yellow"),
        (2, date(2023, 7, 1), "red"),
        (3, date(2023, 9, 30), "yellow"),
        (3, date(2023, 10, 1), "red"),
        (4, date(2023, 9, 30), None),
        (4, date(2023, 12, 31), "yellow"),
        (4, date(2024, 1, 1), "red"),
        (None, date(2023, 9, 30), None),
        (None, date(2023, 10, 1), "yellow"),
        (None, date(2024, 1, 1), "red"),
    ],
)
def test_w04_the_planned_quarter_begins_and_ends_without_the_meeting(quarter, as_of, expected):
    """Yellow on the quarter's first day, red on the day after its last; without a quarter the year's last stands."""
    assert level("W04", as_of, plots=[plot(plan_year=2023, planned_quarter=quarter)]) == expected


@pytest.mark.parametrize("kind", ["approval_meeting", "listing", "grant_contract"])
def test_w04_is_over_with_the_meeting(kind):
    """The meeting ends it; a plot that was sold is not asked for it again."""
    given = {"plots": [plot(plan_year=2023, planned_quarter=1)], "events": [event(kind, date(2023, 3, 1))]}
    assert level("W04", date(2023, 5, 1), **given) is None
    assert level("W04", date(2023, 2, 28), **given) == "yellow"


def test_w04_a_plot_of_no_plan_is_not_late():
    """Without a plan year there is no quarter."""
    assert level("W04", date(2023, 5, 1), plots=[plot(plan_year=None, planned_quarter=1)]) is None


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 1, 3), None),
        (date(2023, 1, 4), "yellow"),
        (date(2023, 2, 2), "yellow"),
        (date(2023, 2, 3), "red"),
    ],
)
def test_w05_no_notice_after_the_meeting_over_new_year(as_of, expected):
    """A meeting on 2022-12-05: yellow after 30 days on 2023-01-04, red after 60 on 02-03."""
    assert level("W05", as_of, plots=[plot()], events=[event("approval_meeting", date(2022, 12, 5))]) == expected


@pytest.mark.parametrize("kind", ["notice", "listing", "award"])
def test_w05_is_over_with_the_notice(kind):
    """The notice ends it, and whatever can only follow it."""
    happened = [event("approval_meeting", date(2022, 12, 5)), event(kind, date(2023, 1, 10))]
    assert level("W05", date(2023, 1, 9), plots=[plot()], events=happened) == "yellow"
    assert level("W05", date(2023, 3, 1), plots=[plot()], events=happened) is None


def test_w05_land_that_is_allocated_needs_no_notice():
    """划拨 goes through no public notice."""
    given = {"plots": [plot(needs_notice=False)], "events": [event("approval_meeting", date(2022, 12, 5))]}
    assert level("W05", date(2023, 3, 1), **given) is None


def test_w05_the_last_meeting_starts_the_clock():
    """A plot that went before the meeting again has its 30 days again."""
    meetings = [event("approval_meeting", date(2022, 12, 5)), event("approval_meeting", date(2023, 2, 6))]
    assert level("W05", date(2023, 3, 7), plots=[plot()], events=meetings) is None
    assert level("W05", date(2023, 3, 8), plots=[plot()], events=meetings) == "yellow"


@pytest.mark.parametrize(
    ("notice", "listing", "expected"),
    [
        (date(2023, 5, 1), date(2023, 5, 1), "red"),
        (date(2023, 5, 1), date(2023, 5, 20), "red"),
        (date(2023, 5, 1), date(2023, 5, 21), None),
        (date(2023, 5, 1), date(2023, 5, 22), None),
        (date(2022, 12, 20), date(2023, 1, 8), "red"),
        (date(2022, 12, 20), date(2023, 1, 9), None),
    ],
)
def test_w06_notice_stands_for_twenty_days(notice, listing, expected):
    """19 days are too few, 20 are enough, over the year's end too (39号令 §8)."""
    happened = [event("notice", notice), event("listing", listing)]
    assert level("W06", date(2023, 6, 30), plots=[plot()], events=happened) == expected


@pytest.mark.parametrize(("award", "expected"), [(30, "red"), (31, None)])
def test_w06_listing_lasts_ten_days(award, expected):
    """Listed on the 21st: an award on the 30th is a day too early, on the 31st it is right (39号令 §18)."""
    days = {"notice": date(2023, 5, 1), "listing": date(2023, 5, 21), "award": date(2023, 5, award)}
    assert level("W06", date(2023, 6, 30), plots=[plot()], events=[event(*pair) for pair in days.items()]) == expected


def test_w06_a_plot_offered_twice_is_judged_by_its_own_notice():
    """The second listing is held against the second notice, not the first; without any notice nothing is measured."""
    first = [event("notice", date(2023, 1, 1)), event("listing", date(2023, 1, 31))]
    again = [event("notice", date(2023, 4, 1)), event("listing", date(2023, 4, 11))]
    (found,) = fired("W06", date(2023, 6, 30), plots=[plot()], events=first + again)
    assert (found.part, found.values["days"], found.since) == ("listing:2023-04-11", 10, date(2023, 4, 11))
    assert level("W06", date(2023, 6, 30), plots=[plot()], events=first[1:]) is None


@pytest.mark.parametrize(
    ("award", "as_of", "expected"),
    [
        # 春节 2023: off from 01-21 to 01-27, Saturday 01-28 and Sunday 01-29 worked.
        (date(2023, 1, 13), date(2023, 1, 28), None),
        (date(2023, 1, 13), date(2023, 1, 29), "yellow"),
        (date(2023, 1, 13), date(2023, 1, 31), "yellow"),
        (date(2023, 1, 13), date(2023, 2, 1), "red"),
        # 国庆 2023: off from 09-29 to 10-06, Saturday 10-07 and Sunday 10-08 worked.
        (date(2023, 9, 22), date(2023, 10, 8), None),
        (date(2023, 9, 22), date(2023, 10, 9), "yellow"),
        (date(2023, 9, 22), date(2023, 10, 11), "yellow"),
        (date(2023, 9, 22), date(2023, 10, 12), "red"),
        # An ordinary fortnight: the 7th working day is a Wednesday, the 10th a Monday.
        (date(2023, 3, 13), date(2023, 3, 21), None),
        (date(2023, 3, 13), date(2023, 3, 22), "yellow"),
        (date(2023, 3, 13), date(2023, 3, 26), "yellow"),
        (date(2023, 3, 13), date(2023, 3, 27), "red"),
        # Over the end of the year: 2022-12-31 to 2023-01-02 are off.
        (date(2022, 12, 23), date(2023, 1, 3), None),
        (date(2022, 12, 23), date(2023, 1, 4), "yellow"),
        (date(2022, 12, 23), date(2023, 1, 9), "red"),
    ],
)
def test_w07_working_days_from_award_to_contract(award, as_of, expected):
    """Yellow on the 7th working day after the award, red on the 10th, by the calendar of the year."""
    assert level("W07", as_of, plots=[plot()], events=[event("award", award)]) == expected


def test_w07_is_over_with_the_contract():
    """Signed on the 10th working day: nothing on that day, red had it not been signed."""
    happened = [event("award", date(2023, 3, 13)), event("grant_contract", date(2023, 3, 27))]
    assert level("W07", date(2023, 3, 27), plots=[plot()], events=happened) is None
    (before,) = fired("W07", date(2023, 3, 26), plots=[plot()], events=happened)
    assert (before.due_on, before.values["gone"], before.closes_by) == (date(2023, 3, 27), 9, "grant_contract")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 1, 29), None),
        (date(2023, 1, 30), "yellow"),
        (date(2023, 2, 28), "yellow"),
        (date(2023, 3, 1), "red"),
    ],
)
def test_w08_land_is_to_be_handed_over_by_the_agreed_day(as_of, expected):
    """Due 2023-03-01: yellow from 30 days before, red on the day."""
    given = {
        "events": [event("grant_contract", date(2022, 12, 28))],
        "milestones": [milestone("handover", date(2023, 3, 1))],
    }
    assert level("W08", as_of, plots=[plot()], **given) == expected


def test_w08_asks_nothing_without_a_contract_or_after_the_handover():
    """No contract, no duty; handed over (or started, which needs the land), no duty any more."""
    due = [milestone("handover", date(2023, 3, 1))]
    contract = event("grant_contract", date(2022, 12, 28))
    assert level("W08", date(2023, 4, 1), plots=[plot()], milestones=due) is None
    for kind in ("handover", "construction_start"):
        happened = [contract, event(kind, date(2023, 3, 1))]
        assert level("W08", date(2023, 4, 1), plots=[plot()], milestones=due, events=happened) is None
