"""Which step follows which on each way, and how far apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.timing import Timing, clock_end, clock_start, earliest_days, latest_days, passed_steps, precedents
from landuse.core.workdays import is_workday
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.clocks import load_clocks, plot_steps
from landuse.rules.supply import load_supply_rules

CALENDAR = load_calendar()
CLOCKS = load_clocks()
SUPPLY = load_supply_rules()
TIMING = Timing(CLOCKS, CALENDAR, SUPPLY)
GOAL_DAYS = st.dates(date(2019, 6, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("way", "kind", "before"),
    [
        ("listing", "grant_contract", {"award"}),
        ("listing", "notice", {"approval_meeting", "site_preparation"}),
        ("listing", "supply_plan", set()),
        ("agreement", "grant_contract", {"notice"}),
        ("allocation", "grant_contract", {"approval_meeting", "site_preparation"}),
        ("listing_new_land", "handover", {"grant_contract"}),
    ],
)
def test_steps_that_a_way_leaves_out_stand_for_what_is_before_them(way, kind, before):
    """By agreement the contract follows the notice, by allocation the meeting and the made land."""
    assert set(precedents(kind, plot_steps(load_rules(), way), SUPPLY.steps)) == before


def test_steps_before_a_step():
    """A handover says that all of the supply has happened, and nothing of the permit."""
    passed = passed_steps(["handover"], SUPPLY.steps)
    assert {"site_preparation", "notice", "award", "grant_contract"} <= passed
    assert passed.isdisjoint({"handover", "permit", "construction_start"})


def test_allocation_waits_for_the_meeting():
    """No listing, no notice: the contract may follow the meeting on its day, and both fall on working days."""
    kinds = plot_steps(load_rules(), "allocation")
    kinds = kinds[: kinds.index("grant_contract") + 1]
    latest = latest_days(kinds, date(2023, 10, 5), TIMING, usual=False)
    assert latest["approval_meeting"].day == latest["grant_contract"].day == date(2023, 9, 28)
    done = {"approval_meeting": date(2023, 9, 28)}
    earliest = earliest_days(kinds, done, TIMING, as_of=date(2023, 9, 29), usual=False)
    assert earliest["grant_contract"].day == date(2023, 10, 7)
    assert earliest["supply_plan"].day is None


def test_periods_in_every_unit():
    """Days, working days over National Day, months and years that end with the month."""
    ends = {
        "notice_period": (date(2023, 9, 9), date(2023, 9, 29)),
        "contract_signing": (date(2023, 9, 22), date(2023, 10, 12)),
        "start_after_permit": (date(2023, 11, 30), date(2024, 2, 29)),
        "completion": (date(2024, 2, 29), date(2027, 2, 28)),
    }
    for name, (start, end) in ends.items():
        assert clock_end(CLOCKS.clocks[name], start, CALENDAR) == end


@given(GOAL_DAYS, st.sampled_from(sorted(CLOCKS.clocks)))
def test_a_period_begun_in_time_is_over_in_time(end, name):
    """Going back by a period and on again never oversteps; on a working day it comes back to the day but for months."""
    clock = CLOCKS.clocks[name]
    again = clock_end(clock, clock_start(clock, end, CALENDAR), CALENDAR)
    assert again <= end
    if clock.unit == "days" or (clock.unit == "workdays" and is_workday(end, CALENDAR)):
        assert again == end
